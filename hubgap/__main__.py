"""The command line: `python -m hubgap build | check | compile`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """Bad input ends with exit code 1, like bad data (argparse takes 2, which means resumable)."""

    def error(self, message: str) -> NoReturn:
        self.exit(1, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code: 0 done, 1 bad input or data."""
    options = _parser().parse_args(arguments)
    from .data import DataError

    try:
        print(options.run(options))
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> Parser:
    parser = Parser(prog="python -m hubgap", description=sys.modules["hubgap"].__doc__)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for run in (build, check, compile):
        command = commands.add_parser(run.__name__, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        if run is compile:
            command.add_argument("facts", type=Path, metavar="FOLDER", help="the fact tables")
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
    return parser


def build(options: argparse.Namespace) -> str:
    """Run every notebook, export the figures and write the generated pages."""
    from .build import BuildError, build
    from .data import DataError, open_data

    try:
        written = build(open_data(options.data), options.output)
    except BuildError as error:
        raise DataError(str(error)) from None
    return f"{len(written)} notebooks: start with README.md, then {written[0].parent}."


def check(options: argparse.Namespace) -> str:
    """Check every table against its description; name the first value that breaks a rule."""
    from .data import check, open_data

    data = open_data(options.data)
    return f"{data.folder}: {check(data)} tables keep every rule."


def compile(options: argparse.Namespace) -> str:
    """Write data/ from the collected fact tables."""
    from .compile import compile_facts

    return f"{compile_facts(options.facts)} tables written."


if __name__ == "__main__":
    sys.exit(main())
