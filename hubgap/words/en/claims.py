"""Words of notebook 09: the report of July 2024, statement by statement.

The statements are quotations of the table `claims`; everything else is computed from readings.
"""

from __future__ import annotations

import math

import pandas as pd

from ...measures.claims import SECOND, Change, Led, told
from ...measures.verdicts import (
    AHEAD,
    CLOSE,
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
from .grammar import ADJECTIVE, NOUN, PHRASES, both, short
from .ratings import untold
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
    "video": "Video",
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
    return " ".join([sentence(text), *said(seen)])


def answers(readings: pd.DataFrame, verdicts: pd.DataFrame, group: str) -> str:
    """The claims of one of GROUPS: each its verdict, and as a list what was read then and now."""
    rows = verdicts.set_index("claim_id")
    return "\n\n".join(_answer(readings, rows.loc[claim]) for claim in GROUPS[group])


def _answer(readings: pd.DataFrame, verdict_row: pd.Series) -> str:
    own = told(readings[readings["claim_id"] == verdict_row.name])
    texts = [
        f"- *{when.capitalize()}:* " + " ".join(said(own[own["when"] == when]))
        for when in ("then", "now")
    ]
    name = verdict_row.name
    return "\n".join([f"**{name}, {LABELS[name]}: {verdict(verdict_row)}**\n", *texts])


def verdict(row: pd.Series) -> str:
    """`held then, does not hold now.`, from a row of `claims.verdicts`."""
    parts = dict.fromkeys([THEN[row["then"]], NOW[row["now"]]])
    text = ", ".join(filter(None, parts))
    if row["reversed"]:
        text = f"{text} (reversed)"
    return f"{text}."


def said(rows: pd.DataFrame) -> list[str]:
    """The sentences of readings; those on one scale and day name it once, duels of one system and
    gains are told together.
    """
    gains = rows["kind"] == "gain"
    texts = [gained(rows[gains])] if gains.any() else []
    opening = None
    for group in _together(rows[~gains]):
        place = _place(group[0])
        text = _duels(group) if group[0]["kind"] == "duel" else CLAUSES[group[0]["kind"]](group[0])
        texts.append(sentence(f"{place}, {text}" if place and place != opening else text))
        opening = place
    return texts


def _together(rows: pd.DataFrame) -> list[list[dict]]:
    """Readings one by one; duels of one system on one scale and day together."""
    groups = {}
    for number_, row in enumerate(rows.to_dict("records")):
        duel = row["kind"] == "duel"
        key = (row["scale"], row["day"], row["facts"]["first"]) if duel else number_
        groups.setdefault(key, []).append(row)
    return list(groups.values())


NAMES_ITS_DAY = ("events", "makers", "catalogue", "boom", "laws", "stock", "rank")


def _place(row: dict) -> str:
    """`on the Arena of 7 July 2024`; nothing where the sentence names its own days."""
    if pd.isna(row["day"]) or row["scale"] in ("", "events") or row["kind"] in NAMES_ITS_DAY:
        return ""
    when, scale = day(row["day"]), row["scale"]
    if when in scale and scale.startswith("Hub "):
        return f"in the {scale}"
    if scale.endswith(UNTIL):
        ruler = scale.removesuffix(UNTIL)
        return f"on {ruler}" if when in ruler else f"on {ruler}, among models released until {when}"
    if scale.endswith(" until"):
        return f"on {scale} {when}"
    return f"on {'the ' * scale.startswith('Arena')}{scale} of {when}"


UNTIL = ", models released until"  # how the scales of one fit end


def _span(low: float, high: float, digits: int = 0) -> str:
    if math.isnan(low) or math.isnan(high):
        return "no published interval"
    return " to ".join(f"{end:.{digits}f}".replace("-", "\u2212") for end in (low, high))


def _size(row: dict) -> str:
    """`47 points`; small differences with a decimal."""
    return points(row["value"], 0 if abs(row["value"]) >= 10 else 1)


def _points(row: dict) -> str:
    """`47 points (40 to 55)`."""
    return f"{_size(row)} ({_span(row['low'], row['high'], 0 if abs(row['value']) >= 10 else 1)})"


def _gap(row: dict) -> str:
    gap = row["facts"]
    lead = f"the {ADJECTIVE[gap['leader']]} {safe(gap['leading_model'])}"
    behind = f"the {ADJECTIVE[gap['behind']]} {safe(gap['model_behind'])}"
    text = FIELDS.get(row["part"], "") + _higher(row, lead, behind)
    return f"{text}. {_changed(gap['changed'])}" if gap.get("changed") else text


FIELDS = {"open weights": "among models with open weights "}  # where the scale does not tell it


def _higher(row: dict, lead: str, behind: str) -> str:
    """Who stood higher, and what the verdict is."""
    kind = row["verdict"].kind
    if kind == AHEAD:
        return f"{lead} led {behind} by {_points(row)}"
    sure = f"{'though ' * (kind == NO_ERROR)}{PHRASES[kind]}"
    if kind == NOT_IDENTIFIED:
        sure = f"but who led {untold(row['facts'])}"
    if not row["value"]:
        return f"{lead} stood as high as {behind}, {sure}"
    size = _points(row) if kind == WITHIN_ERROR else _size(row)
    return f"{lead} stood {size} above {behind}, {sure}"


def _changed(change: Change) -> str:
    side = ADJECTIVE[change.leader]
    return (
        f"That lead became {side} in {month(change.since)}, between the boards of "
        f"{day(change.before)} and {day(change.since)}"
    )


def _duels(rows: list[dict]) -> str:
    """`Yi-Large led Llama 3-8B by 88 points and trailed GPT-4o by 47 points`."""
    won = {"led": [], "trailed": []}
    texts = []
    for row in rows:
        second, leads = safe(row["facts"]["second"]), _leads_pair(row)
        if row["ahead"]:
            won["led" if leads else "trailed"].append(f"{second} by {_size(row)}")
        else:
            below = not leads and row["value"]
            size = f"{_size(row)} {'below' if below else 'above'}" if row["value"] else "as high as"
            though = "though " * (row["verdict"].kind == NO_ERROR)
            texts.append(f"stood {size} {second}, {though}{PHRASES[row['verdict'].kind]}")
    first = [f"{verb} {listed(names)}" for verb, names in won.items() if names]
    start, *more = [*filter(None, [" and ".join(first)]), *texts]
    own = safe(rows[0]["facts"]["first"])
    return ". ".join([f"{own} {start}", *(f"It {text}" for text in more)])


def _leads_pair(row: dict) -> bool:
    return row["facts"]["leading_model"] == row["facts"]["first"]


def _unclear(kind: str) -> str:
    """The sentence after a comparison that is no lead."""
    if kind == TOO_FEW:
        return f"These are {PHRASES[kind]} which country is ahead"
    subject = "The difference is" if kind in (CLOSE, WITHIN_ERROR) else "The answer"
    return f"{subject} {PHRASES[kind]}"


def _with_verdict(text: str, row: dict) -> str:
    return text if row["ahead"] else f"{text}. {_unclear(row['verdict'].kind)}"


def _in_order(values: dict) -> list[str]:
    """The sides, the larger value first."""
    return sorted(SIDES, key=lambda side: values[side], reverse=True)


def _shares(row: dict) -> str:
    text = SHARES[row["claim_id"]](row)
    return f"{SECOND_READING}, {text}" if row["reading"] == SECOND else text


SECOND_READING = f"with publishers of disputed country {SECOND}"


def _borrowed(row: dict) -> str:
    facts = row["facts"]
    one, two = _in_order(facts["bounds"])
    text = (
        f"{_span_of(facts['bounds'][one])} of {ADJECTIVE[one]} derivatives stood on "
        f"{ADJECTIVE[two]} models, and {_span_of(facts['bounds'][two])} of {ADJECTIVE[two]} ones "
        f"on {ADJECTIVE[one]} models"
    )
    if row["reading"] == SECOND:
        return _with_verdict(text, row)
    by = " and ".join(_span_of(facts["downloads"][side]) for side in (one, two))
    known = " and ".join(f"{count(facts['publishers'][s])} {ADJECTIVE[s]}" for s in (one, two))
    named = " and ".join(f"{percent(facts['named'][s])} of {ADJECTIVE[s]}" for s in (one, two))
    more = (
        f"By downloads the shares were {by}. Counted are only publishers of known country, {known} "
        f"ones. A base is named at all by {named} models"
    )
    return f"{_with_verdict(text, row)}. {more}"


def _opened(row: dict) -> str:
    facts = row["facts"]
    parts = [
        f"{_span_of(facts['bounds'][side])} of the {count(facts['models'][side])} "
        f"{ADJECTIVE[side]} models"
        for side in _in_order(facts["bounds"])
    ]
    text = f"{listed(parts)} of the year before had open weights"
    return ". ".join([_with_verdict(text, row), _closed(facts["best"]), _gates(facts["gated"])])


def _drawn(row: dict) -> str:
    bounds, of = row["facts"]["bounds"], UNIVERSES[row["part"]]
    one, two = _in_order(bounds)
    text = (
        f"{ADJECTIVE[one]} publishers drew at least {percent(bounds[one][0])} of the downloads of "
        f"{of}, {ADJECTIVE[two]} ones at least {percent(bounds[two][0])}"
    )
    return _with_verdict(text, row)


SHARES = {"C11": _borrowed, "C12": _opened, "C18": _drawn}


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
    each = [
        f"{count(n)} of {count(gated[side][1])} {ADJECTIVE[side]}"
        for side in order
        for n in gated[side][:1]
    ]
    return f"Of the open-weight flagships of that year, {listed(each)} ones limit users or revenue"


def gained(rows: pd.DataFrame) -> str:
    """On which scoreboards which side's best gained more, from the readings of kind `gain`."""
    groups: dict[Verdict, list[str]] = {}
    for row in rows.to_dict("records"):
        kind = row["verdict"].kind
        who = None if kind in (WITHIN_ERROR, TOO_FEW) else row["verdict"].side
        groups.setdefault(Verdict(kind, who), []).append(row["scale"])
    order = sorted(groups, key=lambda one: (one.kind == TOO_FEW, -len(groups[one])))
    first, *rest = [_gained_on(one, listed(groups[one])) for one in order]
    start = f"in the half year before {day(rows['day'].max())} {first}"
    return " ".join(map(sentence, [start, *rest]))


def _gained_on(one: Verdict, rulers: str) -> str:
    if one.kind == WITHIN_ERROR:
        return f"the change of the lead was {PHRASES[WITHIN_ERROR]} on {rulers}"
    if one.kind == TOO_FEW:
        return f"there were {PHRASES[TOO_FEW]} on {rulers}"
    text = f"{NOUN[one.side]} gained more on {rulers}"
    return f"{text}, though {PHRASES[NO_ERROR]}" if one.kind == NO_ERROR else text


def _stock(row: dict) -> str:
    table, before = (row["facts"][name]["middle"] for name in ("stock", "before"))
    one, two = _in_order(table)
    text = (
        f"by {day(row['day'])} {ADJECTIVE[one]} owners had bought Nvidia chips equal to "
        f"{number(table[one])} {FAST_CHIP}s, {ADJECTIVE[two]} ones {number(table[two])}, as Epoch "
        "AI estimates"
    )
    since = (
        f"On {day(row['facts']['before']['day'].iloc[0])}, before the first rule, it had been "
        f"{number(before[one])} and {number(before[two])}"
    )
    return f"{_with_verdict(text, row)}. {since}"


FAST_CHIP = "H100"  # the name of the chip in whose equivalents the source counts


def _plane(row: dict) -> str:
    facts = row["facts"]
    models = " and ".join(
        f"{count(facts[f'models_{side}'])} {ADJECTIVE[side]}"
        for side in _in_order({side: facts[f"models_{side}"] for side in SIDES})
    )
    text = (
        f"{ADJECTIVE[facts['side']]} models scored {_points(row)} higher at equal training compute "
        "and date"
    )
    return f"{_with_verdict(text, row)}. The training compute of {models} models is known"


def _rules(row: dict) -> str:
    counts, total = row["facts"]["counts"], row["facts"]["rules"]
    one, two = _in_order(counts)
    neither = count(total - sum(counts.values()))
    ahead = f"{count(counts[one])} put each country ahead"
    if counts[one] > counts[two]:
        rest = count(counts[two]) if counts[two] else "none"
        ahead = f"{count(counts[one])} put {NOUN[one]} ahead, {rest} {NOUN[two]}"
    text = (
        f"of {count(total)} ways to count the downloads of models at most a year old, {ahead}, and "
        f"{neither} neither"
    )
    return _with_verdict(text, row)


def _exposure(row: dict) -> str:
    facts = row["facts"]
    side = facts["side"]
    spans = {name: _span_of(ends) for name, ends in facts["spans"].items()}
    text = (
        f"{spans['models']} of {ADJECTIVE[other(side)]} derivatives stood on {ADJECTIVE[side]} "
        f"models, and {spans['downloads']} by downloads"
    )
    if row["reading"] == SECOND:
        return f"{SECOND_READING}, {text}"
    if "copies" in spans:
        text += f". So did {spans['copies']} of the downloads of repackagers' copies"
    return f"{text}. Exposure is not harm"


def _span_of(ends: tuple[float, float]) -> str:
    return " to ".join(dict.fromkeys(percent(end) for end in ends))


def _known(events: list[dict]) -> str:
    """Dated events, those known in one way together: `“Sora shown” (15 February 2024) is known at
    second hand`.
    """
    groups = {}
    for one in events:
        when = day(one["date"]) if one["date_precision"] == "day" else month(one["date"])
        title = f"\u201c{american(one['title'])}\u201d ({when})"
        groups.setdefault(one["evidence_grade"], []).append(title)
    texts = [
        f"{listed(titles)} {_verb(KNOWN_BY[grade], len(titles))} {KNOWN_BY[grade]}"
        for grade, titles in groups.items()
    ]
    return ". ".join(texts)


def _verb(known: str, n: int) -> str:
    if known.startswith("known"):
        return "is" if n == 1 else "are"
    return "was" if n == 1 else "were"


def _events(row: dict) -> str:
    text = _known(row["facts"]["events"])
    if math.isnan(row["value"]):
        return text
    return f"{text}. That makes {count(row['value'])} {row['unit']}"


def _makers(row: dict) -> str:
    texts = [
        f"{_repositories(m['size'])} of {name} with {number(m['sum'])} downloads"
        for name, m in row["facts"]["makers"].items()
    ]
    return f"the {row['scale']} lists {listed(texts)}. Apps and paid access are not recorded"


def _catalogue(row: dict) -> str:
    facts = row["facts"]
    tags = listed([f"{safe(tag)} ({n})" for tag, n in facts["licenses"].items()])
    text = (
        f"the {row['scale']} lists {_repositories(facts['repositories'])} of "
        f"{facts['maker']}, with {number(facts['downloads'])} downloads. By license tag they are "
        f"{tags}"
    )
    if row["when"] == "then":
        text += f". {_known([facts['event']])} and came {facts['days']} days before the report"
    return text


def _repositories(n: int) -> str:
    return f"{count(n)} open-weight {'repository' if n == 1 else 'repositories'}"


def _boom(row: dict) -> str:
    facts = row["facts"]
    sizes = listed([f"{count(n)} on {day(when)}" for when, n in facts["sizes"].items()])
    return (
        f"{_known([facts['event']])}. Of the repositories with downloads in the {row['scale']}, "
        f"{number(facts['before'])} a month were created from {month(facts['since'])} up to that "
        f"month and {number(facts['after'])} a month since. Models with downloads numbered {sizes}. "
        f"Creation before {day(facts['floor'])} was not recorded, deleted repositories are missing, and growth is "
        "not cause"
    )


def _laws(row: dict) -> str:
    adjective = ADJECTIVE[row["facts"]["side"]]
    n = plural(int(row["value"]), "event")
    return (
        f"up to {day(row['day'])} the table below lists {n} of {adjective} law or export rules "
        "that touch weights. No column says which of them restrict open weights"
    )


def _rank(row: dict) -> str:
    facts = row["facts"]
    above = f", behind {listed([safe(name) for name in facts['above']])}" if facts["above"] else ""
    when = "" if row["when"] == "now" else " of the day of the report"
    return (
        f"on version {facts['version'].removeprefix('v')} of the {row['scale']} of "
        f"{day(row['day'])}, {safe(facts['model'])} ranked {count(row['value'])} of the {count(facts['entries'])} "
        f"stored entries{when}{above}"
    )


def _untested(row: dict) -> str:
    facts = row["facts"]
    if "gone" in facts:
        gone = [safe(name) for name in facts["gone"]]
        verb = "is" if len(gone) == 1 else "are"
        return f"{listed(gone)} {verb} no longer listed" if gone else "both versions are listed"
    if row["claim_id"] == "C04":
        return f"nobody outside could rate Sora before {day(facts['first'])}"
    if "first" in facts:
        return f"no board of {row['part']} is kept from before {day(facts['first'])}"
    if row["claim_id"] == "C19":
        return "no listed model is known to be at most a year old"
    if row["claim_id"] != "C09":
        return "no base models are recorded as declared"
    drew_attention = facts["selection"] == "attention sample"
    which = "only models that drew attention are" if drew_attention else "not every model is"
    return f"{which} listed, so new repositories cannot be counted"


def _past(row: dict) -> str:
    return "this is a past event, with nothing to repeat"


CLAUSES = {
    "gap": _gap,
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


def measured(readings: pd.DataFrame, group: str) -> pd.DataFrame:
    """The comparisons of one of GROUPS with their sizes and intervals, as a table for readers."""
    chosen = readings["claim_id"].isin(GROUPS[group]) & readings["kind"].isin(COMPARED)
    return pd.DataFrame(
        {
            "": row["claim_id"],
            "When": row["when"],
            "Scale": row["scale"].removesuffix(UNTIL),
            "Day": day(row["day"]),
            "Compared": _compared(row),
            "Who is ahead": _ahead_in(row),
            "By": _amount(row),
        }
        for row in readings[chosen & (readings["reading"] != SECOND)].to_dict("records")
    )


COMPARED = ("gap", "duel", "plane", "shares", "stock", "rules")
MEASURED = "The comparisons behind these answers, with the intervals of their differences."


def _amount(row: dict) -> str:
    """`47 points (42 to 53)`, `7.0 times as many (4.3 to 11.4)`, `74% of ways to count`."""
    if row["unit"] == "percent of rules":
        return f"{percent(row['value'] / 100)} of ways to count"
    if row["unit"] == "points":
        return _points(row)
    digits = 0 if abs(row["value"]) >= 10 else 1
    ends = _span(row["low"], row["high"], digits)
    return f"{row['value']:.{digits}f} {row['unit']} ({ends})"


def _compared(row: dict) -> str:
    if row["kind"] == "gap":
        return f"{safe(row['facts']['leading_model'])} and {safe(row['facts']['model_behind'])}"
    if row["kind"] == "duel":
        return f"{safe(row['facts']['first'])} and {safe(row['facts']['second'])}"
    if row["claim_id"] == "C18":
        return f"downloads of {UNIVERSES[row['part']]}"
    return COMPARISONS[row["claim_id"]]


COMPARISONS = {
    "C11": "derivatives that stand on models of the other country",
    "C12": "models with open weights",
    "C13": "Nvidia chips bought so far",
    "C14": "scores at equal training compute and date",
    "C19": "downloads of models at most a year old",
}


def _ahead_in(row: dict) -> str:
    if row["kind"] == "duel" and row["ahead"]:
        return safe(row["facts"]["leading_model"])
    return _gainer(row["verdict"])


# --- all of them in one table


def overview(readings: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """All claims for readers: topic, statement, and for then and now the verdict and a phrase."""
    told = verdicts.set_index("claim_id")
    first = _first(readings)
    rows = []
    for group, claims in GROUPS.items():
        for claim in claims:
            row = {"Topic": GROUP_NAMES[group], "Statement": f"{LABELS[claim]} ({claim})"}
            for when, head in (("then", f"Then, {month(first)}"), ("now", "Now")):
                own = readings[(readings["claim_id"] == claim) & (readings["when"] == when)]
                row[head] = _cell(told.loc[claim, when], when, own.to_dict("records"))
            rows.append(row)
    return pd.DataFrame(rows)


def _first(readings: pd.DataFrame) -> pd.Timestamp:
    return readings.loc[readings["kind"] == "gap", "day"].min()


def _cell(status: str, when: str, rows: list[dict]) -> str:
    """`Did not hold. American lead, 47 points`."""
    words = {"then": THEN, "now": NOW}[when][status].replace(f" {when}", "")
    parts = filter(None, [words, "" if status == "untested" else _phrase(rows)])
    return " ".join(dict.fromkeys(map(sentence, parts)))


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
        return "; ".join(f"{UNIVERSES[row['part']]}: {short(row['verdict'])}" for row in tested)
    return "; ".join(f"{_part(row)}: {_lead_phrase(row)}" for row in tested)


def _part(row: dict) -> str:
    """What a reading is of, where a claim has several of one day."""
    if row["kind"] == "rules":
        return "downloads of new models"
    return row["scale"] if row["part"] == "video" else row["part"]


def _duels_phrase(rows: list[dict]) -> str:
    """`ahead in 4 of 6, behind in 2`, for the system that the report named."""
    counts = {
        name: sum(row["status"] == status for row in rows)
        for status, name in (("yes", "ahead"), ("no", "behind"), ("level", "within the error"))
    }
    first, *rest = [f"{name} in {n}" for name, n in counts.items() if n]
    return ", ".join([f"{first} of {len(rows)}", *rest])


def _gains_phrase(rows: list[dict]) -> str:
    """`China gained on 5 of 11 scoreboards`, the side that gained on more first."""
    sides = [row["verdict"].side for row in rows if row["verdict"].kind != WITHIN_ERROR]
    gains = {side: sides.count(side) for side in SIDES}
    if gains["CN"] == gains["US"]:
        return f"each gained on {gains['CN']} of {plural(len(rows), 'scoreboard')}"
    side = max(SIDES, key=gains.get)
    return f"{NOUN[side]} gained on {gains[side]} of {plural(len(rows), 'scoreboard')}"


def _lead_phrase(row: dict) -> str:
    if not row["ahead"]:
        return short(row["verdict"])
    sizes = {
        "points": points(row["value"]),
        "percentage points": f"{row['value']:.0f} percentage points",
        "times as many": f"{row['value']:.0f} times as many",
        "percent of rules": f"{percent(row['value'] / 100)} of ways to count",
    }
    return f"{ADJECTIVE[row['ahead']]} lead, {sizes[row['unit']]}"


def _number_phrase(row: dict) -> str:
    """`178 k downloads`, or the last event where there is no number."""
    if math.isnan(row["value"]):
        return american(row["facts"]["events"][-1]["title"]).split(" (")[0]
    if row["kind"] == "exposure":
        return f"{_span(row['low'], row['high'])}% of derivatives"
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


def title(readings: pd.DataFrame, verdicts: pd.DataFrame) -> str:
    """`Of 20 statements, 3 held in July 2024 and 1 holds now`."""
    then, now = ((verdicts[when] == "yes").sum() for when in ("then", "now"))
    return (
        f"Of {plural(len(verdicts), 'statement')}, {then} held in {month(_first(readings))} and "
        f"{now} {'holds' if now == 1 else 'hold'} now"
    )


def revisited(readings: pd.DataFrame, verdicts: pd.DataFrame, led: dict[str, Led], sample) -> str:
    """All claims together, from `claims.readings`, their `verdicts` and `led`."""
    latest = f"data ({sample.name})" if sample.refreshed else "data"
    parts = [
        f"by the data of then, {_told(verdicts['then'])}",
        f"by the latest {latest}, {_told(verdicts['now'])}",
        "where the best or the totals of the two countries are compared, in "
        f"{month(_first(readings))} {_leads(led['then'])}",
        f"now {_leads(led['now'])}",
        "the comparisons are not independent and are not votes",
    ]
    return " ".join(map(sentence, parts))


def _leads(led: Led) -> str:
    """`the United States is ahead in 7 of 8. For 1 the answer is within the margin of error`."""
    rest = [f"For {n} the answer {_answer_of(kind)}" for kind, n in led.rest.items()]
    counts, of = led.counts, led.of
    order = sorted((side for side in SIDES if counts[side]), key=counts.get, reverse=True)
    if not order:
        ahead = f"neither is ahead in any of {of}"
    elif counts["CN"] == counts["US"]:
        ahead = f"each is ahead in {counts['CN']} of {of}"
    else:
        first, *second = order
        ahead = f"{NOUN[first]} is ahead in {counts[first]} of {of}"
        ahead += "".join(f" and {NOUN[side]} in {counts[side]}" for side in second)
    return ". ".join([ahead, *rest])


def _answer_of(kind: str) -> str:
    """What is said of a comparison that is no lead, with its verb."""
    verbs = {NO_ERROR: "is higher, though ", DEPENDS: "", HANGS: "", NOT_IDENTIFIED: ""}
    return f"{verbs.get(kind, 'is ')}{PHRASES[kind]}"


def _told(statuses: pd.Series) -> str:
    """`3 of 20 statements held and 8 held in part. 5 cannot be measured or tested`."""
    counts = statuses.map(KIND).value_counts()
    kinds = [(words, int(counts[kind])) for kind, words in KINDS.items() if kind in counts]
    judged = [f"{n} {words[n > 1]}" for words, n in kinds if words in JUDGED]
    rest = [f"{n} {words[n > 1]}" for words, n in kinds if words not in JUDGED]
    first, *more = judged or rest
    n, words = first.split(" ", 1)
    first = f"{n} of {plural(len(statuses), 'statement')} {words}"
    texts = [
        listed([first, *more]),
        *([f"Of the others, {listed(rest)}"] if judged and rest else []),
    ]
    return ". ".join(texts)


KIND = {"yes": "yes", "seen": "mixed", "mixed": "mixed", "level": "level", "no": "no"} | {
    "open": "open",
    "untested": "open",
    "past": "past",
}
KINDS = {  # of one and of several statements
    "yes": ("held", "held"),
    "mixed": ("held in part", "held in part"),
    "no": ("did not hold", "did not hold"),
    "level": (f"is {PHRASES[WITHIN_ERROR]}", f"are {PHRASES[WITHIN_ERROR]}"),
    "open": ("cannot be measured or tested", "cannot be measured or tested"),
    "past": ("is a past event", "are past events"),
}
JUDGED = [KINDS[kind] for kind in ("yes", "mixed", "no")]


TURNED = {
    "lost": ("held then and does not hold now", "held then and do not hold now"),
    "won": ("did not hold then and holds now", "did not hold then and hold now"),
    "reversed": ("passed from one country to the other",) * 2,
}


def turned(claims: dict[str, list[str]]) -> str:
    """Which statements turned, from `claims.turned`."""
    parts = []
    for kind, found in claims.items():
        names = [f"\u201c{LABELS[one]}\u201d ({one})" for one in found]
        if names:
            parts.append(f"{listed(names)} {TURNED[kind][len(names) > 1]}")
    return " ".join(map(sentence, parts or ["no verdict turned"]))


OVERVIEW = "All statements, by the data of then and of now."


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
    """The readings of kind `gain` for readers: the lead on two days of each scoreboard."""
    table = []
    for row in rows.to_dict("records"):
        facts = row["facts"]
        before, after = (f"{points(value, 1)}, {ADJECTIVE[side]}" for side, value in facts["leads"])
        table.append(
            {
                "": row["when"],
                "Scoreboard": row["scale"],
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
    "Whose best gained more in the half year before. Boards are read as they were published, the "
    "other scoreboards by day of release on one fit or collection of runs."
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


def _ranges(bounds: dict[str, tuple[float, float]]) -> str:
    """`China 46% to 47%, the United States 5% to 32%`, the larger first."""
    return both(bounds, _span_of)


def _lead_of(one: Verdict | None) -> str:
    return short(one) if one else "compares no sides"


READINGS = (
    "Statements that rest on publishers' countries, with publishers of disputed country read in "
    "both ways. The upper ends give every unknown publisher to that side."
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
