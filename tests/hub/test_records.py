"""Records in, a checked snapshot out; what is malformed is set aside with its reason."""

import json
import shutil
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from hubgap import folders, open_data
from hubgap.__main__ import main
from hubgap.data import ROOT, check

from .conftest import NAMES
from .server import Hub

CREATED = pd.Timestamp("2026-01-02T03:04:05Z")
GOOD = {
    "_id": "0" * 24,
    "id": "Qwen/Good",
    "createdAt": "2026-01-02T03:04:05.000Z",
    "downloads": 7,
    "downloadsAllTime": 70,
    "likes": 3,
    "gated": "manual",
    "pipeline_tag": "text-generation",
    "library_name": "transformers",
    "tags": [
        "license:other",
        "base_model:Qwen/Base",
        "base_model:finetune:Qwen/Base",
        "base_model:Qwen/Other",
        "region:us",
    ],
    "safetensors": {"parameters": {"BF16": 5}, "total": 12345},
    "cardData": {"license": "other", "license_name": "qwen-research"},
}
WRONG = {  # a change of GOOD, and the reason to refuse it
    "null id": ({"id": None}, "id is missing"),
    "number as id": ({"id": 5}, "id is no repository name"),
    "no identity": ({"_id": ...}, "_id is missing"),
    "empty identity": ({"_id": ""}, "_id is missing"),
    "markup": ({"id": "Qwen/<script>alert(1)</script>"}, "id is no repository name"),
    "terminal escape": ({"id": "Qwen/\x1b[31mred"}, "id is no repository name"),
    "formula": ({"id": "=cmd|' /C calc'!A0"}, "id is no repository name"),
    "right to left": ({"id": "Qwen/\u202egnp.exe"}, "id is no repository name"),
    "line break": ({"id": "Qwen/a\nb"}, "id is no repository name"),
    "half a surrogate": ({"id": "Qwen/\ud800"}, "id is no repository name"),
    "path": ({"id": "Qwen/../../x"}, "id is no repository name"),
    "endless id": ({"id": "Qwen/" + "x" * 300}, "id is no repository name"),
    "no counter": ({"downloads": ...}, "downloads is missing or no count"),
    "private": ({"private": True}, "it is private"),
    "private as number": ({"private": 1}, "private is neither true nor false"),
    "counter as text": ({"downloads": "12"}, "downloads is missing or no count"),
    "broken counter": ({"downloads": 1.5}, "downloads is missing or no count"),
    "negative": ({"downloads": -1}, "downloads is out of range"),
    "huge": ({"downloads": 10**15}, "downloads is out of range"),
    "endless": ({"downloads": 10**30}, "downloads is missing or no count"),
    "all-time as text": ({"downloadsAllTime": "x"}, "downloadsAllTime is no count"),
    "all-time negative": ({"downloadsAllTime": -5}, "downloadsAllTime is out of range"),
    "likes as list": ({"likes": [1]}, "likes is no count"),
    "tags as text": ({"tags": "license:mit"}, "tags is no list"),
    "time": ({"createdAt": "yesterday"}, "createdAt is no time since March 2022"),
    "time before the Hub": ({"createdAt": "1970-01-01"}, "createdAt is no time since March 2022"),
    "gated": ({"gated": "sometimes"}, "gated is none of false, true, auto, manual"),
    "neighbour": ({"id": "someone/else"}, "it belongs to another organization"),
}
FINE = {  # a change of GOOD, and what the snapshot then says
    "as it is": ({}, {}),
    "few fields": (
        {k: ... for k in GOOD if k not in ("_id", "id", "downloads")},
        {
            "likes": None,
            "gated": "unknown",
            "license": None,
            "created_at": None,
            "base_model": None,
        },
    ),
    "nulls": (
        {"likes": None, "tags": None, "pipeline_tag": None, "safetensors": None, "gated": None},
        {"likes": None, "pipeline_tag": None, "parameters": None, "gated": "unknown"},
    ),
    "open": ({"gated": False}, {"gated": "none"}),
    "gated": ({"gated": True}, {"gated": "gated_unspecified"}),
    "no downloads told": ({"downloads": None}, {"downloads_30d": None, "downloads_all_time": 70}),
    "public": ({"private": False}, {}),
    "privacy not told": ({"private": None}, {}),
    "time without Z": ({"createdAt": "2026-01-02T03:04:05"}, {"created_at": CREATED}),
    "time east of Greenwich": ({"createdAt": "2026-01-02T11:04:05+08:00"}, {"created_at": CREATED}),
    "time west of it": ({"createdAt": "2026-01-01T22:04:05.000-0500"}, {"created_at": CREATED}),
    "only gguf": ({"safetensors": ..., "gguf": {"total": 9}}, {"parameters": 9}),
    "size without parts": ({"safetensors": {"total": 8}}, {"parameters": 8}),
    "size of another type": ({"safetensors": 5}, {"parameters": None}),
    "no size": ({"safetensors": {"parameters": {}}}, {"parameters": None}),
    "absurd size": ({"safetensors": {"total": 10**18}}, {"parameters": None}),
    "two licenses": (
        {"tags": ["license:mit", "license:apache-2.0"]},
        {"license": "apache-2.0|mit"},
    ),
    "untyped base": ({"tags": ["base_model:a/b"]}, {"base_relation": "unknown"}),
    "hostile text": (
        {"pipeline_tag": "te\x1b[0mxt\u202e\n", "tags": ["license:" + "x" * 10_000]},
        {"pipeline_tag": "te[0mxt", "license": "x" * 200},
    ),
}


def changed(change: dict, number: int = 1) -> dict:
    """GOOD with a change; an ellipsis removes the field."""
    own = {"_id": f"{number:024x}", "id": f"Qwen/Model-{number}", **change}
    return {k: v for k, v in {**GOOD, **own}.items() if v is not ...}


@pytest.fixture(scope="module")
def wave(tmp_path_factory, online):
    """A wave of GOOD, all WRONG and FINE records, and others that are not even objects."""
    from hubgap.hub.refresh import refresh

    from .conftest import QUICK

    output = tmp_path_factory.mktemp("records")
    wrong = [changed(change, 100 + i) for i, (change, _) in enumerate(WRONG.values())]
    fine = [changed(change, 200 + i) for i, (change, _) in enumerate(FINE.values())]
    case = [
        {**GOOD, "_id": "a" * 24, "id": "Qwen/Case"},
        {**GOOD, "_id": "b" * 24, "id": "Qwen/case"},
    ]
    anew = [
        {**GOOD, "_id": "c" * 24, "id": "Qwen/Anew"},
        {**GOOD, "_id": "d" * 24, "id": "Qwen/Anew"},
    ]
    odd = [None, 5, "text", ["list"]]
    with (
        Hub({"Qwen": wrong + fine + case + anew + odd}, counts=False) as hub,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("hubgap.hub.collect.now", lambda: datetime(2030, 1, 1, tzinfo=UTC))
        assert refresh("tracked", ["Qwen"], output, hub.url, limits=QUICK) == 0
    return next(output.glob("2*"))


@pytest.fixture(scope="module")
def rows(wave):
    return pd.read_parquet(next(wave.glob("hub/snapshot-*"))).set_index("model_id")


def test_every_malformed_record_is_set_aside_with_its_reason(wave):
    lines = [json.loads(line) for line in (wave / "rejected.jsonl").read_text().splitlines()]
    found = {}
    for line in lines:
        record = json.loads(line["record"] or "null")  # of a private one nothing is kept
        if isinstance(record, dict):
            key = record.get("_id", "none")
            found[int(key, 16) - 100 if key not in ("none", "") else key] = line["reason"]
    expected = {i: reason for i, (_, reason) in enumerate(WRONG.values())}
    assert expected.pop(list(WRONG).index("private")) == "it is private"
    expected["none"] = expected.pop(list(WRONG).index("no identity"))
    expected[""] = expected.pop(list(WRONG).index("empty identity"))
    assert found == expected
    assert sum(line["reason"] == "it is no object" for line in lines) == 4
    assert [line["record"] for line in lines if line["reason"] == "it is private"] == [None]
    manifest = json.loads((wave / "manifest.json").read_text())
    assert sum(manifest["rejected"].values()) == len(lines) == len(WRONG) + 4


def test_the_report_names_what_was_refused(wave):
    assert "it is no object: 4" in (wave / "report.md").read_text()


def test_a_record_in_the_columns_of_the_snapshots(rows):
    row = rows.loc["Qwen/Model-200"]
    said = {k: list(v) if k == "base_model" else v for k, v in row.dropna().items()}
    day = said.pop("observed_on")
    assert (said.pop("license_seen_on"), said.pop("wave_id")) == (day, str(day))
    assert said == {
        "author": "Qwen",
        "created_at": pd.Timestamp("2026-01-02T03:04:05Z"),
        "downloads_30d": 7,
        "downloads_all_time": 70,
        "likes": 3,
        "pipeline_tag": "text-generation",
        "library": "transformers",
        "license": "other",
        "license_name": "qwen-research",
        "base_model": ["Qwen/Base", "Qwen/Other"],
        "base_relation": "finetune",
        "parameters": 12345,
        "parameters_source": "hub_api",
        "gated": "manual",
        "license_source": "hub_api",
        "source": "hub_api",
    }


@pytest.mark.parametrize("name", FINE)
def test_what_is_odd_but_usable_stays(name, rows):
    row = rows.loc[f"Qwen/Model-{200 + list(FINE).index(name)}"]
    for column, value in FINE[name][1].items():
        assert (None if value is None else row[column]) == value
        assert value is not None or (pd.api.types.is_scalar(row[column]) and pd.isna(row[column]))


def test_ids_that_differ_by_case_are_two_and_a_repository_made_anew_is_one(rows):
    assert {"Qwen/Case", "Qwen/case", "Qwen/Anew"} <= set(rows.index)
    assert rows.index.is_unique


def test_the_wave_keeps_every_rule_of_the_data(wave):
    assert check(open_data(wave)) == 6
    assert len(open_data(wave.parent)[f"snapshot-{wave.name}"]) > 10


def test_check_compares_the_files_of_a_wave_with_its_manifest(wave, capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "ROOT", ROOT)  # cut tables may contradict each other
    copy = shutil.copytree(wave, tmp_path / wave.name)
    assert main(["check", "--data", str(tmp_path)]) == 0
    assert (
        f"{len(open_data('embedded').resources) + 1} tables keep every rule"
        in capsys.readouterr().out
    )
    rejected = copy / "rejected.jsonl"
    rejected.write_text(rejected.read_text().partition("\n")[2])
    assert main(["check", "--data", str(tmp_path)]) == 1
    assert "rejected.jsonl is not the file that the refresh" in capsys.readouterr().err
    snapshot = next((copy / "hub").glob("snapshot-*"))
    snapshot.write_bytes(snapshot.read_bytes()[:-100])
    assert main(["check", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_rows_come_back_as_they_are_embedded(run, models, embedded, tmp_path):
    with Hub(models, page=20) as hub:
        assert run(hub, today=date(2030, 1, 1)).code == 0
    data = open_data(tmp_path / "live")
    new = data[max(name for name in data.resources if name.startswith("snapshot-"))]
    old = embedded["snapshot-2026-08-22"]
    both = new.merge(old, on="model_id", suffixes=("", "_old"), validate="one_to_one")
    assert len(both) == len(new) == sum(map(len, models.values()))
    for column in (
        "downloads_30d",
        "pipeline_tag",
        "library",
        "license",
        "license_name",
        "parameters",
    ):
        pd.testing.assert_series_equal(both[column], both[f"{column}_old"], check_names=False)
    assert set(both["author"]) == {name for name in NAMES if models[name]}
