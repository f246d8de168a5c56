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
    "registry/tasks.csv",
    "registry/ledger.csv",
    "registry/organizations.csv",
    "registry/parents.csv",
    "registry/flagship_licenses.csv",
    "registry/licenses.csv",
    "hub/lineage_edges.parquet",
    "benchmarks/benchmark_models.csv",
    "benchmarks/chinese_tests.csv",
    "benchmarks/release_date_conflicts.csv",
    "compute/training_compute.csv",
    "video/video_models.csv",
    "video/video_elo.csv",
    "openness/openness.csv",
    "context/events.csv",
    "context/glossary.csv",
}
RENAMED = {  # path in data/ -> path in the facts, where they differ
    "hub/census_remainder.csv": "hub/snapshot-2024-07-11-remainder.csv",
    "hub/panel_observations.parquet": "hub/panel.parquet",
    "hub/lineage_edges.parquet": "hub/lineage/edges.parquet",
    "hub/family_totals.csv": "hub/lineage/family_totals.csv",
    "hub/source_agreement.csv": "hub/agreement.csv",
    "hub/counter_stalls.csv": "hub/counter-stalls.csv",
    "hub/level_shifts.csv": "hub/hub-level-shifts.csv",
    "hub/placeholders.csv": "hub/localllm-placeholders.csv",
    "hub/parameters_removed.csv": "hub/parameters-removed.csv",
    "benchmarks/benchmark_models.csv": "benchmarks/models.csv",
    "video/video_models.csv": "video/models.csv",
    "video/video_elo.csv": "video/text_to_video_elo.csv",
    "video/video_arena_history.csv": "video/text_to_video_arena_history.csv",
    "openness/openness.csv": "openness/osai.csv",
}
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
        path = facts / RENAMED.get(resource["path"], resource["path"])
        if not path.is_file():
            raise DataError(f"Table {name} needs {path}, which is missing: name the facts folder.")
        kept = [field["name"] for field in resource["schema"]["fields"]]
        table = _read(path)
        tables[name] = table[[column for column in table if column in kept]].copy()
        if name in NAMES_FILES:
            tables[name][NAMES_FILES[name]] = _renamed(tables[name][NAMES_FILES[name]])
    write_data(folder, data.descriptor, tables)
    return len(tables)


def _read(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pandas(date_as_object=False, integer_object_nulls=True)
    return pd.read_csv(path, dtype=str, keep_default_na=False).replace("", None)


def _renamed(column: pd.Series) -> pd.Series:
    """Text that names fact files, with the names that the files have in data/."""
    for ours, theirs in RENAMED.items():
        column = column.str.replace(theirs, ours, regex=False)
    return column
