"""What two lists of models say of named labs: new models, their licenses, movers, board places.

The lists may be chosen in different ways. So downloads are compared of the same models only, and a
model is new if it was created after the earlier list, not if that did not hold it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from ..panel import LATEST, Panel, Refusal, looks_at_a_few, snapshots
from ..registry import Tables, among, holding, license_terms, namespace_of, publishers, region_of
from ..rules import Method
from .licenses import KINDS

BOARD = "text_style"  # the board of LMArena whose places are told: votes adjusted for style
UNKNOWN = "unknown"
PERMISSIVE = "permissive"
PRECISE = 4  # digits of a change
SAME = Method(
    "Downloads in 30 days of the models that both lists hold, added up for each lab; a model that "
    "one list lacks is left out"
)


def current(names: Iterable[str], organizations: pd.DataFrame) -> list[str]:
    """Names of labs as they are called now, each once."""
    renamed = holding(organizations).dropna(subset="renamed_to").set_index("namespace")
    return list(dict.fromkeys(renamed["renamed_to"].get(name, name) for name in names))


def days(data, labs: Iterable[str], until: str = LATEST) -> tuple[str, str]:
    """The days of the last two lists up to a day, the earlier first; Refusal where there is one.

    A pull of a few labs is the later one if it asked for all of `labs` that are known; it is never
    the earlier one.
    """
    known = [name.removeprefix("snapshot-") for name in snapshots(data)]
    known = [day for day in known if until == LATEST or day <= until]
    few = looks_at_a_few(data)
    whole = [day for day in known if day not in few]
    now = max([*whole, *(day for day in known if day in few and _asked(data, day, labs))])
    earlier = [day for day in whole if day < now]
    if not earlier:
        raise Refusal(f"Nothing is new since a list before {now}: these data hold no other.")
    return max(earlier), now


def _asked(data: Tables, day: str, labs: Iterable[str]) -> bool:
    """Whether the refresh of a day asked for all labs that are in the table of organizations."""
    covered = data["coverage"].query("wave_id == @day")["namespace"]
    named = {*labs} & {*data["organizations"]["namespace"]}
    return named <= {*current(covered, data["organizations"])}


def models(before: Panel, now: Panel, labs: Iterable[str], data: Tables) -> pd.DataFrame:
    """Every model of the labs on one of two lists, a row each.

    Columns model_id, lab, side, created_at, before and now (downloads in 30 days, NaN where a list
    lacks it), new (created after the earlier list, and on the later one), and of the later list
    license_tag and terms (as page 04 has them; NaN where it lacks the model).
    """
    then, later = (one.rows[one.rows["namespace"].isin(list(labs))] for one in (before, now))
    later = license_terms(later, data)
    ids = sorted({*then["model_id"], *later["model_id"]})
    then, later = (one.set_index("model_id").reindex(ids) for one in (then, later))
    created = later["created_at"].fillna(then["created_at"])
    seen = before.days[-1].tz_localize("UTC") + pd.Timedelta(days=1)
    table = pd.DataFrame(
        {
            "lab": later["namespace"].fillna(then["namespace"]),
            "side": later["region"].fillna(then["region"]),
            "created_at": created,
            "before": then["downloads_30d"].astype("float64"),
            "now": later["downloads_30d"].astype("float64"),
            "new": (created >= seen) & later["downloads_30d"].notna(),
            "license_tag": later["license_tag"],
            "terms": later["license_class"].map(KINDS),
        }
    )
    return table.rename_axis("model_id").reset_index()


def by_lab(table: pd.DataFrame, labs: Iterable[str], data: Tables) -> pd.DataFrame:
    """`models` by lab, the largest first: lab, side, then, later (models listed), new, models (on
    both lists), and of these before, now (downloads) and change (of 1; NaN without any).
    """
    both = table[table["before"].notna() & table["now"].notna()]
    found = pd.DataFrame({"lab": list(labs)}, dtype="str")
    counts = {
        "then": table[table["before"].notna()],
        "later": table[table["now"].notna()],
        "new": table[table["new"]],
        "models": both,
    }
    for name, rows in counts.items():
        found[name] = found["lab"].map(rows["lab"].value_counts()).fillna(0).astype("int64")
    for name in ("before", "now"):
        found[name] = found["lab"].map(both.groupby("lab")[name].sum()).fillna(0).astype("int64")
    known = publishers(data["organizations"], data["parents"])["region"]
    change = found["now"] / found["before"].where(found["before"] > 0) - 1
    found = found.assign(side=found["lab"].map(known).fillna(UNKNOWN), change=change.round(PRECISE))
    return found.sort_values(["before", "lab"], ascending=[False, True], ignore_index=True)


def movers(table: pd.DataFrame) -> pd.DataFrame:
    """The models of `models` on both lists with their step, the largest step first."""
    both = table[table["before"].notna() & table["now"].notna()]
    both = both.assign(step=both["now"] - both["before"], size=(both["now"] - both["before"]).abs())
    both = both.sort_values(["size", "model_id"], ascending=[False, True], ignore_index=True)
    return both[both["step"] != 0].drop(columns="size")


def newest(table: pd.DataFrame) -> pd.DataFrame:
    """The new models of `models`, the most downloaded first."""
    new = table[table["new"]]
    return new.sort_values(["now", "model_id"], ascending=[False, True], ignore_index=True)


class Found(NamedTuple):
    """What two lists say of some labs, in numbers.

    models: on both lists; new, permissive: new models, and those under a permissive license; top,
    tag: the most downloaded new model and its license; compared, fell, rose: labs whose models both
    lists hold, and those whose downloads fell or rose; mover, before, now: the model that moved
    most. None where there is none.
    """

    models: int
    new: int
    permissive: int
    top: str | None
    tag: str | None
    compared: int
    fell: int
    rose: int
    mover: str | None
    before: float
    now: float


def found(table: pd.DataFrame, labs: pd.DataFrame) -> Found:
    """What `models` and `by_lab` say together."""
    new, moved = newest(table), movers(table)
    change = labs.loc[labs["models"] > 0, "now"] - labs.loc[labs["models"] > 0, "before"]
    top = new.iloc[0] if len(new) else None
    mover = moved.iloc[0] if len(moved) else None
    return Found(
        models=int(labs["models"].sum()),
        new=len(new),
        permissive=int((new["terms"] == PERMISSIVE).sum()),
        top=None if top is None else top["model_id"],
        tag=None if top is None else top["license_tag"],
        compared=len(change),
        fell=int((change < 0).sum()),
        rose=int((change > 0).sum()),
        mover=None if mover is None else mover["model_id"],
        before=float("nan") if mover is None else mover["before"],
        now=float("nan") if mover is None else mover["now"],
    )


# --- boards


class Board(NamedTuple):
    """The last list of a board, and how it differs from all earlier ones that are known here.

    places: new models of the labs, the highest first: place, model, lab (developer), side, rating,
    open_weights. new: all new models; unknown: those of a maker that no table knows; since: the day
    of the list before.
    """

    day: pd.Timestamp
    since: pd.Timestamp
    places: pd.DataFrame
    new: int
    unknown: int


def board(data: Tables, labs: Iterable[str]) -> Board:
    """The new places of the labs on BOARD. A developer is a lab's if it has the same parent.

    A model is new if no earlier list holds it, under any of its names. Place: by rating among all
    entries, so that several entries of a model count as they stand on the board.
    """
    rows = data["arena_snapshot"].query("board == @BOARD")
    day = rows["published_on"].max()
    old = pd.concat([rows, data["arena_history"].query("board == @BOARD")])
    old = old[old["published_on"] < day]
    last = rows[rows["published_on"] == day]
    last = last.assign(place=last["rating"].rank(ascending=False, method="min").astype("int64"))
    last = last.sort_values(["place", "name_on_board"]).drop_duplicates("model")
    last = last[~among(last["model"], old["model"])]
    facts = data["benchmark_models"].drop_duplicates("model").set_index("model")
    last = last.assign(
        lab=last["model"].map(facts["developer"]),
        side=region_of(last["model"].map(facts["country"])),
        open_weights=last["model"].map(facts["open_weights"]),
    )
    own = last["lab"].isin(_developers(data, labs))
    columns = ["place", "model", "lab", "side", "rating", "open_weights"]
    places = last.loc[own, columns].reset_index(drop=True)
    unknown = int((last["side"] == UNKNOWN).sum())
    return Board(day, old["published_on"].max(), places, len(last), unknown)


def _developers(data: Tables, labs: Iterable[str]) -> set[str]:
    """The developers, as the tables of models name them, whose repositories are the labs' parents'."""
    who = publishers(data["organizations"], data["parents"])["parent"]
    hosted = data["benchmark_models"].dropna(subset=["hub_id", "developer"])
    parent = namespace_of(hosted["hub_id"]).map(who)
    wanted = {who.get(lab, lab) for lab in labs}
    pairs = pd.DataFrame({"developer": hosted["developer"], "parent": parent}).value_counts()
    first = pairs.reset_index().sort_values(
        ["count", "developer", "parent"], ascending=[False, True, True]
    )
    first = first.drop_duplicates("developer")
    return set(first.loc[first["parent"].isin(wanted), "developer"])
