"""The codebook data/README.md, generated from the descriptor."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ..data import DESCRIPTOR, Data

TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "date": "day",
    "datetime": "moment (UTC)",
    "array": "list",
}
READING = f"""\
- The tables are CSV (UTF-8, comma, one header line) or parquet; `{DESCRIPTOR}` describes every
  table and column for programs. `hubgap.open_data()["organizations"]` gives a checked table,
  `make check` checks all of them, and any spreadsheet opens the CSV files.
- An empty cell (null in parquet) is missing. `none`, `unknown` and `(none)` are values: someone
  looked.
- What a term means stands in [the glossary](glossary.md).
- Days are ISO days. Where less is known the first day is given and `date_precision` says so.
- Several values in one cell are joined by `|` where the column says so.
- Regions: CN is China with Hong Kong and Macau (filter on `country` to treat them apart), US the
  United States. A publisher has the country of the primary base of whoever controls it.
- Where a column comes from: the words in brackets after its meaning if there are any, else the
  column `source` of the row, else the source named under the table. `hubgap coding` is our own
  judgment.
- **Bold** columns are the key of a table; an arrow leads to the table that explains a value.
- Reuse: our selection, coding and texts are under CC BY 4.0; observations keep the terms of their
  source, listed at the end and in [LICENSE-DATA](../LICENSE-DATA)."""


def codebook(data: Data) -> str:
    """The codebook of a data folder (its README.md), from descriptor, sources and file sizes."""
    resources, sources = data.descriptor["resources"], data["sources"]
    size = sum(data.file(name).stat().st_size for name in data.resources)
    rows = sum(resource["rows"] for resource in resources)
    days = data["waves"]["last_day"]
    artifacts = [resource for resource in resources if "artifact" in resource]
    scope = (
        f"{len(resources)} tables, {rows:,} rows, {size / 1e6:.0f} MB, {len(sources)} sources. The "
        f"Hub was observed between {days.min():%Y-%m-%d} and {days.max():%Y-%m-%d}, with holes: "
        f"the table `waves` lists each crawl. Version {data.descriptor['version']}."
    )
    parts = [
        f"# Codebook: {data.descriptor['title']}",
        f"<!-- Generated from {DESCRIPTOR} by hubgap/codebook.py: edit that file, not this one. -->",
        data.descriptor["description"],
        scope,
        "## How to read the tables",
        READING,
        "## Tables",
        *_contents(resources),
        "## Known artifacts, and which measure uses them",
        "Nothing was deleted in silence: what was found is a table, and pages show it.",
        "\n".join(f"- [{r['name']}](#{r['name']}): {r['artifact']}" for r in artifacts),
        *(_table(resource, resources) for resource in resources),
        "## Licenses of the sources",
        _licenses(sources),
    ]
    return "\n\n".join(parts) + "\n"


def _contents(resources: list[dict]) -> Iterable[str]:
    """A heading and a table of tables for each folder."""
    folders: dict[str, list[dict]] = {}
    for resource in resources:
        folders.setdefault(resource["path"].rpartition("/")[0], []).append(resource)
    for folder, tables in folders.items():
        lines = ((f"[{r['name']}](#{r['name']})", r["title"], f"{r['rows']:,}") for r in tables)
        yield f"### data/{folder}\n\n" + _rows(("Table", "What it is", "Rows"), lines)


def _table(resource: dict, resources: list[dict]) -> str:
    """The section of one table: what a row is, its source, its faults, its columns."""
    sources = [
        f"[{source['title']}]({source['path']})" if "path" in source else source["title"]
        for source in resource.get("sources", [{"title": "the column `source` of each row"}])
    ]
    first = next(r for r in resources if _signature(r) == _signature(resource))
    parts = [
        f"## {resource['name']}",
        f"**{resource['title']}.** {resource['description']}",
        f"File: `{resource['path']}`, {resource['rows']:,} rows. Source: {'; '.join(sources)}.",
        f"Known faults: {resource['faults']}" if "faults" in resource else "",
        _columns(resource["schema"])
        if first is resource
        else f"Columns: those of [{first['name']}](#{first['name']}).",
    ]
    return "\n\n".join(part for part in parts if part)


def _signature(resource: dict) -> list[tuple[str, str]]:
    return [(field["name"], field["description"]) for field in resource["schema"]["fields"]]


def _columns(schema: dict) -> str:
    links = {
        key["fields"][0]: key["reference"]["resource"] for key in schema.get("foreignKeys", [])
    }
    keys = schema.get("primaryKey", [])
    rows = (
        (
            f"**{field['name']}**" if field["name"] in keys else field["name"],
            TYPES[field["type"]],
            field.get("unit", ""),
            _meaning(field, links.get(field["name"])),
        )
        for field in schema["fields"]
    )
    return _rows(("Column", "Type", "Unit", "Meaning"), rows)


def _meaning(field: dict, target: str | None) -> str:
    text = field["description"]
    values = field.get("constraints", {}).get("enum", [])
    if not all(value in text for value in values):
        text += f" Values: {', '.join(values)}."
    if target:
        text += f" → [{target}](#{target})"
    return text + (f" ({field['source']})" if "source" in field else "")


def _licenses(sources: pd.DataFrame) -> str:
    span = sources["measured_from"].fillna("?") + " to " + sources["measured_to"]
    columns = ["id", "title", "publisher", "span", "license", "redistribution"]
    header = ("Source", "Title", "Publisher", "Measured", "License", "Reuse")
    table = sources.assign(span=span, id="`" + sources["id"] + "`").sort_values("id")
    return _rows(header, table[columns].itertuples(index=False))


def _rows(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    sides = ["---:" if name == "Rows" else "---" for name in header]
    lines = [header, sides, *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in line) + " |"
        for line in lines
    )
