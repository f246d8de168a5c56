"""Words of notebook 07: Kling against Sora, and who leads in open video models."""

from __future__ import annotations

import pandas as pd

from ...measures.verdicts import AHEAD, SIDES, Verdict
from ...measures.video import LIKED
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
from .grammar import ADJECTIVE, MOST_WORDS, PHRASES, Words, both, country, short, shown
from .ratings import BRACKETS, makers, size, span, versus

FIELDS = {"overall": "all systems", "open": "open weights"}
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
    """Who is ahead on each board, from `video.gaps`, one sentence a board: never one scale."""
    said = []
    for (ruler, date), rows in gaps.groupby(["ruler", "day"], sort=False):
        fields = [
            f"{FIELDS[row['field']]}: {versus(row)}{_third(row)}" for row in rows.to_dict("records")
        ]
        said.append(sentence(f"{ruler}, {day(date)}, {'; '.join(fields)}"))
    return " ".join(said)


def _third(row) -> str:
    """Where the best system of other countries stands, if it is not below both."""
    if row["place"] is None:
        return ""
    place = {"above": "above both", "between": "between them"}[row["place"]]
    return f", {safe(row['third'])} of another country ({row['third_score']:.0f}) {place}"


def by_length(gaps: pd.DataFrame) -> str:
    """How many makers each side has in `video.gaps`, and how many of them stand above all."""
    return " ".join(
        sentence(f"{row['ruler']}, {FIELDS[row['field']]}: {makers(row)}")
        for row in gaps.to_dict("records")
    )


def _chance(row) -> str:
    return (
        f"{percent(row['chance'])} ({percent(row['chance_low'])} to {percent(row['chance_high'])})"
    )


def _title(overall, opened) -> str:
    """Who is ahead on one board, overall and with open weights."""
    first, second = short(overall["verdict"]), short(opened["verdict"])
    rest = "open weights included" if first == second else f"{second} among open weights"
    return f"{month(overall['day'])}: {first} in video, {rest}"


def ratings(gaps: pd.DataFrame, entries: pd.DataFrame) -> Words:
    """Words of all entries of one board by release date, from `video.gaps` (overall, open)."""
    overall, opened = gaps.to_dict("records")
    title = headline(_title(overall, opened))
    sides = {side: int((entries["region"] == side).sum()) for side in SIDES}
    rest = len(entries) - sum(sides.values())
    finding = (
        f"{leaders(gaps)} In brackets: {BRACKETS}. One fit of one day: early systems are "
        "re-estimated."
    )
    return Words(
        title,
        f"{overall['unit']} on {overall['ruler']}, fit of {day(overall['day'])}, by release date; "
        f"{count(len(entries))} entries ({both(sides, count)}, other countries {rest}). Whiskers: "
        f"{percent(overall['level'])} intervals. Filled, dashed: open weights.",
        finding,
        f"Dots for {len(entries)} entries by release date and rating, with step lines for the best "
        "so far of each country, solid for all systems, dashed for open weights. "
        f"{sentence(title)} "
        f"{sentence(versus(overall))}",
    )


def by_board(gaps: pd.DataFrame, lines: pd.DataFrame, mixed: str) -> Words:
    """Words of the best of each side on every board, from `video.gaps` and `video.by_board`.

    `mixed`: of `mixed_with_sound`.
    """
    overall, opened = gaps.to_dict("records")
    title = headline(_title(overall, opened))
    days, dated = lines["day"], lines.loc[lines["low"].notna(), "day"]
    fields = [set(lines.loc[lines["field"] == field, "day"]) for field in FIELDS]
    without = [day(date) for date in sorted(fields[0] - fields[1])]
    hidden = f" No open one is kept of {listed(without)}." if without else ""
    after = _after(lines, pd.Timestamp(overall["day"]))
    finding = " ".join(part for part in (leaders(gaps), mixed, after) if part)
    return Words(
        title,
        f"Best system of each country on {days.nunique()} boards of LMArena, {day(days.min())} "
        f"to {day(days.max())}, in {overall['unit']}. {percent(overall['level'])} intervals from "
        f"{day(dated.min())} to {day(dated.max())}, else none. Filled, dashed: open weights."
        f"{hidden}",
        finding,
        f"Lines for the best system of each country on {days.nunique()} boards, solid for all "
        f"systems, dashed for open weights, broken where boards are missing. {sentence(title)} "
        f"{sentence(versus(overall))}",
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
    return sentence(f"the last board, {day(rows['day'].iloc[0])}, has no intervals: {listed(said)}")


def duel(row) -> str:
    """A row of `video.kling` as one sentence, with board, day, and when the system came out."""
    ahead = row["verdict"].kind == AHEAD
    wins = f"; the leader would win {_chance(row)} of votes" if ahead else ""
    if row["question"] == "first":
        return sentence(
            f"{row['ruler']}, re-estimated by the fit of {day(row['day'])}: {versus(row)}{wins}"
        )
    about = f"the latest there is {safe(row['system'])}, released {day(row['released'])}"
    return sentence(f"{row['ruler']}, {day(row['day'])}: {about}; {versus(row)}{wins}")


def kling(*tables: pd.DataFrame) -> str:
    """The rows of `video.kling` on several boards, one sentence each."""
    return " ".join(duel(row) for table in tables for row in table.to_dict("records"))


def testable(row, report: str) -> str:
    """From which day two systems could be compared, from `video.comparable`, seen from a day."""
    pair, since = f"{safe(row['first'])} and {safe(row['second'])}", row["both_public"]
    days = (since - pd.Timestamp(report)).days
    if days <= 0:
        return sentence(f"{pair} were both open to all on {day(since)}, by {day(report)}")
    return sentence(
        f"{pair} were both open to all only from {day(since)}, {plural(days, 'day')} after "
        f"{day(report)}: before that no outsider could compare them"
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
        f"{safe(row['model'])} {size(row['points'])} ({span(row)})"
        for row in table.to_dict("records")
    ]
    if not said:
        return sentence("no system is listed with and without sound")
    return sentence(
        f"listed with and without sound, the same systems stand higher with it: {listed(said)}"
    )


def mixed_with_sound(lead, table: pd.DataFrame, outweighs: bool) -> str:
    """What sound is worth on a board beside its lead: `video.gaps`, `.with_sound`, and whether it
    outweighs the lead.
    """
    if not outweighs:
        return ""
    low, high = table["points"].min(), table["points"].max()
    worth = size(low) if low == high else f"{low:.0f} to {size(high)}"
    return sentence(
        f"{lead['ruler']} ranks systems with and without sound in one list, and sound is worth "
        f"{worth} to the systems that are in it both ways, more than this difference"
    )


# --- open models on the Hub


def _groups(table: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """(makes, when, rows), in the order of the table."""
    return [
        (makes, name, rows) for (makes, name), rows in table.groupby(["makes", "when"], sort=False)
    ]


def hub(table: pd.DataFrame, leads: dict[tuple[str, str], Verdict]) -> Words:
    """Words of `video.open_models` of several snapshots, and who leads which: title on video."""
    ahead = {when(name): lead for (makes, name), lead in leads.items() if makes == "video"}
    title = headline(_hub_title(ahead))
    clauses = {makes: "" for makes, *_ in _groups(table)}
    for makes, name, rows in _groups(table):
        clauses[makes] += f" {sentence(_hub_clause(makes, name, rows, leads[makes, name]))}"
    lists = list(dict.fromkeys(table["list"]))
    return Words(
        title,
        "Share of the downloads of the last thirty days by country of the publisher, among models "
        f"that declare a task that makes video or pictures ({'; '.join(lists)}). Whiskers: unknown "
        "publishers all there.",
        f"{''.join(clauses.values()).strip()} A lead counts beyond worst-case bounds and in both "
        "readings of disputed publishers.",
        f"Bars of download shares by country, for video and pictures, in {len(lists)} snapshots. "
        f"{sentence(title)}{clauses['video']}",
    )


def _hub_title(leads: dict[str, Verdict]) -> str:
    found = list(dict.fromkeys(leads.values()))
    if len(found) == 1:
        return f"open video models: {short(found[0])} in {listed(list(leads))}"
    said = [f"{short(verdict)} in {name}" for name, verdict in leads.items()]
    title = f"open video: {', '.join(said)}"
    short_enough = len(title.split()) <= MOST_WORDS
    return title if short_enough else "who leads in open video models differs between the two lists"


def _hub_clause(makes: str, name: str, table: pd.DataFrame, lead: Verdict) -> str:
    """`July 2024, video: of 1 M downloads A 63%, B 0%, other countries 30%: Chinese lead`."""
    rows = table.set_index("side")
    text = (
        f"{name}, {makes}: of {number(rows['value'].sum())} downloads {both(rows['share'])}, other "
        f"countries {percent(rows.loc['other', 'share'])}, unknown "
        f"{percent(rows.loc['unknown', 'share'])}"
    )
    if (rows["alternative"] != rows["share"])[list(SIDES)].any():
        text += f" (disputed publishers read the other way: {both(rows['alternative'])})"
    return f"{text}: {short(lead)}"


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
        text = f"{name}, models that make video: {both(rows['n'].to_dict(), count)}"
        if names:
            text += f"; without its most downloaded one ({names}): {both(rows['without'])}"
        said.append(sentence(text))
    return " ".join(said)


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
    sides = both(models[list(SIDES)].to_dict(), count)
    hidden = f"; {plural(only_counted, 'more model')} without downloads are kept only as counts"
    return sentence(
        f"{panel.name}: {plural(int(models.sum()), 'model')} with at least {LIKED} likes that make "
        f"video or pictures show not one download ({sides}, other countries {models['other']}, "
        f"publishers not known {models['unknown']}){hidden if only_counted else ''}"
    )


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
