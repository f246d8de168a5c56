"""The stored answers of a pull of boards as tables; what is malformed is set aside with its reason."""

from __future__ import annotations

import json
import math
import unicodedata
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..data import Data, DataError, write_tables
from ..disk import write_file
from .boards import AGENT, ARENA, GATED, GONE, ID, NEEDED, SUBSETS, BoardPlan, BoardStore
from .collect import read_json
from .promote import live_resource, loosened
from .snapshot import LARGEST, MACROS, MEMORY, quoted

ARENA_SOURCE, OFFICIAL_SOURCE = "lmarena_hub", "hub_boards"
OVERALL = "overall"
MOST_ROWS = 200_000  # of a file; text has 10,600
LONGEST = 2_000  # characters of a note or an address
RECORD = 10_000  # characters of a malformed record that are kept
INERT = ("Cc", "Cf", "Cs", "Zl", "Zp")  # classes of characters that no text of a stranger keeps
TEXTS = {
    "name_on_board": "model_name",
    "organization": "organization",
    "license": "license",
    "category": "category",
}
BOUNDED = {"board_places": "rating", "agent_places": "score"}
NUMBERS = {  # table -> column: as the dataset calls it
    "board_places": {
        "rating": "rating",
        "ci_low": "rating_lower",
        "ci_high": "rating_upper",
        "variance": "variance",
    },
    "agent_places": {
        "score": "score",
        "ci_low": "score_ci_lower",
        "ci_high": "score_ci_upper",
    },
}
COUNTS = {
    "board_places": {"rank": "rank", "votes": "vote_count"},
    "agent_places": {
        "rank": "rank",
        "observations": "observation_count",
        "sessions": "session_count",
    },
}
DAY = "leaderboard_publish_date"


class Tables(NamedTuple):
    """Tables by name; rejected: reason, board, row and record of each; rows that came again."""

    tables: dict[str, pd.DataFrame]
    rejected: list[dict]
    repeated: int


def board_tables(store: BoardStore) -> Tables:
    """All tables of a complete pull. DataError names the subset and column that cannot be read."""
    places, agents, wrong, repeated = _places(store)
    benchmarks, entries, odd = _official(store)
    plan = store.plan
    tables = {
        "sources": pd.DataFrame(_sources(plan.day, plan.revision, plan.committed, places)),
        "board_places": places,
        "agent_places": agents,
        "official_benchmarks": benchmarks,
        "official_entries": entries,
    }
    return Tables(tables, wrong + odd, repeated)


def write_boards(folder: Path, made: Tables, plan: BoardPlan, embedded: Data) -> dict:
    """Write the tables and rejected.jsonl into `folder`; what the manifest says of them."""
    folder.mkdir()
    resources = [loosened(embedded.resources["sources"])]
    resources += [live_resource(name) for name in made.tables if name != "sources"]
    descriptor = {**embedded.descriptor, "name": "hubgap-boards", "resources": resources}
    write_tables(folder, descriptor, made.tables)
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in made.rejected)
    write_file(folder / "rejected.jsonl", lines.encode("utf-8", "replace"))
    places = made.tables["board_places"]
    whole = {*places.loc[places["category"] == OVERALL, "subset"]}
    if (made.tables["agent_places"]["category"] == OVERALL).any():
        whole.add(AGENT)
    return {
        "client": f"huggingface_hub {version('huggingface_hub')}",
        "rows": {name: len(made.tables[name]) for name in made.tables if name != "sources"},
        "repeated": made.repeated,
        "rejected": dict(Counter(one["reason"] for one in made.rejected)),
        "rejected_from": dict(Counter(one["board"] for one in made.rejected)),
        "missing": [one for one in SUBSETS if one not in plan.files],
        "without_overall": [one for one in SUBSETS if one in plan.files and one not in whole],
    }


# --- LMArena


def _places(store: BoardStore) -> tuple[pd.DataFrame, pd.DataFrame, list[dict], int]:
    parts: dict[str, list[pd.DataFrame]] = {"board_places": [], "agent_places": []}
    wrong, repeated = [], 0
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": 2}) as con:
        con.execute("SET temp_directory = ''")  # else what is too large goes to the current folder
        con.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        con.execute(MACROS)
        con.execute("CREATE MACRO told(x) AS CASE WHEN isnan(x) THEN NULL ELSE x END")
        for subset in (one for one in SUBSETS if one in store.plan.files):
            table = "agent_places" if subset == AGENT else "board_places"
            try:
                _read(con, store, subset, table)
            except (duckdb.Error, pa.ArrowException, OSError) as error:
                if getattr(error, "errno", None):
                    raise  # the disk's fault, not the file's
                why = f"is no readable parquet file ({_line(error)})"
                raise _unreadable(subset, store, why) from None
            rows, again = _kept(con, subset, table)
            repeated += again
            wrong += _wrong(con, subset)
            if subset in NEEDED and rows.empty:
                raise _unreadable(subset, store, "holds no usable row")
            parts[table].append(rows)
    places, agents = (_joined(name, rows) for name, rows in parts.items())
    return places, agents, wrong, repeated


def _joined(table: str, rows: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=_columns(table))


def _columns(table: str) -> list[str]:
    return [one["name"] for one in live_resource(table)["schema"]["fields"]]


def _unreadable(subset: str, store: BoardStore, what: str) -> DataError:
    return DataError(
        f"Subset {subset} of {ARENA} at revision {store.plan.revision[:7]} {what}: this version of "
        "hubgap cannot read it, and the embedded boards serve."
    )


def _line(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


def _read(con: duckdb.DuckDBPyConnection, store: BoardStore, subset: str, table: str) -> None:
    """Make the table `seen`: every row of the file, typed, with the `reason` to refuse it or NULL."""
    path = store.file(subset)
    with pq.ParquetFile(path) as file:
        names, rows = file.schema_arrow.names, file.metadata.num_rows
    for column in (*TEXTS.values(), *NUMBERS[table].values(), *COUNTS[table].values(), DAY):
        if column not in names:
            raise _unreadable(subset, store, f"has no column {column}")
    if rows > MOST_ROWS:
        raise _unreadable(subset, store, f"has {rows:,} rows")
    texts = [f'"{theirs}"::VARCHAR AS {ours}' for ours, theirs in TEXTS.items()]
    numbers, counts = NUMBERS[table], COUNTS[table]
    typed = [f'told(try_cast("{t}" AS DOUBLE)) AS {o}' for o, t in (numbers | counts).items()]
    raw = [f'"{t}"::VARCHAR AS raw_{o}' for o, t in (numbers | counts).items()]
    reasons = " ".join(f"WHEN {test} THEN '{why}'" for why, test in _reasons(table).items())
    con.execute(f"""
        CREATE OR REPLACE TABLE seen AS
        WITH read AS (
            SELECT file_row_number + 1 AS row, to_json(whole)::VARCHAR AS record,
                {", ".join([*texts, *typed, *raw])},
                try_cast(left("{DAY}"::VARCHAR, 10) AS DATE) AS published_on
            FROM read_parquet({quoted(path)}, file_row_number = true) AS whole
        )
        SELECT *, CASE {reasons} END AS reason FROM read
    """)


def _reasons(table: str) -> dict[str, str]:
    """What a row must not be, as conditions; the first reason counts."""
    value, numbers = BOUNDED[table], NUMBERS[table]
    called = {"name_on_board": "model_name", "category": "category"}
    wrong = {}
    for ours, theirs in called.items():
        wrong[f"{theirs} is missing"] = f"coalesce(trim({ours}), '') = ''"
        wrong[f"{theirs} is too long or holds control characters"] = (
            f"{ours} IS DISTINCT FROM plain({ours})"
        )
    wrong[f"{numbers[value]} is no finite number"] = f"NOT coalesce(isfinite({value}), false)"
    for ours, theirs in numbers.items():
        if ours != value:  # may be missing
            given = f"raw_{ours} IS NOT NULL AND lower(raw_{ours}) <> 'nan'"
            wrong[f"{theirs} is no finite number"] = (
                f"{given} AND NOT coalesce(isfinite({ours}), false)"
            )
    wrong[f"{numbers['ci_low']} is above {numbers[value]}"] = f"ci_low > {value}"
    wrong[f"{numbers['ci_high']} is below {numbers[value]}"] = f"ci_high < {value}"
    if "variance" in numbers:
        wrong["variance is negative"] = "variance < 0"
    wrong["rank is missing"] = "rank IS NULL"
    for ours, theirs in COUNTS[table].items():
        least = 1 if ours == "rank" else 0
        given = f"raw_{ours} IS NOT NULL AND lower(raw_{ours}) <> 'nan'"
        count = f"{ours} = floor({ours}) AND {ours} BETWEEN {least} AND {LARGEST}"
        wrong[f"{theirs} is no count"] = f"{given} AND NOT coalesce({count}, false)"
    wrong[f"{DAY} is no day"] = "coalesce(published_on < '2023-01-01', true)"
    return wrong


def _kept(con: duckdb.DuckDBPyConnection, subset: str, table: str) -> tuple[pd.DataFrame, int]:
    """The accepted rows, of one name in one category that with the better rank; and the others."""
    again = "row_number() OVER (PARTITION BY category, name_on_board ORDER BY rank, row)"
    shown = []
    for name in _columns(table):
        if name in ("organization", "license"):
            shown.append(f"plain(trim({name})) AS {name}")
        elif name in COUNTS[table]:
            shown.append(f"{name}::BIGINT AS {name}")
        elif name == "subset":
            shown.append(f"'{subset}' AS subset")
        elif name == "source":
            shown.append(f"'{ARENA_SOURCE}' AS source")
        else:
            shown.append(name)
    rows = con.execute(f"""SELECT {", ".join(shown)} FROM seen WHERE reason IS NULL
        QUALIFY {again} = 1 ORDER BY category <> '{OVERALL}', category, rank, name_on_board""").df()
    accepted = con.execute("SELECT count(*) FROM seen WHERE reason IS NULL").fetchall()[0][0]
    return rows, accepted - len(rows)


def _wrong(con: duckdb.DuckDBPyConnection, subset: str) -> list[dict]:
    found = con.execute(f"""SELECT reason, row, left(record, {RECORD}) FROM seen
        WHERE reason IS NOT NULL ORDER BY row""").fetchall()
    return [
        {"reason": why, "board": subset, "row": row, "record": what} for why, row, what in found
    ]


# --- official boards


def _official(store: BoardStore) -> tuple[pd.DataFrame, pd.DataFrame, list[dict]]:
    benchmarks, entries, wrong = [], [], []
    for number, record in enumerate(store.plan.odd, start=1):
        wrong.append(_aside("id is no dataset name", "official benchmarks", number, record))
    for dataset in store.plan.official:
        status, kept, odd, at = _board(store, dataset)
        told = {"status": status, "entries": len(kept), "malformed": len(odd), "fetched_at": at}
        benchmarks.append({"dataset": dataset, **told, "source": OFFICIAL_SOURCE})
        shared = {"dataset": dataset, "fetched_at": pd.Timestamp(at), "source": OFFICIAL_SOURCE}
        entries += [{**entry, **shared} for entry in kept]
        wrong += odd
    tables = (("official_benchmarks", benchmarks), ("official_entries", entries))
    made = [pd.DataFrame(rows, columns=_columns(name)) for name, rows in tables]
    return made[0], made[1], wrong


def _board(store: BoardStore, dataset: str) -> tuple[str, list[dict], list[dict], str]:
    """What became of a board: status, entries, malformed entries, and when it was asked."""
    answer = store.answer(dataset) or {}
    status, at = answer["status"], answer["at"]
    if status != 200:
        named = "gated" if status in GATED else "gone" if status in GONE else "unreadable"
        return named, [], [], at
    told = read_json(answer["body"])
    if not isinstance(told, list):
        return "unreadable", [], [], at
    kept, wrong = [], []
    for number, raw in enumerate(told, start=1):
        reason = _fault_of(raw)
        if reason:
            wrong.append(_aside(reason, dataset, number, raw))
        else:
            kept.append(_entry(raw, number))
    return "read", kept, wrong, at


def _fault_of(raw: object) -> str:
    """Why an entry of an official board cannot be kept; empty if it can."""
    if not isinstance(raw, dict):
        return "it is no object"
    if raw.get("error") is not None:
        return "the Hub could not read it"
    model, value = raw.get("modelId"), raw.get("value")
    if not isinstance(model, str) or not ID.fullmatch(model):
        return "modelId is no repository name"
    if not isinstance(value, float) or not math.isfinite(value):
        return "value is no finite number"
    return ""


def _entry(raw: dict, number: int) -> dict:
    author, source = raw.get("author"), raw.get("source")
    rank = raw.get("rank")
    cited = source if isinstance(source, dict) else {"name": source}
    return {
        "entry": number,
        "rank": rank if isinstance(rank, float) and rank % 1 == 0 and 0 <= rank < LARGEST else None,
        "model_id": raw["modelId"],
        "value": raw["value"],
        "filename": plain(raw.get("filename")),
        "verified": raw.get("verified") is True,
        "author": plain(author.get("name") if isinstance(author, dict) else author),
        "source_url": plain(cited.get("url")),
        "source_name": plain(cited.get("name")),
        "pull_request": plain(raw.get("pullRequest")),
        "notes": plain(raw.get("notes")),
    }


def plain(value: object) -> str | None:
    """Text of a stranger: no control, format or line characters, and not endless; None if empty."""
    if value is None or value is False:
        return None
    if isinstance(value, float) and value % 1 == 0:
        value = int(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return (
        "".join(c for c in text if unicodedata.category(c) not in INERT).strip()[:LONGEST] or None
    )


def _aside(reason: str, board: str, row: int, record: object) -> dict:
    return {"reason": reason, "board": board, "row": row, "record": json.dumps(record)[:RECORD]}


# --- where the rows come from


def _sources(day: str, revision: str, committed: str, places: pd.DataFrame) -> list[dict]:
    days = places["published_on"]
    shared = {"folder": "benchmarks", "redistribution": "attribution"}
    return [
        {
            **shared,
            "id": ARENA_SOURCE,
            "title": "Arena leaderboard dataset, own refresh",
            "publisher": "LMArena",
            "repository": f"huggingface.co/datasets/{ARENA}",
            "path": "{subset}/latest-00000-of-00001.parquet",
            "commit": revision,
            "commit_date": pd.Timestamp(committed),
            "license": "CC BY 4.0",
            "measured_from": str(days.min().date()),
            "measured_to": str(days.max().date()),
            "definition": "Bradley-Terry ratings of blind votes on an Elo-like scale, 95% interval; "
            "agents: a score of its own",
            "unit": "rating points",
            "quirks": "Each board has its own day; organization and bounds can be missing.",
            "citation": f"LMArena (lmarena.ai), dataset {ARENA}, revision {revision[:7]}, CC BY 4.0",
        },
        {
            **shared,
            "id": OFFICIAL_SOURCE,
            "title": "Boards of official benchmarks, own refresh",
            "publisher": "Hugging Face",
            "repository": "huggingface.co",
            "path": "/api/datasets/{dataset}/leaderboard",
            "commit": day,
            "commit_date": pd.Timestamp(day),
            "license": "facts, attribution required",
            "measured_from": day,
            "measured_to": day,
            "definition": "Benchmark results reported to the Hub, mostly by makers of the models",
            "unit": "as each board has it",
            "quirks": "No scale, no direction, no day of measurement is told; open weights only.",
            "citation": f"Hugging Face Hub, boards of official benchmarks, read on {day}",
        },
    ]
