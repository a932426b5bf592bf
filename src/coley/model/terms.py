"""The shared vocabularies: diseases, targets, biomarkers, partners, conditions, adverse events."""

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from coley.dates import PartialDate
from coley.model._base import Id, Record, Text
from coley.model.evidence import Term
from coley.model.prediction import CompanionDiagnostic, Prediction
from coley.model.therapy import Name
from coley.vocab import (
    AdverseEventCategory,
    BiomarkerKind,
    GradingScale,
    ImmunotherapyClass,
    PartnerKind,
    Scope,
)

__all__ = [
    "AdverseEvent",
    "Biomarker",
    "Condition",
    "Disease",
    "GradeDefinition",
    "ImmunotherapyType",
    "Partner",
    "Scale",
    "ScoreItem",
    "Target",
]


class Disease(Term):
    """A cancer, or a group of cancers; ``parents`` make "lung cancer" find its subtypes."""


class Target(Term):
    """A molecule that a therapy binds, blocks or recognises; ``name`` is its HGNC symbol."""

    full_name: Text
    """The name in words."""
    hgnc: Annotated[str, StringConstraints(pattern=r"^hgnc:[0-9]+$")] | None = None
    """HGNC id of the human gene."""
    uniprot: Annotated[str, StringConstraints(pattern=r"^uniprot:[A-Z0-9]+$")] | None = None
    """UniProt accession of the human protein."""
    expressed_on: tuple[Text, ...] = ()
    """Cells or tissues where it is found."""


class Biomarker(Term):
    """Something measured in a patient or a tumour that decides who is treated."""

    kind: BiomarkerKind
    """What is measured."""
    unit: str | None = None
    """Unit of its value: ``"percent"``, ``"score"``, ``"mutations per megabase"``."""
    assays: tuple[Text, ...] = ()
    """Assays by which it is measured."""
    predictions: tuple[Prediction, ...] = ()
    """What it foretells, for which treatment."""
    diagnostics: tuple[CompanionDiagnostic, ...] = ()
    """Approved tests that select patients by it."""


class Partner(Term):
    """A treatment that is no immunotherapy of this dataset: given together with one, or before."""

    kind: PartnerKind
    """What sort of treatment it is."""
    names: tuple[Name, ...] = ()
    """Names by which a drug is found in text; a class or a procedure has none."""


class Condition(Term):
    """A named clinical condition that labels ask for, such as "cisplatin-ineligible"."""

    definition: Text
    """What it means, in our own words."""


class AdverseEvent(Term):
    """Something untoward that can happen to a patient, coded to CTCAE through the NCI Thesaurus."""

    category: AdverseEventCategory
    """The family it belongs to."""
    organ_system: Text
    """The part of the body, in our own words."""
    ctcae_term: str | None = None
    """The CTCAE term."""
    ctcae_version: Annotated[str, StringConstraints(pattern=r"^(5\.0|6\.0)$")] | None = None
    """The CTCAE version the term was taken from."""


class GradeDefinition(Record):
    """What one grade of one event is by a scale."""

    event: Id
    """Id of the adverse event."""
    grade: Annotated[int, Field(ge=1, le=5)]
    """The grade, 1 to 5."""
    definition: Text
    """What it takes, in our own words."""


class ScoreItem(Record):
    """One task of a bedside score that a scale rests on, such as the ICE score."""

    name: Text
    """What is tested."""
    points: Annotated[int, Field(ge=1)]
    """Most points it gives."""
    task: Text
    """What the patient is asked to do, in our own words."""


class Scale(Term):
    """A scale by which adverse events are graded, in one version."""

    word: GradingScale
    """The word by which incidences name it."""
    version: Text | None = None
    """Its version, where it has one."""
    published: PartialDate
    """When this version appeared."""
    grades: Annotated[tuple[GradeDefinition, ...], Field(min_length=1)]
    """The grades that were read, of the events that matter here; never the whole scale."""
    score: tuple[ScoreItem, ...] = ()
    """The bedside score that it uses."""

    @model_validator(mode="after")
    def _once(self) -> "Scale":
        seen = [(grade.event, grade.grade) for grade in self.grades]
        if len(set(seen)) != len(seen):
            raise ValueError("a grade of an event is defined twice")
        return self


class ImmunotherapyType(Term):
    """A type of immunotherapy: the US National Cancer Institute's five, and two split out."""

    word: ImmunotherapyClass
    """The word by which therapies name it."""
    definition: Text
    """What belongs to it, in our own words."""
    within: ImmunotherapyClass | None = None
    """The type under which the Institute speaks of it, if it is not one of the five."""
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1)]
    """``core`` (immunotherapy in the strict sense), ``extended`` (in the broad sense), or both."""
