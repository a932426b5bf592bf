"""``python -m coley {info,show,explain,search,match,export,validate}``: a thin door in."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import coley
from coley.explain import Explanation

__all__ = ["main"]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m coley", description=coley.__doc__)
    parser.add_argument("--data", type=Path, help="another dataset: a folder, zip file or wheel")
    parser.add_argument("--on", metavar="DAY", help="the world as it stood on this day, YYYY-MM-DD")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("info", help="version, size, currency and terms of the dataset")
    showing = commands.add_parser("show", help="one therapy or claim, with its sources")
    showing.add_argument("name", help="any name of a therapy, or the id of a claim")
    explaining = commands.add_parser("explain", help="a short account of one therapy")
    explaining.add_argument("name", help="any name of a therapy")
    explaining.add_argument("--format", choices=("text", "markdown", "html"), default="text")
    searching = commands.add_parser("search", help="therapies named in a text")
    searching.add_argument("text", nargs="+")
    matching = commands.add_parser("match", help="approved uses for one patient, with reasons")
    matching.add_argument("patient", help="JSON file of coley.Patient's keywords, or - for stdin")
    exporting = commands.add_parser("export", help="a whole table")
    exporting.add_argument("table", choices=coley.EXPORT_TABLES)
    exporting.add_argument("--format", choices=("csv", "json", "parquet"), default="csv")
    exporting.add_argument("--output", type=Path, help="file to write (needed for parquet)")
    validating = commands.add_parser(
        "validate", help="load a dataset and say what is wrong with it"
    )
    validating.add_argument("path", type=Path)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if it answered, 1 if not."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "validate":
            print(repr(coley.load(options.path)))
            return 0
        dataset = coley.load(options.data)
        if options.on:
            dataset = dataset.as_of(options.on)
        return _answer(dataset, options)
    except (coley.ColeyError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def _answer(dataset: coley.Dataset, options: argparse.Namespace) -> int:
    match options.command:
        case "info":
            print(repr(dataset)[1:-1])
            for currency in dataset.manifest.current_through:
                print(f"{currency.agency} through {currency.through}. {currency.note or ''}")
            print(dataset.manifest.method, dataset.manifest.use, sep="\n")
        case "show":
            _show(dataset, options.name)
        case "explain":
            _explain(dataset.explain(options.name), options.format)
        case "search":
            matches = dataset.search(" ".join(options.text))
            for match in matches:
                print(
                    f"{match.span[0]}-{match.span[1]}\t{match.text}\t{match.therapy}\t{match.kind}"
                )
            return 0 if matches else 1
        case "match":
            print(dataset.match(_patient(options.patient)))
        case "export":
            return _export(dataset.table(options.table), options)
    return 0


def _patient(path: str) -> coley.Patient:
    text = sys.stdin.read() if path == "-" else Path(path).read_text("utf-8")
    try:
        return coley.Patient(**json.loads(text))
    except (TypeError, json.JSONDecodeError) as error:
        raise coley.PatientError((f"{path}: {error}",)) from None


def _show(dataset: coley.Dataset, name: str) -> None:
    try:
        why = dataset.why(name)
    except coley.UnknownIdError:
        why = dataset.why(dataset.therapy(name).id)
    if why.id in dataset.therapies:
        print(dataset.therapies[why.id].model_dump_json(indent=2, exclude_defaults=True))
    print(why)


def _explain(account: Explanation, form: str) -> None:
    if form == "html":
        print(account.to_html())
    else:
        print(account.to_markdown() if form == "markdown" else account)


def _export(table: coley.Table, options: argparse.Namespace) -> int:
    if options.format == "parquet":
        if options.output is None:
            print("parquet is binary: name a file with --output", file=sys.stderr)
            return 1
        arrow = table.to_arrow()
        from pyarrow import parquet  # noqa: PLC0415  (optional)

        parquet.write_table(arrow, options.output)
        return 0
    text = table.to_csv() if options.format == "csv" else table.to_json() + "\n"
    if options.output is None:
        print(text, end="")
    else:
        options.output.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
