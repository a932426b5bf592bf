"""``python -m coley.curation {check,format,new,diff,stale,pages}``."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from coley._load import load
from coley.curation.check import check, format_files
from coley.curation.new import new_record
from coley.curation.pages import pages
from coley.curation.stale import stale
from coley.errors import ColeyError

__all__ = ["main"]

SHIPPED = Path(__file__).parents[1] / "data"
"""The dataset beside the code. These tools write files, so only a real folder will do."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m coley.curation", description="Tools for those who write the data."
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=SHIPPED,
        help="folder of the dataset (default: the shipped one)",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser(
        "check", help="say everything that is wrong; silent if nothing is"
    )
    checking.add_argument(
        "--reference", type=Path, help="folder of reference tables to compare with"
    )
    commands.add_parser("format", help="rewrite files in the one spelling")
    creating = commands.add_parser("new", help="write the skeleton of a record")
    creating.add_argument("table")
    creating.add_argument("id")
    comparing = commands.add_parser("diff", help="what changed between two datasets")
    comparing.add_argument("old", type=Path)
    comparing.add_argument("new", type=Path)
    ageing = commands.add_parser("stale", help="what was read too long ago")
    ageing.add_argument("--days", type=int, default=365)
    describing = commands.add_parser("pages", help="write the docs that are made from the data")
    describing.add_argument("folder", type=Path)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if all is well, 1 if there are findings, 2 if it could not run."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except (ColeyError, OSError) as error:
        print(error, file=sys.stderr)
        return 2


def _run(options: argparse.Namespace) -> int:
    today = datetime.now(tz=UTC).date()
    match options.command:
        case "check":
            if options.reference is not None and not options.reference.is_dir():
                raise NotADirectoryError(f"--reference: {options.reference} is no folder")
            problems = check(options.data, options.reference)
            for problem in problems:
                print(problem)
            return 1 if problems else 0
        case "format":
            for path in format_files(options.data):
                print(path)
        case "new":
            print(new_record(options.data, options.table, options.id, today))
        case "diff":
            for change in load(options.old).diff(load(options.new)):
                print(change)
        case "stale":
            table = stale(load(options.data), today, options.days)
            if table:
                print(table.to_csv(), end="")
        case "pages":
            for name, text in pages(load(options.data)).items():
                path = options.folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
