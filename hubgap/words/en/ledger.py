"""Words of notebook 10: do we agree with what is published?"""

from __future__ import annotations

import pandas as pd

from ...measures.verdicts import other
from ...text import count, headline, sentence
from .grammar import NO_DIFFERENCE, NOUN, Words, both, shown

KINDS = {
    "digit": "the digits (within published rounding)",
    "order": "the order (within a factor of two)",
    "direction": "the direction",
}


def agreement(
    counts: pd.DataFrame, sides: pd.DataFrame, ahead: str | None, listed: int, panels: int
) -> Words:
    """Words for `ledger.counts` and `ledger.by_side` of so many published figures.

    ahead: the side whose figures agree more often, if there is one.
    """
    rebuilt, agrees = counts["rows"].sum(), counts["agrees"].sum()
    tail = f"on {NOUN[ahead]} more often" if ahead else f"{NO_DIFFERENCE} by country"
    title = f"{count(agrees)} of {count(rebuilt)} rebuilt figures agree; {tail}"
    said = [
        f"{KINDS[row['expected']]} {count(row['agrees'])} of {count(row['rows'])}"
        for row in counts.to_dict("records")
    ]
    finding = (
        f"{count(listed)} published figures: {count(rebuilt)} rebuilt here, "
        f"{count(listed - rebuilt)} not, for want of data. Agreement expected before computing was "
        f"reached in {', '.join(said)}. "
        f"{sentence(_by_side(sides, ahead))}"
    )
    return Words(
        title=headline(title),
        definition=(
            "Ours divided by the published value, by the kind of agreement expected; "
            f"{count(rebuilt)} figures, {count(panels)} panels and tables. "
            "Filled: agrees; hollow: differs."
        ),
        finding=finding,
        alt=(
            "Dots of ratios on a logarithmic axis, one row a kind of agreement. "
            f"{headline(title)}. {finding}"
        ),
    )


def _by_side(sides: pd.DataFrame, ahead: str | None) -> str:
    rows = sides.set_index("side")
    rate = (rows["agrees"] / rows["rows"]).fillna(0).to_dict()
    verdict = (
        f"more often on {NOUN[ahead]} than on {NOUN[other(ahead)]}" if ahead else NO_DIFFERENCE
    )
    return f"of the figures on one country agree: {both(rate)} ({verdict}, Fisher's exact test)"


def rebuilt_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `ledger.ledger` with a value, for readers."""
    who = rows["source"].str.split(" (", regex=False).str[0]
    table = rows.assign(
        bounds=[_bounds(row) for row in rows.to_dict("records")],
        said=who + ": " + rows["statement_in_own_words"],
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
