"""A refresh in words: while it runs, what it brought, and how it ended."""

from __future__ import annotations

import builtins
import errno
import os
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
from filelock import Timeout

from ..data import ROOT, Data, DataError
from ..registry import holding, region_of
from .client import Client, Fault, Incomplete, Permanent, Refused
from .judge import Before, newest, snapshot_of
from .snapshot import quoted

NAMED = {"CN": "China", "US": "United States", "other": "other countries"}
NAMED["unknown"] = "publishers of unknown country"
EVERY = 10  # seconds between plain lines
SHOWN = 5  # models of a kind
# What a disk may have got over at the next try; not every system knows all of them.
PASSING = "ENOSPC EDQUOT EIO EBUSY EMFILE ENFILE ENOMEM EAGAIN EINTR ESTALE ETIMEDOUT".split()


def ended(
    run: Callable[[], None],
    output: Path,
    again: Callable[[], str],
    beside: Callable[[], str] = lambda: "",
) -> int:
    """The exit code of a run, and one sentence on stderr if it failed.

    `again`: what the reader may do next; `beside`: what is in place although the rest is refused.
    """
    try:
        run()
        return 0
    except Timeout:
        return _say(f"Refused: another refresh is writing to {output}. Wait until it has ended.", 3)
    except (DataError, Permanent, Refused, ValueError) as error:
        return _say(f"Refused: {error}{beside()}", 1)
    except (Incomplete, Fault) as error:
        return _say(f"Incomplete: {error}.{again()}", 2)
    except (OSError, duckdb.Error) as error:
        why = getattr(error, "strerror", None) or str(error).splitlines()[0]
        failed = f"{output} could not be written or read ({why})"
        if errno.errorcode.get(getattr(error, "errno", None) or 0, "EIO") not in PASSING:
            return _say(f"Refused: {failed}: make it writable, or name another --output.", 1)
        return _say(f"Incomplete: {failed}.{again()} If that fails, start over with --fresh.", 2)
    except KeyboardInterrupt:
        return _say(f"Incomplete: it was interrupted.{again()}", 2)


def tell(text: str) -> None:
    """Print what a run brought."""
    try:
        print(text, flush=True)
    except BrokenPipeError:  # whoever read it has left: the wave is no worse for that
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _say(sentence: str, code: int) -> int:
    print("".join(c if c.isprintable() else " " for c in sentence), file=sys.stderr)
    return code


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

            # Its own estimate knows nothing of the quota, and two of them fill the line.
            shape = "{bar:10} {n_fmt}/{total_fmt} {unit}s{postfix}"
            settings = {"unit_scale": total > 99_999, "bar_format": shape, "leave": False}
            self._bar = tqdm(total=total, initial=self._before, unit=unit, **settings)

    def __call__(self) -> None:
        if self._bar is not None:
            self._bar.n = min(self._done(), self._total)
            self._bar.set_postfix_str(self._rest(), refresh=False)
            self._bar.refresh()
        elif time.monotonic() - self._said >= EVERY:
            self._said = time.monotonic()
            done = f"{self._done():,} of {self._total:,} {self._unit}s"
            print(f"{done}, {self._rest()}", file=sys.stderr)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    def _rest(self) -> str:
        budget = self._client.budget
        words = [f"{budget.asked} requests"]
        if (pause := budget.pause()) > 1:
            words.append(f"waiting {pause:.0f} s for the quota")
        elif budget.left is not None:
            words.append(f"quota left {max(0, budget.left)}")
        done, todo = self._done() - self._before, max(0, self._total - self._done())
        if done:
            left = (time.monotonic() - self._start) / done * todo
            words.append(f"about {duration(left)} to go")
        return ", ".join(words)


def duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def forecast(parallel: bool, parts: dict[str, int], client: Client) -> str:
    """What a pull would ask, by part, and how long it would take under the announced quota."""
    budget, total = client.budget, sum(parts.values())
    said = [
        f"{n:,} {what if n > 1 else what.replace('s ', ' ', 1)}" for what, n in parts.items() if n
    ]
    asked = f"about {_many(total, 'request')} ({', '.join(said)})"
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


def report(wave: Path, manifest: dict, before: Before | None, embedded: Data) -> str:
    """What a wave brought, as Markdown; compared with the wave `before` or the embedded data."""
    totals, rejected = manifest["rows"], manifest["rejected"]
    lines = [
        f"# Refresh of {manifest['day']}",
        (
            f"{_many(totals['models'], 'model')}, {totals['downloads_30d']:,} downloads in 30 days: "
            f"{_scope(manifest)}, in {_many(manifest['pages'], 'page')} and "
            f"{_many(manifest['requests'], 'request')}."
        ),
    ]
    lines += [f"**In doubt:** {doubt}." for doubt in manifest["suspect"]]
    lines += _organizations(manifest)
    old = Before(embedded.file(newest(embedded)), [], {}) if before is None else before
    with duckdb.connect() as con:
        con.execute(f"CREATE VIEW new AS FROM {quoted(snapshot_of(wave))}")
        con.execute(f"CREATE VIEW old AS FROM {quoted(old.snapshot)}")
        lines += _by_country(con, manifest, embedded)
        lines += _changes(con, old.day, "" if before else " of the embedded data")
        if before:
            lines += [*_gone_models(con, manifest, before), *_fell(con, wave, before.snapshot)]
        else:
            lines += [
                "## What fell",
                "No earlier refresh to compare the counter since creation with.",
            ]
    if "eval_results" in manifest:
        lines += _reported(manifest["eval_results"])
    refused = ", ".join(f"{reason}: {number:,}" for reason, number in rejected.items()) or "nothing"
    lines += ["## What was refused", f"{refused}. Repeated records: {manifest['repeated']:,}."]
    return "\n\n".join(lines) + "\n"


def where(output: Path, day: str, doubted: bool) -> str:
    """Where a wave lies, and what its reader may type next."""
    live = output == ROOT / "live"
    build = f"python -m hubgap build --data {'live' if live else shlex.quote(str(output))}"
    edition = "python -m hubgap edition" + ("" if live else f" --data {shlex.quote(str(output))}")
    edition += " --accept" if doubted else ""
    return (
        f"The wave lies in {output / day}. Next: `{build}` for its pages, or `{edition}` to make it "
        "the latest snapshot of data/."
    )


def _reported(told: dict) -> list[str]:
    return [
        "## What makers report",
        f"{_many(told['entries'], 'benchmark result')} on the pages of "
        f"{_many(told['models'], 'model')}: {told['open_pull_request']:,} in pull requests that "
        f"no maker has accepted, {told['malformed']:,} unreadable.",
    ]


def _scope(manifest: dict) -> str:
    if manifest["scope"] == "tracked":
        asked, found = (manifest["organizations"][name] for name in ("asked", "found"))
        known = f" ({asked:,} asked, {found:,} found)" if found < asked else ""
        return f"the catalogue{'s' if found != 1 else ''} of {_many(found, 'organization')}{known}"
    return (
        f"the {manifest['top']:,} most downloaded models"
        if manifest["top"]
        else "every model of the Hub"
    )


def _organizations(manifest: dict) -> list[str]:
    """Which organizations are not whole, not there, or have another name."""
    told = manifest["organizations"]
    lines = []
    if told["short"]:
        names = ", ".join(told["short"])
        lines.append(f"With fewer models kept than the organization counts: {names}.")
    elif told["found"] and not told["uncounted"]:
        lines.append("Each lists as many models as it counts.")
    for status, number in told["uncounted"].items():
        lines.append(
            f"How many models it has was not told for {number:,} of {told['found']:,} (status "
            f"{status}): whether these catalogues are whole is unchecked."
        )
    if told["gone"]:
        names = ", ".join(f"{name} (models on {day})" for name, day in told["gone"].items())
        lines.append(f"Gone: {names}.")
    if told["unknown"]:
        lines.append(f"Unknown to the Hub: {', '.join(told['unknown'])}.")
    if told["empty"]:
        lines.append(f"Without any model: {', '.join(told['empty'])}.")
    return lines + [f"{name} is now called {now}." for name, now in manifest["renamed"].items()]


def _by_country(con: duckdb.DuckDBPyConnection, manifest: dict, embedded: Data) -> list[str]:
    """Models and downloads by country of the publisher, on the day of the wave."""
    table = holding(embedded["organizations"], pd.Timestamp(manifest["day"]))
    regions = dict(zip(table["namespace"], region_of(table["country"]), strict=True))
    regions |= {now: regions[old] for old, now in manifest["renamed"].items() if old in regions}
    columns = {"author": [*regions], "region": [*regions.values()]}
    con.register("regions", pa.table(columns, pa.schema(dict.fromkeys(columns, pa.string()))))
    rows = con.execute("""SELECT coalesce(region, 'unknown'), count(*), sum(downloads_30d)::BIGINT
        FROM new LEFT JOIN regions USING (author) GROUP BY ALL ORDER BY 2 DESC, 1""").fetchall()
    told = [
        f"- {NAMED[region]}: {_many(number, 'model')}, {downloads or 0:,} downloads in 30 days"
        for region, number, downloads in rows
    ]
    return ["## By country of the publisher", "\n".join(told)]


def _changes(con: duckdb.DuckDBPyConnection, day: str, whose: str) -> list[str]:
    fresh = f"""FROM new WHERE (created_at::DATE > DATE '{day}' OR created_at::DATE = DATE '{day}'
        AND model_id NOT IN (SELECT model_id FROM old))"""  # in the evening of that day
    number = con.execute(f"SELECT count(*) {fresh}").fetchall()[0][0]
    # A flagship is a model of its own: no base model is declared.
    flagships = f"SELECT model_id, downloads_30d {fresh} AND base_model IS NULL"
    steps = """SELECT model_id, new.downloads_30d - old.downloads_30d AS step
        FROM new JOIN old USING (model_id) WHERE step <> 0"""
    return [
        f"## New since {day}",
        f"{_many(number, 'new model')}.",
        "New flagships (models that declare no base), by downloads:",
        _list(con, f"{flagships} AND downloads_30d IS NOT NULL", "{:,}"),
        "## Biggest movers",
        f"Downloads in 30 days, compared with the snapshot of {day}{whose}:",
        _list(con, steps, "{:+,}", "abs(step)"),
    ]


def _gone_models(con: duckdb.DuckDBPyConnection, manifest: dict, before: Before) -> list[str]:
    """Which models of organizations that both waves asked for are no longer listed."""
    if manifest["scope"] == "top":
        return []  # what is no longer among the top is not gone
    gone = "SELECT model_id, coalesce(downloads_30d, 0) FROM old WHERE model_id NOT IN "
    gone += "(SELECT model_id FROM new)"
    if manifest["scope"] == "tracked":
        shared = {*manifest["names"]} & {*before.names} - {*manifest["renamed"]}
        names = [before.renamed.get(name, name) for name in shared]
        con.register("shared", pa.table({"author": pa.array(names, pa.string())}))
        gone += " AND author IN (FROM shared)"
    number = con.execute(f"SELECT count(*) FROM ({gone})").fetchall()[0][0]
    listed = [f"The largest, by downloads on {before.day}:", _list(con, gone, "{:,}")]
    return ["## Gone", f"{_many(number, 'model')} no longer listed.", *(listed if number else [])]


def _fell(con: duckdb.DuckDBPyConnection, wave: Path, before: Path) -> list[str]:
    con.execute(f"CREATE TABLE steps AS {increments(snapshot_of(wave), before)}")
    con.execute(f"COPY (FROM steps ORDER BY model_id) TO {quoted(wave / 'increments.parquet')}")
    fell, median = con.execute(
        "SELECT count(*) FILTER (step < 0), median(per_day) FILTER (step >= 0) FROM steps"
    ).fetchall()[0]
    daily = f"; where it rose, by {median:,.1f} a day (median)" if median is not None else ""
    lines = [f"The counter since creation fell for {_many(fell, 'model')}{daily}."]
    if fell:
        query = "SELECT model_id, step FROM steps WHERE step < 0"
        lines.append(_list(con, query, "{:+,}", "-step"))
    return ["## What fell", *lines]


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _list(con: duckdb.DuckDBPyConnection, query: str, shape: str, by: str = "2") -> str:
    order = f"{by} DESC, 1" if by != "2" else "2 DESC, 1"
    rows = con.execute(f"FROM ({query}) ORDER BY {order} LIMIT {SHOWN}").fetchall()
    return "\n".join(f"- {name}: {shape.format(value)}" for name, value in rows) or "None."
