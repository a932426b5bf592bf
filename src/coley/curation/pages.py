"""The pages of the documentation that are made from the data: tables, gaps, schemas."""

from __future__ import annotations

from coley.curation.schemas import schemas
from coley.dataset import EXPORT_TABLES, Dataset

__all__ = ["pages"]

_MADE = "Made by `python -m coley.curation pages docs`; the tests compare it with the data."


def pages(dataset: Dataset) -> dict[str, str]:
    """The text of every such page, by its path below ``docs``.

    >>> import coley
    >>> sorted(pages(coley.load()))[:2]
    ['known-gaps.md', 'schemas/adverse_events.schema.json']
    """
    found = {"tables.md": _tables(dataset), "known-gaps.md": _gaps(dataset)}
    return found | {f"schemas/{name}": text for name, text in schemas().items()}


def _tables(dataset: Dataset) -> str:
    lines = [
        "# Export tables",
        "",
        "Stable names that other programs rely on. A list column holds strings, joined with `|` in",
        "CSV. A missing value is empty, and never 0 or False.",
        "",
        _MADE,
    ]
    for name in EXPORT_TABLES:
        lines += ["", f"## {name}", "", "| column | type |", "| --- | --- |"]
        for column in dataset.table(name).columns:
            kind = "list of str" if column.type is tuple else column.type.__name__
            lines.append(f"| {column.name} | {kind} |")
    return "\n".join(lines) + "\n"


def _gaps(dataset: Dataset) -> str:
    lines = [
        "# Known gaps",
        "",
        "What the dataset admits of itself. A claim without a second reading was read once.",
        "",
        _MADE,
        "",
        "## How far the news was followed",
        "",
    ]
    lines += [
        f"- {currency.agency.value}: through {currency.through}. {currency.note or ''}".rstrip()
        for currency in dataset.manifest.current_through
    ]
    lines += [
        "",
        "## By therapy",
        "",
        "| therapy | indications | outcomes | incidences | claims | read twice | missing |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in dataset.coverage().rows():
        cells = [
            row["therapy"],
            *(str(row[key]) for key in ("indications", "outcomes", "incidences", "claims")),
            str(row["second_readings"]),
            ", ".join(row["missing"]) or "nothing known",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
