"""CountingRule: how models are counted for a country, and the sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import pandas as pd

from .panel import TRACKED, Panel, Refusal
from .text import cause_of, day, percent

CHATGPT = pd.Timestamp("2022-11-30")
CHOICES = {
    "universe": {
        "all": "all models",
        "language": "language models (declared task text-generation or image-text-to-text)",
        "text-generation": "models whose declared task is text-generation",
        "text": "models that generate text (by any declared task, translation included)",
        "encoder": "encoders, which turn text into vectors or labels (by declared task)",
        "other tasks": "models of all other and of undeclared tasks",
        "tracked": "the language models since ChatGPT on the ATOM list",
        "last year": "models whose repository is known to be at most 365 days old",
        "without encoders": "models of all tasks but encoders",
        "larger": "models known to have more than 1 billion parameters",
        "largest": "models known to have more than 15 billion parameters",
    },
    "window": {
        "all": "",
        "since ChatGPT": f"repositories created since ChatGPT ({day(CHATGPT)}) only",
    },
    "counter": {
        "downloads_30d": "downloads of the last 30 days (requests for a marker file, not users)",
        "downloads_all_time": "downloads since creation (requests for a marker file, not users)",
        "likes": "likes",
        "models": "number of models",
    },
    "credit": {
        "publisher": "credited to the publisher's primary base",
        "parent": "credited to the base of the group that owns the publisher",
        "base": "credited to the publisher of the declared base model",
        "root": "credited to the publisher of the root of the declared family",
    },
    "copies": {
        "included": "copies and quantized versions by others included",
        "left out": "copies and quantized versions by others left out",
        "to makers": "copies and quantized versions by others credited to the maker of their base",
    },
    "quantized": {
        "included": "",
        "left out": "quantized versions left out (by declared relation or by name)",
    },
    "tests": {"left out": "", "included": "test repositories included"},
    "bursts": {
        "included": "bursts included",
        "left out": "models left out in the months of their bursts",
    },
    "disputed": {
        "registry": "disputed publishers as registered",
        "alternative": "disputed publishers read the other way",
    },
    "unknown": {
        "own class": "unknown publishers apart",
        "left out": "unknown publishers left out",
        "CN": "unknown publishers all counted as Chinese (a bound)",
        "US": "unknown publishers all counted as American (a bound)",
    },
}
BOUNDS = (
    "CN",
    "US",
)  # of `unknown`: worst cases to choose, in no count of rules or of their effects
SIZES = {"larger": 1e9, "largest": 15e9}
SIZE_KNOWN = 0.5  # of a panel's downloads: below this share the larger models are not known
LEFT_OUT = {  # field -> the rows that go where its choice is `left out`
    "copies": lambda rows: rows["copy"],
    "quantized": lambda rows: rows["quantized"],
    "tests": lambda rows: rows["kind"] == "test",
    "bursts": lambda rows: rows["burst"],
}
NOT_TRACKED = {  # choices that need publishers who are not tracked
    ("copies", "included"): "repackager",
    ("copies", "to makers"): "repackager",
    ("tests", "included"): "test repository",
    ("unknown", "CN"): "publisher of unknown country",
    ("unknown", "US"): "publisher of unknown country",
}
CREDITED = {
    "publisher": "region",
    "parent": "parent_region",
    "base": "base_region",
    "root": "root_region",
}
MADE = {"publisher": "made_region", "parent": "made_parent_region"}
SECOND = {"base": "base_alt_region", "root": "root_alt_region"}


@dataclass(frozen=True)
class Method:
    """How a figure is made that counts nothing: a sentence, as a rule has one."""

    sentence: str


@dataclass(frozen=True)
class CountingRule:
    """How a share is computed; each choice is a key of CHOICES.

    A model without a declared base is its own base; one whose bases come from several regions, or
    whose family has several roots, stays with its publisher. The sentence says nothing of the
    window, quantized versions and test repositories where they are treated as by default (all
    repositories, in, out).
    Raises Refusal for a choice that does not exist.
    """

    universe: str = "all"
    window: str = "all"
    counter: str = "downloads_30d"
    credit: str = "publisher"
    copies: str = "left out"
    quantized: str = "included"
    tests: str = "left out"
    bursts: str = "included"
    disputed: str = "registry"
    unknown: str = "own class"

    def __post_init__(self):
        for field in fields(self):
            choice, known = getattr(self, field.name), CHOICES[field.name]
            if choice not in known:
                raise Refusal(
                    f"CountingRule: {field.name} cannot be {choice!r}; choose one of "
                    f"{', '.join(known)}."
                )

    @property
    def sentence(self) -> str:
        """The rule in one line for a caption."""
        said = {f.name: CHOICES[f.name][getattr(self, f.name)] for f in fields(self)}
        counted = f"{said.pop('counter')} of {said.pop('universe')}"
        return "; ".join([counted, *filter(None, said.values())])

    @property
    def key(self) -> str:
        """The rule as one short text, the same for equal rules."""
        return " | ".join(f"{f.name}={getattr(self, f.name)}" for f in fields(self))


def counted(panel: Panel, rule: CountingRule, *columns: str) -> pd.DataFrame:
    """The rows of a panel that a rule counts, with `side` (CN, US, other, unknown) and `value`.

    columns: the only other ones that are wanted; without any, all. Raises Refusal if the panel
    never recorded what the rule needs.
    """
    rows = panel.rows
    require(panel, rule)
    keep = in_universe(panel, rule.universe) & in_window(panel, rule.window)
    for field, marked in LEFT_OUT.items():
        if getattr(rule, field) == "left out":
            keep = keep & ~marked(rows)
    side = side_of(rows, rule.credit, rule.disputed, rule.copies)
    if rule.unknown == "left out":
        keep = keep & (side != "unknown")
    elif rule.unknown != "own class":
        side = side.where(side != "unknown", rule.unknown)
    value = 1 if rule.counter == "models" else rows[rule.counter].fillna(0)[keep]
    wanted = rows[list(columns)] if columns else rows
    texts = dict.fromkeys(wanted.select_dtypes("category"), "str")
    return wanted[keep].astype(texts).assign(side=side[keep].astype("str"), value=value)


def most_counted(rows: pd.DataFrame, value: str = "value") -> pd.DataFrame:
    """The row of each side with the highest value; of equals, the first by model_id."""
    most = rows["side"].map(rows.groupby("side")[value].max())
    top = rows[rows[value] == most].sort_values([value, "model_id"], ascending=[False, True])
    return top.drop_duplicates("side")


def side_of(rows: pd.DataFrame, credit: str, disputed: str, copies: str) -> pd.Series:
    """The side that each row is credited to: CN, US, other, unknown."""
    made = copies == "to makers" and credit in MADE
    side = rows[(MADE if made else CREDITED)[credit]]
    if disputed == "registry":
        return side
    if credit in SECOND:
        return rows[SECOND[credit]]
    first, second = ("made_region", "made_alt_region") if made else ("region", "alt_region")
    return side.where(rows[second] == rows[first], rows[second])


def require(panel: Panel, rule: CountingRule) -> None:
    """Refuse a rule that needs what the panel never recorded, or whom it does not list."""
    rows, where = panel.rows, cause_of(panel.name)
    for (field, choice), who in NOT_TRACKED.items():
        if panel.selection == TRACKED and getattr(rule, field) == choice:
            raise Refusal(
                f"{panel.name} list no {who}: what such ones add is not known there.",
                *("not listed", where, who),
            )
    if rule.counter != "models":
        panel.require(rule.counter)
    if rule.credit in SECOND:
        panel.require("base_model")
    if rows["created_at"].isna().all():
        for what in {"last year", "since ChatGPT"} & {rule.universe, rule.window}:
            raise Refusal(
                f"{panel.name} never recorded created_at, so which models are of {what} is not known.",
                *("no day of creation", where, what),
            )
    if rule.universe in SIZES:
        panel.require("parameters")
        known = (
            rows["downloads_30d"][rows["parameters"].notna()].sum() / rows["downloads_30d"].sum()
        )
        if known < SIZE_KNOWN:
            raise Refusal(
                f"{panel.name} recorded parameters for {percent(known)} of its downloads: too few "
                "to tell the larger models.",
                *("few sizes", where, float(known)),
            )
    by_task = rule.universe not in ("all", "tracked", "last year", *SIZES)
    if by_task and rows["pipeline_tag"].isna().all():
        raise Refusal(
            f"{panel.name} never recorded a task, so {rule.universe} models are not known.",
            *("no task", where, rule.universe),
        )


def with_copies(panel: Panel, rule: CountingRule) -> CountingRule:
    """The rule with repackagers' copies included, where the panel can list any."""
    return replace(rule, copies="included" if panel.selection != TRACKED else rule.copies)


def only_counted(panel: Panel, rule: CountingRule) -> int:
    """How many models a rule counts that are known only as counts: their publisher is unknown.

    Raises Refusal where their day of creation, size or name would be needed.
    """
    if panel.remainder is None or rule.universe == "tracked":
        return 0
    unseen = {"last year": "their day of creation", **dict.fromkeys(SIZES, "their size")}
    missing = unseen.get(rule.universe)
    if rule.window != "all":
        missing = unseen["last year"]
    if not missing and rule.quantized == "left out":
        missing = "their names"
    if missing:
        n = int(panel.remainder["n_models"].sum())
        raise Refusal(
            f"{panel.name} knows {n:,} models only as counts, "
            f"without {missing}: count downloads instead of models.",
            *("only counts", cause_of(panel.name), n, missing),
        )
    return int(panel.remainder.loc[_has_task(panel.remainder, rule.universe), "n_models"].sum())


def in_universe(panel: Panel, universe: str) -> pd.Series:
    """The rows of a panel that belong to a universe that it identifies (see `require`)."""
    rows = panel.rows
    if universe == "tracked":
        return rows["tracked"]
    if universe == "last year":
        created = rows["created_at"].dt.tz_convert(None)
        return (rows["day"] - created).dt.days <= 365
    if universe in SIZES:
        return rows["parameters"] > SIZES[universe]
    return _has_task(rows, universe)


def in_window(panel: Panel, window: str) -> pd.Series:
    """The rows of a panel whose repository is known to be of a window that it identifies."""
    rows = panel.rows
    if window == "all":
        return pd.Series(True, rows.index)
    return rows["created_at"].dt.tz_convert(None) >= CHATGPT


def _has_task(rows: pd.DataFrame, universe: str) -> pd.Series:
    if universe == "all":
        return pd.Series(True, rows.index)
    if universe == "other tasks":
        return ~rows["task"].isin(("language", "encoder"))
    if universe == "text-generation":
        return rows["pipeline_tag"] == universe
    if universe == "text":
        return rows["task"].isin(("language", "text"))
    if universe == "without encoders":
        return rows["task"] != "encoder"
    return rows["task"] == universe
