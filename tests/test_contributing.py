"""CONTRIBUTING.md, followed word by word in a copy of the checkout; issue forms; `hubgap describe`."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys

import pandas as pd
import pytest
import yaml

from hubgap import __main__ as command
from hubgap import open_data
from hubgap.data import DESCRIPTOR, ROOT, DataError, check, describe, open_folder, write_data

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("dispute-*.yml"))
STEP = re.compile(
    r"^\d+\. ((?:(?!\n\d+\. ).)+?)(?:\n\n```(\w*)\n(.*?)```|\n(?=\d+\. |\n|$))",
    re.MULTILINE | re.DOTALL,
)
FILES = ["pyproject.toml", "LICENSE-DATA", "notebooks/07-video.ipynb"]


def section(title: str) -> list[tuple[str, str, str]]:
    """The steps of a recipe: what to do, the kind of the block and the block."""
    text = re.search(rf"^## {title}\n(.*?)(?=^## )", GUIDE, re.MULTILINE | re.DOTALL)[1]
    return STEP.findall(text)


def _small(path: str) -> bool:
    """Whether a table is copied: no recipe reads the others, and checking them takes long."""
    if path in ("hub/aliases.csv", "sources.csv"):
        return True
    read = path.startswith(("registry/", "benchmarks/", "video/", "compute/"))
    return read and path not in ("benchmarks/arena_history.csv", "registry/ledger.csv")


def _copied(home):
    """The package, the tests and the small tables."""
    ignored = shutil.ignore_patterns("__pycache__", "baseline", "torture", "static")
    for folder in ("hubgap", "tests"):
        shutil.copytree(ROOT / folder, home / folder, ignore=ignored)
    descriptor = json.loads((ROOT / "data" / DESCRIPTOR).read_text(encoding="utf-8"))
    kept = [one for one in descriptor["resources"] if _small(one["path"])]
    for path in [*FILES, *(f"data/{one['path']}" for one in kept)]:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, home / path)
    for folder in {one["path"].rpartition("/")[0] for one in descriptor["resources"]}:
        (home / "data" / folder).mkdir(exist_ok=True)
    text = json.dumps({**descriptor, "resources": kept}, indent=1, ensure_ascii=False)
    (home / "data" / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")
    return home


def _run(home, *words: str) -> str:
    """What a command prints in the copy; it must end with 0."""
    settings = {**os.environ, "HUBGAP_DATA": "", "HUBGAP_KEPT": str(home / "kept")}
    settings["PYTHONPATH"] = str(home)
    done = subprocess.run(
        [sys.executable, *words],
        cwd=home,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (words, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def _follow(home, said: str, block: str) -> str:
    """Do one step as it says; what it prints."""
    if match := re.search(r"Append to `([^`]+)`", said):
        path = home / match[1]
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        gap = "\n\n" if path.suffix == ".py" else ""
        path.write_text(old + gap + block, encoding="utf-8", newline="\n")
    elif match := re.search(r"In `([^`]+)`, under `([^`]+)` add:", said):
        lines = (home / match[1]).read_text(encoding="utf-8").splitlines(keepends=True)
        (place,) = [n for n, line in enumerate(lines) if line.strip() == match[2]]
        lines.insert(place + 1, block)
        (home / match[1]).write_text("".join(lines), encoding="utf-8", newline="\n")
    elif match := re.search(r"Add a cell to `([^`]+)`", said):
        cells = json.loads((home / match[1]).read_text(encoding="utf-8"))["cells"]
        first = next("".join(one["source"]) for one in cells if one["cell_type"] == "code")
        return _run(home, "-c", f"{first}\nprint({block.strip()})")
    elif match := re.search(r"In `([^`]+)`, replace every TODO", said):
        text = (home / match[1]).read_text(encoding="utf-8")
        assert "TODO" in text
        (home / match[1]).write_text(re.sub('TODO[^"]*', "Known.", text), encoding="utf-8")
    elif said.endswith("in Python:"):
        return _run(home, "-c", block)
    elif block:
        assert said.endswith("Run:"), said
        return "".join(_shell(home, line) for line in block.splitlines())
    return ""


def _shell(home, line: str) -> str:
    program, *words = shlex.split(line)
    if program == "make":  # the whole build: only that there is such a target
        targets = re.findall(
            r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
        )
        assert {*words} <= {*targets}
        return ""
    assert program == "python"
    return _run(home, *words)


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The copy after all recipes, and what each printed."""
    home, printed = _copied(tmp_path_factory.mktemp("copy")), {}
    for title in ("Add a figure", "Add a benchmark", "Add a data source"):
        steps = section(title)
        assert sum(bool(block) for _, _, block in steps) == _blocks(title), title
        printed[title] = "".join(_follow(home, said, block) for said, _, block in steps)
    return home, printed


def _blocks(title: str) -> int:
    text = re.search(rf"^## {title}\n(.*?)(?=^## )", GUIDE, re.MULTILINE | re.DOTALL)[1]
    return text.count("```") // 2


def test_the_guide_is_short_and_in_order():
    assert len(GUIDE.split()) < 950
    assert re.findall("^## (.+)$", GUIDE, re.MULTILINE) == [
        "Add a figure",
        "Add a benchmark",
        "Add a data source",
        "Dispute a country, a license or a figure",
        "Rules of the house",
    ]


@pytest.mark.long
def test_a_figure_is_drawn(followed):
    home, printed = followed
    assert (home / "07-ranked-web.png").read_bytes().startswith(b"\x89PNG")
    table = pd.read_csv(home / "07-ranked.csv", comment="#")
    countries = open_data("embedded")["video_models"]["country"]
    n = {"CN": countries.isin(["CN", "HK", "MO"]).sum(), "US": (countries == "US").sum()}
    assert table["side"].tolist() == ["CN", "US"]
    assert table["share"].tolist() == pytest.approx([n[side] / sum(n.values()) for side in n])
    assert "1 passed" in printed["Add a figure"]
    assert "video systems" in printed["Add a figure"], "the cell of the notebook"


@pytest.mark.long
def test_a_benchmark_stands_in_the_table_of_gaps(followed):
    """75 of the American against 60, the better of the two Chinese: 15 points."""
    rows = followed[1]["Add a benchmark"].splitlines()
    (toy,) = [row for row in rows if "Toy test" in row]
    assert toy.split() == [toy.split()[0], "Toy", "test", "US", "Qwen2-72B", "15.000"]
    assert any(" GPQA Diamond " in row for row in rows)


@pytest.mark.long
def test_a_source_is_checked_and_read(followed):
    home, printed = followed
    data = open_folder(home / "data")
    assert data["toy"]["toys"].tolist() == [3, 7, 4, 9]
    assert data["toy"]["day"].dtype == "datetime64[s]"
    assert "toy" in set(data["sources"]["id"])
    assert data.resources["toy"]["schema"]["primaryKey"] == ["day", "side"]
    assert f"{len(data.resources)} tables keep every rule." in printed["Add a data source"]
    assert '"name": "toy"' in printed["Add a data source"], "the draft was printed"
    assert "| toy | Toy lab | MIT | attribution |\n" in (home / "LICENSE-DATA").read_text("utf-8")
    assert '    "usage/toy.csv",\n' in (home / "hubgap/hub/compile.py").read_text("utf-8")


def test_no_draft_is_left_in_the_descriptor():
    assert "TODO" not in (ROOT / "data" / DESCRIPTOR).read_text(encoding="utf-8")


# --- issue forms


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_asks_for_all_that_a_dispute_needs(path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert form["name"] and form["description"] and f".github/ISSUE_TEMPLATE/{path.name}" in GUIDE
    asked = [one for one in form["body"] if one["type"] != "markdown"]
    kind = path.stem.removeprefix("dispute-")
    what = {"country": "namespace", "license": "model", "figure": "figure"}[kind]
    since = ["since"] if kind != "figure" else []
    assert [one["id"] for one in asked] == [what, "stands", "should", "evidence", *since]
    for one in asked:
        assert one["type"] in ("input", "textarea") and one["validations"] == {"required": True}
        assert one["attributes"]["label"] and one["attributes"]["description"]


def test_three_forms_and_a_configuration():
    assert [path.stem for path in FORMS] == ["dispute-country", "dispute-figure", "dispute-license"]
    config = FORMS[0].with_name("config.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(config) == {"blank_issues_enabled": True}


@pytest.mark.parametrize("path", [ROOT / "CONTRIBUTING.md", *FORMS], ids=lambda path: path.stem)
def test_every_column_that_is_named_exists(path):
    resources = open_data("embedded").resources
    prose = re.sub("```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    named = re.findall(r"`(\w+)\.(\w+)`", prose)
    assert len(named) >= 4 or path.stem == "dispute-figure"
    for table, column in named:
        assert column in [field["name"] for field in resources[table]["schema"]["fields"]]


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md"])
def test_links_of_these_pages_resolve(name):
    for target in re.findall(r"\]\(([^)\s]+)\)", (ROOT / name).read_text(encoding="utf-8")):
        assert (ROOT / target.partition("#")[0]).exists(), target


# --- describe


def drafted(tmp_path, text: str) -> dict:
    path = tmp_path / "toy.csv"
    path.write_bytes(text.encode())
    return describe(path)


def test_a_draft_guesses_types_and_what_is_required(tmp_path):
    made = drafted(
        tmp_path,
        "id,n,share,on,day,zip,maybe,long,nothing,odd\n"
        "a,1,0.5,true,2026-01-31,01234,true,1234567890123456,,2026-02-30\n"
        "b,-2,3,false,2026-02-01,10115,,1,,2026-01-01\n",
    )
    fields = {field["name"]: field for field in made["schema"]["fields"]}
    assert {name: field["type"] for name, field in fields.items()} == {
        "id": "string", "n": "integer", "share": "number", "on": "boolean", "day": "date",
        "zip": "string",  # a number would lose its zero
        "maybe": "string",  # true, false or empty: no boolean of the descriptor
        "long": "string", "nothing": "string",
        "odd": "string",  # there is no 30 February
    }  # fmt: skip
    optional = {name for name, field in fields.items() if "constraints" not in field}
    assert optional == {"maybe", "nothing"}
    assert all(field["description"].startswith("TODO") for field in fields.values())
    assert [name for name in fields if "unit" in fields[name]] == ["n", "share"]
    assert (made["name"], made["path"], made["rows"]) == ("toy", "toy.csv", 2)
    assert made["hash"].startswith("sha256:")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a,b\nx,1\ny,1\n", ["a"]),
        ("a,b\n1,x\n1,y\n", ["b"]),  # a text that tells all rows apart
        ("a,b,c\nx,1,5\nx,2,5\ny,1,5\n", ["a", "b"]),
        ("a,b\nx,0.5\nx,1.5\n", None),  # a measurement is no key
        ("a,b\nx,1\nx,1\n", None),
        ("a,b,c\nx,,1\nx,2,1\n", None),  # an empty cell is no key
    ],
)
def test_a_draft_finds_the_key(tmp_path, text, key):
    assert drafted(tmp_path, text)["schema"].get("primaryKey") == key


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty: write a line of column names"),
        (b"a,b\n", "is empty: write a line of column names"),
        (b"a,a\n1,2\n", "the column 'a' stands there twice: rename one."),
        (b"a,\n1,2\n", "column 2 has no name: give it one"),
        (b"a\nx\n\xff\n", "row 2, is not UTF-8: save the file as UTF-8."),
        (b"\xef\xbb\xbfa\nx\n", "begins with a byte order mark: save it as UTF-8 without one."),
        (b"a,b\n1,2\n3\n", "row 2 of toy.csv: the row has 1 cells, rule: 2 columns"),
        (b'a\n"x\n', "is no CSV file"),
    ],
)
def test_a_bad_file_is_one_sentence_and_exit_code_1(tmp_path, capsys, content, told):
    path = tmp_path / "toy.csv"
    path.write_bytes(content)
    assert command.main(["describe", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and told in err


@pytest.mark.parametrize(
    ("name", "told"), [("none.csv", "cannot be read"), ("toy.txt", "does not end in .csv")]
)
def test_a_file_that_is_no_table_is_one_sentence(tmp_path, name, told):
    (tmp_path / "toy.txt").write_text("a\n1\n")
    with pytest.raises(DataError, match=told):
        describe(tmp_path / name)


@pytest.fixture
def folder(tmp_path):
    """A data folder with one table."""
    field = {"name": "id", "type": "string", "description": "Name."}
    one = {"name": "sources", "path": "sources.csv", "schema": {"fields": [field]}}
    tables = {"sources": pd.DataFrame({"id": ["s"]})}
    write_data(tmp_path / "data", {"name": "small", "resources": [one]}, tables)
    return tmp_path / "data"


def said(folder):
    """Somebody describes what a draft leaves to do."""
    path = folder / DESCRIPTOR
    path.write_text(path.read_text(encoding="utf-8").replace("TODO", "Known"), encoding="utf-8")


def test_columns_parted_by_semicolons_are_refused(folder):
    (folder / "toy.csv").write_text("id;source\na;s\n")
    with pytest.raises(DataError, match=r"toy\.csv parts its columns by semicolons: save it with"):
        describe(folder / "toy.csv")


def test_write_adds_a_table_and_counts_a_known_one_anew(folder, capsys):
    (folder / "toy.csv").write_text("id,source\na,s\n")
    assert command.main(["describe", str(folder / "toy.csv"), "--write"]) == 0
    assert capsys.readouterr().out.startswith(
        "toy stands in datapackage.json: describe what says TODO"
    )
    with pytest.raises(DataError, match=r"description in datapackage\.json still says TODO"):
        check(open_folder(folder))
    said(folder)
    assert check(open_folder(folder)) == 2
    with (folder / "toy.csv").open("a") as file:
        file.write("b,s\n")
    with pytest.raises(DataError, match="rule: 1 rows"):
        check(open_folder(folder))
    before = open_folder(folder).resources["toy"]
    describe(folder / "toy.csv", write=True)
    after = open_folder(folder).resources["toy"]
    assert check(open_folder(folder)) == 2
    assert {key for key in after if after[key] != before[key]} == {"rows", "hash"}


def test_a_draft_leads_its_sources_to_the_table_of_sources(folder):
    (folder / "toy.csv").write_text("id,source\na,nobody\n")
    describe(folder / "toy.csv", write=True)
    said(folder)
    with pytest.raises(DataError, match="'nobody' breaks the rule stands in sources.id"):
        check(open_folder(folder))


def test_write_changes_nothing_where_it_cannot_describe(folder, tmp_path):
    before = (folder / DESCRIPTOR).read_bytes()
    (folder / "more").mkdir()
    (folder / "more" / "sources.csv").write_text("id\na\n")
    with pytest.raises(DataError, match="sources.csv has the name 'sources': rename the file"):
        describe(folder / "more" / "sources.csv", write=True)
    (folder / "sources.csv").write_text("other\na\n")
    with pytest.raises(DataError, match="column 'id'.*this column is missing"):
        describe(folder / "sources.csv", write=True)
    assert (folder / DESCRIPTOR).read_bytes() == before
    (tmp_path / "toy.csv").write_text("a\n1\n")
    with pytest.raises(DataError, match="lies in no data folder: move it under data/"):
        describe(tmp_path / "toy.csv", write=True)
