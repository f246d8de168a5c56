"""What the Hub's pages report of benchmarks: entries of makers and others, joined to no ruler.

An entry is compared only with entries of its class, and with those that say the same of tools.
Values are percent; `tables` is a mapping of table names to frames, such as `hubgap.open_data()`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from ..models import NO_MAKERS, quantized_in_name
from ..panel import LATEST, Refusal
from ..registry import Tables, canonical, namespace_of, owners
from ..rules import Method
from ..text import day
from .benchmarks import OPEN_RULERS, Ruler, duel, on_ruler
from .verdicts import CONFIDENCE, EXACT, SIDES, TOO_FEW

# Whose number an entry is, the first that holds. Who measured one that cites no card is not
# recorded, so that no entry can be called independent.
VERIFIED = "verified"  # by the Hub
MAKER = "maker"  # cites a card, and the maker has accepted it
TRANSCRIBED = "transcribed"  # cites a card, in a proposal that the maker has not accepted
UNKNOWN = "unknown"
CLASSES = (VERIFIED, MAKER, TRANSCRIBED, UNKNOWN)
CARD = "model or system card"
TOOLS = ("without", "with", "not stated")
EFFORTS = ("low", "medium", "high")
UNIT = {"percent": 1, "fraction": 100}  # scale -> percent

# Why an entry is not used, the first that holds.
BROKEN = "the Hub could not read it"
UNLISTED = "its task is not on the list"
OFF_SCALE = "its value is not on the scale of its task"
NO_MAKER = "it is of a copy, or of a publisher who makes no models"
ELSEWHERE = "its publisher is of another or an unknown country"
REASONS = (BROKEN, UNLISTED, OFF_SCALE, NO_MAKER, ELSEWHERE)

SHOWN = 20  # models on the chart, those with most values
ALIKE = ["benchmark", "group", "tools"]  # what only entries that may be compared share
AS_REPORTED = Method(
    "Entries as they stand, one mark each. Where one value of a model is needed, that of the "
    "highest stated effort counts, and of equals the better."
)


# --- entries


def entries(tables: Tables, until: str = LATEST) -> pd.DataFrame:
    """All entries of the last recording that is not after the day `until`.

    The columns of `eval_results` and of `official_tasks`, and model (the repository's name), side,
    group (of CLASSES), value in percent, score (higher is better), left_out (of REASONS; missing:
    it is used). Refuses a day before the first.
    """
    days = tables["eval_results"]["recorded_on"]
    last = days[days <= (days.max() if until == LATEST else pd.Timestamp(until))].max()
    if pd.isna(last):
        raise Refusal(f"Entries of the Hub's pages were not recorded before {day(until)}.")
    rows = tables["eval_results"][days == last]
    rows = rows.merge(
        tables["official_tasks"], on=["dataset_id", "task_id"], how="left", validate="m:1"
    )
    organizations = tables["organizations"]
    ids = canonical(rows["model_id"], tables["aliases"], organizations)
    who = owners(namespace_of(ids), rows["recorded_on"], organizations, tables["parents"])
    value = (rows["value"] * rows["scale"].map(UNIT)).round(EXACT)
    rows = rows.assign(
        model_id=ids,
        model=ids.str.partition("/")[2].where(ids.str.contains("/"), ids),
        side=who["region"].fillna("unknown"),
        group=_classes(rows),
        score=value.where(rows["direction"] != "lower", -value),
    )
    return rows.assign(left_out=_left_out(rows, value, who["kind"]), value=value)


def _classes(rows: pd.DataFrame) -> pd.Series:
    card, proposed = rows["source_kind"] == CARD, rows["open_pull_request"]
    tests = [rows["verified"], card & ~proposed, card]
    return pd.Series(np.select(tests, CLASSES[:-1], UNKNOWN), rows.index, dtype="str")


def _left_out(rows: pd.DataFrame, value: pd.Series, kind: pd.Series) -> pd.Series:
    """Why each entry is not used; up to 1 on a scale of percent may be a fraction, and is not."""
    fraction = (rows["scale"] == "percent") & (value > 0) & (value <= 1)
    tests = [
        rows["malformed"],
        rows["benchmark"].isna(),
        ~value.between(0, 100) | fraction,
        kind.isin(NO_MAKERS) | quantized_in_name(rows["model_id"]),
        ~rows["side"].isin(SIDES),
    ]
    return pd.Series(np.select(tests, REASONS, ""), rows.index, dtype="str").replace("", None)


def used(rows: pd.DataFrame) -> pd.DataFrame:
    """Those of `entries` that are used."""
    return rows[rows["left_out"].isna()].reset_index(drop=True)


def unused(rows: pd.DataFrame) -> dict[str, int]:
    """How many of `entries` are left out for each of REASONS."""
    return {reason: int((rows["left_out"] == reason).sum()) for reason in REASONS}


def by_class(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Entries and models by test, class and side: test, group, side, entries, models, listed.

    From `entries`. First the listed tests in the order of the list, those without entries too, then
    the datasets of other tasks, whose entries are not used.
    """
    seen = rows[rows["left_out"].isna() | (rows["left_out"] == UNLISTED)]
    seen = seen.assign(test=seen["benchmark"].fillna(seen["dataset_id"]))
    listed = list(tables["official_tasks"]["benchmark"])
    others = sorted(set(seen["test"]) - set(listed), key=str.lower)
    names = ["test", "group", "side"]
    cells = pd.MultiIndex.from_product([[*listed, *others], CLASSES, SIDES], names=names)
    found = seen.groupby(names)["model_id"].agg(entries="size", models="nunique")
    found = found.reindex(cells, fill_value=0).reset_index()
    return found.assign(listed=found["test"].isin(listed))


# --- the values of one model


class Alternatives(NamedTuple):
    """The values of one model on one test: how many, from where to where, and what sets them apart.

    cards: how many cite a card. verified: how many are. efforts, tools: which of them are stated.
    """

    model: str
    side: str
    values: int
    low: float
    high: float
    cards: int
    verified: int
    efforts: tuple[str, ...]
    tools: tuple[str, ...]


class Reported(NamedTuple):
    """What is reported for one test: entries, models by side, and the model with most values.

    verified, proposed: how many entries are, and how many no maker has accepted.
    """

    benchmark: str
    day: pd.Timestamp
    entries: int
    models: dict[str, int]
    verified: int
    proposed: int
    most: Alternatives


def fullest(rows: pd.DataFrame) -> str:
    """The test with most entries among `used`; of equals the first by name."""
    if rows.empty:
        raise Refusal("No entry of the Hub's pages can be used: see the reasons in `left_out`.")
    counts = rows["benchmark"].value_counts()
    return min(counts.index[counts == counts.max()])


def alternatives(rows: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """The entries of SHOWN models at most on the fullest test, with what was `measured`.

    The model with most values comes first, of equals that whose values lie farthest apart, then the
    higher one. values, lowest, highest: how many the model has, and their range.
    """
    own = rows[rows["benchmark"] == fullest(rows)]
    own = own.assign(**_range(own, ["model_id"]))
    own = own.merge(measured, on=["benchmark", "model_id"], how="left", validate="m:1")
    width = own["highest"] - own["lowest"]
    order = ["values", "width", "highest", "model_id", "value", "entry"]
    own = own.assign(width=width.round(EXACT)).sort_values(
        order, ascending=[False] * 3 + [True] * 3, kind="stable"
    )
    shown = own["model_id"].isin(own["model_id"].unique()[:SHOWN])
    kept = [
        "benchmark", "model", "model_id", "side", "value", "group", "source_kind", "tools",
        "effort", "open_pull_request", "verified", "reported_on", "values", "lowest", "highest",
        *MEASURED,
    ]  # fmt: skip
    return own.loc[shown, kept].reset_index(drop=True)


def _range(rows: pd.DataFrame, keys: list[str]) -> dict[str, pd.Series]:
    values = rows.groupby(keys)["value"]
    names = {"values": "size", "lowest": "min", "highest": "max"}
    return {name: values.transform(how) for name, how in names.items()}


def reported(rows: pd.DataFrame, table: pd.DataFrame) -> Reported:
    """What `used` rows say of the test of `alternatives`; `most` is the first model there."""
    own = rows[rows["benchmark"] == table["benchmark"].iloc[0]]
    sides = own.drop_duplicates("model_id")["side"].value_counts()
    return Reported(
        benchmark=own["benchmark"].iloc[0],
        day=own["recorded_on"].iloc[0],
        entries=len(own),
        models={side: int(sides.get(side, 0)) for side in SIDES},
        verified=int(own["verified"].sum()),
        proposed=int(own["open_pull_request"].sum()),
        most=_alternatives(table[table["model_id"] == table["model_id"].iloc[0]]),
    )


def _alternatives(own: pd.DataFrame) -> Alternatives:
    first = own.iloc[0]
    return Alternatives(
        first["model"],
        first["side"],
        len(own),
        float(first["lowest"]),
        float(first["highest"]),
        int((own["source_kind"] == CARD).sum()),
        int(own["verified"].sum()),
        tuple(one for one in EFFORTS if one in set(own["effort"])),
        tuple(one for one in TOOLS if one in set(own["tools"])),
    )


# --- the two sides within one class


def one_each(rows: pd.DataFrame) -> pd.DataFrame:
    """One of `used` a model on each test, in each class, with and without tools apart.

    That of the highest stated effort, and of equals the better. values, lowest, highest: how many
    there were to choose from, and their range.
    """
    keys = [*ALIKE, "side", "model_id"]
    effort = rows["effort"].map({name: place for place, name in enumerate(EFFORTS)}).fillna(-1)
    rows = rows.assign(**_range(rows, keys), stated=effort.astype(float))
    rows = rows.sort_values(
        [*keys, "stated", "score"], ascending=[True] * len(keys) + [False] * 2, kind="stable"
    )
    return rows.drop_duplicates(keys).drop(columns="stated").reset_index(drop=True)


def compared(chosen: pd.DataFrame) -> pd.DataFrame:
    """The best model of each side on one test within one class, from `one_each`, fullest first.

    ALIKE, direction, `duel`, and by side (as in models_CN): models, best (its value), values, lowest
    and highest (of the best model). Left out is where a side has no model. No entry has an error, so
    that none is ahead.
    """
    found = [
        dict(zip(ALIKE, names, strict=True)) | _best_of_each(rows)
        for names, rows in chosen.groupby(ALIKE)
        if rows["side"].nunique() == len(SIDES)
    ]
    found.sort(key=lambda row: (-min(row["models_CN"], row["models_US"]),
                                -row["models_CN"] - row["models_US"]))  # fmt: skip
    return pd.DataFrame(found, columns=None if found else [*ALIKE, "verdict"])


def _best_of_each(rows: pd.DataFrame) -> dict:
    tops = rows.assign(low=np.nan, high=np.nan, level=CONFIDENCE)
    tops = tops.sort_values(["score", "model"], ascending=[False, True], kind="stable")
    tops = tops.drop_duplicates("side").set_index("side", drop=False)
    models = {side: int((rows["side"] == side).sum()) for side in SIDES}
    first, second = tops.to_dict("records")
    found = {"direction": rows["direction"].iloc[0], **duel(first, second, models)}
    for side in SIDES:
        top = tops.loc[side]
        kept = {"models": models[side], "best": top["value"]}
        kept |= {name: top[name] for name in ("values", "lowest", "highest")}
        found |= {f"{name}_{side}": value for name, value in kept.items()}
    return found


def judged(table: pd.DataFrame) -> pd.DataFrame:
    """Those of `compared` where each side has models enough for a verdict."""
    return table[[verdict.kind != TOO_FEW for verdict in table["verdict"]]]


# --- the anchor

MEASURED = ["measured", "measured_low", "measured_high", "measured_by"]


def anchors(tables: Tables) -> dict[str, Ruler]:
    """Listed test -> the ruler of its independent measurer, where there is one."""
    tasks = tables["official_tasks"].dropna(subset="anchor")
    return {
        row.benchmark: _ruler(row.anchor, row.anchor_measured_by).on(tables)
        for row in tasks.itertuples()
    }


def _ruler(test: str, measured_by: str) -> Ruler:
    """The ruler of these pages if there is one: it says which of several runs are read."""
    known = (one for one in OPEN_RULERS if (one.test, one.measured_by) == (test, measured_by))
    return next(known, Ruler(test, measured_by, "scores", test, "public"))


def measured(tables: Tables) -> pd.DataFrame:
    """What independent measurers found for models on the Hub: benchmark, model_id, MEASURED."""
    names = {"score": "measured", "low": "measured_low", "high": "measured_high"}
    found = []
    for benchmark, ruler in anchors(tables).items():
        rows = on_ruler(ruler, tables).dropna(subset="hub_id").rename(columns=names)
        ids = canonical(rows["hub_id"], tables["aliases"], tables["organizations"])
        rows = rows.assign(benchmark=benchmark, model_id=ids, measured_by=ruler.measured_by)
        found.append(rows.drop_duplicates("model_id")[["benchmark", "model_id", *MEASURED]])
    columns = ["benchmark", "model_id", *MEASURED]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def anchored(chosen: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Values of `one_each` beside what was `measured`; more: reported less measured, in points.

    more_low, more_high: with the ends of the measured interval, missing where none is published.
    """
    both = chosen.merge(found, on=["benchmark", "model_id"], validate="m:1")
    ends = {"more": "measured", "more_low": "measured_high", "more_high": "measured_low"}
    more = {name: (both["value"] - both[end]).round(EXACT) for name, end in ends.items()}
    return both.assign(**more)
