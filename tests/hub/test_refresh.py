"""Plans, quota, completeness, renames, plausibility, locks, and runs that were cut off."""

import errno
import json
import os
import random
import re
import sys
import time
from datetime import date, timedelta

import pandas as pd
import pyarrow.parquet as pq
import pytest
from filelock import FileLock

from hubgap import open_data
from hubgap.hub.client import Budget, Limits
from hubgap.hub.judge import previous_wave
from hubgap.hub.refresh import plan_of
from hubgap.panel import full_catalogues, last_refreshes, latest, newest, series, snapshot

from .conftest import NAMES, command, digests, stored
from .server import Hub
from .test_faults import _query, wave

DAY = date.fromisoformat(newest(open_data("embedded"))) + timedelta(days=92)


def manifest(output, day=None) -> dict:
    path = output / str(day) / "manifest.json" if day else next(output.glob("2*/manifest.json"))
    return json.loads(path.read_text())


def covered(data):
    """What the wave of DAY saw of each organization."""
    return data["coverage"].query(f"wave_id == '{DAY}'").set_index("namespace")


# --- plans


def test_as_few_requests_as_there_are_pages(models, run, tmp_path):
    with Hub(models, page=20) as hub:
        assert run(hub).code == 0
        pages = sum(max(1, -(-len(rows) // 20)) for rows in models.values())
        assert len(hub.pages()) == len(set(hub.pages())) == pages
        assert len(hub.asked) == pages + len(NAMES) + 1  # the counts, and the probe
    assert manifest(tmp_path / "live")["requests"] == len(hub.asked)


def test_top_is_an_attention_sample(models, run, tmp_path):
    with Hub(models, page=20) as hub:
        assert run(hub, today=DAY, scope="top:30", organizations=None).code == 0
        assert len(hub.pages()) == 2
    data = open_data(tmp_path / "live")
    new = data[max(name for name in data.resources if name.startswith("snapshot-"))]
    best = sorted((r["downloads"] for rows in models.values() for r in rows), reverse=True)[:30]
    assert sorted(new["downloads_30d"], reverse=True) == best
    assert data["waves"]["selection"].iloc[-1] == "attention sample"
    assert set(covered(data)["coverage"]) == {"partial"}


def test_hub_is_a_census(models, run, tmp_path):
    with Hub(models, page=50) as hub:
        assert run(hub, today=DAY, scope="hub", organizations=None).code == 0
    data = open_data(tmp_path / "live")
    last = data["waves"].iloc[-1]
    assert (last["selection"], last["n_models"]) == ("census", sum(map(len, models.values())))


def test_tracked_is_the_default_and_asks_for_every_tracked_organization(
    models, run, tmp_path, monkeypatch
):
    monkeypatch.setattr("hubgap.hub.refresh.previous_wave", lambda *_: None)
    with Hub(models) as hub:
        assert run(hub, today=DAY, organizations=None).code == 0
        assert len(hub.pages()) == 489
    said = manifest(tmp_path / "live")
    assert (len(said["names"]), said["coverage"]) == (489, {"full": 5, "partial": 484})


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": "top:0", "organizations": None},
        {"scope": "all", "organizations": None},
        {"scope": "hub"},
        {"organizations": ["a/b"]},
        {"organizations": [""]},
        {"organizations": []},
        {"organizations": ["x'); DROP TABLE seen"]},
    ],
    ids=str,
)
def test_a_wrong_plan_is_refused_before_any_request(wrong, run):
    with Hub({}) as hub:
        outcome = run(hub, **wrong)
        assert (outcome.code, hub.asked) == (1, [])
    assert outcome.sentence.startswith("Refused: ") and outcome.sentence.count("\n") == 1


def test_a_dry_run_tells_requests_and_time_under_the_quota(models, run, tmp_path):
    with Hub(models, quota=500) as hub:
        outcome = run(hub, organizations=None, dry_run=True)
        assert len(hub.asked) == 1
    assert outcome.code == 0 and not (tmp_path / "live").exists()
    pages, counts = (
        int(n) for n in re.search(r"\((\d+) pages .* (\d+) counts", outcome.text).groups()
    )
    assert pages >= 489 == counts
    assert "allows 500 in 5 min, 499 are left" in outcome.text
    assert "60 for boards" in outcome.text
    assert "about 10 min" in outcome.text  # what is left now, and the rest in the next two windows


def test_a_dry_run_of_the_whole_hub_tells_its_pages_and_half_an_hour(run):
    """3,118 pages, of which 499 are allowed now and 500 in each of six windows of five minutes."""
    with Hub({}, quota=500) as hub:
        outcome = run(hub, scope="hub", organizations=None, dry_run=True)
        assert len(hub.asked) == 1
    assert outcome.code == 0
    assert "about 3,118 requests (3,118 pages of models), about 30 min" in outcome.text


def test_a_dry_run_of_the_top_tells_its_pages(run):
    with Hub({}, quota=500) as hub:
        outcome = run(hub, scope="top:2500", organizations=None, dry_run=True)
        one = run(hub, scope="top:1000", organizations=None, dry_run=True)
    assert "about 1 request (1 page of models), about 0 s" in one.text
    assert "about 3 requests (3 pages of models), about 1 s" in outcome.text


def test_a_dry_run_counts_the_pages_of_large_organizations(run, embedded):
    """Two pages for whoever was seen with 1,000 models or more, one for all others."""
    most = embedded["coverage"].groupby("namespace")["n_models"].max()
    names = ["google", "nobody-known"]
    with Hub({}) as hub:
        outcome = run(hub, organizations=names, dry_run=True)
    pages = 2 + int(most["google"]) // 1000
    assert f"about {pages + 2} requests ({pages} pages of models, 2 counts" in outcome.text


def test_a_dry_run_whose_probe_failed_forecasts_nothing(run, monkeypatch):
    with Hub({}, fault=lambda handler, _: not handler.send(b"", 500)) as hub:
        outcome = run(hub, scope="hub", organizations=None, dry_run=True)
    assert (outcome.code, outcome.text) == (2, "") and "(status 500)" in outcome.sentence
    with Hub({}, quota=1) as hub:
        assert run(hub, dry_run=True).code == run(hub, dry_run=True).code == 0  # it told its quota

    def died(_):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("hubgap.hub.client.Client._answer", died)
    with Hub({}) as hub:
        outcome = run(hub, dry_run=True)
    assert (outcome.code, outcome.text) == (2, "") and "cannot be reached" in outcome.sentence


# --- quota


def test_the_quota_is_never_overdrawn(models, run):
    refused = []
    # Windows told in whole seconds can be told apart only if they are longer than a few of them.
    with Hub(models, page=20, quota=20, window=5) as hub:
        admit = hub.admit

        def counted():
            allowed, headers = admit()
            refused.extend([] if allowed else [1])
            return allowed, headers

        hub.admit = counted
        assert run(hub).code == 0
        assert len(hub.asked) > 20  # more than one window
    assert not refused


def test_one_budget_for_all_workers():
    budget = Budget(Limits())
    for _ in range(3):
        budget.take()
    budget.landed({"ratelimit": '"api";r=10;t=60', "ratelimit-policy": "q=500;w=300"})
    assert (budget.left, budget.quota, budget.window) == (8, 500, 300)  # two are still flying
    budget.take()
    budget.landed({"ratelimit": '"api";r=9;t=60'})
    assert budget.left == 7
    budget.landed({"ratelimit": '"api";r=1;t=60'})  # somebody else uses the same quota
    assert budget.left == 1 and budget.pause() == 0
    budget.take()
    assert 55 < budget.pause() <= 61


# --- completeness and names


def test_fewer_models_than_the_organization_counts_is_incomplete(models, run, tmp_path):
    def fault(handler, _):
        if "Qwen/overview" not in handler.path:
            return False
        handler.send_json({"name": "Qwen", "numModels": 60})
        return True

    with Hub(models, fault=fault) as hub:
        outcome = run(hub)
    assert outcome.code == 2 and "45 models listed of the 60 that it counts" in outcome.sentence
    assert not list((tmp_path / "live").glob("2*"))


@pytest.mark.parametrize("times", [0, 1])
def test_without_counts_a_full_last_page_is_asked_for_twice(times, models, run, tmp_path):
    """A lost link is found by the second answer; the same end twice is the end."""
    left = [times]

    def fault(handler, _):
        if "cursor" not in handler.path or not left[0]:
            return False
        left[0] -= 1
        handler.send(handler.listing({**_query(handler)})[0])
        return True

    with Hub({"Qwen": models["Qwen"][:45]}, page=15, counts=False, fault=fault) as hub:
        assert run(hub, organizations=["Qwen"]).code == 0
        assert len(hub.pages()) == 4
    assert manifest(tmp_path / "live")["rows"]["models"] == 45


@pytest.mark.parametrize("counts", [True, False])
def test_a_renamed_organization_is_followed(counts, models, run, tmp_path):
    models["Qwen-new"] = [
        {**r, "id": r["id"].replace("Qwen/", "Qwen-new/")} for r in models.pop("Qwen")
    ]
    with Hub(models, counts=counts, renamed={"Qwen": "Qwen-new"}) as hub:
        outcome = run(hub, today=DAY)
    assert outcome.code == 0 and "Qwen is now called Qwen-new." in outcome.text
    data = open_data(tmp_path / "live")
    aliases = data["aliases"].set_index("old_id")["new_id"]
    assert all(aliases[r["id"].replace("-new/", "/")] == r["id"] for r in models["Qwen-new"])
    own = series(data, "hub_api").at(DAY).rows.query("namespace == 'Qwen-new'")
    assert len(own) == 45 and set(own["region"]) == {"CN"}
    assert covered(data).loc["Qwen-new", "n_models"] == 45


def test_an_organization_whose_old_name_lists_the_new_one(models, run, tmp_path):
    for record in models["Qwen"]:
        record["id"] = record["id"].replace("Qwen/", "Qwen-new/")
    with Hub(models) as hub:
        assert run(hub).code == 0
    assert manifest(tmp_path / "live")["renamed"] == {"Qwen": "Qwen-new"}


def test_an_organization_that_was_renamed_since_the_last_wave_has_not_vanished(
    models, run, tmp_path
):
    week = timedelta(days=7)
    with Hub(models) as hub:
        assert run(hub, today=DAY - week).code == 0
        stepped(models)
        models["Qwen-new"] = [
            {**r, "id": r["id"].replace("Qwen/", "Qwen-new/")} for r in models.pop("Qwen")
        ]
        hub.renamed = {"Qwen": "Qwen-new"}
        outcome = run(hub, today=DAY)
        assert outcome.code == 0 and "Qwen is now called Qwen-new." in outcome.text
        stepped(models)
        assert run(hub, today=DAY + week).code == 0
        models["Qwen-new"].clear()
        outcome = run(hub, today=DAY + 2 * week)
    assert outcome.code == 1 and "1 of 6 organizations vanished (Qwen)" in outcome.sentence
    (two,) = last_refreshes(open_data(tmp_path / "live"))
    assert "Qwen-new" in set(two.rows["namespace"]) and "Qwen" not in set(two.rows["namespace"])


def test_an_empty_organization_is_covered_with_no_models(models, run, tmp_path):
    models["google"] = []
    with Hub(models) as hub:
        assert run(hub, today=DAY).code == 0
    coverage = covered(open_data(tmp_path / "live"))
    assert coverage.loc["google", ["n_models", "coverage"]].tolist() == [0, "full"]


def test_a_very_large_organization(models, run, tmp_path):
    base = models["Qwen"]
    models["Qwen"] = [
        {**base[i % 45], "_id": f"{i:024x}", "id": f"Qwen/Model-{i}"} for i in range(3_000)
    ]
    with Hub(models, page=20) as hub:
        assert run(hub).code == 0
        assert len(hub.pages()) == len(set(hub.pages())) > 150
    assert manifest(tmp_path / "live")["rows"]["models"] > 3_000


def test_a_hub_without_any_usable_model_is_refused(run, tmp_path):
    with Hub({}) as hub:
        outcome = run(hub)
    assert outcome.code == 1 and "no usable model" in outcome.sentence
    assert not digests(tmp_path / "live")


# --- one wave after the other


def stepped(models, share=1.1, ever=1.02):
    for rows in models.values():
        for r in rows:
            r["downloads"] = int(r["downloads"] * share) + 1
            r["downloadsAllTime"] = int(r["downloadsAllTime"] * ever)


def test_two_waves_are_one_series_with_daily_increments(models, run, tmp_path):
    week = timedelta(days=7)
    with Hub(models) as hub:
        assert run(hub, today=DAY - week).code == 0
        stepped(models)
        fallen = max(models["Qwen"], key=lambda r: r["downloadsAllTime"])
        fallen["downloadsAllTime"] -= 700 + int(fallen["downloadsAllTime"] / 51)
        new = {
            **fallen,
            "_id": "f" * 24,
            "id": "Qwen/Brand-New",
            "createdAt": f"{DAY}T00:00:00.000Z",
        }
        models["Qwen"].append({**new, "tags": []})
        outcome = run(hub, today=DAY)
    assert outcome.code == 0
    assert "1 new model." in outcome.text and "- Qwen/Brand-New: " in outcome.text
    assert "fell for 1 model" in outcome.text and f"- {fallen['id']}: -700\n" in outcome.text
    data = open_data(tmp_path / "live")
    panel = full_catalogues(data, str(DAY - week), source="hub_api")
    assert [str(day.date()) for day in panel.days] == [str(DAY - week), str(DAY)]
    assert latest(data) == str(DAY)
    kept = data[f"snapshot-{DAY}"].set_index("model_id")["downloads_all_time"]
    assert kept[fallen["id"]] == fallen["downloadsAllTime"]


def test_a_look_at_a_few_is_no_wave_of_the_series(models, run, tmp_path, monkeypatch):
    with Hub(models) as hub:
        assert run(hub, today=DAY - timedelta(days=2)).code == 0
        stepped(models)
        assert run(hub, today=DAY - timedelta(days=1), organizations=["google"]).code == 0
        assert run(hub, today=DAY, organizations=["Qwen"]).code == 0  # nothing in common to judge
    data = open_data(tmp_path / "live")
    assert latest(data) == str(DAY) and snapshot(data, "latest").days == [pd.Timestamp(DAY)]
    monkeypatch.setattr("hubgap.panel.ASKED_AT_LEAST", len(NAMES) / 489)
    assert latest(data) == str(DAY - timedelta(days=2))
    assert DAY not in {day.date() for day in series(data, "hub_api").days}
    monkeypatch.setattr("hubgap.panel.ASKED_AT_LEAST", 0.5)
    assert latest(data) == latest(open_data("embedded"))


def test_a_wave_is_compared_with_the_edition_where_live_is_empty(models, run, embedded, tmp_path):
    plan = plan_of("tracked", None, embedded, DAY)
    sample = embedded.replace({"waves": embedded["waves"].assign(selection="attention sample")})
    assert previous_wave(tmp_path, plan, sample) is None  # a sample is no catalogue
    with Hub(models) as hub:
        assert run(hub, today=DAY).code == 0
    before = previous_wave(tmp_path, plan, open_data(tmp_path / "live"))
    assert (sorted(before.names), before.renamed) == (sorted(NAMES), {})
    assert before.snapshot == next(tmp_path.glob("live/2*/hub/snapshot-*"))
    few = plan_of("tracked", ["nobody"], embedded, DAY)
    assert previous_wave(tmp_path, few, open_data(tmp_path / "live")) is None


IMPLAUSIBLE = {
    "organizations vanished": lambda models: models["google"].clear(),
    "downloads_30d of the same models fell": lambda models: stepped(models, 0.4),
    "downloads_all_time of the same models fell": lambda models: stepped(models, 1.1, 0.4),
    "the number of models fell": lambda models: [
        rows.__delitem__(slice(9, None)) for rows in models.values()
    ],
    "the counter stood still": lambda models: None,
}


@pytest.mark.parametrize("alarm", IMPLAUSIBLE)
def test_what_a_wave_cannot_do_is_set_aside(alarm, models, run, tmp_path):
    output = tmp_path / "live"
    with Hub(models) as hub:
        assert run(hub, today=DAY - timedelta(days=1)).code == 0
        before = digests(output)
        IMPLAUSIBLE[alarm](models)
        outcome = run(hub, today=DAY)
        assert outcome.code == 1 and alarm in outcome.sentence
        assert digests(output) == before
        os.rename(
            output / f"refused-{DAY}", output / str(DAY)
        )  # the way out that the sentence names
        assert f"snapshot-{DAY}" in open_data(output)
        stepped(models)
        assert run(hub, today=DAY + timedelta(days=1)).code == 0


def test_an_unfinished_pull_of_another_scope_or_week_is_not_mixed_in(models, run):
    def fault(handler, _):
        return "Qwen" in handler.path and not handler.send(b"", 404)

    with Hub(models, fault=fault) as hub:
        assert run(hub, today=DAY).code == 2
        assert "another scope" in run(hub, today=DAY, organizations=["google"]).sentence
        assert "Start over with --fresh" in run(hub, today=DAY + timedelta(days=9)).sentence
        hub.fault = None
        assert run(hub, today=DAY + timedelta(days=9), fresh=True).code == 0
        outcome = run(hub, today=DAY + timedelta(days=9), scope="hub", organizations=None)
    assert outcome.code == 1 and "holds a wave of another scope" in outcome.sentence


def test_a_look_at_a_few_does_not_replace_the_whole_wave_of_a_day(models, run, tmp_path):
    with Hub(models) as hub:
        assert run(hub, today=DAY).code == 0
        before = digests(tmp_path / "live")
        outcome = run(hub, today=DAY, organizations=["google"])
        assert outcome.code == 1 and "holds a wave of another scope" in outcome.sentence
        assert digests(tmp_path / "live") == before
        assert run(hub, today=DAY).code == 0  # the whole wave anew may


def test_a_pull_that_stored_nothing_gives_way_to_another_plan(models, run):
    nowhere = type("Nowhere", (), {"url": "http://127.0.0.1:9"})
    assert run(nowhere, today=DAY - timedelta(days=9), scope="hub", organizations=None).code == 2
    with Hub(models) as hub:
        assert run(hub, today=DAY).code == 0


@pytest.mark.parametrize("broken", [None, "{", "[]", '{"day": "2020-11-20", "scope": "all"}'])
def test_a_wave_that_is_not_whole_stops_a_refresh_with_one_sentence(broken, models, run, tmp_path):
    stranger = tmp_path / "live" / "2020-11-20"
    stranger.mkdir(parents=True)
    if broken:
        (stranger / "manifest.json").write_text(broken)
    with Hub(models) as hub:
        outcome = run(hub, today=DAY)
    assert outcome.code == 1 and "2020-11-20" in outcome.sentence
    assert outcome.sentence.startswith("Refused: ") and outcome.sentence.count("\n") == 1


def test_malformed_records_do_not_make_a_listing_short(models, run, tmp_path):
    for place in range(9):
        models["Qwen"][place] = [None, {**models["Qwen"][place], "id": 5}, {"id": "Qwen/x"}][
            place % 3
        ]
    with Hub(models, page=20) as hub:
        assert run(hub).code == 0
        assert len(hub.pages()) == len(set(hub.pages()))
    said = manifest(tmp_path / "live")
    assert sum(said["rejected"].values()) == 9
    assert said["coverage"] == {"full": 5, "partial": 1}


def test_a_damaged_journal_is_one_sentence(models, run, tmp_path):
    with Hub(
        models, fault=lambda handler, _: "Qwen" in handler.path and not handler.send(b"", 404)
    ) as hub:
        assert run(hub).code == 2
        journal = tmp_path / "live" / ".hubgap-pull" / "journal.jsonl"
        text = journal.read_text()
        for broken in (
            text.replace('"page"', '"pag'),
            text.replace('"listing": 3', '"listing": 99'),
        ):
            journal.write_text(broken)
            outcome = run(hub)
            assert outcome.code == 1 and "start over with --fresh" in outcome.sentence
        hub.fault = None
        assert run(hub, fresh=True).code == 0


def test_a_folder_with_an_apostrophe(models, run, tmp_path):
    with Hub(models) as hub:
        assert run(hub, output=tmp_path / "it's live").code == 0


def test_a_token_that_is_not_accepted(models, run, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_stale")
    with Hub(models, fault=lambda handler, _: not handler.send(b"", 401)) as hub:
        outcome = run(hub)
        assert outcome.code == 1 and "does not accept HF_TOKEN" in outcome.sentence
        assert len(hub.asked) == 1


def test_a_second_writer_is_refused(models, run, tmp_path):
    (tmp_path / "live").mkdir()
    with Hub(models) as hub, FileLock(tmp_path / "live" / ".hubgap-lock"):
        outcome = run(hub)
        assert (outcome.code, hub.asked) == (3, [])
    assert outcome.sentence.startswith("Refused: another refresh is writing")


# --- cut off


@pytest.mark.parametrize("after", [2, 9, 20])
def test_a_full_disk_is_one_sentence_and_the_rerun_resumes(
    after, models, run, tmp_path, monkeypatch
):
    output = tmp_path / "live"
    with Hub(models, page=20) as hub:
        assert run(hub).code == 0
        before, real, left = digests(output), os.fsync, [after]

        def full(number):
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(number)

        monkeypatch.setattr(os, "fsync", full)
        outcome = run(hub)
        assert outcome.code == 2 and "No space left on device" in outcome.sentence
        assert digests(output) == before
        monkeypatch.undo()
        kept = stored(output)
        hub.asked.clear()
        assert run(hub).code == 0
        assert not kept & set(hub.pages())


def test_a_disk_that_fills_while_the_snapshot_is_written(models, run, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    with Hub(models) as hub:
        monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
        outcome = run(hub)
        assert outcome.code == 2 and "No space left on device" in outcome.sentence
        assert not digests(tmp_path / "live")
        monkeypatch.undo()
        hub.asked.clear()
        assert run(hub).code == 0 and hub.asked == []


def environment(tmp_path) -> dict[str, str]:
    needed = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**needed, "HF_HOME": str(tmp_path / "home"), "COLUMNS": "80"}


@pytest.mark.long
def test_killed_at_random_points_the_snapshot_is_the_same(models, run, tmp_path):
    output, chance = tmp_path / "killed", random.Random(20240711)
    named = [word for name in NAMES for word in ("--organization", name)]
    with Hub(models, page=20, latency=0.1) as hub:
        assert run(hub).code == 0
        hub.asked.clear()
        kept = set()
        for least in (1, 8, 8):  # the eighth request follows a page that was stored
            asked, after = len(hub.asked), chance.randint(least, least + 4)
            words = (*named, "--endpoint", hub.url, "--output", str(output))
            process = command(*words, **environment(tmp_path))
            while len(hub.asked) < asked + after and process.poll() is None:
                time.sleep(0.01)
            process.kill()
            process.communicate()
            assert not kept & set(hub.pages(asked))
            kept = stored(output)
        hub.latency, asked = 0, len(hub.asked)
        assert run(hub, output=output).code == 0
        assert kept and not kept & set(hub.pages(asked))
    assert wave(output) == wave(tmp_path / "live")


def test_a_promotion_that_was_cut_between_two_renames_is_mended(models, run, tmp_path):
    output = tmp_path / "live"
    with Hub(models) as hub:
        assert run(hub, today=DAY).code == 0
        before = digests(output)
        os.rename(output / str(DAY), output / f".hubgap-old-{DAY}")
        (output / ".hubgap-new-2020-11-22").mkdir()
        hub.fault = lambda handler, _: not handler.send(b"", 500)
        assert run(hub, today=DAY).code == 2
    assert digests(output) == before
    os.rename(output / str(DAY), output / f".hubgap-old-{DAY}")
    assert f"snapshot-{DAY}" in open_data(output)  # whoever reads puts it back as well
    assert digests(output) == before


def test_a_model_of_the_evening_after_a_pull_is_new_in_the_next(models, run):
    with Hub(models) as hub:
        assert run(hub, today=DAY).code == 0
        first = models["Qwen"][0]
        new = {**first, "_id": "e" * 24, "id": "Qwen/Evening", "createdAt": f"{DAY}T21:00:00.000Z"}
        models["Qwen"].append({**new, "tags": []})
        stepped(models)
        outcome = run(hub, today=DAY + timedelta(days=1))
    assert outcome.code == 0 and f"## New since {DAY}\n\n1 new model." in outcome.text


# --- the command


def test_a_dead_endpoint_is_known_and_not_waited_for(tmp_path):
    process = command(
        "--endpoint", "http://127.0.0.1:9", "--output", str(tmp_path), **environment(tmp_path)
    )
    _, sentence = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "the embedded data still serve" in sentence and sentence.count("\n") == 1


def test_a_reader_of_stdout_who_leaves_costs_no_wave(models, run, tmp_path):
    named = [word for name in NAMES for word in ("--organization", name)]
    output = tmp_path / "live"
    with Hub(models) as hub:
        words = (*named, "--endpoint", hub.url, "--output", str(output))
        process = command(*words, **environment(tmp_path))
        process.stdout.close()
        assert (process.wait(60), process.stderr.read()) == (0, "")
        process.stderr.close()
    assert manifest(output)["rows"]["models"] == sum(map(len, models.values()))


def test_a_silent_endpoint_is_known_in_time(run):
    with Hub({}, fault=lambda *_: time.sleep(4) or True) as hub:
        start = time.monotonic()
        outcome = run(hub)
    assert outcome.code == 2 and time.monotonic() - start < 4
    assert "the embedded data still serve" in outcome.sentence


@pytest.mark.parametrize("wrong", ["ftp://x", "nonsense", "http://"])
def test_an_address_that_is_none_is_refused(wrong, tmp_path, run):
    outcome = run(type("Nowhere", (), {"url": wrong}))
    assert outcome.code == 1 and "is no address of a Hub" in outcome.sentence


def test_plain_lines_without_a_terminal(models, run, monkeypatch):
    monkeypatch.setattr("hubgap.hub.report.EVERY", 0)
    with Hub(models, page=20, latency=0.05, quota=1000) as hub:
        outcome = run(hub)
    assert re.search(r"\d of 6 listings, \d+ requests, quota left \d+", outcome.sentence)


def test_a_bar_on_a_terminal(models, run, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with Hub(models, page=20, latency=0.05, quota=1000) as hub:
        outcome = run(hub)
    assert re.search(r"6/6 .*requests, quota left \d+", outcome.sentence)
