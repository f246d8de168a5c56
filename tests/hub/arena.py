"""Boards for the local Hub: LMArena's recorded webdev board, and made rows of its other boards."""

from __future__ import annotations

import functools
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hubgap.hub.boards import SUBSETS

from .server import Datasets

RECORDED = Path(__file__).parent.parent / "third_party/lmarena/arena-webdev-2026-08-22.json"
HEAD = "1880dbeb" + "f" * 32
COLUMNS = (
    *("model_name", "organization", "license", "rating", "rating_lower", "rating_upper"),
    *("variance", "vote_count", "rank", "category", "leaderboard_publish_date"),
)


def place(name: str, rank: int = 1, category: str = "overall", **other) -> dict:
    """A made row of a board: 10 points a rank, an interval of 5 points a side."""
    rating = 1500.0 - 10 * rank
    made = {
        "model_name": name,
        "organization": "openai",
        "license": "Proprietary",
        "rating": rating,
        "rating_lower": rating - 5,
        "rating_upper": rating + 5,
        "variance": 6.5,
        "vote_count": 1000,
        "rank": rank,
        "category": category,
        "leaderboard_publish_date": "2026-11-20",
    }
    return {**made, **other}


def agent(name: str, rank: int = 1, **other) -> dict:
    """A made row of the board of agents, whose columns differ."""
    made = {
        "model_name": name,
        "organization": "anthropic",
        "license": "Proprietary",
        "score": 0.5 / rank,
        "score_ci_lower": 0.4 / rank,
        "score_ci_upper": 0.6 / rank,
        "observation_count": 900,
        "session_count": 90,
        "rank": rank,
        "category": "overall",
        "leaderboard_publish_date": "2026-11-18",
    }
    return {**made, **other}


def parquet(rows: list[dict]) -> bytes:
    """Rows as the dataset stores them; a column without any value has no type."""
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), buffer)
    return buffer.getvalue()


@functools.cache
def webdev() -> bytes:
    """The recorded board in the columns and the order that the dataset documents."""
    told = json.loads(RECORDED.read_text(encoding="utf-8"))
    day = {"leaderboard_publish_date": told["meta"]["leaderboard_publish_date"]}
    return parquet([{c: {**row, **day}[c] for c in COLUMNS} for row in told["rows"]])


def path(subset: str) -> str:
    return f"{subset}/latest-00000-of-00001.parquet"


def entry(rank: int, model: str, value: object, **other) -> dict:
    """An entry of an official board."""
    author = {"type": "org", "name": model.split("/")[0], "fullname": model.split("/")[0]}
    made = {
        "rank": rank,
        "modelId": model,
        "value": value,
        "filename": ".eval_results/x.yaml",
        "verified": False,
        "author": author,
    }
    return {**made, **other}


def datasets(**changed: list[dict] | bytes | None) -> Datasets:
    """Two made names on each board but webdev; `changed`: rows or bytes of subsets, None: not there."""
    names = [("gpt-5.5-high", "openai"), ("kimi-k3-max", "moonshot")]
    made = {
        s: [place(n, rank, organization=o) for rank, (n, o) in enumerate(names, start=1)]
        for s in SUBSETS
    }
    made |= {"webdev": webdev(), "agent": [agent(n, r) for r, (n, _) in enumerate(names, start=1)]}
    made |= changed
    files = {
        path(subset): rows if isinstance(rows, bytes) else parquet(rows)
        for subset, rows in made.items()
        if rows is not None
    }
    official = {
        "Idavidrein/gpqa": [entry(1, "Qwen/Q", 91.2), entry(2, "google/G", 84)],
        "open-asr/leaderboard": [entry(1, "nvidia/parakeet", 5.63)],
    }
    return Datasets({HEAD: files}, official, HEAD)
