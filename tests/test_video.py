"""Video ratings and open video models against numbers worked out by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hubgap import open_data
from hubgap.measures import video
from hubgap.panel import Refusal
from hubgap.rules import CountingRule

from .test_adoption import panel, row
from .test_licensing import DATA

RULE = CountingRule()
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
    "2026-01-29": [("Sora", "sora", 1210), ("Kling 3.0", "kling", 1150)],
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
        "video_elo": elo.assign(measured_on=pd.Timestamp(video.AA.day), open_weights=False),
        "video_models": elo[facts].drop_duplicates("model"),
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
    }  # fmt: skip


TABLES = tables()


@pytest.mark.parametrize(
    ("points", "chance"), [(0, 0.5), (400, 10 / 11), (-400, 1 / 11), (100, 0.64)]
)
def test_win_chance_is_elo_s_formula(points, chance):
    assert video.win_chance(points) == pytest.approx(chance, abs=0.0002)


def test_a_system_counts_with_its_best_entry_and_its_own_facts():
    scores = video.on_board(video.AA, TABLES)
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
        video.on_board(replace(video.AA, day="2020-05-01"), TABLES)


def test_a_duel_has_the_gap_its_bounds_and_the_chance_of_the_leader():
    scores = video.on_board(video.AA, TABLES)
    duel = video.duel(scores, "Kling 1.0", "Sora")
    assert (duel["leader"], duel["leading_model"], duel["behind"]) == ("US", "Sora", "CN")
    assert (duel["points"], duel["low"], duel["high"]) == (100, 80, 120)
    assert (duel["chance"], duel["chance_low"], duel["chance_high"]) == (0.64, 0.613, 0.666)
    assert duel.equals(video.duel(scores, "Sora", "Kling 1.0"))
    with pytest.raises(Refusal, match="Runway is not on this board"):
        video.duel(scores, "Sora", "Runway")


def test_the_heroes_of_2024_and_the_latest_of_the_maker():
    first, latest = video.kling(video.AA, TABLES).to_dict("records")
    assert (first["question"], first["system"], first["leading_model"]) == (
        "first",
        "Kling 1.0",
        "Sora",
    )
    assert (latest["system"], latest["model_behind"]) == ("Kling 3.0 Pro", "Veo")
    assert (latest["points"], latest["low"], latest["high"]) == (5, -15, 25)
    (only,) = video.kling(video.ARENA, TABLES).to_dict("records")  # no Kling 1.0, no Sora there
    assert (only["question"], only["system"], only["leading_model"]) == (
        "latest",
        "Kling 3.0",
        "Veo",
    )
    with pytest.raises(Refusal, match="Nobody"):
        video.latest(video.on_board(video.AA, TABLES), "Nobody")


def test_the_best_of_both_sides_and_of_other_countries():
    overall = video.gaps([video.AA], TABLES).iloc[0]
    assert (overall["leading_model"], overall["model_behind"], overall["third"]) == (
        "Kling 3.0 Pro", "Veo", "LTX"
    )  # fmt: skip
    assert (overall["models_CN"], overall["models_US"]) == (4, 3)
    opened = video.gaps([video.AA], TABLES, "open").iloc[0]
    assert (opened["leading_model"], opened["model_behind"], opened["points"]) == (
        "Wan",
        "Mochi 1",
        60,
    )
    assert (opened["low"], opened["high"]) == (50, 70)  # Mochi 1 fixes the scale: no spread
    assert (opened["third"], opened["third_score"]) == ("LTX", 1130)
    assert pd.isna(video.gaps([video.ARENA], TABLES)["third"].iloc[0])


def test_steps_use_the_day_of_each_entry():
    steps = video.steps(video.AA, TABLES)
    american = steps[steps["side"] == "US"]
    assert list(american["model"]) == ["Mochi 1", "Sora", "Veo"]
    assert american["day"].iloc[-1] == pd.Timestamp("2025-05-01")
    opened = video.steps(video.AA, TABLES, "open")
    assert list(zip(opened["side"], opened["model"])) == [("US", "Mochi 1"), ("CN", "Wan")]


def test_a_month_without_a_board_breaks_the_line():
    history = TABLES["video_arena_history"]
    some = {**TABLES, "video_arena_history": history[history["published_on"] < "2026-08-01"]}
    lines = video.by_board(some)
    assert lines.drop_duplicates("day")["run"].tolist() == [0, 0, 1]  # no board in February 2026
    opened = video.by_board(some, "open")  # the board of January lists no open system
    assert opened[opened["side"] == "CN"].set_index("day")["run"].tolist() == [0, 1]
    assert list(opened["field"].unique()) == ["open"]


def test_a_pair_is_comparable_when_both_are_open_to_all():
    table = video.comparable([("Kling 1.0", "Sora"), ("Kling 3.0", "Sora")], TABLES)
    first, second = table.to_dict("records")
    assert first["public_first"] == pd.Timestamp("2024-07-24")  # the event, not the board's 1 June
    assert first["both_public"] == pd.Timestamp("2024-12-09")
    assert pd.isna(first["on_board"]) and first["points"] == 100
    assert second["both_public"] == pd.Timestamp("2026-02-04")
    assert second["on_board"] == pd.Timestamp("2026-01-29")


def test_the_same_system_with_and_without_sound():
    (sound,) = video.with_sound(TABLES).to_dict("records")
    assert sound == {"model": "Veo", "points": 90, "low": 80, "high": 100}


def test_logged_events_come_in_the_order_of_their_days():
    assert video.logged(["E041", "E029"], TABLES)["title"].tolist() == ["Kling", "Sora"]


def test_measured_values_of_the_named_systems():
    data = open_data("embedded")
    scores = video.on_board(video.AA, data).set_index("model")
    assert {
        name: tuple(scores.loc[name, ["score", "low", "high"]]) for name in MEASURED
    } == MEASURED
    american, chinese = (scores[scores["region"] == side] for side in ("US", "CN"))
    assert (len(american), len(chinese)) == (21, 43)
    first, latest = video.kling(video.AA, data).to_dict("records")
    assert (first["leading_model"], round(first["points"]), first["low"] > 0) == ("Sora", 94, True)
    assert (latest["system"], latest["model_behind"]) == ("Kling 3.0 Pro", "Grok Imagine Video")
    assert latest["low"] < 0 < latest["high"]
    (only,) = video.kling(video.ARENA, data).to_dict("records")
    assert (only["system"], only["leading_model"]) == ("Kling 2.6 Pro", "Gemini Omni Flash")
    assert video.public_since("Sora", data) == pd.Timestamp("2024-12-09")


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
    row("cn/v", "CN", 60, **TASK), row("cn/w", "CN", 20, likes=30, **TASK), row("us/v", "US", 10, **TASK),
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
    made = panel([dict(zip(names, one)) for one in rows], selection="census", fields=FIELDS)
    table = made.rows.assign(source="a", license_source="a", license_name=None)
    table["license"] = (
        table["license"].replace({"apache": "mit"}).astype("str").where(table["license"].notna())
    )
    return replace(made, rows=table)


FAMILY_DATA = {
    **DATA,
    "parents": pd.DataFrame({"parent": [], "country": []}),
    "lineage_edges": pd.DataFrame({"child": ["packer/Wan-gguf"], "parent_canonical": ["Wan-AI/Wan2.1"]}),
    "organizations": pd.DataFrame(
        {
            "namespace": ["Wan-AI", "packer", "us", "Lightricks"], "country": ["CN", "US", "US", "IL"],
            "alt_country": None, "kind": ["company", "repackager", "company", "company"],
            "parent": None, "renamed_to": None,
        }
    ),
}  # fmt: skip


def test_families_with_what_others_built_on_them():
    table = video.families(family_panel(), RULE, FAMILY_DATA).set_index("family")
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
        ("video", "CN"): "permissive", ("video", "US"): "permissive", ("video", "other"): "undeclared",
        ("pictures", "CN"): "undeclared", ("pictures", "US"): "permissive",
    }  # fmt: skip
    american = table[(table["side"] == "US") & (table["license"] == "permissive")].set_index(
        "makes"
    )
    assert american["weight"].to_dict() == {
        "video": 5,
        "pictures": 9,
    }  # the copy of Wan is left out
