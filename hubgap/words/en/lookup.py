"""Words of the pages that look up an organization or a model, and of the league tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...countries import NAMES
from ...measures.lookup import HIGH
from ...text import FIXED_SPACE, brief, count, day, license_name, number, percent, plural, safe
from .observed import SELECTED

COUNTRIES = {
    **{code: name for name, code in NAMES.items() if len(name) > 3},
    "AE": "United Arab Emirates", "BE": "Belgium", "BG": "Bulgaria", "CZ": "Czechia",
    "DK": "Denmark", "EE": "Estonia", "GB": "United Kingdom", "HK": "Hong Kong, China",
    "INT": "no single country", "KR": "South Korea", "MO": "Macau, China", "MY": "Malaysia",
    "NL": "Netherlands", "NO": "Norway", "PT": "Portugal", "US": "United States",
}  # fmt: skip
REGIONS = {"CN": "China", "US": "United States", "other": "Other country", "unknown": "Unknown"}
KINDS = {
    "big_tech": "large technology company", "community": "community", "company": "company",
    "nonprofit": "nonprofit", "repackager": "publisher of other makers’ models",
    "research_institute": "research institute", "startup": "startup", "university": "university",
}  # fmt: skip
WHY = {
    "flagship": "It is on the list of flagship releases.",
    "board": f"It is among the first {HIGH} open-weight models of a scoreboard.",
    "downloads": "It is among the most downloaded models.",
}
TASKS = {
    "language": "language", "text": "other text", "encoder": "encoder", "image": "image",
    "audio": "audio", "video": "video", "other": "other", "undeclared": "undeclared",
}  # fmt: skip
SELECTIONS = {**SELECTED, "tracked catalogues": "Every model of the tracked organizations"}
FOUND = {  # kinds of what a search finds
    "page": "Page", "figure": "Figure", "organization": "Organization", "model": "Model",
    "entry": "On its maker’s page", "word": "Glossary",
}  # fmt: skip
EVIDENCE = "A public page that says so: ... From which day: ..."
NAMES = {"name": "its name", "brand": "its models", "group": "whom it belongs to"}  # kinds of names
UNREAD = "general knowledge"  # where no page was read
RULE = (
    "Downloads are those of the thirty days before each list: requests for a marker file, not users. "
    "Copies and quantized versions count for who publishes them; test repositories are left out. "
    "The lists were chosen differently, so they are no line."
)
ORGANIZATIONS = (
    "Chinese and American organizations that this project follows, and the {n} largest others. "
    "Private persons have no page."
)
MODELS = "The {n:,} most downloaded models of each list. {pages} models have a page of their own."


def country(code: str | None) -> str:
    """A country by its code; a code without a name here stays."""
    if code is None or pd.isna(code) or code == "unknown":
        return "not established"
    return COUNTRIES.get(code, code)


def organization(row: Mapping, last: Mapping) -> str:
    """What the page of an organization begins with; `last`: the list that says who is large."""
    where = country(row["country"])
    based = "" if row["country"] in ("unknown", "INT") else f" Its country is {_the(where)}."
    said = f"{_capital(KINDS.get(row['kind'], row['kind']))} on the Hugging Face Hub.{based}"
    if pd.isna(row["downloads"]):
        return f"{said} None of its models is in the {last['name']}."
    have = plural(int(row["models"]), "model")
    return (
        f"{said} In the {last['name']} its {have} drew {number(row['downloads'])} downloads, "
        f"{percent(row['share'], 1)} of all in that list."
    )


def model(row: Mapping, publisher: str, where: str, last: Mapping) -> str:
    """What the page of a model begins with."""
    named = country(where)
    of = "" if named in ("not established", "no single country") else f" ({named})"
    said = f"A model published by {safe(publisher)}{of}. {WHY[row['why']]}"
    if pd.isna(row["downloads"]):
        return f"{said} It is not in the {last['name']}."
    return f"{said} In the {last['name']} it drew {number(row['downloads'])} downloads."


def _the(name: str) -> str:
    return f"the {name}" if name.startswith(("United", "Netherlands")) else name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def doubt_country(row: Mapping) -> str:
    """A text for those who doubt a country, to be completed; row: one of `spans`."""
    known = [f"country {row['country']}"]
    known += [f"alt_country {row['alt_country']}"] if row["alt_country"] else []
    known += [f"evidence: {safe(row['evidence'])}"] if row["evidence"] else []
    return (
        f"Table organizations, namespace {safe(row['namespace'])}. It says: {', '.join(known)}. "
        f"It should say: ... {EVIDENCE}"
    )


def doubt_license(model_id: str, said: str) -> str:
    """A text for those who doubt a license, to be completed."""
    return f"Model {safe(model_id)}. Its license is given as: {said}. It should be: ... {EVIDENCE}"


def span(row: Mapping) -> str:
    """The days on which a row of the registry holds."""
    first, last = row["valid_from"], row["valid_to"]
    begins = "From the first day of the data" if pd.isna(first) else f"From {day(first)}"
    return f"{begins} to {day(last)}." if pd.notna(last) else f"{begins} until now."


def size(parameters: float) -> str:
    """Parameters of a model."""
    return "not known" if pd.isna(parameters) else f"{brief(parameters)}{FIXED_SPACE}parameters"


def license_of(row: Mapping) -> str:
    """The license tag of a model and its class."""
    tag, kind = row["license_tag"], row["kind_of_license"]
    if pd.isna(kind):
        return "not recorded"
    named = "" if tag is None or pd.isna(tag) or tag == "(none)" else f"{license_name(tag)}: "
    return f"{named}{kind}"


def score(row: Mapping) -> str:
    """A score with its published interval, if it has one."""
    said = f"{row['score']:g}"
    return said if pd.isna(row["low"]) else f"{said} ({row['low']:g} to {row['high']:g})"


def line(name: str, rows: list[dict], what: str) -> str:
    """What a small line shows, for those who do not see it. rows: one name in one panel."""
    first, last = rows[0], rows[-1]
    values = [
        percent(one["share"], 1) if what == "share" else count(one[what]) for one in (first, last)
    ]
    holes = last["run"]
    gaps = f", with {plural(int(holes), 'hole')}" if holes else ""
    label = {"share": "Share of downloads", "downloads": "Downloads", "models": "Models"}[what]
    return (
        f"{label} of {safe(name)} on {plural(len(rows), 'day')}, from {values[0]} on "
        f"{day(first['day'])} to {values[1]} on {day(last['day'])}{gaps}."
    )
