"""Published figures rebuilt: each by the rule that the table `ledger` names, judged as it expects.

A measure takes a Question and returns an Answer (value, low, high) in the unit of the figure. Low
and high are worst-case bounds or published intervals; they are missing where neither exists.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from .. import registry
from ..data import Data
from ..models import listed_sizes
from ..panel import Ground, Panel, Refusal, full_catalogues, series, snapshot, sources_of
from ..rules import CountingRule, Method, counted, only_counted
from ..text import percent
from . import downloads, usage
from .verdicts import FACTOR, Score, difference, other

KINDS = ("digit", "order", "direction")  # of agreement, the hardest first
YEAR, WHOLE = "a year", "a whole number"  # why a figure is easy to match to the digit
COUNTED = ("models", "months", "repositories")  # units that come whole, so nothing was rounded
LARGEST_SINCE = ("2026-01-01", "2026-07-31")  # the months that the published maxima are about
LICENSED_ABOVE = 20e9
READ = (  # of a panel, where it has them
    *registry.LICENSED,
    "namespace",
    "created_at",
    "likes",
    "quantized",
    "parameters",
    "base_model",
    "descendants",
    "pipeline_tag",
)
NAN = float("nan")
PANELS = "the panel or table that the ledger names for each figure"
NEAREST = Method(
    "the nearest rule of each row, written down before computing but for the later changes that the "
    "codebook names; no row is matched by value"
)
PLOTTED = [
    "figure_id",
    "region",
    "panel",
    "rule",
    "measure",
    "subject",
    "expected",
    "against",
    "comparison",
    "value",
    "unit",
    "ours",
    "low",
    "high",
    "ratio",
    "verdict",
    "easy",
    "why",
]
UNITS = {"percent": 0.01, "million": 1e6, "thousand": 1e3, "billion": 1e9}


class Question(NamedTuple):
    """One row of the ledger with what it is asked of; `panel` is None for the plain TABLES."""

    data: Data
    panel: Panel | None
    rule: CountingRule
    region: str | None
    subject: str
    unit: str


class Answer(NamedTuple):
    """Ours, in the unit of the published figure, with bounds (missing where there are none)."""

    value: float
    low: float = NAN
    high: float = NAN


def ledger(data: Data) -> pd.DataFrame:
    """Every published figure with ours: the columns of `ledger` and of `published_figures`, and
    ours, low, high, ratio (ours by published), read (ids of the sources of ours, joined by |),
    verdict (agrees, differs, cannot be rebuilt), why; comparison: the ids of the figures that are
    compared with each other, the same for both rows of such a pair; easy: YEAR or WHOLE where the
    digits to be matched are coarse, else empty.
    """
    rows = data["ledger"].merge(data["published_figures"], on="figure_id", validate="1:1")
    asked = [_ours(data, row) for row in rows.to_dict("records")]
    rows = rows.assign(**pd.DataFrame(asked, rows.index))
    published, values = (rows.set_index("figure_id")[c].to_dict() for c in ("value", "ours"))
    judged = [_verdict(row, published, values) for row in rows.to_dict("records")]
    rows["verdict"], rows["why"] = zip(*judged, strict=True)
    rows["ratio"] = (rows["ours"] / rows["value"]).round(2)
    return rows.assign(comparison=_comparisons(rows), easy=_easy(rows))


def _comparisons(rows: pd.DataFrame) -> list[str]:
    known = set(rows["figure_id"])
    pairs = zip(rows["figure_id"], rows["against"], strict=True)
    return [" ".join(sorted({one, against} & known)) for one, against in pairs]


def _easy(rows: pd.DataFrame) -> np.ndarray:
    """Why digits are easy: a year, or a whole number of what can have decimals."""
    digits = rows["expected"] == KINDS[0]
    whole = (rows["value"] % 1 == 0) & ~rows["unit"].isin(COUNTED)
    return np.select([digits & (rows["unit"] == "year"), digits & whole], [YEAR, WHOLE], "")


def rebuilt(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `ledger` that have a value of ours."""
    return table[table["verdict"] != "cannot be rebuilt"]


def missing(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `ledger` that have none."""
    return table[table["verdict"] == "cannot be rebuilt"]


class Tally(NamedTuple):
    """How many comparisons of a kind agree, how many there are, and the rows that tell them."""

    agrees: int
    of: int
    rows: int


def tallies(table: pd.DataFrame) -> dict[str, Tally]:
    """The verdicts of `ledger` by kind of agreement expected; each comparison counts once."""
    done = rebuilt(table)
    once = done.drop_duplicates("comparison")
    agrees = once["verdict"] == "agrees"
    return {
        kind: Tally(
            int(agrees[once["expected"] == kind].sum()),
            int((once["expected"] == kind).sum()),
            int((done["expected"] == kind).sum()),
        )
        for kind in KINDS
    }


def easily(table: pd.DataFrame) -> dict[str, int]:
    """How many figures of `ledger` that agree to the digit are easy to match, by YEAR and WHOLE."""
    agrees = table.loc[table["verdict"] == "agrees", "easy"]
    return {why: int((agrees == why).sum()) for why in (YEAR, WHOLE)}


def plotted(table: pd.DataFrame) -> pd.DataFrame:
    """The columns of `ledger` that a picture shows."""
    return table[PLOTTED]


def ground(table: pd.DataFrame) -> Ground:
    """What the values of some rows of `ledger` rest on."""
    return Ground.rows(PANELS, table[["read"]].rename(columns={"read": "source"}))


def published_shares(data: Data, name: str) -> pd.DataFrame:
    """Published download shares of a country, each with the universe that its definition names.

    Columns of `published_figures` and name (as given), choice (universe), side, share, label.
    """
    rows = (
        data["ledger"]
        .query("measure == 'side_share'")
        .merge(data["published_figures"], on="figure_id")
    )
    share = rows["value"] / 100
    return rows.assign(
        name=name,
        choice=rows["rule"].str.extract("universe=([^;]+)", expand=False).str.strip(),
        side=rows["region"],
        share=share,
        label=rows["source"].str.split().str[0] + " " + share.map(_as_published),
    )


def _as_published(share: float) -> str:
    return percent(share, 0 if round(share * 1000) % 10 == 0 else 1)


def _ours(data: Data, row: dict) -> dict:
    """Ours for one row, rounded to four significant digits; or the reason why there is none."""
    empty = {"ours": NAN, "low": NAN, "high": NAN, "read": "", "refusal": ""}
    if not isinstance(row["measure"], str):
        return empty
    try:
        question = _question(data, row)
        answer = MEASURES[row["measure"]](question)
    except Refusal as refusal:
        return empty | {"refusal": str(refusal)}
    scale = next((s for word, s in UNITS.items() if row["unit"].startswith(word)), 1)
    ours, low, high = (_rounded(end / scale) for end in answer)
    read = question.panel.sources if question.panel else sources_of(TABLES[row["panel"]](question))
    return empty | {"ours": ours, "low": low, "high": high, "read": "|".join(read)}


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def _question(data: Data, row: dict) -> Question:
    text = row["rule"] if isinstance(row["rule"], str) else ""
    rule = CountingRule(**dict(part.split("=") for part in text.split("; ") if part))
    panel = None if row["panel"] in TABLES else data.once(panel_of, data, row["panel"])
    region = row["region"] if isinstance(row["region"], str) else None
    subject = row["subject"] if isinstance(row["subject"], str) else ""
    return Question(data, panel, rule, region, subject, row["unit"])


def panel_of(data: Data, name: str) -> Panel:
    """The panel that a ledger names: a snapshot, a wave `source@day`, or full catalogues."""
    if name.startswith("catalogues since "):
        return data.once(full_catalogues, data, name.removeprefix("catalogues since "))
    if "@" not in name:
        return data.once(snapshot, data, name)
    source, when = name.split("@")
    waves = data["waves"].set_index("wave_id")["last_day"]
    return data.once(series, data, source).at(waves.get(name, when))


# --- verdicts


def _verdict(row: dict, published: dict, values: dict) -> tuple[str, str]:
    """The verdict on one row, and why it differs or cannot be rebuilt."""
    if np.isnan(row["ours"]):
        return "cannot be rebuilt", row["refusal"] or row["missing"]
    ends = row["value"], row["ours"]
    if row["expected"] == "direction":
        limits = [known.get(row["against"]) for known in (published, values)]
        limits = [float(row["against"])] * 2 if None in limits else limits
        agrees = np.sign(ends[0] - limits[0]) == np.sign(ends[1] - limits[1])
    elif row["expected"] == "order":
        agrees = ends[1] > 0 and 1 / FACTOR <= ends[1] / ends[0] <= FACTOR
    else:
        agrees = abs(ends[0] - ends[1]) <= _rounding(ends[0]) * 1.0001
    return ("agrees", "") if agrees else ("differs", row["nearest"])


def _rounding(value: float) -> float:
    """Half a unit of the last printed digit of a published value, trailing zeros significant."""
    digits = f"{value:.10f}".rstrip("0").split(".")[1]
    return 0.5 * 10.0 ** -len(digits)


# --- downloads


def _rows(question: Question) -> pd.DataFrame:
    """The rows that count; sizes of the ATOM list where a panel recorded none."""
    recorded = [column for column in READ if column in question.panel.rows]
    rows = counted(question.panel, question.rule, *recorded)
    if "parameters" not in rows:
        listed = listed_sizes(question.data["tracked_models"])
        rows = rows.assign(parameters=rows["model_id"].map(listed))
    return rows


def side_share(question: Question) -> Answer:
    """The share of the region, with every unknown publisher elsewhere or there."""
    table = downloads.shares(question.panel, question.rule).set_index("side")
    return Answer(*table.loc[question.region, ["share", "low", "high"]])


def publisher_total(question: Question) -> Answer:
    """Everything that a namespace or group of the subject's name has."""
    rows = _rows(question)
    return Answer(rows.loc[_owned(rows, question.subject), "value"].sum())


def publisher_share(question: Question) -> Answer:
    """The share of a namespace, of `some task tags` only where the subject names them."""
    owner, _, tags = question.subject.partition(" of ")
    rows = _tagged(_rows(question), tags)
    return Answer(rows.loc[_owned(rows, owner), "value"].sum() / rows["value"].sum())


def _tagged(rows: pd.DataFrame, tags: str) -> pd.DataFrame:
    """The rows that declare one of some tasks (pipeline tags of the Hub), or all without any."""
    return rows[rows["pipeline_tag"].isin(tags.split())] if tags else rows


def _owned(rows: pd.DataFrame, namespace: str) -> pd.Series:
    return rows["namespace"].str.lower() == namespace.lower()


def ranks_total(question: Question) -> Answer:
    """The publishers from one rank to another, together."""
    first, last = map(int, question.subject.split())
    totals = _rows(question).groupby("namespace")["value"].sum().sort_values(ascending=False)
    return Answer(totals.iloc[first - 1 : last].sum())


def model_total(question: Question) -> Answer:
    """The count of one model."""
    rows = _rows(question)
    return Answer(rows.loc[rows["model_id"] == question.subject, "value"].sum())


def top_share(question: Question) -> Answer:
    """The share of the largest models, publishers, or percent of models."""
    number, unit = question.subject.split()
    values = _rows(question)
    if unit == "publishers":
        values = values.groupby("namespace", as_index=False)["value"].sum()
    values = values["value"].sort_values(ascending=False)
    every = len(values) + only_counted(question.panel, question.rule)
    top = round(every * int(number) / 100) if unit == "percent" else int(number)
    return Answer(values.iloc[:top].sum() / values.sum())


def models(question: Question) -> Answer:
    """The number of models, those included that are known only as counts."""
    return Answer(len(_rows(question)) + only_counted(question.panel, question.rule))


def undownloaded_share(question: Question) -> Answer:
    """The share of models without a download; those known only as counts have none."""
    rest = only_counted(question.panel, question.rule)
    rows = _rows(question)
    return Answer(((rows["value"] == 0).sum() + rest) / (len(rows) + rest))


def quantized_share(question: Question) -> Answer:
    """The share of quantized versions."""
    rows = _rows(question)
    return Answer(rows.loc[rows["quantized"], "value"].sum() / rows["value"].sum())


def created_share(question: Question) -> Answer:
    """The share of repositories created until a year; undated ones are the bounds."""
    rows = _rows(question)
    old = rows["created_at"].dt.year <= int(question.subject)
    known, dated = rows.loc[old, "value"].sum(), rows.loc[rows["created_at"].notna(), "value"].sum()
    total = rows["value"].sum()
    return Answer(known / dated, known / total, (known + total - dated) / total)


def top_created(question: Question) -> Answer:
    """How many of the most downloaded models were created until a year."""
    top, year = map(int, question.subject.split())
    largest = _rows(question).nlargest(top, "value")
    old = (largest["created_at"].dt.year <= year).sum()
    return Answer(old, old, old + largest["created_at"].isna().sum())


def top_overlap(question: Question) -> Answer:
    """How many models are among the first by downloads and by likes."""
    rows, top = _rows(question), int(question.subject)
    return Answer(len({*rows.nlargest(top, "value").index} & {*rows.nlargest(top, "likes").index}))


def rank_correlation(question: Question) -> Answer:
    """Spearman between downloads and likes of models with at least so many downloads."""
    rows = _rows(question)
    rows = rows[rows["value"] >= int(question.subject)]
    return Answer(rows["value"].corr(rows["likes"], method="spearman"))


# --- sizes


def _sized(rows: pd.DataFrame, subject: str) -> pd.Series:
    """Rows of a size: `over 70`, `from 250`, `under 1`, `up to 1` (billions of parameters)."""
    *words, limit = subject.split()
    compare = {"over": "gt", "from": "ge", "under": "lt", "up to": "le"}[" ".join(words)]
    return getattr(rows["parameters"], compare)(float(limit) * 1e9)


def size_total(question: Question) -> Answer:
    """Everything of a known size (`of` some task tags); all of unknown size would come on top."""
    size, _, tags = question.subject.partition(" of ")
    rows = _tagged(_rows(question), tags)
    found = rows.loc[_sized(rows, size), "value"].sum()
    return Answer(found, found, found + rows.loc[rows["parameters"].isna(), "value"].sum())


def size_share(question: Question) -> Answer:
    """The share of a size, or of a publisher in a size; bounds: what has no known size."""
    owner, _, size = question.subject.rpartition(" of ")
    rows = _rows(question)
    if owner:
        rows = rows[_sized(rows, size)]
        return Answer(rows.loc[_owned(rows, owner), "value"].sum() / rows["value"].sum())
    return _share_of_size(rows, size)


def own_size_share(question: Question) -> Answer:
    """The share of a size in what a publisher has."""
    owner, _, size = question.subject.rpartition(" of ")
    rows = _rows(question)
    return _share_of_size(rows[_owned(rows, owner)], size)


def _share_of_size(rows: pd.DataFrame, size: str) -> Answer:
    found, total = rows.loc[_sized(rows, size), "value"].sum(), rows["value"].sum()
    unknown = rows.loc[rows["parameters"].isna(), "value"].sum()
    return Answer(found / (total - unknown), found / total, (found + unknown) / total)


def size_mean(question: Question) -> Answer:
    """The mean number of parameters, each model as often as it was downloaded."""
    rows = _rows(question).dropna(subset="parameters")
    return Answer(np.average(rows["parameters"], weights=rows["value"]))


def size_median(question: Question) -> Answer:
    """The number of parameters that half of the downloads do not exceed."""
    rows = _rows(question).dropna(subset="parameters").sort_values("parameters")
    half = rows["value"].cumsum().searchsorted(rows["value"].sum() / 2)
    return Answer(rows["parameters"].iloc[half])


def monthly_largest(question: Question) -> Answer:
    """Of the largest listed models of each month: lowest, highest, or months under a size."""
    models = question.data["tracked_models"]
    owners = registry.namespace_of(models["canonical_id"])
    known = registry.holding(question.data["organizations"])
    countries = known.set_index("namespace")["country"]
    released = models["actual_release_date"].fillna(models["hub_created_at"])
    keep = registry.region_of(owners.map(countries)) == question.region
    keep &= released.between(*map(pd.Timestamp, LARGEST_SINCE))
    largest = models[keep].groupby(released.dt.strftime("%Y-%m"))["total_params_b"].max()
    if question.subject.startswith("under"):
        return Answer((largest < float(question.subject.split()[1])).sum())
    return Answer(1e9 * (largest.min() if question.subject == "lowest" else largest.max()))


# --- derivatives


def family_total(question: Question) -> Answer:
    """Everything whose name or declared base holds the family's word and whose name the other."""
    family, word = question.subject.split()
    rows = _rows(question)
    rows = rows[rows["model_id"].str.lower().str.contains(word)]
    bases = rows["base_model"].explode().dropna().astype("str").groupby(level=0).agg(" ".join)
    names = (rows["model_id"] + " " + bases.reindex(rows.index).fillna("")).str.lower()
    return Answer(rows.loc[names.str.contains(family), "value"].sum())


def repositories(question: Question) -> Answer:
    """How many models of a namespace have a word in their name."""
    namespace, word = question.subject.split()
    rows = _rows(question)
    named = rows["model_id"].str.lower().str.contains(word)
    return Answer((_owned(rows, namespace) & named).sum())


def descendants(question: Question) -> Answer:
    """Derivatives that the pages of a model, or of all models of a namespace, showed."""
    question.panel.require("descendants")
    rows = _rows(question)
    one = rows["model_id"] == question.subject
    return Answer(
        rows.loc[one if one.any() else _owned(rows, question.subject), "descendants"].sum()
    )


# --- lists, licenses, rulers


def lead_year(question: Question) -> Answer:
    """The year since which the region leads until the last day; missing if it does not lead."""
    lines = downloads.indexes(question.panel, question.rule, (question.rule.universe,))
    row = downloads.leads(lines).query("models == 'all' and bursts == 'included'").iloc[0]
    return Answer(row["since"].year if row["leader"] == question.region else NAN)


def listed(question: Question) -> Answer:
    """Models of the list of language models, by the list's own region (all without one)."""
    models = question.data["tracked_models"].drop_duplicates("canonical_id")
    words = {"CN": "china", "US": "us", "EU": "eu", "unknown": "unknown"}
    word = words.get(question.region or question.subject)
    return Answer((models["region"] == word).sum() if word else len(models))


def license_share(question: Question) -> Answer:
    """The share of a class of licenses in a region's large models created in the panel's year."""
    rows = _rows(question)
    rows = registry.license_terms(rows, question.data)
    rows = rows[rows["license_class"] != registry.NOT_RECORDED]
    recent = rows["created_at"].dt.year == question.panel.days[0].year
    rows = rows[(rows["side"] == question.region) & recent & (rows["parameters"] > LICENSED_ABOVE)]
    kind = rows["license_class"].where(
        rows["license_class"].isin(("permissive", "undeclared")), "custom"
    )
    return Answer((kind == question.subject).mean())


def notable(question: Question) -> Answer:
    """Notable models of a year by country of the developer."""
    regions = registry.region_of(_notable(question)["country"])
    return Answer((regions == question.region).sum())


def _notable(question: Question) -> pd.DataFrame:
    models = question.data["training_compute"]
    released = models["release_date"].dt.year == int(question.subject)
    return models[released & models["source"].str.contains("epoch_notable")]


def access_gap(question: Question) -> Answer:
    """Best closed minus best open model released by a day, in the stored fit of the index."""
    scores = _fit(question)
    best = scores.groupby("open_weights")["score"].max()
    return Answer(best["false"] - best["true"])


def best_open(question: Question) -> Answer:
    """The best open model (of a region) released by a day, with its published interval."""
    scores = _fit(question).query("open_weights == 'true'")
    if question.region:
        scores = scores[registry.region_of(scores["country"]) == question.region]
    return Answer(*scores.nlargest(1, "score")[["score", "ci_low", "ci_high"]].iloc[0])


def _fit(question: Question) -> pd.DataFrame:
    scores = _with_models(question.data["eci"], question.data)
    first = scores["fit"] == scores["fit"].min()  # the later fit is a partial transcript
    return scores[first & (scores["release_date"] <= pd.Timestamp(question.subject))]


def arena_lead(question: Question) -> Answer:
    """The best of the region minus the best of the other, in points or percent of the latter."""
    board, unit = _board(question), question.subject.split()[1]
    regions = registry.region_of(board["country"])
    sides = question.region, other(question.region)
    ends = [board[regions == side].nlargest(1, "rating").iloc[0] for side in sides]
    first, second = (Score(*end[["rating", "ci_low", "ci_high"]]) for end in ends)
    lead = first.score - second.score, *difference(first, second)
    return Answer(*(end / second.score if unit == "percent" else end for end in lead))


def arena_access_gap(question: Question) -> Answer:
    """The best closed model minus the best open one as a share of the latter's rating."""
    best = _board(question).groupby("open_weights")["rating"].max()
    return Answer(best["false"] / best["true"] - 1)


def _board(question: Question) -> pd.DataFrame:
    """The last complete text board until a day; with style control where it exists."""
    history, when = question.data["arena_history"], pd.Timestamp(question.subject.split()[0])
    history = history[(history["published_on"] <= when) & history["complete"]]
    styled = history["board"] == "text_style"
    history = history[styled] if styled.any() else history
    last = history[history["published_on"] == history["published_on"].max()]
    return _with_models(last, question.data)


def _with_models(scores: pd.DataFrame, data: Data) -> pd.DataFrame:
    """Scores, each with what is known of its model."""
    return scores.merge(data["benchmark_models"].drop(columns="source"), on="model")


def token_share(question: Question) -> Answer:
    """The region's open-weight models among the tokens of some months: `all` or `10 FROM TO`.

    Of all tokens, with unknown openness and unknown or unnamed makers as bounds; or of the ten (or
    so many) largest open-weight models.
    """
    of, *months = question.subject.split()
    rows = usage.tokens(question.data)
    rows = rows[rows["month"].between(*pd.to_datetime(months))]
    rows = rows.groupby(["model", "side", "open"], as_index=False)["value"].sum()
    opened, own = rows["open"] == "true", rows["side"] == question.region
    if of != "all":
        largest = rows[opened].nlargest(int(of), "value")
        there = largest["side"] == question.region
        return Answer(largest.loc[there, "value"].sum() / largest["value"].sum())
    maybe = (own | rows["side"].isin(usage.FREE)) & (rows["open"] != "false")
    sums = (rows.loc[which, "value"].sum() for which in (opened & own, maybe))
    share, high = (total / rows["value"].sum() for total in sums)
    return Answer(share, share, high)


def _monthly_tokens(question: Question) -> pd.DataFrame:
    """Shares of tokens, and the totals that tell how many days of a month they are of."""
    rows = question.data["openrouter_tokens"]
    return pd.concat(
        [rows[rows["source"] == usage.MONTHLY], question.data["openrouter_monthly_totals"]]
    )


TABLES: dict[str, Callable[[Question], pd.DataFrame]] = {  # name -> the rows that a question reads
    "tracked_models": lambda question: question.data["tracked_models"],
    "eci": _fit,
    "arena_history": _board,
    "training_compute": _notable,
    "openrouter_tokens": _monthly_tokens,
}
MEASURES: dict[str, Callable[[Question], Answer]] = {
    measure.__name__: measure
    for measure in (
        access_gap,
        arena_access_gap,
        arena_lead,
        best_open,
        created_share,
        descendants,
        family_total,
        lead_year,
        license_share,
        listed,
        model_total,
        models,
        monthly_largest,
        notable,
        own_size_share,
        publisher_share,
        publisher_total,
        quantized_share,
        rank_correlation,
        ranks_total,
        repositories,
        side_share,
        size_mean,
        size_median,
        size_share,
        size_total,
        token_share,
        top_created,
        top_overlap,
        top_share,
        undownloaded_share,
    )
}
