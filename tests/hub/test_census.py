"""The weekly census by byte ranges: a complete wave, or one sentence; nothing is asked for twice."""

import errno
import json
import re
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from filelock import FileLock

from hubgap import folders, open_data, panel
from hubgap.__main__ import main
from hubgap.data import DataError
from hubgap.disk import LOCK
from hubgap.hub import weekly
from hubgap.hub.census import PULL, Pull, census
from hubgap.hub.ranges import Ranges
from hubgap.hub.report import where
from hubgap.publish import dress
from hubgap.registry import REFRESH, WEEKLY
from hubgap.words.en import observed

from .conftest import QUICK, Outcome, digests
from .ranges import NEWEST, SCHEMA, Weekly, listing, made
from .server import Hub
from .test_faults import ENOUGH

DAY, FILE = "2026-09-30", "models/2026-09-30/models.parquet"
COUNT = 1200  # models, in three row groups
PATIENT = replace(
    QUICK, read=5, answer=9, patience=9, probe=9
)  # no fault where the machine is busy


@pytest.fixture(scope="module")
def records():
    return listing(COUNT)


@pytest.fixture(scope="module")
def file(records):
    return made(records)


@pytest.fixture
def pull(capsys, tmp_path):
    """Read the census of a day from a Hub into tmp_path / "live"."""

    def pull(hub, day: str = DAY, **options) -> Outcome:
        settings = {"output": tmp_path / "live", "limits": PATIENT, **options}
        code = census(day, endpoint=hub.url, **settings)
        text, sentence = capsys.readouterr()
        return Outcome(code, sentence, text)

    return pull


@pytest.fixture
def manifest(tmp_path):
    return lambda day=DAY: json.loads((tmp_path / "live" / day / "manifest.json").read_text())


@pytest.fixture
def snapshot(tmp_path):
    def snapshot() -> pd.DataFrame:
        return open_data(tmp_path / "live")[f"snapshot-{DAY}"].set_index("model_id")

    return snapshot


def refused(outcome: Outcome, sentence: str) -> None:
    """Exit code 1 and one sentence on stderr."""
    assert (outcome.code, outcome.text) == (1, "") and outcome.sentence.count("\n") == 1
    assert outcome.sentence.startswith("Refused: ") and re.search(sentence, outcome.sentence), (
        outcome.sentence
    )


def incomplete(outcome: Outcome, why: str) -> None:
    """Exit code 2 and one sentence on stderr."""
    assert (outcome.code, outcome.text) == (2, "") and outcome.sentence.count("\n") == 1
    assert outcome.sentence.startswith("Incomplete: ") and why in outcome.sentence, outcome.sentence
    assert outcome.sentence.endswith("the same command goes on from there.\n")


def with_column(records: list[dict], name: str, field: pa.Field | None, value=None) -> bytes:
    """The file with another column in the place of one, or without it."""
    fields = [field if one.name == name else one for one in SCHEMA]
    others = [{**one, field.name: value} if field else one for one in records]
    return made(others, pa.schema([one for one in fields if one]))


# --- a wave


def test_the_columns_become_those_of_a_snapshot(records, pull, manifest, snapshot):
    told = {
        "id": "Qwen/Qwen-7B-GGUF",
        "downloads": 123,
        "downloadsAllTime": 4567,
        "likes": 8,
        "createdAt": datetime(2024, 8, 1, 12),
        "gated": "manual",
        "library_name": "gguf",
        "pipeline_tag": "text-generation",
        "tags": [
            *("license:apache-2.0", "base_model:Qwen/Qwen-7B"),
            "base_model:quantized:Qwen/Qwen-7B",
        ],
        "safetensors": None,
        "gguf": {"total": 7_000_000_000, "architecture": "qwen"},
    }
    with Weekly({DAY: made([*records, told])}) as hub:
        outcome = pull(hub)
    assert outcome.code == 0 and outcome.sentence == ""
    row = snapshot().loc["Qwen/Qwen-7B-GGUF"]
    assert list(row[["downloads_30d", "downloads_all_time", "likes"]]) == [123, 4567, 8]
    assert row["created_at"] == pd.Timestamp("2024-08-01 12:00", tz="UTC")
    assert list(row[["author", "gated", "library"]]) == ["Qwen", "manual", "gguf"]
    assert list(row[["license", "base_relation", "parameters"]]) == (
        ["apache-2.0", "quantized", 7_000_000_000]
    )
    assert list(row["base_model"]) == ["Qwen/Qwen-7B"] and row["source"] == WEEKLY
    assert snapshot().loc["maker-1/model-1", "parameters"] == 10**9 + 1
    assert manifest()["rows"]["models"] == COUNT + 1 == len(snapshot())


def test_what_was_taken_is_told(file, pull, manifest, tmp_path):
    with Weekly({DAY: file}) as hub:
        outcome = pull(hub)
        asked = len(hub.asked)
    said = manifest()
    assert said["transferred"] == hub.sent and said["requests"] == asked
    assert said["size"] == len(file) and hub.sent < 0.25 * len(file)
    assert (said["dataset"], said["revision"]) == ("hfmlsoc/hub_weekly_snapshots", hub.revision)
    assert (said["scope"], said["source"], said["not_held"]) == ("hub", WEEKLY, [])
    assert said["too_large"] == ["cardData"]
    assert f"{hub.sent:,} of {len(file):,} bytes (3%) in {asked} requests" in outcome.text
    assert "never run against the real dataset" in outcome.text
    report, ending = (
        (tmp_path / "live" / DAY / "report.md").read_text(),
        where(tmp_path / "live", DAY, False),
    )
    assert outcome.text == f"{report}\n{ending}\n\n"
    folders.check_files(tmp_path / "live" / DAY)
    assert not (tmp_path / "live" / PULL).exists()


def test_the_wave_says_its_day_its_columns_and_its_terms(file, pull, tmp_path):
    with Weekly({DAY: file}) as hub:
        pull(hub)
    data = open_data(tmp_path / "live")
    wave = data["waves"].set_index("wave_id").loc[DAY]
    assert (wave["selection"], wave["n_models"], wave["source"]) == ("census", COUNT, WEEKLY)
    assert wave["first_day"] == wave["last_day"] == pd.Timestamp("2026-10-05")  # the newest model
    assert wave["fields"] == (
        "created_at|downloads_30d|downloads_all_time|likes|pipeline_tag|library|license|parameters|"
        "gated"
    )
    assert wave["note"] == (
        "read from the weekly snapshots of hfmlsoc, as of 5 October 2026; this reader was never run "
        "against the real dataset"
    )
    source = data["sources"].set_index("id", drop=False).loc[[WEEKLY]]
    assert list(source.iloc[0][["license", "redistribution"]]) == ["ODbL-1.0", "share-alike"]
    assert "hfmlsoc under ODbL-1.0" in dress.terms(source)
    assert (
        source["citation"].iloc[0].startswith("hfmlsoc, Weekly snapshots of the Hub, models/2026")
    )


def test_a_build_can_use_it_as_a_list_of_all_of_the_hub(file, pull, tmp_path):
    with Weekly({DAY: file}) as hub:
        pull(hub)
    data, embedded = open_data(tmp_path / "live"), open_data("embedded")
    assert panel.latest(data) == DAY and DAY in panel.pictured(data)
    found = panel.snapshot(data, "latest")
    assert (found.name, found.selection) == ("Hub census of 30 September 2026", "census")
    assert "never run against the real dataset" in found.sentence
    assert observed.compared([], [found]).endswith(
        "The Hub census of 30 September 2026 was read from the weekly snapshots of hfmlsoc, as of "
        "5 October 2026; this reader was never run against the real dataset."
    )
    assert panel.known_until(data) == panel.known_until(embedded)


def test_two_weeks_are_two_waves_of_one_source(records, file, pull, tmp_path):
    week = "2026-10-07"
    later = [{**r, "createdAt": r["createdAt"].replace(year=2025)} for r in records]
    later[0] |= {"createdAt": datetime(2026, 10, 13), "id": "maker-0/new"}
    for one in later:
        one["downloads"] *= 2
    with Weekly({DAY: file, week: made(later)}) as hub:
        assert pull(hub).code == pull(hub, week).code == 0
    data = open_data(tmp_path / "live")
    source = data["sources"].set_index("id").loc[WEEKLY]
    assert (source["measured_from"], source["measured_to"]) == ("2026-10-05", "2026-10-13")
    assert panel.latest(data) == week
    panel.join(panel.snapshot(data, DAY), panel.snapshot(data, week)).require_trend()


def test_a_census_that_cannot_be_true_is_set_aside(records, file, pull, tmp_path):
    week = "2026-10-07"
    fallen = [{**one, "downloads": 0} for one in records]
    with Weekly({DAY: file, week: made(fallen)}) as hub:
        assert pull(hub).code == 0
        before = digests(tmp_path / "live")
        refused(pull(hub, week), "fell from 59,400 to 0.* is set aside in .*refused-2026-10-07")
    assert digests(tmp_path / "live") == before


def test_a_file_without_later_columns_is_read_and_said(records, pull, manifest, snapshot):
    later = ("downloadsAllTime", "cardData", "gated", "gguf", "safetensors", "library_name", "_id")
    old = pa.schema([one for one in SCHEMA if one.name not in later])
    with Weekly({DAY: made(records, old)}) as hub:
        outcome = pull(hub)
    assert (
        outcome.code == 0
        and "Not in the file, or of a strange type: downloadsAllTime, gated, li" in (outcome.text)
    )
    assert set(manifest()["not_held"]) == {*later} - {"_id"}
    rows = snapshot()
    assert rows[["downloads_all_time", "parameters", "library"]].isna().all(axis=None)
    assert set(rows["gated"]) == {"unknown"}


def test_names_that_the_api_has_too_are_known(records, pull, snapshot):
    names = {"id": "modelId", "createdAt": "created_at"}
    schema = pa.schema([one.with_name(names.get(one.name, one.name)) for one in SCHEMA])
    others = [{names.get(key, key): value for key, value in one.items()} for one in records]
    with Weekly({DAY: made(others, schema)}) as hub:
        assert pull(hub).code == 0
    assert len(snapshot()) == COUNT and "maker-0/model-0" in snapshot().index


ALIKE = {
    "createdAt": (pa.string(), "2026-10-05T09:00:00.000Z"),
    "downloads": (pa.float64(), 7.0),
    "gated": (pa.bool_(), False),
    "tags": (pa.large_list(pa.large_string()), ["license:mit"]),
    "pipeline_tag": (pa.dictionary(pa.int32(), pa.string()), "text-generation"),
}


@pytest.mark.parametrize(
    "others", [ALIKE, {**ALIKE, "createdAt": (pa.timestamp("ms", "UTC"), NEWEST)}]
)
def test_types_that_mean_the_same_are_read(records, pull, snapshot, others):
    values = {name: value for name, (_, value) in others.items()}
    fields = [pa.field(f.name, others.get(f.name, (f.type,))[0]) for f in SCHEMA]
    with Weekly({DAY: made([{**one, **values} for one in records], pa.schema(fields))}) as hub:
        assert pull(hub).code == 0
    row = snapshot().loc["maker-3/model-3"]
    assert row["created_at"] == pd.Timestamp(NEWEST) and row["license"] == "mit"
    assert list(row[["downloads_30d", "gated", "pipeline_tag"]]) == [7, "none", "text-generation"]


def test_the_name_of_a_license_is_read_where_cards_are_small(records, pull, snapshot):
    cards = ['{"license_name": "qwen-research"}', "{cut short", '"text"', None]
    some = [{**one, "cardData": cards[n % 4]} for n, one in enumerate(records)]
    with Weekly({DAY: made(some)}) as hub:
        assert pull(hub).code == 0
    names = snapshot()["license_name"]
    assert list(names.loc[["maker-0/model-0", "maker-4/model-4"]]) == ["qwen-research"] * 2
    assert names.count() == COUNT / 4


# --- records that are refused


def test_malformed_records_are_counted_by_reason(records, pull, manifest, snapshot, tmp_path):
    wrong = {
        "id is no repository name": [
            *(
                {"id": id}
                for id in ("../../etc/passwd", "maker/\u202egpj", "a/b/c", "maker/" + "x" * 300)
            ),
            *({"id": id} for id in ("maker/<script>", "maker/\x1b[2J", "")),
        ],
        "id is missing": [{"id": None}],
        "downloads is out of range": [{"downloads": -1}, {"downloads": 2 * 10**12}],
        "downloadsAllTime is out of range": [{"downloadsAllTime": -5}],
        "createdAt is no time since March 2022": [
            *({"createdAt": datetime(year, 1, 1)} for year in (1970, 2030))
        ],
        "gated is none of false, true, auto, manual": [{"gated": "perhaps"}],
    }
    odd = [one for rows in wrong.values() for one in rows]
    bad = [{**records[0], "id": f"odd/n{n}", **one} for n, one in enumerate(odd)]
    with Weekly({DAY: made([*records, *bad, records[5]])}) as hub:
        outcome = pull(hub)
    assert outcome.code == 0
    assert manifest()["rejected"] == {why: len(rows) for why, rows in wrong.items()}
    assert manifest()["repeated"] == 1 and len(snapshot()) == COUNT
    kept = (tmp_path / "live" / DAY / "rejected.jsonl").read_text(encoding="utf-8")
    assert kept.count("\n") == len(bad) and "etc/passwd" in kept
    assert "\x1b" not in outcome.text and "\u202e" not in outcome.text


def test_counts_that_are_none(records, pull, manifest, snapshot):
    some = [{**one, "downloads": float(one["downloads"])} for one in records]
    for place, value in enumerate((1.5, float("nan"), float("inf"), 1e300)):
        some[place]["downloads"] = value
    fields = [pa.field("downloads", pa.float64()) if f.name == "downloads" else f for f in SCHEMA]
    with Weekly({DAY: made(some, pa.schema(fields))}) as hub:
        assert pull(hub).code == 0
    assert manifest()["rejected"] == {"downloads is missing or no count": 1}  # 1e300
    assert len(snapshot()) == COUNT - 1
    assert snapshot()["downloads_30d"].isna().sum() == 3  # the value is missing, not the model


# --- another layout than was described


@pytest.mark.parametrize(
    ("name", "field", "sentence"),
    [
        (
            "likes",
            None,
            f"column likes of {FILE} is missing or there twice: it is laid out in another way",
        ),
        (
            "downloads",
            pa.field("downloads30d", pa.int64()),
            "The column downloads of .* is missing",
        ),
        ("id", None, "The column id or modelId of .* is missing"),
        (
            "downloads",
            pa.field("downloads", pa.string()),
            "column downloads .* is string, not a num",
        ),
        ("tags", pa.field("tags", pa.string()), "column tags .* is string, not a list of texts"),
        (
            "createdAt",
            pa.field("createdAt", pa.int64()),
            "column createdAt .* is int64, not a time",
        ),
    ],
)
def test_a_column_that_is_missing_or_strange(records, pull, tmp_path, name, field, sentence):
    with Weekly({DAY: with_column(records, name, field)}) as hub:
        refused(pull(hub), sentence)
    assert not digests(tmp_path / "live") and hub.sent < 20_000  # the footer tells


def test_a_folder_that_cannot_be_written_is_refused(records, pull, monkeypatch):
    def denied(*_, **__):
        raise OSError(errno.EACCES, "no")

    monkeypatch.setattr("filelock.FileLock", denied)
    with Weekly({DAY: made(records)}) as hub:
        refused(pull(hub), "could not be written or read .no.: make it writable")
    assert hub.sent == 0


def test_a_column_that_is_there_twice():
    with pytest.raises(DataError, match="column tags of a file is missing or there twice: it is"):
        weekly.found_in(pa.schema([*SCHEMA, pa.field("tags", pa.string())]), "a file")


def test_a_strange_type_of_what_is_not_needed_is_said(records, pull, manifest, snapshot):
    odd = pa.field("safetensors", pa.string())
    with Weekly({DAY: with_column(records, "safetensors", odd, "{}")}) as hub:
        assert pull(hub).code == 0
    assert manifest()["not_held"] == ["safetensors"] and snapshot()["parameters"].isna().all()


def test_no_more_than_a_quarter_is_brought(records, pull):
    slim = pa.schema([one for one in SCHEMA if one.name in weekly.NEEDED])
    with Weekly({DAY: made(records, slim)}) as hub:
        refused(pull(hub), f"% of {FILE} would have to be brought, not 25% at most: it is laid out")


@pytest.mark.parametrize(
    ("limit", "value", "sentence"),
    [
        ("GROUP", 10_000, "bytes of one row group of .* are needed, not 10,000 at most"),
        ("ROWS", COUNT - 1, f"{FILE} counts 1,200 rows, which is no census of the Hub"),
        ("REQUESTS", 8, "would take 9 requests, not 8 at most"),
    ],
)
def test_what_would_not_fit_is_not_begun(file, pull, tmp_path, monkeypatch, limit, value, sentence):
    monkeypatch.setattr(weekly, limit, value)
    with Weekly({DAY: file}) as hub:
        refused(pull(hub), sentence)
    assert not (tmp_path / "live" / PULL).exists()


@pytest.mark.parametrize("days", [-30, 30])
def test_a_file_of_another_week(records, pull, tmp_path, days):
    moved = [{**r, "createdAt": r["createdAt"] + pd.Timedelta(days=days)} for r in records]
    with Weekly({DAY: made(moved)}) as hub:
        refused(pull(hub), f"{FILE} is no census of that week: its newest model was created on ")
    assert not (tmp_path / "live" / PULL).exists()  # the same file would say the same


# --- which file


def test_a_day_that_is_missing(file, pull):
    days = dict.fromkeys(("2026-09-16", "2026-09-23", DAY), file) | {"latest": file}
    with Weekly(days) as hub:
        near = "; of its 3 days the nearest: "
        refused(pull(hub, "2026-09-29"), f"of 2026-09-29{near}2026-09-23 and 2026-09-30\\.")
        refused(pull(hub, "2025-01-01"), f"of 2025-01-01{near}2026-09-16\\.")
        refused(pull(hub, "2027-01-01"), f"of 2027-01-01{near}2026-09-30\\.")
    assert hub.sent == 0
    with Weekly({}) as hub:
        refused(pull(hub), "holds no models of 2026-09-30; it lists no day at all")


@pytest.mark.parametrize("status", [401, 404, 410])
def test_a_dataset_that_has_vanished(file, pull, status):
    def gone(handler, _):
        handler.send(b"{}", status) if "hfmlsoc" in handler.path else handler.answer()
        return True

    with Weekly({DAY: file}, fault=gone) as hub:
        refused(
            pull(hub), rf"hfmlsoc/hub_weekly_snapshots is not on .* \(status {status}\): it was"
        )


@pytest.mark.parametrize(
    ("status", "where"), [(403, "/api/datasets"), (403, "/resolve/"), (401, "/resolve/")]
)
def test_a_dataset_that_asks_for_its_terms(file, pull, status, where):
    def closed(handler, _):
        handler.send(b"{}", status) if where in handler.path else handler.answer()
        return True

    with Weekly({DAY: file}, fault=closed) as hub:
        refused(
            pull(hub), rf"not open to you \(status {status}\): accept its terms at http.*HF_TOKEN"
        )


def test_hostile_answers_of_the_listing(file, pull):
    def odd(handler, _):
        if "/tree/" not in handler.path:
            return False
        entries = [None, 3, {"path": f"models/{DAY}/models.parquet", "size": True}]
        entries += [{"path": "models/../../2026-09-30/models.parquet", "size": 99}]
        entries += [
            {"path": f"models/{DAY}/models.parquet\n", "size": 99},
            {"path": FILE, "size": "9"},
        ]
        handler.send_json(entries)
        return True

    with Weekly({DAY: file}, fault=odd) as hub:
        refused(pull(hub), "it lists no day at all")


def test_days_that_cannot_be_asked_for(file, pull, capsys):
    with Weekly({DAY: file}) as hub:
        refused(pull(hub, "30.9.2026"), "--census cannot be '30.9.2026': name a day as YYYY-MM-DD")
        refused(pull(hub, "20260930"), "--census cannot be '20260930'")
        refused(pull(hub, "2024-07-11"), "data/ holds a snapshot of 2024-07-11 already")
    assert not hub.asked
    for other in (["--scope", "hub"], ["--organization", "Qwen"], ["--boards"]):
        assert main(["refresh", "--census", DAY, *other]) == 1
        assert "leave --scope, --organization and --boards away" in capsys.readouterr().err


def test_a_dry_run_tells_bytes_and_requests(file, pull, tmp_path):
    with Weekly({DAY: file}) as hub:
        outcome = pull(hub, dry_run=True)
        taken = re.search(
            "1,200 models, ([0-9,]+) of ([0-9,]+) bytes .3%. in 9 requests", outcome.text
        )
        assert outcome.code == 0 and hub.sent < 20_000 and not (tmp_path / "live").exists()
        hub.sent = 0
        pull(hub)
    assert int(taken[1].replace(",", "")) == hub.sent - 8  # the mark at the end comes twice
    assert int(taken[2].replace(",", "")) == len(file)


# --- faults of the wire


def parts(handler) -> bool:
    return "range" in handler.headers


def whole(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    ENOUGH.wait(3)  # who reads on waits for nothing
    handler.close_connection = True


def test_a_host_without_ranges_is_refused_before_its_answer_is_read(file, pull):
    def fault(handler, _):
        return parts(handler) and (whole(handler) or True)

    with Weekly({DAY: file}, fault=fault) as hub:
        refused(pull(hub), f"sends only all of its {len(file):,} bytes, no parts: nothing was read")
        assert sum(map(bool, hub.asked)) == 4  # probe, dataset, list and one part


def changed(**how):
    """A part whose answer is wrong in one way."""

    def fault(handler):
        first, last = map(int, re.findall(r"\d+", handler.headers["range"]))
        body = handler.cut(handler.server.revisions[handler.server.revision][DAY], first, last)
        told = f"bytes {first + how.get('later', 0)}-{last + how.get('later', 0)}/{how.get('size', '*')}"
        size = len(handler.server.revisions[handler.server.revision][DAY])
        told = told.replace("/*", f"/{size}") if "size" not in how else told
        headers = {"Content-Range": told} if not how.get("silent") else {}
        body = body[: len(body) - how.get("short", 0)] + b"x" * how.get("more", 0)
        handler.send_part(body, {**headers, **how.get("headers", {})})

    return fault


def dropped(handler):
    handler.send_response(206)
    first, last = map(int, re.findall(r"\d+", handler.headers["range"]))
    size = len(handler.server.revisions[handler.server.revision][DAY])
    handler.send_header("Content-Range", f"bytes {first}-{last}/{size}")
    handler.send_header("Content-Length", str(last - first + 1))
    handler.end_headers()
    handler.wfile.write(b"x" * ((last - first) // 2))
    handler.close_connection = True


def waits(handler):
    handler.send(b"", 429, {"Retry-After": "1"})


FAULTS = {
    "short": (changed(short=5), "bytes"),
    "more": (changed(more=5), "more bytes than were asked for"),
    "another range": (changed(later=1), "other bytes than were asked for"),
    "no range told": (changed(silent=True), "does not say which bytes it holds"),
    "no size told": (changed(size="*"), "does not say which bytes it holds"),
    "compressed": (changed(headers={"Content-Encoding": "gzip"}), "does not say which bytes"),
    "cut": (dropped, "the connection broke off"),
    "500": (lambda handler: handler.send(b"", 500), "status 500"),
    "429": (waits, "status 429"),
    "silent": (lambda handler: ENOUGH.wait(2), "no answer in time"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_passing_fault_is_asked_again(name, file, tmp_path):
    failed = []

    def fault(handler, _):
        if not parts(handler) or len(handler.server.ranges) < 3 or failed:
            return False
        failed.append(handler.path)
        FAULTS[name][0](handler)
        return True

    with Weekly({DAY: file}, fault=fault) as hub:
        pull = Pull(Ranges(hub.url, QUICK), tmp_path, DAY)
        pull.run()
    assert failed and sum(len(pq.read_table(pull.kept(n))) for n in pull.groups) == COUNT


@pytest.mark.parametrize("name", ["cut", "500"])
def test_a_lasting_fault_is_one_sentence_and_only_the_rest_is_asked_again(
    name, file, pull, manifest, monkeypatch, tmp_path
):
    monkeypatch.setattr(weekly, "PIECE", 4_000)
    alone = replace(PATIENT, workers=1)
    with Weekly({DAY: file}) as hub:
        pull(hub, limits=alone)
        undisturbed = list(hub.ranges)
    before = digests(tmp_path / "live")

    def fault(handler, _):
        late = parts(handler) and len(hub.ranges) >= 9
        if late:
            FAULTS[name][0](handler)
        return late

    with Weekly({DAY: file}, fault=fault) as hub:
        incomplete(pull(hub, limits=alone), FAULTS[name][1])
        assert digests(tmp_path / "live") == before
        hub.fault, done = None, undisturbed[:9]
        hub.ranges.clear()
        sent, hub.sent = hub.sent, 0
        assert pull(hub, limits=alone).code == 0
    assert hub.ranges == undisturbed[9:] and done[0] not in hub.ranges
    lengths = [1 + int(last) - int(first) for first, last in (r[6:].split("-") for r in hub.ranges)]
    assert hub.sent == sum(lengths)
    if name == "500":  # nothing was sent in vain
        assert manifest()["transferred"] == sent + hub.sent


def test_a_row_group_that_is_kept_is_not_asked_for_again(file, pull, manifest):
    with Weekly({DAY: file}) as hub:
        hub.fault = lambda handler, _: len(hub.ranges) >= 8 and (handler.send(b"", 500) or True)
        incomplete(pull(hub), "status 500")
        first = list(hub.ranges)
        hub.fault = None
        assert pull(hub).code == 0
    again = hub.ranges[len(first) :]
    assert len(first) == 8 and len(again) == 3 and not {*first} & {*again}


def test_a_size_that_is_not_the_listed_one(file, pull):
    with Weekly({DAY: file}) as hub:
        hub.listed = {DAY: len(file) - 4}
        refused(pull(hub), f"has {len(file):,} bytes where its listing says {len(file) - 4:,}")


def test_what_is_no_parquet(file, pull):
    page = b"<!doctype html><title>Maintenance</title>".ljust(len(file))
    with Weekly({DAY: page}) as hub:
        refused(pull(hub), f"{FILE} does not end as a parquet file does")
    with Weekly({DAY: file[:-300] + b"\0" * 200 + file[-100:]}) as hub:
        refused(pull(hub), f"The footer of {FILE} cannot be read: it is damaged")


def test_a_damaged_column_is_refused_and_asked_for_anew(file, pull, snapshot, tmp_path):
    chunk = pq.ParquetFile(pa.BufferReader(file)).metadata.row_group(1).column(1)  # _id is 0
    assert chunk.path_in_schema == "id"
    place = chunk.dictionary_page_offset + chunk.total_compressed_size - 100
    broken = file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]
    with Weekly({DAY: broken}) as hub:
        refused(
            pull(hub), f"Row group 1 of {FILE} does not hold what its footer says. Run the same"
        )
        first = len(hub.ranges)
        hub.revisions[hub.revision][DAY] = file
        assert pull(hub).code == 0
    assert len(hub.ranges) - first == 6 and len(snapshot()) == COUNT  # row groups 1 and 2


# --- hosts and revisions


def test_the_token_follows_no_redirect_to_another_host(file, pull, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with Weekly({DAY: file}) as keeper, Weekly({DAY: file}, keeper=keeper) as hub:
        assert pull(hub).code == 0
    assert hub.tokens == {"Bearer hf_secret"} and not keeper.tokens
    assert len(keeper.ranges) == 11 and not hub.ranges


def test_an_address_that_has_expired_is_asked_for_anew(file, pull):
    def expired(handler, number):
        return number == 3 and (handler.send(b"", 403) or True)

    with Weekly({DAY: file}, fault=expired) as keeper, Weekly({DAY: file}, keeper=keeper) as hub:
        assert pull(hub).code == 0
    assert sum("/resolve/" in path for path in hub.asked) == 12


@pytest.mark.parametrize("target", ["ftp://example.org/x", "file:///etc/passwd", "http://a@b/", ""])
def test_a_redirect_to_no_file_is_not_followed(file, pull, target):
    def led(handler, _):
        return parts(handler) and (handler.send(b"", 302, {"Location": target}) or True)

    with Weekly({DAY: file}, fault=led) as hub:
        refused(pull(hub), "a redirect leads to no address of a file and was not followed")


def test_a_revision_that_moves_during_the_pull_is_kept(records, file, pull, manifest):
    newer = made(records[:800])
    with Weekly({DAY: file}) as hub:
        pinned = hub.revision

        def moving(handler, _):
            if len(hub.ranges) == 4:
                hub.revision = "2" * 40
                hub.revisions[hub.revision] = {DAY: newer}
            return len(hub.ranges) == 8 and (handler.send(b"", 500) or True)

        hub.fault = moving
        incomplete(pull(hub), "status 500")
        hub.fault = None
        assert pull(hub).code == 0
        assert (manifest()["revision"], manifest()["rows"]["models"]) == (pinned, COUNT)


def test_a_revision_that_is_gone_before_the_end(file, pull):
    with Weekly({DAY: file}) as hub:
        hub.fault = lambda handler, _: len(hub.ranges) >= 8 and (handler.send(b"", 500) or True)
        incomplete(pull(hub), "status 500")
        hub.fault, hub.revision = None, "2" * 40
        hub.revisions = {hub.revision: {DAY: file}}
        refused(
            pull(hub), r"is gone from revision 11111111 of .*\(status 404\)\. Start over with --fr"
        )
        assert pull(hub, fresh=True).code == 0


# --- other runs


def test_another_run_or_another_wave_in_its_place(file, pull, tmp_path, run, models):
    live = tmp_path / "live"
    live.mkdir()
    with Weekly({DAY: file, "2026-09-23": file}) as hub:
        with FileLock(live / LOCK):
            outcome = pull(hub)
        assert outcome.code == 3 and "another refresh is writing" in outcome.sentence
        hub.fault = lambda handler, _: len(hub.ranges) >= 8 and (handler.send(b"", 500) or True)
        incomplete(pull(hub), "status 500")
        hub.fault = None
        refused(
            pull(hub, "2026-09-23"), "holds an unfinished census of 2026-09-30. Finish that one"
        )
        assert pull(hub).code == 0
    with Hub(models) as hub:
        outcome = run(hub, today=date.fromisoformat(DAY))
        assert outcome.code == 1 and "holds a wave of another scope" in outcome.sentence
        other = date(2026, 9, 23)
        assert run(hub, today=other).code == 0
    with Weekly({str(other): file}) as hub:
        refused(pull(hub, str(other)), "holds a wave of another scope. Name another --output")
    data = open_data(live)
    assert {REFRESH, WEEKLY} <= {*data["sources"]["id"]} and panel.latest(data) == DAY
