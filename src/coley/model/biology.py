"""Why immunotherapy fails, why it is combined, and what is still being tried."""

from typing import Annotated

from pydantic import Field, model_validator

from coley.dates import Day, PartialDate, as_day
from coley.model._base import Id, Percent, Text
from coley.model.evidence import Claim, Evidenced
from coley.vocab import (
    Agency,
    EvidenceDirection,
    EvidenceKind,
    Modality,
    ProgrammeEventKind,
    ProgrammeStage,
    ResistanceKind,
    ResistanceTiming,
)

__all__ = [
    "CombinationEvidence",
    "Frequency",
    "Programme",
    "ProgrammeEvent",
    "Rationale",
    "Resistance",
]


class Frequency(Evidenced):
    """How often a way of resistance was found, in whom."""

    n: Annotated[int, Field(ge=0)] | None = None
    """Patients or samples with it."""
    total: Annotated[int, Field(ge=1)] | None = None
    """Patients or samples looked at."""
    percent: Percent | None = None
    """Percentage as printed."""
    population: Text
    """Who was looked at, and how."""

    @model_validator(mode="after")
    def _says_something(self) -> "Frequency":
        if self.n is None and self.percent is None:
            raise ValueError("says nothing: give n or percent")
        if self.n is not None and (self.total is None or self.n > self.total):
            raise ValueError("n needs a total that is no smaller")
        return self


class Resistance(Claim):
    """A way in which tumours or patients escape an immunotherapy."""

    name: Text
    """What happens, in a few words."""
    synonyms: tuple[Text, ...] = ()
    """Other names of it."""
    kind: ResistanceKind
    """Where it strikes."""
    timing: ResistanceTiming
    """Whether it is there from the start, or comes under treatment."""
    mechanisms: Annotated[tuple[Id, ...], Field(min_length=1)]
    """The mechanisms of action that it defeats."""
    targets: tuple[Id, ...] = ()
    """Molecules that are lost, mutated or put in the way."""
    genes: tuple[Text, ...] = ()
    """HGNC symbols of genes that are altered."""
    diseases: tuple[Id, ...] = ()
    """Where it was seen."""
    explanation: Text
    """How it makes the treatment fail, in plain words."""
    frequencies: tuple[Frequency, ...] = ()
    """How often it was found."""


class CombinationEvidence(Evidenced):
    """One finding for or against a combination."""

    direction: EvidenceDirection
    """Whether it speaks for the combination or against it."""
    kind: EvidenceKind
    """What sort of evidence it is."""
    summary: Text
    """What was found, in our own words."""
    studies: tuple[Id, ...] = ()
    """Studies of this dataset that it rests on."""


class Rationale(Claim):
    """Why immunotherapy is given together with, before or after something else."""

    name: Text
    """The combination, such as ``"PD-1 blockade with chemotherapy"``."""
    mechanisms: Annotated[tuple[Id, ...], Field(min_length=1)]
    """The mechanisms of action that are combined."""
    partners: tuple[Id, ...] = ()
    """What is given beside them."""
    diseases: tuple[Id, ...] = ()
    """Where it was tried; none if in many."""
    timing: Text | None = None
    """What comes first, where that is the point."""
    proposal: Text
    """Why the two should do more together, in plain words."""
    evidence: Annotated[tuple[CombinationEvidence, ...], Field(min_length=1)]
    """What was found, for and against."""

    @property
    def studies(self) -> tuple[str, ...]:
        """Ids of the studies that its evidence rests on."""
        return tuple(dict.fromkeys(study for item in self.evidence for study in item.studies))


class ProgrammeEvent(Evidenced):
    """One dated piece of news about a programme."""

    date: PartialDate
    """When it happened, or was announced."""
    kind: ProgrammeEventKind
    """What happened."""
    stage: ProgrammeStage
    """How far the programme stood after it."""
    agency: Agency | None = None
    """The regulator, where one acted."""
    nct: tuple[Annotated[str, Field(pattern=r"^NCT[0-9]{8}$")], ...] = ()
    """The trials it is about."""
    summary: Text
    """What happened, in our own words."""


class Programme(Claim):
    """An investigational immunotherapy, or a new use of one, that was not approved when read."""

    name: Text
    """Its name or code."""
    synonyms: tuple[Text, ...] = ()
    """Other names; they are not looked for in text."""
    modality: Modality
    """What it physically is."""
    approach: Text
    """What it is meant to do, in plain words."""
    targets: tuple[Id, ...] = ()
    """What it acts on."""
    mechanisms: tuple[Id, ...] = ()
    """Mechanisms of this dataset that it works by."""
    therapy: Id | None = None
    """The therapy of this dataset, if it is one approved elsewhere or for something else."""
    diseases: tuple[Id, ...] = ()
    """What it is tried against."""
    holder: Text | None = None
    """Who develops it."""
    studies: tuple[Id, ...] = ()
    """Studies of this dataset."""
    events: Annotated[tuple[ProgrammeEvent, ...], Field(min_length=1)]
    """The news, oldest first."""

    @model_validator(mode="after")
    def _in_order(self) -> "Programme":
        dates = [event.date.first for event in self.events]
        if dates != sorted(dates):
            raise ValueError("events are not in order of their dates")
        return self

    @property
    def last(self) -> ProgrammeEvent:
        """The last news that was read."""
        return self.events[-1]

    def stage(self, on: Day | None = None) -> ProgrammeStage | None:
        """How far it stood at the end of a day by the news read; None before the first.

        Raises:
            ArgumentError: if *on* is no day.

        """
        day = None if on is None else as_day(on, "on")
        known = [event for event in self.events if day is None or event.date.by(day)]
        return known[-1].stage if known else None
