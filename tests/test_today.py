"""What two lists say of some labs: numbers worked out by hand, and the words of each case."""

import json

import pandas as pd
import pytest

from hubgap import Study
from hubgap.data import ROOT
from hubgap.hub import today as hub_today
from hubgap.measures import today
from hubgap.panel import Panel, Refusal
from hubgap.study import LABS as DEFAULT
from hubgap.words.en import today as words

from .altered import COUNTRY
from .test_licenses import LICENSES
from .tiny import ORGANIZATIONS, snapshot, tiny, waves

BEFORE, NOW = "2026-10-04", "2026-11-22"
LABS = ["cn-lab", "us-lab", "nobody", "hk-lab"]
LISTED = {
    "organizations": ORGANIZATIONS,
    "parents": pd.DataFrame({"parent": ["us-group"], "country": ["US"]}),
    "aliases": pd.DataFrame({"old_id": ["short"], "new_id": ["cn-lab/short"]}),
    "licenses": LICENSES,
    "flagship_licenses": pd.DataFrame(
        {"model_id": ["nobody/flag"], "license_tag": ["mit"], "class": ["permissive"]}
    ),
}


def listed(day: str, selection: str, *rows: tuple, source: str = "s") -> Panel:
    """A list of a day: rows (model_id, region, downloads, day of creation, license)."""
    columns = ["model_id", "region", "downloads_30d", "created_at", "license"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.assign(
        namespace=table["model_id"].str.split("/").str[0],
        created_at=pd.to_datetime(table["created_at"], utc=True),
        license=table["license"].astype("str"),
        license_name=pd.Series(dtype="str"),
        source=source,
        license_source=source,
        day=pd.Timestamp(day),
    )
    return Panel(f"Hub list of {day}", selection, (source,), frozenset(), table)


FIRST = listed(
    BEFORE, "attention sample",
    ("cn-lab/a", "CN", 100, "2025-01-01", "mit"), ("cn-lab/gone", "CN", 900, "2025-01-01", "mit"),
    ("us-lab/a", "US", 40, "2025-01-01", "mit"), ("us-lab/b", "US", 60, "2025-01-01", "mit"),
    ("other/a", "US", 5000, "2025-01-01", "mit"),  # of no lab that is asked for
)  # fmt: skip
LATER = listed(
    NOW, "tracked catalogues",
    ("cn-lab/a", "CN", 150, "2025-01-01", "mit"),
    ("cn-lab/late", "CN", 7, "2026-10-05", "llama3"),  # the first day that counts as new
    ("cn-lab/new", "CN", 70, "2026-11-01", "mit"),
    ("cn-lab/old", "CN", 3, "2026-10-04", "mit"),  # the earlier list did not hold it, yet not new
    ("us-lab/a", "US", 10, "2025-01-01", "mit"), ("us-lab/b", "US", 60, "2025-01-01", "mit"),
    ("nobody/x", "unknown", 1, "2026-11-02", None), ("other/a", "US", 1, "2025-01-01", "mit"),
)  # fmt: skip
TWO_DAYS = today.models(FIRST, LATER, LABS, LISTED)
BY_LAB = today.by_lab(TWO_DAYS, LABS, LISTED)
FOUND = today.found(TWO_DAYS, BY_LAB)


def test_only_models_on_both_lists_are_compared():
    table = BY_LAB.set_index("lab")
    assert list(table.index) == ["cn-lab", "us-lab", "hk-lab", "nobody"]
    assert table["models"].tolist() == [1, 2, 0, 0]
    assert table["before"].tolist() == [100, 100, 0, 0]
    assert table["now"].tolist() == [150, 70, 0, 0]
    assert table["change"].fillna(9).tolist() == [0.5, -0.3, 9, 9]
    assert table["then"].tolist() == [2, 2, 0, 0] and table["later"].tolist() == [4, 2, 0, 1]
    assert table["side"].tolist() == ["CN", "US", "CN", "unknown"]


def test_a_model_is_new_by_its_day_of_creation():
    new = today.newest(TWO_DAYS)
    assert new["model_id"].tolist() == ["cn-lab/new", "cn-lab/late", "nobody/x"]
    assert new["terms"].tolist() == ["permissive", "user or revenue limits", "undeclared"]
    assert (FOUND.new, FOUND.permissive, FOUND.top, FOUND.tag) == (3, 1, "cn-lab/new", "mit")
    shown = words.new_table(new)
    assert shown["license"].tolist() == ["MIT", "llama3", "no license tag"]


def test_movers_by_the_size_of_their_step():
    moved = today.movers(TWO_DAYS)
    assert moved["model_id"].tolist() == ["cn-lab/a", "us-lab/a"]  # us-lab/b did not move
    assert moved["step"].tolist() == [50, -30]
    assert words.movers_table(moved, FIRST, LATER)["that is"].tolist() == ["more", "less"]
    assert FOUND[5:] == (2, 1, 1, "cn-lab/a", 100, 150)


def test_what_no_list_holds_is_no_error():
    nothing = today.models(FIRST, LATER, ["hk-lab"], LISTED)
    table = today.by_lab(nothing, ["hk-lab"], LISTED)
    found = today.found(nothing, table)
    said = words.labs(found, table, FIRST, LATER)
    assert said.title == "No model of these labs is on both lists"
    assert "no model in common" in said.finding
    assert words.created(found, FIRST, LATER).startswith("The list of 22 November 2026 holds no")
    assert words.beside_lab(0, float("nan")) == "no model on both lists"


def test_a_lab_is_known_under_its_new_name():
    assert today.current(["old-lab", "cn-lab", "us-lab"], ORGANIZATIONS) == ["cn-lab", "us-lab"]


# --- which two lists


def days_of(asked: list[str], **organizations) -> tuple[str, str]:
    """The days of the two lists where a refresh asked for few, many or these."""
    rows = [("snapshot", "s", "2026-08-22", "attention sample")]
    rows += [("snapshot", "s", BEFORE, "attention sample")]
    rows += [("snapshot", "hub_api", NOW, "catalogue")]
    tables = {f"snapshot-{row[2]}": snapshot(row[2], {"cn-lab/m": 1}) for row in rows}
    covered = pd.DataFrame({"namespace": asked, "wave_id": NOW, "n_models": 1})
    data = tiny(waves=waves(*rows), coverage=covered, **tables)
    return today.days(data, **organizations)


def test_a_pull_of_a_few_labs_is_read_only_of_these(monkeypatch):
    monkeypatch.setattr("hubgap.panel.ASKED_AT_LEAST", 1)  # of three that are tracked
    assert days_of(["cn-lab"], labs=["cn-lab"]) == (BEFORE, NOW)
    assert days_of(["cn-lab"], labs=["cn-lab", "nobody"]) == (BEFORE, NOW)  # nobody knows that one
    assert days_of(["cn-lab"], labs=["cn-lab", "us-lab"]) == ("2026-08-22", BEFORE)
    assert days_of(["old-lab"], labs=["cn-lab"]) == (BEFORE, NOW)  # under its old name
    assert days_of(["cn-lab"], labs=["cn-lab"], until=BEFORE) == ("2026-08-22", BEFORE)


def test_a_full_refresh_is_the_later_list_for_everybody(monkeypatch):
    monkeypatch.setattr("hubgap.panel.ASKED_AT_LEAST", 0)
    assert days_of(["cn-lab"], labs=["cn-lab", "us-lab"]) == (BEFORE, NOW)


def test_one_list_has_nothing_new():
    with pytest.raises(Refusal, match="Nothing is new"):
        days_of(["cn-lab"], labs=["cn-lab"], until="2026-08-22")


# --- boards


def board_data(*last: tuple) -> dict:
    """An earlier list of three models, and a later one: rows (model, entry, rating)."""
    columns = ["model", "name_on_board", "rating"]
    early = pd.DataFrame([("Old", "old", 1400), ("Q", "q", 1300)], columns=columns)
    late = pd.DataFrame(last, columns=columns)
    both = pd.concat(
        [
            early.assign(published_on=pd.Timestamp("2026-08-19")),
            late.assign(published_on=pd.Timestamp("2026-11-20")),
        ]
    ).assign(board="text_style")
    history = early.assign(model="Ancient", published_on=pd.Timestamp("2024-01-01"))
    facts = pd.DataFrame(
        [
            ("Old", "Cloud", "CN", "true", "cn-lab/old"),
            ("New", "Cloud", "CN", "false", None),
            ("Theirs", "Group", "US", "true", "us-lab/theirs"),
            ("Strange", "unknown", "unknown", "unknown", None),
        ],
        columns=["model", "developer", "country", "open_weights", "hub_id"],
    )
    return LISTED | {
        "arena_snapshot": both,
        "arena_history": history.assign(board="text_style"),
        "benchmark_models": facts,
    }


def test_places_are_those_of_models_that_no_earlier_list_holds():
    data = board_data(
        ("Old", "old", 1500), ("New", "new-high", 1450), ("New", "new-low", 1420),
        ("Theirs", "theirs", 1410), ("Ancient", "ancient", 1405), ("Strange", "strange", 1401),
    )  # fmt: skip
    found = today.board(data, ["cn-lab"])
    assert found.places[["place", "model", "side"]].values.tolist() == [[2, "New", "CN"]]
    assert (found.new, found.unknown, str(found.day.date())) == (3, 1, "2026-11-20")
    both = today.board(data, ["cn-lab", "us-lab"]).places
    assert both[["place", "model"]].values.tolist() == [[2, "New"], [4, "Theirs"]]
    assert words.places(found) == (
        "On LMArena's text board of 20 November 2026 1 model of these labs is new, the highest New "
        "in place 2. Of 1 new name no table knows the maker."
    )
    none = today.board(data, ["hk-lab"])
    assert "no model of these labs is new" in words.places(none)
    assert words.places_table(both)["open weights"].tolist() == ["no", "yes"]


# --- words


@pytest.mark.parametrize(
    ("fell", "rose", "compared", "title"),
    [
        (2, 1, 3, "fell at 2 of 3 labs by November 2026"),
        (1, 2, 3, "rose at 2 of 3 labs by November 2026"),
        (0, 1, 1, "rose at 1 of 1 lab by November 2026"),
        (0, 0, 2, "did not change by November 2026"),
    ],
)
def test_the_title_tells_the_way_of_most_labs(fell, rose, compared, title):
    found = FOUND._replace(fell=fell, rose=rose, compared=compared)
    said = words.labs(found, BY_LAB, FIRST, LATER)
    assert said.title == f"Downloads of the same models {title}"
    assert not COUNTRY.search(said.title + said.finding)


@pytest.mark.parametrize(
    ("fell", "rose", "said"),
    [(2, 1, "fell at 2 labs and rose at 1"), (0, 1, "rose at 1 lab and did not change at 2")],
)
def test_the_finding_tells_every_way(fell, rose, said):
    found = FOUND._replace(fell=fell, rose=rose, compared=3)
    assert said in words.moved(found, FIRST, LATER)


def test_who_was_popular_is_expected_to_fall():
    assert "expected to fall" in words.labs(FOUND, BY_LAB, FIRST, LATER).finding
    assert "expected to fall" not in words.labs(FOUND, BY_LAB, LATER, LATER).finding


def test_the_page_says_whether_anything_was_pulled():
    assert words.compared(FIRST, LATER).startswith("Nothing was pulled")
    pulled = listed(
        NOW, "tracked catalogues", *[("cn-lab/a", "CN", 1, NOW, "mit")], source="hub_api"
    )
    assert words.compared(FIRST, pulled).startswith("A pull of 22 November 2026 is compared")


def test_a_change_has_its_sign():
    changes = [0.5, -0.304, 0, 0.001, -0.001]
    said = ["+50%", "−30%", "0%", "under 1% more", "under 1% less"]
    assert [words.signed(change) for change in changes] == said
    assert words.beside_lab(1, 0.5) == "+50%, 1 model"
    assert words.beside_lab(1200, -0.3, short=True) == "−30%, 1,200"


@pytest.mark.parametrize(
    ("permissive", "said"), [(3, "Every"), (1, "1 is"), (2, "2 are"), (0, "none is")]
)
def test_licenses_in_words(permissive, said):
    assert said in words.licenses(FOUND._replace(permissive=permissive))


# --- the study and the notebook


def test_a_study_of_other_labs_is_another_one():
    study = Study(tiny())
    assert study.of(*DEFAULT).key == study.key
    other = study.of("Qwen", "Qwen", "google")
    assert other.labs == ("Qwen", "google") and other.key.endswith(" | Qwen, google")
    with pytest.raises(Refusal, match="at least one lab"):
        study.of()


def test_the_notebook_asks_for_the_labs_of_the_edition():
    book = json.loads((ROOT / "notebooks" / "12-pull-today.ipynb").read_text(encoding="utf-8"))
    given = {}
    exec("".join(book["cells"][1]["source"]), given)
    assert tuple(given["ORGANIZATIONS"]) == DEFAULT and given["ENDPOINT"] is None


def test_offline_nothing_is_asked(monkeypatch, capsys):
    monkeypatch.setattr(hub_today, "refresh", lambda **_: pytest.fail("it asked"))
    monkeypatch.setattr(hub_today.constants, "HF_HUB_OFFLINE", True)
    assert hub_today.pull(["Qwen"]) is None
    said, errors = capsys.readouterr()
    assert said.startswith("Nothing was asked, since HF_HUB_OFFLINE is set") and not errors
