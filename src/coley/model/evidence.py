"""Sources, citations and claims: what lies under every fact."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from coley.dates import PartialDate
from coley.model._base import Curie, Id, Record, Text
from coley.vocab import SourceKind, Tier, Verification

__all__ = ["Citation", "Claim", "Conflict", "Evidenced", "Source", "Term"]


class Source(Record):
    """One document that facts can be read in."""

    id: Id
    """Stable id, such as ``fda-notice-2017-03-23-avelumab``."""
    kind: SourceKind
    """What sort of document it is."""
    title: Text
    """Its title."""
    publisher: Text
    """Who published it: the regulator, the journal, the organisation."""
    tier: Tier
    """How near it stands to the facts in it."""
    date: PartialDate | None = None
    """When it was published, or the date at which a table was current."""
    url: str | None = None
    """Where its publisher keeps it."""
    doi: Annotated[str, StringConstraints(pattern=r"^10\.[0-9]{4,9}/[^ ]+$")] | None = None
    """Digital object identifier, without a prefix."""
    pmid: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}$")] | None = None
    """PubMed id."""
    pmcid: Annotated[str, StringConstraints(pattern=r"^PMC[0-9]+$")] | None = None
    """PubMed Central id."""
    nct: Annotated[str, StringConstraints(pattern=r"^NCT[0-9]{8}$")] | None = None
    """ClinicalTrials.gov number, where the document is about one trial."""
    terms: str | None = None
    """Remark on licence or terms of reuse."""
    note: str | None = None
    """Anything a reader should know about the document."""

    @property
    def link(self) -> str:
        """Its address, or else that of its DOI; empty if it has neither."""
        return self.url or (f"https://doi.org/{self.doi}" if self.doi else "")


class Citation(Record):
    """A place in a source where a fact was read."""

    source: Id
    """Id of the source."""
    locator: Text
    """Where in it: ``"abstract, Results"``, ``"table 3"``, ``"section 6.1"``."""
    read: date
    """The day it was read."""
    retrieved_from: str | None = None
    """The copy that was read, if not the publisher's own."""


class Conflict(Record):
    """Another value seen for a field of the same record, and who says so."""

    field: Text
    """The field that is disputed, as a name or JSON pointer inside the record."""
    value: Text
    """The other value, as text."""
    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]
    """Where the other value stands."""
    resolution: str | None = None
    """Why the record keeps the value it has."""


class Evidenced(Record):
    """The evidence part of every curated fact."""

    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]
    """Where it was read; at least one."""
    verification: Verification
    """Whether the primary text was read, a report of it, or neither."""
    recorded: date
    """The day it was first recorded."""
    reviewed: date | None = None
    """The day a second reader compared it with its sources."""
    conflicts: tuple[Conflict, ...] = ()
    """Other values seen."""
    note: str | None = None
    """A remark worth keeping."""


class Claim(Evidenced):
    """A curated fact with an id of its own."""

    id: Id
    """Stable id; inside a record it begins with the record's id and a dot."""
    superseded_by: Id | None = None
    """The claim that took its place, if its id is retired."""
    retracted: str | None = None
    """Why it was retracted: it never was true."""


class Term(Record):
    """An entry of a shared vocabulary."""

    id: Id
    """Stable id."""
    name: Text
    """Preferred name."""
    synonyms: tuple[Text, ...] = ()
    """Other names that mean the same."""
    parents: tuple[Id, ...] = ()
    """Broader entries of the same vocabulary."""
    xrefs: tuple[Curie, ...] = ()
    """The same concept elsewhere."""
    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]
    """Where the entry and its external identifiers were checked."""
    note: str | None = None
    """A remark worth keeping."""
