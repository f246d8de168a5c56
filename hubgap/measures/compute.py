"""Training compute and chips: what is known of each side, how firmly, and what is not known.

Compute is in FLOP (operations of a training run), stated by the maker or estimated by the source.
`tables` is a mapping of table names to frames, such as `hubgap.open_data()`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..panel import LATEST, Refusal
from ..registry import Tables, region_of
from ..rules import Method
from .benchmarks import Ruler, on_ruler, records
from .uncertainty import CONFIDENCE, DRAWS, SEED, Resampled, by_publisher
from .verdicts import (
    AHEAD,
    MARGINS,
    SHARE,
    SIDES,
    WITHIN_ERROR,
    Verdict,
    leader,
    leader_of_intervals,
    of_models,
    on_resampled,
    on_shares,
)

CLASSES = ("confident", "likely", "speculative", "guess")  # of a value, the firmest first
NOT_KNOWN = "not known"
LINES = {"confident or likely": CLASSES[:2], "speculative too": CLASSES[:3]}
GRADES = {"Confident": "confident", "Likely": "likely", "Speculative": "speculative"}
CHANCES = [0, 0.3, 0.5, 1]  # of a team's estimate to be right: guess, speculative, likely
TEAM = "additions"  # source that estimates Chinese models only
REFERENCE = 1e24, pd.Timestamp("2025-01-01")  # FLOP and day where a fit says `level`
FACTORS = {"confident": 3, "likely": 10, "speculative": 30}  # a value may be off by it, by class
GRADED, TEAMS, UNGRADED = "by the source", "by the other team", "by nobody"  # who graded a value
SINCE = pd.Timestamp("2020-01-01")
DAYS_PER_YEAR = 365.25
COUNTED_SINCE = 2023  # first year in which models without a value were kept
SPAN = 2  # years that are taken together, since single years hold few models
MAKERS = ("all counted", "Nvidia")
OWNERS = {  # of the counted chips; a country stands for all its firms; others are not attributed
    "China": "CN", "United States": "US", "Amazon": "US", "CoreWeave": "US", "Google": "US",
    "Meta": "US", "Microsoft": "US", "Oracle": "US",
}  # fmt: skip
PARTS = {"h100e_p5": "low", "h100e_p50": "middle", "h100e_p95": "high"}
NAMED_RULES = ("E001", "E007", "E039", "E085")  # events: export rules with a label, by hand

LARGEST = Method(
    f"Largest value so far, of {' and '.join(CLASSES[:2])} values, and of {CLASSES[2]} ones too; "
    "guesses in no line."
)
KNOWN = Method(f"A value counts as known if it is {CLASSES[0]}, {CLASSES[1]} or {CLASSES[2]}.")
PLANE = Method("Least-squares plane over log compute, date and country; bootstrap of developers.")
ADDED = Method("Chips bought, medians and bounds added over owners.")


# --- training runs


def runs(tables: Tables, until: str = LATEST) -> pd.DataFrame:
    """Language models (multimodal ones too) of the two sides with a training run of their own.

    One row a model from SINCE to `until`: model, developer, side, day, flop (NaN: neither stated nor
    estimated), known (of CLASSES or NOT_KNOWN), confidence, open_weights, benchmark_model, source.
    Models with a named base are left out: their values do not always hold that of the base.
    """
    table = tables["training_compute"].rename(
        columns={"release_date": "day", "training_flop": "flop"}
    )
    table = table.assign(side=region_of(table["country"]))
    language = table["domain"].str.contains("Language", na=False)
    language |= table["domain"].isna() & table["benchmark_model"].notna()
    kept = language & table["base_model"].isna() & table["side"].isin(SIDES)
    table = table[kept & (table["day"] >= SINCE)]
    if until != LATEST:
        table = table[table["day"] <= pd.Timestamp(until)]
    columns = ["model", "developer", "side", "day", "flop", "known", "confidence", "open_weights",
               "benchmark_model", "source"]  # fmt: skip
    table = table.assign(known=_known(table["confidence"], table["flop"]))
    return table.sort_values(["day", "model"], kind="stable")[columns].reset_index(drop=True)


def _known(confidence: pd.Series, flop: pd.Series) -> pd.Series:
    """How firmly each value is known; `team 0.2` is a team's chance of being right."""
    chance = confidence.str.extract(r"^team ([\d.]+)$")[0].astype(float)
    team = pd.cut(chance, CHANCES, right=False, labels=["guess", "speculative", "likely"])
    known = confidence.map(GRADES).fillna(team.astype("str")).fillna("speculative")
    return known.where(flop.notna(), NOT_KNOWN)


def graded(confidence: pd.Series) -> pd.Series:
    """Who graded each value: GRADED, TEAMS, or UNGRADED, which is taken as speculative."""
    team = confidence.str.startswith("team", na=False)
    by = pd.Series(UNGRADED, confidence.index).mask(confidence.isin(list(GRADES)), GRADED)
    return by.mask(team, TEAMS)


def record_runs(table: pd.DataFrame) -> pd.DataFrame:
    """Record-setting runs of each side by LINES, from `runs`: line, six of its columns, graded."""
    lines = []
    for line, classes in LINES.items():
        rows = table[table["known"].isin(classes)].rename(
            columns={"side": "region", "day": "release_date", "flop": "score"}
        )
        lines.append(records(rows).assign(line=line))
    found = pd.concat(lines, ignore_index=True).rename(
        columns={"region": "side", "release_date": "day", "score": "flop"}
    )
    found = found.assign(graded=graded(found["confidence"]))
    return found[["line", "side", "day", "model", "developer", "flop", "known", "graded"]]


def largest(table: pd.DataFrame, when: str | None = None) -> pd.DataFrame:
    """The largest known run of each side up to a day, one row a line and side, from `runs`.

    line, side, model, developer, day, flop, known, graded; factor (of FACTORS, either way); later
    and later_unknown: the side's models since then, and those of them without any value.
    """
    if when is not None:
        table = table[table["day"] <= pd.Timestamp(when)]
    top = record_runs(table).drop_duplicates(["line", "side"], keep="last")
    top = top.set_index(["line", "side"]).reindex(pd.MultiIndex.from_product([LINES, SIDES]))
    if top["model"].isna().any():
        raise Refusal("One side has no known training run up to that day.")
    top = top.rename_axis(["line", "side"]).reset_index()
    top = top.assign(factor=top["known"].map(FACTORS))
    own = {side: table[table["side"] == side] for side in SIDES}
    later = [own[row.side].query("day > @row.day")["known"] for row in top.itertuples()]
    unknown = [int((known == NOT_KNOWN).sum()) for known in later]
    return top.assign(later=list(map(len, later)), later_unknown=unknown)


def top_runs(table: pd.DataFrame, keep: int = 5) -> pd.DataFrame:
    """The `keep` largest runs of each side that are more than a guess, the larger side first."""
    rows = table[table["known"].isin(CLASSES[:3])]
    rows = rows.sort_values(["flop", "day", "model"], ascending=[False, True, True], kind="stable")
    order = rows["side"].drop_duplicates()
    top = pd.concat([rows[rows["side"] == side].head(keep) for side in order], ignore_index=True)
    return top.assign(graded=graded(top["confidence"]))


def without_team(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `runs` since COUNTED_SINCE without rows and values of TEAM: it looked at one
    country only.
    """
    rows = table[(table["source"] != TEAM) & (table["day"].dt.year >= COUNTED_SINCE)]
    team = rows["confidence"].str.startswith("team", na=False)
    source = rows["source"].str.replace(f"|{TEAM}", "", regex=False)
    return rows.assign(known=rows["known"].mask(team, NOT_KNOWN), source=source)


def disclosure(table: pd.DataFrame) -> pd.DataFrame:
    """How many models have a known value, one row a year, side and weights, from `runs`.

    weights: all, open, closed. models; one column a class of CLASSES[:3]; known (share with a
    value). Rows and values of TEAM are left out (see `without_team`).
    """
    rows = without_team(table)
    rows = rows.assign(year=rows["day"].dt.year)
    groups = {"all": rows, "open": rows[rows["open_weights"] == "true"],
              "closed": rows[rows["open_weights"] == "false"]}  # fmt: skip
    years = sorted(rows["year"].unique())
    cells = pd.MultiIndex.from_product([groups, years, SIDES], names=["weights", "year", "side"])
    keys = ["year", "side"]
    counts = pd.concat({n: g.groupby(keys)["known"].value_counts() for n, g in groups.items()})
    counts = counts.unstack().reindex(index=cells, columns=[*CLASSES[:3], NOT_KNOWN]).fillna(0)
    valued = counts[list(CLASSES[:3])].astype(int)
    models = counts.sum(axis=1).astype(int)
    share = (valued.sum(axis=1) / models).round(4)
    return valued.assign(models=models, known=share).reset_index()


# --- score for compute


def valued(tables: Tables) -> pd.DataFrame:
    """The rows of `runs` that may stand beside a score: one a benchmark model, without guesses."""
    values = runs(tables).dropna(subset="benchmark_model").query("known != 'guess'")
    return values.drop_duplicates("benchmark_model")


def scored(ruler: Ruler, tables: Tables) -> pd.DataFrame:
    """Models of the two sides on an index with their training compute, best score first.

    model, developer, side, day, score, low, high, flop (NaN), known. Models without a release date
    are left out; a guess counts as not known.
    """
    values = valued(tables).set_index("benchmark_model")
    scores = on_ruler(ruler, tables).rename(columns={"region": "side", "release_date": "day"})
    scores = scores[scores["side"].isin(SIDES)].dropna(subset="day")
    scores = scores.assign(
        flop=scores["model"].map(values["flop"]),
        known=scores["model"].map(values["known"]).fillna(NOT_KNOWN),
    )
    columns = ["model", "developer", "side", "day", "score", "low", "high", "flop", "known"]
    return scores[columns].reset_index(drop=True)


def known_at_top(table: pd.DataFrame, keep: int = 10) -> pd.DataFrame:
    """Of the `keep` best models of each side, those with a known compute, from `scored`.

    One row a side: side, models, known.
    """
    top = table.groupby("side").head(keep).groupby("side")["flop"].agg(models="size", known="count")
    return top.reindex(list(SIDES)).reset_index()


def middle_release(table: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """The day by which half of each side's models with a known compute were released: `scored`."""
    return table.dropna(subset="flop").groupby("side")["day"].median().to_dict()


def equal_compute(table: pd.DataFrame) -> pd.DataFrame:
    """Difference in score at equal compute, Chinese less American, from `scored`.

    A least-squares plane of the score over log10 of compute, release date and side; a second one
    without the date. One row a line and `dated`: points, low, high (95% of draws of developers
    with replacement, since the models of one developer resemble each other), per_tenfold (points
    for ten times the compute), per_year, level (score at REFERENCE), developers, models_CN,
    models_US.
    """
    rows = []
    for line, classes in LINES.items():
        known = table[table["known"].isin(classes)]
        known = known.sort_values(["day", "flop", "score", "model"], kind="stable")
        counts = known["side"].value_counts().reindex(list(SIDES), fill_value=0)
        about = {f"models_{side}": counts[side] for side in SIDES}
        about |= {"line": line, "developers": known["developer"].nunique()}
        rows += [{**about, "dated": dated, **_plane(known, dated)} for dated in (True, False)]
    return pd.DataFrame(rows)


def _plane(table: pd.DataFrame, dated: bool) -> dict[str, float]:
    """The coefficients of `equal_compute` and the interval of the side's, rounded."""
    years = (table["day"] - REFERENCE[1]).dt.days / DAYS_PER_YEAR * dated
    side = table["side"].eq("CN") - 0.5
    columns = [side, np.log10(table["flop"] / REFERENCE[0]), years, np.ones(len(table))]
    factors, scores = np.column_stack(columns), table["score"].to_numpy()
    groups = [np.flatnonzero(table["developer"] == name) for name in table["developer"].unique()]
    generator = np.random.default_rng(SEED)
    drawn = []
    for picks in generator.integers(0, len(groups), (DRAWS, len(groups))):
        rows = np.concatenate([groups[pick] for pick in picks])
        if np.ptp(factors[rows, 0]):  # a draw without one of the sides tells nothing
            drawn.append(np.linalg.lstsq(factors[rows], scores[rows])[0][0])
    tail = 50 * (1 - CONFIDENCE)
    fit = np.linalg.lstsq(factors, scores)[0]
    found = dict(zip(("points", "per_tenfold", "per_year", "level"), fit, strict=True))
    found["low"], found["high"] = np.percentile(drawn, [tail, 100 - tail])
    return {name: round(value, 1) + 0.0 for name, value in found.items()}


def left_over(table: pd.DataFrame, planes: pd.DataFrame) -> pd.DataFrame:
    """The rows of `scored` with known compute, and `left`: points above what the plane expects.

    The dated plane of the first line in `equal_compute`, midway between the two sides.
    """
    plane = next(planes[planes["dated"]].itertuples())
    rows = table[table["known"] != NOT_KNOWN]
    years = (rows["day"] - REFERENCE[1]).dt.days / DAYS_PER_YEAR
    tenfolds = np.log10(rows["flop"] / REFERENCE[0])
    expected = plane.level + plane.per_tenfold * tenfolds + plane.per_year * years
    return rows.assign(left=(rows["score"] - expected).round(1))


# --- chips


def owner_side(owners: pd.Series) -> pd.Series:
    """The side of each owner of chips: CN, US, or other where the owners are not named."""
    return owners.map(OWNERS).fillna("other")


def complete(tables: Tables) -> pd.DataFrame:
    """The rows of chips whose quarter is complete."""
    table = tables["chip_stock"]
    return table[~table["incomplete"]]


def stock(tables: Tables) -> pd.DataFrame:
    """Chips bought so far in H100 equivalents, one row a quarter, side and makers.

    day (end of the quarter), quarter, makers (`all counted`, `Nvidia`), side (CN, US, other), low,
    middle, high: 5th, 50th and 95th percentiles of the source's model, added over owners. Added
    bounds are the worst case. Incomplete quarters are left out.
    """
    table = complete(tables).rename(columns={**PARTS, "quarter_end": "day"})
    table = table.assign(side=owner_side(table["owner"]))
    groups = dict(zip(MAKERS, (table, table[table["chip_maker"] == "Nvidia"]), strict=True))
    tables = [
        rows.groupby(["day", "quarter", "side"])[list(PARTS.values())].sum().assign(makers=makers)
        for makers, rows in groups.items()
    ]
    return pd.concat(tables).reset_index()


def stock_share(
    table: pd.DataFrame, when: str | None = None, makers: str = MAKERS[0]
) -> pd.DataFrame:
    """Each side's share of all counted chips in the last quarter that both have, from `stock`.

    `when`: up to a day. `makers`: of MAKERS. One row a side: day, quarter, side, low, middle, high,
    share, share_low, share_high (own bound against the opposite bound of all others), and
    share_at_most: with the chips of unnamed owners added to the side.
    """
    rows = table[table["makers"] == makers]
    if when is not None:
        rows = rows[rows["day"] <= pd.Timestamp(when)]
    both = rows[rows["side"].isin(SIDES)].groupby("day")["side"].nunique()
    if not (both == len(SIDES)).any():
        raise Refusal("No complete quarter has chips of both sides.")
    rows = rows[rows["day"] == both.index[both == len(SIDES)].max()].set_index("side")
    rest = rows[list(PARTS.values())].sum() - rows[list(PARTS.values())]
    rows = rows.assign(
        share=rows["middle"] / (rows["middle"] + rest["middle"]),
        share_low=rows["low"] / (rows["low"] + rest["high"]),
        share_high=rows["high"] / (rows["high"] + rest["low"]),
    )
    unnamed = rows["share"].get("other", 0)
    rows = rows.assign(share_at_most=rows["share"] + unnamed).loc[list(SIDES)].reset_index()
    names = ["share", "share_low", "share_high", "share_at_most"]
    return rows.round(dict.fromkeys(names, 4))


def by_owner(tables: Tables, quarter: str) -> pd.DataFrame:
    """Chips of each owner in one quarter, most first: owner, side, makers, low, middle, high."""
    table = tables["chip_stock"].rename(columns=PARTS)
    table = table[table["quarter"] == quarter].sort_values("chip_maker", kind="stable")
    table = table.assign(side=owner_side(table["owner"]))
    groups = table.groupby(["owner", "side"])
    sums = groups[list(PARTS.values())].sum().assign(makers=groups["chip_maker"].agg(", ".join))
    return sums.reset_index().sort_values(
        ["middle", "owner"], ascending=[False, True], ignore_index=True
    )


# --- verdicts


class Ratio(NamedTuple):
    """How many times as much one side has, and the least and the most that all bounds allow."""

    verdict: Verdict
    times: float
    least: float
    most: float

    @property
    def ahead(self) -> str | None:
        """The side whose bounds lie above the other's, else None."""
        return self.verdict.ahead


def ratio(table: pd.DataFrame, value: str) -> Ratio:
    """The larger over the smaller of two rows with side, low, high and a column `value`."""
    sides = leader_of_intervals(
        {row.side: (row.low, row.high) for row in table.itertuples(index=False)}
    )
    larger, smaller = table.sort_values(value, ascending=False).to_dict("records")
    higher = larger["side"] if larger[value] > smaller[value] else None
    verdict = Verdict(AHEAD if sides else WITHIN_ERROR, higher)
    ends = ((value, value), ("low", "high"), ("high", "low"))
    return Ratio(verdict, *(_over(larger[one], smaller[two]) for one, two in ends))


def _over(one: float, two: float) -> float:
    return one / two if two else math.inf


class RunRatio(NamedTuple):
    """How many times one training run is another; each value has the factor of its grade.

    low, high: the two factors combined in logarithms in quadrature, as independent errors. least,
    most: both off by their whole factors in opposite directions.
    """

    verdict: Verdict
    times: float
    low: float
    high: float
    least: float
    most: float


def run_ratio(rows: pd.DataFrame) -> RunRatio:
    """The larger over the smaller of two rows with side, flop and factor; ahead beyond `low` > 1."""
    larger, smaller = rows.sort_values("flop", ascending=False).to_dict("records")
    times = larger["flop"] / smaller["flop"]
    logs = [math.log(row["factor"]) for row in (larger, smaller)]
    spread, worst = math.exp(math.hypot(*logs)), math.exp(sum(logs))
    side = larger["side"] if times > 1 else None
    verdict = Verdict(AHEAD if times / spread > 1 else WITHIN_ERROR, side)
    ends = (times, times / spread, times * spread, times / worst, times * worst)
    return RunRatio(verdict, *(float(f"{end:.4g}") for end in ends))


class Larger(NamedTuple):
    """Whose largest known run is larger on every line, and line by line."""

    verdict: Verdict
    lines: dict[str, RunRatio]


def larger(table: pd.DataFrame) -> Larger:
    """Whose largest known run is larger, from `largest`."""
    lines = {line: run_ratio(rows) for line, rows in table.groupby("line", sort=False)}
    return Larger(_on_every_line([one.verdict for one in lines.values()]), lines)


def _on_every_line(found: list[Verdict]) -> Verdict:
    """AHEAD where every line is, for the same side; else within the error, of the side of all."""
    sides = {one.side for one in found}
    side = sides.pop() if len(sides) == 1 else None
    sure = side is not None and all(one.kind == AHEAD for one in found)
    return Verdict(AHEAD if sure else WITHIN_ERROR, side)


class Span(NamedTuple):
    """The models of SPAN years: the share with a known value a side, and who is ahead by margin.

    share: with its interval if developers are drawn again.
    """

    first: int
    last: int
    share: dict[str, Resampled]
    margins: dict[float, Verdict]

    @property
    def verdict(self) -> Verdict:
        """Who is ahead by SHARE."""
        return self.margins[SHARE]


def spans(table: pd.DataFrame) -> dict[str, list[Span]]:
    """Whose compute is known more often, for each SPAN years of `runs`, by weights.

    As in `disclosure`: a guess is not a known value, values of TEAM are left out.
    """
    rows = without_team(table)
    rows = rows.assign(year=rows["day"].dt.year, valued=rows["known"].isin(CLASSES[:3]) * 1)
    groups = {"all": rows, "open": rows[rows["open_weights"] == "true"],
              "closed": rows[rows["open_weights"] == "false"]}  # fmt: skip
    first = rows["year"].min()
    return {
        weights: [_span(own) for _, own in group.groupby((group["year"] - first) // SPAN)]
        for weights, group in groups.items()
    }


def _span(rows: pd.DataFrame) -> Span:
    share = {}
    for side in SIDES:
        own = rows[rows["side"] == side]
        share[side] = by_publisher(own["valued"], own["valued"] * 0 + 1, own["developer"])
    exact = {side: (one.share, one.share) for side, one in share.items()}
    margins = {
        margin: of_models([on_resampled(share, margin)], on_shares(exact, margin))
        for margin in MARGINS
    }
    return Span(int(rows["year"].min()), int(rows["year"].max()), share, margins)


def higher(planes: pd.DataFrame) -> Verdict:
    """Who is higher on every line of `equal_compute`: ahead with all intervals apart from zero."""
    found = []
    for row in planes[planes["dated"]].itertuples():
        side = leader({"CN": row.points, "US": 0.0})
        found.append(Verdict(AHEAD if row.low > 0 or row.high < 0 else WITHIN_ERROR, side))
    return _on_every_line(found)
