"""The pages of the documentation that are made from the data: tables, gaps, schemas."""

from __future__ import annotations

from collections import Counter

from coley._tables import RECORD_TYPES
from coley.curation.schemas import schemas
from coley.dataset import EXPORT_TABLES, Dataset
from coley.integrity import walk
from coley.model import Citation
from coley.vocab import SourceKind, Tier

__all__ = ["pages"]

_MADE = "Made by `python -m coley.curation pages docs`; the tests compare it with the data."


def pages(dataset: Dataset) -> dict[str, str]:
    """The text of every such page, by its path below ``docs``.

    >>> import coley
    >>> sorted(pages(coley.load()))[:2]
    ['data/known-gaps.md', 'data/sources.md']
    """
    found = {
        "tables.md": _tables(dataset),
        "data/known-gaps.md": _gaps(dataset),
        "data/sources.md": _sources(dataset),
    }
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
    unread = Counter(
        row["therapy"]
        for row in dataset.table("other_actions").rows()
        if "not read" in row["reason"]
    )
    lines += [
        "",
        "## Regulators' actions whose content was not read",
        "",
        "An efficacy supplement on record of which no text was found: it may hold a new use.",
        "",
        *(f"- {therapy}: {count}" for therapy, count in sorted(unread.items())),
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
            ", ".join(row["missing"]) or "nothing we know of",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _sources(dataset: Dataset) -> str:
    counts = Counter((source.kind, source.tier) for source in dataset.sources)
    cited = Counter(
        citation.source
        for table in RECORD_TYPES
        for record in dataset.tables.records(table).values()
        for _, citation in walk(record)
        if isinstance(citation, Citation)
    )
    lines = [
        "# Sources",
        "",
        "What the facts were read in; the policy is in [curation](curation.md).",
        "",
        _MADE,
        "",
        f"| kind | {' | '.join(tier.value for tier in Tier)} |",
        f"| --- |{' --- |' * len(Tier)}",
    ]
    for kind in SourceKind:
        row = [str(counts[kind, tier] or "") for tier in Tier]
        if any(row):
            lines.append(f"| {kind.value} | {' | '.join(row)} |")
    lines += ["", "## Cited most", "", "| citations | source | publisher |", "| --- | --- | --- |"]
    for source_id, count in sorted(cited.items(), key=lambda item: (-item[1], item[0]))[:25]:
        source = dataset.sources[source_id]
        lines.append(f"| {count} | {source.title} | {source.publisher} |")
    return "\n".join(lines) + "\n"
