"""The report of July 2024, statement by statement: what the data said then and what they say now.

A reading is one answer to one statement on one day and one scale. Whether it is in line with the
statement is judged for the side whose systems the report named, as the data place them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from ..data import Data
from ..panel import Panel
from ..registry import region_of
from ..rules import CountingRule
from ..text import day
from . import benchmarks, compute, downloads, headlines, lineage, timeline, video
from .benchmarks import lead_in_points
from .downloads import leading
from .verdicts import SHARE, SIDES, leader, leader_of_intervals, other

REPORT = pd.Timestamp("2024-07-25")
HERO = "Yi-Large"  # its country in the data is the side of which the report speaks
HERO_MAKERS = ("01.AI", "Kuaishou")  # parents in the registry
VERSIONS = ("Yi-Large (preview)", "Yi-Large")
RIVALS = ("GPT-4o (May 2024)", "Llama 3-70B", "Llama 3-8B")
MMLU = next(ruler for ruler in benchmarks.RULERS if ruler.name.startswith("MMLU"))
FITTED = f"ECI, fit of {day(benchmarks.ECI.day)}, models released until"
COLLECTED = f"{MMLU.name}, runs collected until"
QWEN = "Qwen/Qwen2-72B"  # how the ids begin
FIRST_LIST = "snapshot-2022-07-02"
BOOM = "E002"  # ids of the table events, from here on
BILL = ("E018", "E020", "E044")  # introduced, passed committee, lapsed
CONFERENCE, ANNOUNCED, OPENED, PRINTED = "E025", "E021", "E029", "E030"
RIVAL_SHOWN, RIVAL_OPENED, RIVAL_ENDS = "E012", "E041", "E095"
HERO_RELEASED, FIRST_RULE = "E019", "E001"
EDGES = {"then": lineage.CENSUS_SOURCE, "now": "radar"}  # who saw the declarations
MONTH, TWO_MONTHS = 31, 61  # days: "a little over a month" lies between
LAST_YEAR = pd.DateOffset(years=1)
COMPARING = ("gap", "shares", "change", "rules", "stock", "plane")  # kinds that compare two sides

# In line with the statement (yes), as far as can be seen (seen), neither side clearly ahead (level),
# against it (no); not measurable here (open), not testable then or no more (untested), over (past).
TOLD = ("yes", "seen", "level", "no")


@dataclass(frozen=True, eq=False)
class Basis:
    """What the claims are read from: the data, the two panels and a counting rule."""

    data: Data
    census: Panel
    sample: Panel
    rule: CountingRule

    @cached_property
    def side(self) -> str:
        """The side of which the report says that it caught up."""
        models = self.data["benchmark_models"].set_index("model")
        return region_of(models.loc[[HERO], "country"]).iloc[0]

    @property
    def today(self) -> pd.Timestamp:
        """The day of the later panel: what `now` is, where nothing else is named."""
        return self.sample.days[-1]

    @property
    def panels(self) -> dict[str, Panel]:
        """then and now."""
        return {"then": self.census, "now": self.sample}

    @cached_property
    def derived(self) -> dict[str, pd.DataFrame]:
        """`lineage.derivatives` of both panels, repackagers' copies included."""
        rule = replace(self.rule, copies="included")
        return {
            when: lineage.derivatives(panel, rule, self.edges[when], self.data)
            for when, panel in self.panels.items()
        }

    @cached_property
    def edges(self) -> dict[str, pd.DataFrame]:
        """The declared bases of both panels."""
        return {w: lineage.declared_edges(self.data, source).edges for w, source in EDGES.items()}

    def across(self, when: str) -> pd.DataFrame:
        """`lineage.across` through the roots of families, without repackagers' copies."""
        rows = self.derived[when]
        return lineage.across(rows[rows["kind"] != "repackager"]).query("through == 'root'")


def readings(basis: Basis) -> pd.DataFrame:
    """All readings, by claim: claim_id, when (then, now), part, kind, day, scale, status, ahead,
    value, low, high, unit, facts.

    ahead: the side clearly ahead, empty without a clear difference. value with low and high: the
    difference in `unit` (missing where none is published). facts: what the sentence is made of.
    """
    families = (
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
    rows = [row for family in families for row in family(basis)]
    return pd.DataFrame(rows)


def _row(claim: str, when: str, part: str, kind: str, **rest) -> dict:
    blank = {"day": pd.NaT, "scale": "", "status": "open", "unit": "", "facts": {}}
    numbers = dict.fromkeys(("value", "low", "high"), np.nan)
    about = {
        "claim_id": claim,
        "when": when,
        "part": part,
        "kind": kind,
        **blank,
        **numbers,
        **rest,
    }
    return {**about, "ahead": rest.get("ahead") or ""}


# --- is one side ahead?


def _gap(basis: Basis, claim: str, when: str, part: str, ruler, gap: dict) -> dict:
    """Best against best on one scale; in line unless the report's side is clearly behind.

    A clear lead has its intervals apart and stays with the longer list thinned; the board of July
    2024 kept the top of its list only, so there is nothing to thin.
    """
    full = ruler.table != benchmarks.ARENA_JULY_2024.table
    clear = gap["low"] > 0 and (not full or lead_in_points(gap) is not None)
    ahead = gap["leader"] if clear else None
    return _row(
        claim,
        when,
        part,
        "gap",
        day=pd.Timestamp(ruler.day),
        scale=ruler.name,
        ahead=ahead,
        status=_level(ahead, basis.side),
        value=gap["points"],
        low=gap["low"],
        high=gap["high"],
        unit="points",
        facts={**gap, "full": full},
    )


def _duel(claim: str, when: str, pair: tuple[str, str], scores, ruler, until, scale) -> dict:
    """Two named systems on one scale, the report's own first; against it if that one is behind."""
    row = video.duel(scores, *pair)
    ahead = row["leader"] if row["low"] > 0 else None
    status = "yes" if row["leading_model"] == pair[0] else "no"
    votes = ruler.unit.endswith("points")  # the chance to win a vote belongs to Elo scales only
    facts = {**row.to_dict(), "first": pair[0], "second": pair[1], "votes": votes}
    return _row(
        claim,
        when,
        " against ".join(pair),
        "duel",
        day=pd.Timestamp(until),
        scale=scale,
        ahead=ahead,
        status=status if ahead else "level",
        value=row["points"],
        low=row["low"],
        high=row["high"],
        unit="points",
        facts=facts,
    )


def _shares(
    claim: str, when: str, end, scale: str, bounds: dict, ahead, status: str, **facts
) -> dict:
    """Shares of two sides with their bounds (side -> (low, high)): a difference in percentage points."""
    first = max(SIDES, key=lambda side: bounds[side])
    one, two = bounds[first], bounds[other(first)]
    spans = {"value": one[0] - two[0], "low": one[0] - two[1], "high": one[1] - two[0]}
    return _row(
        claim,
        when,
        "",
        "shares",
        day=pd.Timestamp(end),
        scale=scale,
        ahead=ahead,
        status=status,
        unit="percentage points",
        facts={"bounds": bounds, **facts},
        **{name: round(100 * value, 1) for name, value in spans.items()},
    )


def _level(ahead: str | None, side: str) -> str:
    """The status of a statement that a side has drawn level."""
    return {None: "level", side: "yes"}.get(ahead, "no")


def _holds(ahead: str | None, side: str, yes: str = "yes") -> str:
    """The status of a statement that a side is ahead."""
    return yes if ahead == side else "no"


# --- the claims, in their order


def capability(basis: Basis) -> list[dict]:
    """C01: best against best, text and video apart; no video board is older than the report."""
    rows = []
    for when, ruler in (("then", benchmarks.ARENA_JULY_2024), ("now", benchmarks.ARENA)):
        gap = benchmarks.gap(benchmarks.on_ruler(ruler, basis.data))
        rows.append(_gap(basis, "C01", when, "text", ruler, gap.to_dict()))
    first = basis.data["video_arena_history"]["published_on"].min()
    rows.append(_row("C01", "then", "video", "untested", status="untested", facts={"first": first}))
    for ruler, gap in zip(video.BOARDS, video.gaps(video.BOARDS, basis.data).to_dict("records")):
        rows.append(_gap(basis, "C01", "now", "video", ruler, gap))
    return rows


def availability(basis: Basis) -> list[dict]:
    """C02: downloads of the open weights of the two makers; apps and paid access are not seen."""
    rows = []
    for when, panel in basis.panels.items():
        own = panel.rows[panel.rows["parent"].isin(HERO_MAKERS)]
        makers = own.groupby("parent")["downloads_30d"].agg(["size", "sum"]).to_dict("index")
        total = own["downloads_30d"].sum()
        rows.append(
            _row(
                "C02",
                when,
                "",
                "makers",
                day=panel.days[-1],
                scale=panel.name,
                value=total,
                unit="downloads",
                status="seen" if total else "no",
                facts={"makers": makers},
            )
        )
    return rows


def _events(basis: Basis, claim: str, when: str, ids: tuple[str, ...], status: str, **rest) -> dict:
    """Dated events as an answer: title, date, date_precision and evidence_grade of each id."""
    columns = ["title", "date", "date_precision", "evidence_grade"]
    table = basis.data["events"].set_index("event_id").loc[list(ids), columns].sort_values("date")
    facts, last = {"events": table.to_dict("records")}, table["date"].max()
    return _row(
        claim, when, "", "events", day=last, scale="events", status=status, facts=facts, **rest
    )


def conference(basis: Basis) -> list[dict]:
    """C03: the conference took place; who played which clip is not in any table."""
    return [
        _events(basis, "C03", "then", (CONFERENCE,), "open"),
        _row("C03", "now", "", "past", status="past"),
    ]


def kling_against_sora(basis: Basis) -> list[dict]:
    """C04: pairs of versions on one fit or board of today; then nobody outside could rate Sora."""
    data = basis.data
    scores = {ruler: video.on_board(ruler, data) for ruler in video.BOARDS}
    opened = video.public_since(video.RIVAL, data)
    first_fit = scores[video.AA]
    by_then = first_fit[first_fit["release_date"] <= opened]
    newest = {ruler: video.latest(table, video.MAKER) for ruler, table in scores.items()}
    pairs = [
        (video.AA, (video.FIRST, video.RIVAL)),
        (video.AA, (video.latest(by_then, video.MAKER), video.RIVAL)),
        (video.AA, (newest[video.AA], "Sora 2 Pro")),
        (video.ARENA, (newest[video.ARENA], "Sora 2 Pro")),
    ]
    then = _row("C04", "then", "", "untested", status="untested", facts={"first": opened})
    return [then] + [
        _duel("C04", "now", pair, scores[ruler], ruler, ruler.day, ruler.name)
        for ruler, pair in pairs
    ]


def access(basis: Basis) -> list[dict]:
    """C05: open to all on the day of the report: the one, and not the other?"""
    events = basis.data["events"]
    dates = {one: timeline.happened(events, one)["date"] for one in (OPENED, RIVAL_OPENED)}
    held = dates[OPENED] <= REPORT < dates[RIVAL_OPENED]
    still = dates[OPENED] <= basis.today < dates[RIVAL_OPENED]
    days = timeline.days_between(events, OPENED, RIVAL_OPENED)
    first, second = (RIVAL_SHOWN, ANNOUNCED, OPENED), (RIVAL_OPENED, RIVAL_ENDS)
    return [
        _events(basis, "C05", "then", first, "yes" if held else "no"),
        _events(
            basis,
            "C05",
            "now",
            second,
            "yes" if still else "no",
            value=days,
            unit="days between the openings",
        ),
    ]


def announced(basis: Basis) -> list[dict]:
    """C06: days from the first announcement to the report."""
    days = timeline.days_between(basis.data["events"], ANNOUNCED, PRINTED)
    status = "yes" if MONTH <= days <= TWO_MONTHS else "no"
    ids = (ANNOUNCED, OPENED, PRINTED)
    then = _events(basis, "C06", "then", ids, status, value=days, unit="days before the report")
    return [then, _row("C06", "now", "", "past", status="past")]


def yi_release(basis: Basis) -> list[dict]:
    """C07: the release, and the repositories of its maker that carry open weights."""
    days = timeline.days_between(basis.data["events"], HERO_RELEASED, PRINTED)
    event = timeline.happened(basis.data["events"], HERO_RELEASED)
    rows = []
    for when, panel in basis.panels.items():
        own = panel.rows[panel.rows["parent"] == HERO_MAKERS[0]]
        tags = own["license"].fillna("no tag recorded").value_counts().to_dict()
        facts = {
            "repositories": len(own),
            "licenses": tags,
            "event": event.to_dict(),
            "days": days,
            "downloads": own["downloads_30d"].sum(),
            "maker": HERO_MAKERS[0],
        }
        rows.append(
            _row(
                "C07",
                when,
                "",
                "catalogue",
                day=panel.days[-1],
                scale=panel.name,
                facts=facts,
                status="yes" if when == "then" else "past",
                value=len(own),
                unit="open repositories",
            )
        )
    return rows


def yi_on_tests(basis: Basis) -> list[dict]:
    """C08: both versions against GPT-4o and Llama 3 on the board of that month, and on MMLU."""
    july = benchmarks.ARENA_JULY_2024
    scores = benchmarks.on_ruler(july, basis.data)
    rows = [
        _duel("C08", "then", (own, rival), scores, july, july.day, july.name)
        for own in VERSIONS
        for rival in RIVALS
    ]
    tested = benchmarks.on_ruler(MMLU, basis.data)
    sources = basis.data["sources"].set_index("id")
    until = pd.Timestamp(sources.loc[MMLU.sources[0], "measured_to"])
    rows += [_duel("C08", "now", (HERO, rival), tested, MMLU, until, COLLECTED) for rival in RIVALS]
    listed = set(benchmarks.on_ruler(benchmarks.ARENA, basis.data)["model"])
    gone = [own for own in VERSIONS if own not in listed]
    board = {"day": pd.Timestamp(benchmarks.ARENA.day), "scale": benchmarks.ARENA.name}
    return [
        *rows,
        _row("C08", "now", "", "untested", status="untested", facts={"gone": gone}, **board),
    ]


def boom(basis: Basis) -> list[dict]:
    """C09: repositories created a month before and after ChatGPT, of those with downloads in 2024.

    Whole months only; the Hub recorded no creation before `lineage.FLOOR`.
    """
    event, floor = timeline.happened(basis.data["events"], BOOM), lineage.FLOOR.tz_convert(None)
    rows = basis.census.rows.query("downloads_30d > 0")
    months = rows["created_at"].dt.tz_convert(None).dt.to_period("M").value_counts().sort_index()
    months = months[
        (months.index.start_time > floor) & (months.index.end_time < basis.census.days[-1])
    ]
    turn = pd.Period(event["date"], "M")
    before, after = months[months.index <= turn], months[months.index > turn]
    earlier = basis.data[FIRST_LIST]
    sizes = {earlier["observed_on"].max(): len(earlier), basis.census.days[-1]: len(rows)}
    facts = {
        "event": event.to_dict(),
        "before": before.mean(),
        "after": after.mean(),
        "sizes": sizes,
        "first": before.iloc[0],
        "last": before.iloc[-1],
        "since": before.index[0].start_time,
        "floor": floor,
    }
    then = _row(
        "C09",
        "then",
        "",
        "boom",
        day=basis.census.days[-1],
        scale=basis.census.name,
        status="seen" if after.mean() > before.mean() else "no",
        value=after.mean() / before.mean(),
        unit="times as many new repositories a month",
        facts=facts,
    )
    now = _row(
        "C09", "now", "", "untested", status="untested", day=basis.today, scale=basis.sample.name
    )
    return [then, now]


def closing(basis: Basis) -> list[dict]:
    """C10: the gap on the first and the last day of one scale of the board, then and now."""
    days = benchmarks.by_snapshot(benchmarks.ARENA, basis.data)
    whole = days.groupby("day")["score"].count() == len(SIDES)
    days = days[days["day"].map(whole)]
    scales = days.groupby("scale")["day"]
    july, last = pd.Timestamp(benchmarks.ARENA_JULY_2024.day), days["day"].max()
    rows = []
    for when, end in (("then", july), ("now", last)):
        scale = days.loc[days["day"] == end, "scale"].iloc[0]
        change = benchmarks.change_of_gap(days, scales.min()[scale], end)
        later = (
            benchmarks.change_of_gap(days, july, scales.max()[scale]) if when == "then" else None
        )
        rows.append(_change(basis, when, change, later))
    return rows


def _change(basis: Basis, when: str, change: pd.DataFrame, later: pd.DataFrame | None) -> dict:
    first, last = change.to_dict("records")
    low, high = (first["points"] if np.isnan(first[end]) else first[end] for end in ("low", "high"))
    narrower, wider = low > last["high"], high < last["low"]
    overtaken = last["leader"] == basis.side != first["leader"] and last["low"] > 0
    facts = {"change": change, "later": later, "narrower": narrower, "wider": wider}
    return _row(
        "C10",
        when,
        "",
        "change",
        day=last["day"],
        scale=benchmarks.ARENA.name,
        facts=facts,
        unit="points",
        status="yes" if overtaken or narrower and first["leader"] != basis.side else "no",
        value=last["points"] - first["points"],
    )


def borrowing(basis: Basis) -> list[dict]:
    """C11: do derivatives stand on models of the other side, and whose more? By root of the family."""
    rows = []
    for when, panel in basis.panels.items():
        table = basis.across(when)
        views = {
            counter: {row.side: (row.low, row.high) for row in own.itertuples()}
            for counter, own in table.groupby("counter")
        }
        leads = {leader_of_intervals(view) for view in views.values()}
        ahead = leads.pop() if len(leads) == 1 else None
        named = lineage.undeclared(panel, basis.rule, basis.edges[when])
        named = named[named["what"] == "all models"].set_index("side")["share"]
        facts = {"downloads": views["downloads"], "named": {side: named[side] for side in SIDES}}
        status = "seen" if max(low for low, _ in views["models"].values()) > SHARE else "no"
        rows.append(
            _shares(
                "C11", when, panel.days[-1], panel.name, views["models"], ahead, status, **facts
            )
        )
    return rows


def openness(basis: Basis) -> list[dict]:
    """C12: the attitude is not measured; the share of open weights in what each side released is."""
    scores = benchmarks.pick(benchmarks.on_ruler(benchmarks.ECI, basis.data))
    rows = []
    for when, end in (("then", REPORT), ("now", pd.Timestamp(benchmarks.ECI.day))):
        year = scores[(scores["release_date"] > end - LAST_YEAR) & (scores["release_date"] <= end)]
        flags = year["open_weights"].groupby(year["region"])
        low, high = (
            flags.agg(lambda f: (f == "true").mean()),
            flags.agg(lambda f: (f != "false").mean()),
        )
        bounds = {side: (round(low[side], 4), round(high[side], 4)) for side in SIDES}
        ahead = leader_of_intervals(bounds)
        if leader({side: bounds[side][0] for side in SIDES}, SHARE) is None:
            ahead = None
        models = flags.size().to_dict()
        rows.append(_shares("C12", when, end, FITTED, bounds, ahead, "open", models=models))
    return rows


def chips(basis: Basis) -> list[dict]:
    """C13: Nvidia chips bought so far by each side, with the bounds of the source's model."""
    stock = compute.stock(basis.data).query("makers == 'Nvidia'")
    start = stock[stock["day"] <= timeline.happened(basis.data["events"], FIRST_RULE)["date"]]
    before = start[start["day"] == start["day"].max()].set_index("side")
    rows = []
    for when, end in (("then", REPORT), ("now", stock["day"].max())):
        last = stock.loc[stock["day"] <= end, "day"].max()
        table = stock[stock["day"] == last].set_index("side")
        bounds = {side: (table.loc[side, "low"], table.loc[side, "high"]) for side in SIDES}
        ahead = leader_of_intervals(bounds)
        first = max(SIDES, key=lambda side: table.loc[side, "middle"])
        one, two = table.loc[first], table.loc[other(first)]
        rows.append(
            _row(
                "C13",
                when,
                "",
                "stock",
                day=last,
                scale="Epoch AI, Nvidia",
                ahead=ahead,
                status=_holds(ahead, other(basis.side), "seen"),
                value=one["middle"] / two["middle"],
                low=one["low"] / two["high"],
                high=one["high"] / two["low"],
                unit="times as many",
                facts={"stock": table, "before": before},
            )
        )
    return rows


def at_equal_compute(basis: Basis) -> list[dict]:
    """C14: the difference in score at equal training compute, of models released by the day."""
    scored = compute.scored(basis.data)
    rows = []
    for when, end in (("then", REPORT), ("now", pd.Timestamp(benchmarks.ECI.day))):
        table = compute.equal_compute(scored[scored["day"] <= end])
        leads = {
            "CN" if row.low > 0 else "US" if row.high < 0 else None for row in table.itertuples()
        }
        ahead = leads.pop() if len(leads) == 1 else None
        first = table.query("dated").iloc[0]
        ends = sorted((first["low"], first["high"]))
        side = "CN" if first["points"] > 0 else "US"
        low, high = ends if side == "CN" else (-ends[1], -ends[0])
        rows.append(
            _row(
                "C14",
                when,
                "",
                "plane",
                day=end,
                scale=FITTED,
                ahead=ahead,
                unit="points",
                status=_level(ahead, basis.side),
                value=abs(first["points"]),
                low=low,
                high=high,
                facts={"side": side, **first.to_dict()},
            )
        )
    return rows


def bill(basis: Basis) -> list[dict]:
    """C15: the bill that fits the report (the match is an inference) and its last recorded step."""
    dates = basis.data["events"].set_index("event_id")["date"]
    before = tuple(one for one in BILL if dates[one] <= REPORT)
    since = tuple(one for one in BILL if REPORT < dates[one] <= basis.today)
    ended = "no" if BILL[-1] in before + since else "yes"
    return [
        _events(basis, "C15", "then", before, "yes" if before else "no"),
        _events(basis, "C15", "now", since or before, ended),
    ]


def proposals(basis: Basis) -> list[dict]:
    """C16: events on laws of the other side that touch weights; no table says which restrict them."""
    table = weight_laws(basis.data["events"], other(basis.side))
    return [
        _row(
            "C16",
            when,
            "",
            "laws",
            day=end,
            scale="events",
            value=(table["start"] <= end).sum(),
            unit="events listed",
            facts={"side": other(basis.side), "events": len(table)},
        )
        for when, end in (("then", REPORT), ("now", basis.today))
    ]


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
        across = basis.across(when)
        across = across[across["side"] == other(basis.side)].set_index("counter")
        packed = lineage.repackagers(basis.derived[when])
        packed = packed.query("repackager == 'all' and counter == 'downloads'").iloc[0]
        spans = {name: (row["low"], row["high"]) for name, row in across.iterrows()}
        spans["copies"] = (packed[f"low_{basis.side}"], packed[f"high_{basis.side}"])
        low, high = (100 * end for end in spans["models"])
        rows.append(
            _row(
                "C17",
                when,
                "",
                "exposure",
                day=panel.days[-1],
                scale=panel.name,
                value=low,
                low=low,
                high=high,
                unit="percent",
                facts={"spans": spans, "side": basis.side},
            )
        )
    return rows


def downloaded(basis: Basis) -> list[dict]:
    """C18: whose models are downloaded more, of all tasks, encoders and language models apart."""
    rows = []
    for when, panel in basis.panels.items():
        for universe in ("all", "encoder", "language"):
            rule = replace(basis.rule, universe=universe)
            table = downloads.shares(panel, rule)
            sides = table.set_index("side")
            bounds = {side: (sides.loc[side, "low"], sides.loc[side, "high"]) for side in SIDES}
            created = downloads.median_creation(panel, rule).set_index("side")["created"].to_dict()
            ahead = leading(table)
            status = _holds(ahead, other(basis.side), "seen")
            about = (panel.days[-1], panel.name, bounds, ahead, status)
            rows.append({**_shares("C18", when, *about, created=created), "part": universe})
    return rows


def repeated(basis: Basis) -> list[dict]:
    """C19: downloads of models of the last year under every counting rule, and the open frontier."""
    rows = []
    for when, panel in basis.panels.items():
        spread = headlines.ranges(headlines.grid(headlines.cube(panel)))
        row = spread.set_index("choice").loc["last year"]
        counts = {side: int(row[f"{side}_ahead"]) for side in SIDES}
        ahead = next((side for side in SIDES if counts[side] > row["rules"] / 2), None)
        rows.append(
            _row(
                "C19",
                when,
                "last year",
                "rules",
                day=panel.days[-1],
                scale=panel.name,
                ahead=ahead,
                status=_holds(ahead, basis.side),
                value=max(counts.values()) / row["rules"] * 100,
                unit="percent of rules",
                facts={"counts": counts, "rules": int(row["rules"])},
            )
        )
    for when, ruler in (("then", benchmarks.ARENA_JULY_2024), ("now", benchmarks.ARENA)):
        gap = benchmarks.gap(benchmarks.on_ruler(ruler, basis.data), "open")
        row = _gap(basis, "C19", when, "open weights", ruler, gap.to_dict())
        rows.append({**row, "status": _holds(row["ahead"], basis.side)})
    return rows


def open_board(basis: Basis) -> list[dict]:
    """X01: the rank of Qwen2-72B among entries submitted by the report, and among all."""
    table = basis.data["open_llm_leaderboard"]
    rows = []
    for when, version, end in (("then", "v1", REPORT), ("then", "v2", REPORT), ("now", "v2", None)):
        board = table[table["version"] == version]
        seen = board["snapshot_on"].max()
        if end is not None:
            board = board[board["submitted_on"] <= end]
        own = (
            board[board["hub_id"].str.startswith(QWEN)]
            .sort_values("average", ascending=False)
            .iloc[0]
        )
        above = board[board["average"] > own["average"]].sort_values("average", ascending=False)
        facts = {
            "model": own["hub_id"],
            "entries": len(board),
            "above": above["hub_id"].tolist(),
            "average": own["average"],
            "version": version,
        }
        rows.append(
            _row(
                "X01",
                when,
                version,
                "rank",
                day=seen,
                scale="Open LLM Leaderboard",
                value=len(above) + 1,
                unit="rank",
                status="no" if len(above) else "yes",
                facts=facts,
            )
        )
    return rows


# --- verdicts, tables


def numbers(table: pd.DataFrame) -> pd.DataFrame:
    """`readings` as a table of plain values."""
    return table.drop(columns="facts")


def sources(basis: Basis) -> tuple[str, ...]:
    """Ids of the sources of all readings but those from events, which carry their own addresses."""
    rulers = (benchmarks.ARENA_JULY_2024, benchmarks.ARENA, benchmarks.ECI, MMLU, *video.BOARDS)
    tables = ("arena_history", "chip_stock", "open_llm_leaderboard", FIRST_LIST)
    ids = [
        *basis.census.sources,
        *basis.sample.sources,
        *(s for ruler in rulers for s in ruler.sources),
    ]
    ids += [one for name in tables for one in sorted(basis.data[name]["source"].unique())]
    return tuple(dict.fromkeys(ids))


def verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """One row a claim, from `readings`: claim_id, then, now (a status, or mixed), ahead_then, ahead_now
    (the side clearly ahead in all comparing readings, else empty).
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
        rows.append(row)
    return pd.DataFrame(rows)


LAGGED = (benchmarks.ARENA, benchmarks.ECI)


def lags(ruler: benchmarks.Ruler, data: Data) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`frontier.lag_at` before the report and on the ruler's day; the Arena's own board of that July."""
    first = benchmarks.ARENA_JULY_2024 if ruler == benchmarks.ARENA else ruler
    when = first.day if ruler == benchmarks.ARENA else REPORT
    return benchmarks.lag_at(first, data, when), benchmarks.lag_at(ruler, data, ruler.day)


def heroes(data: Data) -> dict[str, str]:
    """The two systems of which the report spoke, and whether their weights are open (true, false)."""
    tables = {HERO: data["benchmark_models"], video.FIRST: data["video_models"]}
    return {name: t.set_index("model").loc[name, "open_weights"] for name, t in tables.items()}


def versions(data: Data) -> pd.DataFrame:
    """Every system of the maker of Kling against the first Sora on one fit, by release: model,
    released, score, low, high, ahead (`model`, `rival` or empty), points, least, most.
    """
    scores = video.on_board(video.AA, data)
    rows = []
    own = scores[scores["developer"] == video.MAKER].sort_values(["release_date", "model"])
    for one in own.to_dict("records"):
        duel = video.duel(scores, one["model"], video.RIVAL)
        ahead = "model" if duel["leading_model"] == one["model"] else "rival"
        spans = {"points": duel["points"], "least": duel["low"], "most": duel["high"]}
        facts = {key: one[key] for key in ("model", "score", "low", "high")}
        clear = ahead if duel["low"] > 0 else ""
        rows.append({**facts, "released": one["release_date"], "ahead": clear, **spans})
    return pd.DataFrame(rows)
