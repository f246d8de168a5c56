"""What a refresh says: in doubt or not, by country, what is gone, what to type next; and a bar."""

import re
import sys
from datetime import timedelta

import pandas as pd
import pytest

from hubgap import folders, open_data
from hubgap.__main__ import main
from hubgap.data import DataError
from hubgap.hub.judge import Before, suspect

from .server import Hub
from .test_records import changed
from .test_refresh import DAY, manifest, stepped

WEEK = timedelta(days=7)


# --- counters that move together


def told(tmp_path, old: list[tuple], new: list[tuple]) -> list[str]:
    """What is in doubt of models with these counters (of 30 days, since creation) in two waves."""
    columns = ["downloads_30d", "downloads_all_time"]
    paths = [tmp_path / f"snapshot-2026-06-{day}.parquet" for day in (12, 13)]
    for path, rows in zip(paths, (old, new), strict=True):
        table = pd.DataFrame(rows, columns=columns)
        table.assign(model_id=[f"a/{i}" for i in range(len(rows))]).to_parquet(path)
    return suspect(paths[1], Before(paths[0], [], {}))


FELL = "the 30-day downloads fell together for {} of {} models with 1,000 downloads or more since"
ROSE = FELL.replace("fell", "rose")


@pytest.mark.parametrize(
    ("moved", "to", "of", "expected"),
    [
        (20, 570, 20, f"{FELL.format(20, 20)} 2026-06-12, by 43% at the median"),
        (16, 950, 20, f"{FELL.format(16, 20)} 2026-06-12, by 5% at the median"),
        (15, 950, 20, None),  # three quarters of the models are no rule
        (20, 960, 20, None),  # a quiet week
        (16, 1050, 20, f"{ROSE.format(16, 20)} 2026-06-12, by 5% at the median"),
        (20, 1040, 20, None),
        (19, 570, 19, None),  # too few to judge
    ],
)
def test_counters_that_move_together_are_in_doubt(moved, to, of, expected, tmp_path):
    small = [(999, 9_000)] * 50  # models that are not judged
    new = [(to, 9_000)] * moved + [(1_000, 9_000)] * (of - moved)
    found = told(tmp_path, [(1_000, 9_000)] * of + small, new + [(1, 9_000)] * 50)
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(("back", "doubt"), [(1, False), (2, True)])
def test_a_counter_since_creation_that_is_rolled_back_is_in_doubt(back, doubt, tmp_path):
    new = [(1_000, 8_999)] * back + [(1_000, 9_001)] * (20 - back)
    found = told(tmp_path, [(1_000, 9_000)] * 20, new)
    expected = f"the counter since creation, which cannot fall, fell for {back} of 20 models with"
    assert [one.startswith(expected) for one in found] == [True] * doubt


def test_a_counter_that_was_not_told_before_is_not_judged(tmp_path):
    assert told(tmp_path, [(1_000, None)] * 20, [(None, 9_000)] * 20) == []


def fallen(models) -> None:
    """All 30-day counters lose 43 % in a day; those since creation go on."""
    stepped(models, 0.57)


def test_a_wave_in_doubt_is_kept_and_marked_and_no_edition_without_a_look(
    models, run, tmp_path, embedded, monkeypatch, capsys
):
    live = tmp_path / "live"
    with Hub(models) as hub:
        assert run(hub, today=DAY - timedelta(days=1)).code == 0
        assert manifest(live, DAY - timedelta(days=1))["suspect"] == []
        fallen(models)
        outcome = run(hub, today=DAY)
    assert outcome.code == 0
    (doubt,) = manifest(live, DAY)["suspect"]
    assert re.match(r"the 30-day downloads fell together for \d+ of \d+ .*, by 43% at the", doubt)
    assert f"**In doubt:** {doubt}." in outcome.text
    assert outcome.text.rstrip("\n").endswith("--accept` to make it the latest snapshot of data/.")
    assert open_data(live)["waves"]["note"].iloc[-1].endswith(f"; in doubt: {doubt}")

    written = []
    monkeypatch.setattr(folders, "write_data", lambda *what: written.append(what[0]))
    with pytest.raises(DataError, match=f"wave of {DAY} is in doubt: the 30-day downloads fell"):
        folders.make_edition(live)
    assert main(["edition", "--data", str(live)]) == 1
    assert capsys.readouterr().err.count("\n") == 1 and not written
    assert main(["edition", "--data", str(live), "--accept"]) == 0
    assert written == [embedded.folder]
    assert capsys.readouterr().out == f"data/ holds the snapshot of {DAY} now: run build.\n"


def test_a_wave_that_nobody_doubts_needs_no_look(models, run, tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "write_data", lambda *_: None)
    with Hub(models) as hub:
        assert run(hub, today=DAY).code == 0
    assert folders.make_edition(tmp_path / "live") == str(DAY)


# --- the words


def few() -> dict[str, list[dict]]:
    """Two Chinese models with 15 downloads, one American one with 7, one of an unknown publisher."""
    made = {
        "Qwen": [("Qwen/A", 10), ("Qwen/B", 5)],
        "google": [("google/C", 7)],
        "nobody-known": [("nobody-known/D", 3)],
    }
    return {
        name: [
            changed({"id": one, "downloads": n, "tags": []}, 10 * i + number)
            for number, (one, n) in enumerate(rows)
        ]
        for i, (name, rows) in enumerate(made.items())
    }


def test_the_report_of_a_first_wave(run, tmp_path):
    models = few()
    with Hub(models) as hub:
        outcome = run(hub, today=DAY, organizations=[*models])
    lines = outcome.text.rstrip("\n").splitlines()
    assert lines[2] == (
        "4 models, 25 downloads in 30 days: the catalogues of 3 organizations, in 3 pages and 7 requests."
    )
    start = lines.index("## By country of the publisher") + 2
    assert lines[start : start + 3] == [
        "- China: 2 models, 15 downloads in 30 days",
        "- United States: 1 model, 7 downloads in 30 days",
        "- publishers of unknown country: 1 model, 3 downloads in 30 days",
    ]
    compared = "compared with the snapshot of 2026-10-04 of the embedded data:"
    assert f"Downloads in 30 days, {compared}" in lines
    live = tmp_path / "live"
    assert lines[-1] == (
        f"The wave lies in {live / str(DAY)}. Next: `python -m hubgap build --data {live}` for its "
        f"pages, or `python -m hubgap edition --data {live}` to make it the latest snapshot of data/."
    )
    assert str(live) not in (live / str(DAY) / "report.md").read_text()


def test_one_of_anything_is_no_plural(run):
    with Hub(few()) as hub:
        text = run(hub, today=DAY, organizations=["google"]).text
    assert (
        "1 model, 7 downloads in 30 days: the catalogue of 1 organization, in 1 page and 3" in text
    )


def test_the_report_names_the_models_that_are_gone(run, tmp_path):
    models = few()
    with Hub(models) as hub:
        assert run(hub, today=DAY - WEEK, organizations=["Qwen", "google"]).code == 0
        models["Qwen"].pop()
        models["Qwen"][0]["downloads"] = 12
        outcome = run(hub, today=DAY, organizations=["Qwen", "google"])
    assert outcome.code == 1  # one of three is no small part
    text = (tmp_path / "live" / f"refused-{DAY}" / "report.md").read_text()
    gone = f"## Gone\n\n1 model no longer listed.\n\nThe largest, by downloads on {DAY - WEEK}:\n\n"
    assert f"{gone}- Qwen/B: 5\n" in text
    assert f"compared with the snapshot of {DAY - WEEK}:\n\n- Qwen/A: +2\n" in text


def test_a_renamed_organization_has_lost_no_model(models, run):
    with Hub(models) as hub:
        assert run(hub, today=DAY - WEEK).code == 0
        stepped(models)
        models["Qwen-new"] = [
            {**r, "id": r["id"].replace("Qwen/", "Qwen-new/")} for r in models.pop("Qwen")
        ]
        hub.renamed = {"Qwen": "Qwen-new"}
        text = run(hub, today=DAY).text
    assert "0 models no longer listed." in text
    china = sum(len(models[name]) for name in ("01-ai", "Qwen-new", "deepseek-ai"))
    assert f"- China: {china} models, " in text


# --- the bar


@pytest.mark.parametrize("scope", ["hub", "top:213"])
def test_plain_lines_of_one_long_listing_move_on(scope, models, run, monkeypatch):
    monkeypatch.setattr("hubgap.hub.report.EVERY", 0)
    monkeypatch.setattr("hubgap.hub.refresh.HUB_MODELS", 213)
    with Hub(models, page=20, latency=0.05) as hub:
        outcome = run(hub, scope=scope, organizations=None)
    seen = [int(n) for n in re.findall(r"(\d+) of 213 models, \d+ requests", outcome.sentence)]
    assert outcome.code == 0 and seen == sorted(seen) and len({*seen}) > 5 and seen[-1] == 213


def test_the_bar_fits_a_line_and_estimates_once(models, run, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr("hubgap.hub.refresh.HUB_MODELS", 3_117_871)
    with Hub(models, page=20, latency=0.05, quota=1000) as hub:
        outcome = run(hub, scope="hub", organizations=None)
    lines = [line for line in outcome.sentence.split("\r") if "requests" in line]
    assert len(lines) > 3 and all(len(line.rstrip()) < 100 for line in lines)
    assert re.search(
        r"\d+/3\.12M models, \d+ requests, quota left \d+, about \d+ min to go$", lines[-1]
    )
    assert "<" not in lines[-1]
