"""Pulled boards in the tables of rankings: which day counts, and what an unknown name may say."""

import pandas as pd
import pytest

from hubgap import boards, open_data
from hubgap.exhibits import benchmarks as exhibits
from hubgap.exhibits import start
from hubgap.exhibits import video as clip_exhibits
from hubgap.measures import benchmarks, claims, video
from hubgap.measures.verdicts import AHEAD, NOT_IDENTIFIED, WITHIN_ERROR
from hubgap.registry import REFRESH
from hubgap.study import Study
from hubgap.words.en import claims as claim_words

DAY = "2026-12-01"
SOURCE = "arena_hf_dump"
COLUMNS = [
    *("subset", "category", "name_on_board", "organization", "license", "rating", "ci_low"),
    *("ci_high", "votes", "rank", "published_on", "source"),
]


def pulled(*rows: tuple, day: str = DAY) -> pd.DataFrame:
    """Rows (subset, category, name, rating), with an interval of five points up and down."""
    table = pd.DataFrame(rows, columns=["subset", "category", "name_on_board", "rating"])
    table = table.assign(
        organization="lab", license="MIT", votes=5000, published_on=pd.Timestamp(day),
        ci_low=table["rating"] - 5, ci_high=table["rating"] + 5, source=SOURCE,
    )  # fmt: skip
    table["rank"] = table.groupby(["subset", "category"])["rating"].rank(ascending=False)
    return table[COLUMNS]


def small() -> dict[str, pd.DataFrame]:
    """Tables of rankings with one model a side on each board, the text boards cut."""
    day = pd.Timestamp("2026-10-08")
    listed = {
        "name_on_board": ["qwen", "gpt"], "model": ["Qwen", "GPT"], "rating": [1400.0, 1500.0],
        "ci_low": [1395.0, 1495.0], "ci_high": [1405.0, 1505.0], "ci_level": 0.95, "votes": 900,
        "license": "MIT", "organization": "lab", "source": "s", "published_on": day,
    }  # fmt: skip
    text = pd.DataFrame(listed).assign(board="text_style")
    clips = pd.DataFrame(listed).assign(
        name_on_board=["kling", "veo"], model=["Kling", "Veo"], developer="Lab", has_audio="true",
        country=["CN", "US"], ci_status="published", transcribed=True,
    )  # fmt: skip
    names = [("text", "qwen", "Qwen"), ("text", "gpt", "GPT"), ("video", "kling", "Kling")]
    facts = {"developer": "Lab", "country": ["CN", "US"], "open_weights": "true", "source": "s"}
    return {
        "arena_snapshot": text,
        "arena_languages": text.assign(category="overall", rank=[2, 1]),
        "arena_cuts": pd.DataFrame({"board": ["text_style"], "published_on": day, "listed": 9}),
        "video_arena_history": clips,
        "board_names": pd.DataFrame(names, columns=["board", "name_on_board", "model"]),
        "benchmark_models": pd.DataFrame({"model": ["Qwen", "GPT"], **facts}),
        "video_models": pd.DataFrame({"model": ["Kling", "Veo"], **facts, "names_on_boards": "x"}),
    }


def test_a_pull_of_a_later_day_is_added_and_the_earlier_day_stays():
    found = boards.with_boards(small(), pulled(("text_style_control", "overall", "qwen", 1501.234)))
    table = found["arena_snapshot"]
    assert table["published_on"].dt.strftime("%m-%d").tolist() == ["10-08", "10-08", "12-01"]
    last = table.iloc[-1]
    assert (last["board"], last["model"], last["rating"]) == ("text_style", "Qwen", 1501.23)
    assert list(table.columns) == list(small()["arena_snapshot"].columns)
    assert len(found["arena_cuts"]) == 1  # the cut list of October is as it was


def test_a_whole_board_takes_the_place_of_a_cut_one_of_its_day():
    rows = pulled(("text_style_control", "overall", "gpt", 1490), day="2026-10-08")
    found = boards.with_boards(small(), rows)
    assert found["arena_snapshot"]["rating"].tolist() == [1490]
    assert found["arena_cuts"].empty


def test_a_new_name_stays_as_a_model_of_unknown_country_and_is_not_guessed():
    rows = pulled(
        ("text", "overall", "gpt-next", 1600), ("text", "overall", "Qwen", 1500)
    )  # fmt: skip
    found = boards.with_boards(small(), rows)
    added = found["arena_snapshot"].iloc[2:]["model"].tolist()
    assert added == ["gpt-next", "Qwen (as listed)"]  # not the model that is called Qwen
    models = found["benchmark_models"].set_index("model")
    assert models.loc["gpt-next", ["developer", "country", "open_weights", "source"]].tolist() == [
        *["unknown"] * 3, SOURCE
    ]  # fmt: skip
    assert len(models) == 4 and models.index.is_unique
    closed = boards.with_boards(small(), rows.assign(license="Proprietary"))["benchmark_models"]
    assert closed["open_weights"].tolist()[2:] == ["false", "false"]


def test_languages_come_whole_or_not_at_all():
    some = [("text_style_control", one, "qwen", 1400) for one in ("overall", "english")]
    assert len(boards.with_boards(small(), pulled(*some))["arena_languages"]) == 2
    every = [("text_style_control", one, "qwen", 1400) for one in boards.LANGUAGES]
    found = boards.with_boards(small(), pulled(*every))["arena_languages"]
    assert found["category"].tolist()[2:] == list(boards.LANGUAGES)
    other = [("text", one, "qwen", 1400) for one in boards.LANGUAGES]  # without style control
    assert len(boards.with_boards(small(), pulled(*other))["arena_languages"]) == 2


def test_a_video_board_knows_its_makers_and_what_is_known_of_sound():
    rows = pulled(
        ("text_to_video", "overall", "kling", 1300), ("text_to_video", "overall", "new", 1200),
        ("text_to_video", "anime", "kling", 1250), ("image_to_video", "overall", "kling", 1250),
    )  # fmt: skip
    rows.loc[1, ["ci_low", "ci_high"]] = float("nan")
    found = boards.with_boards(small(), rows)
    added = found["video_arena_history"].iloc[2:].set_index("name_on_board")
    columns = ["country", "ci_status", "has_audio", "model"]
    assert added[columns].T.to_dict("list") == {
        "kling": ["CN", "published", "true", "Kling"],
        "new": ["unknown", "not published", "unknown", "new"],
    }
    assert found["video_models"].set_index("model").loc["new", "names_on_boards"] == "new"


# --- the embedded data with a pull


@pytest.fixture(scope="module")
def data():
    return open_data("embedded")


def live(data, *strangers: tuple) -> Study:
    """The embedded boards of text and video as if they were pulled on DAY, and more names."""
    text, clips = data["arena_snapshot"], data["video_arena_history"]
    text = text[text["published_on"] == pd.Timestamp("2026-08-19")]
    text = text.assign(subset=text["board"].map({v: k for k, v in boards.TEXT.items()}))
    clips = clips[clips["published_on"] == clips["published_on"].max()]
    clips = clips.assign(subset=boards.VIDEO)
    rows = pd.concat([text, clips]).assign(category="overall", rank=1, source=SOURCE)
    rows = pd.concat([rows[[c for c in COLUMNS if c in rows]], pulled(*strangers)])
    rows["published_on"] = pd.Timestamp(DAY)
    tables = {name: data[name] for name in boards.RANKINGS}
    return Study(data.replace(boards.with_boards(tables, rows)))


def test_every_name_on_an_embedded_board_is_in_the_table_of_names(data):
    names = data["board_names"].set_index(["board", "name_on_board"])["model"]
    listed = {
        "text": ("arena_history", "arena_snapshot", "arena_languages"),
        "video": ("video_arena_history",),
    }
    for board, tables in listed.items():
        for name in tables:
            rows = data[name]
            assert (rows["name_on_board"].map(names[board]) == rows["model"]).all(), name
        models = data[boards.MODELS[board]]["model"]
        assert names[board].isin(models).all()


def test_the_day_of_a_pull_is_the_rulers_day(data):
    study = live(data)
    arena, style = study.rulers(benchmarks.ARENA, benchmarks.ARENA_STYLE)
    assert {arena.day, style.day, video.ARENA.on(study.data).day} == {DAY}
    assert arena.cut is None
    before = Study(data).rulers(benchmarks.ARENA)[0]
    assert before.day == "2026-08-19"
    kept = [benchmarks.gaps_on([one], s.data) for one, s in ((arena, study), (before, Study(data)))]
    columns = ["leading_model", "model_behind", "points", "verdict", "models_CN", "unknown"]
    assert kept[0][columns].equals(kept[1][columns])


@pytest.mark.parametrize(
    ("rating", "kind"),  # the best American stands at 1505, the best Chinese at 1483
    [(1600, NOT_IDENTIFIED), (1503, NOT_IDENTIFIED), (1490, AHEAD), (1400, AHEAD)],
)
def test_a_lead_that_hangs_on_a_new_name_is_not_identified(data, rating, kind):
    study = live(data, ("text", "overall", "stranger", rating))
    gap = benchmarks.gaps_on(study.rulers(benchmarks.ARENA), study.data).iloc[0]
    assert (gap["unknown"], gap["unknown_model"]) == (2, "stranger")  # and one that is embedded
    assert gap["verdict"].kind == kind


def test_strangers_of_equal_rank_leave_a_tie_a_tie():
    top = pd.DataFrame({
        "side": ["CN", "US"], "model": ["c", "a"], "score": [1000.0, 1001.0],
        "low": [990.0, 991.0], "high": [1010.0, 1011.0], "level": 0.95, "models": 9,
    })  # fmt: skip
    found = benchmarks.duel(*top.to_dict("records"))
    assert found["verdict"].kind == WITHIN_ERROR
    for score, kind in ((1000.5, WITHIN_ERROR), (1030.0, NOT_IDENTIFIED), (900.0, WITHIN_ERROR)):
        stranger = top.head(1).assign(model="x", score=score, low=score - 10, high=score + 10)
        held = benchmarks.whoever_they_are(found, top, stranger)
        assert (held["verdict"].kind, held["unknown_model"]) == (kind, "x")


def test_what_a_stranger_above_all_leaves_of_the_sentences(data):
    """Each says that nobody can tell, and why; none names a leader on a board that hangs on it."""
    new = [(subset, "overall", "stranger", 1700.0) for subset in (*boards.TEXT, boards.VIDEO)]
    study = live(data, *new)
    said = start.best_models(study).words
    assert said.title == "In blind votes whose models lead cannot be told"
    why = "but who leads cannot be told while the country of stranger is unknown"
    assert said.finding.count(why) == 2  # of all, and of open-weight models
    clips = clip_exhibits.boards(study).words
    assert clips.title == "Whose video systems lead LMArena's ranking cannot be told"
    assert why in clips.finding and why in start.kling(study).words.finding
    lines = exhibits.frontiers(study).words
    assert "on Arena who leads cannot be told" in lines.alt
    assert "On Arena of 1 December 2026 the country of 2 models is unknown." in lines.finding
    (arena,) = study.rulers(benchmarks.ARENA)
    found = claims._best(benchmarks.on_ruler(arena, study.data), arena)
    row = {"facts": found, "verdict": found["verdict"], "value": 22.1, "unit": "points"}
    assert claim_words._higher(row, "A", "B").startswith(
        "A stood 22 points above B, " + "but who led cannot be told"
    )


def test_models_that_were_pulled_without_boards_are_said_to_be_newer(data):
    waves = data["waves"].tail(1).assign(source=REFRESH, last_day=pd.Timestamp("2026-12-02"))
    waves = pd.concat([data["waves"], waves])
    assert benchmarks.pulled_without_boards(data) is None  # no refresh in the edition
    later = data.replace({"waves": waves})
    assert benchmarks.pulled_without_boards(later) == pd.Timestamp("2026-12-02")
    ratings = "without rankings, of which the last is of"
    for said, day in ((exhibits.in_short, "8 October"), (clip_exhibits.in_short, "22 September")):
        assert said(Study(later)).words.endswith(
            f"Models were pulled on 2 December 2026 {ratings} {day} 2026."
        )
        assert ratings not in said(Study(data)).words
    sources = data["sources"].tail(1).assign(id=boards.PULLED, measured_to="2026-12-02")
    both = data.replace({"waves": waves, "sources": pd.concat([data["sources"], sources])})
    assert benchmarks.pulled_without_boards(both) is None
