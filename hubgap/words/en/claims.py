"""Words of notebook 09: the report of July 2024, statement by statement.

The statements are quotations of the table `claims`; everything else is computed from readings.
"""

from __future__ import annotations

import math

import pandas as pd

from ...measures.claims import SECOND, Change, Led, told
from ...measures.verdicts import (
    AHEAD,
    DEPENDS,
    HANGS,
    NO_ERROR,
    NOT_IDENTIFIED,
    SIDES,
    TOO_FEW,
    WITHIN_ERROR,
    Verdict,
    other,
)
from ...text import (
    american,
    count,
    day,
    headline,
    listed,
    month,
    number,
    percent,
    plural,
    points,
    safe,
    sentence,
)
from .downloads import UNIVERSES
from .grammar import ADJECTIVE, NOUN, PHRASES, Words, both, short
from .timeline import KNOWN_BY

GROUPS = {  # questions of the page -> their claims
    "level": ("C01", "C08", "X01", "C10", "C14"),
    "video": ("C03", "C04", "C05", "C06"),
    "use": ("C02", "C07", "C09", "C18", "C19"),
    "openness": ("C11", "C12", "C17"),
    "rules": ("C13", "C15", "C16"),
}
LABELS = {  # short names that name no country; the statements themselves stand in the table
    "C01": "Products beside their rivals",
    "C02": "Already in use",
    "C03": "A Kling clip in Shanghai",
    "C04": "Kling comparable to Sora",
    "C05": "Kling open, Sora closed",
    "C06": "Kling little over a month old",
    "C07": "A new large model, Yi-Large",
    "C08": "Yi-Large near the leaders",
    "C09": "ChatGPT began the boom",
    "C10": "Closing the distance quickly",
    "C11": "By building on each other",
    "C12": "Open source as a chance",
    "C13": "Nvidia chips hard to get",
    "C14": "Level in software all the same",
    "C15": "A bill on exports of AI",
    "C16": "Others would restrict open AI",
    "C17": "Limits could hurt their makers",
    "C18": "Openness made the leader",
    "C19": "The same path again",
    "X01": "Alibaba first on open board",
}
THEN = {
    "yes": "held then",
    "seen": "held then as far as can be seen",
    "level": f"{PHRASES[WITHIN_ERROR]} then",
    "no": "did not hold then",
    "mixed": "held in part then",
    "untested": "not testable then",
    "open": "not measurable here",
}
NOW = {
    "yes": "holds now",
    "seen": "holds now as far as can be seen",
    "level": f"{PHRASES[WITHIN_ERROR]} now",
    "no": "does not hold now",
    "mixed": "holds in part now",
    "untested": "cannot be tested now",
    "open": "not measurable here",
    "past": "",
}
GROUP_NAMES = {
    "level": "Capability",
    "video": "Kling and Sora",
    "use": "Use and downloads",
    "openness": "Openness",
    "rules": "Chips and laws",
}
FAITHFUL = "Faithful"


# --- the statements


def statements(claims: pd.DataFrame, group: str) -> pd.DataFrame:
    """The claims of one of GROUPS as a table to read; quotations, not computed."""
    heads = {
        "claim_in_own_words": "Statement, in our words",
        "stated_by": "Who said it",
        "measurable_on_hub": "Measurable on the Hub",
        "what_a_fair_test_would_be": "A fair test",
    }
    rows = claims.set_index("claim_id").loc[list(GROUPS[group]), list(heads)].map(american)
    return rows.rename(columns=heads).rename_axis("").reset_index()


def digest(claims: pd.DataFrame) -> pd.DataFrame:
    """Where the digest that we hold differs from the original, and its known errors."""
    notes = claims[~claims["digest_vs_original"].str.startswith(FAITHFUL)]
    texts = notes["digest_vs_original"].map(american)
    texts = texts.str.removesuffix(" Do not repeat the digest wording.")
    return pd.DataFrame({"": notes["claim_id"], "Digest and original": texts})


# --- the answers


def heroes(weights: dict[str, str], readings: pd.DataFrame) -> str:
    """Were the systems of `claims.heroes` open, and what of their makers is on the Hub?"""
    closed = [safe(name) for name, answer in weights.items() if answer != "true"]
    first = f"{listed(closed)} {'is' if len(closed) == 1 else 'are'} not open-weight models"
    text = first if closed else "both systems are open-weight models"
    seen = readings[(readings["kind"] == "makers") & (readings["when"] == "then")]
    return f"{sentence(text)} {' '.join(map(sentence, said(seen)))}"


def answers(readings: pd.DataFrame, verdicts: pd.DataFrame, group: str) -> str:
    """The claims of one of GROUPS: each its verdict, and as a list what was read then and now."""
    rows = verdicts.set_index("claim_id")
    return "\n\n".join(_answer(readings, rows.loc[claim]) for claim in GROUPS[group])


def _answer(readings: pd.DataFrame, verdict_row: pd.Series) -> str:
    own = told(readings[readings["claim_id"] == verdict_row.name])
    texts = [
        f"- *{when.capitalize()}:* " + " ".join(map(sentence, said(own[own["when"] == when])))
        for when in ("then", "now")
    ]
    name = verdict_row.name
    return "\n".join([f"**{name}, {LABELS[name]}: {verdict(verdict_row)}**\n", *texts])


def verdict(row: pd.Series) -> str:
    """`held then; does not hold now.`, from a row of `claims.verdicts`."""
    parts = dict.fromkeys([THEN[row["then"]], NOW[row["now"]]])
    text = "; ".join(filter(None, parts))
    if row["reversed"]:
        text = f"{text} (reversed)"
    return f"{text}."


def said(rows: pd.DataFrame) -> list[str]:
    """One clause a reading; readings of one scale and day follow one opening, gains are told at
    once.
    """
    texts, opening = [], None
    gains = rows["kind"] == "gain"
    if gains.any():
        texts.append(gained(rows[gains]))
    for row in rows[~gains].to_dict("records"):
        text = CLAUSES[row["kind"]](row)
        place = _place(row)
        if place and place == opening and row["kind"] in ("duel", "shares"):
            texts[-1] = f"{texts[-1]}; {text}"
        else:
            texts.append(f"{place}: {text}" if place else text)
        opening = place
    return texts


def _place(row: dict) -> str:
    """`Arena, 7 July 2024`; nothing where the clause names its own days."""
    if pd.isna(row["day"]) or row["scale"] in ("", "events"):
        return ""
    when, scale = day(row["day"]), row["scale"]
    if scale.endswith("until"):
        return f"{scale} {when}"
    return scale if when in scale else f"{scale}, {when}"


def _span(low: float, high: float, digits: int = 0) -> str:
    if math.isnan(low) or math.isnan(high):
        return "no published interval"
    return " to ".join(f"{end:.{digits}f}".replace("-", "\u2212") for end in (low, high))


def _points(row: dict) -> str:
    """`47 points (40 to 55)`; small differences with a decimal."""
    digits = 0 if abs(row["value"]) >= 10 else 1
    return f"{points(row['value'], digits)} ({_span(row['low'], row['high'], digits)})"


def _gap(row: dict) -> str:
    what = f"{row['part']}, " if row["part"] else ""
    gap = row["facts"]
    lead = f"the {ADJECTIVE[gap['leader']]} {safe(gap['leading_model'])}"
    behind = f"the {ADJECTIVE[gap['behind']]} {safe(gap['model_behind'])}"
    text = f"{what}{_higher(row, lead, behind)}"
    return f"{text}; {_changed(gap['changed'])}" if gap.get("changed") else text


def _higher(row: dict, lead: str, behind: str) -> str:
    """Who stands higher, and what the verdict is."""
    kind = row["verdict"].kind
    if kind == AHEAD:
        return f"{lead} leads {behind} by {_points(row)}"
    if not row["value"]:
        return f"{lead} stands as high as {behind}, {PHRASES[kind]}"
    size = points(row["value"], 0 if abs(row["value"]) >= 10 else 1)
    if kind == WITHIN_ERROR:
        size = _points(row)
    return f"{lead} stands {size} above {behind}, {'though ' * (kind == NO_ERROR)}{PHRASES[kind]}"


def _changed(change: Change) -> str:
    side = ADJECTIVE[change.leader]
    return (
        f"that lead became {side} in {month(change.since)}, between the boards of "
        f"{day(change.before)} and {day(change.since)}"
    )


def _duel(row: dict) -> str:
    facts = row["facts"]
    first, second = safe(facts["first"]), safe(facts["second"])
    leads = facts["leading_model"] == facts["first"]
    if not row["ahead"]:
        return _higher(row, *((first, second) if leads or not row["value"] else (second, first)))
    text = f"{first} {'leads' if leads else 'trails'} {second} by {_points(row)}"
    if not facts["votes"]:
        return text
    chances = [facts[key] for key in ("chance", "chance_low", "chance_high")]
    won, *ends = chances if leads else [1 - chance for chance in chances]
    return f"{text}, winning {percent(won)} of votes ({_span_of(sorted(ends))})"


SHARED = {
    "C11": (
        "of each country's derivatives (publisher's country known), those that stand on the other "
        "country's models"
    ),
    "C12": "open weights among the models that each country had released in the year before",
    "C18": "downloads of {}",
}


def _shares(row: dict) -> str:
    facts = row["facts"]
    text = f"{SHARED[row['claim_id']].format(UNIVERSES.get(row['part']))}: "
    if "downloads" in facts:
        text += f"by models {_ranges(facts['bounds'])}; by downloads {_ranges(facts['downloads'])}"
    else:
        text += _ranges(facts["bounds"])
    if "named" in facts:
        text += f"; models that name a base, {both(facts['named'])}"
    if "publishers" in facts:
        text += f" (publishers of known country: {both(facts['publishers'], count)})"
    if "models" in facts:
        text += f" (models: {both(facts['models'], count)})"
    if "best" in facts:
        text += f". {_closed(facts['best'])}. {_gates(facts['gated'])}"
        return text if row["ahead"] else f"{text}. Open weights: {PHRASES[row['verdict'].kind]}"
    if "created" in facts:
        text += f"; half of them to repositories created {_created(facts['created'])}"
    text = f"{SECOND_READING}, {text}" if row["reading"] == SECOND else text
    return text if row["ahead"] else f"{text}: {PHRASES[row['verdict'].kind]}"


SECOND_READING = f"with disputed publishers {SECOND}"


def _closed(best: dict[str, dict]) -> str:
    """Whether the best models of the two sides are open, those of one answer together."""
    answers = {
        "true": ("has open weights", "both have open weights"),
        "false": ("is closed", "are both closed"),
        "unknown": ("may be open or closed", "may both be open or closed"),
    }
    groups = {}
    for side, one in sorted(best.items(), key=lambda item: item[1]["model"]):
        name = f"the {ADJECTIVE[side]} {safe(one['model'])}"
        groups.setdefault(one["open_weights"], []).append(name)
    texts = [f"{listed(names)} {answers[said][len(names) > 1]}" for said, names in groups.items()]
    return sentence(f"of the best on the Arena, {' and '.join(texts)}").rstrip(".")


def _gates(gated: dict[str, tuple[int, int]]) -> str:
    """How many flagships limit users or revenue: the larger share first."""
    order = sorted(SIDES, key=lambda side: gated[side][0] / max(gated[side][1], 1), reverse=True)
    if gated["CN"] == gated["US"]:
        told_each = f"each {count(gated['CN'][0])} of {count(gated['CN'][1])}"
    else:
        told_each = ", ".join(
            f"{ADJECTIVE[side]} {count(gated[side][0])} of {count(gated[side][1])}"
            for side in order
        )
    return f"Open-weight flagships of that year whose license limits users or revenue: {told_each}"


def _ranges(bounds: dict[str, tuple[float, float]]) -> str:
    """`China 46% to 47%, the United States 5% to 32%`, the larger first."""
    texts = {}
    for side, ends in bounds.items():
        texts[side] = " to ".join(dict.fromkeys(percent(end) for end in ends))
    if bounds["CN"] == bounds["US"]:
        return f"each {texts['CN']}"
    order = sorted(SIDES, key=lambda side: bounds[side], reverse=True)
    return ", ".join(f"{NOUN[side]} {texts[side]}" for side in order)


def _created(created: dict) -> str:
    order = sorted(SIDES, key=lambda side: created[side])
    if created["CN"] == created["US"]:
        return f"before {month(created['CN'])}"
    return ", ".join(f"before {month(created[side])} ({ADJECTIVE[side]})" for side in order)


def gained(rows: pd.DataFrame) -> str:
    """On which rulers which side's best gained more, from the readings of kind `gain`."""
    told_rows = rows[[one.kind != TOO_FEW for one in rows["verdict"]]].to_dict("records")
    groups: dict[Verdict, list[str]] = {}
    for row in told_rows:
        who = None if row["verdict"].kind == WITHIN_ERROR else row["verdict"].side
        groups.setdefault(Verdict(row["verdict"].kind, who), []).append(_one_gain(row))
    order = sorted(groups, key=lambda one: len(groups[one]), reverse=True)
    parts = [_gained_on(one, listed(groups[one])) for one in order]
    if few := len(rows) - len(told_rows):
        parts.append(f"{PHRASES[TOO_FEW]} on {plural(few, 'other ruler')}")
    return f"in the half year before {day(rows['day'].max())}, {'; '.join(parts)}"


def _gained_on(one: Verdict, rulers: str) -> str:
    if one.kind == WITHIN_ERROR:
        return f"the change of the lead is {PHRASES[WITHIN_ERROR]} on {rulers}"
    text = f"{NOUN[one.side]} gained more on {rulers}"
    return f"{text}, though {PHRASES[NO_ERROR]}" if one.kind == NO_ERROR else text


def _one_gain(row: dict) -> str:
    """`Arena (from 105 to 47 points, American)`, the lead on two days of one ruler."""
    (side, first), (later, last) = row["facts"]["leads"]
    digits = 0 if min(first, last) >= 10 else 1
    ends = (f"{value:.{digits}f}" for value in (first, last))
    if side == later:
        return f"{row['scale']} ({' to '.join(ends)}, {ADJECTIVE[side]})"
    one, two = ends
    return f"{row['scale']} ({one}, {ADJECTIVE[side]}, to {two}, {ADJECTIVE[later]})"


def _stock(row: dict) -> str:
    table, before = row["facts"]["stock"], row["facts"]["before"]
    order = sorted(SIDES, key=lambda side: table.loc[side, "middle"], reverse=True)
    texts = [f"{NOUN[side]} {_chips(table.loc[side])}" for side in order]
    since = [f"{NOUN[side]} {_chips(before.loc[side])}" for side in order]
    text = (
        f"chips bought so far, in those as fast as an {FAST_CHIP}: {'; '.join(texts)}; on "
        f"{day(before['day'].iloc[0])}, before the first rule: {'; '.join(since)}"
    )
    return text if row["ahead"] else f"{text}: {PHRASES[row['verdict'].kind]}"


FAST_CHIP = "H100"  # the name of the chip in whose equivalents the source counts


def _chips(one: pd.Series) -> str:
    return f"{number(one['middle'])} ({number(one['low'])} to {number(one['high'])})"


def _plane(row: dict) -> str:
    facts = row["facts"]
    models = both({side: facts[f"models_{side}"] for side in SIDES}, count)
    text = (
        f"at equal training compute and date, {ADJECTIVE[facts['side']]} models score "
        f"{_points(row)} higher (models with known compute: {models})"
    )
    return text if row["ahead"] else f"{text}: {PHRASES[row['verdict'].kind]}"


def _rules(row: dict) -> str:
    facts = row["facts"]
    neither = facts["rules"] - sum(facts["counts"].values())
    text = (
        f"downloads of models at most a year old, under {count(facts['rules'])} counting rules: "
        f"{both(facts['counts'], lambda n: f'ahead under {count(n)}')}, "
        f"neither under {count(neither)}"
    )
    return text if row["ahead"] else f"{text}: {PHRASES[row['verdict'].kind]}"


def _exposure(row: dict) -> str:
    facts = row["facts"]
    side = facts["side"]
    spans = {name: _span_of(ends) for name, ends in facts["spans"].items()}
    text = (
        f"on {ADJECTIVE[side]} models stand {spans['models']} of {ADJECTIVE[other(side)]} "
        f"derivatives ({spans['downloads']} by downloads)"
    )
    if "copies" in spans:
        text += f" and {spans['copies']} of the downloads of repackagers' copies"
    text = f"{SECOND_READING}, {text}" if row["reading"] == SECOND else text
    return f"{text}; exposure is not harm"


def _span_of(ends: tuple[float, float]) -> str:
    return " to ".join(dict.fromkeys(percent(end) for end in ends))


def _event(event: dict) -> str:
    when = day(event["date"]) if event["date_precision"] == "day" else month(event["date"])
    return f"{american(event['title'])} ({when}, {KNOWN_BY[event['evidence_grade']]})"


def _events(row: dict) -> str:
    text = "; ".join(map(_event, row["facts"]["events"]))
    if not math.isnan(row["value"]):
        text += f": {count(row['value'])} {row['unit']}"
    return text


def _makers(row: dict) -> str:
    makers = row["facts"]["makers"].items()
    texts = [f"{name} {m['size']} repositories, {number(m['sum'])} downloads" for name, m in makers]
    return f"open weights of the two makers, {'; '.join(texts)}. Apps and paid access: not recorded"


def _catalogue(row: dict) -> str:
    facts = row["facts"]
    tags = ", ".join(f"{safe(tag)} {n}" for tag, n in facts["licenses"].items())
    text = (
        f"{facts['maker']} listed with {facts['repositories']} open repositories "
        f"(license tags: {tags}) and {number(facts['downloads'])} downloads"
    )
    if row["when"] == "then":
        text += f". {_event(facts['event'])}, {facts['days']} days before the report"
    return text


def _boom(row: dict) -> str:
    facts = row["facts"]
    sizes = " and ".join(f"{count(n)} on {day(when)}" for when, n in facts["sizes"].items())
    return (
        f"{_event(facts['event'])}. Of the repositories with downloads on the day of the census, "
        f"{number(facts['before'])} a month were created from {month(facts['since'])} up to that "
        f"month (first {number(facts['first'])}, last {number(facts['last'])}) and "
        f"{number(facts['after'])} a month since; models with downloads: {sizes}. Creation before "
        f"{day(facts['floor'])} was not recorded, deleted repositories are missing, and growth is "
        "not cause"
    )


def _laws(row: dict) -> str:
    adjective = ADJECTIVE[row["facts"]["side"]]
    n = plural(int(row["value"]), "event")
    return (
        f"{n} on {adjective} law or export rules that touch weights up to {day(row['day'])}, "
        "listed below; no column says which of them restrict open weights"
    )


def _rank(row: dict) -> str:
    facts = row["facts"]
    above = f", behind {listed([safe(name) for name in facts['above']])}" if facts["above"] else ""
    when = "" if row["when"] == "now" else " among entries submitted by the report"
    return (
        f"version {facts['version'].removeprefix('v')}, {safe(facts['model'])} ranks "
        f"{count(row['value'])} of {count(facts['entries'])} stored entries{when}{above}"
    )


def _untested(row: dict) -> str:
    facts = row["facts"]
    if "gone" in facts:
        gone = listed([safe(name) for name in facts["gone"]])
        return f"{gone or 'neither version'} no longer listed"
    if row["claim_id"] == "C04":
        return f"nobody outside could rate Sora before {day(facts['first'])}"
    if "first" in facts:
        return f"{row['part']}: no board is kept from before {day(facts['first'])}"
    if row["claim_id"] != "C09":
        return "no base models are recorded as declared"
    drew_attention = facts["selection"] == "attention sample"
    which = "models that drew attention" if drew_attention else "not every model of the Hub"
    return f"{which}, so new repositories cannot be counted"


def _past(row: dict) -> str:
    return "a past event, nothing to repeat"


CLAUSES = {
    "gap": _gap,
    "duel": _duel,
    "shares": _shares,
    "stock": _stock,
    "plane": _plane,
    "rules": _rules,
    "exposure": _exposure,
    "events": _events,
    "makers": _makers,
    "catalogue": _catalogue,
    "boom": _boom,
    "laws": _laws,
    "rank": _rank,
    "untested": _untested,
    "past": _past,
}


# --- all of them in one picture


def cells(readings: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """What the picture of all claims shows: claim_id, label, group, and for then and now the status
    and a phrase.
    """
    told = verdicts.set_index("claim_id")
    rows = []
    for group, claims in GROUPS.items():
        for claim in claims:
            row = {"claim_id": claim, "label": LABELS[claim], "group": GROUP_NAMES[group]}
            for when in ("then", "now"):
                own = readings[(readings["claim_id"] == claim) & (readings["when"] == when)]
                row[when] = told.loc[claim, when]
                row[f"{when}_phrase"] = headline(_phrase(own.to_dict("records")))
            rows.append(row)
    return pd.DataFrame(rows)


def _phrase(rows: list[dict]) -> str:
    """The readings of one claim and day in a few words."""
    tested = [row for row in rows if row["status"] != "untested" and row["reading"] != SECOND]
    if not tested:
        return "not testable"
    kinds = {row["kind"] for row in tested}
    if kinds == {"gain"}:
        return _gains_phrase(tested)
    if kinds == {"rank"}:
        return "rank " + " and ".join(count(row["value"]) for row in tested)
    if len(tested) == 1:
        return SHORT[tested[0]["kind"]](tested[0])
    if kinds == {"duel"}:
        return _duels_phrase(tested)
    if kinds == {"shares"}:
        return "; ".join(f"{row['part']}: {_lead_phrase(row).split(',')[0]}" for row in tested)
    return "; ".join(f"{row['part']}: {_lead_phrase(row)}" for row in tested)


def _duels_phrase(rows: list[dict]) -> str:
    """`ahead in 4 of 6, behind in 2`, for the system that the report named."""
    counts = {
        name: sum(row["status"] == status for row in rows)
        for status, name in (("yes", "ahead"), ("no", "behind"), ("level", "within the error"))
    }
    first, *rest = [f"{name} in {n}" for name, n in counts.items() if n]
    return ", ".join([f"{first} of {len(rows)}", *rest])


def _gains_phrase(rows: list[dict]) -> str:
    """`China gained on 5 of 11 rulers`, the side that gained on more first."""
    sides = [row["verdict"].side for row in rows if row["verdict"].kind != WITHIN_ERROR]
    gains = {side: sides.count(side) for side in SIDES}
    if gains["CN"] == gains["US"]:
        return f"each gained on {gains['CN']} of {plural(len(rows), 'ruler')}"
    side = max(SIDES, key=gains.get)
    return f"{NOUN[side]} gained on {gains[side]} of {plural(len(rows), 'ruler')}"


def _lead_phrase(row: dict) -> str:
    if not row["ahead"]:
        return short(row["verdict"])
    sizes = {
        "points": points(row["value"]),
        "percentage points": f"{row['value']:.0f} percentage points",
        "times as many": f"{row['value']:.0f} times as many",
        "percent of rules": f"{percent(row['value'] / 100)} of rules",
    }
    return f"{ADJECTIVE[row['ahead']]} lead, {sizes[row['unit']]}"


def _number_phrase(row: dict) -> str:
    """`178 k downloads`, or the last event where there is no number."""
    if math.isnan(row["value"]):
        return american(row["facts"]["events"][-1]["title"]).split(" (")[0]
    if row["kind"] == "exposure":
        return f"{_span(row['low'], row['high'])} percent of derivatives"
    return f"{number(row['value'])} {row['unit']}"


def _borrowed_phrase(row: dict) -> str:
    if not row["ahead"]:
        return short(row["verdict"])
    what = {"C11": "built more on the other", "C12": "released more openly"}.get(row["claim_id"])
    return f"{NOUN[row['ahead']]} {what}" if what else _lead_phrase(row)


SHORT = {
    **dict.fromkeys(("gap", "stock", "plane", "rules"), _lead_phrase),
    **dict.fromkeys(("events", "makers", "catalogue", "boom", "laws", "exposure"), _number_phrase),
    "shares": _borrowed_phrase,
    "past": lambda row: "a past event",
}


def revisited(readings: pd.DataFrame, verdicts: pd.DataFrame, led: dict[str, Led], sample) -> Words:
    """Words of all claims together, from `claims.readings`, their `verdicts` and `led`."""
    then, now = (_leads(led[when]) for when in ("then", "now"))
    first = readings.loc[readings["kind"] == "gap", "day"].min()
    held = {when: (verdicts[when] == "yes").sum() for when in ("then", "now")}
    title = (
        f"Of {len(verdicts)} statements, {held['then']} held in {month(first)} and "
        f"{held['now']} {'holds' if held['now'] == 1 else 'hold'} now"
    )
    statements = plural(len(verdicts), "statement")
    compared = (
        f"Where the best or the totals of the two countries are compared, in {month(first)} "
        f"{then}; now {now}"
    )
    latest = f"data ({sample.name})" if sample.refreshed else "data"
    finding = (
        f"Of {statements}, by the data of then, {_told(verdicts['then'])}; by the latest "
        f"{latest}, {_told(verdicts['now'])}. "
        f"{compared}. The comparisons are not independent and are not votes"
    )
    last = readings.loc[readings["when"] == "now", "day"].max()
    return Words(
        title=headline(title),
        definition=(
            f"{statements} of the report of {month(first)}, judged by the data of then and of now "
            f"(latest {day(last)}). Days, scales and intervals stand in the notebook."
        ),
        finding=sentence(finding),
        alt=(
            f"Table of {statements} by topic, with a mark and a few words for then and for now. "
            f"{sentence(headline(title))} {sentence(compared)}"
        ),
    )


def _leads(led: Led) -> str:
    """`the United States is ahead in 7 of 8, for 1 the answer is within the margin of error`."""
    rest = [f"for {n} the answer {_answer_of(kind)}" for kind, n in led.rest.items()]
    counts, of = led.counts, led.of
    order = sorted((side for side in SIDES if counts[side]), key=counts.get, reverse=True)
    if not order:
        ahead = [f"neither is ahead in any of {of}"]
    elif counts["CN"] == counts["US"]:
        ahead = [f"each is ahead in {counts['CN']} of {of}"]
    else:
        ahead = [
            f"{NOUN[side]} is ahead in {counts[side]}{f' of {of}' * (side == order[0])}"
            for side in order
        ]
    return ", ".join([*ahead, *rest])


def _answer_of(kind: str) -> str:
    """What is said of a comparison that is no lead, with its verb."""
    verbs = {NO_ERROR: "is higher, though ", DEPENDS: "", HANGS: "", NOT_IDENTIFIED: ""}
    return f"{verbs.get(kind, 'is ')}{PHRASES[kind]}"


def _told(statuses: pd.Series) -> str:
    """`held: 10, did not hold: 2, ...`, statuses of one kind together."""
    counts = statuses.map(TOLD).value_counts()
    return ", ".join(
        f"{kind}: {counts[kind]}" for kind in dict.fromkeys(TOLD.values()) if kind in counts
    )


TOLD = {
    "yes": "held",
    "seen": "held in part",
    "mixed": "held in part",
    "level": PHRASES[WITHIN_ERROR],
    "no": "did not hold",
    "open": "not measurable or testable",
    "untested": "not measurable or testable",
    "past": "past events",
}


TURNED = {
    "lost": "held then and do not hold now",
    "won": "did not hold then and hold now",
    "reversed": "reversed between the two countries",
}


def turned(claims: dict[str, list[str]]) -> str:
    """Which statements turned, from `claims.turned`."""
    parts = [
        f"{TURNED[kind]}: {listed([f'{LABELS[one]} ({one})' for one in found])}"
        for kind, found in claims.items()
        if found
    ]
    return " ".join(map(sentence, parts or ["no verdict turned"]))


# --- tables


def version_table(versions: pd.DataFrame, rival: str) -> pd.DataFrame:
    """`claims.versions` for readers."""
    rows = versions.to_dict("records")
    return pd.DataFrame(
        {
            "System": [safe(row["model"]) for row in rows],
            "Released": [day(row["released"]) for row in rows],
            "Elo": [f"{row['score']:.0f} ({_span(row['low'], row['high'])})" for row in rows],
            f"Against {rival}": [_ahead_of(row) for row in rows],
            "Points apart": [
                f"{row['points']:.0f} ({_span(row['least'], row['most'])})" for row in rows
            ],
        }
    )


def _ahead_of(row: dict) -> str:
    places = {"model": "ahead", "rival": "behind"}
    return places[row["ahead"]] if row["ahead"] else PHRASES[row["verdict"].kind]


def gain_table(rows: pd.DataFrame) -> pd.DataFrame:
    """The readings of kind `gain` for readers: the lead on two days of each ruler."""
    table = []
    for row in rows.to_dict("records"):
        facts = row["facts"]
        before, after = (f"{points(value, 1)}, {ADJECTIVE[side]}" for side, value in facts["leads"])
        table.append(
            {
                "": row["when"],
                "Ruler": row["scale"],
                "Unit": facts["unit"],
                "Models at first": both(facts["models"], count),
                "From": day(facts["first"]),
                "To": day(row["day"]),
                "Lead at first": before,
                "Lead at last": after,
                "Who gained more": _gainer(row["verdict"]),
            }
        )
    return pd.DataFrame(table)


def _gainer(one: Verdict) -> str:
    if one.kind == NO_ERROR:
        return f"{NOUN[one.side]}, though {PHRASES[NO_ERROR]}"
    return NOUN[one.side] if one.kind == AHEAD else PHRASES[one.kind]


GAINS = (
    "Whose best gained more in the half year before: on boards as they were published, elsewhere "
    "on one fit or collection of runs by day of release."
)


def reading_table(rows: pd.DataFrame) -> pd.DataFrame:
    """`claims.both_readings` for readers: each claim with disputed publishers read in both ways."""
    table = []
    for row in rows.to_dict("records"):
        facts = row["facts"]
        spans = (
            _ranges(facts["bounds"]) if "bounds" in facts else _span_of(facts["spans"]["models"])
        )
        table.append(
            {
                "": row["claim_id"],
                "Statement": LABELS[row["claim_id"]],
                "When": row["when"],
                "Of": UNIVERSES.get(row["part"], "derivatives, by models"),
                "Disputed publishers": row["reading"].removeprefix("disputed publishers "),
                "Shares": spans,
                "Verdict": _lead_of(row["verdict"]),
            }
        )
    return pd.DataFrame(table)


def _lead_of(one: Verdict | None) -> str:
    return short(one) if one else "compares no sides"


READINGS = (
    "Statements that rest on publishers' countries, with disputed publishers read in both ways; "
    "upper ends with everything unknown."
)


def version_caption(board) -> str:
    """The caption of `version_table`."""
    fit = day(board.day)
    return f"Every Kling against the first Sora on the fit of {fit}, Elo with intervals."


def law_table(events: pd.DataFrame) -> pd.DataFrame:
    """`claims.weight_laws` for readers."""
    when = [day(row.start) if row.precise else month(row.start) for row in events.itertuples()]
    return pd.DataFrame(
        {
            "Day": when,
            "Event": events["title"],
            "What happened": events["what_happened"].map(american),
            "Known by": events["grade"].map(KNOWN_BY),
        }
    )
