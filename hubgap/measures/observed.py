"""What was observed when, and what of it should not be trusted: the tables of notebook 01."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from ..data import Data
from ..panel import CENSUSES, SELECTION_OF_WAVE, known_until, selection_of, snapshots
from ..registry import among, namespace_of, owners
from ..rules import Method
from ..text import percent, plural, safe
from .verdicts import MOSTLY_ONE

LISTED = Method("nothing is added up here")
HOLE = 20  # days: observations further apart have a hole between them
MONTH = 40  # days: waves further apart do not follow each other, even in a monthly source
FALLEN_TOGETHER = 2  # sources that must see a fall for the whole Hub to have fallen
RESTORED = 0.95  # of the level before: a fall begins below it and ends above it
BURST_CARRIES = 0.1  # of a country's downloads, for a burst to move its total
MODELS_IN_A_TOTAL = 100  # of a country in a wave, for its total to be looked at


def observed(data: Data) -> pd.DataFrame:
    """Runs of waves without a hole: platform, selection, source, first_day, last_day, waves, least
    and most (models listed in a wave).

    The thirty days that a counter looks back on are not counted as observed.
    """
    waves = _each_once(data["waves"])
    rows = waves.assign(
        platform=waves["table"].map({"modelscope": "ModelScope"}).fillna("Hugging Face Hub"),
        selection=[
            selection_of(wave.selection, data.part(f"snapshot-{wave.wave_id}", "downloads_30d"))
            if wave.selection == "census"
            else SELECTION_OF_WAVE.get(wave.selection, wave.selection)
            for wave in waves.itertuples()
        ],
        models=waves["n_models"] + _only_counted(waves, data),
    )
    by = ["platform", "selection", "source"]
    runs = _runs(rows, by, HOLE).agg(
        first_day=("first_day", "min"),
        last_day=("last_day", "max"),
        waves=("wave_id", "size"),
        least=("models", "min"),
        most=("models", "max"),
    )
    return runs.reset_index().drop(columns="run")


def _each_once(waves: pd.DataFrame) -> pd.DataFrame:
    """What a snapshot repeats from the panel counts once; a census is read from its snapshot."""
    census, pictures = waves["selection"] == "census", waves["table"] == "snapshot"
    named = waves["source"].str.split("|").str[0] + "@" + waves["wave_id"]
    repeats = pictures & named.isin(waves["wave_id"])
    return waves[(pictures & (census | ~repeats)) | (~pictures & ~census)]


def _only_counted(waves: pd.DataFrame, data: Data) -> pd.Series:
    """The models that a wave saw but that are kept only as counts."""
    rest = waves["note"].str.contains("(remainder)", regex=False)
    return rest * (int(data["census_remainder"]["n_models"].sum()) if rest.any() else 0)


def _runs(rows: pd.DataFrame, by: list[str], longest: int):
    """Rows grouped by `by` and by `run`: days at most `longest` days apart."""
    rows = rows.sort_values([*by, "first_day"], kind="stable")
    away = rows["first_day"] - rows.groupby(by)["last_day"].shift()
    rows["run"] = (away.dt.days > longest).groupby([rows[key] for key in by]).cumsum()
    return rows.groupby([*by, "run"])


def holes(runs: pd.DataFrame) -> pd.DataFrame:
    """Where observations of the Hub by any source are more than HOLE days apart.

    Takes `observed`; columns first_day and last_day (without any observation) and days.
    """
    runs = runs[runs["platform"] == "Hugging Face Hub"].sort_values("first_day", kind="stable")
    before = runs["last_day"].cummax().shift()
    found = pd.DataFrame({"first_day": before, "last_day": runs["first_day"]})
    found = found[(found["last_day"] - found["first_day"]).dt.days > HOLE].reset_index(drop=True)
    found += [pd.Timedelta(days=1), pd.Timedelta(days=-1)]
    return found.assign(days=(found["last_day"] - found["first_day"]).dt.days + 1)


def untrusted(data: Data) -> pd.DataFrame:
    """Days whose figures should not be trusted: kind, first_day, last_day, reach, reason, sources.

    Kinds: `undercount`, `burst`, `one model`, `counter stall`, `copied day`, `placeholders`. All
    are found from the tables of known artifacts and from the observations. reach: whole Hub, how
    many sources or models, or the side (CN, US) whose total is meant.
    """
    found = [
        _undercounts(data["level_shifts"], known_until(data)),
        _carried(data),
        _stalls(data["counter_stalls"]),
        _placeholders(data["placeholders"]),
    ]
    columns = ["kind", "first_day", "last_day", "reach", "reason", "sources"]
    table = pd.concat([rows.reindex(columns=columns) for rows in found], ignore_index=True)
    table = table.astype({"first_day": "datetime64[s]", "last_day": "datetime64[s]"})
    return table.sort_values(["first_day", "kind", "reason"], ignore_index=True)


def _undercounts(shifts: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """From a fall of the whole Hub until its level is RESTORED, or to `end`."""
    steps = shifts.groupby("observed_on").agg(
        n=("source", "nunique"), change=("median_change", "median"), sources=("source", _listed)
    )
    found, falling = [], False
    for when, step in steps[steps["n"] >= FALLEN_TOGETHER].iterrows():
        if not falling and 1 + step["change"] < RESTORED:
            found.append({"first_day": when, "levels": [1.0], "sources": step["sources"]})
            falling = True
        if falling:
            levels = found[-1]["levels"]
            levels.append(levels[-1] * (1 + step["change"]))
            falling = levels[-1] < RESTORED
            found[-1]["last_day"] = end if falling else when - pd.Timedelta(days=1)
    reasons = [
        f"counts of the median model fell by {percent(1 - min(fall['levels']))}, then stood at "
        f"{percent(fall['levels'][-1])} of the level before"
        for fall in found
    ]
    return pd.DataFrame(found).assign(kind="undercount", reach="whole Hub", reason=reasons)


def _listed(names: pd.Series) -> str:
    return "|".join(sorted(set(names)))


def _stalls(stalls: pd.DataFrame) -> pd.DataFrame:
    kinds = (stalls["verdict"] == "removed").map({True: "copied day", False: "counter stall"})
    rows = stalls.assign(kind=kinds, kept=stalls["share_unchanged"] * stalls["models_compared"])
    table = rows.groupby(["kind", "observed_on"]).agg(
        kept=("kept", "sum"),
        models=("models_compared", "sum"),
        n=("source", "nunique"),
        sources=("source", _listed),
    )
    table = table.reset_index().assign(first_day=lambda t: t["observed_on"])
    reasons = [
        f"{percent(row.kept / row.models)} of {plural(row.models, 'model')} kept the count of the "
        "day before: no one-day change"
        if row.kind == "counter stall"
        else "the source repeated older figures, its rows are removed"
        for row in table.itertuples()
    ]
    reach = [plural(n, "source") for n in table["n"]]
    return table.assign(last_day=table["first_day"], reach=reach, reason=reasons)


def _placeholders(rows: pd.DataFrame) -> pd.DataFrame:
    table = rows.groupby("source").agg(
        n=("model_id", "size"), first_day=("first_seen", "min"), last_day=("last_seen", "max")
    )
    return table.reset_index(names="sources").assign(
        kind="placeholders",
        reach=[plural(n, "model") for n in table["n"]],
        reason="round figures typed by hand, removed: these models are missing here",
    )


def _carried(data: Data) -> pd.DataFrame:
    """Days on which one model carries the downloads of China or of the United States.

    From BURST_CARRIES on if the model is in a burst, else from MOSTLY_ONE on.
    """
    rows = _with_totals(data)
    total = rows.groupby(["wave_id", "side"])["downloads_30d"].transform("sum")
    rows = rows.assign(share=rows["downloads_30d"] / total)[lambda t: t["share"] >= BURST_CARRIES]
    months = rows["last_day"].dt.strftime("%Y-%m")
    bursts = pd.MultiIndex.from_frame(data["bursts"][["model_id", "month"]])
    burst = pd.MultiIndex.from_arrays([rows["model_id"], months]).isin(bursts)
    rows = rows.assign(kind=["burst" if one else "one model" for one in burst])
    rows = rows[burst | (rows["share"] >= MOSTLY_ONE)]
    runs = _runs(rows, ["kind", "side", "model_id"], MONTH).agg(
        first_day=("first_day", "min"),
        last_day=("last_day", "max"),
        share=("share", "max"),
        sources=("source", _listed),
    )
    runs = runs.reset_index()
    reasons = [
        f"up to {percent(share)} of it in one model: {safe(name)}"
        for name, share in zip(runs["model_id"], runs["share"], strict=True)
    ]
    return runs.assign(reach=runs["side"], reason=reasons)


def _with_totals(data: Data) -> pd.DataFrame:
    """Downloads of the two countries in censuses, catalogues and followed lists.

    Without copies and tests; only where a wave lists MODELS_IN_A_TOTAL of a country.
    """
    waves = data["waves"]
    waves = waves[waves["selection"].isin(("census", "catalogue", "fixed panel"))]
    waves = waves[(waves["table"] == "snapshot") == (waves["selection"] == "census")]
    waves = waves[["wave_id", "source", "first_day", "last_day"]]
    columns = ("model_id", "downloads_30d", "wave_id")
    tables = [data.part(name, *columns) for name in ("panel_observations", *snapshots(data))]
    rows = pd.concat([rows[among(rows["wave_id"], waves["wave_id"])] for rows in tables])
    rows = rows.merge(waves, on="wave_id")
    namespace = namespace_of(rows["model_id"])
    who = owners(namespace, rows["last_day"], data["organizations"], data["parents"])
    rows["side"] = who["region"]
    own = ~who["kind"].isin(("test", "repackager"))
    rows = rows[own & rows["side"].isin(("CN", "US"))]
    models = rows.groupby(["wave_id", "side"])["model_id"].transform("size")
    return rows[models >= MODELS_IN_A_TOTAL]


def stacked(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Tables of days under each other, their names in a first column `what`."""
    return pd.concat(tables, names=["what"]).reset_index("what")


# --- in short


class Seen(NamedTuple):
    """How much of the Hub was seen.

    full: day and number of models of each wave that listed all; downloaded: of each that listed
    all with downloads. days: from the first to the last
    one; unseen: the share of them that lies in holes, the longest of which has `longest` days.
    """

    waves: int
    sources: int
    first_day: pd.Timestamp
    last_day: pd.Timestamp
    full: list[tuple[pd.Timestamp, int]]
    downloaded: list[tuple[pd.Timestamp, int]]
    holes: int
    longest: int
    days: int
    unseen: float


def seen(runs: pd.DataFrame, gaps: pd.DataFrame) -> Seen:
    """What `observed` and `holes` say of the Hub, in numbers."""
    hub = runs[runs["platform"] == "Hugging Face Hub"]
    full, downloaded = (hub[hub["selection"] == name] for name in CENSUSES)
    first, last = hub["first_day"].min(), hub["last_day"].max()
    days = (last - first).days + 1
    return Seen(
        waves=int(hub["waves"].sum()),
        sources=hub["source"].nunique(),
        first_day=first,
        last_day=last,
        full=list(zip(full["first_day"], full["most"], strict=True)),
        downloaded=list(zip(downloaded["first_day"], downloaded["most"], strict=True)),
        holes=len(gaps),
        longest=int(gaps["days"].max()) if len(gaps) else 0,
        days=days,
        unseen=gaps["days"].sum() / days,
    )


class Doubted(NamedTuple):
    """What of `untrusted` is told.

    undercounts: first day, last day, reason. stalled: days of stalled counters. carried: spans in
    which one model carries the total of a country.
    """

    spans: int
    undercounts: list[tuple[pd.Timestamp, pd.Timestamp, str]]
    stalled: int
    carried: int


def doubted(doubts: pd.DataFrame) -> Doubted:
    """The spans of `untrusted` in numbers."""
    fell = doubts.loc[doubts["kind"] == "undercount", ["first_day", "last_day", "reason"]]
    return Doubted(
        spans=len(doubts),
        undercounts=list(fell.itertuples(index=False, name=None)),
        stalled=days_in(doubts[doubts["kind"] == "counter stall"]),
        carried=int(doubts["kind"].isin(("burst", "one model")).sum()),
    )


def days_in(spans: pd.DataFrame) -> int:
    """How many days lie in spans that do not overlap."""
    return int(((spans["last_day"] - spans["first_day"]).dt.days + 1).sum())


# --- tables about the data

FILLED = ("pipeline_tag", "license", "parameters", "created_at", "base_model", "likes", "gated")


def filled(data: Data) -> pd.DataFrame:
    """Share of a snapshot's rows that have a value: day, selection, models, and one column a field.

    Missing where the source never recorded the field; `unknown` counts as no value.
    """
    found = []
    for name in snapshots(data):
        rows = data.part(name, *FILLED, "wave_id", "downloads_30d")
        wave = data["waves"].set_index("wave_id").loc[rows["wave_id"].iloc[0]]
        recorded = [field for field in FILLED if field in wave["fields"].split("|")]
        known = {field: _has_value(rows[field]).mean().round(4) for field in recorded}
        about = {"day": wave["last_day"], "selection": selection_of(wave["selection"], rows)}
        found.append({**about, "models": len(rows), **known})
    return pd.DataFrame(found, columns=["day", "selection", "models", *FILLED])


def _has_value(column: pd.Series) -> pd.Series:
    return column.notna() & (column != "unknown" if column.dtype == "str" else True)


def attributed(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """How much has a publisher of known country: from `downloads.by_counter` of panels, by name.

    Columns panel, n (models), and for each counter the share that is known.
    """
    found = []
    for name, table in tables.items():
        unknown = table[table["side"] == "unknown"].set_index("counter")["share"]
        n = table.loc[table["counter"] == "models", "value"].sum()
        found.append({"panel": name, "n": n, **(1 - unknown)})
    return pd.DataFrame(found)


def agreement(data: Data) -> pd.DataFrame:
    """Same model, same day, two sources: source_a, source_b, days, compared, identical, share."""
    table = (
        data["source_agreement"]
        .groupby(["source_a", "source_b"])
        .agg(
            days=("observed_on", "size"),
            compared=("n_compared", "sum"),
            identical=("n_identical", "sum"),
        )
    )
    table["share"] = (table["identical"] / table["compared"]).round(4)
    return table.reset_index().sort_values("compared", ascending=False, ignore_index=True)


class Agreed(NamedTuple):
    """How many of the counts that two sources report are identical."""

    identical: int
    compared: int
    share: float


def agreed(table: pd.DataFrame) -> Agreed:
    """All pairs of `agreement` together."""
    identical, compared = table["identical"].sum(), table["compared"].sum()
    return Agreed(int(identical), int(compared), identical / compared)


def artifacts(data: Data) -> pd.DataFrame:
    """The tables of known artifacts in the data folder: table, title, rows."""
    listed = [one for one in data.resources.values() if "artifact" in one]
    return pd.DataFrame(
        {
            "table": [one["name"] for one in listed],
            "title": [one["title"] for one in listed],
            "rows": [len(data[one["name"]]) for one in listed],
        }
    )
