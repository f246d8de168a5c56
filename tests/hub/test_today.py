"""The notebook that pulls, its cells run in order against a server on this machine."""

import json
import os
import socket
from datetime import UTC, datetime, timedelta

import pytest
from filelock import FileLock

from hubgap import open_data
from hubgap.data import ROOT
from hubgap.exhibits import today
from hubgap.folders import boards_in, manifest_of, waves_in
from hubgap.hub import collect
from hubgap.hub.report import Progress
from hubgap.hub.today import pull
from hubgap.panel import newest

from .arena import datasets, place
from .server import Hub, catalogue

LABS = ["Qwen", "google"]
NOW = datetime.fromisoformat(newest(open_data("embedded"))).replace(tzinfo=UTC, hour=12)
NOW += timedelta(days=49)
CELLS = json.loads((ROOT / "notebooks" / "12-pull-today.ipynb").read_text(encoding="utf-8"))[
    "cells"
]


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch, tmp_path):
    """What is pulled goes into a folder of the test, on a day after the edition."""
    monkeypatch.setattr("hubgap.hub.today.ROOT", tmp_path)
    monkeypatch.setattr(collect, "now", lambda: NOW)


def brought(embedded) -> dict[str, list[dict]]:
    """Catalogues of LABS: what the edition's last list holds of them, and what came since."""
    models = catalogue(embedded[f"snapshot-{newest(embedded)}"], LABS, most=20)
    first = models["Qwen"][0]
    since = (NOW - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    new = {**first, "_id": "f" * 24, "id": "Qwen/Qwen9-Test", "createdAt": since}
    tags = [tag for tag in first["tags"] if not tag.startswith("license:")]
    new |= {"downloads": 77_000, "tags": [*tags, "license:apache-2.0"]}
    first["downloads"] += 10**9  # nothing else moves as far
    models["Qwen"].append(new)
    return models


def run(endpoint: str, labs=tuple(LABS)) -> tuple[dict, list]:
    """The names that the notebook's code cells left, and what each cell ended with."""
    names, shown = {}, []
    for cell in (one for one in CELLS if one["cell_type"] == "code"):
        source = "".join(cell["source"])
        if source.startswith("today."):
            shown.append(eval(source, names))
            continue
        exec(source, names)
        if "parameters" in cell["metadata"].get("tags", []):
            names |= {"ORGANIZATIONS": [*labs], "ENDPOINT": endpoint}
    return names, shown


def test_the_notebook_reads_what_it_pulled(embedded, capsys, tmp_path):
    models = brought(embedded)
    boards = datasets(
        text_style_control=[place("gpt-5.5-high"), place("a-new-name", 2, organization="nobody")]
    )
    with Hub(models, page=10, datasets=boards) as hub:
        names, shown = run(hub.url)
        asked = len(hub.asked)
    said, errors = capsys.readouterr()
    assert said.count("requests (") == 2 and said.rstrip().endswith(
        "with a report.md for each part."
    )
    folder = names["folder"]
    assert folder.parent == tmp_path / "live" and errors == ""
    assert len(waves_in(folder)) == len(boards_in(folder)) == 1 and asked < 40
    study = names["study"]
    short = repr(today.in_short(study))
    assert f"A pull of {NOW.day} {NOW:%B %Y} is compared with the Hub sample" in short
    assert "created 1 model after" in short and "Qwen/Qwen9-Test (Apache 2.0)" in short
    assert "On LMArena's text board of 20 November 2026" in short
    assert "Of 1 new name no table knows the maker." in short
    assert today.new_models(study).table["which is"].tolist() == ["permissive"]
    first = models["Qwen"][0]
    assert today.movers(study).table.iloc[0].tolist()[::3] == [first["id"], "more"]
    table = today.labs(study).table.set_index("lab")
    both = [len(models["Qwen"]) - 1, len(models["google"])]
    assert table.loc[LABS, "models"].tolist() == both
    assert table.loc[LABS, "later"].tolist() == [both[0] + 1, both[1]]
    assert len(today.labs(study).content("svg")) > 10_000
    assert len(shown) == len([one for one in CELLS if one["cell_type"] == "code"]) - 2


def test_a_dead_endpoint_is_one_sentence_and_the_page_goes_on(capsys, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{free.getsockname()[1]}"
    names, shown = run(endpoint)
    said, errors = capsys.readouterr()
    assert names["folder"] is None and errors.count("cannot be reached") == 1
    assert said == "Nothing was pulled: the page shows what is stored here.\n"
    assert repr(today.in_short(names["study"])).startswith("Nothing was pulled")
    assert all(map(repr, shown))


def test_the_same_cell_again_asks_for_a_wave_of_the_same_day(embedded):
    with Hub(brought(embedded)) as hub:
        first = pull(LABS, hub.url)
        assert pull([*reversed(LABS), "Qwen"], hub.url) == first
    assert len(waves_in(first)) == 1


def whole(home) -> dict[str, bytes]:
    return {path.relative_to(home): path.read_bytes() for path in home.rglob("*.*")}


def test_another_pull_replaces_the_folder_once_its_models_are_there(
    embedded, tmp_path, monkeypatch, capsys
):
    live = tmp_path / "live"
    with Hub(brought(embedded)) as hub:
        home = pull(LABS, hub.url)
        before = whole(home)
        hub.fault = lambda handler, number: (
            "author=Qwen" in handler.path and not handler.send(b"", 404)
        )
        assert pull("Qwen", hub.url) is None and whole(home) == before
        assert (live / ".hubgap-today").exists()  # its pages wait for the next try
        hub.fault = None
        assert pull("Qwen", hub.url) == home == live / "today"
        assert manifest_of(waves_in(home)[0])["names"] == ["Qwen"] and len(boards_in(home)) == 1
        monkeypatch.setattr(collect, "now", lambda: NOW + timedelta(days=1))
        assert pull("Qwen", hub.url) == home and len(waves_in(home)) == 1
        assert {path.name for path in live.iterdir()} == {"today", ".hubgap-lock"}
        os.rename(home, live / ".hubgap-old-today")  # a run that was killed between two renames
        before = whole(live / ".hubgap-old-today")
        assert pull("google", "http://127.0.0.1:1") is None and whole(home) == before
        capsys.readouterr()
        with FileLock(live / ".hubgap-lock"):
            assert pull("Qwen", hub.url) is None
    assert "Another refresh is writing to live/." in capsys.readouterr().out


def test_boards_that_fail_leave_the_models(embedded, capsys):
    def fault(handler, number):
        if "datasets" in handler.path:
            handler.send(b"", 404)
            return True
        return False

    with Hub(brought(embedded), fault=fault) as hub:
        names, _ = run(hub.url)
    assert len(waves_in(names["folder"])) == 1 and not boards_in(names["folder"])
    assert "cannot be read any more" in capsys.readouterr().err
    assert "A pull of" in repr(today.in_short(names["study"]))


def test_a_name_that_is_none_is_refused(capsys):
    assert pull(["a/b"], "http://127.0.0.1:1") is None
    assert "is no name of an organization" in capsys.readouterr().err


def test_in_a_notebook_there_is_a_bar(monkeypatch, capsys):
    class Told:
        budget = type("Budget", (), {"asked": 3, "left": None, "pause": lambda _: 0})()

    monkeypatch.setattr("builtins.get_ipython", lambda: None, raising=False)
    progress = Progress(Told(), lambda: 1, 2, "listing")
    progress()
    progress.close()
    assert "1/2" in capsys.readouterr().err
