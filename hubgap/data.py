"""The tables of a data folder: found, read, checked against datapackage.json, written.

A data folder holds `datapackage.json` (Data Package v1: every table, column, type, unit, key and
reference) and the CSV and parquet files that it describes. Whatever does not match is refused with
the table, the column, the row (the header is not counted) and the rule that it breaks.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import Timeout

from .contradictions import contradictions
from .counters import refusals
from .disk import NEW, DataError, exchange, write_file, writing
from .disk import ROOT as ROOT

DESCRIPTOR = "datapackage.json"
# The allocator that soonest gives back what nobody uses any more; Windows has none.
if "jemalloc" in pa.supported_memory_backends():
    pa.set_memory_pool(pa.jemalloc_memory_pool())
    pa.jemalloc_set_decay_ms(0)
EXACT = 2**53 - 1  # above it, whole numbers are not exact in a column that can be empty
STORED = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("ms", "UTC"),
    "array": pa.list_(pa.string()),
}
WRITTEN = {  # how a CSV cell holds a type, and what reads it
    "string": (None, None),
    "integer": ("-?[0-9]{1,18}", pd.to_numeric),
    "number": (r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", lambda c: pd.to_numeric(c).astype(float)),
    "boolean": ("true|false", lambda c: c == "true"),
    "date": (
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        lambda c: pd.to_datetime(c, format="ISO8601", errors="coerce"),
    ),
}


class Data:
    """The tables of one data folder. `data["organizations"]` reads, checks and keeps a table.

    Returned frames are shared: copy before changing. Missing text is NaN, dates are datetime64,
    optional integers are float64 with NaN, lists are numpy arrays of str.
    """

    def __init__(
        self,
        folder: Path,
        descriptor: dict,
        tables: dict[str, pd.DataFrame],
        homes: dict[str, Path] | None = None,
        joined: tuple[Path, ...] = (),
        makers: dict[str, Callable[[], pd.DataFrame]] | None = None,
    ):
        """`homes`: the folders of tables whose files lie elsewhere than in `folder`. `joined`: the
        files that tables in memory were made of; without them, nothing tells how they were made.
        `makers`: what makes a table that is in memory from the first time that it is asked for.
        """
        self.folder = folder
        self._homes = homes or {}
        self._joined = joined
        self._makers = makers or {}
        self._in_memory = frozenset((*tables, *self._makers))
        self._made: dict[tuple, tuple[object, frozenset[str]]] = {}
        self._readers: list[set[str]] = []
        self.descriptor = descriptor
        self.resources = {resource["name"]: resource for resource in descriptor["resources"]}
        self._tables = tables

    def __getitem__(self, name: str) -> pd.DataFrame:
        self.note({name})
        if name not in self._tables:
            make = self._makers.get(name)
            self._tables[name] = make() if make else self._read(name)
        return self._tables[name]

    def part(self, name: str, *columns: str) -> pd.DataFrame:
        """Those of some columns that a table has. Of a parquet file they alone are read and checked,
        and not kept, as a wave of the whole Hub is large.
        """
        if name in self._tables or name in self._makers or self.file(name).suffix != ".parquet":
            return self[name][[column for column in self[name] if column in columns]]
        self.note({name})
        return self._read(name, columns)

    def _read(self, name: str, columns: tuple[str, ...] | None = None) -> pd.DataFrame:
        return read_table(self._homes.get(name, self.folder), self._resource(name), columns)

    def __contains__(self, name: object) -> bool:
        return name in self.resources

    def _resource(self, name: str) -> dict:
        if name not in self.resources:
            raise DataError(
                f"There is no table {name!r} in {self.folder / DESCRIPTOR}: "
                f"choose one of {', '.join(sorted(self.resources))}."
            )
        return self.resources[name]

    def replace(self, tables: dict[str, pd.DataFrame]) -> Data:
        """The same data with some tables exchanged, in memory."""
        for name in tables:
            self._resource(name)
        known = {**self._tables, **tables}
        return Data(self.folder, self.descriptor, known, self._homes, makers=self._makers)

    def file(self, name: str) -> Path:
        """The file of a table."""
        return self._homes.get(name, self.folder) / self._resource(name)["path"]

    def files(self, *names: str) -> tuple[Path, ...]:
        """The files that tables were made of; none for one that was exchanged in memory."""
        made_of = [self._joined if n in self._in_memory else (self.file(n),) for n in names]
        return tuple(dict.fromkeys(path for paths in made_of for path in paths))

    # --- what is made of the tables

    def once(self, make: Callable, *arguments):
        """`make(*arguments)`, made once for these data; a later caller has read its tables too."""
        key = make, arguments
        if key not in self._made:
            with self.reading() as read:
                made = make(*arguments)
            self._made[key] = made, frozenset(read)
        made, tables = self._made[key]
        self.note(tables)
        return made

    def knows(self, make: Callable, *arguments) -> bool:
        """Whether `once` has made it."""
        return (make, arguments) in self._made

    def forget(self, *makes: Callable) -> None:
        """Drop what these have made; whoever asks again waits again."""
        self._made = {key: made for key, made in self._made.items() if key[0] not in makes}

    def take(self, made, tables: Iterable[str], make: Callable, *arguments) -> None:
        """Take what another process made for `once`, and the names of the tables that it read."""
        self._made[make, arguments] = made, frozenset(tables)

    @contextmanager
    def reading(self) -> Iterator[set[str]]:
        """The names of the tables that are read inside, directly or through `once`."""
        read: set[str] = set()
        self._readers.append(read)
        try:
            yield read
        finally:
            self._readers.pop()

    def note(self, names: Iterable[str]) -> None:
        """Tell those who asked by `reading` that these tables are read."""
        for read in self._readers:
            read.update(names)


def open_folder(folder: Path) -> Data:
    """Open a data folder; reads its descriptor only. DataError if that is missing or not usable."""
    path = folder / DESCRIPTOR
    if not path.is_file():
        raise DataError(f"{folder} holds no {DESCRIPTOR}: name a folder, or use --data embedded.")
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{path} cannot be read as JSON ({error}): restore it.") from None
    _check_descriptor(descriptor)
    return Data(folder, descriptor, {})


def check(data: Data) -> int:
    """Check every table, reference and recorded checksum, that no two tables contradict each other
    and that no counter breaks its law; the number of tables, or DataError.
    """
    tables = {name: data[name] for name in data.resources}
    for resource in data.resources.values():
        if "TODO" in json.dumps(resource):
            _refuse(resource, f"its description in {DESCRIPTOR} still says TODO")
        _check_references(data, resource)
        if resource.get("hash", "") not in ("", _checksum(data.file(resource["name"]))):
            _refuse(resource, f"it is not the file that was written, rule: hash in {DESCRIPTOR}")
    if found := contradictions(tables):
        more = f" (and {len(found) - 1} more such pairs)" if len(found) > 1 else ""
        raise DataError(
            f"Two tables of {data.folder} contradict each other: {found[0]}{more}: mend one of them, "
            "or document the day in release_date_conflicts."
        )
    if broken := next(refusals(tables), ""):
        raise DataError(broken)
    return len(data.resources)


def _refuse(resource: dict, what: str, column: str = "", row: int | None = None) -> NoReturn:
    place = f", column {column!r}" if column else ""
    place += f", row {row}" if row else ""
    raise DataError(
        f"Table {resource['name']}{place} of {resource['path']}: {what}: "
        "mend or restore the file, or write it anew through hubgap."
    )


# --- the descriptor


def _check_descriptor(descriptor: dict) -> None:
    """Refuse a descriptor that lacks what the reader needs, before any table is read."""
    types: dict[str, dict[str, str]] = {}
    name: Any = "?"
    try:
        _need(descriptor["resources"], "there are no resources")
        for name, resource in enumerate(descriptor["resources"], start=1):
            name = resource["name"]
            _need(isinstance(name, str) and name not in types, "its name stands there twice")
            types[name] = _described_types(resource)
        for resource in descriptor["resources"]:
            name = resource["name"]
            for own, home, column, _ in _references(resource):
                known = types[name].get(own) == types.get(home, {}).get(column) == "string"
                _need(known, f"its foreign key {own!r} to {home}.{column} joins no text columns")
    except (AttributeError, KeyError, TypeError, ValueError, re.error) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else error
        raise DataError(f"Table {name} in {DESCRIPTOR}: {what}: restore it.") from None


def _described_types(resource: dict) -> dict[str, str]:
    path, schema, types = PurePosixPath(resource["path"]), resource["schema"], {}
    # Windows reads a backslash as a slash, and a colon as a drive or a hidden stream.
    inside = (
        not path.is_absolute() and ".." not in path.parts and not re.search(r"[\\:]", str(path))
    )
    _need(inside and path.suffix in (".csv", ".parquet"), "its path is no CSV or parquet file here")
    allowed = STORED if path.suffix == ".parquet" else WRITTEN
    for field in schema["fields"]:
        rules, kind, here = field.get("constraints", {}), field["type"], f"column {field['name']!r}"
        _need(kind in allowed, f"{here}: type {kind!r} is none of {', '.join(allowed)}")
        _need(field["name"] not in types, f"{here} stands there twice")
        _need(isinstance(field.get("separator", ""), str), f"{here}: the separator is no text")
        _need(kind != "boolean" or rules.get("required") is True, f"{here}: boolean, not required")
        _need(kind == "string" or not {"enum", "pattern"} & {*rules}, f"{here}: rule for text only")
        _need(all(isinstance(v, str) for v in rules.get("enum", [])), f"{here}: enum is no text")
        re.compile(rules.get("pattern", ""))
        [_limit(rules[bound], field) for bound in ("minimum", "maximum") if bound in rules]
        types[field["name"]] = kind
    _need(types, "it has no fields")
    for name in schema.get("primaryKey", []):
        _need(types.get(name, "array") != "array", f"its primary key {name!r} is no column to join")
    return types


def _need(condition: object, otherwise: str) -> None:
    if not condition:
        raise ValueError(otherwise)


def _limit(value: Any, field: dict):
    """A minimum or maximum in the type of its column; ValueError or TypeError if it has none."""
    if field["type"] in ("date", "datetime"):
        return pd.Timestamp(value, tz="UTC" if field["type"] == "datetime" else None)
    _need(field["type"] in ("integer", "number"), f"column {field['name']!r}: no number to bound")
    return float(value)


def _references(resource: dict) -> Iterator[tuple[str, str, str, list[str]]]:
    """Column, target table, target column and the values that may stand outside the target."""
    for key in resource["schema"].get("foreignKeys", []):
        (own,), (column,) = key["fields"], key["reference"]["fields"]
        home = key["reference"]["resource"] or resource["name"]
        yield own, home, column, key.get("exceptions", [])


# --- reading

Columns = Iterator[tuple[dict, pd.Series]]  # each with its field


def read_table(folder: Path, resource: dict, columns: Iterable[str] | None = None) -> pd.DataFrame:
    """One table, typed and checked (columns, types, constraints, primary key, number of rows).

    columns: the only ones that are wanted; without any, all.
    """
    path, schema = folder / resource["path"], resource["schema"]
    fields = [f for f in schema["fields"] if columns is None or f["name"] in columns]
    if not path.is_file():
        _refuse(resource, "there is no such file")
    try:
        read = _read_parquet if path.suffix == ".parquet" else _read_csv
        found = read(path, resource, fields)
        frame = pd.DataFrame({f["name"]: _typed(column, f, resource) for f, column in found})
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException) as error:
        _refuse(resource, f"it is no readable {path.suffix[1:]} file ({error}), perhaps cut")
    key = schema.get("primaryKey", [])
    if key and {*key} <= {*frame}:
        twice = frame.duplicated(key)
        _refuse_cell(twice, frame[key[-1]], "+".join(key), resource, "primary key: stands once")
    if resource.get("rows", len(frame)) != len(frame):
        what = f"it ends after this row, rule: {resource['rows']} rows in {DESCRIPTOR}"
        _refuse(resource, what, row=len(frame))
    return frame


def _check_columns(found: list[str], resource: dict) -> None:
    expected = [field["name"] for field in resource["schema"]["fields"]]
    for name in [*expected, *found]:
        if name not in found:
            _refuse(resource, f"this column is missing, rule: the columns of {DESCRIPTOR}", name)
        if name not in expected or found.count(name) > 1:
            _refuse(resource, f"not described or there twice, rule: columns of {DESCRIPTOR}", name)


def _read_csv(path: Path, resource: dict, fields: list[dict]) -> Columns:
    """The cells as text, empty ones missing."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8").replace("\r\n", "\n")  # inside cells too
    except UnicodeDecodeError as error:
        cut = content[: error.start].count(b"\n")
        _refuse(resource, "this row is not UTF-8, rule: UTF-8", row=cut)
    header, *rows = list(csv.reader(io.StringIO(text, newline=""), strict=True)) or [[]]
    _check_columns(header, resource)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            what = f"the row has {len(row)} cells, rule: {len(header)} columns"
            _refuse(resource, what, header[min(len(row), len(header) - 1)], number)
    frame = pd.DataFrame(rows, columns=header, dtype="str")
    frame = frame.where(frame != "")
    return ((field, frame[field["name"]]) for field in fields)


def _read_parquet(path: Path, resource: dict, fields: list[dict]) -> Columns:
    """One column after the other: only one of them is in memory in two forms."""
    with pq.ParquetFile(path) as file:
        _check_columns(file.schema_arrow.names, resource)
        for field in resource["schema"]["fields"]:
            stored = file.schema_arrow.field(field["name"]).type
            if stored != STORED[field["type"]]:
                _refuse(resource, f"stored as {stored}, rule: type {field['type']}", field["name"])
        for field in fields:
            table = file.read([field["name"]])
            table.validate(full=True)
            table = table.combine_chunks()  # rows of one piece: faster
            yield field, table.to_pandas(date_as_object=False)[field["name"]]


# --- types, constraints, references


def _typed(column: pd.Series, field: dict, resource: dict) -> pd.Series:
    """The column in the type of its field; DataError names the first row that breaks a rule."""
    rules, kind = field.get("constraints", {}), field["type"]
    found, present = column, column.notna()

    def refuse(bad: pd.Series, rule: str) -> None:
        _refuse_cell(bad, found, field["name"], resource, rule)

    if rules.get("required"):
        refuse(~present, "required")
    if resource["path"].endswith(".csv") and kind != "string":
        pattern, read = WRITTEN[kind]
        refuse(present & ~column.str.fullmatch(pattern), f"type {kind}")
        column = read(column)
        refuse(present & column.isna(), f"type {kind}")
    if kind in ("integer", "number"):
        refuse(present & ~np.isfinite(column), f"type {kind}")
    if kind == "integer" and not rules.get("required"):
        column = column.astype("float64")
        refuse(column.abs() > EXACT, f"at most {EXACT} in size")
    if kind == "date":
        column = column.astype("datetime64[s]")
    if "enum" in rules:
        allowed = _parts_in(column, field, set(rules["enum"]))
        refuse(present & ~allowed, f"one of {', '.join(rules['enum'])}")
    if "pattern" in rules:
        allowed = column.map(lambda text: bool(re.fullmatch(rules["pattern"], str(text))))
        refuse(present & ~allowed.astype(bool), f"pattern {rules['pattern']}")
    if "minimum" in rules:
        refuse(column < _limit(rules["minimum"], field), f"at least {rules['minimum']}")
    if "maximum" in rules:
        refuse(column > _limit(rules["maximum"], field), f"at most {rules['maximum']}")
    return column


def _refuse_cell(bad: pd.Series, column: pd.Series, name: str, resource: dict, rule: str) -> None:
    bad = np.asarray(bad, dtype=bool)
    if bad.any():
        row = int(bad.argmax())
        shown = "an empty cell" if column.isna().iloc[row] else repr(str(column.iloc[row])[:60])
        _refuse(resource, f"{shown} breaks the rule {rule}", name, row + 1)


def _parts_in(column: pd.Series, field: dict, allowed: set) -> pd.Series:
    separator = field.get("separator")
    if not separator:
        return column.isin(allowed)
    return column.map(lambda cell: set(str(cell).split(separator)) <= allowed).astype(bool)


def _check_references(data: Data, resource: dict) -> None:
    """Every non-empty value of a foreign key stands in its target; lists are split first."""
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    for own, home, column, exceptions in _references(resource):
        values, allowed = data[resource["name"]][own], {*data[home][column].dropna(), *exceptions}
        unknown = values.notna() & ~_parts_in(values, fields[own], allowed)
        _refuse_cell(unknown, values, own, resource, f"stands in {home}.{column}")


# --- writing


def write_data(folder: Path, descriptor: dict, tables: dict[str, pd.DataFrame]) -> None:
    """Write a whole data folder: beside it first, checked, then put in its place.

    `tables` holds every resource of the descriptor, which gets row counts and checksums. Other
    files of the folder stay. Raises DataError; then nothing in `folder` has changed.
    """
    _check_descriptor(descriptor)
    folder = folder.resolve()
    beside = folder.with_name(f"{NEW}{folder.name}")
    try:
        with writing(folder.parent):
            if folder.exists():
                shutil.copytree(folder, beside)
            try:
                write_tables(beside, descriptor, tables)
                exchange(folder, beside)
            finally:
                shutil.rmtree(beside, ignore_errors=True)
    except Timeout:
        raise DataError(f"Another run is writing {folder}: wait until it has ended.") from None
    except (OSError, OverflowError, pa.ArrowException) as error:
        raise DataError(f"{folder} could not be written and is unchanged: {error}.") from None


def write_tables(folder: Path, descriptor: dict, tables: dict[str, pd.DataFrame]) -> None:
    """Write and check tables in a folder that nobody reads yet. Raises DataError and OSError."""
    resources = [_write_table(folder, r, tables) for r in descriptor["resources"]]
    text = as_text({**descriptor, "resources": resources})
    (folder / DESCRIPTOR).write_text(text, encoding="utf-8", newline="\n")
    check(open_folder(folder))


def as_text(described: dict) -> str:
    """A descriptor, or a part of one, as it stands in its file."""
    return json.dumps(described, indent=1, ensure_ascii=False) + "\n"


def _write_table(folder: Path, resource: dict, tables: dict[str, pd.DataFrame]) -> dict:
    """Write one table; its resource with the number of rows and the checksum recorded."""
    if resource["name"] not in tables:
        _refuse(resource, "it is not among the tables to write")
    path, fields = folder / resource["path"], resource["schema"]["fields"]
    frame = tables[resource["name"]]
    path.parent.mkdir(parents=True, exist_ok=True)
    _check_columns(list(frame.columns), resource)
    if path.suffix == ".parquet":
        schema = pa.schema([(f["name"], STORED[f["type"]]) for f in fields])
        table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
        pq.write_table(table.replace_schema_metadata(None), path, compression="zstd")
    else:
        cells = {f["name"]: frame[f["name"]].map(_cell) for f in fields}
        text = pd.DataFrame(cells).to_csv(index=False, lineterminator="\n")
        path.write_text(text, encoding="utf-8", newline="")
    return {**resource, "rows": len(frame), "hash": _checksum(path)}


def _cell(value) -> str:
    """A value as the text of a CSV cell: ISO days, true and false, 3 for 3.0."""
    if pd.isna(value):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, pd.Timestamp):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, (float, np.floating)):
        number = float(value)
        return str(int(number)) if number % 1 == 0 and abs(number) <= EXACT else repr(number)
    return str(value)


def _checksum(path: Path) -> str:
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


# --- describing


def describe(path: Path, write: bool = False) -> dict:
    """How the descriptor describes a CSV file: a new one as a draft, whose TODOs a person replaces.

    Of a file that is described already the rows and the checksum are counted anew. `write` puts the
    description into the descriptor of the data folder around the file. Raises DataError.
    """
    header, home = _header(path), _around(path)
    if write and home is None:
        raise DataError(f"{path} lies in no data folder: move it under data/ first.")
    home = home or path.resolve().parent
    described = (home / DESCRIPTOR).is_file()
    descriptor = open_folder(home).descriptor if described else {"resources": []}
    place = path.resolve().relative_to(home).as_posix()
    resources = {resource["path"]: resource for resource in descriptor["resources"]}
    known = resources.get(place) or _draft(home, place, header, descriptor["resources"])
    plain = {key: value for key, value in known.items() if key not in ("rows", "hash")}
    counted = {"rows": len(read_table(home, plain)), "hash": _checksum(path)}
    resources[place] = {**known, **counted}
    if write:
        descriptor = {**descriptor, "resources": list(resources.values())}
        _check_descriptor(descriptor)
        try:
            write_file(home / DESCRIPTOR, as_text(descriptor))
        except OSError as error:
            raise DataError(f"{home / DESCRIPTOR} cannot be written: {error.strerror}.") from None
    return resources[place]


def _header(path: Path) -> list[str]:
    """The names of the columns of a CSV file with rows; DataError if they cannot be described."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}): name a CSV file.") from None
    if path.suffix != ".csv":
        raise DataError(f"{path} does not end in .csv: name a CSV file.")
    try:
        lines = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        header, rows = next(lines, []), next(lines, [])
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n")
        raise DataError(f"{path}, row {row}, is not UTF-8: save the file as UTF-8.") from None
    except csv.Error as error:
        raise DataError(f"{path} is no CSV file ({error}): mend it.") from None
    if not rows:
        raise DataError(f"{path} is empty: write a line of column names, and rows under it.")
    if header[0].startswith("\ufeff"):
        raise DataError(f"{path} begins with a byte order mark: save it as UTF-8 without one.")
    if len(header) == 1 and ";" in header[0]:
        raise DataError(f"{path} parts its columns by semicolons: save it with commas.")
    for number, name in enumerate(header, start=1):
        if not name.strip():
            raise DataError(f"{path}: column {number} has no name: give it one in the first line.")
        if header.index(name) < number - 1:
            raise DataError(f"{path}: the column {name!r} stands there twice: rename one.")
    return header


def _around(path: Path) -> Path | None:
    """The data folder in which a file lies."""
    return next((one for one in path.resolve().parents if (one / DESCRIPTOR).is_file()), None)


def _draft(home: Path, place: str, header: list[str], resources: list[dict]) -> dict:
    """A description of a new file, as far as the file itself tells it."""
    name = PurePosixPath(place).stem
    for taken in resources:
        if taken["name"] == name:
            raise DataError(f"{place}: {taken['path']} has the name {name!r}: rename the file.")
    texts = [{"name": column, "type": "string"} for column in header]
    draft = {
        "name": name,
        "path": place,
        "title": "TODO: what the table is, in a few words",
        "description": "TODO: what a row is, and how the rows were chosen.",
        "faults": "TODO: what is known to be wrong or missing, or remove this line.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": texts},
    }
    cells = read_table(home, draft)
    fields = [_guessed(cells[column], draft) for column in header]
    schema = {"fields": fields, "primaryKey": _key(cells, fields)}
    known = "sources" in {resource["name"] for resource in resources}
    if known and any((f["name"], f["type"]) == ("source", "string") for f in fields):
        target = {"resource": "sources", "fields": ["id"]}
        schema["foreignKeys"] = [{"fields": ["source"], "reference": target}]
    return {**draft, "schema": {key: value for key, value in schema.items() if value}}


NAMED_BY_DIGITS = "-?(0[0-9]|[0-9]{16}).*"  # codes and ids: as numbers they would lose digits


def _guessed(column: pd.Series, draft: dict) -> dict:
    """The field of a column: the strictest type that the reader accepts for every cell."""
    whole = bool(column.notna().all())
    kinds = ["boolean"] * whole + ["integer", "number", "date"]
    if column.isna().all() or column.str.fullmatch(NAMED_BY_DIGITS).any():
        kinds = []
    kind = next((kind for kind in kinds if _accepts(column, kind, draft)), "string")
    field = {"name": column.name, "type": kind}
    if kind in ("integer", "number"):
        field["unit"] = "TODO"
    field["description"] = "TODO: what a cell says."
    return field | ({"constraints": {"required": True}} if whole else {})


def _accepts(column: pd.Series, kind: str, draft: dict) -> bool:
    try:
        _typed(column, {"name": column.name, "type": kind}, draft)
    except DataError:
        return False
    return True


def _key(cells: pd.DataFrame, fields: list[dict]) -> list[str]:
    """The first column or a text that tells all rows apart, else the fewest first columns that do."""
    kinds = {field["name"]: field["type"] for field in fields}
    names = list(kinds)
    texts = [[name] for name in names if kinds[name] == "string"]
    for key in (names[:1], *texts, *(names[:n] for n in range(2, len(names) + 1))):
        measured = any(kinds[name] == "number" for name in key)
        if not measured and cells[key].notna().all(axis=None) and not cells.duplicated(key).any():
            return key
    return []
