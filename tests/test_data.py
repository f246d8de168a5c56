"""The data contract: every rule on a small hand-made package, then the real data/."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil

import frictionless
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from filelock import FileLock

from hubgap import data as module
from hubgap import folders
from hubgap.data import ROOT, Data, DataError, check, write_data
from hubgap.disk import LOCK, NEW, OLD
from hubgap.folders import open_data
from hubgap.hub import compile as compiling
from hubgap.site.codebook import codebook

TEXT = 'quote " comma , new\nline, 中文, None, NA, nan, 007, 1e5, tab\t end'


def field(name: str, kind: str = "string", **rules) -> dict:
    return {"name": name, "type": kind, "constraints": rules}


def reference(column: str, table: str, target: str, **more) -> dict:
    return {"fields": [column], "reference": {"resource": table, "fields": [target]}, **more}


def descriptor() -> dict:
    makers = {
        "fields": [
            field("maker", required=True, pattern="[a-z]+"),
            field("kind", enum=["startup", "university"]),
            field("founded", "date", minimum="1990-01-01", maximum="2030-12-31"),
            field("staff", "integer"),
            field("share", "number", minimum=0, maximum=1),
            field("open", "boolean", required=True),
            {**field("partners"), "separator": "|"},
            field("note"),
        ],
        "primaryKey": ["maker"],
        "foreignKeys": [reference("partners", "", "maker")],
    }
    models = {
        "fields": [
            field("model_id", required=True),
            field("maker"),
            field("downloads_30d", "integer", required=True, minimum=0),
            field("parameters", "integer"),
            field("created_at", "datetime", minimum="2022-03-02"),
            field("observed_on", "date"),
            field("base_model", "array"),
        ],
        "primaryKey": ["model_id", "observed_on"],
        "foreignKeys": [reference("maker", "makers", "maker", exceptions=["someone else"])],
    }
    return {
        "name": "small",
        "resources": [
            {"name": "makers", "path": "registry/makers.csv", "schema": makers},
            {"name": "models", "path": "models.parquet", "schema": models},
        ],
    }


def tables() -> dict[str, pd.DataFrame]:
    makers = {
        "maker": ["alpha", "beta", "gamma"],
        "kind": ["startup", "university", None],
        "founded": pd.to_datetime(["2001-05-06", None, "1999-12-31"]),
        "staff": [120, np.nan, 9007199254740991],
        "share": [0.25, 1.0, np.nan],
        "open": [True, False, True],
        "partners": ["beta|gamma", "alpha", None],
        "note": [TEXT, None, "unknown"],
    }
    models = {
        "model_id": ["alpha/one", "beta/two", "three"],
        "maker": ["alpha", "beta", "someone else"],
        "downloads_30d": [680_847_003, 0, 12],
        "parameters": [7_000_000_000, np.nan, np.nan],
        "created_at": pd.to_datetime(["2023-01-02T03:04:05Z", None, "2022-03-02T00:00:00Z"]),
        "observed_on": pd.to_datetime(["2024-07-11"] * 3),
        "base_model": [["beta/two", "three"], None, []],
    }
    return {"makers": pd.DataFrame(makers), "models": pd.DataFrame(models)}


@pytest.fixture
def folder(tmp_path):
    write_data(tmp_path / "small", descriptor(), tables())
    return tmp_path / "small"


def refusal(folder) -> str:
    """The one sentence with which a folder is refused."""
    with pytest.raises(DataError) as caught:
        check(open_data(folder))
    sentence = str(caught.value)
    assert sentence.isprintable() and sentence.endswith(".") and ": " in sentence
    return sentence


def snapshot(folder) -> dict:
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# --- reading what was written


def test_what_is_written_is_read_again(folder):
    data = open_data(folder)
    assert check(data) == 2 and "makers" in data and "nothing" not in data
    makers, models = data["makers"], data["models"]
    assert makers["note"].tolist()[0] == TEXT and makers["note"].tolist()[2] == "unknown"
    assert makers["note"].isna().tolist() == [False, True, False]
    assert makers["staff"].tolist()[::2] == [120, 2**53 - 1] and makers["staff"].dtype == "float64"
    assert makers["share"].tolist()[:2] == [0.25, 1.0] and makers["open"].dtype == bool
    assert makers["founded"].dtype == "datetime64[s]" and makers["founded"].isna()[1]
    assert models["downloads_30d"].dtype == "int64" and models["downloads_30d"][0] == 680_847_003
    assert models["created_at"][0] == pd.Timestamp("2023-01-02 03:04:05", tz="UTC")
    assert list(models["base_model"][0]) == ["beta/two", "three"]
    assert models["base_model"][1] is None and len(models["base_model"][2]) == 0
    assert data["makers"] is makers


def test_written_cells(folder):
    lines = (folder / "registry/makers.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "maker,kind,founded,staff,share,open,partners,note"
    assert lines[1].startswith("alpha,startup,2001-05-06,120,0.25,true,beta|gamma,")
    assert "beta,university,,,1,false,alpha," in lines
    resource = json.loads((folder / "datapackage.json").read_text())["resources"][0]
    content = (folder / "registry/makers.csv").read_bytes()
    assert resource["rows"] == 3
    assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()


def test_writing_what_was_read_changes_no_byte(folder):
    before, data = snapshot(folder), open_data(folder)
    write_data(folder, data.descriptor, {name: data[name] for name in data.resources})
    assert snapshot(folder) == before


def test_opening_one_table_reads_no_other(folder):
    (folder / "models.parquet").unlink()
    assert len(open_data(folder)["makers"]) == 3


def test_replace_exchanges_a_table_in_memory_only(folder):
    data = open_data(folder)
    other = data.replace({"makers": data["makers"].head(1)})
    assert (len(other["makers"]), len(data["makers"]), len(other["models"])) == (1, 3, 3)
    with pytest.raises(DataError, match="no table 'nothing' .*: choose one of makers, models"):
        data.replace({"nothing": data["makers"]})


def test_the_switch_and_the_variable_mean_the_same(folder, monkeypatch):
    monkeypatch.setenv("HUBGAP_DATA", str(folder))
    assert open_data().folder == open_data(str(folder)).folder == folder
    monkeypatch.delenv("HUBGAP_DATA")
    assert open_data().folder == open_data("embedded").folder == ROOT / "data"
    monkeypatch.setattr(folders, "ROOT", folder)
    with pytest.raises(DataError, match="live holds no wave: run a refresh first"):
        open_data("live")


# --- what is made of tables


def staff(data: Data, times: int) -> float:
    return data["makers"]["staff"].sum() * times


def test_what_is_made_once_is_kept_for_these_data(folder):
    data, made = open_data(folder), []

    def make(what: str) -> list:
        made.append(what)
        return [what]

    assert data.once(make, "a") is data.once(make, "a") and data.once(make, "b") == ["b"]
    assert made == ["a", "b"]
    assert data.replace({}).once(make, "a") == ["a"] and made == ["a", "b", "a"]


def test_what_is_forgotten_is_made_again(folder):
    data, made = open_data(folder), []
    data.once(made.append, "a")
    data.once(staff, data, 1)
    data.forget(staff)
    assert data.knows(made.append, "a") and not data.knows(staff, data, 1)


def test_what_fails_is_not_kept(folder):
    data, tried = open_data(folder), []

    def fail_first() -> int:
        tried.append(data["makers"])
        return 1 / (len(tried) - 1)

    with pytest.raises(ZeroDivisionError):
        data.once(fail_first)
    with data.reading() as read:
        assert data.once(fail_first) == 1
    assert read == {"makers"}


def test_reading_names_the_tables_also_of_what_was_made_before(folder):
    data = open_data(folder)
    with data.reading() as before:
        data.once(staff, data, 2)
    with data.reading() as read:
        assert not read
        data.once(staff, data, 2)
        assert read == {"makers"}
        data["models"]
    data["makers"]
    assert before == {"makers"} and read == {"makers", "models"}


def test_readers_inside_readers_that_read_the_same(folder):
    data = open_data(folder)
    with data.reading() as outer:
        with data.reading() as inner:
            data["makers"]
        assert outer == inner == {"makers"}
        data["models"]
    assert inner == {"makers"} and outer == {"makers", "models"}
    data.note({"models"})
    assert inner == {"makers"}


def test_files_that_tables_were_made_of(folder):
    data = open_data(folder)
    both = folder / "registry/makers.csv", folder / "models.parquet"
    assert data.files("makers", "models", "makers") == both and data.files("makers") == both[:1]
    assert data.files() == ()
    other = data.replace({"makers": data["makers"].head(1)})
    assert other.files("makers") == () and other.files("makers", "models") == both[1:]
    parts = tuple(folder / name for name in ("one", "two"))
    joined = Data(folder, data.descriptor, {"makers": data["makers"]}, joined=parts)
    assert joined.files("makers", "models") == (*parts, both[1])
    with pytest.raises(DataError, match="no table 'nothing'"):
        data.files("nothing")


def test_a_part_of_a_table_is_read_alone_and_not_kept(folder):
    data = open_data(folder)
    whole = open_data(folder)["models"]
    with data.reading() as read:
        part = data.part("models", "downloads_30d", "model_id", "nothing")
    assert read == {"models"}
    pd.testing.assert_frame_equal(part, whole[["model_id", "downloads_30d"]])
    assert data.part("makers", "staff").equals(data["makers"][["staff"]])
    (folder / "models.parquet").unlink()
    with pytest.raises(DataError, match="no such file"):
        data.part("models", "model_id")
    assert data.part("makers", "staff").columns.tolist() == ["staff"]


def test_a_part_of_a_table_that_breaks_a_rule_is_refused(folder):
    pd.DataFrame(tables()["models"].assign(downloads_30d=-1)).to_parquet(folder / "models.parquet")
    with pytest.raises(DataError, match="Table models"):
        open_data(folder).part("models", "model_id")


def test_a_table_that_is_made_is_made_when_it_is_asked_for(folder):
    made = []

    def make() -> pd.DataFrame:
        made.append(tables()["models"])
        return made[-1]

    embedded = open_data(folder)
    data = Data(folder, embedded.descriptor, {}, joined=(folder,), makers={"models": make})
    assert data.files("models") == (folder,) and not made
    assert data["models"] is data["models"] and data.part("models", "maker").shape == (3, 1)
    assert len(made) == 1
    assert data.replace({"models": made[0].head(1)})["models"].shape[0] == 1


# --- values that are refused

VALUES = [
    ("2001-05-06", "2001-02-30", ("'founded'", "row 1", "'2001-02-30'", "type date")),
    ("2001-05-06", "2001-5-6", ("'founded'", "type date")),
    ("2001-05-06", "99999-01-01", ("'founded'", "type date")),
    ("2001-05-06", "1066-10-14", ("'founded'", "at least 1990-01-01")),
    ("1999-12-31", "2031-01-01", ("'founded'", "row 3", "at most 2030-12-31")),
    (",120,", ",1200000000000000000000,", ("'staff'", "type integer")),
    (",120,", ",9007199254740993,", ("'staff'", "at most 9007199254740991")),
    (",120,", ",-9007199254740999,", ("'staff'", "at most 9007199254740991")),
    (",120,", ",12.5,", ("'staff'", "'12.5'", "type integer")),
    (",120,", ",1_200,", ("'staff'", "type integer")),
    (",120,", ", 120,", ("'staff'", "type integer")),
    (",120,", ",١٢٠,", ("'staff'", "type integer")),
    ("0.25", "inf", ("'share'", "'inf'", "type number")),
    ("0.25", "nan", ("'share'", "'nan'", "type number")),
    ("0.25", "1e999", ("'share'", "type number")),
    ("0.25", "0x1", ("'share'", "type number")),
    ("0.25", "-0.01", ("'share'", "at least 0")),
    ("0.25", "1.01", ("'share'", "at most 1")),
    (",true,beta", ",True,beta", ("'open'", "type boolean")),
    (",true,beta", ",,beta", ("'open'", "row 1", "an empty cell", "required")),
    ("startup", "start-up", ("'kind'", "one of startup, university")),
    ("alpha,startup", ",startup", ("'maker'", "row 1", "required")),
    ("alpha,startup", "Alpha,startup", ("'maker'", "pattern [a-z]+")),
    ("beta,university", "alpha,university", ("'maker'", "row 2", "primary key: stands once")),
    ("beta|gamma", "beta|delta", ("'partners'", "row 1", "stands in makers.maker")),
    ("kind,founded", "kind,founding", ("column 'founded'", "is missing")),
    ("kind,founded", "kind,kind", ("column 'kind'", "there twice")),
    ("note\n", "note,more\n", ("column 'more'", "not described")),
    ("note\n", "note,kind\n", ("column 'kind'", "there twice")),
    ("gamma,,", "gamma,,,", ("row 3", "9 cells", "8 columns")),
    ("gamma,,", "gamma,", ("row 3", "7 cells", "8 columns")),
    ("unknown\n", "unknown\n\n", ("row 4", "0 cells", "8 columns")),
    ("startup", "\x1b]0;owned\x07\u202e", ("'kind'", "one of")),
    ("unknown", "known", ("not the file that was written", "rule: hash")),
]


@pytest.mark.parametrize(("old", "new", "told"), VALUES, ids=range(len(VALUES)))
def test_a_broken_cell_is_named(folder, old, new, told):
    path = folder / "registry/makers.csv"
    text = path.read_bytes().decode()
    assert text.count(old) >= 1
    path.write_bytes(text.replace(old, new, 1).encode())
    sentence = refusal(folder)
    for part in ("Table makers", "registry/makers.csv", "restore the file", *told):
        assert part in sentence


def rewrite(folder, change) -> None:
    table = pq.read_table(folder / "models.parquet").to_pandas(integer_object_nulls=True)
    pq.write_table(change(table), folder / "models.parquet")


def stored(table: pd.DataFrame, **types) -> pa.Table:
    kinds = {
        f["name"]: module.STORED[f["type"]]
        for f in descriptor()["resources"][1]["schema"]["fields"]
    }
    schema = pa.schema([(name, {**kinds, **types}[name]) for name in table])
    return pa.Table.from_pandas(table, schema=schema, preserve_index=False)


PARQUET = [
    (lambda t: stored(t.drop(columns="parameters")), ("column 'parameters'", "is missing")),
    (lambda t: stored(t.assign(more="x"), more=pa.string()), ("column 'more'", "not described")),
    (lambda t: stored(t, downloads_30d=pa.float64()), ("'downloads_30d'", "stored as double")),
    (lambda t: stored(t.iloc[:2]), ("ends after this row", "row 2", "3 rows")),
    (lambda t: stored(t.assign(downloads_30d=[1, -2, 3])), ("row 2", "'-2'", "at least 0")),
    (lambda t: stored(t.assign(downloads_30d=[1, None, 3])), ("row 2", "required")),
    (
        lambda t: stored(t.assign(parameters=[1, 2**60, None])),
        ("row 2", "at most 9007199254740991"),
    ),
    (
        lambda t: stored(t.assign(model_id="three")),
        ("'model_id+observed_on'", "row 2", "primary key"),
    ),
    (lambda t: stored(t.assign(maker="no one")), ("'maker'", "row 1", "stands in makers.maker")),
    (
        lambda t: stored(t.assign(created_at=pd.Timestamp("2001-01-01", tz="UTC"))),
        ("'created_at'", "at least 2022-03-02"),
    ),
]


@pytest.mark.parametrize(("change", "told"), PARQUET, ids=range(len(PARQUET)))
def test_a_broken_parquet_table_is_named(folder, change, told):
    rewrite(folder, change)
    sentence = refusal(folder)
    for part in ("Table models", "models.parquet", "restore the file", *told):
        assert part in sentence


# --- files that are refused


@pytest.mark.parametrize("name", ["registry/makers.csv", "models.parquet"])
@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda path: path.unlink(), "no such file"),
        (lambda path: (path.unlink(), path.mkdir()), "no such file"),
        (lambda path: path.write_bytes(b""), ""),
        (lambda path: path.write_bytes(path.read_bytes()[:-30]), ""),
        (lambda path: path.write_bytes(b"\x00\xff" * 500), ""),
        (lambda path: path.write_bytes(b"<html>not found</html>\n"), ""),
    ],
    ids=["missing", "directory", "empty", "cut", "garbage", "page"],
)
def test_a_broken_file_is_named(folder, name, harm, told):
    harm(folder / name)
    sentence = refusal(folder)
    assert f"of {name}" in sentence and told in sentence and "Table m" in sentence


def test_a_file_cut_at_a_line_is_named(folder):
    path = folder / "registry/makers.csv"
    path.write_bytes(path.read_bytes()[: path.read_bytes().index(b"gamma,,")])
    assert "row 2 of registry/makers.csv: it ends after this row, rule: 3 rows" in refusal(folder)


def test_a_file_cut_inside_quotes_is_named(folder):
    path = folder / "registry/makers.csv"
    path.write_bytes(path.read_bytes()[: path.read_bytes().index(b"comma")])
    assert "no readable csv file (unexpected end of data)" in refusal(folder)


def test_another_encoding_is_named_with_its_row(folder):
    path = folder / "registry/makers.csv"
    path.write_bytes(
        path.read_bytes().replace(b"beta,university", "beta,Universität".encode("latin-1"))
    )
    assert re.search(r"row \d+ of registry/makers.csv: this row is not UTF-8", refusal(folder))


def test_an_unreadable_file_is_named(folder, monkeypatch):
    def denied(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.read_bytes", denied)
    with pytest.raises(DataError, match="no readable csv file .*Permission denied"):
        open_data(folder)["makers"]


# --- descriptors that are refused


def change(*steps, value):
    """A function that puts a value into a descriptor (or takes the entry out, for `...`)."""

    def harm(document: dict) -> None:
        for step in steps[:-1]:
            document = document[step]
        if value is ...:
            del document[steps[-1]]
        else:
            document[steps[-1]] = value

    return harm


MAKERS = ("resources", 0)
FIELD = (*MAKERS, "schema", "fields", 0)
LINK = ("resources", 1, "schema", "foreignKeys", 0)
DESCRIPTORS = [
    (change("resources", value=...), "'resources' is missing"),
    (change("resources", value=[]), "there are no resources"),
    (change("resources", value="all"), "restore it"),
    (change("resources", 1, value="models"), "Table 2 "),
    (change(*MAKERS, "name", value=...), "Table 1 in datapackage.json: 'name' is missing"),
    (change(*MAKERS, "name", value=["makers"]), "Table ['makers'] "),
    (change("resources", 1, "name", value="makers"), "Table makers in datapackage.json: its name"),
    (change(*MAKERS, "path", value=...), "Table makers in datapackage.json: 'path' is missing"),
    (change(*MAKERS, "path", value="../outside.csv"), "its path is no CSV or parquet file here"),
    (change(*MAKERS, "path", value="/etc/passwd.csv"), "its path is no CSV or parquet file here"),
    (change(*MAKERS, "path", value="registry/makers.xlsx"), "its path is no CSV or parquet file"),
    (change(*MAKERS, "schema", value=...), "'schema' is missing"),
    (change(*MAKERS, "schema", "fields", value=...), "Table makers in datapackage.json: 'fields'"),
    (change(*MAKERS, "schema", "fields", value=[]), "it has no fields"),
    (change(*FIELD, "name", value=...), "'name' is missing"),
    (change(*FIELD, "type", value="varchar"), "column 'maker': type 'varchar' is none of string,"),
    (change(*FIELD, "type", value="array"), "column 'maker': type 'array' is none of"),
    (change(*FIELD, "type", value="boolean"), "restore it"),
    (change(*FIELD, "name", value="kind"), "column 'kind' stands there twice"),
    (change(*FIELD, "constraints", value=None), "restore it"),
    (change(*FIELD, "constraints", "pattern", value="[a-z"), "restore it"),
    (change(*FIELD, "constraints", "enum", value=[1, 2]), "column 'maker': enum is no text"),
    (change(*FIELD, "constraints", "minimum", value=1), "column 'maker'"),
    (change(*MAKERS, "schema", "fields", 2, "constraints", "minimum", value="soon"), "restore it"),
    (change(*MAKERS, "schema", "fields", 4, "constraints", "maximum", value="x"), "restore it"),
    (change(*MAKERS, "schema", "fields", 4, "constraints", "enum", value=["1"]), "for text only"),
    (change(*MAKERS, "schema", "fields", 5, "constraints", value={}), "boolean, not required"),
    (change(*MAKERS, "schema", "fields", 6, "separator", value=1), "the separator is no text"),
    (change(*MAKERS, "schema", "primaryKey", value=["id"]), "its primary key 'id' is no column"),
    (change("resources", 1, "schema", "primaryKey", value=["base_model"]), "its primary key"),
    (change(*LINK, "reference", value=...), "Table models in datapackage.json: 'reference'"),
    (
        change(*LINK, "reference", "resource", value="nothing"),
        "foreign key 'maker' to nothing.maker",
    ),
    (change(*LINK, "reference", "fields", value=["name"]), "foreign key 'maker' to makers.name"),
    (change(*LINK, "fields", value=["author"]), "foreign key 'author' to makers.maker"),
    (change(*LINK, "fields", value=["downloads_30d"]), "joins no text columns"),
    (change(*LINK, "fields", value=["maker", "model_id"]), "restore it"),
]


@pytest.mark.parametrize(("harm", "told"), DESCRIPTORS, ids=range(len(DESCRIPTORS)))
def test_a_broken_descriptor_is_named(folder, harm, told):
    path = folder / "datapackage.json"
    document = json.loads(path.read_text())
    harm(document)
    path.write_text(json.dumps(document))
    sentence = refusal(folder)
    assert "datapackage.json" in sentence and told in sentence


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1, 2]", b"null", b"\xff\xfe{}", b"[" * 100_000, b'{"resources": {"a": 1}}'],
    ids=["empty", "cut", "list", "null", "not UTF-8", "deep", "mapping"],
)
def test_an_unreadable_descriptor_is_named(folder, content):
    (folder / "datapackage.json").write_bytes(content)
    assert "datapackage.json" in refusal(folder)


def test_a_missing_folder_is_named(tmp_path):
    assert "holds no datapackage.json" in refusal(tmp_path / "nowhere\n\x1b[2J")


def test_random_damage_never_escapes_as_another_error(folder):
    """Flipped bytes, lost and doubled stretches in any file: read as before, or a DataError."""
    rng = np.random.default_rng(20240711)
    files = [folder / "datapackage.json", folder / "registry/makers.csv", folder / "models.parquet"]
    refused = 0
    for turn in range(300):
        path = files[turn % 3]
        whole = path.read_bytes()
        start, length = rng.integers(len(whole)), rng.integers(1, 40)
        patch = [bytes(rng.integers(0, 256, length, "uint8")), b"", whole[start:] * 2][turn % 7 % 3]
        path.write_bytes(whole[:start] + patch + whole[start + length :])
        try:
            check(open_data(folder))
        except DataError as error:
            refused += str(error).isprintable()
        path.write_bytes(whole)
    assert refused > 200
    assert check(open_data(folder)) == 2


# --- the writer loses nothing


def broken(name: str, **columns) -> dict[str, pd.DataFrame]:
    return {**tables(), name: tables()[name].assign(**columns)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"makers": tables()["makers"]},
        {**tables(), "models": tables()["models"].drop(columns="maker")},
        broken("makers", maker="alpha"),
        broken("makers", kind="a carriage\rreturn"),
        broken("makers", share=[np.inf, 0, 0]),
        broken("models", maker="no one"),
        broken("models", downloads_30d=[0.5, 1, 2]),
        broken("models", downloads_30d=[2**70, 1, 2]),
        broken("models", base_model=[[1], [2], [3]]),
        broken("models", model_id=[1, 2, 3]),
    ],
)
def test_a_refused_table_leaves_the_folder_as_it_was(folder, wrong):
    (folder / "README.md").write_text("kept")
    before = snapshot(folder)
    with pytest.raises(DataError) as caught:
        write_data(folder, descriptor(), wrong)
    assert str(caught.value).isprintable()
    assert snapshot(folder) == before
    assert {path.name for path in folder.parent.iterdir()} == {"small", LOCK}


@pytest.mark.parametrize(
    "failing", ["write_text", "mkdir", "replace", "second replace", "copytree"]
)
def test_a_full_disk_leaves_the_folder_as_it_was(folder, monkeypatch, failing):
    before, calls = snapshot(folder), []
    replace = os.replace

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    def second(source, target):
        calls.append(target)
        return full() if len(calls) == 2 else replace(source, target)

    places = {
        "write_text": ("pathlib.Path.write_text", full),
        "mkdir": ("pathlib.Path.mkdir", full),
        "copytree": ("shutil.copytree", full),
        "replace": ("os.replace", full),
        "second replace": ("os.replace", second),
    }
    monkeypatch.setattr(*places[failing])
    with pytest.raises(DataError, match="is unchanged: .*No space left on device"):
        write_data(folder, descriptor(), broken("makers", note="new"))
    assert snapshot(folder) == before
    assert {path.name for path in folder.parent.iterdir()} == {"small", LOCK}


def test_an_interruption_between_the_renames_restores_the_folder(folder, monkeypatch):
    before, replace = snapshot(folder), os.replace

    def interrupted(source, target):
        if NEW in str(source):
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr("os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_data(folder, descriptor(), broken("makers", note="new"))
    assert snapshot(folder) == before


def test_data_that_a_killed_run_took_away_are_put_back_by_the_next_reader(folder, monkeypatch):
    home, before = folder.parent, snapshot(folder)
    monkeypatch.setattr(folders, "ROOT", home)
    os.rename(folder, home / f"{OLD}data")
    assert "makers" in open_data("embedded")
    assert snapshot(home / "data") == before
    (home / f"{OLD}data").mkdir()  # a kill after both renames
    (home / f"{NEW}data").mkdir()
    write_data(home / "data", descriptor(), broken("makers", note="new"))
    assert {path.name for path in home.iterdir()} == {"data", LOCK}


def test_a_second_writer_of_data_is_refused(folder):
    before = snapshot(folder)
    with (
        FileLock(folder.parent / LOCK),
        pytest.raises(DataError, match="Another run is writing .*: wait until it has ended"),
    ):
        write_data(folder, descriptor(), broken("makers", note="new"))
    assert snapshot(folder) == before


def test_other_files_and_a_linked_folder_stay(folder, tmp_path):
    (folder / "README.md").write_text("kept")
    link = tmp_path / "link"
    link.symlink_to(folder, target_is_directory=True)
    write_data(link, descriptor(), broken("makers", note="new"))
    assert link.is_symlink() and (folder / "README.md").read_text() == "kept"
    assert open_data(folder)["makers"]["note"].tolist() == ["new"] * 3


# --- the real tables


@pytest.fixture(scope="module")
def real():
    return open_data("embedded")


@pytest.fixture
def collected(real):
    """The real data where nothing was added to the collected facts: their counts are known."""
    if "hub_api" in set(real["sources"]["id"]):
        pytest.skip("this edition holds a refresh")
    return real


def test_the_real_data_keep_every_rule(real):
    assert check(real) == len(real.resources)


def test_two_tables_that_contradict_each_other_are_refused(real):
    flagships = real["flagship_licenses"].copy()
    phi = flagships["model_id"] == "microsoft/phi-4"
    flagships.loc[phi, "release_date"] = pd.Timestamp("2024-12-12")
    with pytest.raises(DataError) as caught:
        check(real.replace({"flagship_licenses": flagships}))
    assert re.fullmatch(
        r"Two tables of .* contradict each other: benchmark_models \(Phi-4\) says 2025-01-08 and "
        r"flagship_licenses \(microsoft/phi-4\) says 2024-12-12 \(weights day of Phi-4\): .*\.",
        str(caught.value),
    )


def test_the_real_data_are_small_and_described(real):
    folder = ROOT / "data"
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    assert sum(path.stat().st_size for path in files.values()) <= 25_000_000
    listed = {resource["path"] for resource in real.resources.values()}
    assert set(files) == listed | {
        "datapackage.json",
        "README.md",
        "glossary.md",
        "methods.md",
        "related-work.md",
    }


def test_the_number_of_rows(collected):
    assert sum(resource["rows"] for resource in collected.resources.values()) == 1_524_890


def test_every_table_and_column_is_explained(real):
    for name, resource in real.resources.items():
        assert resource["title"] and resource["description"].count(".") >= 1
        links = (
            {k["fields"][0]: k["reference"]["resource"] for k in resource["schema"]["foreignKeys"]}
            if "foreignKeys" in resource["schema"]
            else {}
        )
        assert resource.get("sources") or "sources" in links.values(), f"{name} tells no source"
        for column in resource["schema"]["fields"]:
            assert column["description"].endswith("."), f"{name}.{column['name']}"
            if column["type"] in ("integer", "number"):
                assert column["unit"], f"{name}.{column['name']} has no unit"


def test_shared_columns_have_one_wording(real):
    for shared in ("downloads_30d", "wave_id", "observed_on", "license_source"):
        texts = {
            (f["description"], f.get("unit"))
            for name, r in real.resources.items()
            for f in r["schema"]["fields"]
            if f["name"] == shared and name not in ("modelscope", "waves")
        }
        assert len(texts) == 1, shared


def test_list_cells_are_declared(real):
    """A `|` in a cell is a list, except in license tags, which are looked up whole."""
    for name, resource in real.resources.items():
        for column in resource["schema"]["fields"]:
            if column["type"] != "string" or "separator" in column or "license" in column["name"]:
                continue
            cells = real[name][column["name"]].dropna()
            assert not cells.str.contains("|", regex=False).any(), f"{name}.{column['name']}"


def judged(document: dict) -> frictionless.Package:
    """The CSV tables as a package that frictionless understands: no lists among the references."""
    resources = [r for r in document["resources"] if r["format"] == "csv"]
    names = {resource["name"] for resource in resources}
    for resource in resources:
        lists = {f["name"] for f in resource["schema"]["fields"] if "separator" in f}
        resource["schema"]["foreignKeys"] = [
            key
            for key in resource["schema"].get("foreignKeys", [])
            if key["fields"][0] not in lists
            and (key["reference"]["resource"] or resource["name"]) in names
            and "exceptions" not in key
        ]
    document = {**document, "resources": resources}
    return frictionless.Package.from_descriptor(document, basepath=str(ROOT / "data"))


@pytest.mark.long
def test_an_independent_judge_accepts_descriptor_and_csv_tables():
    path = ROOT / "data" / "datapackage.json"
    assert frictionless.Package.validate_descriptor(str(path)).valid
    report = judged(json.loads(path.read_text(encoding="utf-8"))).validate()
    assert report.stats["tasks"] == len(list((ROOT / "data").rglob("*.csv"))) >= 48
    # The one key of the census remainder that is empty in both parts: no task and no license.
    assert report.flatten(["type", "rowNumber", "fieldName"]) == [["primary-key", 2, None]]


@pytest.mark.long
def test_the_independent_judge_can_object():
    document = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    organizations = next(r for r in document["resources"] if r["name"] == "organizations")
    organizations["schema"]["fields"][6]["constraints"]["enum"].remove("startup")
    errors = judged(document).validate().flatten(["type"])
    assert ["constraint-error"] in errors


def test_the_codebook_is_the_one_of_the_descriptor(real):
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert text == codebook(real)
    for name, resource in real.resources.items():
        assert f"\n## {name}\n" in text and resource["path"] in text
    for source in real["sources"]["id"]:
        assert f"| `{source}` |" in text


@pytest.mark.long
def test_compiling_again_changes_nothing(collected, tmp_path):
    """The tables, laid out like the facts, come back as they are."""
    real = collected
    folder, facts = tmp_path / "data", tmp_path / "facts"
    shutil.copytree(ROOT / "data", folder)
    for resource in real.resources.values():
        path = resource["path"]
        for fact in (compiling.RENAMED.get(path, path), compiling.LATER.get(path, path)):
            (facts / fact).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / path, facts / fact)
    assert compiling.compile_facts(facts, folder) == len(real.resources)
    for resource in real.resources.values():
        ours, again = ROOT / "data" / resource["path"], folder / resource["path"]
        if again.suffix == ".csv":
            assert again.read_bytes() == ours.read_bytes()
        else:  # the bytes of a parquet file name the version of its writer
            assert pq.read_table(again).equals(pq.read_table(ours))
    (facts / "hub/panel.parquet").unlink()
    with pytest.raises(DataError, match="panel_observations needs .*panel.parquet"):
        compiling.compile_facts(facts, folder)


# --- what the fact tables are known to hold

ROWS = {
    "sources": 55, "organizations": 1329, "organization_names": 159, "parents": 670, "licenses": 311, "flagship_licenses": 174,
    "tasks": 59, "ledger": 117, "waves": 623, "coverage": 26216, "snapshot-2022-07-02": 38374,
    "snapshot-2024-07-11": 416513, "snapshot-2025-12-21": 17974, "snapshot-2026-06-20": 3000,
    "snapshot-2026-08-22": 18323, "snapshot-2026-10-04": 7695, "census_remainder": 687,
    "first_commits": 21899, "panel_observations": 622724, "modelscope": 23994, "aliases": 242,
    "lineage_edges": 209545, "family_totals": 748, "tracked_models": 1958, "ollama_models": 247,
    "ollama_pulls": 75028, "ollama_jumps": 18, "ollama_background": 14, "openrouter_models": 629,
    "openrouter_tokens": 17603, "openrouter_monthly_totals": 22, "atom_organization_regions": 118,
    "source_agreement": 528, "bursts": 227, "jumps": 400, "counter_stalls": 30, "level_shifts": 20,
    "placeholders": 62, "dropped_observations": 1965, "day_checks": 238, "parameters_removed": 14,
    "benchmark_models": 607, "scores": 3335, "eci": 303, "arena_history": 4795,
    "arena_snapshot": 1014, "arena_languages": 23, "arena_cuts": 6, "eval_results": 116,
    "official_tasks": 12, "board_names": 723, "open_llm_leaderboard": 630, "chinese_tests": 250, "release_date_conflicts": 88, "training_compute": 1107, "chip_stock": 185,
    "video_models": 86, "video_elo": 81, "video_arena_history": 402, "openness": 193, "claims": 20,
    "events": 131, "glossary": 57, "glossary_zh": 57, "published_figures": 117,
}  # fmt: skip


def test_rows(collected):
    assert {name: len(collected[name]) for name in collected.resources} == ROWS


def test_the_census_is_complete(real):
    census, rest = real["snapshot-2024-07-11"], real["census_remainder"]
    assert rest["n_models"].sum() == 343_487
    assert len(census) + rest["n_models"].sum() == 760_000
    assert census["downloads_30d"].sum() == 1_838_905_161
    assert (census["downloads_30d"] > 0).sum() == 383_719
    top = census.loc[census["downloads_30d"].idxmax()]
    assert top["model_id"] == "MIT/ast-finetuned-audioset-10-10-0.4593"
    assert census["downloads_30d"].sum() - top["downloads_30d"] == 1_158_058_158
    licensed = census["license"].notna().sum() + rest["n_models"][rest["license"].notna()].sum()
    assert licensed == 286_978
    assert census["base_model"].notna().sum() == 117_155


def test_one_value_per_model_and_day(collected):
    real, order = (
        collected,
        "stalnaker osir crovia radar namhyeokwoo starscreener pulse silverheart ainexus",
    )
    panel = real["panel_observations"]
    order = [*order.split(), "localllm", "hamida", "llmchecker", "gabtos", "llmfit"]
    ranks = {source: rank for rank, source in enumerate(order)}
    rank = panel["source"].map(ranks)
    rank[(panel["source"] == "radar") & (panel["observed_on"] == "2026-08-18")] = 99
    first = panel.assign(rank=rank).sort_values("rank").drop_duplicates(["model_id", "observed_on"])
    assert len(first) == 588_700
    assert not panel.duplicated(["model_id", "wave_id"]).any()
    assert not real["modelscope"].duplicated(["model_id", "wave_id"]).any()


def test_known_holes_and_faults(collected):
    real = collected
    old, edges = real["snapshot-2022-07-02"], real["lineage_edges"]
    assert (old["author"] == "").sum() == (~old["model_id"].str.contains("/")).sum() == 68
    assert (~edges["parent"].str.contains("/")).sum() == 16_577
    assert edges["parent_canonical"].isna().sum() == 447
    falls = real["modelscope"].sort_values(["model_id", "observed_on"])
    assert (falls.groupby("model_id")["downloads_all_time"].diff() < 0).sum() == 112
    last = real["snapshot-2026-08-22"]["observed_on"]
    assert (last == "2026-08-21").sum() == 236
    models = real["benchmark_models"]
    assert models["release_date"].isna().sum() == 14
    assert models["hub_id"].dropna().duplicated().sum() == 1
    board = real["open_llm_leaderboard"]
    assert (board["flagged"][board["version"] == "v1"] == "unknown").all()


@pytest.mark.parametrize("name", ["organizations", "parents", "flagship_licenses"])
def test_regions_follow_from_countries(real, name):
    table = real[name]
    assert ((table["region"] == "CN") == table["country"].isin(["CN", "HK", "MO"])).all()
    assert ((table["region"] == "US") == (table["country"] == "US")).all()
    assert ((table["region"] == "unknown") == (table["country"] == "unknown")).all()
    assert ((table["region"] == "international") == (table["country"] == "INT")).all()


def test_tables_that_are_named_exist(real):
    paths = {resource["path"] for resource in real.resources.values()}
    named = real["claims"]["expected_data_table"].str.split("|").explode()
    assert set(named) - {"none"} <= paths
    comparable = real["published_figures"]["comparable_measure"]
    assert (
        set(comparable.str.findall(r"[a-z]+/[\w.-]+\.(?:csv|parquet)").explode().dropna()) <= paths
    )


def test_one_table_says_since_when_weights_can_be_downloaded(real):
    models = real["benchmark_models"].set_index("model")
    for table in (models, real["video_models"]):
        opened = table["weights_date"].notna()
        assert (table.loc[opened, "open_weights"] == "true").all()
        assert table.loc[opened, "weights_date_source"].notna().all()
        assert not (table["weights_date"] < table["release_date"]).any()
    assert (models["open_weights"] == "true").sum() - models["weights_date"].notna().sum() == 3
    days = models["weights_date"]
    assert days["Phi-4"] == pd.Timestamp("2025-01-08") > days["DeepSeek-V3"]
    assert models.loc["Phi-4", "release_date"] < models.loc["DeepSeek-V3", "release_date"]
    assert days["Grok-2 (Dec 2024)"] == pd.Timestamp("2025-08-23")


def test_every_task_of_the_census_has_a_group(real):
    census = real["snapshot-2024-07-11"]
    seen = set(census["pipeline_tag"].dropna()) | set(
        real["census_remainder"]["pipeline_tag"].dropna()
    )
    assert seen <= set(real["tasks"]["pipeline_tag"])
