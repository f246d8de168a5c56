"""Words of notebook 07: Kling against Sora, and who leads in open video models."""

from __future__ import annotations

import pandas as pd

from ...measures.verdicts import (
    AHEAD,
    CLOSE,
    HANGS,
    NOT_IDENTIFIED,
    SHIFT,
    SIDES,
    WITHIN_ERROR,
    Change,
    Verdict,
    other,
)
from ...measures.video import LIKED, far_ahead, moved
from ...text import (
    count,
    day,
    headline,
    listed,
    month,
    number,
    percent,
    plural,
    safe,
    sentence,
    when,
)
from .grammar import ADJECTIVE, NOUN, PHRASES, Words, among, changed, country, free, larger, shown
from .ratings import BRACKETS, makers, of_each, size, span, versus

FIELDS = {"overall": "among all systems", "open": "among open ones"}
LICENSES = {  # kinds of license as columns
    "permissive": "permissive",
    "copyleft": "copyleft",
    "use restrictions": "use restrictions",
    "user or revenue limits": "user or revenue limits",
    "non-commercial or research": "non-commercial",
    "own or unread terms": "own or unread",
    "undeclared": "undeclared",
    "not recorded": "not recorded",
}


# --- ratings


def leaders(gaps: pd.DataFrame) -> str:
    """Who is ahead on each board, from `video.gaps`, sentences a board: never one scale."""
    said: list[str] = []
    for (ruler, date), rows in gaps.groupby(["ruler", "day"], sort=False):
        for row in rows.to_dict("records"):
            where = f"on {ruler} of {day(date)}"
            if row["field"] == "open":
                where = "among systems with open weights" if said else f"{where}, with open weights"
            said += [sentence(f"{where} {versus(row)}"), _third(row)]
    return " ".join(filter(None, said))


def _third(row) -> str:
    """Where the best system of other countries stands, if it is not below both."""
    if row["place"] is None:
        return ""
    place = {"above": "above both", "between": "between them"}[row["place"]]
    return sentence(
        f"{safe(row['third'])} of another country stands {place} with {row['third_score']:.0f}"
    )


def by_length(gaps: pd.DataFrame) -> str:
    """How many makers each side has in `video.gaps`, and how many of them stand above all."""
    return " ".join(
        sentence(f"on {row['ruler']}, {FIELDS[row['field']]}, {makers(row)}")
        for row in gaps.to_dict("records")
    )


def _chance(row) -> str:
    return (
        f"{percent(row['chance'])} ({percent(row['chance_low'])} to {percent(row['chance_high'])})"
    )


def _title(overall, opened) -> str:
    """`American video systems lead LMArena's ranking, and the best open one is Chinese`.

    Where one side is ahead in both fields, by how much.
    """
    where, kind = f"{_possessive(overall['ruler'])} ranking", overall["verdict"].kind
    if kind == NOT_IDENTIFIED:
        return f"whose video systems lead {where} {PHRASES[kind]}"
    if kind == AHEAD:
        title = f"{ADJECTIVE[overall['leader']]} video systems lead {where}"
    elif kind != WITHIN_ERROR and overall["points"] > 0:
        title = f"{ADJECTIVE[overall['leader']]} video systems stand highest in {where}"
    elif kind == WITHIN_ERROR:
        return f"the best video systems of {where} are {PHRASES[kind]}"
    else:
        return f"{where} has {PHRASES[kind]} who leads in video"
    unsure = (WITHIN_ERROR, NOT_IDENTIFIED)
    best = opened["verdict"].kind not in unsure and opened["points"] > 0
    if best and opened["leader"] != overall["leader"] and opened["place"] != "above":
        return f"{title}, but the best open one is {ADJECTIVE[opened['leader']]}"
    if kind != AHEAD:
        return title
    return f"{title} of {month(overall['day'])} by {size(overall['points'])}"


def _possessive(ruler: str) -> str:
    return f"{ruler.removesuffix(' video')}'s"


def apart(first, second, listed_first: set[str]) -> str:
    """Why two rankings may name different sides, from a row of `video.gaps` of each: the first may
    not list the system that leads the second. Empty where they name one side, or none.
    """
    ahead = first["verdict"].ahead, second["verdict"].ahead
    if None in ahead or ahead[0] == ahead[1]:
        return ""
    other_one = (
        f"{_possessive(first['ruler'])} ranking of {day(first['day'])} has "
        f"{ADJECTIVE[ahead[0]]} systems on top"
    )
    if second["leading_model"] in listed_first:
        return sentence(f"{other_one}, from the votes of other people")
    return sentence(f"{other_one} and does not list {safe(second['leading_model'])}")


def ratings(gaps: pd.DataFrame, entries: pd.DataFrame) -> Words:
    """Words of all entries of one board by release date, from `video.gaps` (overall, open)."""
    overall, opened = gaps.to_dict("records")
    sides = {side: int((entries["region"] == side).sum()) for side in SIDES}
    rest = len(entries) - sum(sides.values())
    return Words(
        headline(_title(overall, opened)),
        f"{overall['unit']} from blind votes on {len(entries)} entries of "
        f"{_possessive(overall['ruler'])} video ranking, read on {day(overall['day'])}, by release "
        f"date. Vertical bars are {percent(overall['level'])} intervals. Filled marks and dashed lines are "
        "systems free to download.",
        f"{leaders(gaps)} {BRACKETS} The entries are {of_each(sides)} ones and {rest} of other "
        "countries. All are rated at once, so early systems are re-estimated.",
        f"Dots for {len(entries)} entries by release date and rating, with step lines for the best "
        f"so far of each country. {leaders(gaps)}",
    )


def by_board(gaps: pd.DataFrame, lines: pd.DataFrame, mixed: str, apart: str = "") -> Words:
    """Words of the best of each side on every board, from `video.gaps` and `video.by_board`.

    `mixed`: of `mixed_with_sound`; `apart`: of `apart`.
    """
    overall, opened = gaps.to_dict("records")
    days, dated = lines["day"], lines.loc[lines["low"].notna(), "day"]
    fields = [set(lines.loc[lines["field"] == field, "day"]) for field in FIELDS]
    without = [day(date) for date in sorted(fields[0] - fields[1])]
    hidden = sentence(f"no open system is kept of {listed(without)}") if without else ""
    after = _after(lines, pd.Timestamp(overall["day"]))
    published = f"only from {day(dated.min())} to {day(dated.max())}"
    if dated.max() == days.max():
        published = f"since {day(dated.min())}"
    broken = "where days are missing"
    if lines["scale"].max() > 0:
        broken += f" or the median score shifted by over {plural(SHIFT, 'point')}"
    finding = " ".join(part for part in (leaders(gaps), apart, mixed, after, hidden) if part)
    return Words(
        headline(_title(overall, opened)),
        f"Top score of each country in {_possessive(overall['ruler'])} public video votes, on "
        f"{plural(days.nunique(), 'day')} from {day(days.min())} to {day(days.max())}, lines broken "
        f"{broken}. Dashed "
        f"lines are systems free to download. Vertical bars are {percent(overall['level'])} intervals, "
        f"published {published}.",
        finding,
        f"Lines for the best system of each country on {days.nunique()} days, solid for all "
        f"systems, dashed for open weights, broken {broken}. {leaders(gaps)}",
    )


def _after(lines: pd.DataFrame, compared: pd.Timestamp) -> str:
    """The best of each side on the last board, if it is later than the one that is compared."""
    rows = lines[(lines["field"] == "overall") & (lines["day"] == lines["day"].max())]
    if rows["day"].iloc[0] <= compared:
        return ""
    rows = rows.sort_values(["score", "model"], ascending=[False, True])
    said = [
        f"the {ADJECTIVE[row.side]} {safe(row.model)} {row.score:.0f}" for row in rows.itertuples()
    ]
    when = day(rows["day"].iloc[0])
    return sentence(f"the last ranking, of {when}, has no intervals and starts with {listed(said)}")


def duel(row) -> str:
    """A row of `video.kling` in sentences, with board, day, and when the system came out."""
    wins = ""
    if row["verdict"].kind == AHEAD:
        wins = f" {sentence(f'the leader would win {_chance(row)} of votes')}"
    if row["question"] == "first":
        where = f"on {row['ruler']}, re-estimated by the fit of {day(row['day'])}"
        return f"{sentence(f'{where}, {versus(row)}')}{wins}"
    latest = (
        f"on {row['ruler']} of {day(row['day'])} the latest is {safe(row['system'])}, released "
        f"{day(row['released'])}"
    )
    return f"{sentence(latest)} {sentence(f'there {versus(row)}')}{wins}"


def kling(*tables: pd.DataFrame) -> str:
    """The rows of `video.kling` on several boards, one sentence each."""
    return " ".join(duel(row) for table in tables for row in table.to_dict("records"))


def testable(row, report: str) -> str:
    """From which day two systems could be compared, from `video.comparable`, seen from a day."""
    pair, since = f"{safe(row['first'])} and {safe(row['second'])}", row["both_public"]
    days = (since - pd.Timestamp(report)).days
    if days <= 0:
        return sentence(f"{pair} were both open to all on {day(since)}, by {day(report)}")
    return (
        f"{pair} were both open to all only from {day(since)}, {plural(days, 'day')} after "
        f"{day(report)}. Before that no outsider could compare them."
    )


def pair_table(table: pd.DataFrame) -> pd.DataFrame:
    """`video.comparable` for readers."""
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            "systems": [f"{safe(row['first'])}, {safe(row['second'])}" for row in rows],
            "both public since": table["both_public"].map(day),
            "ahead": [
                safe(row["leading_model"]) if row["verdict"].ahead else PHRASES[row["verdict"].kind]
                for row in rows
            ],
            "by points": [f"{row['points']:.0f} ({span(row)})" for row in rows],
            "wins of votes": [_chance(row) for row in rows],
            "first LMArena board with both": [
                "none" if pd.isna(row["on_board"]) else day(row["on_board"]) for row in rows
            ],
        }
    )


def event_table(table: pd.DataFrame) -> pd.DataFrame:
    """`video.logged` for readers."""
    return shown(
        table, date=("day", day), title=("event", safe), what_happened=("what happened", str),
        evidence_grade=("evidence", str),
    )  # fmt: skip


def sound(table: pd.DataFrame) -> str:
    """How much higher the same systems stand with sound, from `video.with_sound`."""
    said = [
        f"{safe(row['model'])} by {size(row['points'])} ({span(row)})"
        for row in table.to_dict("records")
    ]
    if not said:
        return sentence("no system is listed with and without sound")
    return sentence(
        f"systems that are listed with and without sound stand higher with it, {listed(said)}"
    )


def mixed_with_sound(lead, table: pd.DataFrame, outweighs: bool) -> str:
    """What sound is worth on a board beside its lead: `video.gaps`, `.with_sound`, and whether it
    outweighs the lead.
    """
    if not outweighs:
        return ""
    low, high = table["points"].min(), table["points"].max()
    worth = size(low) if low == high else f"{low:.0f} to {size(high)}"
    return (
        f"{lead['ruler']} ranks systems with and without sound in one list. Sound is worth {worth} "
        "to the systems that are in it both ways, more than this difference."
    )


# --- open models on the Hub


def _groups(table: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """(makes, when, rows), in the order of the table."""
    return [
        (makes, name, rows) for (makes, name), rows in table.groupby(["makes", "when"], sort=False)
    ]


def hub(
    table: pd.DataFrame, leads: dict[tuple[str, str], Verdict], change: Change | None = None
) -> Words:
    """Words of `video.open_models` of several snapshots, and who leads which.

    change: the largest between two lists that were made alike.
    """
    ahead = {when(name): lead for (_, name), lead in leads.items()}
    said = shares_said(table, leads)
    title = changed("top video models' downloads", change) if change else _hub_title(ahead, table)
    days = [name.split(" of ")[-1] for name in dict.fromkeys(table["list"])]
    return Words(
        headline(title),
        "Share of the downloads of video models on Hugging Face in the thirty days to "
        f"{listed(days)}, by country of the publisher. {_moved(table)}".strip(),
        said,
        f"Bars of download shares by country of the publisher, in {plural(len(leads), 'list')}. "
        f"{said}",
    )


def _moved(table: pd.DataFrame) -> str:
    """Sentences on the shares that disputed publishers, counted elsewhere, would move most."""
    return " ".join(
        f"If {safe(row.contested)}, whose country is disputed, were counted "
        f"{_where(row)}, the {ADJECTIVE[row.side]} share of {row.when} would be {percent(row.alternative)}."
        for row in moved(table).itertuples()
    )


def _where(row) -> str:
    """Where a disputed publisher counts in its other reading, seen from a row of shares."""
    return f"as {ADJECTIVE[row.side]}" if row.alternative > row.share else "elsewhere"


def shares_said(table: pd.DataFrame, leads: dict[tuple[str, str], Verdict]) -> str:
    """What each side drew in every snapshot of `video.open_models`, and how surely."""
    return " ".join(
        _hub_said(makes, name, rows, leads[makes, name]) for makes, name, rows in _groups(table)
    )


def share_table(table: pd.DataFrame) -> pd.DataFrame:
    """`video.open_models` for readers; an unknown publisher may be of any country."""
    rows = table[table["side"] != "unknown"]
    return shown(
        rows, list=("list", str), side=("publisher", country), n=("models", count),
        share=("share of downloads", percent), high=("with all of unknown country", percent),
        alternative=("disputed publishers elsewhere", percent),
    )  # fmt: skip


def _hub_title(leads: dict[str, Verdict], table: pd.DataFrame) -> str:
    """`Chinese open video models draw far more downloads than American ones`."""
    kinds, sides = ({getattr(one, part) for one in leads.values()} for part in ("kind", "side"))
    if any(verdict.ahead for verdict in leads.values()) and len(sides) == 1:
        (side,) = sides
        share = table.set_index(["when", "side"])["share"].unstack()
        far = "far " if far_ahead(share[side] - share[other(side)]) else ""
        return (
            f"{ADJECTIVE[side]} open video models draw {far}more downloads than "
            f"{ADJECTIVE[other(side)]} ones"
        )
    if len(kinds) > 1 or AHEAD in kinds:
        return "who leads in open video models differs between the lists"
    (kind,) = kinds
    if kind == CLOSE:
        return f"downloads of open video models are {PHRASES[CLOSE]} of each other"
    return f"who leads in open video models {PHRASES[kind]}"


def _hub_said(makes: str, name: str, table: pd.DataFrame, lead: Verdict) -> str:
    """`In July 2024 Chinese publishers drew 63% of the 1 million downloads of models of video, ...`"""
    rows = table.set_index("side")
    more, fewer = sorted(SIDES, key=lambda side: rows.loc[side, "share"], reverse=True)
    shares = [percent(rows.loc[side, "share"]) for side in (more, fewer)]
    drew = f"{ADJECTIVE[more]} publishers drew {shares[0]} and {ADJECTIVE[fewer]} ones {shares[1]}"
    if rows.loc[more, "share"] == rows.loc[fewer, "share"]:
        drew = f"publishers of each side drew {shares[0]}"
    drew = (
        f"{among(table['selection'].iloc[0], name)} {drew} of the {number(rows['value'].sum())} "
        f"downloads of models that make {makes}"
    )
    if lead.ahead or (rows["alternative"] == rows["share"])[list(SIDES)].all():
        return sentence(drew + _verdict_said(lead))
    return " ".join(map(sentence, (drew, _other_way(rows), _over_readings(lead))))


def _over_readings(lead: Verdict) -> str:
    """Why nobody leads, where publishers of disputed country can be counted in two ways."""
    if lead.kind == CLOSE:
        return f"in one of the two readings the sides are {PHRASES[CLOSE]} of each other"
    return f"with both readings in view, who is ahead {PHRASES[lead.kind]}"


def _other_way(rows: pd.DataFrame) -> str:
    """What the shares would be with the publishers of disputed country counted elsewhere."""
    makers = sorted(set(rows["contested"].dropna()))
    named = f", above all {listed([safe(one) for one in makers])}," if makers else ""
    return (
        f"if publishers of disputed country{named} were counted elsewhere, the shares would be "
        f"{_each_share(rows['alternative'])}"
    )


def _verdict_said(lead: Verdict) -> str:
    """What a sentence on shares adds: nothing to a lead, else why it is none."""
    if lead.ahead:
        return ""
    if lead.kind == HANGS:
        return f", but who is ahead {PHRASES[HANGS]}"
    if lead.kind == CLOSE:
        return f", {PHRASES[CLOSE]} of each other"
    return f", but who is ahead {PHRASES[lead.kind]}"


def one_model(table: pd.DataFrame) -> str:
    """Each side's share of video without its most downloaded model, from `video.open_models`."""
    said = []
    for makes, name, table_of in _groups(table):
        if makes != "video":
            continue
        rows = table_of.set_index("side")
        top = rows.loc[list(SIDES)].dropna(subset="top_model").sort_values("value", ascending=False)
        names = ", ".join(
            f"{ADJECTIVE[side]} {safe(one)}" for side, one in top["top_model"].items()
        )
        text = f"the list of {name} holds {of_each(rows['n'].to_dict(), 'model')} that make video"
        if names:
            left = _each_share(rows["without"])
            text = (
                f"{sentence(text)} Without the most downloaded one of each ({names}), shares are "
                f"{left}"
            )
        said.append(sentence(text))
    return " ".join(said)


def freely(table: pd.DataFrame, panel) -> str:
    """A sentence on `open_models` that make video in a list that is free to reuse."""
    rows = table[table["makes"] == "video"].set_index("side")["share"]
    return free(panel, f"shares of the downloads of open video models are {_each_share(rows)}")


def _each_share(shares: pd.Series) -> str:
    """`63% for A and 8% for B`, the larger first; `5% for each`."""
    first = larger(shares)
    if first is None:
        return f"{percent(shares['CN'])} for each"
    return " and ".join(f"{percent(shares[s])} for {NOUN[s]}" for s in (first, other(first)))


def license_table(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """`video.licenses` of several snapshots for readers."""
    rows = pd.concat(tables, names=["list"]).reset_index("list").query("side != 'unknown'")
    keys = ["list", "makes", "side"]
    wide = rows.pivot(index=keys, columns="license", values="share").fillna(0)
    wide = wide.loc[
        list(dict.fromkeys(rows[keys].itertuples(index=False, name=None)))
    ].reset_index()
    return shown(
        wide, list=("list", str), makes=("makes", str), side=("publisher", country),
        **{kind: (name, percent) for kind, name in LICENSES.items() if kind in wide},
    )  # fmt: skip


def family_table(table: pd.DataFrame) -> pd.DataFrame:
    """`video.families` for readers, without the families that the snapshot does not hold."""
    rows = table[table["n"] > 0]
    makers = [f"{safe(row.maker)} ({country(row.side)})" for row in rows.itertuples()]
    return shown(
        rows.assign(maker=makers, license=rows["license"].map(", ".join)),
        family=("family", str), maker=("publisher", str), n=("models", count),
        value=("downloads", number), license=("licenses, most downloaded first", str),
        derivatives=("models that others built on it", count), built_on=("their downloads", number),
    )  # fmt: skip


def absent(table: pd.DataFrame, panel) -> str:
    """The families of `video.families` that a snapshot does not hold, as a sentence."""
    names = list(table.loc[table["n"] == 0, "family"])
    said = f"holds no repository of {listed(names)}" if names else "holds all of these families"
    return sentence(f"the {panel.name} {said}")


def unseen(table: pd.DataFrame, panel, only_counted: int) -> str:
    """A sentence on `video.unseen`: liked models without one download, and whose they are."""
    models = (
        table.groupby("side")["models"].sum().reindex([*SIDES, "other", "unknown"], fill_value=0)
    )
    total = int(models.sum())
    text = (
        f"in the {panel.name}, {plural(total, 'model')} for video or pictures with at least "
        f"{LIKED} likes {'shows' if total == 1 else 'show'} not one download"
    )
    whose = (
        f"they are {of_each(models[list(SIDES)])}, {models['other']} of other countries and "
        f"{models['unknown']} of publishers that are not known"
    )
    hidden = f"{plural(only_counted, 'more model')} without downloads are kept only as counts"
    return " ".join(map(sentence, [text, whose, hidden] if only_counted else [text, whose]))


def unseen_table(table: pd.DataFrame, largest: int) -> pd.DataFrame:
    """The most liked namespaces of `video.unseen` for readers."""
    return shown(
        table.head(largest), namespace=("namespace", safe), side=("publisher", country),
        makes=("makes", str), models=("models without downloads", count),
        likes=("their likes", number), value=("downloads of its other models", number),
    )  # fmt: skip


def listed_in(model: str, panel) -> str:
    """Whether a model is a row of a panel, as a sentence."""
    rows = panel.rows[panel.rows["model_id"] == model]
    if len(rows):
        downloads = count(rows["downloads_30d"].iloc[0])
        return sentence(f"in the {panel.name}, {safe(model)} has {downloads} downloads")
    return sentence(f"the {panel.name} holds no row of {safe(model)}")
