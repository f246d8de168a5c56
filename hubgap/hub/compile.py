"""How data/ was made from the collected facts: names, columns left out, one validated write.

`python -m hubgap compile FOLDER` reads the fact tables of FOLDER and writes data/ through
`hubgap.data.write_data`. A column that only restates a conclusion is left out: it is computed.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from ..data import ROOT, DataError, write_data
from ..folders import open_data

CURATED = {  # made here, or mended here where two facts contradict each other
    "sources.csv",
    "hub/placeholders.csv",
    "registry/tasks.csv",
    "registry/ledger.csv",
    "registry/organizations.csv",
    "registry/organization_names.csv",
    "registry/parents.csv",
    "registry/flagship_licenses.csv",
    "registry/licenses.csv",
    "hub/lineage_edges.parquet",
    "benchmarks/benchmark_models.csv",
    "benchmarks/board_names.csv",
    "benchmarks/chinese_tests.csv",
    "benchmarks/official_tasks.csv",
    "benchmarks/open_llm_leaderboard.csv",
    "benchmarks/release_date_conflicts.csv",
    "compute/training_compute.csv",
    "video/video_models.csv",
    "video/video_elo.csv",
    "openness/openness.csv",
    "context/events.csv",
    "context/glossary.csv",
    "context/glossary_zh.csv",
}
RENAMED = {  # path in data/ -> path in the facts, where they differ
    "hub/census_remainder.csv": "hub/snapshot-2024-07-11-remainder.csv",
    "hub/panel_observations.parquet": "hub/panel.parquet",
    "hub/lineage_edges.parquet": "hub/lineage/edges.parquet",
    "hub/family_totals.csv": "hub/lineage/family_totals.csv",
    "hub/source_agreement.csv": "hub/agreement.csv",
    "hub/counter_stalls.csv": "hub/counter-stalls.csv",
    "hub/level_shifts.csv": "hub/hub-level-shifts.csv",
    "hub/snapshot-2026-06-20.parquet": "hub2/snapshot-2026-06-20.parquet",
    "hub/snapshot-2026-10-04.parquet": "hub2/snapshot-2026-10-04.parquet",
    "hub/first_commits.csv": "hub2/created.csv",
    "hub/dropped_observations.csv": "hub2/dropped.csv",
    "hub/day_checks.csv": "hub2/day_checks.csv",
    "benchmarks/arena_languages.csv": "benchmarks2/arena_categories-2026-10-08.csv",
    "benchmarks/arena_cuts.csv": "benchmarks2/truncation.csv",
    "benchmarks/eval_results.csv": "benchmarks2/eval_results-2026-10-01.csv",
    "hub/parameters_removed.csv": "hub/parameters-removed.csv",
    "benchmarks/benchmark_models.csv": "benchmarks/models.csv",
    "video/video_models.csv": "video/models.csv",
    "video/video_elo.csv": "video/text_to_video_elo.csv",
    "video/video_arena_history.csv": "video/text_to_video_arena_history.csv",
    "openness/openness.csv": "openness/osai.csv",
}
LATER = {  # path in data/ -> later facts; where both have a row of one key, theirs is the better
    "hub/waves.csv": "hub2/waves.csv",
    "hub/coverage.parquet": "hub2/coverage.parquet",
    "hub/panel_observations.parquet": "hub2/panel.parquet",
    "hub/source_agreement.csv": "hub2/agreement.csv",
    "benchmarks/arena_snapshot.csv": "benchmarks2/arena_snapshot-2026-10-08.csv",
    "video/video_arena_history.csv": "benchmarks2/video-2026-09-22.csv",
}
RECORDED = {"recorded_on": "2026-10-01", "source": "walkie"}  # of all rows of eval_results
CALLED = {"DeepSeek-V4.1-Flash": "DeepSeek V4.1 Flash"}  # model in later facts -> in data/
NAMES_FILES = {"claims": "expected_data_table", "published_figures": "comparable_measure"}


def compile_facts(facts: Path, folder: Path = ROOT / "data") -> int:
    """Write every table of `folder` from the fact tables; the number of tables, or DataError.

    `folder` holds the descriptor and the tables that were curated here.
    """
    data = open_data(folder)
    tables = {}
    for name, resource in data.resources.items():
        if resource["path"] in CURATED:
            tables[name] = data[name]
            continue
        found = [RENAMED.get(resource["path"], resource["path"]), LATER.get(resource["path"])]
        table = pd.concat([_read(facts / path, name) for path in found if path])
        if name == "eval_results":
            table = _recorded(table)
        if "model" in table:
            table["model"] = table["model"].replace(CALLED)
        kept = [field["name"] for field in resource["schema"]["fields"]]
        table = table.drop_duplicates(resource["schema"].get("primaryKey", kept), keep="last")
        tables[name] = table[[column for column in table if column in kept]].copy()
        if name in NAMES_FILES:
            tables[name][NAMES_FILES[name]] = _renamed(tables[name][NAMES_FILES[name]])
    write_data(folder, data.descriptor, tables)
    return len(tables)


def _read(path: Path, name: str) -> pd.DataFrame:
    if not path.is_file():
        raise DataError(f"Table {name} needs {path}, which is missing: name the facts folder.")
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pandas(date_as_object=False, integer_object_nulls=True)
    return pd.read_csv(path, dtype=str, keep_default_na=False).replace("", None)


def _recorded(table: pd.DataFrame) -> pd.DataFrame:
    """Entries of `evalResults`, numbered within their model, with days instead of times."""
    table = table.rename(columns={"date": "reported_on"})
    entry = table.groupby("model_id", sort=False).cumcount() + 1
    return table.assign(entry=entry, reported_on=table["reported_on"].str[:10], **RECORDED)


def _renamed(column: pd.Series) -> pd.Series:
    """Text that names fact files, with the names that the files have in data/."""
    for ours, theirs in RENAMED.items():
        column = column.str.replace(theirs, ours, regex=False)
    return column
