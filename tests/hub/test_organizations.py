"""Which organizations were found, what only their owners see, and names that nobody has."""

import json
from datetime import timedelta

import pytest

from hubgap import open_data
from hubgap.hub import judge
from hubgap.registry import tracked

from ..tiny import ORGANIZATIONS, snapshot, tiny
from .conftest import NAMES, digests
from .server import Hub
from .test_refresh import DAY, covered, manifest, stepped

MISSED = judge.MISSED
NEVER = "Datadog"  # tracked, but in no wave of the embedded data


def answered(status: int, *names: str):
    """A fault: overviews of these organizations (of all) are answered with a status."""
    paths = [f"/organizations/{name}/" for name in names] or ["/organizations/"]
    return lambda handler, _: (
        any(path in handler.path for path in paths) and not handler.send(b"{}", status)
    )


def noted(output, name: str) -> list:
    """What the table `coverage` says of an organization in the wave of DAY."""
    row = covered(open_data(output)).loc[name]
    return row[["n_models", "coverage", "note"]].tolist()


def test_all_that_were_asked_for_were_found(models, run, tmp_path):
    with Hub(models) as hub:
        outcome = run(hub, today=DAY)
    assert "the catalogues of 6 organizations, in 6 pages and 13 requests." in outcome.text
    assert "Each lists as many models as it counts." in outcome.text
    assert not any(word in outcome.text for word in (" asked, ", "Gone:", "Unknown", "Without any"))
    nothing = {"short": [], "empty": [], "unknown": [], "gone": {}, "uncounted": {}}
    assert manifest(tmp_path / "live")["organizations"] == {"asked": 6, "found": 6, **nothing}
    note = open_data(tmp_path / "live")["waves"].iloc[-1]["note"]
    assert note == "6 organizations asked for, 6 found, 6 listed in full"


@pytest.mark.parametrize("status", [401, 404])
def test_an_organization_that_is_gone_since_the_embedded_data_is_named(
    status, models, run, tmp_path, embedded
):
    del models["google"]
    with Hub(models, fault=answered(status, "google")) as hub:
        outcome = run(hub, today=DAY)
    last = embedded["snapshot-2026-10-04"].query("author == 'google'")["observed_on"].max()
    assert outcome.code == 0 and str(last.date()) == "2026-10-04"
    assert "the catalogues of 5 organizations (6 asked, 5 found), in" in outcome.text
    assert "Gone: google (models on 2026-10-04)." in outcome.text
    said = manifest(tmp_path / "live")["organizations"]
    assert (said["asked"], said["found"], said["gone"]) == (6, 5, {"google": "2026-10-04"})
    now = f"now unknown to the Hub (status {status})"
    expected = [0, "partial", f"gone: it had models on 2026-10-04, {now}"]
    assert noted(tmp_path / "live", "google") == expected


def test_an_organization_that_is_gone_since_the_last_wave_is_named(
    models, run, tmp_path, monkeypatch
):
    for alarm in ("VANISHED", "FEWER_MODELS"):
        monkeypatch.setattr(judge, alarm, 1)  # two of hundreds set none off
    before = DAY - timedelta(days=7)
    with Hub(models) as hub:
        assert run(hub, today=before).code == 0
        stepped(models)
        models["01-ai"] = []
        del models["deepseek-ai"]
        outcome = run(hub, today=DAY)
    assert outcome.code == 0 and "(6 asked, 4 found)" in outcome.text
    gone = f"Gone: 01-ai (models on {before}), deepseek-ai (models on {before})."
    assert gone in outcome.text
    was = f"gone: it had models on {before}, now"
    assert noted(tmp_path / "live", "01-ai") == [0, "full", f"{was} no models listed"]
    assert noted(tmp_path / "live", "deepseek-ai")[1:] == [
        "partial",
        f"{was} unknown to the Hub (status 404)",
    ]


def test_an_organization_that_never_had_models(models, run, tmp_path):
    models[NEVER] = []
    with Hub(models) as hub:
        outcome = run(hub, today=DAY, organizations=[*NAMES, NEVER])
    assert f"Without any model: {NEVER}." in outcome.text and "7 asked, 6 found" in outcome.text
    assert noted(tmp_path / "live", NEVER) == [0, "full", "no models listed"]


def test_a_tracked_organization_that_the_hub_does_not_know(models, run, tmp_path):
    with Hub(models) as hub:
        outcome = run(hub, today=DAY, organizations=[*NAMES, NEVER])
    assert outcome.code == 0 and f"Unknown to the Hub: {NEVER}." in outcome.text
    assert manifest(tmp_path / "live")["organizations"]["unknown"] == [NEVER]
    expected = [0, "partial", "unknown to the Hub (status 404)"]
    assert noted(tmp_path / "live", NEVER) == expected


def test_counts_that_nobody_tells_are_said_to_be_unchecked(models, run, tmp_path):
    del models["google"]
    with Hub(models, fault=answered(403)) as hub:
        outcome = run(hub, today=DAY)
    assert outcome.code == 0
    assert "not told for 5 of 5 (status 403): whether these catalogues are whole" in outcome.text
    assert "Each lists as many" not in outcome.text
    assert manifest(tmp_path / "live")["organizations"]["uncounted"] == {"403": 5}
    note = open_data(tmp_path / "live")["waves"].iloc[-1]["note"]
    full = "5 listed in full (5 of them without a count to check)"
    assert note == f"6 organizations asked for, 5 found, {full}"
    told = "how many models it has was not told (status 403)"
    assert noted(tmp_path / "live", "Qwen") == [45, "full", told]
    assert noted(tmp_path / "live", "google")[1] == "partial"


def test_one_count_that_is_not_told_is_said_too(models, run):
    """An account of a person has models and no overview of an organization."""
    with Hub(models, fault=answered(404, "Qwen")) as hub:
        assert "was not told for 1 of 6 (status 404)" in run(hub, today=DAY).text


def test_fewer_usable_models_than_are_counted_are_named(models, run, tmp_path):
    for record in models["Qwen"][:5]:
        record["id"] = 5
    with Hub(models) as hub:
        outcome = run(hub, today=DAY)
    assert "With fewer models kept than the organization counts: Qwen." in outcome.text
    assert noted(tmp_path / "live", "Qwen") == [40, "partial", "40 of 45 models that it counts"]


def test_who_is_gone_from_a_listing_of_the_whole_hub_is_named(models, run, tmp_path, embedded):
    with Hub(models) as hub:
        outcome = run(hub, today=DAY, scope="hub", organizations=None)
    gone = manifest(tmp_path / "live")["organizations"]["gone"]
    assert "Gone: " in outcome.text and not gone.keys() & {*NAMES}
    assert {"nvidia", "BAAI"} <= gone.keys() <= {*tracked(embedded["organizations"])["namespace"]}
    assert noted(tmp_path / "live", "BAAI")[:2] == [0, "full"]


# --- a first wave


def test_a_first_wave_that_lacks_most_organizations_is_set_aside(
    models, run, tmp_path, monkeypatch
):
    monkeypatch.setattr("hubgap.hub.refresh.previous_wave", lambda *_: None)
    monkeypatch.setattr(judge, "MISSED", MISSED)  # which `run` makes lenient
    with Hub(models) as hub:
        outcome = run(hub, today=DAY, organizations=None)
    assert outcome.code == 1 and "organizations of the embedded data vanished (" in outcome.sentence
    assert f"refused-{DAY}: rename that folder to {DAY} if it is true" in outcome.sentence
    assert not digests(tmp_path / "live")


def known(downloads: dict[str, int]):
    """Data in which each organization has a model with so many downloads."""
    table = snapshot("2026-08-22", {f"{name}/m": n for name, n in downloads.items()})
    table["author"] = list(downloads)
    return tiny(**{"snapshot-2026-08-22": table, "organizations": ORGANIZATIONS})


@pytest.mark.parametrize(
    ("number", "each", "gone", "told"),
    [
        (20, 100, 1, None),  # 5 % of the downloads, 5 % of the organizations
        (20, 100, 2, "2 of 20 organizations of the embedded data vanished (o0, o1)"),
        (20, 0, 5, None),  # 25 % of the organizations, none of which has downloads
        (20, 0, 6, "6 of 20 organizations of the embedded data vanished (o0, o1, o2)"),
        (19, 100, 9, None),  # too few to judge
    ],
)
def test_what_a_first_wave_cannot_lack(number, each, gone, told):
    names = [f"o{i}" for i in range(number)]
    said = {"scope": "tracked", "names": names, "organizations": {"gone": names[:gone]}}
    data = known(dict.fromkeys(names, each))
    assert judge.missed(said, data) == ([told] if told else [])


# --- names that nobody has


@pytest.mark.parametrize("names", [["no-such-one"], ["google", "no-such-one"]])
@pytest.mark.parametrize("status", [401, 404])
def test_a_wrong_name_is_named_and_stands_in_no_way(names, status, models, run, tmp_path):
    with Hub(models, fault=answered(status, "no-such-one")) as hub:
        outcome = run(hub, organizations=names)
        assert (outcome.code, outcome.text) == (1, "")
        assert "The Hub knows no organization named no-such-one: correct or" in outcome.sentence
        assert "google" not in outcome.sentence and outcome.sentence.count("\n") == 1
        assert not digests(tmp_path / "live")
        assert run(hub, organizations=["google"]).code == 0


def test_an_organization_without_models_is_named_and_stands_in_no_way(models, run):
    with Hub({**models, "quiet-one": []}) as hub:
        outcome = run(hub, organizations=["quiet-one"])
        assert outcome.code == 1 and "no usable model of quiet-one: nothing" in outcome.sentence
        assert run(hub, organizations=["google"]).code == 0
        outcome = run(hub, organizations=["google", "quiet-one"])
    assert outcome.code == 0 and "Without any model: quiet-one." in outcome.text


def test_a_pull_that_is_not_finished_is_named(models, run):
    with Hub(models, fault=answered(500, "Qwen")) as hub:
        assert run(hub, organizations=["Qwen"]).code == 2
        outcome = run(hub, organizations=["google"])
    assert outcome.code == 1 and "an unfinished pull of another scope (Qwen)" in outcome.sentence


# --- what only its owner sees


@pytest.mark.parametrize("counted", [45, 43])  # with the private ones, or without them
@pytest.mark.parametrize("scope", ["tracked", "hub", "top:300"])
def test_private_models_are_set_aside(scope, counted, models, run, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_owner")
    secrets = models["Qwen"][:2]
    for number, record in enumerate(secrets):
        record["evalResults"] = [{"filename": "Secret.yaml", "data": {"value": 1}}]
        record |= {"private": True, "id": f"Qwen/Secret-{number}", "downloads": 10**9}
    models["Qwen"][2]["private"] = None
    models["Qwen"][3] |= {"gated": "manual", "disabled": True}

    def fault(handler, _):
        if "Qwen/overview" not in handler.path:
            return False
        handler.send_json({"name": "Qwen", "numModels": counted})
        return True

    with Hub(models, fault=fault) as hub:
        names = NAMES if scope == "tracked" else None
        outcome = run(hub, today=DAY, scope=scope, organizations=names)
        assert hub.tokens == {"Bearer hf_owner"}
    assert outcome.code == 0 and "it is private: 2." in outcome.text
    assert "Secret" not in outcome.text
    live = tmp_path / "live"
    data = open_data(live)
    listed = data[f"snapshot-{DAY}"]
    assert len(listed) == sum(map(len, models.values())) - 2
    assert models["Qwen"][3]["id"] in set(listed["model_id"])
    if scope == "tracked":
        assert noted(live, "Qwen")[:2] == [43, "full"]
        assert data["eval_results"]["model_id"].str.contains("Secret").sum() == 0
        assert manifest(live)["organizations"]["short"] == []
    lines = (live / str(DAY) / "rejected.jsonl").read_text().splitlines()
    assert [json.loads(line)["record"] for line in lines] == [None, None]
    written = [path for path in live.rglob("*") if path.is_file()]
    assert written and not any(b"Secret" in path.read_bytes() for path in written)


def test_an_organization_whose_models_are_all_private_has_none(models, run, tmp_path):
    for record in models["01-ai"]:
        record["private"] = True
    with Hub(models) as hub:
        outcome = run(hub, today=DAY)
    assert outcome.code == 0 and "Gone: 01-ai (models on 2026-10-04)." in outcome.text
    assert f"it is private: {len(models['01-ai'])}." in outcome.text
    assert noted(tmp_path / "live", "01-ai")[0] == 0
