"""Words of notebook 10: do we agree with what is published?"""

from __future__ import annotations

import pandas as pd

from ...measures.ledger import WHOLE, YEAR, Tally
from ...text import count, headline, listed, plural, sentence
from .grammar import Words, shown

HEADS = {
    "digit": "Expected to match exactly",
    "order": "Expected to match within a factor of two",
    "direction": "Only the direction expected",
}
FEW, HALF = 0.25, 0.5  # shares that are few, and more than which are most


def heads(tallies: dict[str, Tally]) -> dict[str, str]:
    """What stands above each kind of agreement in the picture, from `ledger.tallies`."""
    return {
        kind: f"{HEADS[kind]}: {count(one.agrees)} of {count(one.of)} agree"
        for kind, one in tallies.items()
    }


def agreement(tallies: dict[str, Tally], easy: dict[str, int], figures: int, panels: int) -> Words:
    """Words for `ledger.tallies` and `ledger.easily` of so many published figures."""
    exact, rebuilt = tallies["digit"], sum(one.rows for one in tallies.values())
    compared = sum(one.of for one in tallies.values())
    finding = " ".join(
        [
            sentence(_exactly(exact, easy)),
            sentence(_in_size(tallies["order"])),
            sentence(_in_direction(tallies["direction"])),
            sentence(
                f"of {_published(figures)}, {count(rebuilt)} were rebuilt, and for "
                f"{count(figures - rebuilt)} these data lack something"
            ),
        ]
    )
    return Words(
        title=headline(_title(tallies)),
        definition=(
            f"Our values beside {_published(rebuilt)}, by the agreement expected before computing, "
            f"from {plural(panels, 'list')} and tables.{_pairs(rebuilt, compared)}"
        ),
        finding=finding,
        alt=(
            "Dots on a logarithmic axis show our value divided by a published one, in rows by the "
            f"agreement expected, and the last row only counts. Expected to match to the digit "
            f"were {count(exact.of)}, and "
            f"{count(exact.agrees)} {_verb(exact.agrees, 'does', 'do')}. "
            f"{sentence(_in_size(tallies['order']))} {sentence(_in_direction(tallies['direction']))}"
        ),
    )


def _title(tallies: dict[str, Tally]) -> str:
    """How many of the figures agree roughly, and how many exactly, in words."""
    rough, exact = [tallies["order"], tallies["direction"]], tallies["digit"]
    near = _part(sum(one.agrees for one in rough), sum(one.of for one in rough))
    return (
        f"{near} figures we rebuilt agree roughly with the published ones, "
        f"{_part(exact.agrees, exact.of)} exactly"
    )


def _part(n: int, of: int) -> str:
    """A share in a word: `none`, `few`, `some`, `most` or `all`."""
    if n in (0, of):
        return "all" if n else "none"
    return "few" if n < FEW * of else "most" if n > HALF * of else "some"


def _pairs(figures: int, compared: int) -> str:
    """Why there are fewer comparisons than figures."""
    twice = figures - compared
    if not twice:
        return ""
    return (
        f" Since {count(2 * twice)} of them are set against each other in pairs, there are "
        f"{plural(compared, 'comparison')}."
    )


def _published(n: int) -> str:
    return plural(n, "published figure")


def _exactly(exact: Tally, easy: dict[str, int]) -> str:
    text = (
        f"{_published(exact.of)} had been expected to match to the digit, and "
        f"{count(exact.agrees)} {_verb(exact.agrees, 'does', 'do')}"
    )
    said = [f"{count(n)} {_verb(n, 'is', 'are')} {EASY[why](n)}" for why, n in easy.items() if n]
    return f"{text}. Of these {listed(said)}, which is easy to match" if said else text


EASY = {
    YEAR: lambda n: _verb(n, "a year", "years"),
    WHOLE: lambda n: f"rounded to {_verb(n, 'a whole number', 'whole numbers')}",
}


def _in_size(one: Tally) -> str:
    return (
        f"of {count(one.of)} expected to match in size, {count(one.agrees)} are within a factor of "
        "two"
    )


def _in_direction(one: Tally) -> str:
    twice = one.rows - one.of
    text = (
        f"of {plural(one.of, 'comparison')} of direction, {count(one.agrees)} come out on the same "
        "side"
    )
    if not twice:
        return text
    return (
        f"{text}. {count(twice)} of them {_verb(twice, 'sets', 'set')} two published figures against "
        f"each other and {_verb(twice, 'counts', 'count')} once"
    )


def _verb(n: int, one: str, many: str) -> str:
    return one if n == 1 else many


def rebuilt_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `ledger.ledger` with a value, for readers."""
    who = rows["source"].str.split(" (", regex=False).str[0]
    easily = (rows["verdict"] == "agrees") & (rows["easy"] != "")
    table = rows.assign(
        bounds=[_bounds(row) for row in rows.to_dict("records")],
        said=who + ": " + rows["statement_in_own_words"],
        verdict=rows["verdict"].where(~easily, rows["verdict"] + " (" + rows["easy"] + ")"),
    )
    return shown(
        table,
        figure_id=("id", str),
        said=("published", str),
        as_of_window=("window", str),
        value=("value", _plain),
        unit=("unit", str),
        ours=("ours", _plain),
        bounds=("bounds", str),
        verdict=("verdict", str),
        nearest=("our nearest rule", str),
    )


def missing_table(rows: pd.DataFrame) -> pd.DataFrame:
    """What is missing for the figures of `ledger.ledger` that cannot be rebuilt: figures, what."""
    groups = rows.groupby("why", sort=False)["figure_id"].agg([len, " ".join]).reset_index()
    groups = groups.sort_values("len", ascending=False, kind="stable")
    return shown(groups, why=("missing here", str), len=("figures", count), join=("ids", str))


def _bounds(row: dict) -> str:
    if pd.isna(row["low"]):
        return ""
    return f"{_plain(row['low'])} to {_plain(row['high'])}"


def _plain(value: float) -> str:
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
