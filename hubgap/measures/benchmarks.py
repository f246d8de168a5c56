"""The benchmark gap: frontiers, the gap in points and the lag in months, each on one ruler.

A ruler is one scale by one measurer. Gaps are read within one snapshot of one scale, rulers are
never averaged. `tables` is a mapping of table names to frames, such as `hubgap.open_data()`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..boards import PULLED
from ..data import Data
from ..models import listed_sizes, sizes
from ..panel import LATEST, Refusal, sources_of
from ..registry import NOT_RECORDED, REFRESH, Tables, license_terms, maker_of, region_of
from ..rules import Method
from ..text import day, percent
from .downloads import SIZES
from .uncertainty import Survival, median_time, stays_ahead
from .verdicts import (
    CONFIDENCE,
    FEW_VOTES,
    LEAST_MAKERS,
    LEAST_MODELS,
    LEAST_RECORDS,
    NOT_IDENTIFIED,
    SHIFT,
    SIDES,
    UNLIKELY,
    WITHIN_ERROR,
    Score,
    Verdict,
    difference,
    leader,
    on_scores,
    on_shares,
)

FIELDS = {
    "overall": "all models",
    "open": "open-weight models",
    "own": "open-weight models without fine-tunes of the other side's base models",
}
ROLES = {"overall": "overall", "open-weight": "open"}  # of a best model in words -> FIELDS
DAYS_PER_MONTH = 365.25 / 12
STORED_RANKS = 15  # arena_history keeps the models once among the first fifteen of their country
SEQUENTIAL = "N1"  # the arena's online rating before 2024-03-27: no intervals, gaps compressed

# Named by the report of July 2024: GPT-4o, Llama (here in two sizes) and Yi-Large.
NAMED = ("GPT-4o (May 2024)", "Llama 3-70B", "Llama 3-8B", "Yi-Large (preview)", "Yi-Large")

STATE = Method("The named models and the best of each side, overall and open-weight.")
CLEAR = Method("A side is ahead if the 95% interval of the difference does not hold zero.")
SO_FAR = Method(
    "Best model so far by release date; on the Arena the best of each snapshot, without style "
    "control."
)
OPEN_SO_FAR = Method(
    "Best open-weight model so far by release date, on the last fit or snapshot (re-estimated)."
)
REACHED = Method(
    "Lead records until the other country is at least as high; ties: until the 95% interval of the "
    "difference holds zero; open ones are censored."
)
ON_BOTH = Method("The models that Epoch ran on both tests.")

FACTS = [
    "region", "base_region", "open_weights", "developer", "maker", "release_date",
    "weights_date", "hub_id", "license",
]  # fmt: skip
PUBLISHED = ("score", "low", "high")
LAG_COLUMNS = [
    "side",
    "model",
    "release_date",
    "score",
    "reached_by",
    "reached_on",
    "months",
    "open",
]

ON_BOARD = {"name_on_board": "variant", "rating": "score", "ci_low": "low", "ci_high": "high"}
DAY_OF = {  # table of dated rulers -> its column of days
    "eci": "fit",
    "arena_snapshot": "published_on",
    "arena_history": "published_on",
    "video_elo": "measured_on",
    "video_arena_history": "published_on",
}


class Cut(NamedTuple):
    """A list of which only the first places were read, of how many: it tells who leads and no more."""

    read: int
    listed: int


@dataclass(frozen=True)
class Ruler:
    """One scale by one measurer.

    table, test, day, setting: which rows are read (board or benchmark, fit or snapshot; LATEST must
    be turned into a day by `on`; without a day all runs; a setting keeps the runs that mention it).
    level: of its intervals, None without.
    in_eci: whether the sources table names the test as part of ECI (it does not list all parts).
    sources: ids of the sources table, cut: where its list was not read to the end; filled by `on`.
    """

    name: str
    measured_by: str
    table: str
    test: str
    access: str
    unit: str = "percent solved"
    day: str | None = None
    level: float | None = CONFIDENCE
    setting: str | None = None
    in_eci: str = "not stated"
    sources: tuple[str, ...] = ()
    cut: Cut | None = None

    def on(self, tables: Tables, until: str = LATEST, leads: bool = False) -> Ruler:
        """The ruler on its last fit or snapshot with intervals, not after the day `until`.

        A list that is cut (`cut_of`) is passed over, unless only the `leads` are asked for. Its
        sources are those of the rows. A day of its own stays. Refuses a day before the first.
        """
        found = self
        if self.day == LATEST:
            rows = own_rows(replace(self, day=None), tables[self.table])
            days = rows.loc[rows["ci_low"].notna() | (self.level is None), DAY_OF[self.table]]
            days = days[days <= (days.max() if until == LATEST else pd.Timestamp(until))]
            if not leads:
                days = days[
                    ~days.isin([when for when in days.unique() if cut_of(self, tables, when)])
                ]
            if days.empty and until == LATEST:
                raise Refusal(f"No list of {self.name} is known to its end.")
            if days.empty:
                raise Refusal(f"{self.name} was not read before {day(until)}.")
            found = replace(self, day=f"{days.max():%Y-%m-%d}")
        rows = own_rows(found, tables[self.table])
        return replace(found, sources=sources_of(rows), cut=cut_of(found, tables, found.day))

    @property
    def sentence(self) -> str:
        """What is read, in one line for a caption."""
        kind = "fit" if self.table == "eci" else "snapshot"
        parts = [
            f"{self.name}, measured by {self.measured_by}",
            f"{kind} of {day(self.day)}" if self.day else "",
            f"of which the first {self.cut.read} of {self.cut.listed} places are known"
            if self.cut
            else "",
            f"agent {self.setting} only" if self.setting else "",
            f"{self.access}, in {self.unit}",
            f"{percent(self.level)} intervals" if self.level else "no published intervals",
        ]
        return f"Ruler: {', '.join(part for part in parts if part)}."


# fmt: off
ECI = Ruler(
    "ECI", "Epoch AI", "eci", "", "index over about 40 tests", "index points",
    day=LATEST, level=0.9, in_eci="the index itself")
ARENA = Ruler(
    "Arena", "LMArena", "arena_snapshot", "text_nostyle", "blind votes of visitors",
    "rating points", day=LATEST)
ARENA_STYLE = replace(ARENA, name="Arena, style control", test="text_style")
ARENA_THEN = replace(ARENA, table="arena_history")  # as it was published on a day before: `on`
LAST_BOARDS, CUTS = "arena_snapshot", "arena_cuts"  # tables: no other has lists that are cut
GPQA = Ruler("GPQA Diamond", "Epoch AI", "scores", "GPQA Diamond", "public", in_eci="named")
FRONTIERMATH = Ruler(
    "FrontierMath", "Epoch AI", "scores", "FrontierMath tiers 1-3", "held-out", in_eci="named")

# One measurer each. Left out: lists of record-setting models only (Artificial Analysis), scores
# that the makers reported themselves, and all but the last release of LiveBench.
RULERS = (
    ECI, ARENA, ARENA_STYLE, GPQA,
    Ruler("MATH level 5", "Epoch AI", "scores", "MATH level 5", "public"),
    Ruler("AIME (mock)", "Epoch AI", "scores", "AIME (OTIS mock 2024-2025)", "public"),
    FRONTIERMATH,
    Ruler("SimpleBench", "SimpleBench", "scores", "SimpleBench", "held-out"),
    Ruler("WeirdML", "WeirdML", "scores", "WeirdML", "held-out", level=None),
    Ruler("LiveBench", "LiveBench", "scores", "LiveBench 2026-01-08", "questions published later",
          level=None),
    Ruler("Aider polyglot", "Aider", "scores", "Aider polyglot", "public"),
    Ruler("Terminal-Bench 2.0", "Terminal-Bench leaderboard", "scores", "Terminal-Bench 2.0",
          "public", setting="Terminus 2"),
    Ruler("Creative writing", "lechmazur (LLM judges)", "scores", "Lech Mazur creative writing",
          "public", unit="points of ten", level=None),
    Ruler("MMLU (HELM)", "Stanford CRFM Leaderboard", "scores", "MMLU", "public"),
    Ruler("SWE-bench (bash only)", "SWE-bench team (mini-SWE-agent)", "scores",
          "SWE-bench Verified (bash-only)", "public", in_eci="named"),
    Ruler("Fiction.liveBench", "Fiction.live", "scores", "Fiction.liveBench (120k)", "held-out"),
    Ruler("ARC-AGI-1", "ARC Prize", "scores", "ARC-AGI-1 (semi-private)", "held-out"),
    Ruler("ARC-AGI-2", "ARC Prize", "scores", "ARC-AGI-2 (semi-private)", "held-out"),
)
MMLU_PRO = Ruler("MMLU-Pro", "Hugging Face Open LLM Leaderboard v2", "scores", "MMLU-Pro", "public")
OPEN_RULERS = (*RULERS, MMLU_PRO)  # this board lists open-weight models only
# fmt: on


# --- one ruler


def on_ruler(ruler: Ruler, tables: Tables) -> pd.DataFrame:
    """Models on a ruler, each with its best variant, best score first.

    model, variant, score, low, high, level (of the interval), region, base_region, open_weights,
    developer, maker (its group), release_date, weights_date (since when the weights can be
    downloaded), hub_id, license. open_weights is as on the ruler's day, if it has one. Refuses a
    day on which the ruler was not read, and one whose list is cut: what is missing there, and so
    any number, maker, median or lag, is not known. Data read it once.
    """
    if cut := cut_of(ruler, tables, ruler.day):
        raise Refusal(
            f"Of {ruler.name} on {day(ruler.day)} only the first {cut.read} of {cut.listed} places "
            "are known. They tell who leads, not what else is listed."
        )
    return read_part(ruler, tables)


def read_part(ruler: Ruler, tables: Tables) -> pd.DataFrame:
    """`on_ruler`, also of a cut list as far as it was read: for the best of each side alone."""
    if isinstance(tables, Data):
        return tables.once(_on_ruler, ruler, tables)
    return _on_ruler(ruler, tables)


def _on_ruler(ruler: Ruler, tables: Tables) -> pd.DataFrame:
    return _listed(ruler, tables).drop_duplicates("model").reset_index(drop=True)


def cut_of(ruler: Ruler, tables: Tables, when: str | pd.Timestamp | None) -> Cut | None:
    """How far the list of a day was read, if not to its end."""
    if ruler.table != LAST_BOARDS or CUTS not in tables or when in (None, LATEST):
        return None
    cuts = tables[CUTS].query("category == 'overall' and ranks_read < listed")
    own = cuts[(cuts["board"] == ruler.test) & (cuts["published_on"] == pd.Timestamp(when))]
    rows = own[["ranks_read", "listed"]].astype(int).itertuples(index=False)
    return next((Cut(*map(int, row)) for row in rows), None)


def _listed(ruler: Ruler, tables: Tables) -> pd.DataFrame:
    """All rows of a ruler, variants included, best score first."""
    rows = own_rows(ruler, tables[ruler.table])
    if rows.empty:
        wanted = f"snapshot of {day(ruler.day)}" if ruler.day else f"rows of {ruler.test}"
        raise Refusal(f"{ruler.name} has no {wanted}.")
    return _with_facts(_scored(ruler, rows).assign(day=ruler.day), tables).drop(columns="day")


def _with_facts(rows: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Rows with FACTS of their models, best score first; what is not out by `day` is not open."""
    known = rows.merge(tables["benchmark_models"], on="model", validate="m:1")
    later = known["weights_date"] > pd.to_datetime(known["day"])
    known = known.assign(
        open_weights=known["open_weights"].mask(later, "false"),
        region=region_of(known["country"]),
        base_region=region_of(known["base_model_country"]),
        maker=maker_of(known["developer"], tables["organizations"]),
    )
    return known[[*rows.columns, *FACTS]].sort_values(
        ["score", "model", "variant"], ascending=[False, True, True], kind="stable"
    )


def own_rows(ruler: Ruler, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table that a ruler reads, of all its days if it has none."""
    own = pd.Series(True, table.index)
    if ruler.table == "scores":
        own = (table["benchmark"] == ruler.test) & (table["measured_by"] == ruler.measured_by)
        if ruler.setting:
            own &= table["setting"].str.contains(ruler.setting, regex=False, na=False)
    elif ruler.test:
        own = table["board"] == ruler.test
    if ruler.day:
        own &= table[DAY_OF[ruler.table]] == pd.Timestamp(ruler.day)
    return table[own]


def _scored(ruler: Ruler, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a ruler as model, variant, score, low, high, level."""
    if ruler.table == "scores":
        error = rows["stderr"].where(rows["stderr"] > 0)  # no spread at 0 or 100%: no interval
        half = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * error if ruler.level else np.nan * error
        rows = rows.assign(low=rows["score"] - half, high=rows["score"] + half)
    rows = rows.assign(level=np.nan if ruler.level is None else ruler.level)
    return rows.rename(columns=ON_BOARD)[["model", "variant", *Score._fields]]


def until(ruler: Ruler, scores: pd.DataFrame) -> pd.Timestamp:
    """The day up to which a ruler saw releases: its own day, else the last release on it."""
    return pd.Timestamp(ruler.day) if ruler.day else scores["release_date"].max()


def pick(scores: pd.DataFrame, field: str = "overall") -> pd.DataFrame:
    """The models of the two sides in one of FIELDS; open-weight ones dated by their weights."""
    if field not in FIELDS:
        raise ValueError(f"{field!r} is not one of {', '.join(FIELDS)}.")
    kept = scores["region"].isin(SIDES)
    if field != "overall":
        kept &= scores["open_weights"] == "true"
        scores = scores.assign(release_date=scores["weights_date"])
    if field == "own":
        kept &= ~scores["base_region"].isin(SIDES) | (scores["base_region"] == scores["region"])
    return scores[kept].reset_index(drop=True)


def coverage(scores: pd.DataFrame) -> pd.DataFrame:
    """Number of models a side: all, open-weight, without an interval, without a release date."""
    flags = pd.DataFrame(
        {
            "models": True,
            "open_weight": scores["open_weights"] == "true",
            "without_interval": scores["low"].isna(),
            "without_date": scores["release_date"].isna(),
        }
    )
    counts = flags.groupby(scores["region"]).sum().reindex(list(SIDES), fill_value=0)
    return counts.rename_axis("side").reset_index()


def rulers_table(rulers: Iterable[Ruler], tables: Tables) -> pd.DataFrame:
    """One row a ruler: who measured what until when, and how many models of each side."""
    rows = []
    for ruler in rulers:
        scores = on_ruler(ruler, tables)
        counts = coverage(scores).set_index("side")
        row = {**_about(ruler), "measured_by": ruler.measured_by, "until": until(ruler, scores)}
        row |= {f"models_{side}": counts.loc[side, "models"] for side in SIDES}
        row |= {f"open_{side}": counts.loc[side, "open_weight"] for side in SIDES}
        rows.append({**row, "without_interval": counts["without_interval"].sum()})
    return pd.DataFrame(rows)


def on_both(
    first: Ruler, second: Ruler, tables: Tables, field: str = "overall"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two rulers restricted to the models that stand on both: (their scores, the gaps).

    So a public and a held-out test are compared on the same models and the same dates.
    """
    one, two = (pick(on_ruler(ruler, tables), field) for ruler in (first, second))
    shared = {
        first: one[one["model"].isin(two["model"])],
        second: two[two["model"].isin(one["model"])],
    }
    scores = [
        table.assign(ruler=r.name, access=r.access, unit=r.unit) for r, table in shared.items()
    ]
    gaps = [{**_about(ruler), **gap(table, field)} for ruler, table in shared.items()]
    return pd.concat(scores, ignore_index=True), pd.DataFrame(gaps)


def pulled_without_boards(tables: Tables) -> pd.Timestamp | None:
    """The day of the last refresh of models, if no pull of boards came with it or after it."""
    last = tables["waves"].loc[tables["waves"]["source"] == REFRESH, "last_day"].max()
    boards = tables["sources"].set_index("id")["measured_to"].get(PULLED)
    return None if pd.isna(last) or (boards and pd.Timestamp(boards) >= last) else last


# --- records and lags


def records(scores: pd.DataFrame) -> pd.DataFrame:
    """Record-setting releases of each side, in order: every score above all its earlier ones.

    Of one day only the best counts. Models without a release date cannot set a record.
    """
    dated = scores.dropna(subset="release_date").sort_values(
        ["release_date", "score", "model"], ascending=[True, False, True], kind="stable"
    )
    best = dated.groupby("region")["score"].cummax()
    before = best.groupby(dated["region"]).shift(fill_value=-np.inf)
    return dated[dated["score"] > before].reset_index(drop=True)


def lags(scores: pd.DataFrame, seen_until: pd.Timestamp, ties: bool = False) -> pd.DataFrame:
    """Months from each lead record of a side until the other side reaches it.

    By points a lead record is a release above everything that the other side had released by that
    day, and reached by what is at least as high. With `ties` it is clear of all that by the 95%
    interval of the difference, and reached by what it is not clear of; a record without an interval
    is left out. A record not reached by `seen_until` is open: `months` is then its age, a lower
    bound. Columns: side, model, release_date, score, reached_by, reached_on, months, open.
    """
    dated = scores.dropna(subset="release_date")
    dated = dated.sort_values(["release_date", "score", "model"], kind="stable")
    region, model = (dated[name].to_numpy(dtype=object) for name in ("region", "model"))
    released, published = dated["release_date"].to_numpy(), _published(dated)
    rows = []
    for record in records(scores).to_dict("records"):
        if ties and math.isnan(record["low"]):
            continue
        atop = (region != record["region"]) & _reached(record, published, ties)
        if (atop & (released <= record["release_date"].to_numpy())).any():
            continue
        first = atop.argmax() if atop.any() else None
        on = pd.NaT if first is None else pd.Timestamp(released[first])
        age = (seen_until if first is None else on) - record["release_date"]
        rows.append(
            {
                "side": record["region"],
                "model": record["model"],
                "release_date": record["release_date"],
                "score": record["score"],
                "reached_by": None if first is None else model[first],
                "reached_on": on,
                "months": round(age.days / DAYS_PER_MONTH, 1),
                "open": first is None,
            }
        )
    return pd.DataFrame(rows, columns=LAG_COLUMNS).astype({"months": float, "open": bool})


def _published(scores: pd.DataFrame) -> Score:
    """The scores of one ruler as arrays: the level of their intervals is one number."""
    level = scores["level"].iloc[0] if len(scores) else CONFIDENCE
    return Score(*(scores[name].to_numpy(dtype=float) for name in PUBLISHED), level=level)


def _reached(record: Mapping, others: Score, ties: bool) -> np.ndarray:
    """Which of the others reach a record: by points, with `ties` also within the margin of error."""
    reached = others.score >= record["score"]
    if not ties:
        return reached
    low, _ = difference(_score(record), others)
    return reached | (low <= 0)


def summary(lag_table: pd.DataFrame) -> pd.DataFrame:
    """Per side: lead records, open ones, Kaplan-Meier median in months with its 95% interval.

    `now` is the current lag: the age of the side's oldest record that the other has not reached.
    `chance` is how probable so uneven a split of the records is where both sides set them alike
    (two-sided binomial). A side with fewer than LEAST_RECORDS records has no median.
    """
    rows, ours = [], lag_table["side"].value_counts().reindex(list(SIDES), fill_value=0)
    from scipy.stats import binomtest  # a second that other pages save

    chance = binomtest(int(ours.iloc[0]), int(ours.sum())).pvalue if ours.sum() else 1.0
    for side in SIDES:
        own = lag_table[lag_table["side"] == side]
        enough = len(own) >= LEAST_RECORDS
        median = median_time(own["months"], own["open"]) if enough else Survival(*[np.nan] * 3)
        unmatched = own[own["open"]].sort_values("release_date")
        rows.append(
            {
                "side": side,
                "records": len(own),
                "open": len(unmatched),
                "chance": chance,
                **median._asdict(),
                "now": unmatched["months"].max(),
                "now_model": next(iter(unmatched["model"]), None),
            }
        )
    return pd.DataFrame(rows)


def lags_on(
    rulers: Iterable[Ruler], tables: Tables, field: str = "overall", ties: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lags on several rulers side by side: (every lead record, one summary row a ruler and side).

    With fewer than LEAST_MODELS models on a side a ruler keeps its records and has no median.
    """
    every, medians = [], []
    for ruler in rulers:
        scores = on_ruler(ruler, tables)
        sides = pick(scores, field)
        counts = sides["region"].value_counts().reindex(list(SIDES), fill_value=0)
        label = {"ruler": ruler.name, "field": field, "access": ruler.access}
        table = lags(sides, until(ruler, scores), ties)
        row = summary(table).assign(**label, **{f"models_{side}": counts[side] for side in SIDES})
        if counts.min() < LEAST_MODELS:
            row[["median", "low", "high"]] = np.nan
        every.append(table.assign(**label))
        medians.append(row)
    return pd.concat(every, ignore_index=True), pd.concat(medians, ignore_index=True)


def with_medians(medians: pd.DataFrame, setters: Mapping[str, str | None]) -> pd.DataFrame:
    """The rows of `lags_on` that have a median, longest first.

    `sets`: whether the side sets clearly more records on that ruler (`record_setters`).
    """
    rows = medians.dropna(subset="median")
    rows = rows.assign(sets=rows["side"] == rows["ruler"].map(setters))
    return rows.sort_values(["median", "ruler", "side"], ascending=[False, True, True])


def lag_at(ruler: Ruler, tables: Tables, when: str, field: str = "overall") -> pd.DataFrame:
    """The lag of a day, or of the last one (LATEST), one row a side: now, now_model, models.

    `now` is as in `summary`: the age of the oldest record that the other side had not reached.

    Read off a ruler that was fitted later, `re_estimated` is true: models that have left the ruler
    are missing, and the scores are today's.
    """
    scores = on_ruler(ruler, tables)
    last = until(ruler, scores)
    asked = last if when == LATEST else pd.Timestamp(when)
    end = min(last, asked)
    sides = pick(scores[scores["release_date"] <= end], field)
    row = summary(lags(sides, end))[["side", "now", "now_model"]]
    counts = row["side"].map(sides["region"].value_counts()).fillna(0).astype(int)
    return row.assign(
        models=counts, ruler=ruler.name, field=field, day=end, re_estimated=last > asked
    )


# --- gaps in points


def best(scores: pd.DataFrame, field: str = "overall") -> pd.DataFrame:
    """The best model of each side: side, model, score, low, high, level, models (how many)."""
    sides = pick(scores, field)
    top = sides.sort_values(["score", "model"], ascending=[False, True], kind="stable")
    top = top.drop_duplicates("region").set_index("region").reindex(list(SIDES))
    top["models"] = sides["region"].value_counts().reindex(list(SIDES), fill_value=0)
    return top[["model", *Score._fields, "models"]].rename_axis("side").reset_index()


def duel(first: Mapping, second: Mapping, models: Mapping[str, int] | None = None) -> dict:
    """Two scored rows with `side`, the higher first: who is ahead, by how much, how surely.

    leader, behind (sides), leading_model, model_behind, leading_score, leading_low, leading_high
    and the same of `behind_`; points with low and high (the 95% interval of the difference, NaN
    without both intervals); verdict, of `models` (how many scores each side has) if they are given.
    """
    rows = sorted((first, second), key=lambda row: (-row["score"], row["model"]))
    lead, behind = rows
    low, high = difference(_score(lead), _score(behind))
    found = {
        "leader": lead["side"], "behind": behind["side"],
        "leading_model": lead["model"], "model_behind": behind["model"],
        "points": lead["score"] - behind["score"], "low": low, "high": high,
        "verdict": on_scores({row["side"]: _score(row) for row in rows}, models),
    }  # fmt: skip
    roles = (("leading", lead), ("behind", behind))
    return found | {f"{role}_{key}": row[key] for role, row in roles for key in PUBLISHED}


def _score(row: Mapping) -> Score:
    return Score(*(row[key] for key in Score._fields))


def gap(scores: pd.DataFrame, field: str = "overall", cut: Cut | None = None) -> pd.Series:
    """The gap between the best of the two sides on one ruler: `duel`, models_CN, models_US.

    Of a list that is cut the duel alone, and read and listed: the other numbers are not known.

    unknown: models of unknown country; unknown_model: the best of them. The lead is NOT_IDENTIFIED
    where it would be another one if that model were of either side.

    Beside the lead, which they never change, the makers: makers_CN, makers_US, above (makers of the
    leader with a model above all of the other side), stays (the chance that one is left when the
    leader's makers are cut, at random, to the number of the other's; 1 where it has no more), few
    (the sides with under LEAST_MAKERS).
    """
    top = best(scores, field)
    if top["model"].isna().any():
        raise Refusal(f"One side has no model here ({FIELDS[field]}): there is no gap to read.")
    models = None if cut else dict(zip(top["side"], top["models"], strict=True))
    unknown = of_unknown_country(scores, field)
    found = whoever_they_are(duel(*top.to_dict("records"), models), top, unknown, models)
    if models is None:
        return pd.Series({**found, **(cut._asdict() if cut else {})})
    sides = pick(scores, field)
    makers = sides.groupby("region")["maker"].nunique()
    leads = (sides["region"] == found["leader"]) & (sides["score"] > found["behind_score"])
    above = sides.loc[leads, "maker"].nunique()
    stays = stays_ahead(makers[found["leader"]], above, makers[found["behind"]])
    counts = {f"models_{side}": models[side] for side in SIDES}
    counts |= {f"makers_{side}": makers[side] for side in SIDES}
    few = tuple(side for side in SIDES if makers[side] < LEAST_MAKERS)
    return pd.Series({**found, **counts, "above": above, "stays": stays, "few": few})


def of_unknown_country(scores: pd.DataFrame, field: str = "overall") -> pd.DataFrame:
    """The models of unknown country of one of FIELDS, best score first; unknown weights may be open."""
    rows = scores[scores["region"] == "unknown"]
    rows = rows if field == "overall" else rows[rows["open_weights"] != "false"]
    return rows.sort_values("score", ascending=False, kind="stable")


def whoever_they_are(
    found: dict, top: pd.DataFrame, unknown: pd.DataFrame, models: Mapping[str, int] | None = None
) -> dict:
    """A `duel` of the `top` of both sides with unknown and unknown_model, and the verdict that holds
    whichever side the best model of unknown country is of; NOT_IDENTIFIED where none does.
    """
    if unknown.empty:
        return found | {"unknown": 0, "unknown_model": None}
    best_of = {row["side"]: _score(row) for row in top.to_dict("records")}
    stranger = unknown.iloc[0]
    held = all(
        on_scores(best_of | {side: _score(stranger)}, models) == found["verdict"]
        for side in SIDES
        if stranger["score"] > best_of[side].score
    )
    verdict = found["verdict"] if held else Verdict(NOT_IDENTIFIED)
    named = {"unknown": len(unknown), "unknown_model": stranger["model"]}
    return found | {"verdict": verdict, **named}


def gaps_on(rulers: Iterable[Ruler], tables: Tables, field: str = "overall") -> pd.DataFrame:
    """The gap on several rulers, one row each; rulers without a model of one side are left out.

    day: of a snapshot. Of a ruler whose list is cut the numbers of models are missing.
    """
    rows = []
    for ruler in rulers:
        scores, cut = read_part(ruler, tables), cut_of(ruler, tables, ruler.day)
        if (best(scores, field)["models"] > 0).all():
            when = {"day": _snapshot_day(ruler)}
            rows.append({**_about(ruler), **when, **gap(scores, field, cut)})
    return pd.DataFrame(rows)


def _snapshot_day(ruler: Ruler) -> pd.Timestamp:
    """The day of the list that a ruler reads; none for runs and for an index fitted to them."""
    return pd.Timestamp(ruler.day) if ruler.day and ruler.table != "eci" else pd.NaT


def both_best(gaps: pd.DataFrame) -> pd.DataFrame:
    """The two best models of each row of `gaps_on` as rows of their own, and the verdict."""
    rows = [
        {"ruler": row["ruler"], "access": row["access"], "side": row[side], "model": row[model]}
        | {key: row[f"{role}_{key}"] for key in PUBLISHED}
        | {"points": row["points"], "leader": row["leader"], "verdict": row["verdict"]}
        for row in gaps.to_dict("records")
        for role, side, model in (
            ("leading", "leader", "leading_model"), ("behind", "behind", "model_behind")
        )
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _about(ruler: Ruler) -> dict:
    return {
        "ruler": ruler.name,
        "unit": ruler.unit,
        "level": ruler.level,
        "access": ruler.access,
        "in_eci": ruler.in_eci,
    }


def snapshots(ruler: Ruler, tables: Tables) -> pd.DataFrame:
    """The rows of the history of an arena board until the ruler's day, and of the boards after it.

    The sequential ratings of the board's first year are left out. Later boards are those of
    LAST_BOARDS (column later); they go on in the last scale of the history until `scale_runs`
    counts up: from then on the scale is called after its first day.
    """
    rows = own_rows(replace(ruler, table="arena_history", day=None), tables["arena_history"])
    rows = rows[rows["scale_break"] != SEQUENTIAL].assign(later=False)
    if LAST_BOARDS in tables:
        later = own_rows(replace(ruler, table=LAST_BOARDS, day=None), tables[LAST_BOARDS])
        later = later[later["published_on"] > rows["published_on"].max()]
        last = rows[rows["published_on"] == rows["published_on"].max()]
        runs = scale_runs(pd.concat([last, later]))
        first = {run: f"{when:%Y-%m-%d}" for when, run in sorted(runs.items(), reverse=True)}
        scales = later["published_on"].map(runs).map({**first, 0: last["scale_break"].iloc[0]})
        rows = pd.concat([rows, later.assign(scale_break=scales, later=True)])
    return rows[rows["published_on"] <= ruler.day] if ruler.day not in (None, LATEST) else rows


def scale_runs(boards: pd.DataFrame) -> dict[pd.Timestamp, int]:
    """Day -> number of the scale of a board, from 0: published_on, name_on_board, rating.

    It counts up where the entries that stand on a board and on the one before have moved by more
    than SHIFT points in the median, or where there are none.
    """
    wide = boards.pivot_table("rating", "name_on_board", "published_on", "max")
    new = ~(wide.diff(axis=1).median().abs() <= SHIFT)
    new.iloc[:1] = False
    return new.cumsum().to_dict()


def by_snapshot(ruler: Ruler, tables: Tables, field: str = "overall") -> pd.DataFrame:
    """The best of each side on every one of `snapshots`: `best` with day, scale, ruler.

    The history keeps only models that were once among the first fifteen of their country: a best
    open-weight model that stands lower may hide a better one, so it is left empty (a hole). Later
    boards keep all that was read; how many models they list is left empty.
    """
    history = snapshots(ruler, tables)
    rows = _scored(ruler, history).assign(
        day=history["published_on"],
        scale=history["scale_break"],
        later=history["later"],
    )
    rows = _with_facts(rows, tables).drop(
        columns=["developer", "maker", "release_date", "hub_id", "license"]
    )
    frames = []
    for (when, scale), listed in rows.groupby(["day", "scale"]):
        top = best(listed.drop_duplicates("model"), field)
        above = [listed[listed["score"] > row.score] for row in top.itertuples()]
        hidden = [not _all_stored(*both) for both in zip(above, top["side"], strict=True)]
        if listed["later"].all():
            hidden, top["models"] = [False] * len(top), np.nan
        top.loc[hidden, ["model", "score", "low", "high"]] = np.nan
        frames.append(top.assign(day=when, scale=scale))
    table = pd.concat(frames, ignore_index=True).assign(dated_by="snapshots")
    return table.assign(until=table["day"].max(), ruler=ruler.name, unit=ruler.unit)


def _all_stored(above: pd.DataFrame, *sides: str) -> bool:
    """Whether the history keeps all models above, of these regions (of all, if none is named)."""
    counts = above["region"].value_counts()
    return max((counts.get(side, 0) for side in sides or counts.index), default=0) < STORED_RANKS


def days_of_scale(tops: pd.DataFrame, when: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of the scale of `by_snapshot` on a day, or of the last one (LATEST)."""
    now = tops["day"].max() if when == LATEST else pd.Timestamp(when)
    scale = tops.loc[tops["day"] <= now].sort_values("day", kind="stable")["scale"].iloc[-1]
    days = tops.loc[tops["scale"] == scale, "day"]
    return days.min(), days.max()


def change_of_gap(tops: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """The gap on two days of one scale, from `by_snapshot`: day, scale and `duel`.

    Refuses two days of different scales: their points are not the same unit.
    """
    rows = []
    for when in (first, last):
        top = tops[tops["day"] == when]
        if top.empty or top["score"].isna().any():
            raise Refusal(
                f"The board has no gap for {day(when)}: no snapshot, or one that hides a side."
            )
        pair = top.to_dict("records")
        rows.append({"day": pd.Timestamp(when), "scale": pair[0]["scale"], **duel(*pair)})
    table = pd.DataFrame(rows)
    if table["scale"].nunique() > 1:
        raise Refusal(
            f"Between {day(first)} and {day(last)} the board changed its scale "
            f"({' to '.join(table['scale'])}): gaps in points are compared within one scale only."
        )
    return table


def steps(ruler: Ruler, tables: Tables, field: str = "overall") -> pd.DataFrame:
    """Frontier of each side over release dates, on one ruler: a row for each record.

    side, day, model, score, low, high, models (of the side), until, dated_by, ruler, unit.
    """
    scores = on_ruler(ruler, tables)
    sides = pick(scores, field).dropna(subset="release_date")
    lines = records(sides).rename(columns={"region": "side", "release_date": "day"})
    lines = lines[["side", "day", "model", "score", "low", "high"]]
    counts = sides["region"].value_counts()
    lines = lines.assign(models=lines["side"].map(counts), until=until(ruler, scores))
    return lines.assign(dated_by="releases", ruler=ruler.name, unit=ruler.unit)


def highest_since(lines: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Ruler -> since when the side that is highest now has been so without a break, of `steps`.

    No ruler where the two end level, or where one side has no model.
    """
    found = {}
    for ruler, rows in lines.groupby("ruler", sort=False):
        best = rows.pivot_table("score", "day", "side", "max").ffill().fillna(-np.inf)
        if set(SIDES) <= set(best):
            first = np.sign(best["CN"] - best["US"])
            broken = first.index[first != first.iloc[-1]]
            since = first.index[first.index > broken.max()] if len(broken) else first.index
            if first.iloc[-1]:
                found[ruler] = since[0]
    return found


# --- July 2024


def state(ruler: Ruler, tables: Tables, named: Iterable[str] = ()) -> pd.DataFrame:
    """The best of each side, overall and open-weight, and the named models, best score first.

    model, region, open_weights, score, low, high, role, rank (on the whole board), rank_exact
    (false: models that the history does not keep may stand above; the rank is the best possible).
    """
    rows = _listed(ruler, tables)
    scores = rows.drop_duplicates("model")
    tops = {f"best {name}": best(scores, field) for name, field in ROLES.items()}
    roles = {
        model: ", ".join(role for role, top in tops.items() if model in set(top["model"]))
        for model in scores["model"]
    }
    shown = scores[scores["model"].map(roles).ne("") | scores["model"].isin(set(named))]
    above = [rows[rows["score"] > score] for score in shown["score"]]
    shown = shown.assign(
        role=shown["model"].map(roles),
        rank=[len(better) + 1 for better in above],
        rank_exact=[_all_stored(better) for better in above],
    )
    columns = [
        "model",
        "region",
        "open_weights",
        "score",
        "low",
        "high",
        "role",
        "rank",
        "rank_exact",
    ]
    return shown[columns].reset_index(drop=True)


def stored(ruler: Ruler, tables: Tables) -> tuple[int, int]:
    """Rows of a board's day that the history keeps, and how many the board had."""
    history = tables["arena_history"]
    rows = own_rows(ruler, history)
    return len(rows), int(rows["snapshot_models"].max())


# --- for engineers


def best_open(ruler: Ruler, tables: Tables, hub: pd.DataFrame) -> pd.DataFrame:
    """The best open-weight model of each side by size class and license, on one ruler.

    `hub`: the snapshot whose sizes and license tags are read. One row for every size (of SIZES, or
    `not recorded`), side and terms (`permissive`, `other`): model, score, low, high, parameters (in
    B), license, fine_tune (of a base model of the other side), source (of size and license),
    models (how many there are); without a model the row is empty and models is 0.
    """
    models = _described(pick(on_ruler(ruler, tables), "open"), tables, hub)
    models = models.sort_values(["score", "model"], ascending=[False, True], kind="stable")
    key = ["size", "side", "terms"]
    cells = pd.MultiIndex.from_product(
        [[*SIZES, NOT_RECORDED], SIDES, ["permissive", "other"]], names=key
    )
    top = models.drop_duplicates(key).set_index(key).reindex(cells)
    top["models"] = models.groupby(key).size().reindex(cells, fill_value=0)
    columns = ["model", "score", "low", "high", "parameters", "license", "fine_tune", "source"]
    return top[[*columns, "models"]].reset_index()


def _described(models: pd.DataFrame, tables: Tables, hub: pd.DataFrame) -> pd.DataFrame:
    """Models with side, size, parameters, license, terms, fine_tune, source; see `best_open`.

    license is the tag, or the wording of the board where that is `other`.
    """
    sizes, licenses = _sizes(models, tables, hub), _licenses(models, tables, hub)
    classes = pd.cut(sizes["parameters"] * 1e9, [0, *SIZES.values()], labels=list(SIZES)).astype(
        "str"
    )
    permissive = licenses["license_class"].eq("permissive")
    told_by = sizes["source"].str.cat(licenses["license_source"], sep="|", na_rep="").str.strip("|")
    return models.assign(
        side=models["region"],
        parameters=sizes["parameters"],
        size=classes.fillna(NOT_RECORDED),
        license=licenses["license_tag"].where(
            licenses["license_tag"] != "other", models["license"]
        ),
        terms=permissive.map({True: "permissive", False: "other"}),
        fine_tune=models["base_region"].isin(SIDES) & (models["base_region"] != models["region"]),
        source=told_by.where(told_by != ""),
    )


def _sizes(models: pd.DataFrame, tables: Tables, hub: pd.DataFrame) -> pd.DataFrame:
    """Total parameters in B and the source of each, none for a name.

    As `models.sizes` reads them: the ATOM list, then Epoch's, the name, the repository.
    """
    atom = tables["tracked_models"].dropna(subset="total_params_b").set_index("model_id")
    epoch = tables["training_compute"].dropna(subset=["benchmark_model", "parameters"])
    epoch = epoch.drop_duplicates("benchmark_model").set_index("benchmark_model")
    hub = hub.set_index("model_id")
    name, repository = models["model"], models["hub_id"]
    first = repository.map(listed_sizes(tables["tracked_models"], "model_id"))
    listed = first.fillna(name.map(epoch["parameters"]))
    none, stored = pd.Series(np.nan, models.index), repository.map(hub["parameters"])
    found = sizes(name, listed, none, stored)
    told = repository.map(atom["source"]).where(first.notna(), name.map(epoch["source"]))
    told = told.where(found == listed).fillna(
        repository.map(hub["parameters_source"]).where(found == stored)
    )
    return pd.DataFrame({"parameters": found / 1e9, "source": told})


def _licenses(models: pd.DataFrame, tables: Tables, hub: pd.DataFrame) -> pd.DataFrame:
    """License tag and class: of the flagship list, else the Hub's tag, else the board's wording.

    license_source is that of the Hub's tag, where it is used.
    """
    flagships = tables["flagship_licenses"]["model_id"]
    by_name = pd.Series(flagships.values, flagships.str.split("/").str[-1].str.lower())
    by_name = by_name[~by_name.index.duplicated()]
    ids = models["hub_id"].fillna(_hyphenated(models["model"]).map(by_name))
    hub = hub.set_index("model_id")
    tag, source = (pd.Series(np.nan, models.index, dtype="str") for _ in range(2))
    for wording, told_by in (
        (ids.map(hub["license"]), ids.map(hub["license_source"])),
        (ids.map(hub["license_name"]), ids.map(hub["license_source"])),
        (_hyphenated(models["license"]), np.nan),
    ):
        known = wording.isin(tables["licenses"]["license_tag"]) & (wording != "other")
        new = tag.isna() & known
        tag, source = tag.mask(new, wording), source.mask(new, told_by)
    listed = ids.isin(flagships)  # the flagship list resolves `other`
    rows = pd.DataFrame({"model_id": ids, "license": tag.fillna("other").mask(listed, "other")})
    terms = license_terms(rows.assign(license_name=None, source="", license_source=""), tables)
    return terms.assign(license_source=source.mask(listed))


def _hyphenated(texts: pd.Series) -> pd.Series:
    return texts.str.lower().str.replace(" ", "-")


# --- verdicts


def clearly_best(verdicts: Mapping[str, Verdict]) -> str | None:
    """The side that leads on most of several rulers and is led on none, from `leads`."""
    ahead = [one.ahead for one in verdicts.values()]
    sides = set(filter(None, ahead))
    many = len(ahead) - ahead.count(None)
    return sides.pop() if len(sides) == 1 and len(ahead) > 1 and 2 * many > len(ahead) else None


def leads(gaps: pd.DataFrame) -> dict[str, Verdict]:
    """Who leads on each ruler of `gaps_on`."""
    return dict(zip(gaps["ruler"], gaps["verdict"], strict=True))


def too_few(gaps: pd.DataFrame) -> bool:
    """Whether a side of `gaps_on` has too few models for a lag."""
    return bool(gaps[[f"models_{side}" for side in SIDES]].min(axis=None) < LEAST_MODELS)


def record_setter(rows: pd.DataFrame) -> str | None:
    """The side that set clearly more lead records of one ruler, from `lags_on`."""
    if rows["chance"].iloc[0] >= UNLIKELY:
        return None
    return leader(rows.set_index("side")["records"])


def record_setters(medians: pd.DataFrame) -> dict[str, str | None]:
    """Who set clearly more lead records on each ruler of `lags_on`."""
    return {name: record_setter(rows) for name, rows in medians.groupby("ruler", sort=False)}


def july(ruler: Ruler, tables: Tables) -> dict[str, pd.Series]:
    """`gap` of the best of both sides on a board, `overall` and among `open-weight` models."""
    return {name: gap(on_ruler(ruler, tables), field) for name, field in ROLES.items()}


def by_size(table: pd.DataFrame, level: float) -> dict[str, dict]:
    """`duel` of the best of both sides of `best_open`, by size; not where a side has no model."""
    found = {}
    for size, rows in table[table["size"] != NOT_RECORDED].groupby("size", sort=False):
        models = rows.groupby("side")["models"].sum().to_dict()
        rows = rows.dropna(subset="model").assign(level=level)
        rows = rows.sort_values("score", ascending=False, kind="stable").drop_duplicates("side")
        if len(rows) == len(SIDES):
            found[size] = duel(*rows.to_dict("records"), models)
    return found


def verdicts_of(duels: Mapping[str, Mapping]) -> dict[str, Verdict]:
    """The verdicts of several of `duel` or `gap`."""
    return {name: found["verdict"] for name, found in duels.items()}


def more_sizes(verdicts: Mapping[str, Verdict]) -> str | None:
    """The side that is ahead in more sizes."""
    ahead = [verdict.ahead for verdict in verdicts.values()]
    return leader({side: ahead.count(side) for side in SIDES})


class Moved(NamedTuple):
    """What became of a gap: it `grew`, `shrank` or `passed` to the other side, or WITHIN_ERROR.

    then, now: who was ahead.
    """

    kind: str
    then: Verdict
    now: Verdict


def moved(change: pd.DataFrame) -> Moved:
    """What became of the gap between the two days of `change_of_gap`: the 95% interval of the
    difference of the two gaps tells, the errors of the two fits taken as independent.
    """
    first, last = change.to_dict("records")
    then, now = first["verdict"], last["verdict"]
    sign = 1 if first["leader"] == last["leader"] else -1
    ends = sorted((sign * last["low"], sign * last["high"]))
    low, high = difference(
        Score(sign * last["points"], *ends), Score(first["points"], first["low"], first["high"])
    )
    kind = "grew" if low > 0 else "shrank" if high < 0 else WITHIN_ERROR
    if then.ahead and now.ahead and then.ahead != now.ahead:
        kind = "passed"
    return Moved(kind, then, now)


class FineTunes(NamedTuple):
    """Fine-tunes of the other side's base models: how many, and the rulers whose best they are."""

    models: int
    changed: list[str]


def fine_tunes(opened: pd.DataFrame, own: pd.DataFrame) -> FineTunes:
    """What `gaps_on` of open-weight models loses without fine-tunes of the other side's models."""
    before, after = opened.set_index("ruler"), own.set_index("ruler").loc[opened["ruler"]]
    counts, names = [f"models_{side}" for side in SIDES], ["leading_model", "model_behind"]
    other_best = (before[names] != after[names]).any(axis=1)
    fewer = (before[counts] - after[counts]).sum(axis=None)
    return FineTunes(int(fewer), list(before.index[other_best]))


# --- scores and downloads

LOOSE = 0.5  # a smaller rank correlation is a loose one
TOP = 10  # of the best rated, and of the most downloaded
OPEN_SCORED = Method(
    "open-weight models of all countries by their best score and the downloads of the repository "
    "that the ranking names"
)


class Correlation(NamedTuple):
    """A rank correlation (Spearman) with its 95% interval (Bonett and Wright 2000), of n pairs."""

    rho: float
    low: float
    high: float
    n: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    @property
    def loose(self) -> bool:
        """Whether one order says little of the other."""
        return abs(self.rho) < LOOSE


def scored_downloads(ruler: Ruler, tables: Tables, rows: pd.DataFrame) -> pd.DataFrame:
    """Open-weight models with a score on a ruler and downloads of 30 days: one row a repository.

    rows: of a panel of one day. model, hub_id, region, score (the best of its entries), downloads.
    """
    scores = on_ruler(ruler, tables)
    best = scores[scores["open_weights"] == "true"].dropna(subset="hub_id")
    best = best.sort_values(["score", "model"], ascending=[False, True], kind="stable")
    best = best.drop_duplicates("hub_id")[["model", "hub_id", "region", "score"]]
    drawn = rows[["model_id", "downloads_30d"]].rename(columns={"downloads_30d": "downloads"})
    found = best.merge(drawn, left_on="hub_id", right_on="model_id").drop(columns="model_id")
    return found[found["downloads"] > 0].reset_index(drop=True)


def correlation(table: pd.DataFrame) -> Correlation:
    """How closely downloads follow scores in `scored_downloads`; NaN for fewer than four models."""
    n = len(table)
    if n < 4:
        return Correlation(np.nan, np.nan, np.nan, n)
    rho = float(table["score"].rank().corr(table["downloads"].rank()))
    error = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * np.sqrt((1 + rho**2 / 2) / (n - 3))
    middle = np.arctanh(np.clip(rho, -1 + 1e-9, 1 - 1e-9))
    low, high = np.tanh([middle - error, middle + error])
    return Correlation(round(rho, 2), round(float(low), 2), round(float(high), 2), n)


# --- the language of the prompt

CATEGORIES = ("overall", "english", "chinese", "non_english")  # of prompts
BOTH_LANGUAGES = ("english", "chinese")
LANGUAGE_COLUMNS = [
    "category", "field", "day", "leader", "behind", "leading_model", "model_behind", "points",
    "low", "high", "verdict", "unknown", "unknown_model",
    *(f"{role}_{key}" for role in ("leading", "behind") for key in (*PUBLISHED, "rank", "votes")),
    "next_model", "next_points", "next_low", "next_high", "next_verdict",
]  # fmt: skip
BY_LANGUAGE = Method(
    "Best model of each country by the votes on prompts in one language, with style control; ahead "
    "if the 95% interval of the difference does not hold zero."
)


def by_language(tables: Tables, until: str = LATEST) -> pd.DataFrame:
    """The lead on prompts of each of CATEGORIES on the last day, overall and of open-weight models.

    One row a category and field: day, `duel`, rank (on the whole list) and votes of both models as
    leading_rank, behind_votes ..., and `_without_best`. How many models a side has is not known, so
    that none has too few; a row where a side has no model is NOT_IDENTIFIED and otherwise empty.
    """
    rows = of_languages(tables, until)
    rows = rows.rename(columns={**ON_BOARD, "ci_level": "level", "published_on": "day"})
    kept = ["category", "day", "model", "variant", *Score._fields, "rank", "votes"]
    rows = _with_facts(rows[kept], tables)
    found = [
        {"category": category, "field": field, "day": rows["day"].iloc[0]}
        | _in_language(rows[rows["category"] == category], field)
        for category in CATEGORIES
        for field in ROLES.values()
    ]
    return pd.DataFrame(found, columns=LANGUAGE_COLUMNS)


def of_languages(tables: Tables, until: str = LATEST) -> pd.DataFrame:
    """The rows of `arena_languages` of its last day that is not after `until`."""
    days = tables["arena_languages"]["published_on"]
    last = days[days <= (days.max() if until == LATEST else pd.Timestamp(until))].max()
    if pd.isna(last):
        raise Refusal(f"Votes by language of the prompt were not read before {day(until)}.")
    return tables["arena_languages"][days == last]


def _in_language(listed: pd.DataFrame, field: str) -> dict:
    """One row of `by_language`, from the kept models of one category."""
    sides = pick(listed, field)
    sides = sides.assign(side=sides["region"]).drop_duplicates("model")
    tops = sides.drop_duplicates("side").set_index("side", drop=False)
    if len(tops) < len(SIDES):
        return {"verdict": Verdict(NOT_IDENTIFIED)}
    found = duel(*tops.to_dict("records"))
    found = whoever_they_are(found, tops, of_unknown_country(listed, field))
    for role in ("leading", "behind"):
        top = tops.loc[found["leader" if role == "leading" else "behind"]]
        found |= {f"{role}_rank": top["rank"], f"{role}_votes": top["votes"]}
    return found | _without_best(sides, tops.loc[found["leader"]], tops.loc[found["behind"]])


def _without_best(sides: pd.DataFrame, lead: pd.Series, behind: pd.Series) -> dict:
    """The leader's second best against the other side's best: next_model, next_points (the second
    best less the other), next_low, next_high, next_verdict; nothing where it is not known.

    The best two of a side are kept among open and among closed models, so that the second best is
    known where the best is not the only one kept of its kind.
    """
    own = sides[sides["side"] == lead["side"]]
    if (own["open_weights"] == lead["open_weights"]).sum() < 2:
        return {}
    second = own.iloc[1]
    both = {row["side"]: _score(row) for row in (second, behind)}
    low, high = difference(*both.values())
    ends = {"next_low": low, "next_high": high, "next_verdict": on_scores(both)}
    points = second["score"] - behind["score"]
    return {"next_model": second["model"], "next_points": points, **ends}


def few_votes(row: Mapping) -> dict[str, int]:
    """Model -> votes, of the two of a row of `by_language`, where they are under FEW_VOTES."""
    models = {"leading": row["leading_model"], "behind": row["model_behind"]}
    votes = {name: row[f"{role}_votes"] for role, name in models.items()}
    return {name: int(n) for name, n in votes.items() if n < FEW_VOTES}


def between_languages(table: pd.DataFrame) -> dict[str, Moved]:
    """Whether the lead differs between prompts of BOTH_LANGUAGES, by field, from `by_language`.

    Fields whose lead is not known in both are left out.
    """
    found = {}
    for field, rows in table.groupby("field", sort=False):
        pair = rows.set_index("category").reindex(list(BOTH_LANGUAGES))
        if pair["leader"].notna().all():
            found[field] = moved(pair)
    return found


# --- releases

RELEASED = Method(
    "open-weight models of the two countries that any ranking here lists, by their day"
)
FIRST_QUARTER = "2023Q1"  # before it few models were open and ranked


def ranked_open(tables: Tables) -> pd.DataFrame:
    """The rows of `benchmark_models` of open-weight models of either side."""
    models = tables["benchmark_models"]
    return models[(models["open_weights"] == "true") & models["country"].isin(SIDES)]


def releases(tables: Tables, until: str) -> pd.DataFrame:
    """Open-weight models by quarter in which their weights came out: quarter (its first day), side, n.

    Of the table `benchmark_models`; whole quarters from FIRST_QUARTER up to the day `until`, or to
    the last release where that is earlier.
    """
    models = ranked_open(tables)
    last = models["weights_date"].max()
    last = last if until == LATEST else min(last, pd.Timestamp(until))
    quarter = models["weights_date"].dt.to_period("Q")
    end = (last + pd.Timedelta(days=1)).to_period("Q") - 1  # the last whole one
    every = pd.period_range(FIRST_QUARTER, end, freq="Q")
    cells = pd.MultiIndex.from_product([every, SIDES], names=["quarter", "side"])
    table = models.groupby([quarter, models["country"]]).size().reindex(cells, fill_value=0)
    table = table.rename("n").reset_index()
    return table.assign(quarter=table["quarter"].dt.start_time)


def released(table: pd.DataFrame) -> Verdict:
    """Who has more of the releases of the last four quarters of `releases`, in shares."""
    late = table[table["quarter"].isin(sorted(table["quarter"].unique())[-4:])]
    n = late.groupby("side")["n"].sum()
    return on_shares({side: (n[side] / n.sum(),) * 2 for side in SIDES})
