"""Video: ratings of text-to-video systems, one board at a time, and open models that make video.

The two boards are two scales, fitted from different votes: a gap is read on one board and one day.
`tables` is a mapping of table names to frames, such as `hubgap.open_data()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from ..data import Data
from ..panel import LATEST, Panel, Refusal
from ..registry import Tables, canonical, looked_up, maker_of, region_of
from ..rules import CountingRule, Method, counted, most_counted, with_copies
from ..text import Told, cause_of, day
from . import benchmarks
from .benchmarks import Ruler, best, gap, own_rows, pick, records
from .downloads import otherwise, shares
from .licenses import classes, licensed, with_terms
from .lineage import sided
from .verdicts import (
    SHARE,
    SIDES,
    Score,
    Verdict,
    difference,
    in_every_reading,
    on_shares,
    other,
)

# fmt: off
AA = Ruler("Artificial Analysis video", "Artificial Analysis", "video_elo", "",
           "blind votes on text to video", "Elo points", day=LATEST)
ARENA = Ruler("LMArena video", "LMArena", "video_arena_history", "",
              "blind votes on text to video", "rating points",
               day=LATEST)
# fmt: on
BOARDS = (AA, ARENA)
FIELDS = ("overall", "open")
FIRST, RIVAL, MAKER = "Kling 1.0", "Sora", "Kuaishou"  # of the report of July 2024
OPEN_TO_ALL = {FIRST: "E029", RIVAL: "E041"}  # events; other systems: the release date of the board
ACCESS = ("E012", "E021", "E029", "E041", "E074", "E095")  # events: who could use what, and when
COUNTER = ("E026", "E123")  # events: what the counter of the Hub missed, and a change of its rule

MAKES = {
    "video": ("text-to-video", "image-to-video", "image-text-to-video", "video-to-video"),
    "pictures": (
        "text-to-image", "image-to-image", "image-text-to-image", "unconditional-image-generation",
    ),
}  # fmt: skip
FAMILIES = {  # name -> ids of its repositories, without copies by others
    "MiniMax-H3": "MiniMaxAI/MiniMax-H",
    "Wan": "Wan-AI/Wan",
    "HunyuanVideo": "tencent/HunyuanVideo",
    "CogVideoX": "zai-org/CogVideo",
    "Open-Sora": "hpcai-tech/Open-?Sora",
    "ModelScope": "ali-vilab/",
    "AnimateDiff": "guoyww/animatediff|ByteDance/AnimateDiff",
    "Mochi": "genmo/mochi",
    "Cosmos": "nvidia/Cosmos",
    "LTX": "Lightricks/LTX",
    "Stable Video Diffusion": "stabilityai/stable-video-diffusion",
}
LIKED = 20  # likes of a model without downloads, for it to be listed
SILENT = "KwaiVGI/LivePortrait"  # by the makers of Kling, without a file that the Hub counts

# Picked by hand from the board of May 2026. Labeled in its chart: the two of the report, later ones
# of Kling and of Google's Veo, and the best with open weights of another country.
NAMED = ("Kling 1.0", "Sora", "Veo 2", "Kling 2.0", "Veo 3", "Kling 3.0 Pro", "LTX-2 Pro")
# Also by hand: the pair of the report, then later versions of Kling with American systems of about
# their time, and the last one with the best American system of that board.
PAIRS = (
    ("Kling 1.0", "Sora"),
    ("Kling 1.6 Pro", "Sora"),
    ("Kling 1.6 Pro", "Veo 2"),
    ("Kling 2.1 Master", "Veo 3"),
    ("Kling 2.5 Turbo", "Sora 2 Pro"),
    ("Kling 2.6 Pro", "Veo 3.1"),
    ("Kling 3.0 Pro", "Veo 3.1"),
    ("Kling 3.0 Pro", "Grok Imagine Video"),
)

HEROES = Method("Kling and Sora, the latest Kling, and the best of each side.")
EVERY_ENTRY = Method("Every entry of the board; line: best so far by release date.")
BEST_OF_EACH = Method("The best of each country on each board.")


# --- ratings


def boards(tables: Tables, until: str = LATEST) -> tuple[Ruler, ...]:
    """BOARDS, each on its last day with intervals that is not after `until`."""
    return tuple(board.on(tables, until) for board in BOARDS)


def per_field(measure: Callable[..., pd.DataFrame], *arguments) -> pd.DataFrame:
    """A measure of this module for all systems and for those with open weights, one table."""
    return pd.concat([measure(*arguments, field=field) for field in FIELDS], ignore_index=True)


def entries(ruler: Ruler, tables: Tables) -> pd.DataFrame:
    """All entries of a board on its day, best score first; a system may have several.

    model, variant (name on the board), score, low, high, level (of the interval), release_date (of
    the system), version_date (of the entry where the board gives it, else of the system), country,
    region, open_weights (true, false, unknown; as on the day of the board), developer, maker (its
    group), weights_date (since when they can be downloaded).
    """
    rows = own_rows(ruler, tables[ruler.table]).rename(
        columns={
            "elo": "score", "rating": "score", "ci_low": "low", "ci_high": "high",
            "measured_on": "published_on", "name_on_board": "variant",
        }
    )  # fmt: skip
    if rows.empty:
        raise Refusal(f"{ruler.name} has no board of {day(ruler.day)}.")
    rows = rows.reindex(columns=["model", "variant", "score", "low", "high", "version_date"])
    facts = tables["video_models"]
    facts = facts.assign(
        region=region_of(facts["country"]),
        maker=maker_of(facts["developer"], tables["organizations"]),
    )
    wanted = ["model", "country", "region", "open_weights", "developer", "maker", "release_date"]
    rows = rows.merge(facts[[*wanted, "weights_date"]], on="model", validate="m:1")
    rows["version_date"] = pd.to_datetime(rows["version_date"]).fillna(rows["release_date"])
    later = rows["weights_date"] > pd.Timestamp(ruler.day)
    rows["open_weights"] = rows["open_weights"].mask(later, "false")
    order = ["score", "model", "variant"]
    rows = rows.sort_values(order, ascending=[False, True, True], kind="stable")
    return rows.reset_index(drop=True).assign(level=ruler.level)


def on_board(ruler: Ruler, tables: Tables) -> pd.DataFrame:
    """Systems on a board, each with its best entry, best score first; columns as `entries`."""
    return entries(ruler, tables).drop_duplicates("model").reset_index(drop=True)


def win_chance(points):
    """How often the one that is ahead by so many points wins a vote (0 to 1), by Elo's formula."""
    return 1 / (1 + 10 ** (-points / 400))


def duel(scores: pd.DataFrame, first: str, second: str) -> pd.Series:
    """`benchmarks.duel` of two named systems on one board, and the chance that the leader wins a
    vote: chance, chance_low, chance_high (by the ends of the interval).
    """
    rows = scores.assign(side=scores["region"]).set_index("model", drop=False)
    if missing := [name for name in (first, second) if name not in rows.index]:
        raise Refusal(f"{missing[0]} is not on this board.")
    one, two = rows.loc[[first, second]].to_dict("records")
    two["side"] = other(one["side"])  # also of one country: it is the pair that is compared
    found = benchmarks.duel(one, two)
    return pd.Series(found | _chances(found))


def _chances(found: Mapping) -> dict[str, float]:
    spans = {"chance": "points", "chance_low": "low", "chance_high": "high"}
    return {name: round(win_chance(found[span]), 3) for name, span in spans.items()}


def latest(scores: pd.DataFrame, developer: str) -> str:
    """The best system of a maker's latest release day on a board."""
    own = scores[scores["developer"] == developer]
    last = own[own["release_date"] == own["release_date"].max()]
    if last.empty:
        raise Refusal(f"No dated system of {developer} is on this board.")
    return last.sort_values(["score", "model"], ascending=[False, True])["model"].iloc[0]


def best_against(scores: pd.DataFrame, model: str) -> str:
    """The best system on a board of the other of the two sides than a system's own."""
    side = scores.set_index("model").loc[model, "region"]
    return best(scores).set_index("side").loc[other(side), "model"]


def kling(ruler: Ruler, tables: Tables) -> pd.DataFrame:
    """The heroes of July 2024 on one board: `duel` rows with question, system, released, ruler.

    `first`: Kling 1.0 against Sora, where both are on the board; `latest`: the maker's latest
    system against the best of the other side. `released` is the day of the maker's board entry.
    Further columns: day and level of the board.
    """
    scores = on_board(ruler, tables)
    newest = latest(scores, MAKER)
    pairs = {"first": (FIRST, RIVAL), "latest": (newest, best_against(scores, newest))}
    released = scores.set_index("model")["release_date"]
    rows = [
        {
            "question": question, "system": pair[0], "released": released[pair[0]],
            "ruler": ruler.name, "day": ruler.day, "level": ruler.level, **duel(scores, *pair),
        }
        for question, pair in pairs.items()
        if set(pair) <= set(released.index)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def heroes(ruler: Ruler, tables: Tables) -> pd.DataFrame:
    """The systems of `kling` and the best of the two sides on one board, as in `on_board`."""
    names = ["leading_model", "model_behind"]
    shown = pd.concat([kling(ruler, tables)[names], gaps((ruler,), tables)[names]])
    board = on_board(ruler, tables)
    return board[board["model"].isin(shown.to_numpy().ravel())]


def gaps(rulers: Iterable[Ruler], tables: Tables, field: str = "overall") -> pd.DataFrame:
    """Who is ahead on each board: one row each with ruler, unit, level, day, field and `gap`.

    Further columns: the chances of `duel`; third, third_score, third_low, third_high: the best
    system of other countries; place (see the function).
    """
    rows = []
    for ruler in rulers:
        scores = on_board(ruler, tables).assign(base_region=np.nan)  # no board tells a base model
        lead = gap(scores, field)
        third = scores[(scores["region"] == "other") & _in_field(scores, field)].head(1)
        third = third.reset_index(drop=True).reindex([0]).iloc[0]
        row = {
            "ruler": ruler.name, "unit": ruler.unit, "level": ruler.level, "day": ruler.day,
            "field": field, **lead, **_chances(lead), "third": third["model"],
            **{f"third_{key}": third[key] for key in ("score", "low", "high")},
        }  # fmt: skip
        rows.append(row | {"place": place(row)})
    return pd.DataFrame(rows)


def _in_field(scores: pd.DataFrame, field: str) -> pd.Series:
    return scores["open_weights"].eq("true") if field == "open" else scores["score"].notna()


def steps(ruler: Ruler, tables: Tables, field: str = "overall") -> pd.DataFrame:
    """Best entry so far of each side by release date: side, day, model, score, low, high, field.

    An entry has the day of its version, or that of its weights if it is later and only these count.
    A later fit is read: the scores of early systems are re-estimated.
    """
    rows = entries(ruler, tables)
    opened = rows[["version_date", "weights_date"]].max(axis=1)
    rows = rows.assign(release_date=rows["version_date"], weights_date=opened)
    rows = records(pick(rows, field))
    rows = rows.rename(columns={"region": "side", "release_date": "day"})
    return rows[["side", "day", "model", "score", "low", "high"]].assign(field=field)


def kept(tables: Tables, until: str = LATEST) -> pd.DataFrame:
    """The rows of all days of LMArena that are not after `until`."""
    history = tables[ARENA.table]
    return history if until == LATEST else history[history["published_on"] <= pd.Timestamp(until)]


def by_board(tables: Tables, until: str = LATEST, field: str = "overall") -> pd.DataFrame:
    """The best of each side on every day of LMArena: `benchmarks.best` with day, scale, run, field.

    `scale` is that of `benchmarks.scale_runs`; `run` counts up with it, and after a month without a
    board that lists such systems: the line is broken there.
    """
    history = kept(tables, until)
    days = sorted(history["published_on"].unique())
    tops = [
        best(on_board(replace(ARENA, day=when), tables), field).assign(day=when) for when in days
    ]
    table = pd.concat(tops, ignore_index=True).dropna(subset="score")
    seen = pd.Series(sorted(table["day"].unique()))
    months = seen.dt.year * 12 + seen.dt.month
    scales = benchmarks.scale_runs(history)
    run = (months.diff() > 1).cumsum() + seen.map(scales)
    runs = table["day"].map(dict(zip(seen, run, strict=True)))
    table = table.assign(scale=table["day"].map(scales), run=runs, field=field)
    return table.reset_index(drop=True)


def with_sound(ruler: Ruler, tables: Tables) -> pd.DataFrame:
    """Systems that LMArena lists with and without sound on its day: model, points, low, high.

    points: the best entry with sound less the best of the others; low, high: the 95% interval.
    """
    rows = own_rows(ruler, tables[ruler.table]).sort_values("rating", ascending=False)
    best_of = {
        sound: part.drop_duplicates("model").set_index("model")
        for sound, part in rows.groupby(rows["has_audio"] == "true")
    }
    both = best_of[True].join(best_of[False].add_suffix("_without"), how="inner")
    ends = [
        Score(*(both[f"{name}{suffix}"] for name in ("rating", "ci_low", "ci_high")), ruler.level)
        for suffix in ("", "_without")
    ]
    low, high = difference(*ends)
    return pd.DataFrame(
        {"points": ends[0].score - ends[1].score, "low": low, "high": high}
    ).reset_index()


def sound_outweighs(lead: Mapping, sound: pd.DataFrame) -> bool:
    """Whether sound is worth more, to each system listed with and without, than a lead of `gaps`."""
    return bool(len(sound)) and sound["points"].min() > lead["points"]


def comparable(
    ruler: Ruler, tables: Tables, pairs: Iterable[tuple[str, str]] = PAIRS
) -> pd.DataFrame:
    """From which day two systems could be compared, with `duel` on the fit of a board.

    first, second, public_first, public_second, both_public (days), on_board (the first LMArena
    board with both; missing where none has).
    """
    scores = on_board(ruler, tables)
    history = tables[ARENA.table]
    rows = []
    for pair in pairs:
        dates = {name: public_since(name, tables) for name in pair}
        boards = [set(history.loc[history["model"] == name, "published_on"]) for name in pair]
        rows.append(
            {
                "first": pair[0],
                "second": pair[1],
                "public_first": dates[pair[0]],
                "public_second": dates[pair[1]],
                "both_public": max(dates.values()),
                "on_board": min(boards[0] & boards[1], default=pd.NaT),
                **duel(scores, *pair),
            }
        )
    return pd.DataFrame(rows)


def public_since(model: str, tables: Tables) -> pd.Timestamp:
    """The day on which a system was open to all: of its event if one is kept, else its release."""
    if model in OPEN_TO_ALL:
        return tables["events"].set_index("event_id").loc[OPEN_TO_ALL[model], "date"]
    return tables["video_models"].set_index("model").loc[model, "release_date"]


def logged(ids: Iterable[str], tables: Tables) -> pd.DataFrame:
    """Dated events (of ACCESS, say): date, title, what_happened, evidence_grade, in order."""
    events = tables["events"].set_index("event_id").loc[list(ids)].sort_values("date")
    return events[["date", "title", "what_happened", "evidence_grade"]].reset_index(drop=True)


# --- open models on the Hub


def makers(panel: Panel, what: str) -> Panel:
    """The models of a panel that declare a task which makes `what` (a key of MAKES)."""
    panel.require("pipeline_tag")
    tags, rest = MAKES[what], panel.remainder
    return replace(
        panel,
        name=Told(
            f"{panel.name}, models that declare a task that makes {what}",
            *("makers", cause_of(panel.name), what),
        ),
        rows=panel.rows[panel.rows["pipeline_tag"].isin(tags)].reset_index(drop=True),
        remainder=None if rest is None else rest[rest["pipeline_tag"].isin(tags)],
    )


def open_models(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """`downloads.shares` of the models that make each of MAKES, with columns makes, list, when and selection.

    top_model is the most counted model of a side, `without` the share of the side without it;
    contested is the maker that moves most of its downloads in the other reading.
    """
    tables = []
    for what in MAKES:
        part = makers(panel, what)
        top = most_counted(counted(part, rule, "model_id")).set_index("side")
        table = shares(part, rule)
        table["top_model"] = table["side"].map(top["model_id"])
        less = table["side"].map(top["value"]).fillna(0)
        table["without"] = ((table["value"] - less) / (table["value"].sum() - less)).round(4)
        table["contested"] = table["side"].map(contested(part, rule))
        table = table.assign(makes=what, list=panel.name, when=panel.label)
        tables.append(table.assign(selection=panel.selection))
    return pd.concat(tables, ignore_index=True)


def contested(panel: Panel, rule: CountingRule) -> dict[str, str]:
    """Side -> the maker that brings or takes most downloads with disputed publishers read the
    other way; no side where nothing moves.
    """
    rows = counted(panel, rule, "parent", "namespace")
    rows["second"] = counted(panel, otherwise(rule), "model_id")["side"]
    moved = rows[(rows["side"] != rows["second"]) & (rows["value"] > 0)]
    maker, found = moved["parent"].fillna(moved["namespace"]), {}
    for side in SIDES:
        mine = (moved["side"] == side) | (moved["second"] == side)
        if mine.any():
            found[side] = moved["value"].groupby(maker[mine]).sum().idxmax()
    return found


def licenses(panel: Panel, rule: CountingRule, data: Tables) -> pd.DataFrame:
    """Kinds of license by downloads of the models that make each of MAKES: `licenses.classes`."""
    tables = []
    for what in MAKES:
        table = classes(licensed(makers(panel, what), rule, data)).query("view == 'downloads'")
        tables.append(table.assign(makes=what).dropna(subset="share"))
    return pd.concat(tables, ignore_index=True).drop(columns="view")


def families(panel: Panel, rule: CountingRule, data: Data) -> pd.DataFrame:
    """Families of open video models in one snapshot, with what other publishers built on them.

    family, maker, side, n, value (downloads of its own repositories, whatever task they declare,
    without those that generate text), license (kinds, by downloads), derivatives (copies included)
    and built_on (their downloads). Families without a repository in the snapshot have n 0.
    """
    wide = with_copies(panel, rule)
    asked = ["model_id", "parent", "base_model", "downloads_30d", "kind_of_license"]
    rows = counted(with_terms(panel, data), wide, *asked, "task", "models").reset_index(drop=True)
    single = ~rows["task"].isin(("language", "text")) & (rows["models"] == 1)
    rows = rows.loc[single, [*asked, "side"]]
    family = _family(rows["model_id"])
    edges = sided(_declared(rows, data), wide, data)
    parent = _family(edges["root"].fillna(edges["base"])).groupby(edges["child"]).first()
    built = rows.loc[family.isna(), ["model_id", "downloads_30d"]]
    built = built.assign(family=looked_up(built["model_id"], parent))
    found = []
    for name in FAMILIES:
        own = rows[family == name].sort_values("downloads_30d", ascending=False, kind="stable")
        theirs = built[built["family"] == name]
        found.append(
            {
                "family": name,
                "maker": next(iter(own["parent"]), None),
                "side": next(iter(own["side"]), None),
                "n": len(own),
                "value": own["downloads_30d"].sum(),
                "license": list(dict.fromkeys(own["kind_of_license"])),
                "derivatives": len(theirs),
                "built_on": theirs["downloads_30d"].sum(),
            }
        )
    return pd.DataFrame(found)


def _declared(rows: pd.DataFrame, data: Tables) -> pd.DataFrame:
    """The base models that rows declare, under current names: child, parent."""
    named = rows[["model_id", "base_model"]].dropna().explode("base_model").dropna()
    parents = canonical(named["base_model"].astype("str"), data["aliases"], data["organizations"])
    edges = pd.DataFrame({"child": named["model_id"], "parent": parents})
    return edges[edges["child"] != edges["parent"]].drop_duplicates(ignore_index=True)


def _family(ids: pd.Series) -> pd.Series:
    """The family of FAMILIES that each id belongs to, missing where it belongs to none."""
    found = pd.Series(np.nan, ids.index, dtype="str")
    for name, pattern in FAMILIES.items():
        found = found.mask(ids.str.contains(f"^(?:{pattern})", na=False), name)
    return found


def unseen(panel: Panel, rule: CountingRule) -> pd.DataFrame:
    """Liked models without downloads, by namespace: side, namespace, models, likes, value, makes.

    Models that make one of MAKES with at least LIKED likes and not one download; `value` is the
    downloads of all other models of the namespace. The counter may have missed them, or nobody
    fetched them: a snapshot holds no list of files.
    """
    panel.require("likes", "downloads_30d")
    rows = counted(panel, rule, "model_id", "namespace", "pipeline_tag", "likes")
    total = rows.groupby("namespace")["value"].sum()
    makes = rows["pipeline_tag"].map({tag: what for what, tags in MAKES.items() for tag in tags})
    hidden = rows.assign(makes=makes)[
        (rows["value"] == 0) & (rows["likes"] >= LIKED) & makes.notna()
    ]
    table = hidden.groupby(["side", "namespace"]).agg(
        models=("model_id", "size"),
        likes=("likes", "sum"),
        makes=("makes", lambda kinds: ", ".join(sorted(set(kinds)))),
    )
    table = table.reset_index().assign(value=lambda found: found["namespace"].map(total))
    return table.sort_values(["likes", "namespace"], ascending=[False, True], ignore_index=True)


def only_counted(panel: Panel) -> int:
    """Models that make one of MAKES, have no download, and that a snapshot keeps only as counts."""
    if panel.remainder is None:
        return 0
    return int(sum(makers(panel, what).remainder["n_models"].sum() for what in MAKES))


# --- verdicts


def place(row: Mapping) -> str | None:
    """Where the best of other countries stands in `gaps`: above both, between them, else None."""
    if not row["third_score"] > row["behind_score"]:
        return None
    return "above" if row["third_score"] > row["leading_score"] else "between"


def by_field(gaps: pd.DataFrame) -> dict[str, Verdict]:
    """Who is ahead in each field of `gaps` on one board."""
    return dict(zip(gaps["field"], gaps["verdict"], strict=True))


def leads(table: pd.DataFrame) -> dict[tuple[str, str], Verdict]:
    """Who leads `open_models`, by what the models make and when, in both readings of disputed
    publishers.
    """
    groups = table.groupby(["makes", "when"], sort=False)
    return {group: in_every_reading(map(on_shares, readings(rows))) for group, rows in groups}


def readings(table: pd.DataFrame) -> list[dict[str, tuple[float, float]]]:
    """The (low, high) of both sides of `shares`, as registered and with disputed publishers read
    the other way (the same unknown publishers).
    """
    rows = table.set_index("side").loc[list(SIDES)]
    unknown = rows["high"] - rows["low"]
    return [
        {side: (low[side], low[side] + unknown[side]) for side in SIDES}
        for low in (rows["low"], rows["alternative"])
    ]


# --- what is said of open models

FAR = 0.25  # of all downloads: a larger gap of shares is called far more


def moved(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `open_models` of either side that disputed publishers, read otherwise, move by
    SHARE or more, in the order of lists and publishers.
    """
    rows = table[table["side"].isin(SIDES)].dropna(subset="contested")
    rows = rows[(rows["alternative"] - rows["share"]).abs() >= SHARE]
    return rows.sort_values(["when", "contested", "alternative"])


def far_ahead(gaps: pd.Series) -> bool:
    """Whether every gap of shares is far."""
    return bool(gaps.min() >= FAR)
