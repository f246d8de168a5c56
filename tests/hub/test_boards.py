"""Boards: complete, or one sentence; nothing lost; an earlier wave intact."""

import dataclasses
import hashlib
import itertools
import json
import os
import random
import shutil
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock

import pandas as pd
import pytest
from filelock import FileLock
from huggingface_hub import HfApi, hf_hub_download

from hubgap import folders, open_data
from hubgap.__main__ import main
from hubgap.data import Data, DataError, check, open_folder
from hubgap.hub.board_report import NEW, new_names
from hubgap.hub.boards import ARENA, SUBSETS
from hubgap.hub.refresh import refresh
from hubgap.measures.benchmarks import ARENA as ARENA_TEXT
from hubgap.measures.benchmarks import ARENA_STYLE, gaps_on, pulled_without_boards
from hubgap.measures.verdicts import TOO_FEW
from hubgap.measures.video import ARENA as VIDEO

from .arena import HEAD, agent, datasets, entry, parquet, path, place
from .conftest import NAMES, QUICK, command, digests
from .server import Hub
from .test_faults import drip, drip_in_headers, html, raw, retry_after, silent, status
from .test_refresh import environment

DAY = date(2026, 11, 22)
BOARD = "/api/datasets/Idavidrein/gpqa/leaderboard?base_model=false"


HASTY = dataclasses.replace(QUICK, read=0.3, answer=0.5, patience=1.2, tries=3, probe=1)


@pytest.fixture
def pull(run, embedded, monkeypatch):
    """Bring the boards of a Hub into tmp_path / "live"; further options as of `refresh`."""
    monkeypatch.setattr("hubgap.hub.refresh.open_data", lambda _: embedded)  # read once
    usual = {"today": DAY, "boards": True, "organizations": None, "limits": HASTY}
    return lambda hub, **options: run(hub, **{**usual, **options})


def wave(output, day: date = DAY):
    return open_folder(output / f"boards-{day}")


def said(output, day: date = DAY) -> dict:
    return json.loads((output / f"boards-{day}" / "manifest.json").read_text())


def rejected(output, day: date = DAY) -> list[dict]:
    lines = (output / f"boards-{day}" / "rejected.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def files_asked(hub) -> list[str]:
    """The subsets whose files were asked for."""
    return [p.split("/")[-2] for p in hub.asked if "/resolve/" in p]


def stored(output) -> set[str]:
    """The addresses of what an unfinished pull has stored."""
    folder = output / ".hubgap-boards"
    boards = [json.loads(one.read_text())["dataset"] for one in folder.glob("answers/*.json")]
    files = [path(one.stem) for one in folder.glob("files/*.parquet")]
    return {f"/api/datasets/{one}/leaderboard?base_model=false" for one in boards} | {
        f"/datasets/{ARENA}/resolve/{HEAD}/{one}" for one in files
    }


def one_sentence(outcome, code: int, *parts: str) -> bool:
    starts = {1: "Refused: ", 2: "Incomplete: "}[code]
    told = outcome.sentence
    return (
        outcome.code == code
        and told.startswith(starts)
        and told.count("\n") == 1
        and all(part in told for part in parts)
    )


@pytest.fixture(scope="module")
def before(tmp_path_factory, embedded):
    """A wave of the week before."""
    output = tmp_path_factory.mktemp("before")
    noon = datetime.combine(DAY - timedelta(days=7), clock(12), UTC)
    with Hub({}, datasets=datasets()) as hub, pytest.MonkeyPatch.context() as patch:
        patch.setattr("hubgap.hub.collect.now", lambda: noon)
        assert refresh(output=output, endpoint=hub.url, limits=HASTY, boards=True) == 0
    return output


@pytest.fixture
def earlier(before, tmp_path):
    """That wave is there; a check that nothing of it was touched."""
    shutil.copytree(before, tmp_path / "live")
    return lambda: digests(tmp_path / "live") == digests(before)


# --- what a wave is


def test_the_plain_client_reads_the_local_hub_as_the_real_one(tmp_path):
    with Hub({}, datasets=datasets()) as hub:
        api = HfApi(endpoint=hub.url, token=False)
        info = api.dataset_info(ARENA, files_metadata=True)
        text = next(one for one in info.siblings if one.rfilename == path("text"))
        file = hf_hub_download(
            ARENA,
            path("text"),
            repo_type="dataset",
            revision=info.sha,
            endpoint=hub.url,
            token=False,
            local_dir=tmp_path,
        )
        names = [one.id for one in api.list_datasets(benchmark=True)]
        board = api.get_dataset_leaderboard("Idavidrein/gpqa", base_model_only=False)
        content = hub.datasets.files[HEAD][path("text")]
    assert (info.sha, text.size, text.lfs.sha256) == (
        HEAD,
        len(content),
        hashlib.sha256(content).hexdigest(),
    )
    assert open(file, "rb").read() == content  # noqa: PTH123, SIM115
    assert names == ["Idavidrein/gpqa", "open-asr/leaderboard"]
    assert [(one.model_id, one.value) for one in board] == [("Qwen/Q", 91.2), ("google/G", 84)]


def test_all_boards_in_as_few_requests_as_there_are_files_and_boards(pull, tmp_path):
    with Hub({}, datasets=datasets()) as hub:
        outcome = pull(hub)
        assert (outcome.code, outcome.sentence) == (0, "")
        assert len(hub.asked) == len(set(hub.asked)) == 3 + len(SUBSETS) + 2
        assert sorted(files_asked(hub)) == sorted(SUBSETS)
    told, data = said(tmp_path / "live"), wave(tmp_path / "live")
    assert (told["scope"], told["revision"], told["requests"]) == ("boards", HEAD, 15)
    assert told["rows"] == {
        "board_places": 8 * 2 + 493 - 4,
        "agent_places": 2,
        "official_benchmarks": 2,
        "official_entries": 3,
    }
    assert (told["repeated"], told["rejected"], told["missing"]) == (4, {}, [])
    assert check(data) == 5 and not list((tmp_path / "live").glob("*/.*"))
    assert not list((tmp_path / "live").glob(".hubgap-[pb]*"))


def test_the_recorded_board_comes_back_row_by_row(pull, tmp_path):
    with Hub({}, datasets=datasets()) as hub:
        outcome = pull(hub)
    rows = wave(tmp_path / "live")["board_places"].query("subset == 'webdev'")
    assert rows["category"].value_counts().to_dict() == {
        "overall": 116,
        "webdev": 116,
        "webdev-html": 115,
        "webdev-react": 100,
        "image_to_webdev": 42,
    }
    best = rows.query("category == 'overall' and rank == 2").iloc[0].drop("rating")
    assert best.to_dict() == {
        "subset": "webdev",
        "category": "overall",
        "name_on_board": "kimi-k3-max",
        "organization": "moonshot",
        "license": "Kimi K3 license",
        "ci_low": 1662.706723324341,
        "ci_high": 1685.2270184878673,
        "variance": 33.005930684473,
        "votes": 4548,
        "rank": 2,
        "published_on": pd.Timestamp("2026-08-19"),
        "source": "lmarena_hub",
    }
    blank = rows[rows["organization"].isna()]
    assert set(blank["name_on_board"]) == {"KAT-Coder-Pro-V1", "trinity-large-thinking"}
    twice = rows.query("name_on_board == 'gpt-5.3-codex (codex-harness)'").set_index("category")
    assert twice["rank"].drop("image_to_webdev", errors="ignore").to_dict() == {
        "overall": 60,
        "webdev": 60,
        "webdev-html": 58,
        "webdev-react": 58,
    }
    row = "| webdev | 19 August 2026 | 489 | 120 | claude-opus-5-max (anthropic) | 0 |"
    assert row in outcome.text


def test_check_compares_the_files_of_a_wave_of_boards(
    models, run, pull, tmp_path, monkeypatch, capsys
):
    output = tmp_path / "live"
    with Hub(models, datasets=datasets()) as hub:
        assert run(hub, today=DAY).code == pull(hub).code == 0
    assert folders.boards_in(output) == [output / f"boards-{DAY}"]
    assert folders.waves_in(output) == [output / str(DAY)]
    monkeypatch.setattr("hubgap.data.check", lambda _: 61)  # tables are checked elsewhere
    monkeypatch.setattr("hubgap.countries.countries", lambda _: [])
    assert main(["check", "--data", str(output)]) == 0
    (output / f"boards-{DAY}" / "report.md").write_text("nothing")
    assert main(["check", "--data", str(output)]) == 1
    told = capsys.readouterr().err
    assert "report.md is not the file that the refresh of boards-" in told
    (output / f"boards-{DAY}" / "manifest.json").write_text('{"day": "2026-11-22", "files": {}}')
    with pytest.raises(DataError, match="does not describe a wave of boards-2026-11-22"):
        folders.boards_in(output)


# --- with and without models


def test_a_refresh_of_all_that_is_tracked_brings_boards_and_no_other(
    models, run, tmp_path, monkeypatch
):
    monkeypatch.setattr("hubgap.hub.refresh.previous_wave", lambda *_: None)
    monkeypatch.setattr("hubgap.hub.refresh.tracked", lambda _: pd.DataFrame({"namespace": NAMES}))
    with Hub(models) as hub:
        assert run(hub, today=DAY).code == 0  # named organizations
        asked = {"scope": "hub", "organizations": None, "output": tmp_path / "hub"}
        assert run(hub, today=DAY, **asked).code == 0
        assert not [one for one in hub.asked if "datasets" in one]
        outcome = run(hub, today=DAY, organizations=None)
    assert outcome.code == 0
    assert outcome.text.index("# Refresh of") < outcome.text.index("# Boards of")
    assert said(tmp_path / "live")["requests"] == 15


@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [
        (status(503), 2, "goes on from there"),
        (status(404), 1, "asks for boards alone"),
    ],
)
def test_models_stay_where_boards_fail(fault, code, told, models, run, pull, tmp_path, monkeypatch):
    monkeypatch.setattr("hubgap.hub.refresh.previous_wave", lambda *_: None)
    monkeypatch.setattr("hubgap.hub.refresh.tracked", lambda _: pd.DataFrame({"namespace": NAMES}))
    output = tmp_path / "live"

    def broken(handler, _):
        return "/resolve/" in handler.path and not fault(handler)

    with Hub(models, fault=broken) as hub:
        outcome = run(hub, today=DAY, organizations=None)
        command = f"`python -m hubgap refresh --boards --output {output} --endpoint {hub.url}`"
        assert one_sentence(outcome, code, "The models are in place", command, told)
        assert "# Refresh of" in outcome.text and (output / str(DAY)).is_dir()
        before = digests(output / str(DAY))
        hub.fault = None
        hub.asked.clear()
        assert pull(hub, fresh=code == 1).code == 0
        assert not hub.pages()
    assert digests(output / str(DAY)) == before and folders.boards_in(output)


def test_pulled_boards_are_the_latest_rulers_of_the_pages(pull, embedded, tmp_path):
    with Hub({}, datasets=datasets()) as hub:
        assert pull(hub).code == 0
    data = open_data(tmp_path / "live")
    style, arena = (one.on(data) for one in (ARENA_STYLE, ARENA_TEXT))
    assert (style.day, arena.day, VIDEO.on(data).day) == ("2026-11-20",) * 3
    assert ARENA_TEXT.on(embedded, leads=True).day < "2026-11-20"
    (gap,) = gaps_on([arena], data).to_dict("records")
    assert (gap["leading_model"], gap["model_behind"], gap["points"]) == ("GPT-5.5", "Kimi K3", 10)
    assert gap["verdict"].kind == TOO_FEW  # one made row a side
    assert arena.sources == ("lmarena_hub",) and "lmarena_hub" in set(data["sources"]["id"])
    assert pulled_without_boards(data) is None


@pytest.mark.parametrize("wrong", [{"organizations": ["Qwen"]}, {"scope": "hub"}], ids=str)
def test_boards_alone_take_no_models(wrong, pull):
    with Hub({}) as hub:
        outcome = pull(hub, **wrong)
        assert one_sentence(outcome, 1, "--boards asks for no models") and hub.asked == []


def test_a_dry_run_tells_the_requests_for_boards(pull, run, tmp_path):
    with Hub({}) as hub:
        outcome = pull(hub, dry_run=True)
        assert outcome.text.startswith("about 60 requests (60 for boards), about")
        assert "60 for boards)" in run(hub, organizations=None, dry_run=True).text
        assert "boards" not in run(hub, dry_run=True).text
        assert len(hub.asked) == 3
    assert not (tmp_path / "live").exists()


# --- rows

WRONG = {  # a change of a row, and the reason to refuse it
    "no name": ({"model_name": None}, "model_name is missing"),
    "blank name": ({"model_name": " "}, "model_name is missing"),
    "endless name": (
        {"model_name": "x" * 201},
        "model_name is too long or holds control characters",
    ),
    "terminal escape": (
        {"model_name": "a\x1b[31mred"},
        "model_name is too long or holds control characters",
    ),
    "right to left": (
        {"model_name": "a\u202egnp.exe"},
        "model_name is too long or holds control characters",
    ),
    "no category": ({"category": ""}, "category is missing"),
    "no rating": ({"rating": None}, "rating is no finite number"),
    "NaN": ({"rating": float("nan")}, "rating is no finite number"),
    "infinite": ({"rating": float("inf")}, "rating is no finite number"),
    "bounds apart": ({"rating_lower": 1499.0}, "rating_lower is above rating"),
    "bounds below": ({"rating_upper": 1300.0}, "rating_upper is below rating"),
    "infinite bound": ({"rating_lower": float("-inf")}, "rating_lower is no finite number"),
    "negative variance": ({"variance": -1.0}, "variance is negative"),
    "no rank": ({"rank": None}, "rank is missing"),
    "rank nought": ({"rank": 0}, "rank is no count"),
    "half a vote": ({"vote_count": 1.5}, "vote_count is no count"),
    "fewer than no votes": ({"vote_count": -1.0}, "vote_count is no count"),
    "no day": ({"leaderboard_publish_date": "soon"}, f"{'leaderboard_publish_date'} is no day"),
}
FINE = {  # a change of a row, and what the table then says
    "null bounds": (
        {"rating_lower": None, "rating_upper": None},
        {"ci_low": None, "ci_high": None},
    ),
    "bounds that are no number": ({"rating_lower": float("nan")}, {"ci_low": None}),
    "blank organization": ({"organization": ""}, {"organization": None}),
    "organization of blanks": ({"organization": "  "}, {"organization": None}),
    "a new license word": (
        {"license": "Frontier Weights License 2.0"},
        {"license": "Frontier Weights License 2.0"},
    ),
    "votes as a float": ({"vote_count": 1234.0}, {"votes": 1234}),
    "no votes told": ({"vote_count": None}, {"votes": None}),
    "hostile license": ({"license": "MIT\x1b[0m\u202e"}, {"license": "MIT[0m"}),
    "formula": ({"model_name": "=cmd|' /C calc'!A0"}, {"name_on_board": "=cmd|' /C calc'!A0"}),
    "markup": ({"model_name": "<b>|x"}, {"name_on_board": "<b>|x"}),
    "a time for a day": (
        {"leaderboard_publish_date": "2026-11-20T08:00:00"},
        {"published_on": pd.Timestamp("2026-11-20")},
    ),
}


@pytest.fixture
def judged(pull, tmp_path):
    """A wave whose board `text` holds every row of WRONG and FINE."""
    wrong = [{**place(f"wrong {i}", 7), **change} for i, (change, _) in enumerate(WRONG.values())]
    fine = [{**place(f"fine {i}", i + 1), **change} for i, (change, _) in enumerate(FINE.values())]
    with Hub({}, datasets=datasets(text=wrong + fine)) as hub:
        outcome = pull(hub)
    assert outcome.code == 0
    return outcome, tmp_path / "live"


def test_malformed_rows_are_set_aside_with_their_reason_and_odd_ones_stay(judged):
    outcome, output = judged
    lines = rejected(output)
    assert [(one["row"], one["reason"]) for one in lines] == [
        (row, reason) for row, (_, reason) in enumerate(WRONG.values(), start=1)
    ]
    assert {one["board"] for one in lines} == {"text"}
    assert json.loads(lines[4]["record"])["model_name"] == "a\u202egnp.exe"
    assert sum(said(output)["rejected"].values()) == len(WRONG)
    assert "model_name is too long or holds control characters: 3" in outcome.text
    rows = wave(output)["board_places"].query("subset == 'text'").set_index("rank")
    assert len(rows) == len(FINE)
    for rank, (_, expected) in enumerate(FINE.values(), start=1):
        for column, value in expected.items():
            found = rows.loc[rank, column]
            assert pd.isna(found) if value is None else found == value, (rank, column)
    assert "| text | 20 November 2026 | 11 | 11 | fine 0 (openai) | 18 |" in outcome.text
    assert "\x1b" not in outcome.text and "<b>" not in outcome.text
    assert f"- =cmd' /C calc'!A0 (openai, Proprietary, rank {9})" in outcome.text


def test_of_one_name_the_better_rank_stays(pull, tmp_path):
    rows = [place("twin", 3), place("other", 2), place("twin", 1), place("twin", 9, "chinese")]
    with Hub({}, datasets=datasets(text=rows)) as hub:
        assert pull(hub).code == 0
    rows = wave(tmp_path / "live")["board_places"].query("subset == 'text'")
    kept = [*zip(rows["category"], rows["name_on_board"], rows["rank"], strict=True)]
    assert kept == [("overall", "twin", 1), ("overall", "other", 2), ("chinese", "twin", 9)]
    assert said(tmp_path / "live")["repeated"] == 4 + 1


def test_agents_stand_apart(pull, tmp_path):
    rows = [agent("a"), agent("b", 2, score_ci_lower=None, organization="", session_count=None)]
    rows += [agent("c", 3, score=None), agent("d", 4, score_ci_lower=0.9)]
    with Hub({}, datasets=datasets(agent=rows)) as hub:
        assert pull(hub).code == 0
    table = wave(tmp_path / "live")["agent_places"].set_index("name_on_board")
    assert table.loc["a"].to_dict() == {
        "organization": "anthropic",
        "license": "Proprietary",
        "score": 0.5,
        "ci_low": 0.4,
        "ci_high": 0.6,
        "observations": 900,
        "sessions": 90,
        "rank": 1,
        "category": "overall",
        "published_on": pd.Timestamp("2026-11-18"),
        "source": "lmarena_hub",
    }
    assert table.loc["b", ["organization", "ci_low", "sessions"]].isna().all()
    assert [one["reason"] for one in rejected(tmp_path / "live")] == [
        "score is no finite number",
        "score_ci_lower is above score",
    ]
    assert "agent" not in set(wave(tmp_path / "live")["board_places"]["subset"])


# --- subsets


def test_a_subset_that_is_missing_or_without_overall_is_told(pull, tmp_path):
    made = datasets(agent=None, search=None, vision=[place("x", category="english")])
    with Hub({}, datasets=made) as hub:
        outcome = pull(hub)
    assert outcome.code == 0
    told = said(tmp_path / "live")
    assert (told["missing"], told["without_overall"]) == (["search", "agent"], ["vision"])
    assert "Not served: search, agent." in outcome.text
    assert "Without the category overall: vision." in outcome.text
    assert wave(tmp_path / "live")["agent_places"].empty
    assert "| vision | 20 November 2026 | 1 | 1 |  | 0 |" in outcome.text


def renamed(rows: list[dict], old: str, new: str) -> list[dict]:
    return [{new if name == old else name: value for name, value in row.items()} for row in rows]


def twisted(content: bytes) -> bytes:
    """A parquet file whose columns can be read and whose rows cannot."""
    return content[:4] + bytes(len(content) // 3) + content[4 + len(content) // 3 :]


REFUSED = {  # what a subset holds that no re-run mends, and what the sentence says
    "renamed column": (
        {"text": renamed([place("x")], "rating_lower", "rating_q025")},
        ("Subset text", "has no column rating_lower"),
    ),
    "renamed column of agents": (
        {"agent": renamed([agent("x")], "score", "ips_score")},
        ("Subset agent", "has no column score"),
    ),
    "html": (
        {"text": b"<!doctype html><title>Maintenance</title>"},
        ("Subset text", "is no readable parquet file"),
    ),
    "cut short": (
        {"document": parquet([place("x")])[:-40]},
        ("Subset document", "is no readable parquet file"),
    ),
    "rows cut": (
        {"webdev": twisted(parquet([place(f"x{i}", i + 1) for i in range(500)]))},
        ("Subset webdev", "is no readable parquet file"),
    ),
    "no rows": (
        {"text": parquet([place("x")] * 0 or [place("x", rating=None)])},
        ("no usable row",),
    ),
    "no such subset": ({"text_style_control": None}, (f"holds no {path('text_style_control')}",)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_rerun_mends_is_one_sentence(name, pull, tmp_path, earlier):
    changed, parts = REFUSED[name]
    with Hub({}, datasets=datasets(**changed)) as hub:
        assert one_sentence(pull(hub), 1, ARENA, "embedded boards serve", *parts)
        assert earlier()
        hub.datasets = datasets()
        assert pull(hub, fresh=True).code == 0
    assert said(tmp_path / "live")["rows"]["board_places"] == 505


def test_the_whole_history_where_a_day_was_expected(pull, earlier):
    made = datasets()
    made.listed = {path("text"): {"size": 59_000_000}}
    with Hub({}, datasets=made) as hub:
        assert one_sentence(pull(hub), 1, "has 59.0 MB, more than the 16", path("text"))
        assert not files_asked(hub)
    assert earlier()


def test_a_dataset_that_is_gone(pull, earlier):
    def gone(handler, _):
        return "blobs=true" in handler.path and not handler.send(b"", 401)

    with Hub({}, fault=gone) as hub:
        assert one_sentence(pull(hub), 1, f"{ARENA} cannot be read any more (status 401)")
    assert earlier()


# --- the revision


def test_a_revision_that_moves_during_the_pull(pull, tmp_path):
    made, later = datasets(), datasets(text=[place("newcomer")])
    made.files["2" * 40] = later.files[HEAD]

    def moves(handler, _):
        if "/resolve/" in handler.path:
            made.head = "2" * 40
        return False

    with Hub({}, datasets=made, fault=moves) as hub:
        assert pull(hub).code == 0
        assert said(tmp_path / "live")["revision"] == HEAD
        assert pull(hub, today=DAY + timedelta(days=1)).code == 0
    assert said(tmp_path / "live", DAY + timedelta(days=1))["revision"] == "2" * 40


@pytest.mark.parametrize(("days", "fresh"), [(1, False), (1, True), (3, False)])
def test_a_pull_goes_on_at_its_revision_unless_it_is_too_old(days, fresh, pull, tmp_path, earlier):
    made, later = datasets(), datasets(text=[place("newcomer")])
    made.files["2" * 40] = later.files[HEAD]
    down = [True]

    def fault(handler, _):
        return down[0] and "vision/" in handler.path and not handler.send(b"", 503)

    with Hub({}, datasets=made, fault=fault) as hub:
        told = pull(hub)
        assert one_sentence(told, 2, f"1 of 12 boards (vision of {ARENA}: status 503)")
        assert "the same command goes on from there" in told.sentence and earlier()
        down[0], made.head = False, "2" * 40
        hub.asked.clear()
        assert pull(hub, today=DAY + timedelta(days=days), fresh=fresh).code == 0
        if days > 2 or fresh:
            assert said(tmp_path / "live", DAY + timedelta(days=days))["revision"] == "2" * 40
            return
        assert files_asked(hub) == ["vision"] and len(hub.asked) == 2  # and the probe
    assert said(tmp_path / "live")["revision"] == HEAD
    assert said(tmp_path / "live")["requests"] == 15 + 2 + 2  # three tries, then one


def test_a_pinned_revision_that_is_gone(pull, earlier):
    made = datasets()

    def squashed(handler, _):
        if "/resolve/" in handler.path:
            made.files.pop(HEAD, None)
        return False

    with Hub({}, datasets=made, fault=squashed) as hub:
        told = pull(hub)
        assert one_sentence(told, 1, "no longer at the revision 1880dbe (status 404)", "--fresh")
    assert earlier()


# --- official boards


def test_what_official_boards_say_is_kept_raw(pull, tmp_path):
    made = datasets()
    long = "tools, " * 60
    made.official = {
        "cais/hle": [
            entry(1, "zai-org/GLM-5.3", 41.2, verified=True, pullRequest=7, notes=long),
            entry(
                2,
                "Qwen/Qwen3.8",
                0.392,  # a fraction beside percents
                source={
                    "url": "https://x.org/card",
                    "name": "Model\x1b[31m Card",
                    "isExternal": True,
                },
            ),
            {"filename": ".eval_results/hle.yaml", "error": "bad yaml"},
            entry(3, "Qwen/Qwen3.8", 38.9),  # again the same model
            entry(4, "<script>/x", 1.0),
            entry(5, "Qwen/Text", "39.1"),
            "text",
            entry(6, "a/b", 1e400),
        ],
        "open-asr/leaderboard": [entry(1, "nvidia/parakeet", 5.63)],  # an error rate
        "x/empty": [],
    }
    with Hub({}, datasets=made) as hub:
        outcome = pull(hub)
    assert outcome.code == 0
    data = wave(tmp_path / "live")
    rows = data["official_entries"]
    shown = ["entry", "rank", "model_id", "value", "verified"]
    hle = rows.query("dataset == 'cais/hle'")
    assert hle[shown].to_numpy().tolist() == [
        [1, 1, "zai-org/GLM-5.3", 41.2, True],
        [2, 2, "Qwen/Qwen3.8", 0.392, False],
        [4, 3, "Qwen/Qwen3.8", 38.9, False],
    ]
    assert hle["pull_request"].tolist()[0] == "7" and hle["notes"].tolist()[0] == long.strip()
    assert hle["source_name"].tolist()[1] == "Model[31m Card"
    assert hle["source_url"].tolist()[1] == "https://x.org/card"
    assert hle["author"].tolist() == ["zai-org", "Qwen", "Qwen"]
    assert rows.query("model_id == 'nvidia/parakeet'")["value"].tolist() == [5.63]
    boards = data["official_benchmarks"].set_index("dataset")
    assert boards.loc["cais/hle", ["status", "entries", "malformed"]].tolist() == ["read", 3, 5]
    assert boards.loc["x/empty", ["status", "entries", "malformed"]].tolist() == ["read", 0, 0]
    assert [(one["row"], one["reason"]) for one in rejected(tmp_path / "live")] == [
        (3, "the Hub could not read it"),
        (5, "modelId is no repository name"),
        (6, "value is no finite number"),
        (7, "it is no object"),
        (8, "value is no finite number"),
    ]
    assert json.loads(rejected(tmp_path / "live")[0]["record"])["error"] == "bad yaml"


def test_boards_that_cannot_be_had_are_told_and_not_fatal(pull, tmp_path):
    made = datasets()
    made.official |= {"a/gated": 401, "a/closed": 403, "a/gone": 404, "a/odd": 400}
    made.official |= {"a/object": {"error": "no board"}}
    with Hub({}, datasets=made) as hub:
        outcome = pull(hub)
    assert outcome.code == 0
    boards = wave(tmp_path / "live")["official_benchmarks"].set_index("dataset")["status"]
    assert boards.to_dict() == {
        "Idavidrein/gpqa": "read",
        "open-asr/leaderboard": "read",
        "a/gated": "gated",
        "a/closed": "gated",
        "a/gone": "gone",
        "a/odd": "unreadable",
        "a/object": "unreadable",
    }
    assert "2 gated (a/gated and a/closed), 1 gone (a/gone), 2 read, 2 unreadable" in outcome.text


def test_a_hostile_list_of_benchmarks(pull, tmp_path):
    listed = [{"id": "Idavidrein/gpqa"}, {"id": "../../x"}, {"id": 5}, None, {"id": "a/b?c"}]

    def fault(handler, _):
        return "benchmark:official" in handler.path and not handler.send_json(listed)

    with Hub({}, fault=fault) as hub:
        assert pull(hub).code == 0
        assert [p for p in hub.asked if "leaderboard?" in p] == [BOARD]
    told = rejected(tmp_path / "live")
    assert [one["row"] for one in told] == [1, 2, 3, 4]
    assert {one["reason"] for one in told} == {"id is no dataset name"}


def test_a_list_in_two_pages(pull, tmp_path):
    def fault(handler, _):
        if "benchmark:official" not in handler.path:
            return False
        first = "cursor" not in handler.path
        following = f'<{handler.server.url}{handler.path}&cursor=x>; rel="next"'
        listed = [{"id": "Idavidrein/gpqa" if first else "open-asr/leaderboard"}]
        handler.send_json(listed, headers={"Link": following} if first else {})
        return True

    with Hub({}, fault=fault) as hub:
        assert pull(hub).code == 0
    assert len(wave(tmp_path / "live")["official_benchmarks"]) == 2


# --- faults of the wire


def cut(handler):
    body = handler.server.datasets.files[HEAD][path("text")]
    raw(handler, body[: len(body) // 2])


def broken_off(handler):
    body = handler.server.datasets.files[HEAD][path("text")]
    raw(handler, body[: len(body) // 2], len(body))


def flooded(handler):
    """59 MB where less was listed."""
    handler.send_response(200)
    handler.send_header("Content-Length", "59000000")
    handler.end_headers()
    for _ in range(59):
        handler.wfile.write(bytes(10**6))


def exchanged(handler):
    body = handler.server.datasets.files[HEAD][path("text")]
    raw(handler, bytes(len(body)))


def foreign(handler):
    handler.redirect("ftp://example.org/file")


WIRE = {
    "cut": cut,
    "broken off": broken_off,
    "html": html,
    "another file": exchanged,
    "59 MB": flooded,
    "drip": drip,
    "silent": silent,
    "503": status(503),
    "429": retry_after,
    "no address": foreign,
}
LASTING = {**WIRE, "drip in the headers": drip_in_headers, "429": status(429)}


def on_text(handler) -> bool:
    return "/resolve/" in handler.path and "/text/" in handler.path


@pytest.mark.parametrize("name", [one for one in WIRE if one != "no address"])
def test_a_passing_fault_of_a_file_changes_nothing(name, pull, tmp_path):
    left = [1]

    def fault(handler, _):
        if on_text(handler) and left[0]:
            left[0] -= 1
            WIRE[name](handler)
            return True
        return False

    with Hub({}, datasets=datasets(), fault=fault) as hub:
        outcome = pull(hub)
    assert (outcome.code, outcome.sentence, left) == (0, "", [0])
    assert said(tmp_path / "live")["requests"] == 15 + 1


@pytest.mark.parametrize("name", LASTING)
def test_a_lasting_fault_of_a_file_is_one_sentence_and_the_rerun_resumes(
    name, pull, tmp_path, earlier
):
    start, output = time.monotonic(), tmp_path / "live"

    def fault(handler, _):
        return on_text(handler) and (LASTING[name](handler), True)[1]

    with Hub({}, datasets=datasets(), fault=fault) as hub:
        assert one_sentence(pull(hub), 2) and time.monotonic() - start < 10
        assert earlier() and not (output / f"boards-{DAY}").exists()
        kept = {one.stem for one in (output / ".hubgap-boards" / "files").glob("*.parquet")}
        assert len(kept) >= len(SUBSETS) - 1 - 4  # workers that may wait
        hub.fault = None
        hub.asked.clear()
        assert pull(hub).code == 0
        assert not kept & set(files_asked(hub)) and "text" in files_asked(hub)


@pytest.mark.parametrize("fault", [html, status(502), silent, drip], ids=lambda one: one.__name__)
def test_a_board_that_cannot_be_read_is_incomplete(fault, pull, earlier):
    broken = [True]

    def breaks(handler, _):
        return broken[0] and handler.path == BOARD and (fault(handler), True)[1]

    with Hub({}, datasets=datasets(), fault=breaks) as hub:
        assert one_sentence(pull(hub), 2) and earlier()
        broken[0] = False
        hub.asked.clear()
        assert pull(hub).code == 0
        assert [one for one in hub.asked if "limit=1" not in one] == [BOARD]


@pytest.mark.parametrize("part", ["blobs=true", "benchmark:official"])
def test_a_list_that_cannot_be_read_is_incomplete(part, pull, tmp_path):
    with Hub({}, fault=lambda handler, _: part in handler.path and not html(handler)) as hub:
        assert one_sentence(pull(hub), 2, "1 of 2 lists", "no JSON")
        hub.fault = None
        assert pull(hub).code == 0


def test_files_on_another_host_are_asked_without_the_token(pull, tmp_path, monkeypatch):
    secret = "hf_" + "s3cret" * 5
    monkeypatch.setenv("HF_TOKEN", secret)
    made = datasets()
    with Hub({}, datasets=made) as foreign:
        made = dataclasses.replace(made, elsewhere=foreign.url)
        with Hub({}, datasets=made) as hub:
            outcome = pull(hub)
            assert hub.tokens == {f"Bearer {secret}"}
        assert outcome.code == 0
        assert len(foreign.asked) == len(SUBSETS) and foreign.tokens == set()
    assert said(tmp_path / "live")["requests"] == 15 + len(SUBSETS)
    written = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert written and not any(secret.encode() in one.read_bytes() for one in written)


def test_no_other_address_leaves_the_endpoint(pull, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    made = datasets()
    made.listed = {path("text"): {"lfs": None}}  # a file without a checksum
    with Hub({}, datasets=datasets()) as foreign:

        def fault(handler, _):
            if handler.path == BOARD or on_text(handler):
                handler.redirect(foreign.url + handler.path)
                return True
            return False

        with Hub({}, datasets=made, fault=fault) as hub:
            told = pull(hub)
        assert foreign.asked == []
    assert one_sentence(told, 2, "2 of 12 boards", "leads outside")


def test_a_foreign_host_that_leads_back_gets_and_gives_no_token(pull, monkeypatch):
    """Nor does an expired address of it end the pull: the endpoint gives a new one."""
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    made, back = datasets(), []
    with Hub({}, datasets=made) as foreign:
        with Hub({}, datasets=dataclasses.replace(made, elsewhere=foreign.url)) as hub:

            def fault(handler, number):
                if number == 1:
                    handler.send(b"expired", 403)
                elif number == 2:
                    back.append(f"{hub.url}{handler.path}")
                    handler.redirect(back[0])
                return number < 3

            foreign.fault = fault
            seen = []
            hub.fault = lambda handler, _: (
                seen.append((handler.path, handler.headers.get("authorization"))) or False
            )
            assert pull(hub).code == 0
        assert foreign.tokens == set()
    led = [token for asked, token in seen if asked.startswith("/blobs/")]
    assert led == [None]


# --- cut off


@pytest.mark.long
def test_killed_at_random_points_nothing_is_asked_twice(pull, tmp_path):
    output, chance = tmp_path / "live", random.Random(20240711)
    made = datasets()
    made.official = {f"a/b{i}": [entry(1, "c/d", float(i))] for i in range(40)}
    with Hub({}, datasets=made, latency=0.1) as hub:
        kept = set()
        for least in (2, 20, 20):
            start, after = len(hub.asked), chance.randint(least, least + 8)
            words = ("--boards", "--endpoint", hub.url, "--output", str(output))
            process = command(*words, **environment(tmp_path))
            while len(hub.asked) < start + after and process.poll() is None:
                time.sleep(0.01)
            process.kill()
            process.communicate()
            assert not kept & set(hub.asked[start:])
            kept = stored(output)
        hub.latency, start = 0, len(hub.asked)
        plan = json.loads((output / ".hubgap-boards" / "plan.json").read_text())
        assert pull(hub, today=date.fromisoformat(plan["day"])).code == 0
        assert kept and not kept & set(hub.asked[start:])
    assert len(wave(output, date.fromisoformat(plan["day"]))["official_entries"]) == 40


def test_a_file_of_the_store_that_was_damaged_is_asked_again(pull, tmp_path):
    folder = tmp_path / "live" / ".hubgap-boards"
    with Hub(
        {}, fault=lambda handler, _: handler.path == BOARD and not handler.send(b"", 503)
    ) as hub:
        assert pull(hub).code == 2
        (folder / "files" / "vision.parquet").write_bytes(b"PAR1")
        (folder / "answers" / "00001.json").write_text('{"dataset": "open')
        hub.fault = None
        hub.asked.clear()
        assert pull(hub).code == 0
        assert files_asked(hub) == ["vision"] and len(hub.asked) == 1 + 1 + 2


@pytest.mark.parametrize("broken", ["{", "[]", '{"day": "2026-11-22"}'])
def test_a_damaged_plan_is_one_sentence(broken, pull, tmp_path):
    folder = tmp_path / "live" / ".hubgap-boards"
    folder.mkdir(parents=True)
    (folder / "plan.json").write_text(broken)
    with Hub({}) as hub:
        assert one_sentence(pull(hub), 1, "plan.json is damaged: start over with --fresh")
        assert pull(hub, fresh=True).code == 0


def test_a_second_writer_is_refused(pull, tmp_path):
    (tmp_path / "live").mkdir()
    with Hub({}) as hub, FileLock(tmp_path / "live" / ".hubgap-lock"):
        outcome = pull(hub)
        assert (outcome.code, hub.asked) == (3, [])


@pytest.mark.parametrize("after", [1, 9, 15])
def test_a_full_disk_is_one_sentence_and_the_rerun_resumes(
    after, pull, tmp_path, monkeypatch, earlier
):
    real, steps = os.replace, itertools.count()  # which counts right in several threads

    def full(*paths):
        if next(steps) >= after:
            raise OSError(28, "No space left on device")
        real(*paths)

    with Hub({}, datasets=datasets()) as hub:
        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", full)
            assert one_sentence(pull(hub), 2, "No space left on device")
        assert earlier()
        kept = stored(tmp_path / "live")
        # The plan comes first; who was just writing when the run ended may end well.
        assert len(kept) >= min(after, 13) - 1
        asked = len(hub.asked)
        assert pull(hub).code == 0
        assert not kept & set(hub.asked[asked:])


def test_a_promotion_that_was_cut_between_two_renames_is_mended(pull, tmp_path, earlier):
    output, name = tmp_path / "live", f"boards-{DAY - timedelta(days=7)}"
    os.rename(output / name, output / f".hubgap-old-{name}")
    (output / f".hubgap-new-boards-{DAY}").mkdir()
    with Hub({}, fault=lambda handler, _: not handler.send(b"", 404)) as hub:
        assert pull(hub).code == 1
    assert earlier()


def test_a_dead_endpoint(pull, tmp_path):
    nowhere = type("Nowhere", (), {"url": "http://127.0.0.1:9"})
    assert one_sentence(pull(nowhere), 2, "the embedded data still serve")
    assert not (tmp_path / "live" / ".hubgap-boards").exists()


def test_files_have_a_quota_of_their_own(pull):
    spent = {"RateLimit": '"resolvers";r=0;t=60', "RateLimit-Policy": "q=3000;w=300"}

    def fault(handler, _):
        if "/resolve/" not in handler.path:
            return False
        subset = handler.path.split("/")[-2]
        handler.send(handler.server.datasets.files[HEAD][path(subset)], 200, spent)
        return True

    with Hub({}, datasets=datasets(), fault=fault, quota=100) as hub:
        assert pull(hub).code == 0


# --- names


def test_new_names_with_a_proposal_of_the_same_organization(embedded, tmp_path):
    snapshot = embedded["arena_snapshot"]
    known = snapshot[snapshot["organization"] == "moonshot"].iloc[0]
    name, model = known["name_on_board"], known["model"]
    video = embedded["video_arena_history"].iloc[0]
    places = pd.DataFrame(
        [
            place(name, 1, organization="moonshot"),
            place(f"{name}-next", 2, organization="moonshot"),
            place(f"{name}-next", 1, "chinese", organization="moonshot"),
            place(f"{name}-copy", 3, organization="somebody"),
            place(f"{name}-blank", 4, organization=None),
            place("zzzzz", 5, organization="moonshot"),
        ]
    ).assign(subset="text")
    others = pd.DataFrame(
        [place(video["name_on_board"]), place("never-seen-video", 2), place("webby", 3)]
    ).assign(subset=["text_to_video", "text_to_video", "webdev"])
    places = pd.concat([places, others]).rename(columns={"model_name": "name_on_board"})
    found = new_names({"board_places": places}, embedded)
    assert [*found.columns] == NEW
    assert found.fillna("").to_numpy().tolist() == [
        ["text", f"{name}-next", "moonshot", "Proprietary", 2, model],
        ["text", f"{name}-copy", "somebody", "Proprietary", 3, ""],
        ["text", f"{name}-blank", "", "Proprietary", 4, ""],
        ["text", "zzzzz", "moonshot", "Proprietary", 5, ""],
        ["text_to_video", "never-seen-video", "openai", "Proprietary", 2, ""],
    ]


def test_a_curated_name_is_no_new_one(embedded):
    curated = pd.DataFrame(
        [["text", "a-name", "Kimi K3"], ["video", "b-name", "Kling 1.0"]],
        columns=["board", "name_on_board", "model"],
    )

    resources = [one for one in embedded.resources.values() if one["name"] != "board_names"]
    resources.append({"name": "board_names", "path": "benchmarks/board_names.csv"})
    data = Data(embedded.folder, {"resources": resources}, {"board_names": curated})
    rows = [place("a-name"), place("b-name", 2), place("b-name", 1), place("a-name", 2)]
    places = pd.DataFrame(rows).assign(subset=["text", "text", *["text_to_video"] * 2])
    places = places.rename(columns={"model_name": "name_on_board"})
    found = new_names({"board_places": places}, data)
    assert found[["subset", "name_on_board"]].to_numpy().tolist() == [
        ["text", "b-name"],
        ["text_to_video", "a-name"],
    ]


def test_the_report_lists_new_names_as_proposals(pull, embedded):
    name = embedded["arena_snapshot"].query("organization == 'moonshot'").iloc[0]
    rows = [
        place(f"{name['name_on_board']}-next", organization="moonshot", license="New"),
        *(place(f"new {i}", i + 2) for i in range(120)),
    ]
    made = datasets(text=rows, text_style_control=rows[:9], text_to_video=None)
    with Hub({}, datasets=made) as hub:
        text = pull(hub).text
    assert "No table knows 121 names of the boards of text and of video." in text
    assert "of unknown country until a row of data/benchmarks/board_names.csv decides" in text
    line = f"- {name['name_on_board']}-next (moonshot, New, rank 1); proposal: {name['model']}"
    assert text.count(line) == 1 and "- and 21 more" in text and "On text:" in text


# --- what makers report on the pages of their models


def told(value: object = 50.0, **other) -> dict:
    """An entry of `evalResults`; None leaves a field of `data` away."""
    data = {"dataset": {"id": "cais/hle", "task_id": "hle"}, "value": value, "date": "2026-08-14"}
    data |= {k: v for k, v in other.items() if k in ("dataset", "date", "source", "notes")}
    rest = {k: v for k, v in other.items() if k not in data}
    return {"filename": ".eval_results/hle.yaml", "verified": False, "data": data, **rest}


OWN = "https://huggingface.co/Qwen/Model"
REPORTED = [  # an entry, and what the table then says
    (told(), {"value": 50, "dataset_id": "cais/hle", "task_id": "hle", "malformed": False}),
    (
        told(),
        {"reported_on": pd.Timestamp("2026-08-14"), "source_kind": "none", "tools": "not stated"},
    ),
    (told(0.41), {"value": 0.41}),  # a fraction beside percents
    (told(5, date="2026-08-14T10:00:00Z"), {"reported_on": pd.Timestamp("2026-08-14"), "value": 5}),
    (told(date="soon"), {"reported_on": None}),
    (told(verified=True), {"verified": True, "open_pull_request": False}),
    (told(pullRequest=3), {"open_pull_request": True, "verified": False}),
    (told(pullRequest=None), {"open_pull_request": False}),
    (told(source={"url": OWN}), {"source_kind": "model or system card"}),
    (
        told(source={"url": f"{OWN}/blob/main/README.md#results"}),
        {"source_kind": "model or system card"},
    ),
    (told(source={"url": f"{OWN}-2"}), {"source_kind": "other"}),
    (told(source={"url": f"{OWN}/discussions/3"}), {"source_kind": "other"}),
    (told(source={"url": "https://x.org/Qwen/Model"}), {"source_kind": "other"}),
    (
        told(source={"url": "https://x.org/c.pdf", "name": "GPT System Card"}),
        {"source_kind": "model or system card"},
    ),
    (told(source={"url": "https://x.org/c", "name": "MathArena"}), {"source_kind": "other"}),
    (told(source={"user": "somebody"}), {"source_kind": "none"}),
    (
        told(notes="With tools, effort: high"),
        {"tools": "with", "effort": "high", "notes_given": True},
    ),
    (told(notes="w/ tools"), {"tools": "with", "effort": None}),
    (told(notes="without tools; medium effort"), {"tools": "without", "effort": "medium"}),
    (told(notes="no tools, low reasoning effort"), {"tools": "without", "effort": "low"}),
    (told(notes="with tools 60, without tools 50"), {"tools": "not stated"}),
    (told(notes="xhigh effort, toolset 3"), {"tools": "not stated", "effort": None}),
    (told(notes="effort: low or effort: high"), {"effort": None}),
    (told(notes=""), {"notes_given": False}),
    (told("67.1"), {"value": None, "malformed": True, "dataset_id": "cais/hle"}),
    (told(None), {"value": None, "malformed": True}),
    (
        {"filename": "x.yaml", "error": "bad"},
        {"value": None, "malformed": True, "dataset_id": None},
    ),
    ("text", {"malformed": True, "dataset_id": None, "source_kind": "none", "verified": False}),
    (None, {"malformed": True}),
    (
        told(dataset={"id": "a/\x1b[31mb", "task_id": "x" * 500}),
        {"dataset_id": "a/[31mb", "task_id": "x" * 200},
    ),
]


def test_every_entry_of_the_pages_of_models_is_a_row(models, run, tmp_path):
    base = {k: v for k, v in models["Qwen"][0].items() if k != "evalResults"}
    own = {**base, "id": "Qwen/Model", "_id": "f" * 24, "evalResults": [one for one, _ in REPORTED]}
    others = [
        {**base, "id": f"Qwen/Other-{i}", "_id": f"{i:024x}", "evalResults": results}
        for i, results in enumerate([None, [], {"error": "no"}, [told()]])
    ]
    models["Qwen"] += [own, *others, {**own, "id": "not a name", "_id": "e" * 24}]
    with Hub(models) as hub:
        outcome = run(hub, today=DAY)
        assert all("expand=evalResults" in one for one in hub.pages())
    assert outcome.code == 0
    rows = open_folder(tmp_path / "live" / str(DAY))["eval_results"]
    counts = rows["model_id"].value_counts().to_dict()
    assert counts == {"Qwen/Model": len(REPORTED), "Qwen/Other-2": 1, "Qwen/Other-3": 1}
    found = rows.query("model_id == 'Qwen/Model'").set_index("entry")
    assert [*found.index] == [*range(1, len(REPORTED) + 1)]
    for number, (_, expected) in enumerate(REPORTED, start=1):
        for column, value in expected.items():
            cell = found.loc[number, column]
            assert pd.isna(cell) if value is None else cell == value, (number, column, cell)
    assert set(rows["recorded_on"]) == {pd.Timestamp(DAY)} and set(rows["source"]) == {"hub_api"}
    malformed = 6 - 1 + 1  # of the model, and of another one
    line = (
        f"{len(rows)} benchmark results on the pages of 3 models: 1 in pull requests that no maker"
    )
    assert line in outcome.text and f"has accepted, {malformed} unreadable" in outcome.text


def test_no_other_scope_asks_for_results_and_old_stores_have_none(models, run, tmp_path):
    with Hub(models) as hub:
        assert run(hub, today=DAY, scope="hub", organizations=None).code == 0
        assert not any("evalResults" in one for one in hub.asked)
        output = tmp_path / "tracked"
        hub.fault = lambda handler, _: "Qwen" in handler.path and not handler.send(b"", 404)
        assert run(hub, today=DAY, output=output).code == 2
        for page in (output / ".hubgap-pull" / "pages").glob("*.json"):
            assert "evalResults" not in page.read_text()  # as a pull of an earlier version
        hub.fault = None
        assert run(hub, today=DAY, output=output).code == 0
    assert "eval_results" not in open_folder(tmp_path / "live" / str(DAY))
    assert open_folder(output / str(DAY))["eval_results"].empty
    assert f"snapshot-{DAY}" in open_data(output)
