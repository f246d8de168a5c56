"""The report of July 2024, statement by statement: what the data said then and what they say now.

A reading is one answer to one statement on one day and one scale. Whether it is in line with the
statement is judged for the side whose systems the report named, as the data place them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from ..data import Data
from ..panel import LATEST, Panel, Refusal
from ..registry import FLOOR, region_of
from ..rules import CountingRule, with_copies
from ..text import day
from . import benchmarks, compute, downloads, headlines, lineage, timeline, video
from .benchmarks import Ruler
from .verdicts import (
    AHEAD,
    DEPENDS,
    MAJORITY,
    SHARE,
    SIDES,
    TOO_FEW,
    WITHIN_ERROR,
    Score,
    Verdict,
    agreed,
    difference,
    in_every_reading,
    of_models,
    on_resampled,
    on_scores,
    on_shares,
    other,
)

HERO = "Yi-Large"  # its country in the data is the side of which the report speaks
HERO_MAKERS = ("01.AI", "Kuaishou")  # parents in the registry
VERSIONS = ("Yi-Large (preview)", "Yi-Large")
RIVALS = ("GPT-4o (May 2024)", "Llama 3-70B", "Llama 3-8B")
LATER_RIVAL = "Sora 2 Pro"
MMLU = next(ruler for ruler in benchmarks.RULERS if ruler.name.startswith("MMLU"))
COLLECTED = f"{MMLU.name}, runs collected until"
QWEN = "Qwen/Qwen2-72B"  # how the ids begin
BOOM = "E002"  # ids of the table events, from here on
BILL = ("E018", "E020", "E044")  # introduced, passed committee, lapsed
CONFERENCE, ANNOUNCED, OPENED, PRINTED = "E025", "E021", "E029", "E030"
RIVAL_SHOWN, RIVAL_OPENED, RIVAL_ENDS = "E012", "E041", "E095"
HERO_RELEASED, FIRST_RULE = "E019", "E001"
DRAWN = (  # events of a timeline: those above and the export rules that charts of chips name
    BOOM, *BILL, CONFERENCE, ANNOUNCED, OPENED, PRINTED, RIVAL_SHOWN, RIVAL_OPENED, RIVAL_ENDS,
    HERO_RELEASED, FIRST_RULE, *compute.NAMED_RULES,
)  # fmt: skip
MONTH, SIX_WEEKS = 31, 45  # days: "a little over a month" lies between, nearer to one than to two
LAST_YEAR, HALF_YEAR = pd.DateOffset(years=1), pd.DateOffset(months=6)
GATED = "community-with-thresholds"  # class of licenses with a limit on users or revenue
FIRST, SECOND = "disputed publishers as the rule reads them", "read the other way"
COMPARING = ("gap", "shares", "gain", "rules", "stock", "plane")  # kinds that compare two sides
STRENGTH = ("C01", "C13", "C14", "C18", "C19")  # compare the two sides' best or totals

# In line with the statement (yes), as far as can be seen (seen), neither side clearly ahead
# (level), against it (no); not measurable here (open), not testable then or no more (untested),
# over (past).
TOLD = ("yes", "seen", "level", "no")


@dataclass(frozen=True, eq=False)
class Basis:
    """What the claims are read from: data, three panels, a counting rule, and the days of a study.

    census, latest: whose shares are told. followed: the later list that also holds what is little
    downloaded. report: the day of the report. today: the end of what is said. early: the day of a first list.
    """

    data: Data
    census: Panel
    latest: Panel
    followed: Panel
    rule: CountingRule
    report: str
    today: str
    early: str

    @cached_property
    def side(self) -> str:
        """The side of which the report says that it caught up."""
        models = self.data["benchmark_models"].set_index("model")
        return region_of(models.loc[[HERO], "country"]).iloc[0]

    @property
    def then(self) -> pd.Timestamp:
        """The day of the report."""
        return pd.Timestamp(self.report)

    @property
    def now(self) -> pd.Timestamp:
        """The day of the followed list: what `now` is, where nothing else is named."""
        return self.followed.days[-1]

    @property
    def end(self) -> pd.Timestamp:
        """The end of what is said of scores."""
        return self.now if self.today == LATEST else pd.Timestamp(self.today)

    @property
    def panels(self) -> dict[str, Panel]:
        """then and now, for shares."""
        return {"then": self.census, "now": self.latest}

    @property
    def lists(self) -> dict[str, Panel]:
        """then and now, for single makers."""
        return {"then": self.census, "now": self.followed}

    @cached_property
    def arenas(self) -> dict[str, Ruler]:
        """The Arena as it was published before the report, and on its last day, for leads alone."""
        then = benchmarks.ARENA_THEN.on(self.data, self.report)
        return {"then": then, "now": benchmarks.ARENA.on(self.data, self.today, leads=True)}

    @cached_property
    def whole(self) -> Ruler:
        """The last Arena whose list is known to its end."""
        return benchmarks.ARENA.on(self.data, self.today)

    @cached_property
    def eci(self) -> Ruler:
        """The last fit of the index."""
        return benchmarks.ECI.on(self.data, self.today)

    @property
    def fits(self) -> dict[str, pd.Timestamp]:
        """Until when models of the one fit were released: then and now."""
        return {"then": self.then, "now": pd.Timestamp(self.eci.day)}

    @property
    def fitted(self) -> str:
        """The scale of what is read off the one fit, up to the word that a day follows."""
        return f"ECI, fit of {day(self.eci.day)}, models released until"

    @cached_property
    def boards(self) -> tuple[Ruler, ...]:
        """The boards of video on their last days."""
        return video.boards(self.data, self.today)

    @property
    def scored(self) -> pd.DataFrame:
        """Models on the index with their training compute."""
        return self.data.once(compute.scored, self.eci, self.data)

    def read_as(self, reading: str) -> CountingRule:
        """The rule in one of the two readings of disputed publishers, FIRST or SECOND."""
        if reading == FIRST:
            return self.rule
        disputed = "alternative" if self.rule.disputed == "registry" else "registry"
        return replace(self.rule, disputed=disputed)

    def derived(self, when: str, reading: str = FIRST) -> pd.DataFrame:
        """The derivatives of a panel, repackagers' copies included where it lists any."""
        panel = self.panels[when]
        return self._read(panel, with_copies(panel, self.rule), reading)

    def across(self, when: str, reading: str = FIRST) -> pd.DataFrame:
        """`lineage.across` through the roots of families, of what the rule counts."""
        rows = self._read(self.panels[when], self.rule, reading)
        return lineage.across(rows).query("through == 'root'")

    def _read(self, panel: Panel, rule: CountingRule, reading: str) -> pd.DataFrame:
        found = self.data.once(lineage.readings, panel, rule, self.data)
        return found[reading == SECOND]


def readings(basis: Basis) -> pd.DataFrame:
    """All readings, by claim: claim_id, when (then, now), part, kind, reading, day, scale, status,
    verdict, ahead, value, low, high, unit, facts.

    reading: FIRST or SECOND where disputed publishers are read in both ways, else empty. verdict:
    a Verdict, None where no two sides are compared; ahead: its side, if it is a lead. value with
    low and high: the difference in `unit` (missing where none is published). facts: what the
    sentence is made of.
    """
    return pd.DataFrame([row for read in CLAIMS for row in read(basis)])


def _row(claim: str, when: str, kind: str, part: str = "", **rest) -> dict:
    about = {"claim_id": claim, "when": when, "part": part, "kind": kind, "reading": ""}
    blank = {"day": pd.NaT, "scale": "", "status": "open", "unit": "", "verdict": None, "facts": {}}
    numbers = dict.fromkeys(("value", "low", "high"), np.nan)
    row = {**about, **blank, **numbers, **rest}
    return {**row, "ahead": (row["verdict"] and row["verdict"].ahead) or ""}


def _untested(claim: str, when: str, part: str = "", **rest) -> dict:
    return _row(claim, when, "untested", part, status="untested", **rest)


def _past(claim: str) -> dict:
    return _row(claim, "now", "past", status="past")


# --- is one side ahead?


def _gap(basis: Basis, claim: str, when: str, part: str, ruler: Ruler, gap: dict) -> dict:
    """Best against best on one scale; in line unless the report's side is clearly behind."""
    about = {"day": pd.Timestamp(ruler.day), "scale": ruler.name, "unit": "points", "facts": gap}
    judged = {"verdict": gap["verdict"], "status": _level(gap["verdict"], basis.side)}
    spans = {"value": gap["points"], "low": gap["low"], "high": gap["high"]}
    return _row(claim, when, "gap", part, **about, **judged, **spans)


def _best(scores: pd.DataFrame, ruler: Ruler, field: str = "overall") -> dict:
    """`benchmarks.duel` of the best of the two sides, on a whole list by how many each has."""
    scores = scores.assign(level=ruler.level, base_region=scores.get("base_region"))
    top = benchmarks.best(scores, field)
    models = None if ruler.cut else dict(zip(top["side"], top["models"], strict=True))
    found = benchmarks.duel(*top.to_dict("records"), models)
    unknown = benchmarks.of_unknown_country(scores, field)
    return benchmarks.whoever_they_are(found, top, unknown, models)


def _duel(
    claim: str, when: str, pair: tuple[str, str], scores: pd.DataFrame, ruler: Ruler, **place
) -> dict:
    """Two named systems on one scale, the report's own first; against it if that one is behind.

    place: day and scale, where they are not the ruler's.
    """
    row = _against(scores, pair, ruler)
    about = {"day": place.get("day", ruler.day), "scale": place.get("scale", ruler.name)}
    about |= {"day": pd.Timestamp(about["day"]), "unit": "points", "facts": row}
    judged = {"verdict": row["verdict"], "status": _level(row["verdict"], row["own"])}
    spans = {"value": row["points"], "low": row["low"], "high": row["high"]}
    return _row(claim, when, "duel", " against ".join(pair), **about, **judged, **spans)


def _against(scores: pd.DataFrame, pair: tuple[str, str], ruler: Ruler) -> dict:
    """`benchmarks.duel` of two named systems with first, second, own (the side of the first), votes
    (whether points are chances to win one) and these chances; Refusal for one that is not listed.
    """
    rows = scores.assign(side=scores["region"], level=ruler.level).set_index("model", drop=False)
    if missing := [name for name in pair if name not in rows.index]:
        raise Refusal(f"{ruler.name} does not list {missing[0]}.")
    first, second = rows.loc[list(pair)].to_dict("records")
    second["side"] = other(first["side"])  # also of one country: it is the pair that is compared
    found = benchmarks.duel(first, second)
    ends = {"chance": "points", "chance_low": "low", "chance_high": "high"}
    chances = {name: round(video.win_chance(found[end]), 3) for name, end in ends.items()}
    votes = ruler.unit.endswith("points")  # the chance to win a vote belongs to Elo scales only
    names = {"first": pair[0], "second": pair[1], "own": first["side"], "votes": votes}
    return {**found, **chances, **names}


def _shares(claim: str, when: str, bounds: dict, verdict: Verdict, part: str = "", **rest) -> dict:
    """Shares of two sides, bounds by side as (low, high): a difference in percentage points.

    rest: reading, day, scale, status and further facts.
    """
    first = max(SIDES, key=lambda side: bounds[side])
    one, two = bounds[first], bounds[other(first)]
    spans = {"value": one[0] - two[0], "low": one[0] - two[1], "high": one[1] - two[0]}
    spans = {name: round(100 * value, 1) for name, value in spans.items()}
    rest["facts"] = {"bounds": bounds, **rest["facts"]}
    about = {"verdict": verdict, "unit": "percentage points"}
    return _row(claim, when, "shares", part, **about, **rest, **spans)


def _of_panel(panel: Panel) -> dict:
    """Day and scale of what is read off a panel."""
    return {"day": panel.days[-1], "scale": panel.name}


def _level(verdict: Verdict, side: str) -> str:
    """The status of a statement that a side has drawn level."""
    if verdict.kind == TOO_FEW:
        return "untested"
    if verdict.kind == WITHIN_ERROR:
        return "level"
    held = "yes" if verdict.kind == AHEAD else "seen"
    return held if verdict.side == side else "no"


def _holds(ahead: str | None, side: str, yes: str = "yes") -> str:
    """The status of a statement that a side is ahead."""
    return yes if ahead == side else "no"


# --- the claims, in their order


def capability(basis: Basis) -> list[dict]:
    """C01: best against best, text and video apart; no video board is older than the report."""
    rows = []
    for when, ruler in basis.arenas.items():
        gap = _best(benchmarks.read_part(ruler, basis.data), ruler)
        rows.append(_gap(basis, "C01", when, "text", ruler, gap))
    first = basis.data["video_arena_history"]["published_on"].min()
    rows.append(_untested("C01", "then", "video", facts={"first": first}))
    for ruler in basis.boards:
        gap = _best(video.on_board(ruler, basis.data), ruler)
        rows.append(_gap(basis, "C01", "now", "video", ruler, gap))
    return rows


def availability(basis: Basis) -> list[dict]:
    """C02: downloads of the open weights of the two makers; apps and paid access are not seen."""
    rows = []
    for when, panel in basis.lists.items():
        own = panel.rows[panel.rows["parent"].isin(HERO_MAKERS)]
        makers = own.groupby("parent")["downloads_30d"].agg(["size", "sum"]).to_dict("index")
        total = own["downloads_30d"].sum()
        about = {"status": "seen" if total else "no", "facts": {"makers": makers}}
        about |= {"value": total, "unit": "downloads"}
        rows.append(_row("C02", when, "makers", **_of_panel(panel), **about))
    return rows


def _events(basis: Basis, claim: str, when: str, ids: tuple[str, ...], status: str, **rest) -> dict:
    """Dated events as an answer: title, date, date_precision and evidence_grade of each id."""
    columns = ["title", "date", "date_precision", "evidence_grade"]
    table = basis.data["events"].set_index("event_id").loc[list(ids), columns].sort_values("date")
    about = {"day": table["date"].max(), "scale": "events", "status": status}
    return _row(claim, when, "events", **about, facts={"events": table.to_dict("records")}, **rest)


def conference(basis: Basis) -> list[dict]:
    """C03: the conference took place; who played which clip is not in any table."""
    return [_events(basis, "C03", "then", (CONFERENCE,), "open"), _past("C03")]


def kling_against_sora(basis: Basis) -> list[dict]:
    """C04: pairs of versions on one fit or board of today; then nobody outside could rate Sora."""
    aa, arena = basis.boards
    scores = {board: video.on_board(board, basis.data) for board in basis.boards}
    newest = {board: video.latest(table, video.MAKER) for board, table in scores.items()}
    opened = video.public_since(video.RIVAL, basis.data)
    by_then = scores[aa][scores[aa]["release_date"] <= opened]
    pairs = [
        (aa, (video.FIRST, video.RIVAL)),
        (aa, (video.latest(by_then, video.MAKER), video.RIVAL)),
        (aa, (newest[aa], LATER_RIVAL)),
        (arena, (newest[arena], LATER_RIVAL)),
    ]
    then = _untested("C04", "then", facts={"first": opened})
    return [then, *(_duel("C04", "now", pair, scores[board], board) for board, pair in pairs)]


def access(basis: Basis) -> list[dict]:
    """C05: open to all on the day of the report: the one, and not the other?"""
    events = basis.data["events"]
    opened, rival = (timeline.happened(events, one)["date"] for one in (OPENED, RIVAL_OPENED))
    held, still = ("yes" if opened <= when < rival else "no" for when in (basis.then, basis.now))
    days = timeline.days_between(events, OPENED, RIVAL_OPENED)
    span = {"value": days, "unit": "days between the openings"}
    return [
        _events(basis, "C05", "then", (RIVAL_SHOWN, ANNOUNCED, OPENED), held),
        _events(basis, "C05", "now", (RIVAL_OPENED, RIVAL_ENDS), still, **span),
    ]


def announced(basis: Basis) -> list[dict]:
    """C06: days from the first announcement to the report."""
    days = timeline.days_between(basis.data["events"], ANNOUNCED, PRINTED)
    status = "yes" if MONTH <= days <= SIX_WEEKS else "no"
    nearer = ", nearer to two months than to one" if days > SIX_WEEKS else ""
    ids = (ANNOUNCED, OPENED, PRINTED)
    span = {"value": days, "unit": f"days before the report{nearer}"}
    return [_events(basis, "C06", "then", ids, status, **span), _past("C06")]


def yi_release(basis: Basis) -> list[dict]:
    """C07: the release, and the repositories of its maker that carry open weights."""
    events = basis.data["events"]
    released = {
        "event": timeline.happened(events, HERO_RELEASED).to_dict(),
        "days": timeline.days_between(events, HERO_RELEASED, PRINTED),
        "maker": HERO_MAKERS[0],
    }
    rows = []
    for when, panel in basis.lists.items():
        own = panel.rows[panel.rows["parent"] == HERO_MAKERS[0]]
        tags = own["license"].fillna("no tag recorded").value_counts().to_dict()
        facts = {"repositories": len(own), "licenses": tags, **released}
        facts["downloads"] = own["downloads_30d"].sum()
        about = {"status": "yes" if when == "then" else "past", "facts": facts}
        about |= {"value": len(own), "unit": "open repositories"}
        rows.append(_row("C07", when, "catalogue", **_of_panel(panel), **about))
    return rows


def yi_on_tests(basis: Basis) -> list[dict]:
    """C08: both versions against GPT-4o and Llama 3 on the boards around the report, and on MMLU."""
    data, arena = basis.data, basis.whole
    rows = [
        _duel("C08", "then", (own, rival), benchmarks.on_ruler(board, data), board)
        for board in around(basis)
        for own in VERSIONS
        for rival in RIVALS
    ]
    mmlu = MMLU.on(data)
    tested, sources = benchmarks.on_ruler(mmlu, data), data["sources"].set_index("id")
    place = {"day": sources.loc[list(mmlu.sources), "measured_to"].max(), "scale": COLLECTED}
    rows += [_duel("C08", "now", (HERO, rival), tested, mmlu, **place) for rival in RIVALS]
    known = set(benchmarks.on_ruler(arena, data)["model"])
    gone = [own for own in VERSIONS if own not in known]
    board = {"day": pd.Timestamp(arena.day), "scale": arena.name}
    return [*rows, _untested("C08", "now", facts={"gone": gone}, **board)]


def around(basis: Basis) -> list[Ruler]:
    """The last board with intervals before the report, and the next one of its scale, if any."""
    board = basis.arenas["then"]
    history = benchmarks.own_rows(replace(board, day=None), basis.data[board.table])
    history = history[history["ci_low"].notna()]
    scale = history.loc[history["published_on"] == board.day, "scale_break"].iloc[0]
    days = history.loc[history["scale_break"] == scale, "published_on"]
    later = days[(days > board.day) & (days <= basis.end)]
    return [board, *(replace(board, day=f"{later.min():%Y-%m-%d}") for _ in later[:1])]


def boom(basis: Basis) -> list[dict]:
    """C09: repositories created a month before and after ChatGPT, of those with downloads in 2024.

    Whole months only; the Hub recorded no creation before `registry.FLOOR`.
    """
    event = timeline.happened(basis.data["events"], BOOM)
    rows = basis.census.rows.query("downloads_30d > 0")
    months = rows["created_at"].dt.tz_convert(None).dt.to_period("M").value_counts().sort_index()
    starts, ends = months.index.start_time, months.index.end_time
    months = months[(starts > FLOOR) & (ends < basis.census.days[-1])]
    turn = pd.Period(event["date"], "M")
    before, after = months[months.index <= turn], months[months.index > turn]
    earlier = _early_list(basis)
    facts = {
        "event": event.to_dict(),
        "before": before.mean(),
        "after": after.mean(),
        "sizes": {earlier["observed_on"].max(): len(earlier), basis.census.days[-1]: len(rows)},
        "first": before.iloc[0],
        "last": before.iloc[-1],
        "since": before.index[0].start_time,
        "floor": FLOOR,
    }
    status = "seen" if after.mean() > before.mean() else "no"
    about = {"status": status, "value": after.mean() / before.mean(), "facts": facts}
    about |= {"unit": "times as many new repositories a month"}
    listed = {"selection": basis.latest.selection}
    return [
        _row("C09", "then", "boom", **_of_panel(basis.census), **about),
        _untested("C09", "now", **_of_panel(basis.latest), facts=listed),
    ]


def _early_list(basis: Basis) -> pd.DataFrame:
    return basis.data[f"snapshot-{basis.early}"]


def closing(basis: Basis) -> list[dict]:
    """C10: whose best gained more on each ruler in the half year before, then and now.

    On the boards that were published as they stood, the Arena; else on one fit or collection of
    runs, read for the models released until two days.
    """
    ends = {"then": basis.then, "now": basis.end}
    rulers = [_read(ruler, basis) for ruler in benchmarks.RULERS]
    return [
        _gained(basis, when, ruler, window)
        for when, end in ends.items()
        for ruler in rulers
        if (window := _window(basis, ruler, end)) is not None
    ]


def _read(ruler: Ruler, basis: Basis) -> Ruler:
    return ruler.on(basis.data, basis.today) if ruler.day else ruler


class Window(NamedTuple):
    """The best of each side at two days of one scale: `benchmarks.best` by side; `refit`: whether
    the two days were fitted apart, so that a model's error counts twice."""

    first: pd.Timestamp
    last: pd.Timestamp
    before: pd.DataFrame
    after: pd.DataFrame
    refit: bool


def _window(basis: Basis, ruler: Ruler, end: pd.Timestamp) -> Window | None:
    """The half year until a day on a ruler; None where it saw nothing in it, or one side only."""
    if ruler.table == benchmarks.ARENA.table:
        return _of_boards(basis, ruler, end)
    scores = benchmarks.on_ruler(ruler, basis.data)
    first, last = end - HALF_YEAR, min(end, benchmarks.until(ruler, scores))
    tops = [benchmarks.best(scores[scores["release_date"] <= day]) for day in (first, last)]
    whole = all(top["score"].notna().all() for top in tops)
    return Window(first, last, *tops, refit=False) if last > first and whole else None


def _of_boards(basis: Basis, ruler: Ruler, end: pd.Timestamp) -> Window | None:
    """Of the boards of one scale, the last until a day and the last half a year before, or else the
    first; boards that hide a side are left out."""
    tops = basis.data.once(benchmarks.by_snapshot, ruler, basis.data)
    tops = tops[(tops["day"] <= end) & (tops.groupby("day")["score"].transform("count") == 2)]
    if tops.empty:
        return None
    last = tops["day"].max()
    tops = tops[tops["scale"] == tops.loc[tops["day"] == last, "scale"].iloc[0]]
    earlier = tops.loc[tops["day"] <= end - HALF_YEAR, "day"]
    first = earlier.max() if len(earlier) else tops["day"].min()
    if first == last:
        return None
    return Window(first, last, *(tops[tops["day"] == day] for day in (first, last)), refit=True)


def _gained(basis: Basis, when: str, ruler: Ruler, window: Window) -> dict:
    """Whose best gained more, by the interval of the difference of the two gains."""
    before, after = (top.set_index("side") for top in (window.before, window.after))
    gains = {side: _gain(before.loc[side], after.loc[side], window.refit) for side in SIDES}
    models = None if window.refit else before["models"].to_dict()
    verdict = on_scores(gains, models)
    side = verdict.side or basis.side
    low, high = difference(gains[side], gains[other(side)])
    status = _level(verdict, basis.side)
    if status == "yes" and before.loc[basis.side, "score"] > before.loc[other(basis.side), "score"]:
        status = "no"  # who was ahead already has no distance to close
    facts = {
        "first": window.first,
        "leads": [_led_by(top["score"].to_dict()) for top in (before, after)],
        "models": before["models"].to_dict(),
        "unit": ruler.unit,
        "boards": window.refit,
    }
    about = {"day": window.last, "scale": ruler.name, "unit": "points", "facts": facts}
    spans = {"value": gains[side].score - gains[other(side)].score, "low": low, "high": high}
    return _row("C10", when, "gain", "", **about, status=status, verdict=verdict, **spans)


def _led_by(scores: dict[str, float]) -> tuple[str, float]:
    """The higher side and by how much."""
    side = max(SIDES, key=scores.get)
    return side, scores[side] - scores[other(side)]


def _gain(before: pd.Series, after: pd.Series, refit: bool) -> Score:
    """How much a side's best gained, at 95%; exactly nothing for the same model on one fit."""
    if not refit and before["model"] == after["model"]:
        return Score(0.0, 0.0, 0.0)
    now, then = _score(after), _score(before)
    return Score(now.score - then.score, *difference(now, then))


def borrowing(basis: Basis) -> list[dict]:
    """C11: do derivatives stand on the other side's models, and whose more? By root of family.

    Only among derivatives whose publisher's country is known.
    """
    rows = []
    for when, panel in basis.panels.items():
        if basis.derived(when).empty:
            rows.append(_untested("C11", when, **_of_panel(panel)))
            continue
        named = lineage.undeclared(panel, basis.rule, lineage.edges_of(panel, basis.data).edges)
        named = named[named["what"] == "all models"].set_index("side")["share"]
        for reading in (FIRST, SECOND):
            across = basis.across(when, reading)
            views = {
                counter: {row.side: (row.low, row.high) for row in own.itertuples()}
                for counter, own in across.groupby("counter")
            }
            drawn = lineage.drawn_again(across, "root")
            facts = {"downloads": views["downloads"], "named": {s: named[s] for s in SIDES}}
            facts |= {"publishers": {side: one.publishers for side, one in drawn.items()}}
            stands = max(low for low, _ in views["models"].values()) > SHARE
            about = {**_of_panel(panel), "status": "seen" if stands else "no", "facts": facts}
            shares = in_every_reading(map(on_shares, views.values()))
            verdict = of_models([on_resampled(drawn)], shares)
            rows.append(_shares("C11", when, views["models"], verdict, reading=reading, **about))
    return rows


def openness(basis: Basis) -> list[dict]:
    """C12: the attitude is not measured; what is: how much of what was released is open.

    Beside it what the statement leaves out: whether the best model of each side on the Arena is
    open, and how many flagships of the year before, all of open weights, limit users or revenue.
    """
    scores = benchmarks.pick(benchmarks.on_ruler(basis.eci, basis.data))
    rows = []
    for when, end in basis.fits.items():
        year = scores[_in_year(scores["release_date"], end)]
        flags = year["open_weights"].groupby(year["region"])
        low = flags.agg(lambda found: (found == "true").mean()).round(4)
        high = flags.agg(lambda found: (found != "false").mean()).round(4)
        bounds = {side: (low[side], high[side]) for side in SIDES}
        facts = {"models": flags.size().to_dict(), "best": _best_of(basis.arenas[when], basis.data)}
        facts["gated"] = gated(basis.data["flagship_licenses"], end)
        about = {"day": end, "scale": basis.fitted, "status": "open", "facts": facts}
        rows.append(_shares("C12", when, bounds, on_shares(bounds), **about))
    return rows


def _in_year(days: pd.Series, end: pd.Timestamp) -> pd.Series:
    return (days > end - LAST_YEAR) & (days <= end)


def _best_of(ruler: Ruler, data: Data) -> dict[str, dict]:
    """The best model of each side on a ruler: model, open_weights."""
    scores = benchmarks.read_part(ruler, data)
    best = benchmarks.best(scores).set_index("side")["model"]
    weights = scores.set_index("model")["open_weights"]
    return {side: {"model": best[side], "open_weights": weights[best[side]]} for side in SIDES}


def gated(flagships: pd.DataFrame, end: pd.Timestamp) -> dict[str, tuple[int, int]]:
    """Flagships of the year until a day by side: how many limit users or revenue, and of how many."""
    rows = flagships[_in_year(flagships["release_date"], end)]
    limited = (rows["class"] == GATED).groupby(rows["region"])
    counts = limited.agg(["sum", "size"]).reindex(list(SIDES), fill_value=0)
    return {side: (int(counts.loc[side, "sum"]), int(counts.loc[side, "size"])) for side in SIDES}


def chips(basis: Basis) -> list[dict]:
    """C13: Nvidia chips bought so far by each side, with the bounds of the source's model."""
    stock = basis.data.once(compute.stock, basis.data).query("makers == 'Nvidia'")
    began = timeline.happened(basis.data["events"], FIRST_RULE)["date"]
    before = _last_quarter(stock, began)
    rows = []
    for when, end in (("then", basis.then), ("now", stock["day"].max())):
        table = _last_quarter(stock, end)
        found = compute.ratio(table.loc[list(SIDES)].reset_index(), "middle")
        about = {
            "day": table["day"].max(),
            "scale": "Epoch AI, Nvidia",
            "verdict": Verdict(AHEAD if found.ahead else WITHIN_ERROR, found.ahead),
            "status": _holds(found.ahead, other(basis.side), "seen"),
            "unit": "times as many",
            "facts": {"stock": table, "before": before},
        }
        spans = {"value": found.times, "low": found.least, "high": found.most}
        rows.append(_row("C13", when, "stock", **about, **spans))
    return rows


def _last_quarter(stock: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """The rows of the last quarter until a day, by side."""
    rows = stock[stock["day"] <= until]
    return rows[rows["day"] == rows["day"].max()].set_index("side")


def at_equal_compute(basis: Basis) -> list[dict]:
    """C14: the difference in score at equal training compute, of models released by the day."""
    rows = []
    for when, end in basis.fits.items():
        table = compute.equal_compute(basis.scored[basis.scored["day"] <= end])
        ahead = agreed(
            "CN" if row.low > 0 else "US" if row.high < 0 else None for row in table.itertuples()
        )
        first = table.query("dated").iloc[0]
        side = "CN" if first["points"] > 0 else "US"
        ends = sorted((first["low"], first["high"]))
        low, high = ends if side == "CN" else (-ends[1], -ends[0])
        about = {"day": end, "scale": basis.fitted, "unit": "points"}
        verdict = Verdict(AHEAD, ahead) if ahead else Verdict(WITHIN_ERROR, side)
        about |= {"verdict": verdict, "status": _level(verdict, basis.side)}
        spans = {"value": abs(first["points"]), "low": low, "high": high}
        facts = {"side": side, **first.to_dict()}
        rows.append(_row("C14", when, "plane", **about, **spans, facts=facts))
    return rows


def bill(basis: Basis) -> list[dict]:
    """C15: the bill that fits the report (the match is an inference) and its last recorded step."""
    dates = basis.data["events"].set_index("event_id")["date"]
    before = tuple(one for one in BILL if dates[one] <= basis.then)
    since = tuple(one for one in BILL if basis.then < dates[one] <= basis.now)
    ended = "no" if BILL[-1] in before + since else "yes"
    return [
        _events(basis, "C15", "then", before, "yes" if before else "no"),
        _events(basis, "C15", "now", since or before, ended),
    ]


def proposals(basis: Basis) -> list[dict]:
    """C16: events on the other side's laws on weights; no table says which restrict them."""
    table = weight_laws(basis.data["events"], other(basis.side))
    facts = {"side": other(basis.side), "events": len(table)}
    rows = []
    for when, end in (("then", basis.then), ("now", basis.now)):
        about = {"day": end, "scale": "events", "unit": "events listed", "facts": facts}
        rows.append(_row("C16", when, "laws", **about, value=(table["start"] <= end).sum()))
    return rows


def weight_laws(events: pd.DataFrame, side: str) -> pd.DataFrame:
    """`timeline.rows` of one side's laws and rules that affect weights, with what_happened."""
    rows = timeline.rows(events, ("legislation", "export_control"), tier=None)
    more = events.set_index("event_id")[["affects", "what_happened"]]
    rows = rows.join(more, on="event_id")
    kept = rows["side"].isin((side, "both")) & rows["affects"].str.contains("weights", na=False)
    return rows[kept].reset_index(drop=True)


def exposure(basis: Basis) -> list[dict]:
    """C17: how much of what the other side publishes and repackages stands on the report's side."""
    rows = []
    for when, panel in basis.panels.items():
        if basis.derived(when).empty:
            rows.append(_untested("C17", when, **_of_panel(panel)))
            continue
        for reading in (FIRST, SECOND):
            across = basis.across(when, reading)
            across = across[across["side"] == other(basis.side)].set_index("counter")
            spans = {name: (row["low"], row["high"]) for name, row in across.iterrows()}
            derived = basis.derived(when, reading)
            if derived["kind"].eq("repackager").any():
                spans["copies"] = _packed(basis, derived)
            low, high = (100 * end for end in spans["models"])
            about = {"unit": "percent", "facts": {"spans": spans, "side": basis.side}}
            about |= {"reading": reading, "value": low, "low": low, "high": high}
            rows.append(_row("C17", when, "exposure", **_of_panel(panel), **about))
    return rows


def _packed(basis: Basis, derived: pd.DataFrame) -> tuple[float, float]:
    """The share of the downloads of repackagers' copies that stands on the report's side."""
    table = lineage.repackagers(derived)
    row = table.query("repackager == 'all' and counter == 'downloads'").iloc[0]
    return row[f"low_{basis.side}"], row[f"high_{basis.side}"]


def downloaded(basis: Basis) -> list[dict]:
    """C18: whose models are downloaded more, of all tasks, encoders and language models apart."""
    rows = []
    for when, panel in basis.panels.items():
        for universe in ("all", "encoder", "language"):
            for reading in (FIRST, SECOND):
                rule = replace(basis.read_as(reading), universe=universe)
                sides = downloads.shares(panel, rule).set_index("side")
                bounds = {side: (sides.loc[side, "low"], sides.loc[side, "high"]) for side in SIDES}
                created = downloads.median_creation(panel, rule).set_index("side")["created"]
                verdict = on_shares(bounds)
                status = _holds(verdict.ahead, other(basis.side), "seen")
                about = {"status": status, "reading": reading, **_of_panel(panel)}
                about |= {"part": universe, "facts": {"created": created.to_dict()}}
                rows.append(_shares("C18", when, bounds, verdict, **about))
    return rows


def repeated(basis: Basis) -> list[dict]:
    """C19: downloads of models of the last year under every rule, and the open frontier."""
    rows = [_by_rules(basis, when) for when in basis.panels]
    for when, ruler in basis.arenas.items():
        gap = _best(benchmarks.read_part(ruler, basis.data), ruler, "open")
        if when == "now":
            gap["changed"] = changed_hands(basis.arenas["now"], basis.data)
        row = _gap(basis, "C19", when, "open weights", ruler, gap)
        rows.append({**row, "status": _holds(row["ahead"], basis.side)})
    return rows


class Change(NamedTuple):
    """A lead that changed hands: the last day of the old leader, the first of the new one."""

    before: pd.Timestamp
    since: pd.Timestamp
    leader: str


def changed_hands(ruler: Ruler, data: Data) -> Change | None:
    """When the open-weight lead last changed hands on the boards of an arena, as published.

    A lead is one by the interval of the difference; boards without a lead, or that hide a side, say
    nothing. None where one side leads on all.
    """
    tops = benchmarks.by_snapshot(ruler, data, "open").dropna(subset="score")
    led = {}
    for when, top in tops.groupby("day"):
        ends = {row["side"]: _score(row) for row in top.to_dict("records")}
        if len(ends) == len(SIDES) and (side := on_scores(ends).ahead):
            led[when] = side
    turns = [pair for pair in pairwise(led) if led[pair[0]] != led[pair[1]]]
    return Change(*turns[-1], led[turns[-1][1]]) if turns else None


def _score(row: Mapping) -> Score:
    return Score(*(row[key] for key in Score._fields))


def _by_rules(basis: Basis, when: str) -> dict:
    panel, data = basis.panels[when], basis.data
    every = data.once(headlines.grid, data.once(headlines.cube, panel))
    ranges = headlines.ranges(every).set_index("choice")
    if "last year" not in ranges.index:  # the list holds no model that is so new
        return _untested("C19", when, "last year", **_of_panel(panel))
    row = ranges.loc["last year"]
    counts, rules = {side: int(row[f"{side}_ahead"]) for side in SIDES}, int(row["rules"])
    ahead = next((side for side in SIDES if counts[side] > MAJORITY * rules), None)
    verdict = Verdict(AHEAD, ahead) if ahead else Verdict(DEPENDS)
    about = {"verdict": verdict, "status": _holds(ahead, basis.side), "unit": "percent of rules"}
    about |= {"value": max(counts.values()) / rules * 100}
    about |= {"facts": {"counts": counts, "rules": rules}}
    return _row("C19", when, "rules", "last year", **_of_panel(panel), **about)


def open_board(basis: Basis) -> list[dict]:
    """X01: the rank of Qwen2-72B among entries submitted by the report, and among all."""
    asked = (("then", "v1", basis.then), ("then", "v2", basis.then), ("now", "v2", None))
    return [_rank(basis, *one) for one in asked]


def _rank(basis: Basis, when: str, version: str, end: pd.Timestamp | None) -> dict:
    table = basis.data["open_llm_leaderboard"]
    board = table[table["version"] == version]
    board = board.sort_values(["average", "hub_id"], ascending=[False, True])
    seen = board["snapshot_on"].max()
    if end is not None:
        board = board[board["submitted_on"] <= end]
    own = board[board["hub_id"].str.startswith(QWEN)].iloc[0]
    above = board.loc[board["average"] > own["average"], "hub_id"].tolist()
    facts = {
        "model": own["hub_id"],
        "entries": len(board),
        "above": above,
        "average": own["average"],
        "version": version,
    }
    about = {"day": seen, "scale": "Open LLM Leaderboard", "unit": "rank", "facts": facts}
    about |= {"value": len(above) + 1, "status": "no" if above else "yes"}
    return _row("X01", when, "rank", version, **about)


CLAIMS = (
    capability,
    availability,
    conference,
    kling_against_sora,
    access,
    announced,
    yi_release,
    yi_on_tests,
    boom,
    closing,
    borrowing,
    openness,
    chips,
    at_equal_compute,
    bill,
    proposals,
    exposure,
    downloaded,
    repeated,
    open_board,
)


# --- tables


def told(table: pd.DataFrame) -> pd.DataFrame:
    """The readings that are said; the others say again what the table holds.

    Said again is the second reading of disputed publishers, and the board after the report, where
    the verdict is that of the first.
    """
    key = ["claim_id", "when", "kind", "part", "scale"]
    first = table.groupby(key, sort=False)["verdict"].transform("first")
    again = table.duplicated(key) & (table["reading"].eq(SECOND) | table["kind"].eq("duel"))
    return table[~(again & (table["verdict"].map(str) == first.map(str)))]


def both_readings(table: pd.DataFrame) -> pd.DataFrame:
    """The readings that read disputed publishers in both ways."""
    return table[table["reading"] != ""]


def lags(data: Data, report: str, today: str) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """`benchmarks.lag_at` before the report and now, on the Arena (its own board then) and ECI."""
    then, now = benchmarks.ARENA_THEN.on(data, report), benchmarks.ARENA.on(data, today)
    eci = benchmarks.ECI.on(data, today)
    asked = [((then, then.day), (now, now.day)), ((eci, report), (eci, eci.day))]
    return [tuple(benchmarks.lag_at(ruler, data, when) for ruler, when in two) for two in asked]


def heroes(data: Data) -> dict[str, str]:
    """The two systems of the report, and whether their weights are open (true, false)."""
    tables = {HERO: data["benchmark_models"], video.FIRST: data["video_models"]}
    return {name: t.set_index("model").loc[name, "open_weights"] for name, t in tables.items()}


def versions(board: Ruler, data: Data) -> pd.DataFrame:
    """Every system of the maker of Kling against the first Sora on one fit, by release: model,
    released, score, low, high, verdict, ahead (`model`, `rival` or empty), points, least, most
    (the 95% interval of the difference).
    """
    scores = video.on_board(board, data)
    rows = []
    own = scores[scores["developer"] == video.MAKER].sort_values(["release_date", "model"])
    for one in own.to_dict("records"):
        duel = _against(scores, (one["model"], video.RIVAL), board)
        ahead = "model" if duel["leading_model"] == one["model"] else "rival"
        spans = {"points": duel["points"], "least": duel["low"], "most": duel["high"]}
        facts = {key: one[key] for key in ("model", "score", "low", "high")}
        facts |= {"released": one["release_date"], "verdict": duel["verdict"]}
        rows.append({**facts, "ahead": ahead if duel["verdict"].ahead else "", **spans})
    return pd.DataFrame(rows)


# --- verdicts


def verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """One row a claim, from `readings`: claim_id, then, now (a status, or mixed), ahead_then,
    ahead_now (the side clearly ahead in all comparing readings, else empty), reversed (from side
    to side).
    """
    rows = []
    for claim, own in table.groupby("claim_id", sort=True):
        row = {"claim_id": claim}
        for when in ("then", "now"):
            part = own[own["when"] == when]
            told = {status for status in part["status"] if status in TOLD}
            row[when] = (
                ("mixed" if len(told) > 1 else told.pop()) if told else part["status"].iloc[0]
            )
            sides = set(part.loc[part["kind"].isin(COMPARING), "ahead"])
            row[f"ahead_{when}"] = sides.pop() if len(sides) == 1 else ""
        row["reversed"] = {row["ahead_then"], row["ahead_now"]} == set(SIDES)
        rows.append(row)
    return pd.DataFrame(rows)


def turned(verdicts: pd.DataFrame) -> dict[str, list[str]]:
    """The claims that hold no more (lost), hold now only (won), or changed sides (reversed)."""
    held, then, now = ("yes", "seen"), verdicts["then"], verdicts["now"]
    groups = {
        "lost": then.isin(held) & (now == "no"),
        "won": (then == "no") & now.isin(held),
        "reversed": verdicts["reversed"],
    }
    return {name: verdicts.loc[chosen, "claim_id"].tolist() for name, chosen in groups.items()}


class Led(NamedTuple):
    """In how many readings of STRENGTH each side is ahead, how many are of another kind, of all."""

    counts: dict[str, int]
    rest: dict[str, int]
    of: int


def led(table: pd.DataFrame) -> dict[str, Led]:
    """Who is ahead where the sides' best or totals are compared, from `readings`: then and now."""
    rows = table[table["claim_id"].isin(STRENGTH) & (table["kind"] != "untested")]
    rows = rows[rows["reading"] != SECOND]
    found = {}
    for when in ("then", "now"):
        verdicts = rows.loc[rows["when"] == when, "verdict"].tolist()
        counts = {side: sum(one.ahead == side for one in verdicts) for side in SIDES}
        rest = Counter(one.kind for one in verdicts if not one.ahead)
        found[when] = Led(counts, dict(sorted(rest.items())), len(verdicts))
    return found
