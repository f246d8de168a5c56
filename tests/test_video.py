"""Video ratings and open video models: numbers worked out by hand, verdicts, words and charts."""

import itertools
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from hubgap import Study, open_data
from hubgap.charts import sizes
from hubgap.charts import video as video_charts
from hubgap.exhibits import video as exhibits
from hubgap.measures import benchmarks, downloads, video
from hubgap.measures.verdicts import AHEAD, CLOSE, DEPENDS, HANGS, TOO_FEW, WITHIN_ERROR, other
from hubgap.panel import Refusal
from hubgap.rules import CountingRule
from hubgap.words.en import video as words
from hubgap.words.en.grammar import MOST_WORDS, PHRASES
from hubgap.words.en.ratings import versus

from .altered import COUNTRY, exchanged
from .test_benchmarks import texts
from .test_downloads import panel, row
from .test_licenses import DATA
from .tiny import tiny

picture = pytest.mark.mpl_image_compare
RULE = CountingRule()
AA = replace(video.AA, day="2026-05-14")
ARENA = replace(video.ARENA, day="2026-08-17")
ELO = [  # model, entry, country, maker, day, score, half an interval, open weights
    ("Kling 1.0", "Kling 1.0", "CN", "Kuaishou", "2024-06-01", 1000, 10, "false"),
    ("Mochi 1", "Mochi 1", "US", "Genmo", "2024-10-22", 990, 0, "true"),
    ("Sora", "Sora", "US", "OpenAI", "2024-12-09", 1100, 10, "false"),
    ("Wan", "Wan", "HK", "Alibaba", "2025-02-01", 1050, 10, "true"),
    ("Veo", "Veo preview", "US", "Google", "2025-05-01", 1195, 10, "false"),
    ("Veo", "Veo", "US", "Google", "2025-07-01", 1180, 10, "false"),
    ("LTX", "LTX", "IL", "Lightricks", "2025-10-23", 1130, 5, "true"),
    ("Kling 3.0", "Kling 3.0", "CN", "Kuaishou", "2026-02-04", 1150, 10, "false"),
    ("Kling 3.0 Pro", "Kling 3.0 Pro", "CN", "Kuaishou", "2026-02-04", 1200, 10, "false"),
]
BOARDS = {  # LMArena: day -> (model, name, rating)
    "2025-12-12": [("Sora", "sora", 1200), ("Wan", "wan", 1100), ("Mochi 1", "mochi", 1000)],
    "2026-01-29": [("Sora", "sora", 1204), ("Kling 3.0", "kling", 1150)],
    "2026-03-31": [("Sora", "sora", 1205), ("Kling 3.0", "kling", 1150), ("Wan", "wan", 1090)],
}


def tables() -> dict[str, pd.DataFrame]:
    columns = [
        "model",
        "name_on_board",
        "country",
        "developer",
        "release_date",
        "elo",
        "half",
        "open_weights",
    ]
    elo = pd.DataFrame(ELO, columns=columns)
    elo = elo.assign(release_date=pd.to_datetime(elo["release_date"]), elo=elo["elo"].astype(float))
    elo = elo.assign(ci_low=elo["elo"] - elo["half"], ci_high=elo["elo"] + elo["half"])
    facts = ["model", "country", "developer", "release_date", "open_weights"]
    history = [(day, *entry) for day, entries in BOARDS.items() for entry in entries]
    history += [("2026-08-17", "Veo", "veo-audio", 1300), ("2026-08-17", "Veo", "veo", 1210),
                ("2026-08-17", "Kling 3.0", "kling", 1250)]  # fmt: skip
    history = pd.DataFrame(history, columns=["published_on", "model", "name_on_board", "rating"])
    spread = np.where(history["published_on"] == "2026-08-17", 5, np.nan)
    return {
        "video_elo": elo.assign(measured_on=pd.Timestamp(AA.day), open_weights=False).rename(
            columns={"release_date": "version_date"}
        ),
        "video_models": elo[facts].drop_duplicates("model").assign(weights_date=pd.NaT),
        "video_arena_history": history.assign(
            published_on=pd.to_datetime(history["published_on"]),
            ci_low=history["rating"] - spread, ci_high=history["rating"] + spread,
            has_audio=np.where(history["name_on_board"] == "veo-audio", "true", "unknown"),
        ),
        "events": pd.DataFrame(
            {
                "event_id": ["E029", "E041"], "date": pd.to_datetime(["2024-07-24", "2024-12-09"]),
                "title": ["Kling", "Sora"], "what_happened": "open", "evidence_grade": "excerpt",
            }
        ),
        "organizations": pd.DataFrame({"display_name": ["Google"], "parent": ["Alphabet"]}),
    }  # fmt: skip


TABLES = tables()


@pytest.mark.parametrize(
    ("points", "chance"), [(0, 0.5), (400, 10 / 11), (-400, 1 / 11), (100, 0.64)]
)
def test_win_chance_is_elo_s_formula(points, chance):
    assert video.win_chance(points) == pytest.approx(chance, abs=0.0002)


def test_a_system_counts_with_its_best_entry_and_its_own_facts():
    scores = video.on_board(AA, TABLES)
    assert list(scores["model"]) == [
        "Kling 3.0 Pro", "Veo", "Kling 3.0", "LTX", "Sora", "Wan", "Kling 1.0", "Mochi 1"
    ]  # fmt: skip
    veo = scores.set_index("model").loc["Veo"]
    assert (veo["variant"], veo["score"], veo["low"], veo["high"]) == (
        "Veo preview",
        1195,
        1185,
        1205,
    )
    assert scores.set_index("model")["region"].to_dict()["Wan"] == "CN"  # Hong Kong
    assert (
        scores.set_index("model")["open_weights"].to_dict()["Wan"] == "true"
    )  # of the list, not the board


def test_a_day_without_a_board_is_refused():
    with pytest.raises(Refusal, match="no board of 1 May 2020"):
        video.on_board(replace(AA, day="2020-05-01"), TABLES)


def test_a_duel_has_the_gap_its_bounds_and_the_chance_of_the_leader():
    scores = video.on_board(AA, TABLES)
    duel = video.duel(scores, "Kling 1.0", "Sora")
    assert (duel["leader"], duel["leading_model"], duel["behind"]) == ("US", "Sora", "CN")
    half = 200**0.5  # two half-widths of 10
    assert duel["points"] == 100
    assert (duel["low"], duel["high"]) == (round(100 - half, 9), round(100 + half, 9))
    assert (duel["chance"], duel["chance_low"], duel["chance_high"]) == (0.64, 0.621, 0.659)
    assert duel.equals(video.duel(scores, "Sora", "Kling 1.0"))
    with pytest.raises(Refusal, match="Runway is not on this board"):
        video.duel(scores, "Sora", "Runway")


def test_the_heroes_of_2024_and_the_latest_of_the_maker():
    first, latest = video.kling(AA, TABLES).to_dict("records")
    assert (first["question"], first["system"], first["leading_model"]) == (
        "first",
        "Kling 1.0",
        "Sora",
    )
    assert (latest["system"], latest["model_behind"]) == ("Kling 3.0 Pro", "Veo")
    assert (latest["points"], latest["high"]) == (5, round(5 + 200**0.5, 9))
    assert (first["verdict"], latest["verdict"]) == ((AHEAD, "US"), (WITHIN_ERROR, "CN"))
    (only,) = video.kling(ARENA, TABLES).to_dict("records")  # no Kling 1.0, no Sora there
    assert (only["question"], only["system"], only["leading_model"]) == (
        "latest",
        "Kling 3.0",
        "Veo",
    )
    with pytest.raises(Refusal, match="Nobody"):
        video.latest(video.on_board(AA, TABLES), "Nobody")


def test_the_best_of_both_sides_and_of_other_countries():
    overall = video.gaps([AA], TABLES).iloc[0]
    assert (overall["leading_model"], overall["model_behind"], overall["third"]) == (
        "Kling 3.0 Pro", "Veo", "LTX"
    )  # fmt: skip
    assert (overall["models_CN"], overall["models_US"]) == (4, 3)
    opened = video.gaps([AA], TABLES, "open").iloc[0]
    assert (opened["leading_model"], opened["model_behind"], opened["points"]) == (
        "Wan",
        "Mochi 1",
        60,
    )
    assert (opened["low"], opened["high"]) == (50, 70)  # Mochi 1 fixes the scale: no spread
    assert opened[["makers_CN", "makers_US", "above", "stays"]].tolist() == [1, 1, 1, 1]
    assert (opened["third"], opened["third_score"]) == ("LTX", 1130)
    assert pd.isna(video.gaps([ARENA], TABLES)["third"].iloc[0])
    both = video.per_field(video.gaps, (AA,), TABLES)
    assert video.by_field(both) == {"overall": (TOO_FEW, None), "open": (TOO_FEW, None)}
    assert both["place"].tolist() == [None, "above"]


def test_steps_use_the_day_of_each_entry():
    steps = video.steps(AA, TABLES)
    american = steps[steps["side"] == "US"]
    assert list(american["model"]) == ["Mochi 1", "Sora", "Veo"]
    assert american["day"].iloc[-1] == pd.Timestamp("2025-05-01")
    opened = video.steps(AA, TABLES, "open")
    assert list(zip(opened["side"], opened["model"], strict=True)) == [
        ("US", "Mochi 1"),
        ("CN", "Wan"),
    ]


def test_a_month_without_a_board_breaks_the_line():
    history = TABLES["video_arena_history"]
    some = {**TABLES, "video_arena_history": history[history["published_on"] < "2026-08-01"]}
    lines = video.by_board(some)
    assert lines.drop_duplicates("day")["run"].tolist() == [0, 0, 1]  # no board in February 2026
    assert set(lines["scale"]) == {0}
    scales = video.by_board(TABLES).drop_duplicates("day")["scale"]
    assert scales.tolist() == [0, 0, 0, 1]  # kling, alone on both, moved by 100 points
    opened = video.by_board(some, field="open")  # the board of January lists no open system
    assert opened[opened["side"] == "CN"].set_index("day")["run"].tolist() == [0, 1]
    assert list(opened["field"].unique()) == ["open"]
    both = video.per_field(video.by_board, TABLES, "2026-01-31")
    assert list(both["field"].unique()) == ["overall", "open"]
    assert both["day"].max() == pd.Timestamp("2026-01-29")
    assert video.kept(TABLES, "2026-01-31")["published_on"].nunique() == 2


def test_a_pair_is_comparable_when_both_are_open_to_all():
    table = video.comparable(AA, TABLES, [("Kling 1.0", "Sora"), ("Kling 3.0", "Sora")])
    first, second = table.to_dict("records")
    assert first["public_first"] == pd.Timestamp("2024-07-24")  # the event, not the board's 1 June
    assert first["both_public"] == pd.Timestamp("2024-12-09")
    assert pd.isna(first["on_board"]) and first["points"] == 100
    assert second["both_public"] == pd.Timestamp("2026-02-04")
    assert second["on_board"] == pd.Timestamp("2026-01-29")


def test_the_same_system_with_and_without_sound():
    (sound,) = video.with_sound(ARENA, TABLES).to_dict("records")
    half = 50**0.5  # two half-widths of 5
    ends = {"low": round(90 - half, 9), "high": round(90 + half, 9)}
    assert sound == {"model": "Veo", "points": 90, **ends}
    worth = pd.DataFrame({"points": [90, 99]})
    assert video.sound_outweighs({"points": 89}, worth)
    assert not video.sound_outweighs({"points": 90}, worth)
    assert not video.sound_outweighs({"points": 1}, worth.head(0))


def test_logged_events_come_in_the_order_of_their_days():
    assert video.logged(["E041", "E029"], TABLES)["title"].tolist() == ["Kling", "Sora"]


def test_measured_values_of_the_named_systems():
    data = open_data("embedded")
    first_fit, arena = video.boards(data)
    assert (first_fit, arena) == (
        replace(AA, sources=("aa_t2v",)),
        replace(ARENA, day="2026-09-22", sources=("arena_t2v_hf_dump_2026_10",)),
    )
    scores = video.on_board(first_fit, data).set_index("model")
    assert {
        name: tuple(scores.loc[name, ["score", "low", "high"]]) for name in MEASURED
    } == MEASURED
    american, chinese = (scores[scores["region"] == side] for side in ("US", "CN"))
    assert (len(american), len(chinese)) == (21, 43)
    first, latest = video.kling(first_fit, data).to_dict("records")
    assert (first["leading_model"], round(first["points"]), first["low"] > 0) == ("Sora", 94, True)
    assert (latest["system"], latest["model_behind"]) == ("Kling 3.0 Pro", "Grok Imagine Video")
    assert (round(latest["low"]), latest["verdict"]) == (4, (AHEAD, "CN"))
    found = video.gaps([first_fit], data).iloc[0]
    # 43 Chinese systems are those of ten makers, three of which stand above all of eight others.
    assert found[["makers_CN", "makers_US", "above"]].tolist() == [10, 8, 3]
    assert found["stays"] == 1.0  # eight of ten always hold one of three
    (only,) = video.kling(arena, data).to_dict("records")
    assert (only["system"], only["leading_model"]) == ("Kling 2.6 Pro", "Gemini Omni 1.1 Flash")
    assert video.public_since("Sora", data) == pd.Timestamp("2024-12-09")


def test_the_last_board_is_whole_and_its_leads_have_intervals():
    data = open_data("embedded")
    rows = data["video_arena_history"]
    last = rows[rows["published_on"] == rows["published_on"].max()]
    assert len(last) == 48 and last[["ci_low", "ci_high", "votes"]].notna().all(axis=None)
    found = video.gaps(video.boards(data)[1:], data).iloc[0]
    # 1516.21 - 1479.18 = 37.03; half-widths 15.44 and 8.01: together 17.39.
    assert [round(found[end], 1) for end in ("points", "low", "high")] == [37.0, 19.6, 54.4]
    assert found["verdict"] == (AHEAD, "US")
    said = exhibits.boards(Study(data)).words
    assert said.definition.endswith("95% intervals, published since 31 March 2026.")
    assert "has no intervals" not in said.finding


MEASURED = {  # Artificial Analysis, 14 May 2026
    "Kling 1.0": (953.95, 945.95, 961.95),
    "Kling 1.5 Pro": (1034.46, 1026.46, 1042.46),
    "Kling 1.6 Pro": (1022.31, 1014.31, 1030.31),
    "Kling 2.0": (1091.0, 1083.0, 1099.0),
    "Kling 2.1 Master": (1138.93, 1129.93, 1147.93),
    "Kling 2.5 Turbo": (1209.57, 1201.57, 1217.57),
    "Kling 2.6 Pro": (1198.78, 1190.78, 1206.78),  # the better of its two entries
    "Kling 3.0 Pro": (1249.68, 1240.68, 1258.68),
    "Sora": (1048.04, 1040.04, 1056.04),
    "Veo 3.1": (1222.41, 1214.41, 1230.41),
}


# --- open models on the Hub

TASK = {"pipeline_tag": "text-to-video", "task": "video"}
MODELS = [
    row("cn/v", "CN", 60, **TASK), row("cn/w", "CN", 20, likes=30, **TASK),
    row("us/v", "US", 10, **TASK),
    row("il/v", "other", 10, alt_region="US", **TASK),
    row("us/p", "US", 8, pipeline_tag="text-to-image", task="image"),
    row("cn/still", "CN", 0, likes=25, pipeline_tag="image-to-image", task="image"),
    row("cn/new", "CN", 0, likes=19, **TASK), row("cn/text", "CN", 900, likes=99),
    row("us/clips", "US", 70, likes=50, pipeline_tag="video-classification", task="video"),
]  # fmt: skip
FIELDS = ("downloads_30d", "likes", "pipeline_tag", "license")


def hub(rows=MODELS, **options):
    return panel(rows, selection="census", fields=FIELDS, **options)


def test_makers_are_models_that_declare_a_task_which_makes_something():
    rest = pd.DataFrame(
        {"pipeline_tag": ["image-to-video", "text-to-image", None], "n_models": [3, 5, 9]}
    )
    video_only = video.makers(hub(remainder=rest), "video")
    assert list(video_only.rows["model_id"]) == ["cn/v", "cn/w", "us/v", "il/v", "cn/new"]
    assert video_only.remainder["n_models"].tolist() == [3]
    assert "makes video" in video_only.sentence
    assert video.only_counted(hub(remainder=rest)) == 8 and video.only_counted(hub()) == 0
    with pytest.raises(Refusal, match="pipeline_tag"):
        video.makers(panel(MODELS), "video")


def test_shares_of_open_models_with_and_without_the_top_model():
    table = video.open_models(hub(), RULE).set_index(["makes", "side"])
    assert table["value"]["video"].to_dict() == {"CN": 80, "US": 10, "other": 10, "unknown": 0}
    assert table.loc[("video", "CN"), ["share", "top_model", "without"]].tolist() == [
        0.8,
        "cn/v",
        0.5,
    ]
    assert table.loc[("video", "US"), ["alternative", "without"]].tolist() == [0.2, 0.0]
    assert table.loc[("pictures", "US"), "share"] == 1
    assert set(table["when"]) == {"January 2025"}


def test_liked_models_without_a_download_are_listed_by_namespace():
    table = video.unseen(hub(), RULE)
    assert table.to_dict("records") == [
        {
            "side": "CN",
            "namespace": "cn",
            "models": 1,
            "likes": 25,
            "makes": "pictures",
            "value": 980,
        }
    ]  # cn/new has too few likes; the text model only counts among the others of its namespace


def family_panel():
    rows = [
        ("Wan-AI/Wan2.1", "CN", 50, "apache", None, "undeclared", "company"),
        ("Wan-AI/text", "CN", 70, None, None, "language", "company"),
        ("packer/Wan-gguf", "US", 500, None, ["Wan-AI/Wan2.1"], "undeclared", "repackager"),
        ("us/tuned", "US", 5, "mit", ["packer/Wan-gguf"], "video", "company"),
        ("Lightricks/LTX-2", "other", 40, None, None, "video", "company"),
        ("us/alone", "US", 9, "mit", None, "video", "company"),
    ]
    names = ["model_id", "region", "downloads_30d", "license", "base_model", "task", "kind"]
    made = panel(
        [dict(zip(names, one, strict=True)) for one in rows], selection="census", fields=FIELDS
    )
    table = made.rows.assign(source="a", license_source="a", license_name=None)
    table["license"] = (
        table["license"].replace({"apache": "mit"}).astype("str").where(table["license"].notna())
    )
    return replace(made, rows=table)


FAMILY_DATA = {
    **DATA,
    "parents": pd.DataFrame({"parent": [], "country": []}),
    "lineage_edges": pd.DataFrame(
        {
            "child": ["packer/Wan-gguf"], "parent_canonical": ["Wan-AI/Wan2.1"],
            "relation": "quantized", "source": "a",
        }
    ),
    "organizations": pd.DataFrame(
        {
            "namespace": ["Wan-AI", "packer", "us", "Lightricks"],
            "country": ["CN", "US", "US", "IL"],
            "alt_country": None, "kind": ["company", "repackager", "company", "company"],
            "parent": None, "renamed_to": None, "valid_from": pd.NaT, "valid_to": pd.NaT,
        }
    ),
}  # fmt: skip


def test_families_with_what_others_built_on_them():
    table = video.families(family_panel(), RULE, tiny(**FAMILY_DATA)).set_index("family")
    wan = table.loc["Wan"]
    assert (wan["side"], wan["n"], wan["value"], wan["license"]) == ("CN", 1, 50, ["permissive"])
    assert (wan["derivatives"], wan["built_on"]) == (
        2,
        505,
    )  # the copy, and what was tuned from the copy
    assert table.loc["LTX", ["side", "n", "value", "license", "derivatives"]].tolist() == [
        "other", 1, 40, ["undeclared"], 0
    ]  # fmt: skip
    assert table.loc["Mochi", "n"] == 0 and table["n"].sum() == 2


def test_licenses_by_downloads_of_what_the_models_make():
    tags = {"Wan-AI/text": "text-to-image", "us/alone": "text-to-image"}
    rows = family_panel().rows
    rows = rows.assign(pipeline_tag=rows["model_id"].map(tags).fillna("text-to-video"))
    table = video.licenses(replace(family_panel(), rows=rows), RULE, FAMILY_DATA)
    found = table[table["share"] > 0].set_index(["makes", "side"])["license"].to_dict()
    assert found == {
        ("video", "CN"): "permissive", ("video", "US"): "permissive",
        ("video", "other"): "undeclared",
        ("pictures", "CN"): "undeclared", ("pictures", "US"): "permissive",
    }  # fmt: skip
    american = table[(table["side"] == "US") & (table["license"] == "permissive")].set_index(
        "makes"
    )
    assert american["weight"].to_dict() == {
        "video": 5,
        "pictures": 9,
    }  # the copy of Wan is left out


# --- verdicts and words on ratings


def duel(points, half=10, leader="US", models=9, **more):
    """A row of `benchmarks.duel` that the leader has won by `points`, intervals of `half`."""
    rows = [
        {"side": side, "model": name, "score": score, "low": score - half, "high": score + half,
         "level": 0.95}
        for side, name, score in ((leader, "A", 1000.0 + points), (other(leader), "B", 1000.0))
    ]  # fmt: skip
    found = benchmarks.duel(*rows, {"CN": models, "US": 9})
    return {**found, "chance": 0.64, "chance_low": 0.6, "chance_high": 0.7, **more}


def placed(rows: list[dict]) -> pd.DataFrame:
    """Rows of `video.gaps` with the place of the third."""
    return pd.DataFrame([{**row, "place": video.place(row)} for row in rows], dtype=object)


def gaps(overall, opened):
    """Rows of `video.gaps`, overall and open: points of the American lead (negative: Chinese)."""
    about = {
        "ruler": "Board", "unit": "points", "level": 0.95, "day": "2026-08-17", "models_CN": 4,
        "models_US": 3, "third": None, "third_score": float("nan"), "third_low": float("nan"),
        "third_high": float("nan"), "makers_CN": 4, "makers_US": 3, "above": 1, "stays": 0.5,
        "few": (),
    }  # fmt: skip
    return placed([
        {**duel(abs(points), leader="US" if points > 0 else "CN"), **about, "field": field}
        for field, points in (("overall", overall), ("open", opened))
    ])  # fmt: skip


def test_a_best_system_far_above_leads_however_long_the_lists():
    data = open_data("embedded")
    board = video.boards(data)[0]
    scores = video.on_board(board, data).assign(base_region=np.nan)
    for elo in (1600, 3000):
        top = scores["model"] == "HappyHorse-1.0"
        far = scores.assign(score=scores["score"].mask(top, elo), low=scores["low"].mask(top, elo),
                            high=scores["high"].mask(top, elo))  # fmt: skip
        assert benchmarks.gap(far)["verdict"] == (AHEAD, "CN")


def test_a_duel_says_who_is_ahead_by_how_much_or_why_nobody_is():
    assert versus(duel(100)) == ("the American A is 100 points ahead of the Chinese B (86 to 114)")
    assert versus(duel(5)) == (
        "the American A stands 5.0 points above the Chinese B, within the margin of "
        "error (\u22129.1 to 19.1)"
    )
    assert versus(duel(0)).endswith("are level, within the margin of error")
    assert versus(duel(9, models=4)).endswith("though there are too few models to say")
    assert versus(duel(100, half=float("nan"))).endswith("though no error is published")


@pytest.mark.parametrize(("overall", "opened"), list(itertools.product((-90, 5, 90), repeat=2)))
def test_titles_of_boards_swap_are_short_and_admit_the_margin(overall, opened):
    entries = pd.DataFrame({"region": ["CN", "US", "other"]})
    said = words.ratings(gaps(overall, opened), entries)
    mirrored = words.ratings(gaps(-overall, -opened), entries)
    assert len(said.title.split()) <= MOST_WORDS
    assert PHRASES[WITHIN_ERROR] not in said.title or 5 in (overall, opened)
    assert PHRASES[WITHIN_ERROR] in said.title or overall != 5
    if overall != 5 and opened != 5:
        assert exchanged(said.title) == mirrored.title
        assert exchanged(said.finding) == mirrored.finding
    if overall == opened == 5:
        assert not COUNTRY.search(said.title)


def test_a_third_country_is_named_where_it_stands_above():
    rows = gaps(90, 90)
    for score, place in ((1200, "above both"), (1050, "between them"), (900, None)):
        rows["third"], rows["third_score"] = "LTX", score
        rows["third_low"], rows["third_high"] = score - 5, score + 5
        said = words.leaders(placed(rows.to_dict("records")))
        assert ("LTX of another country" in said) == bool(place)
        assert place is None or place in said


def test_makers_are_told_beside_a_lead():
    said = words.by_length(gaps(90, -90))
    assert said.startswith(
        "On Board, among all systems, 4 Chinese and 3 American makers are ranked, and 1 of the "
        "American ones stands above every Chinese one."
    )
    assert exchanged(said) == words.by_length(gaps(-90, 90).assign(makers_CN=3, makers_US=4))


def test_sound_is_said_where_it_is_worth_more_than_the_lead():
    lead, worth = gaps(30, 90).iloc[0], pd.DataFrame({"points": [86.0, 99.0]})
    assert words.mixed_with_sound(lead, worth, True) == (
        "Board ranks systems with and without sound in one list. Sound is worth 86 to 99 points "
        "to the systems that are in it both ways, more than this difference."
    )
    assert words.mixed_with_sound(lead, worth, False) == ""


def test_the_last_board_without_intervals_is_said_after_the_one_that_is_compared():
    lines = pd.DataFrame(
        {
            "side": ["CN", "US"] * 2, "model": ["B", "A", "B", "C"], "score": [1.0, 2.0, 3.0, 4.0],
            "low": [0.5, 1.5, None, None], "field": "overall", "scale": [0, 0, 1, 1],
            "day": pd.to_datetime(["2026-08-17", "2026-08-17", "2026-09-22", "2026-09-22"]),
        }
    )  # fmt: skip
    said = words.by_board(gaps(90, 90), lines, "")
    assert said.finding.endswith(
        "The last ranking, of 22 September 2026, has no intervals and starts with the American C 4 "
        "and the Chinese B 3. No open system is kept of 17 August 2026 and 22 September 2026."
    )
    broken = "lines broken where days are missing"
    assert f"{broken} or the median score shifted by over 5 points. " in said.definition
    earlier = words.by_board(gaps(90, 90), lines.head(2), "")
    assert "last ranking" not in earlier.finding and f"{broken}. " in earlier.definition


def test_two_rankings_that_name_two_sides_are_told_apart():
    first, second = gaps(-90, 90).iloc[0], gaps(90, 90).iloc[0]
    assert words.apart(first, second, {"B"}) == (
        "Board's ranking of 17 August 2026 has Chinese systems on top and does not list A."
    )
    assert "American systems on top, from the votes" in words.apart(second, first, {"A"})
    assert words.apart(first, first, set()) == words.apart(gaps(5, 5).iloc[0], first, set()) == ""


def test_the_heroes_in_words():
    said = words.kling(video.kling(AA, TABLES), video.kling(ARENA, TABLES))
    assert "re-estimated by the fit of 14 May 2026, the American Sora is 100 points ahead" in said
    assert "The leader would win 64% (62% to 66%) of votes" in said
    assert "the latest is Kling 3.0 Pro, released 4 February 2026" in said
    assert "5.0 points above the American Veo, within the margin of error" in said
    assert said.count("of votes") == 2  # no chance where there is no clear difference


def test_before_both_were_public_nobody_could_compare_them():
    row = {"first": "Kling 1.0", "second": "Sora", "both_public": pd.Timestamp("2024-12-09")}
    assert words.testable(row, "2024-07-25") == (
        "Kling 1.0 and Sora were both open to all only from 9 December 2024, 137 days after "
        "25 July 2024. Before that no outsider could compare them."
    )
    assert "by 1 January 2025" in words.testable(row, "2025-01-01")


def test_the_table_of_pairs_names_no_winner_without_a_clear_one():
    table = words.pair_table(
        video.comparable(AA, TABLES, [("Kling 1.0", "Sora"), ("Kling 3.0 Pro", "Veo")])
    )
    assert table["ahead"].tolist() == ["Sora", PHRASES[WITHIN_ERROR]]
    assert table["by points"].tolist() == ["100 (86 to 114)", "5 (\u22129.1 to 19.1)"]
    assert table["first LMArena board with both"].tolist() == ["none", "none"]


def test_sound():
    assert words.sound(video.with_sound(ARENA, TABLES)).endswith("Veo by 90 points (83 to 97).")
    assert "no system" in words.sound(pd.DataFrame({"model": []})).lower()


# --- words on open models


def shares(cn, us, unknown=0.0, second=None, makes="video", when="July 2024"):
    second = second or {"CN": cn, "US": us}
    values = {"CN": cn, "US": us, "other": round(1 - cn - us - unknown, 4), "unknown": unknown}
    table = pd.DataFrame(
        {
            "side": list(values), "share": list(values.values()), "n": 3, "value": 10,
            "top_model": ["cn/top", "us/top", "il/top", None], "without": list(values.values()),
            "makes": makes, "when": when, "list": f"Hub list of {when}", "contested": "Maker",
            "selection": "census",
        }
    )  # fmt: skip
    table["low"] = table["share"].where(table["side"] != "unknown", 0)
    table["high"] = table["share"] + unknown
    return table.assign(alternative=table["side"].map(second).fillna(table["share"]))


def test_a_lead_holds_in_the_worst_case_and_in_both_readings():
    def lead(*values, **more):
        return video.leads(shares(*values, **more))["video", "July 2024"]

    assert lead(0.6, 0.1) == (AHEAD, "CN") and lead(0.1, 0.6) == (AHEAD, "US")
    assert lead(0.32, 0.3) == (CLOSE, None)  # under the margin
    assert lead(0.4, 0.2, unknown=0.25) == (HANGS, "CN")
    assert lead(0.4, 0.2, second={"CN": 0.3, "US": 0.5}) == (DEPENDS, None)
    table = pd.concat([shares(0.6, 0.1), shares(0.1, 0.6, makes="pictures")])
    leads = video.leads(table)
    assert leads["video", "July 2024"].ahead == "CN"
    assert leads["pictures", "July 2024"].ahead == "US"


def hub_words(table: pd.DataFrame):
    return words.hub(table, video.leads(table))


def test_a_change_between_two_lists_that_are_made_alike_is_the_title():
    then, now = shares(0.6, 0.1), shares(0.2, 0.15, when="June 2026")
    both = pd.concat([then, now]).assign(selection="head")
    change = downloads.between_heads(both, "list")
    assert change == ("CN", 0.6, 0.2)
    assert words.hub(both, video.leads(both), change).title == (
        "The Chinese share of top video models' downloads fell from 60% to 20%"
    )
    assert downloads.between_heads(both.assign(selection="census"), "list") is None
    assert downloads.between_heads(then.assign(selection="head"), "list") is None
    steady = pd.concat([then, shares(0.62, 0.1, when="June 2026")]).assign(selection="head")
    assert downloads.between_heads(steady, "list") is None


SHARES = ((0.6, 0.1), (0.3, 0.3), (0.1, 0.6))


@pytest.mark.parametrize(("then", "now"), list(itertools.product(SHARES, repeat=2)))
def test_titles_of_open_models_swap_and_are_short(then, now):
    def said(then, now):
        return hub_words(pd.concat([shares(*then), shares(*now, when="August 2026")]))

    straight, mirrored = said(then, now), said(then[::-1], now[::-1])
    assert len(straight.title.split()) <= MOST_WORDS
    assert exchanged(straight.title) == mirrored.title
    assert exchanged(straight.finding) == mirrored.finding
    if then == now == (0.3, 0.3):
        assert PHRASES[CLOSE] in straight.title and not COUNTRY.search(straight.title)
        assert straight.finding.count(PHRASES[CLOSE]) == 2


def test_the_second_reading_is_said_where_it_takes_the_lead_away():
    said = hub_words(shares(0.4, 0.2, second={"CN": 0.3, "US": 0.5})).finding
    assert (
        "If publishers of disputed country, above all Maker, were counted elsewhere, the shares "
        "would be 50% for the United States and 30% for China." in said
    )
    assert said.endswith(f"With both readings in view, who is ahead {PHRASES[DEPENDS]}.")
    plain = hub_words(shares(0.4, 0.2)).finding
    assert plain == (
        "In July 2024 Chinese publishers drew 40% and American ones 20% of the 40 downloads of "
        "models that make video."
    )


def test_a_title_says_far_more_where_every_gap_is_wide_and_the_finding_where_it_is_unsure():
    lists = [shares(0.6, 0.1), shares(0.4, 0.2, unknown=0.25, when="August 2026")]
    said = hub_words(pd.concat(lists))
    assert said.title == "Chinese open video models draw more downloads than American ones"
    assert said.finding.count(PHRASES[HANGS]) == 1
    far = hub_words(pd.concat([lists[0], shares(0.5, 0.2, when="August 2026")])).title
    assert far == "Chinese open video models draw far more downloads than American ones"


def test_the_shares_of_models_that_make_pictures_are_a_table():
    table = words.share_table(shares(0.4, 0.2, 0.1, makes="pictures"))
    assert table["publisher"].tolist() == ["China", "United States", "other countries"]
    assert table["with all of unknown country"].tolist() == ["50%", "30%", "40%"]


def test_shares_without_the_most_downloaded_model():
    said = words.one_model(pd.concat([shares(0.6, 0.1), shares(0.1, 0.6, makes="pictures")]))
    assert said.count("July 2024") == 1
    assert (
        "(Chinese cn/top, American us/top)" in said or "(American us/top, Chinese cn/top)" in said
    )
    none = words.one_model(shares(0, 0).assign(top_model=None))
    assert none == "The list of July 2024 holds 3 models of each side that make video."


def test_the_shares_of_a_list_that_is_free_to_reuse():
    panel = SimpleNamespace(selection="attention sample", label="August 2026")
    table = pd.concat([shares(0.6, 0.1), shares(0.1, 0.6, makes="pictures")])
    assert words.freely(table, panel) == (
        "Among popular models of August 2026, a list free to reuse, shares of the downloads of open "
        "video models are 60% for China and 10% for the United States."
    )


def test_tables_for_readers():
    families = pd.DataFrame(
        {
            "family": ["LTX", "Wan"], "maker": ["Lightricks", None],
            "side": ["other", None], "n": [2, 0], "value": [3000, 0],
            "license": [["permissive", "undeclared"], []], "derivatives": [4, 0],
            "built_on": [50, 0],
        }
    )  # fmt: skip
    (row,) = words.family_table(families).to_dict("records")
    assert row["publisher"] == "Lightricks (other countries)"
    assert row["licenses, most downloaded first"] == "permissive, undeclared"
    one = SimpleNamespace(name="Hub list")
    assert words.absent(families, one) == "The Hub list holds no repository of Wan."
    assert words.absent(families.head(1), one) == "The Hub list holds all of these families."


def test_licenses_keep_the_order_of_lists_and_leave_unknown_publishers_out():
    rows = [("video", "CN", "permissive", 1.0), ("video", "unknown", "permissive", 1.0),
            ("pictures", "other", "undeclared", 1.0)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["makes", "side", "license", "share"])
    said = words.license_table({"b": table, "a": table})
    assert said["list"].tolist() == ["b", "b", "a", "a"]
    assert said["makes"].tolist() == ["video", "pictures"] * 2
    assert said["permissive"].tolist() == ["100%", "0%"] * 2


def test_what_the_counter_misses():
    rest = pd.DataFrame({"pipeline_tag": ["text-to-video"], "n_models": [3]})
    one = hub(remainder=rest)
    said = words.unseen(video.unseen(one, RULE), one, video.only_counted(one))
    assert said.startswith(
        "In the test panel, 1 model for video or pictures with at least 20 likes shows"
    )
    assert "They are 1 Chinese and 0 American, 0 of other countries" in said
    assert said.endswith("3 more models without downloads are kept only as counts.")
    assert words.unseen_table(video.unseen(one, RULE), 5)["namespace"].tolist() == ["cn"]
    assert words.listed_in("cn/still", one) == "In the test panel, cn/still has 0 downloads."
    gone = replace(one, rows=one.rows.head(1))
    assert words.listed_in("cn/still", gone) == "The test panel holds no row of cn/still."


# --- charts

NAMED = ("Kling 1.0", "Sora", "LTX")


def ratings():
    steps = video.per_field(video.steps, AA, TABLES)
    return video_charts.ratings(video.entries(AA, TABLES), steps, NAMED, AA.day)


def boards():
    lines = video.per_field(video.by_board, TABLES)
    return video_charts.by_board(lines)


@picture
def test_video_ratings():
    return ratings()


@picture
def test_video_boards():
    return boards()


@picture
def test_video_hub():
    lists = [shares(0.5, 0.1, 0.1), shares(0.2, 0.3, 0.2, when="August 2026")]
    lists[1]["list"] = "Hub sample of August 2026"
    lists[1].loc[0, "alternative"] = 0.1
    return video_charts.hub(pd.concat(lists))


def test_every_entry_is_drawn_and_open_weights_are_filled():
    axes = ratings().axes[0]
    dots = [line for line in axes.lines if line.get_marker() not in ("None", "")]
    assert sum(len(line.get_xdata()) for line in dots) == len(video.entries(AA, TABLES))
    hollow = sum(len(line.get_xdata()) for line in dots if line.get_markerfacecolor() == "white")
    assert hollow == 6  # Wan, Mochi 1 and LTX have open weights
    assert {"China\nKling 3.0 Pro, 1200", "United States, open\nMochi 1, 990"} <= set(
        texts(axes.figure)
    )


def test_names_stay_inside_and_a_third_country_is_left_out_of_a_column():
    assert {"Kling 1.0", "Sora", "LTX (other country)"} <= set(texts(ratings()))
    with sizes.sized("single"):
        assert "LTX (other country)" not in texts(ratings())


def test_a_month_without_a_board_is_a_hole_with_a_word():
    axes = boards().axes[0]
    assert texts(axes.figure).count("no data") == 1  # February 2026
    assert texts(axes.figure).count("scores shifted") == 1  # the one entry on both moved by 100
    joined = [
        line for line in axes.lines if line.get_linestyle() == "-" and len(line.get_xdata()) > 1
    ]
    days = sorted(pd.to_datetime(line.get_xdata()[-1]).strftime("%Y-%m") for line in joined)
    assert days == ["2026-01", "2026-01"]  # a line a side up to the hole; one point is no line


def test_what_disputed_publishers_move_is_said_above_the_bars():
    table = video.open_models(hub(), RULE).query("makes == 'video'")
    assert table.set_index("side")["contested"].dropna().to_dict() == {"US": "il"}
    words_said = words.hub(table, video.leads(table)).definition
    assert (
        "If il, whose country is disputed, were counted as American, the American share"
        in words_said
    )
    assert "would be 20%" in words_said and "the Chinese share" not in words_said
    figure = video_charts.hub(table)
    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert len(names) == 1 and names[0].startswith("January 2025\nevery model: ")
    assert "80%" in texts(figure)


def test_a_list_of_popular_models_says_so():
    lists = [shares(0.5, 0.1), shares(0.2, 0.3, when="August 2026").assign(list="Hub sample of X")]
    (axes,) = video_charts.hub(pd.concat(lists)).axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert "every model" in names[0] and "popular models" in names[1]


# --- exhibits


def test_the_boards_rest_on_the_rows_of_all_their_days():
    study = Study("embedded")
    boards, ratings = exhibits.boards(study), exhibits.ratings(study)
    assert boards.ground.sources == (
        "arena_t2v_hf_dump",
        "arena_t2v_hf_dump_2026_10",
        "arena_t2v_site_scrape",
        "arena_t2v_transcript",
    )
    board = video.boards(study.data)[0]
    assert (ratings.ground.sentence, ratings.ground.sources) == (board.sentence, board.sources)
    assert ratings.verdict == {"overall": (AHEAD, "CN"), "open": (TOO_FEW, None)}
    earlier = exhibits.boards(study.on(today="2026-08-20"))
    assert earlier.table["day"].max() <= pd.Timestamp("2026-08-20") < boards.table["day"].max()


def test_named_systems_and_pairs_stand_on_the_board():
    data = open_data("embedded")
    named = {*video.NAMED, *itertools.chain(*video.PAIRS)}
    assert named <= set(video.on_board(video.boards(data)[0], data)["model"])
    assert video.PAIRS[0] == (video.FIRST, video.RIVAL)


def test_one_day_for_both_lists_and_a_list_without_such_models_are_no_traceback():
    study = Study("embedded").on(latest="2024-07-11")
    assert study.latest is study.earlier
    once = exhibits.licenses(study).table["list"]
    assert set(once) == {study.census.name}
    empty = exhibits.licenses(Study("embedded").on(latest="2026-10-04")).table  # language models
    assert set(empty["list"]) == {study.census.name}
