"""A refresh in words: while it runs, and what it brought."""

from __future__ import annotations

import builtins
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from .client import Client
from .promote import snapshot_of
from .snapshot import quoted

EVERY = 10  # seconds between plain lines
SHOWN = 5  # models of a kind


class Progress:
    """A bar on a terminal, plain lines otherwise; written to stderr."""

    def __init__(self, client: Client, done: Callable[[], int], total: int, unit: str):
        """`done` counts what of `total` is done, in `unit` (one of them)."""
        self._client, self._done, self._total, self._unit = client, done, total, unit
        self._start = self._said = time.monotonic()
        self._before = done()
        self._bar = None
        if sys.stderr.isatty() or hasattr(builtins, "get_ipython"):  # a notebook is no terminal
            from tqdm import tqdm

            self._bar = tqdm(total=total, initial=self._before, unit=unit, leave=False)

    def __call__(self) -> None:
        if self._bar is not None:
            self._bar.n = self._done()
            self._bar.set_postfix_str(self._rest(), refresh=False)
            self._bar.refresh()
        elif time.monotonic() - self._said >= EVERY:
            self._said = time.monotonic()
            done = f"{self._done()} of {self._total} {self._unit}s"
            print(f"{done}, {self._rest()}", file=sys.stderr)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    def _rest(self) -> str:
        budget = self._client.budget
        words = [f"{budget.asked} requests"]
        if budget.left is not None:
            words.append(f"quota left {max(0, budget.left)}")
        if (pause := budget.pause()) > 1:
            words.append(f"waiting {pause:.0f} s for the quota")
        done = self._done() - self._before
        if done:
            left = (time.monotonic() - self._start) / done * (self._total - self._done())
            words.append(f"about {duration(left)} to go")
        return ", ".join(words)


def duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def forecast(parallel: bool, parts: dict[str, int], client: Client) -> str:
    """What a pull would ask, by part, and how long it would take under the announced quota."""
    budget, total = client.budget, sum(parts.values())
    said = ", ".join(f"{number:,} {what}" for what, number in parts.items() if number)
    asked = f"about {total:,} requests ({said})"
    moving = total * 0.3 / (client.limits.workers if parallel else 1)  # 0.3 s an answer
    if budget.left is None or not budget.quota:
        return f"{asked}, about {duration(moving)}; {client.endpoint} announces no quota."
    windows = -(-max(0, total - budget.left) // budget.quota)
    wait = max(0.0, budget.reset - time.monotonic()) if windows else 0.0
    wait += max(0, windows - 1) * (budget.window or 300)
    return (
        f"{asked}, about {duration(max(moving, wait))}: {client.endpoint} allows {budget.quota:,} "
        f"in {duration(budget.window or 300)}, {budget.left:,} are left."
    )


def increments(new: Path, old: Path) -> str:
    """A query over two snapshots: model_id, step (of the counter since creation), per_day."""
    return f"""SELECT model_id, new.downloads_all_time - old.downloads_all_time AS step,
        step / nullif(date_diff('day', old.observed_on, new.observed_on), 0) AS per_day
        FROM {quoted(new)} AS new JOIN {quoted(old)} AS old USING (model_id)"""


def report(wave: Path, manifest: dict, before: Path | None, embedded: Path) -> str:
    """What a wave brought, as Markdown; compared with the snapshot `before` or the embedded one."""
    totals, rejected = manifest["rows"], manifest["rejected"]
    partial = manifest["coverage"].get("partial", 0) if manifest["scope"] == "tracked" else 0
    scope = {
        "tracked": f"the full catalogues of {len(manifest['names'])} organizations",
        "top": f"the {manifest['top']:,} most downloaded models" if manifest["top"] else "",
        "hub": "every model of the Hub",
    }[manifest["scope"]]
    lines = [
        f"# Refresh of {manifest['day']}",
        (
            f"{totals['models']:,} models, {totals['downloads_30d']:,} downloads in 30 days: "
            f"{scope}, in {manifest['pages']:,} pages and {manifest['requests']:,} requests."
        ),
    ]
    if partial:
        lines.append(
            f"{_many(partial, 'organization')} with more models counted than kept (coverage table)."
        )
    for name, moved in manifest["renamed"].items():
        lines.append(f"{name} is now called {moved}.")
    lines += _changes(wave, before, embedded)
    if "eval_results" in manifest:
        told = manifest["eval_results"]
        lines.append("## What makers report")
        lines.append(
            f"{_many(told['entries'], 'benchmark result')} on the pages of "
            f"{_many(told['models'], 'model')}: {told['open_pull_request']:,} in pull requests that "
            f"no maker has accepted, {told['malformed']:,} unreadable."
        )
    refused = ", ".join(f"{reason}: {number:,}" for reason, number in rejected.items()) or "nothing"
    lines += ["## What was refused", f"{refused}. Repeated records: {manifest['repeated']:,}."]
    return "\n\n".join(lines) + "\n"


def _changes(wave: Path, before: Path | None, embedded: Path) -> list[str]:
    with duckdb.connect() as con:
        con.execute(f"CREATE VIEW new AS FROM {quoted(snapshot_of(wave))}")
        con.execute(f"CREATE VIEW old AS FROM {quoted(before or embedded)}")
        day = con.execute("SELECT max(observed_on) FROM old").fetchall()[0][0]
        fresh = f"FROM new WHERE created_at::DATE > DATE '{day}'"
        number = con.execute(f"SELECT count(*) {fresh}").fetchall()[0][0]
        lines = [f"## New since {day}", f"{_many(number, 'new model')}."]
        # A flagship is a model of its own: no base model is declared.
        flagships = f"SELECT model_id, downloads_30d {fresh} AND base_model IS NULL"
        lines += ["New flagships (models that declare no base), by downloads:"]
        lines.append(_list(con, flagships, "{:,}"))
        steps = """SELECT model_id, new.downloads_30d - old.downloads_30d AS step
            FROM new JOIN old USING (model_id) WHERE step <> 0"""
        lines += ["## Biggest movers", _list(con, steps, "{:+,}", "abs(step)")]
        lines.append("## What fell")
        if before is None:
            return [*lines, "No earlier refresh to compare the counter since creation with."]
        con.execute(f"CREATE TABLE steps AS {increments(snapshot_of(wave), before)}")
        con.execute(f"COPY (FROM steps ORDER BY model_id) TO {quoted(wave / 'increments.parquet')}")
        fell, median = con.execute(
            "SELECT count(*) FILTER (step < 0), median(per_day) FILTER (step >= 0) FROM steps"
        ).fetchall()[0]
        daily = f"; where it rose, by {median:,.1f} a day (median)" if median is not None else ""
        lines.append(f"The counter since creation fell for {_many(fell, 'model')}{daily}.")
        if fell:
            lines.append(
                _list(con, "SELECT model_id, step FROM steps WHERE step < 0", "{:+,}", "-step")
            )
    return lines


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _list(con: duckdb.DuckDBPyConnection, query: str, shape: str, by: str = "2") -> str:
    order = f"{by} DESC, 1" if by != "2" else "2 DESC, 1"
    rows = con.execute(f"FROM ({query}) ORDER BY {order} LIMIT {SHOWN}").fetchall()
    return "\n".join(f"- {name}: {shape.format(value)}" for name, value in rows) or "None."
