"""The embedded tables joined with waves: broken folders, renames, and what may be joined."""

import json

import numpy as np
import pandas as pd
import pytest

from hubgap import folders, open_data, panel, rules, site
from hubgap.__main__ import main
from hubgap.data import DataError
from hubgap.measures import downloads
from hubgap.text import when
from hubgap.words.en import downloads as downloads_words
from hubgap.words.en import observed as observed_words

from . import tiny

DAY = "2026-11-22"
WHOLE = {"day": DAY, "scope": "tracked", "names": ["a"], "renamed": {}, "files": {}}


@pytest.fixture
def wave(tmp_path):
    folder = tmp_path / "live" / DAY
    folder.mkdir(parents=True)
    return folder


BROKEN = {
    "none at all": None,
    "empty": "",
    "cut off": json.dumps(WHOLE)[:-9],
    "no object": "[]",
    "nested": "[" * 100_000,
    "another day": json.dumps({**WHOLE, "day": "2026-11-21"}),
    "another scope": json.dumps({**WHOLE, "scope": "everything"}),
    "scope of a strange type": json.dumps({**WHOLE, "scope": {}}),
    "no names": json.dumps({k: v for k, v in WHOLE.items() if k != "names"}),
    "names that are no text": json.dumps({**WHOLE, "names": [1]}),
    "renamed to no text": json.dumps({**WHOLE, "renamed": {"a": None}}),
    "not UTF-8": b"\xff\xfe{}",
    "a manifest without its files": json.dumps(WHOLE),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_wave_that_is_not_whole_is_one_sentence(name, wave, capsys):
    content = BROKEN[name]
    if content is not None:
        content = content if isinstance(content, bytes) else content.encode()
        (wave / "manifest.json").write_bytes(content)
    for command in ("check", "build"):
        assert main([command, "--data", str(wave.parent)]) == 1
        said = capsys.readouterr().err
        assert DAY in said and said.count("\n") == 1 and said.rstrip().endswith(".")
    with pytest.raises(DataError):
        folders.make_edition(wave.parent)


def test_files_that_are_no_folder_of_a_day_are_no_waves(tmp_path):
    (tmp_path / DAY).write_text("a file")
    (tmp_path / "notes").mkdir()
    assert folders.waves_in(tmp_path) == []
    with pytest.raises(DataError, match="holds no datapackage.json"):
        open_data(tmp_path)


def test_every_file_is_compared_with_the_manifest(wave):
    (wave / "hub").mkdir()
    (wave / "hub" / "x.csv").write_text("a\n")
    said = {**WHOLE, "files": {"hub/x.csv": folders.digest(wave / "hub" / "x.csv")}}
    (wave / "manifest.json").write_text(json.dumps(said))
    folders.check_files(wave)
    (wave / "hub" / "x.csv").write_text("b\n")
    with pytest.raises(DataError, match="x.csv is not the file"):
        folders.check_files(wave)
    (wave / "hub" / "x.csv").write_text("a\n")
    (wave / "more.csv").write_text("a\n")
    with pytest.raises(DataError, match="more.csv is not the file"):
        folders.check_files(wave)
    (wave / "more.csv").unlink()
    (wave / "hub" / "x.csv").unlink()
    with pytest.raises(DataError, match="x.csv is not the file"):
        folders.check_files(wave)


# --- renames


def organizations(*rows) -> pd.DataFrame:
    return (
        pd.DataFrame(rows, columns=["namespace", "country", "renamed_to"])
        .astype("str")
        .replace("None", np.nan)
    )


def test_names_follow_each_other_and_come_back():
    table = organizations(("a", "CN", None), ("old", "CN", "a"), ("b", "US", None))
    once = folders._renamed(table, {"a": "n", "unheard-of": "x"}).set_index("namespace")
    assert once["renamed_to"].to_dict() == {"a": "n", "old": "n", "b": np.nan, "n": np.nan}
    assert once.loc["n", "country"] == "CN"
    back = folders._renamed(once.reset_index(), {"n": "a"}).set_index("namespace")["renamed_to"]
    assert back.to_dict() == {"a": np.nan, "old": "a", "b": np.nan, "n": "a"}


def test_a_new_name_takes_over_every_span():
    table = organizations(("a", "DE", None), ("a", "US", None))
    found = folders._renamed(table, {"a": "n"})
    assert found["country"].tolist() == ["DE", "US", "DE", "US"]
    assert found["namespace"].tolist() == ["a", "a", "n", "n"]
    assert found["renamed_to"].fillna("").tolist() == ["n", "n", "", ""]


def test_a_circle_of_names_ends():
    table = organizations(("a", "CN", None), ("b", "CN", None))
    found = folders._renamed(table, {"a": "b", "b": "a"}).set_index("namespace")["renamed_to"]
    assert found.to_dict() == {"a": np.nan, "b": "a"}
    assert folders._renamed(table, {"a": "a"})["renamed_to"].isna().all()


def test_aliases_follow_each_other_and_a_name_in_use_is_no_old_one():
    aliases = pd.DataFrame({"old_id": ["s", "a/m", "c/m"], "new_id": ["a/m", "b/m", "d/m"]})
    later = pd.DataFrame({"old_id": ["b/m"], "new_id": ["a/m"]})
    found = folders._followed(aliases, later).set_index("old_id")["new_id"].to_dict()
    assert found == {"s": "a/m", "c/m": "d/m", "b/m": "a/m"}
    onward = pd.DataFrame({"old_id": ["b/m"], "new_id": ["e/m"]})
    assert folders._followed(aliases, onward).set_index("old_id")["new_id"].to_dict() == {
        "s": "a/m",
        "a/m": "e/m",
        "c/m": "d/m",
        "b/m": "e/m",
    }
    assert folders._followed(aliases, later[:0]) is aliases


# --- what a refresh of the tracked organizations can say

RULE = rules.CountingRule()
COUNTS = {
    "cn-lab/m": (30, 3000),
    "cn-lab/n": (10, 1000),
    "us-lab/m": (20, 500),
    "hk-lab/x": (0, 70),
}


def refreshed(later: dict | None = None, asked: int = 3):
    """A sample of August, a refresh of 15 November and one of the 22nd (`asked` organizations)."""
    later = later or {name: (d * 2, ever + 700) for name, (d, ever) in COUNTS.items()}
    days = {"2026-11-15": COUNTS, DAY: later}
    fields = "downloads_30d|downloads_all_time|base_model"
    waves = [("snapshot", "s", "2026-08-22", "attention sample", "downloads_30d", "a sample")]
    waves += [("snapshot", "hub_api", day, "catalogue", fields, "three asked") for day in days]
    waves += [
        ("panel", "hub_api", day, "catalogue", "downloads_30d", "three asked") for day in days
    ]
    sample = tiny.snapshot("2026-08-22", {"cn-lab/m": 9, "nobody/x": 5, "packer/m": 1})
    tables = {"snapshot-2026-08-22": sample}
    for day, counts in days.items():
        ever = [value[1] for value in counts.values()]
        rows = tiny.snapshot(day, {name: value[0] for name, value in counts.items()})
        tables[f"snapshot-{day}"] = rows.assign(
            source="hub_api", downloads_all_time=ever, base_model=None
        )
    series = {name: [counts.get(name, [None])[0] for counts in days.values()] for name in COUNTS}
    names = ["cn-lab", "us-lab", "hk-lab"][:asked]
    coverage = pd.DataFrame({"namespace": ["cn-lab", "us-lab", "hk-lab", *names]})
    coverage["wave_id"] = ["2026-11-15"] * 3 + [DAY] * asked
    return tiny.tiny(
        **tables,
        waves=tiny.waves(*waves),
        coverage=coverage,
        panel_observations=tiny.observations("hub_api", list(days), series),
    )


def test_the_latest_refresh_takes_the_place_of_the_sample():
    found = panel.snapshot(refreshed(), "latest")
    assert (found.name, found.selection) == ("Hub catalogues of 22 November 2026", panel.TRACKED)
    assert found.refreshed and "not of the Hub; three asked" in found.sentence
    assert found.label == found.name and when(found.label) == "November 2026"
    sample = panel.snapshot(refreshed(), "2026-08-22")
    assert sample.name == "Hub sample of 22 August 2026" and sample.label == "August 2026"


def test_the_days_of_all_lists_and_of_the_last_refresh():
    assert panel.pictured(refreshed()) == ["2026-08-22", "2026-11-22"]
    assert panel.pictured(tiny.census_data()) == ["2024-07-11", "2026-08-22"]
    assert panel.pictured(tiny.census_data(), "2026-08-21") == ["2024-07-11"]
    assert panel.newest(tiny.census_data()) == "2026-08-22"
    assert panel.latest(tiny.census_data()) == "2024-07-11"


@pytest.mark.parametrize(("week", "latest"), [("2026-11-25", "2026-11-25"), ("2026-10-07", DAY)])
def test_a_census_of_a_week_is_the_latest_list_if_nothing_is_later(week, latest):
    data = refreshed()
    row = ("snapshot", "hub_weekly", week, "census", "downloads_30d", "a week")
    waves = pd.concat([data["waves"], tiny.waves(row)], ignore_index=True)
    rows = tiny.snapshot(week, {"cn-lab/m": 9, "us-lab/m": 0}, source="hub_weekly")
    tables = {name: data[name] for name in data.resources}
    found = tiny.tiny(**{**tables, "waves": waves, f"snapshot-{week}": rows})
    assert panel.latest(found) == latest
    assert week in panel.pictured(found)
    assert panel.known_until(found) == pd.Timestamp("2026-08-22")


def test_a_look_at_a_few_organizations_is_passed_over():
    data = refreshed(asked=1)
    assert panel.latest(data) == panel.newest(data) == "2026-11-15"
    assert panel.last_refreshes(data) == panel.refreshes(data) == []
    assert panel.series(data, "hub_api").days == [pd.Timestamp("2026-11-15")]
    assert panel.last_day(data) == pd.Timestamp("2026-11-15")
    assert panel.last_day(refreshed()) == pd.Timestamp(DAY)


def test_a_look_at_a_few_organizations_is_said_not_to_be_used():
    assert panel.looks_at_a_few(refreshed()) == {}
    found = panel.looks_at_a_few(refreshed(asked=1))
    assert found == {DAY: 1}
    assert observed_words.not_used(found) == (
        "The refresh of 22 November 2026 asked for 1 tracked organization, under 50% of them, and no "
        "page uses it but that of what is new."
    )
    assert observed_words.not_used({}) == ""
    foot = site._map(refreshed(asked=1), [])
    assert foot["until"] == "15 November 2026" and "no page uses it" in foot["not_used"]


@pytest.mark.parametrize(
    "choice",
    [{"copies": "included"}, {"tests": "included"}, {"unknown": "CN"}, {"unknown": "US"}],
    ids=str,
)
def test_what_needs_publishers_who_are_not_tracked_is_refused(choice):
    data, rule = refreshed(), rules.CountingRule(**choice)
    with pytest.raises(panel.Refusal, match="Hub catalogues of 22 November 2026 list no "):
        downloads.shares(panel.snapshot(data, "latest"), rule)
    downloads.shares(panel.snapshot(data, "2026-08-22"), rule)


def test_the_share_of_the_two_countries_among_them_is_given():
    table = downloads.shares(panel.snapshot(refreshed(), "latest"), RULE).set_index("side")
    assert table["value"].to_dict() == {"CN": 80, "US": 40, "other": 0, "unknown": 0}
    assert table.loc["CN", ["share", "low", "high"]].tolist() == [0.6667] * 3


def test_what_cannot_be_changed_has_no_lead_and_says_why():
    table = downloads.sensitivity(panel.snapshot(refreshed(), "latest"), RULE)
    empty = table[table["gap"].isna()]
    assert empty["change"].tolist() == ["copies", "bursts", "unknown", "unknown"]
    assert empty["n"].tolist() == [0, 4, 0, 0]
    said = [downloads_words.unchanged(row) for row in empty.to_dict("records")]
    assert said == ["none of them is listed", "too recent to be judged"] + said[:1] * 2


def test_two_refreshes_are_one_panel_with_downloads_a_day():
    later = {
        "cn-lab/m": (60, 3700),
        "cn-lab/n": (20, 900),
        "us-lab/m": (40, 1900),
        "us-lab/new": (9, 9),
    }
    data = refreshed(later)
    (two,) = panel.last_refreshes(data)
    assert [str(day.date()) for day in two.days] == ["2026-11-15", DAY]
    table = downloads.daily(two, RULE).set_index("side")
    assert table["n"].to_dict() == {"CN": 2, "US": 1}  # in both waves; hk-lab/x is gone
    assert table["per_day"].to_dict() == {"CN": 100, "US": 200}  # 700 and 1,400 in seven days
    assert table["share"].to_dict() == {"CN": 0.3333, "US": 0.6667}
    assert table[["n_fallen", "fallen"]].to_dict("index")["CN"] == {"n_fallen": 1, "fallen": 100}
    found = downloads.in_column(table.reset_index())
    text = downloads_words.daily(table.reset_index(), found, two)
    assert "for the United States 200" in text
    assert "leaves out 1 model with a falling counter, by 100" in text
    (line,) = panel.refreshes(refreshed())
    assert len(line.days) == 2 and line.selection == "full catalogues"


def test_a_refresh_that_ran_past_midnight_keeps_its_name():
    data = refreshed()
    waves = data["waves"]
    waves["last_day"] += pd.to_timedelta((waves["last_day"] == DAY).astype(int), unit="D")
    (two,) = panel.last_refreshes(data)
    assert [str(day.date()) for day in two.days] == ["2026-11-15", "2026-11-23"]
    assert panel.snapshot(data, "latest").name == "Hub catalogues of 22 November 2026"


def test_equal_gains_are_no_lead():
    (two,) = panel.last_refreshes(refreshed())
    table = downloads.daily(two, RULE).assign(per_day=5, share=0.5)
    said = downloads_words.daily(table, downloads.in_column(table), two)
    assert "both countries are within five points" in said


def test_a_refresh_moves_no_day_until_which_bursts_are_judged():
    data = refreshed()
    assert panel.known_until(data) == pd.Timestamp("2026-08-22")
    assert panel.snapshot(data, "latest").judged_until == pd.Timestamp("2026-03-22")


def test_what_may_be_joined_is_said():
    data = refreshed()
    pictures = [panel.snapshot(data, when) for when in ("2026-08-22", panel.LATEST)]
    lines = panel.refreshes(data)
    text = observed_words.compared(lines, pictures)
    assert (
        "A refresh brought Hub catalogues of 22 November 2026: every model of the tracked" in text
    )
    assert text.endswith("it continues the full catalogues of 2 organizations.")
    alone = observed_words.compared([], pictures)
    assert alone.endswith("there is none of its kind yet.")
    with pytest.raises(panel.Refusal, match="no index bridges sources"):
        panel.join(*pictures)


def test_copies_are_included_only_where_somebody_who_makes_them_is_listed():
    data = refreshed()
    assert rules.with_copies(panel.snapshot(data, "latest"), RULE) == RULE
    assert rules.with_copies(panel.snapshot(data, "2026-08-22"), RULE).copies == "included"
