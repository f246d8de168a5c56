"""Small data made by hand: organizations, waves, observations and snapshots."""

from pathlib import Path

import pandas as pd

from hubgap.data import Data

ORGANIZATIONS = pd.DataFrame(
    [
        ("cn-lab", "CN", None, "company", None, None),
        ("hk-lab", "HK", None, "university", None, None),
        ("us-lab", "US", "FR", "company", "us-group", None),
        ("old-lab", "CN", None, "company", None, "cn-lab"),
        ("packer", "US", None, "repackager", None, None),
        ("ci-bot", "US", None, "test", None, None),
    ],
    columns=["namespace", "country", "alt_country", "kind", "parent", "renamed_to"],
).assign(valid_from=pd.NaT, valid_to=pd.NaT)
TABLES = {
    "organizations": ORGANIZATIONS,
    "parents": pd.DataFrame({"parent": ["us-group"], "country": ["GB"]}),
    "aliases": pd.DataFrame({"old_id": ["short"], "new_id": ["old-lab/short"]}),
    "tasks": pd.DataFrame({"pipeline_tag": ["text-generation"], "task_group": ["language"]}),
    "tracked_models": pd.DataFrame(
        {"canonical_id": ["cn-lab/m"], "total_params_b": [None], "is_moe": ["unknown"]}
    ),
    "lineage_edges": pd.DataFrame(
        {"child": [], "parent_canonical": [], "relation": []}, dtype="str"
    ),
    "bursts": pd.DataFrame({"model_id": ["cn-lab/m"], "month": ["2025-02"]}),
    "first_commits": pd.DataFrame(
        {"model_id": ["us-lab/old"], "created_on": pd.to_datetime(["2019-10-23"]), "source": ["s"]}
    ),
    "census_remainder": pd.DataFrame({"pipeline_tag": [None], "license": [None], "n_models": [7]}),
}


def waves(*rows: tuple) -> pd.DataFrame:
    """Rows (table, source, day, selection), optionally with fields and note."""
    table = pd.DataFrame(
        [(*row, "downloads_30d", "")[:5] if len(row) == 4 else row[:5] for row in rows],
        columns=["table", "source", "last_day", "selection", "fields"],
    )
    ids = table["source"] + "@" + table["last_day"]
    days = pd.to_datetime(table["last_day"])
    return table.assign(
        wave_id=ids.where(table["table"] != "snapshot", table["last_day"]),
        first_day=days,
        last_day=days,
        n_models=10,
        note=[row[5] if len(row) > 5 else "" for row in rows],
    )


def observations(source: str, days: list[str], counts: dict[str, list]) -> pd.DataFrame:
    """Downloads of each model on each day; None where a wave did not list the model."""
    rows = [
        (model, value, source, f"{source}@{day}")
        for model, values in counts.items()
        for day, value in zip(days, values, strict=True)
        if value is not None
    ]
    return pd.DataFrame(rows, columns=["model_id", "downloads_30d", "source", "wave_id"])


def snapshot(day: str, counts: dict[str, float], **columns) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "model_id": list(counts),
            "downloads_30d": list(counts.values()),
            "wave_id": day,
            "source": "s",
        }
    )
    table["created_at"] = pd.Series([pd.NaT] * len(table), dtype="datetime64[s, UTC]")
    table["pipeline_tag"] = pd.Series([None] * len(table), dtype="str")
    return table.assign(**columns)


def tiny(**tables) -> Data:
    tables = {**TABLES, **tables}
    return Data(Path(), {"resources": [{"name": name} for name in tables]}, tables)


DAYS = ["2025-01-01", "2025-02-01", "2025-03-01"]
ELSEWHERE = {"snapshot-2020-01-01": snapshot("2020-01-01", {"nobody/else": 1})}


def series_data(selection: str, counts: dict[str, list], source: str = "src") -> Data:
    return tiny(
        **ELSEWHERE,
        waves=waves(*[("panel", source, day, selection) for day in DAYS]),
        panel_observations=observations(source, DAYS, counts),
    )


def census_data(counts: dict[str, float] | None = None, **columns) -> Data:
    """A census of 2024-07-11 and a sample of 2026-08-22 by the same source."""
    counts = counts or {"cn-lab/m": 5, "us-lab/m": 0}
    return tiny(
        **{
            "waves": waves(
                (
                    "snapshot",
                    "s",
                    "2024-07-11",
                    "census",
                    "downloads_30d|likes",
                    "7 only (remainder)",
                ),
                ("snapshot", "s", "2026-08-22", "attention sample"),
            ),
            "snapshot-2024-07-11": snapshot("2024-07-11", counts, **columns),
            "snapshot-2026-08-22": snapshot("2026-08-22", {"cn-lab/m": 9}),
        }
    )
