"""The command line: `python -m hubgap build | check | figure | describe | refresh | ...`."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import sys
from pathlib import Path
from typing import NoReturn

try:
    from . import kept
    from .charts import sizes
    from .disk import INSTALLED, ROOT, DataError
    from .languages import LANGUAGES
except KeyboardInterrupt:  # before `main` could say so
    sys.exit(2)


class Parser(argparse.ArgumentParser):
    """Bad input ends with exit code 1, like bad data (argparse takes 2, which means resumable)."""

    def error(self, message: str) -> NoReturn:
        self.exit(1, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code: 0 done, 1 bad input or data, 2 interrupted.

    A refresh also ends with 2 (incomplete but resumable) or 3 (another one holds the lock).
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # as stderr; a Windows console lacks much
    options = _parser().parse_args(arguments)
    try:
        if INSTALLED and options.run in (build, compile, edition, pack, bench):
            raise DataError(
                "This needs the notebooks of the repository: clone it, and run make there."
            )
        outcome = options.run(options)
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted: the same command starts again.", file=sys.stderr)
        return 2
    if isinstance(outcome, int):
        return outcome
    print(outcome)
    return 0


def _parser() -> Parser:
    parser = Parser(prog="python -m hubgap", description=sys.modules["hubgap"].__doc__)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for run in (build, check, figure, describe, compile):
        command = commands.add_parser(run.__name__, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        if run is compile:
            command.add_argument("facts", type=Path, metavar="FOLDER", help="the fact tables")
            continue
        if run is describe:
            command.add_argument("file", type=Path, metavar="FILE.csv", help="the table")
            there = "put it into the datapackage.json of the data folder around the file"
            command.add_argument("--write", action="store_true", help=there)
            continue
        command.add_argument(
            "--data",
            metavar="embedded|live|PATH",
            help="which tables: data/ (the default), live/ or another folder; "
            "the variable HUBGAP_DATA means the same",
        )
        if run is build:
            where = "write the edition there instead of over the committed one"
            command.add_argument("--output", type=Path, metavar="FOLDER", help=where)
            anew = "make everything anew, kept or not"
            command.add_argument("--force", action="store_true", help=anew)
            stands = "where the site will stand, for cards of links, the feed and frames"
            command.add_argument("--address", metavar="URL", type=_address, help=stands)
        if run is figure:
            _add_figure(command.add_argument)
    _add_live(commands)
    return parser


def _address(said: str) -> str:
    """An address of a site, which ends with a slash."""
    if not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w.~-]+)*/?", said, re.ASCII):
        raise argparse.ArgumentTypeError(f"{said} is no address like https://example.org/gap/")
    return said.rstrip("/") + "/"


def _add_figure(add) -> None:
    add("name", metavar="NAME", help="a figure of figures/, like 02-census")
    tongue = "words in that language, for figures of notebook 00"
    add("--language", choices=LANGUAGES, default="en", help=tongue)
    places = (
        "web page (the default), phone, single or double column of print, slide, or social card"
    )
    add("--size", choices=sizes.PRESETS, default="web", help=places)
    kinds = ("svg", "pdf", "png", "csv", "json", "xlsx")
    what = "png is the default; csv and xlsx are the numbers, json says what they are"
    add("--format", choices=kinds, default="png", help=what)
    shapes = "draw the letters of an svg as shapes, for editors that ignore its font"
    add("--outlines", action="store_true", help=shapes)
    add("--background", choices=("white", "transparent"), default="white")
    where = "write the file there instead of here"
    add("--output", type=Path, metavar="FOLDER", default=Path(), help=where)


def _add_live(commands) -> None:
    add = {}
    for run in (refresh, fetch, edition, pack, bench):
        command = commands.add_parser(run.__name__, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        add[run.__name__] = command.add_argument
    scope = "tracked organizations (the default), the N most downloaded models, or every model"
    add["refresh"]("--scope", default="tracked", metavar="tracked|top:N|hub", help=scope)
    only = "only this organization; can be given several times"
    add["refresh"]("--organization", action="append", metavar="NAME", help=only)
    boards = "only the boards, which a refresh of all tracked organizations brings too"
    add["refresh"]("--boards", action="store_true", help=boards)
    week = "only the weekly census of that day, read from hfmlsoc/hub_weekly_snapshots"
    add["refresh"]("--census", metavar="YYYY-MM-DD", help=week)
    add["refresh"]("--output", type=Path, metavar="FOLDER", help="write there instead of live/")
    add["refresh"]("--endpoint", metavar="URL", help="another Hub than HF_ENDPOINT says")
    fresh = "drop the pages of an unfinished pull instead of resuming it"
    add["refresh"]("--fresh", action="store_true", help=fresh)
    only = "only say how many requests it takes and how long"
    add["refresh"]("--dry-run", action="store_true", help=only)
    earlier = "measure whole commands against this commit instead of the refresh"
    add["bench"]("--against", metavar="COMMIT", help=earlier)
    add["bench"]("--tests", action="store_true", help="and both test suites (half an hour)")
    sizes = "what reads a wave, up to the whole Hub of 3.1 million models (half an hour)"
    add["bench"]("--scale", action="store_true", help=sizes)
    where = "take the latest wave from there instead of live/"
    named = "and make it an edition of this version, which CHANGELOG.md tells of"
    add["edition"]("--version", metavar="X.Y.Z", help=named)
    add["fetch"]("where", metavar="FILE", help="the data archive of this edition, path or address")
    there = "write the archives there instead of dist/"
    add["pack"]("--output", type=Path, metavar="FOLDER", default=ROOT / "dist", help=there)
    add["edition"]("--data", type=Path, metavar="FOLDER", help=where)
    looked = "take a wave that the refresh put in doubt: somebody has looked at it"
    add["edition"]("--accept", action="store_true", help=looked)


def build(options: argparse.Namespace) -> str:
    """Make every exhibit, run the notebooks, export the figures and write the generated pages."""
    if (
        not (options.output or options.force or options.address)
        and _embedded(options)
        and kept.sealed()
    ):
        return "Nothing has changed since the last build: open site/index.html."
    from .build import build
    from .folders import open_data

    output = options.output and options.output.resolve()
    home = build(open_data(options.data), output, options.force, options.address or "")
    page = str(home / "site" / "index.html")
    with contextlib.suppress(ValueError):  # on Windows no path leads from one drive to another
        page = os.path.relpath(page)
    return f"Notebooks, figures and the site are up to date: open {page}."


def check(options: argparse.Namespace) -> str:
    """Check every table against its description; name the first value that breaks a rule."""
    from .countries import countries
    from .data import check
    from .folders import boards_in, check_files, open_data, waves_in

    data = open_data(options.data)
    for wave in (*waves_in(data.folder), *boards_in(data.folder)):
        check_files(wave)
    tables = check(data)
    if "organizations" in data and (found := countries(data)):
        raise DataError("\n".join(found))
    return f"{data.folder}: {tables} tables keep every rule."


def figure(options: argparse.Namespace) -> Path:
    """Draw one figure for a page, a phone, a column of print, a slide or a social card."""
    clear = options.background == "transparent"
    usual = options.size == "web" and not clear and not options.outlines
    plain = options.format in sizes.NUMBERS or usual
    name = kept.kept_as(options.name, options.language)
    content = _kept(name, options.format) if plain and _embedded(options) else None
    if content is None:
        from .exhibits.exhibit import one
        from .study import Study

        shown = one(options.name, Study(options.data, language=options.language))
        content = shown.content(options.format, options.size, clear, options.outlines)
    try:
        return sizes.write(options.output, name, options.format, options.size, content)
    except OSError as error:
        raise DataError(
            f"{options.output} cannot be written ({error.strerror}): name another folder."
        ) from None


def describe(options: argparse.Namespace) -> str:
    """Draft the description of a CSV for datapackage.json, or count a described one anew."""
    from .data import DESCRIPTOR, as_text, describe

    resource = describe(options.file, options.write)
    if options.write:
        return (
            f"{resource['name']} stands in {DESCRIPTOR}: describe what says TODO, then run check."
        )
    return as_text(resource).rstrip("\n")


def _embedded(options: argparse.Namespace) -> bool:
    return (options.data or os.environ.get("HUBGAP_DATA") or "embedded") == "embedded"


def _kept(name: str, kind: str) -> bytes | None:
    """The file of a figure that the last build kept, if it still holds: no library is loaded."""
    home = kept.Kept(kept.ROOT / "data")
    record = home.record(name)
    return home.read(record, f"{name}.{kind}") if record else None


def refresh(options: argparse.Namespace) -> int:
    """Bring one more snapshot of the Hub and its boards into live/, complete or not at all."""
    if options.census is not None:
        return _census(options)
    from .hub.refresh import refresh

    given = (options.scope, options.organization, options.output, options.endpoint)
    return refresh(*given, options.fresh, options.dry_run, boards=options.boards)


def _census(options: argparse.Namespace) -> int:
    from .hub.census import census

    if options.organization or options.boards or options.scope != "tracked":
        raise DataError("--census reads one file: leave --scope, --organization and --boards away.")
    where = (options.output, options.endpoint)
    return census(options.census, *where, fresh=options.fresh, dry_run=options.dry_run)


def edition(options: argparse.Namespace) -> str:
    """Make the latest wave of live/ the latest snapshot of data/, as before a release."""
    from datetime import UTC, datetime

    from .editions import named, stamp
    from .folders import later, make_edition

    folder, said = options.data or ROOT / "live", []
    if options.version:
        named(options.version)  # before anything is written
    if options.data or not options.version or later(folder):
        said.append(f"data/ holds the snapshot of {make_edition(folder, options.accept)} now")
    if options.version:
        stamp(options.version, datetime.now(UTC).date())
        said.append(f"this is edition {options.version}")
    return f"{', '.join(said)}: run build."


def fetch(options: argparse.Namespace) -> str:
    """Bring the data of this edition from an archive, where only the package is installed."""
    from .editions import fetch

    return f"The data of this edition are in {fetch(options.where)}."


def pack(options: argparse.Namespace) -> str:
    """Write the archives of this edition: data, figures and site."""
    from .editions import pack

    return "\n".join(map(str, pack(options.output)))


def bench(options: argparse.Namespace) -> str:
    """Measure the refresh, or whole commands against an earlier commit, into bench/results.md."""
    import runpy

    return runpy.run_path(str(kept.ROOT / "bench" / "bench.py"))["main"](
        options.against, options.tests, options.scale
    )


def compile(options: argparse.Namespace) -> str:
    """Write data/ from the collected fact tables."""
    from .hub.compile import compile_facts

    return f"{compile_facts(options.facts)} tables written."


if __name__ == "__main__":
    sys.exit(main())
