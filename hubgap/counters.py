"""Laws of the counters of use: what no count can do, whoever publishes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

FALLS, PARTS, WHOLE, DAYS, SPLIT = "falls", "parts", "whole", "days", "split"
ROUNDING = 1e-6  # of shares that are published with seven digits
RESTATED = 1e-3  # a day may be published anew after its month: the most seen is 0.02%
CLASSES = ["closed_tokens", "open_tokens", "unknown_tokens", "other_tokens"]

Tables = Mapping[str, pd.DataFrame]


class Law(NamedTuple):
    """A law, the table that it is asked of, how many cases were checked, which break it.

    excused: cases that a table of known faults lists.
    """

    name: str
    table: str
    checked: int
    excused: int
    broken: tuple[str, ...]


def laws(tables: Tables) -> list[Law]:
    """Every law that can be asked of these tables; a table that is missing is asked nothing."""
    found = []
    if {"ollama_pulls", "ollama_jumps"} <= {*tables}:
        found.append(_falls(tables["ollama_pulls"], tables["ollama_jumps"]))
    if "openrouter_monthly_totals" in tables:
        found.append(_parts(tables["openrouter_monthly_totals"]))
    if "openrouter_tokens" in tables:
        found += [_split(tables["openrouter_tokens"]), _whole(tables["openrouter_tokens"])]
    if {"openrouter_tokens", "openrouter_monthly_totals"} <= {*tables}:
        found.append(_days(tables["openrouter_tokens"], tables["openrouter_monthly_totals"]))
    return found


def refusals(tables: Tables) -> Iterator[str]:
    """One sentence for each case that breaks a law."""
    for law in laws(tables):
        for case in law.broken:
            yield f"Table {law.table}: {case}: mend the row, or list it as a known fault."


def _falls(pulls: pd.DataFrame, jumps: pd.DataFrame) -> Law:
    """A count since the beginning cannot fall, but where the fall is listed."""
    rows = pulls.dropna(subset="pulls").sort_values(["model", "day"])
    step = rows["pulls"].astype("float64") - rows.groupby("model")["pulls"].shift()
    fallen = rows[step < 0]
    known = jumps[jumps["kind"] == "fall"]
    known = set(zip(known["model"], known["to_day"], strict=True))
    at = list(zip(fallen["model"], fallen["day"], strict=True))
    broken = tuple(
        f"the pulls of {model} fall on {day:%Y-%m-%d}"
        for model, day in at
        if (model, day) not in known
    )
    return Law(FALLS, "ollama_pulls", int(step.notna().sum()), len(at) - len(broken), broken)


def _parts(totals: pd.DataFrame) -> Law:
    """A total is not below its named parts."""
    below = totals[totals[CLASSES].sum(axis=1) > totals["total_tokens"]]
    broken = tuple(f"the total of {month} is below its parts" for month in below["month"])
    return Law(PARTS, "openrouter_monthly_totals", len(totals), 0, broken)


def _split(tokens: pd.DataFrame) -> Law:
    """Tokens are those of prompts and answers together."""
    rows = tokens.dropna(subset=["tokens", "prompt_tokens", "completion_tokens"])
    apart = rows[rows["tokens"] != rows["prompt_tokens"] + rows["completion_tokens"]]
    broken = tuple(
        f"the tokens of {row.slug} on {row.period} are not those of prompts and answers"
        for row in apart.itertuples()
    )
    return Law(SPLIT, "openrouter_tokens", len(rows), 0, broken)


def _whole(tokens: pd.DataFrame) -> Law:
    """The shares of a day or month sum to one, what the source does not name included."""
    sums = tokens.groupby(["source", "period"])["share"].sum()
    off = sums[(sums - 1).abs() > ROUNDING]
    broken = tuple(
        f"the shares of {period} in {source} sum to {total:.4f}"
        for (source, period), total in off.items()
    )
    return Law(WHOLE, "openrouter_tokens", len(sums), 0, broken)


def _days(tokens: pd.DataFrame, totals: pd.DataFrame) -> Law:
    """The days of a month are together not above the month."""
    days = tokens[tokens["granularity"] == "day"]
    sums = days.groupby(["source", days["period"].str[:7]])["tokens"].sum().astype("float64")
    whole = totals.set_index("month")["total_tokens"].reindex(sums.index.get_level_values(1))
    over = sums.to_numpy() / whole.to_numpy(dtype="float64") - 1
    broken = tuple(
        f"the days of {month} in {source} are above the total of the month"
        for (source, month) in sums.index[over > RESTATED]
    )
    excused = int(((over > 0) & (over <= RESTATED)).sum())
    return Law(DAYS, "openrouter_tokens", len(sums), excused, broken)
