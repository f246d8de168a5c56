"""The pages that look up an organization or a model, and their league tables, from `measures.lookup`."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ..kept import Kept, reached
from ..measures import benchmarks, lookup, video
from ..measures.downloads import SIZES
from ..measures.licenses import KINDS
from ..measures.lookup import OTHERS, Lookup
from ..panel import Refusal, pictured, refreshes
from ..study import Study
from ..text import safe
from ..words.en import lookup as words
from . import shell

FIRST = 50  # rows of a league table that stand in the page itself
LONGEST = 80  # characters of a file's name
WIDTH, HEIGHT, EDGE = 320, 56, 4  # of a small line
UNKNOWN_SIZE = "not known"


class Pages(NamedTuple):
    """Template and what it is given, by page; other files by name; what a search finds.

    names: kind (of words.FOUND), title, other spellings, address. groups: the page of the largest
    organization of each group.
    """

    given: dict[str, tuple[str, dict]]
    files: dict[str, bytes]
    names: list[tuple[str, str, list[str], str]]
    groups: dict[str, str]


def pages(study: Study, kept: Kept) -> Pages:
    """All pages of organizations and models and both league tables."""
    found = _kept_or_made(study, kept)
    return made(found, set(study.data["sources"]["id"]))


def made(found: Lookup, sources: set[str]) -> Pages:
    """The pages of some tables; `sources` are the ids that the page of sources has."""
    site = _Site(found, sources)
    given = {site.organization[row["namespace"]]: ("organization.html", _organization(row, site))
             for row in _records(found.organizations)}  # fmt: skip
    given |= {
        site.model[row["model_id"]]: ("model.html", _model(row, site))
        for row in _records(found.models)
    }
    leagues = {"organizations": _organizations(site), "models": _models(site)}
    for name, about in leagues.items():
        given[f"{name}.html"] = ("league.html", about)
    files = {f"league-{name}.js": _script(about.pop("data")) for name, about in leagues.items()}
    groups: dict[str, str] = {}
    for name, row in site.who.items():
        groups.setdefault(row["group"], site.organization[name])
    return Pages(given, files, _names(site), groups)


def _names(site: _Site) -> list[tuple[str, str, list[str], str]]:
    """Organizations and models with a page."""
    found = []
    for name, row in site.who.items():
        shown = name if pd.isna(row["display_name"]) else row["display_name"]
        also = [name, row["group"], *(one["name"] for one in site.of("names", name))]
        found.append(("organization", safe(shown), also, site.organization[name]))
    for name, address in site.model.items():
        boards = dict.fromkeys(row["model"] for row in site.of("places model_id", name))
        found.append(("model", safe(name), [name.partition("/")[2], *boards], address))
    return found


def _kept_or_made(study: Study, kept: Kept) -> Lookup:
    """The tables; they read every cross-section, so they are kept."""
    record = kept.record("lookup", study.key)
    content = record and kept.read(record, "lookup.pickle")
    if content:
        return Lookup(**pickle.loads(content))
    with study.data.reading() as tables:
        found = tables_of(study)
    made_by = (Path(__file__), *reached(lookup.__name__, Study.__module__))
    inputs = (*made_by, *study.data.files(*tables))
    content = pickle.dumps(found._asdict())
    kept.put("lookup", study.key, inputs, tables, {"lookup.pickle": content})
    return found


def tables_of(study: Study) -> Lookup:
    """The tables of a study: all its cross-sections, lines, rulers and boards of video models."""
    data = study.data
    asked = (lambda: study.catalogues, lambda: study.daily)
    lines = [*filter(None, map(_answered, asked)), *refreshes(data)]
    return lookup.lookup(
        [study.picture(day) for day in pictured(data)],
        lines,
        study.rulers(*benchmarks.OPEN_RULERS),
        video.boards(data),
        data,
    )


def _answered(ask):
    try:
        return ask()
    except Refusal:
        return None  # other data may hold no full catalogue


def slugs(names: Iterable[str]) -> dict[str, str]:
    """A name of a file for each name: small letters of ASCII, no two alike where case is lost."""
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^a-z0-9._-]+", "-", name.lower().replace("/", "--")).strip("-.")
        plain = slug = plain[:LONGEST].rstrip("-.") or "unnamed"
        number = 1
        while slug in found.values():
            number += 1
            slug = f"{plain}-{number}"
        found[name] = slug
    return found


def _records(table: pd.DataFrame) -> list[dict]:
    return table.to_dict("records")


class _Site:
    """Tables grouped by name, and addresses from the root of the site."""

    def __init__(self, found: Lookup, sources: set[str]):
        self.found = found
        self.known = sources
        names, ids = found.organizations["namespace"], found.models["model_id"]
        self.organization = {n: f"organizations/{s}.html" for n, s in slugs(names).items()}
        self.model = {n: f"models/{s}.html" for n, s in slugs(ids).items()}
        self.lists = {row["day"]: row for row in _records(found.lists)}
        self.last = self.lists[lookup.ranked_by(found.lists)]
        self.who = {row["namespace"]: row for row in _records(found.organizations)}
        keys = {
            "spans": "namespace", "names": "namespace", "catalogues": "namespace", "listings": "model_id",
            "top": "namespace", "licenses": "namespace", "derivatives": "base", "bases": "child",
        }  # fmt: skip
        rows = {name: _records(table) for name, table in found._asdict().items()}
        self.groups = {name: _by(rows[name], key) for name, key in keys.items()}
        for name in ("flagships", "events"):
            for key in ("namespace", "model_id"):
                self.groups[f"{name} {key}"] = _by(rows[name], key)
        for key in ("maker", "model_id"):
            self.groups[f"places {key}"] = _by(rows["places"], key)
        for name in ("lines", "built"):
            for unit, own in _by(rows[name], "unit").items():
                self.groups[f"{name} {unit}"] = _by(own, "name")

    def of(self, group: str, name: str) -> list[dict]:
        """The rows of a table for a name."""
        return self.groups.get(group, {}).get(name, [])

    def cite(self, ids: str) -> list[tuple[str, str]]:
        """Ids of sources, each with its address if the page of sources has it."""
        return [(f"sources.html#source-{i}" if i in self.known else "", i) for i in ids.split("|")]

    def listed(self, rows: list[dict]) -> list[dict]:
        """Rows of lists, each with what the list is and its sources, the last list first."""
        found = [{**row, "list": self.lists[row["day"]]} for row in rows]
        found.sort(key=lambda row: row["day"], reverse=True)
        selections = words.SELECTIONS
        return [
            row
            | {
                "selection": selections.get(row["list"]["selection"], row["list"]["selection"]),
                "cited": self.cite(row["list"]["sources"]),
            }
            for row in found
        ]

    def models(self, rows: list[dict], column: str) -> list[dict]:
        """Rows that name a model, each with the address of its page."""
        return [
            {**row, "name": safe(row[column]), "to": self.model.get(row[column], "")}
            for row in rows
        ]


def _by(rows: list[dict], key: str) -> dict[str, list[dict]]:
    """Rows by what they have in one column, in their order."""
    found: dict[str, list[dict]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


# --- one page


def _organization(row: dict, site: _Site) -> dict:
    name, group = row["namespace"], row["group"]
    title = safe(row["display_name"]) if pd.notna(row["display_name"]) else safe(name)
    return {
        "title": title,
        "lead": words.organization(row, site.last),
        "name": safe(name),
        "chinese": [
            one | {"name": safe(one["name"]), "to": _address(one["source_url"])}
            for one in site.of("names", name)
        ],
        "hub": _hub(name),
        "group": safe(group) if group != name else "",
        "spans": [_span(one) for one in site.of("spans", name)],
        **_shared(site, "organization", name),
        "lists": site.listed(site.of("catalogues", name)),
        "licenses": _licenses(site.of("licenses", name), site),
        "top": [
            one | {"license": words.license_of(one)}
            for one in site.models(site.of("top", name), "model_id")
        ],
        "top_list": site.listed(site.of("top", name)[:1]),
        "places": _best(site.of("places maker", group), site),
        "flagships": site.models(site.of("flagships namespace", name), "model_id"),
        "events": _events(site.of("events namespace", name)),
    }


def _model(row: dict, site: _Site) -> dict:
    name, owner = row["model_id"], row["namespace"]
    who = site.who.get(owner, {"display_name": owner, "country": None})
    return {
        "title": safe(name),
        "lead": words.model(row, who["display_name"], who["country"], site.last),
        "hub": _hub(name),
        "owner": safe(owner),
        "owner_to": site.organization.get(owner, ""),
        "facts": row,
        "size": words.size(row["parameters"]),
        "license": words.license_of(row),
        "doubt": words.doubt_license(name, words.license_of(row)),
        **_shared(site, "model", name),
        "lists": site.listed(site.of("listings", name)),
        "bases": [
            one | {"cited": site.cite(one["sources"])}
            for one in site.models(site.of("bases", name), "base")
        ],
        "derivatives": [
            one | {"list": site.lists[one["day"]]}
            for one in site.models(site.of("derivatives", name), "child")
        ],
        "places": _places(site.of("places model_id", name), site),
        "flagships": site.models(site.of("flagships model_id", name), "model_id"),
        "events": _events(site.of("events model_id", name)),
    }


def _shared(site: _Site, unit: str, name: str) -> dict:
    """What both kinds of pages have: lines, what is built on it, words."""
    built = [one | {"cited": site.cite(one["source"])} for one in site.of(f"built {unit}", name)]
    by_panel = _by(site.of(f"lines {unit}", name), "panel")
    lines = [_line(name, unit, rows) for rows in by_panel.values()]
    about = {"lines": lines, "built": built, "words": words, "section": f"{unit}s.html"}
    return about | {"card": None}  # no figure shows it


def _hub(name: str) -> str:
    """The page of a name on the Hub; nothing for what cannot be a name there."""
    named = re.fullmatch(r"[\w.-]+(/[\w.-]+)?", name, re.ASCII)
    return f"https://huggingface.co/{name}" if named else ""


def _span(row: dict) -> dict:
    row = {key: None if pd.isna(value) else value for key, value in row.items()}
    return row | {
        "holds": words.span(row),
        "doubt": words.doubt_country(row),
        "country": words.country(row["country"]),
        "alternative": row["alt_country"] and words.country(row["alt_country"]),
        "to": _address(row["source_url"]),
        "source": row["source_url"] or words.UNREAD,
    }


def _address(said: str | None) -> str:
    """An address that may be followed; nothing for what is none."""
    return said if said and shell.address(said).startswith("https://") else ""


def _licenses(rows: list[dict], site: _Site) -> dict:
    """Models by kind of license (rows) and list (columns), the last list first."""
    if not rows:
        return {}
    cells = {(row["kind_of_license"], row["day"]): row["models"] for row in rows}
    days = sorted({day for _, day in cells}, reverse=True)
    own = {kind for kind, _ in cells}
    kinds = [kind for kind in dict.fromkeys(KINDS.values()) if kind in own]
    return {
        "lists": [site.lists[day] for day in days],
        "rows": [(kind, [cells.get((kind, day), 0) for day in days]) for kind in kinds],
    }


def _best(rows: list[dict], site: _Site) -> list[dict]:
    """The best model of a group on each board (whose best stand first), and how many it has there."""
    boards = _by(rows, "board").values()
    return [one | {"own": len(own)} for own in boards for one in _places(own[:1], site)]


def _places(rows: list[dict], site: _Site) -> list[dict]:
    return [
        {**row, "name": safe(row["model"]), "to": site.model.get(row["model_id"], ""),
         "said": words.score(row), "cited": site.cite(row["sources"])}
        for row in rows
    ]  # fmt: skip


def _events(rows: list[dict]) -> list[dict]:
    return [row | {"to": _address(row["source_url"])} for row in rows]


# --- small lines


def _line(name: str, unit: str, rows: list[dict]) -> dict:
    """One name in one panel: a small line for each thing that it tells, and its days."""
    what = ("share", "models") if unit == "organization" else ("downloads",)
    drawn = [(words.line(name, rows, one), *spark(rows, one)) for one in what]
    return {"panel": rows[0]["panel"], "drawn": drawn, "rows": rows}


def spark(rows: list[dict], what: str) -> tuple[list[str], list[tuple[float, float]]]:
    """Stretches of a line as points of SVG, and days that stand alone; from zero, holes left open."""
    first, last = rows[0]["day"], rows[-1]["day"]
    across = (WIDTH - 2 * EDGE) / max((last - first).days, 1)
    up = (HEIGHT - 2 * EDGE) / (max(row[what] for row in rows) or 1)
    runs: dict[int, list] = {}
    for row in rows:
        x, y = EDGE + across * (row["day"] - first).days, HEIGHT - EDGE - up * row[what]
        runs.setdefault(row["run"], []).append((round(x, 1), round(y, 1)))
    stretches = [" ".join(f"{x:g},{y:g}" for x, y in run) for run in runs.values() if len(run) > 1]
    return stretches, [run[0] for run in runs.values() if len(run) == 1]


# --- league tables


def _organizations(site: _Site) -> dict:
    """The league table of organizations: columns, filters and rows of each list."""
    who, found = site.who, site.found.catalogues
    columns = [
        ("Organization", "name"), ("Country", "text"), ("Kind", "text"), ("License of most", "text"),
        ("Models", "count"), ("Downloads, 30 days", "count"), ("Share of list", "share"),
        ("Place in list", "count"),
    ]  # fmt: skip
    tables = []
    for one in _leagues(site):
        rows = found[found["day"] == one["day"]].set_index("namespace")
        rows = rows.reindex(list(who))[["models", "downloads", "share", "rank"]]
        cells = [
            [_named(about), words.REGIONS[about["region"]], _kind(about["kind"]),
             _usual_license(site.of("licenses", name), one["day"]), *map(_cell, numbers),
             site.organization[name]]
            for (name, about), numbers in zip(who.items(), rows.to_numpy(), strict=True)
        ]  # fmt: skip
        cells.sort(key=lambda row: -float(row[5] or 0))
        tables.append((one, cells))
    lead = words.ORGANIZATIONS.format(n=OTHERS)
    return _league("organizations", lead, columns, (1, 2, 3), tables, site)


def _usual_license(rows: list[dict], day) -> str:
    """The kind of license of most of the models in a list, where it recorded licenses."""
    own = [row for row in rows if row["day"] == day]
    return max(own, key=lambda row: row["models"])["kind_of_license"] if own else "not recorded"


def _cell(value: float) -> float | None:
    """A number as JSON has it: whole where it is, null where it is missing."""
    if pd.isna(value):
        return None
    return int(value) if value % 1 == 0 else float(value)


def _named(row: dict) -> str:
    name, shown = safe(row["namespace"]), row["display_name"]
    if pd.isna(shown) or safe(shown) == name:
        return name
    return f"{safe(shown)} ({name})"


def _kind(kind: str) -> str:
    return words.KINDS.get(kind, kind)


def _models(site: _Site) -> dict:
    """The league table of models, as `_organizations`; those of private persons are only named."""
    columns = [
        ("Model", "name"), ("Country", "text"), ("Task", "text"), ("Size", "text"),
        ("License", "text"), ("Downloads, 30 days", "count"), ("Share of list", "share"),
        ("Likes", "count"), ("Place in list", "count"),
    ]  # fmt: skip
    tables = []
    for one in _leagues(site):
        rows = site.found.listings
        rows = rows[(rows["day"] == one["day"]) & (rows["rank"] <= lookup.LISTED)]
        rows = rows.sort_values(["downloads", "model_id"], ascending=[False, True])
        cells = [
            [safe(row["model_id"]), words.REGIONS[row["region"]], words.TASKS.get(row["task"], row["task"]),
             _size(row["parameters"]), row["kind_of_license"], row["downloads"], row["share"],
             _cell(row["likes"]), row["rank"],
             site.model.get(row["model_id"], "")]
            for row in _records(rows)
        ]  # fmt: skip
        tables.append((one, cells))
    lead = words.MODELS.format(n=lookup.LISTED, pages=len(site.model))
    return _league("models", lead, columns, (1, 2, 3, 4), tables, site)


def _size(parameters: float) -> str:
    """The class of a size, of `downloads.SIZES`."""
    if pd.isna(parameters):
        return UNKNOWN_SIZE
    return next(name for name, most in SIZES.items() if parameters <= most)


def _leagues(site: _Site) -> list[dict]:
    """The lists that a league table shows, the last first; where there is none, the last list."""
    found = [one for one in site.lists.values() if one["league"]] or [site.last]
    return sorted(found, key=lambda one: one["day"], reverse=True)


def _league(name, lead, columns, filters, tables, site: _Site) -> dict:
    """What the page and its script are given. A row ends with the address of its page."""
    data = {
        "name": name,
        "columns": columns,
        "filters": filters,
        "lists": [{"name": safe(one["name"]), "day": f"{one['day']:%Y-%m-%d}", "rows": rows}
                  for one, rows in tables],
    }  # fmt: skip
    first, rows = tables[0]
    return {
        "lead": lead,
        "columns": columns,
        "filters": filters,
        "list": first,
        "cited": [(one["name"], one["sentence"], site.cite(one["sources"])) for one, _ in tables],
        "rows": rows[:FIRST],
        "others": [(row[0], row[-1]) for row in rows[FIRST:] if row[-1]],
        "all": len(rows),
        "words": words,
        "data": data,
        "scripts": (f"league-{name}.js", "league.js"),
    }


def _script(data: dict) -> bytes:
    return script("hubgapLeague", data)


def script(name: str, data) -> bytes:
    """Data as a classic script that assigns a global; nothing in it can end a script or a line."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False, default=int)
    text = text.replace("<", "\\u003c")
    return f"// Generated by hubgap: do not edit.\nwindow.{name} = {text};\n".encode()
