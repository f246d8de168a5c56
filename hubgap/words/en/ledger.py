"""Words of notebook 10: do we agree with what is published?"""

from __future__ import annotations

import pandas as pd

from ...measures.ledger import WHOLE, YEAR, Tally
from ...text import count, headline, listed, plural, sentence
from .grammar import Words, shown

HEADS = {"digit": "To the digit", "order": "In size", "direction": "In direction"}


def heads(tallies: dict[str, Tally]) -> dict[str, str]:
    """What stands above each kind of agreement in the picture, from `ledger.tallies`."""
    return {
        kind: f"{HEADS[kind]}: {count(one.agrees)} of {count(one.of)} agree"
        for kind, one in tallies.items()
    }


def agreement(tallies: dict[str, Tally], easy: dict[str, int], figures: int, panels: int) -> Words:
    """Words for `ledger.tallies` and `ledger.easily` of so many published figures."""
    exact, rebuilt = tallies["digit"], sum(one.rows for one in tallies.values())
    near = tallies["order"].agrees + tallies["direction"].agrees
    rest = tallies["order"].of + tallies["direction"].of
    title = (
        f"{count(exact.agrees)} of {_published(exact.of)} "
        f"{_verb(exact.agrees, 'matches', 'match')} to the digit, {count(near)} of {count(rest)} roughly"
    )
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
        title=headline(title),
        definition=(
            "Each dot is our value divided by a published one, in the row of the agreement that "
            f"was expected before computing. {plural(rebuilt, 'figure')} from {count(panels)} lists "
            "and tables are shown. Filled dots agree and hollow ones differ."
        ),
        finding=finding,
        alt=(
            "Dots on a logarithmic axis show our value divided by a published one, one row for "
            f"each kind of agreement. Expected to match to the digit were {count(exact.of)}, and "
            f"{count(exact.agrees)} {_verb(exact.agrees, 'does', 'do')}. "
            f"{sentence(_in_size(tallies['order']))} {sentence(_in_direction(tallies['direction']))}"
        ),
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
