"""Which organizations a pull found: with models, without, unknown to the Hub, or gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import duckdb
import pandas as pd

from ..data import Data
from ..panel import snapshots
from ..registry import tracked
from .collect import Listing, Store
from .judge import Before
from .snapshot import quoted

FOUND, EMPTY, UNKNOWN, GONE = "found", "empty", "unknown", "gone"
NOBODY = (401, 404)  # what the Hub answers to the question for an organization that there is not


@dataclass(frozen=True)
class Organization:
    """What a pull saw of an organization.

    asked: the name that was asked for; name: the one that it has now. state: FOUND with models,
    EMPTY without, UNKNOWN to the Hub, GONE if it had models on the day `before`. status: of the
    answer to the question how many models it has. whole: nothing says that models are missing.
    listed: a row of the table `organizations` is about it.
    """

    asked: str
    name: str
    state: str
    models: int = 0
    downloaded: int = 0
    before: str | None = None
    status: int | None = None
    whole: bool = True
    listed: bool = True
    note: str | None = None


def counts(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Models, and models with downloads, by namespace in the view `kept`."""
    return (
        con.execute("""SELECT split_part(model_id, '/', 1) AS namespace, count(*) AS n_models,
        count_if(downloads_30d > 0)::BIGINT AS n_with_downloads FROM kept
        WHERE contains(model_id, '/') GROUP BY ALL ORDER BY ALL""")
        .df()
        .set_index("namespace")
    )


def last_seen(embedded: Data, before: Before | None) -> dict[str, str]:
    """The last day on which each organization had models, under the name that is asked for."""
    days = dict(embedded.once(_days, embedded))
    if before:
        asked = {new: old for old, new in before.renamed.items()}
        with duckdb.connect() as con:
            rows = con.execute(f"SELECT DISTINCT author FROM {quoted(before.snapshot)}").fetchall()
        days |= {asked.get(author, author): before.day for (author,) in rows}
    return days


def _days(data: Data) -> dict[str, str]:
    tables = [data.part(name, "author", "observed_on") for name in snapshots(data)]
    followed = data["coverage"].query("n_models > 0").rename(columns={"namespace": "author"})
    rows = pd.concat([*tables, followed[["author", "observed_on"]]])
    return rows.groupby("author")["observed_on"].max().dt.strftime("%Y-%m-%d").to_dict()


def found(
    store: Store,
    models: pd.DataFrame,
    private: dict[int, int],
    seen: dict[str, str],
    data: Data,
) -> list[Organization]:
    """Each organization that was asked for; of a pull of the whole Hub those that are gone.

    models: `counts`; private: models of each listing that the public does not see; seen: `last_seen`.
    """
    if store.plan.scope == "tracked":
        names = {*data["organizations"]["namespace"]}
        return [
            _one(listing, models, private.get(listing.number, 0), seen, names)
            for listing in store.listings
        ]
    if store.plan.scope == "top":
        return []  # what is no longer among the top is not gone
    names = {*tracked(data["organizations"])["namespace"]}
    gone = sorted(names & seen.keys() - {*models.index})
    return [
        Organization(name, name, GONE, before=seen[name], note=_gone(seen[name])) for name in gone
    ]


def _one(
    listing: Listing, models: pd.DataFrame, private: int, seen: dict[str, str], names: set[str]
) -> Organization:
    name = listing.moved or listing.name
    number, downloaded = (int(n) for n in models.loc[name]) if name in models.index else (0, 0)
    before, nobody = seen.get(listing.name), listing.status in NOBODY
    whole, said = listing.status == 200, f"(status {listing.status})"
    now = f"unknown to the Hub {said}" if nobody else "no models listed"
    if number:
        state, whole = FOUND, True
        note = f"how many models it has was not told {said}" if listing.count is None else None
    elif before:
        state, note = GONE, _gone(before, now)
    else:
        state, note = UNKNOWN if nobody else EMPTY, now
    if listing.count is not None and number + private < listing.count:
        whole, note = False, f"{number} of {listing.count} models that it counts"
    listed = listing.name in names
    return Organization(
        listing.name, name, state, number, downloaded, before, listing.status, whole, listed, note
    )


def _gone(before: str, now: str = "no models listed") -> str:
    return f"gone: it had models on {before}, now {now}"


def coverage(organizations: list[Organization]) -> pd.DataFrame:
    """The rows of the table `coverage` on the organizations that the table `organizations` lists."""
    rows = {
        one.name: {
            "namespace": one.name,
            "n_models": one.models,
            "n_with_downloads": one.downloaded,
            "coverage": "full" if one.whole else "partial",
            "note": one.note,
        }
        for one in reversed(organizations)
        if one.listed
    }
    columns = ["namespace", "n_models", "n_with_downloads", "coverage", "note"]
    return pd.DataFrame([*rows.values()], columns=columns)


def summed(organizations: list[Organization]) -> dict:
    """What a manifest says of them: numbers asked for and found, the names of all others.

    short: found, but not whole; uncounted: found, whose own count was not told, by status.
    """
    of = {state: [one for one in organizations if one.state == state] for state in STATES}
    told = [one for one in of[FOUND] if one.whole and one.note]
    return {
        "asked": len(organizations),
        "found": len(of[FOUND]),
        "short": [one.asked for one in of[FOUND] if not one.whole],
        "empty": [one.asked for one in of[EMPTY]],
        "unknown": [one.asked for one in of[UNKNOWN]],
        "gone": {one.asked: one.before for one in of[GONE]},
        "uncounted": dict(Counter(str(one.status) for one in told)),
    }


STATES = (FOUND, EMPTY, UNKNOWN, GONE)
