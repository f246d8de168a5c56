"""Facts on which two tables contradict each other: days, openness, country and size of models.

Tables call one model by different names. It is found by its repository under the current name, then
by any name without owner, punctuation and endings like `-instruct`. Exceptions are documented in
the table `release_date_conflicts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from .registry import CHINA, FLOOR, LIVE, among, canonical

RELEASE, WEIGHTS = "release day", "weights day"
DATED, MADE = "release or weights day", "weights day and creation of the repository"
OPENNESS, COUNTRY, SIZE = "openness", "country", "size"
ALIKE = 1.5  # between two sizes: embeddings or experts counted otherwise are no contradiction
PREPARED = pd.Timedelta(days=50)  # the longest that a repository waits for its release (known: 49)
REPOSITORY = ("hub_id", "model_id", "hub_repo_example")
ENDING = re.compile(r"(?:[-_ ](?:instruct|chat|it|hf|base))+$")

Tables = Mapping[str, pd.DataFrame]


class Told(NamedTuple):
    """The columns of a table that name a model, the one of its maker, and that of each fact.

    A repository stands in one of REPOSITORY, several names are joined by `|`.
    """

    names: tuple[str, ...]
    maker: str | None
    facts: dict[str, str]


MODELS = {
    RELEASE: "release_date",
    WEIGHTS: "weights_date",
    OPENNESS: "open_weights",
    COUNTRY: "country",
}
TABLES = {  # the first that knows a model gives it its name
    "benchmark_models": Told(("model", "hub_id", "aliases"), "developer", MODELS),
    "video_models": Told(("model", "hub_id", "names_on_boards"), "developer", MODELS),
    "flagship_licenses": Told(
        ("model_id",),
        "lab",
        {WEIGHTS: "release_date", OPENNESS: "open_weights", COUNTRY: "country"},
    ),
    "training_compute": Told(
        ("benchmark_model", "model"),
        "developer",
        {RELEASE: "release_date", OPENNESS: "open_weights", COUNTRY: "country", SIZE: "parameters"},
    ),
    "openness": Told(
        ("end_model",), "organization", {OPENNESS: "open_weights", COUNTRY: "country"}
    ),
    "video_elo": Told(("model",), "developer", {OPENNESS: "open_weights", COUNTRY: "country"}),
    "video_arena_history": Told(("model",), "developer", {COUNTRY: "country"}),
    "chinese_tests": Told(("canonical_model", "name_in_source"), "developer", {COUNTRY: "country"}),
    "open_llm_leaderboard": Told(("model", "hub_id"), None, {COUNTRY: "country", SIZE: "size"}),
    "tracked_models": Told(("model_id",), None, {WEIGHTS: "actual_release_date", SIZE: "size"}),
    "ollama_models": Told(("model",), "maker", {COUNTRY: "country"}),  # a name may be a family
    "openrouter_models": Told(
        ("hub_id", "model"), None, {OPENNESS: "open_weights", COUNTRY: "country"}
    ),
    "events": Told(("hub_repo_example", "title"), None, {DATED: "date"}),
}
ORIGINS = {"China": "CN", "United States": "US", "United Kingdom": "GB", "France": "FR"}


class Contradiction(NamedTuple):
    """Two rows that differ on a fact of a model, each as (table, name of the row, value)."""

    fact: str
    model: str
    one: tuple[str, str, str]
    other: tuple[str, str, str]

    def __str__(self) -> str:
        one, other = (f"{table} ({row}) says {value}" for table, row, value in self[2:])
        return f"{one} and {other} ({self.fact} of {self.model})"


def contradictions(tables: Tables) -> list[Contradiction]:
    """Every pair of rows that differs on a fact; a table or column that is missing tells nothing.

    Needs `aliases` and `organizations`, without which no name can be compared: else none.
    """
    if not {"aliases", "organizations"} <= {*tables}:
        return []
    told, excuses = _told(tables), _excuses(tables)
    days = zip(told["model"], told["table"], told["value"], strict=True)
    told = told[pd.Series([day not in excuses for day in days], told.index, bool)]
    return [*_pairs(told), *_events(told), *_repositories(told, tables, excuses)]


# --- who tells what


def _told(tables: Tables) -> pd.DataFrame:
    """One row a statement: model, row (its name), hub_id (current), fact, value, table.

    A country is told twice, of the model and of its maker.
    """
    known: dict[str, str] = {}
    parts = []
    for name, told in TABLES.items():
        if name not in tables or not {*told.names} <= {*tables[name].columns}:
            continue
        rows = _prepared(name, tables[name])
        models = _models(rows, told, tables, known)
        for fact, column in told.facts.items():
            if column not in rows:
                continue
            one = models.assign(fact=fact, value=rows[column].astype("object"), table=name)
            one = one[one["value"].notna()]
            parts.append(one)
            if fact == COUNTRY and told.maker in rows:
                maker = "maker " + rows[told.maker].astype("str")
                parts.append(one.assign(model=maker.reindex(one.index)))
    columns = ["model", "row", "hub_id", "fact", "value", "table"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _prepared(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table that state facts, in the words of the other tables; `unknown` is none."""
    if name == "flagship_licenses":
        rows = rows.assign(open_weights="true")
    elif name == "openness":  # a judgment: what it calls closed may be open in the sense of others
        opened = rows["weights_endmodel"].map({"open": "true"})
        rows = rows.assign(open_weights=opened, country=rows["national_origin"].map(ORIGINS))
    elif name == "video_elo":
        rows = rows.assign(open_weights=rows["open_weights"].map({True: "true", False: "false"}))
    elif name == "open_llm_leaderboard":  # whole numbers in version 1, rounded down
        size = rows["params_b"].where((rows["version"] != "v1") | (rows["params_b"] >= 2))
        rows = rows.assign(size=size.where(size > 0) * 1e9)
    elif name == "tracked_models":  # what leaves open whether it is a mixture tells no total
        rows = rows.assign(size=rows["total_params_b"].where(rows["is_moe"] != "unknown") * 1e9)
    elif name == "events":  # of several models, open and closed, an event has no one day
        rows = rows[(rows["kind"] == "release") & rows["affects"].isin(("weights", "models"))]
        rows = rows[rows["date_precision"] == "day"]
    for column in {"country", "open_weights"} & {*rows.columns}:
        told = rows[column].where(~rows[column].isin(CHINA), "CN")
        rows = rows.assign(**{column: told.where(told != "unknown")})
    return rows.reset_index(drop=True)


def _models(rows: pd.DataFrame, told: Told, tables: Tables, known: dict) -> pd.DataFrame:
    """By row: the model under its first name, what the row is called, its repository.

    `known`: keys of names -> model. Those of the rows are added.
    """
    own = told.facts is MODELS  # its rows are models, whatever else their names mean
    ids = pd.Series(np.nan, rows.index, "str")
    for column in {*REPOSITORY} & {*told.names}:
        ids = rows[column].astype("str")
    there = ids.notna()
    ids[there] = canonical(ids[there], tables["aliases"], tables["organizations"])
    found = []
    for hub_id, *names in zip(ids, *(rows[column] for column in told.names), strict=True):
        names = [part for cell in names if isinstance(cell, str) for part in cell.split("|")]
        keys = [hub_id.lower()] if isinstance(hub_id, str) else []
        keys += [name.lower() for name in names] + [_key(name) for name in names]
        first = names[0] if names else None
        model = first if own else next((known[key] for key in keys if key in known), first)
        for key in keys:
            known.setdefault(key, model)
        found.append((model, first, hub_id))
    return pd.DataFrame(found, columns=["model", "row", "hub_id"])


def _key(name: str) -> str:
    """A name without owner, punctuation and the ending of a tuned version: 2.5, 2_5 stay 2p5."""
    bare = ENDING.sub("", re.sub(r"^[\w.-]+/(?=[A-Za-z])", "", name).lower())
    return re.sub(r"[^a-z0-9+]", "", re.sub(r"(?<=\d)[._](?=\d)", "p", bare))


def _excuses(tables: Tables) -> set[tuple]:
    """Model, table and day that `release_date_conflicts` documents."""
    if "release_date_conflicts" not in tables:
        return set()
    listed = tables["release_date_conflicts"][["model", "table", "date_in_table"]]
    return {*listed.itertuples(index=False, name=None)}


# --- what differs


def _pairs(told: pd.DataFrame) -> Iterator[Contradiction]:
    """The first statement on a fact of a model with every later one that differs from it."""
    first: dict = {}
    for row in told.drop_duplicates(["model", "fact", "table", "row"]).itertuples(index=False):
        one = first.setdefault((row.model, row.fact), row)
        if not _agree(row.fact, one.value, row.value):
            yield _pair(row.fact, one, row)


def _agree(fact: str, one, other) -> bool:
    if fact == SIZE:
        return max(one, other) <= ALIKE * min(one, other)
    return fact == DATED or one == other


def _pair(fact: str, one, other) -> Contradiction:
    sides = ((row.table, row.row, _shown(row.value)) for row in (one, other))
    return Contradiction(fact, one.model, *sides)


def _shown(value) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return value if isinstance(value, str) else f"{value / 1e9:.3g} billion"


def _events(told: pd.DataFrame) -> Iterator[Contradiction]:
    """Events whose day is neither the release nor that of the weights in other tables."""
    days = told[told["fact"].isin((RELEASE, WEIGHTS))]
    for event in told[told["fact"] == DATED].itertuples(index=False):
        own = days[days["model"] == event.model]
        if len(own) and event.value not in {*own["value"]}:
            yield _pair(DATED, next(own.itertuples(index=False)), event)


def _repositories(
    told: pd.DataFrame, tables: Tables, excuses: set[tuple]
) -> Iterator[Contradiction]:
    """Weights that came before their own repository was made, or long after it."""
    dated = told[(told["fact"] == WEIGHTS) & told["hub_id"].notna()]
    if dated.empty:
        return
    made = _made(dated["hub_id"].astype("str"), tables)
    for row in dated[dated["hub_id"].isin(made.index)].itertuples(index=False):
        own = made.loc[row.hub_id]
        before = row.value < own["value"] and own["value"] > FLOOR
        wrong = before or row.value > own["value"] + PREPARED
        if wrong and (row.model, own["table"], own["value"]) not in excuses:
            yield _pair(MADE, row, own)


def _made(ids: pd.Series, tables: Tables) -> pd.DataFrame:
    """The first day of creation that a table shows of each repository, under its current name."""
    aliases, organizations = tables["aliases"], tables["organizations"]
    renamed = organizations.dropna(subset="renamed_to").set_index("renamed_to")["namespace"]
    parts = ids.str.split("/", n=1, expand=True).reindex(columns=[0, 1])
    former = parts[0].map(renamed.groupby(level=0).first()) + "/" + parts[1]
    old = aliases.loc[aliases["new_id"].isin(ids), "old_id"]
    wanted = pd.concat([ids, former.dropna(), old])
    found = []
    for name in tables:
        day = "created_at" if name.startswith("snapshot-") else "hub_created_at"
        model_id = "hub_repo_example" if name == "events" else "model_id"
        if not {day, model_id} <= {*tables[name].columns}:
            continue
        table = tables[name]
        if "source" in table:  # who makes a repository anew today contradicts nobody
            table = table[~table["source"].isin(LIVE)]
        rows = table[[model_id, day]].set_axis(["row", "value"], axis=1)
        found.append(rows[among(rows["row"], wanted)].dropna().assign(table=name))
    if not found:
        return pd.DataFrame(columns=["value"])
    for rows in found:
        rows["value"] = pd.to_datetime(rows["value"], utc=True).dt.tz_localize(None).dt.normalize()
    table = pd.concat(found, ignore_index=True)
    table["hub_id"] = canonical(table["row"].astype("str"), aliases, organizations)
    table = table.sort_values("value", kind="stable").drop_duplicates("hub_id")
    return table.assign(model=table["hub_id"]).set_index("hub_id")
