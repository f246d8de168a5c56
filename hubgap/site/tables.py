"""Tables as files that a spreadsheet opens, and the archive of all figures."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping

import pandas as pd

from ..data import Data
from ..editions import archive
from ..publish.files import FORMULA

MOST = 1_000_000  # bytes of a file: a larger CSV is packed, a larger parquet file left out
FIGURES = "hubgap-figures.zip"


def files(data: Data, edition: Mapping[str, bytes]) -> dict[str, bytes]:
    """The tables by path, large ones packed; all English figures in one archive."""
    found = {to: content(data, name) for name, to in paths(data).items() if to}
    exported = {
        path: made for path, made in edition.items() if re.fullmatch(r"figures/[^/]+", path)
    }
    return found | {FIGURES: archive(exported)}


def paths(data: Data) -> dict[str, str]:
    """Where each table stands in the site; nothing for one that is too large."""
    return {name: _path(data, name) for name in data.resources}


def _path(data: Data, name: str) -> str:
    file = data.file(name)
    large = file.stat().st_size > MOST
    if file.suffix == ".csv":
        return f"tables/{name}.csv{'.gz' if large else ''}"
    return "" if large else f"tables/{name}.csv.gz"


def content(data: Data, name: str) -> bytes:
    """A table as CSV, packed where its path says so; the same table is the same bytes."""
    file = data.file(name)
    if file.suffix == ".csv" and data.files(name) == (file,):
        text = file.read_bytes()
    else:
        text = data[name].apply(_inert).to_csv(index=False, lineterminator="\n").encode()
    return gzip.compress(text, mtime=0) if _path(data, name).endswith(".gz") else text


def _inert(column: pd.Series) -> pd.Series:
    """Text that a spreadsheet would take for a formula gets an apostrophe: names come from the Hub.

    Several values in a cell are joined by `|`, as in all tables.
    """
    if column.dtype == object:
        column = column.map("|".join, na_action="ignore").astype("str")
    if not pd.api.types.is_string_dtype(column):
        return column
    return column.mask(column.str.lstrip().str.startswith(tuple(FORMULA), na=False), "'" + column)


def page(data: Data, made: Mapping[str, bytes]) -> dict:
    """What the page of tables says of each, in the order of the codebook; `made`: `files`."""
    where = paths(data)
    rows = [
        {
            "name": name,
            "title": resource["title"],
            "rows": resource["rows"],
            "columns": len(resource["schema"]["fields"]),
            "path": where[name],
            "size": len(made[where[name]]) if where[name] else 0,
        }
        for name, resource in data.resources.items()
    ]
    return {"tables": rows, "size_of_figures": len(made[FIGURES])}
