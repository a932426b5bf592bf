"""The evidence behind a claim, laid out to be read."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from pydantic import BaseModel

from coley._tables import Tables
from coley.integrity import walk
from coley.model import Citation, Claim, Evidenced, Source, Term
from coley.model.indication import RegulatoryAction

__all__ = ["Evidence", "Why", "evidence_of"]


@attrs.frozen
class Evidence:
    """One citation of a claim, with the document that it points to."""

    of: str
    """The part of the claim it stands for; empty for the claim as a whole."""
    verification: str
    citation: Citation
    source: Source
    disputes: str = ""
    """The other value that this document gives, if it is a dissenting one."""

    def __str__(self) -> str:
        """Title, publisher, place, link."""
        source = self.source
        date = f", {source.date}" if source.date else ""
        text = f"{source.title}. {source.publisher}{date}. [{self.citation.locator}]"
        if self.disputes:
            text = f"DISSENTS ({self.disputes}): {text}"
        return f"{text} {source.link}".rstrip()


@attrs.frozen
class Why:
    """All evidence behind one claim: iterate over it, or print it."""

    id: str
    evidence: tuple[Evidence, ...]
    verification: str
    reviewed: str

    def __iter__(self) -> Iterator[Evidence]:
        """Iterate over the evidence."""
        return iter(self.evidence)

    def __len__(self) -> int:
        """Count the pieces of evidence."""
        return len(self.evidence)

    def __str__(self) -> str:
        """The claim, how it was verified, and every document."""
        lines = [f"{self.id} ({self.verification}; second reading: {self.reviewed})"]
        part = ""
        for item in self.evidence:
            if item.of != part:
                part = item.of
                lines.append(f"  {part}:")
            lines.append(f"  {'  ' if part else ''}- {item}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        """The same as the text: this object is made to be read."""
        return str(self)

    def _repr_html_(self) -> str:
        """The same as a list, for notebooks."""
        from html import escape  # noqa: PLC0415  (only notebooks need it)

        items = "".join(
            f"<li>{escape(f'{item.of}: ' if item.of else '')}{escape(str(item))}</li>"
            for item in self.evidence
        )
        return f"<b>{escape(str(self).splitlines()[0])}</b><ul>{items}</ul>"


def evidence_of(record: Claim | Term, tables: Tables) -> Why:
    """Gather every citation of a record, of its parts, and of what contradicts it."""
    found: list[Evidence] = []
    own = getattr(record, "verification", None)
    for pointer, part in walk(record):
        if isinstance(part, Claim) and part is not record:
            continue
        if any(pointer.startswith(f"{skipped}/") for skipped in _nested(record)):
            continue
        citations = getattr(part, "citations", None)
        if citations is None or "/conflicts/" in pointer:
            continue
        verification = part.verification if isinstance(part, Evidenced) else own
        how = verification.value if verification else ""
        label = _label(pointer, part)
        cited = [(citation, "") for citation in citations] + [
            (citation, f"{conflict.field}: {conflict.value}")
            for conflict in getattr(part, "conflicts", ())
            for citation in conflict.citations
        ]
        found += [
            Evidence(label, how, citation, tables.sources[citation.source], disputes)
            for citation, disputes in cited
        ]
    reviewed = getattr(record, "reviewed", None)
    return Why(
        record.id,
        tuple(found),
        own.value if own else "vocabulary entry",
        reviewed.isoformat() if reviewed else "not yet",
    )


def _nested(record: BaseModel) -> list[str]:
    """Pointers of the claims inside a record: they are asked for by their own ids."""
    return [
        f"/{field}/{i}"
        for field in ("indications", "adverse_effects", "outcomes", "incidences")
        for i, _ in enumerate(getattr(record, field, ()))
    ]


def _label(pointer: str, part: BaseModel) -> str:
    if isinstance(part, RegulatoryAction):
        return f"{part.action.value.replace('_', ' ')} {part.date}"
    for field in ("brand", "mechanism", "text"):
        if hasattr(part, field):
            return f"{type(part).__name__.lower()} {getattr(part, field)!r}"
    return pointer.strip("/").replace("/", " ")
