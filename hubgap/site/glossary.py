"""The glossary data/glossary.md, generated from the table `glossary`."""

from __future__ import annotations

import re

import pandas as pd

from ..data import Data
from ..text import american
from .language import say

HEAD = """# Glossary

<!-- Generated from the table glossary by hubgap/site/glossary.py: edit that table, not this page. -->

Terms of this project in plain words, in the words of the field, and what they are mistaken for.
Tables and columns are explained in [the codebook](README.md)."""


def glossary(data: Data) -> str:
    """The page: a heading for each term in alphabetical order, both definitions and its trap."""
    table = data["glossary"].map(american)
    table = table.sort_values("term", key=lambda terms: terms.str.lower())
    names = " · ".join(f"[{term}](#{anchor(term)})" for term in table["term"])
    return "\n\n".join([HEAD, names, *map(_entry, table.to_dict("records"))]) + "\n"


def chinese(data: Data) -> list[dict]:
    """What the Chinese page says of each term, in the order of the English page."""
    table = data["glossary_zh"].merge(data["glossary"][["term", "source"]], on="term")
    table["term"] = table["term"].map(american)
    table = table.sort_values("term", key=lambda terms: terms.str.lower()).fillna("")
    table["mark"] = table["term"].map(anchor)
    table["avoid"] = table["avoid"].map(lambda names: [*filter(None, names.split("|"))])
    table["source"] = table["source"].map(say)
    table["host"] = table["source"].map(
        lambda one: one.split("/")[2] if one.startswith("http") else ""
    )
    return table.to_dict("records")


def anchor(heading: str) -> str:
    """The anchor that GitHub gives to a heading: `30-day downloads` is #30-day-downloads."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _entry(row: dict) -> str:
    source = row["source"]
    cited = f"[{source.split('/')[2]}]({source})" if source.startswith("http") else source
    parts = [
        f"## {row['term']}",
        row["plain_definition"],
        f"In the field: {row['field_definition']}",
    ]
    if not pd.isna(row["trap"]):
        parts.append(f"Mind: {row['trap']}")
    return "\n\n".join([*parts, f"Source: {cited}"])
