"""Who is treated: a tree of AllOf, AnyOf and Not over typed requirements."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from coley.model._base import HlaAllele, Id, Record, Text
from coley.vocab import Comparator, DiseaseState, Extent, Setting, TreatmentOutcome

__all__ = [
    "Age",
    "AllOf",
    "Alteration",
    "AnyOf",
    "BiomarkerLevel",
    "ClinicalCondition",
    "Criteria",
    "HasDisease",
    "HasExtent",
    "HasHla",
    "HasStage",
    "InSetting",
    "InState",
    "Not",
    "PriorLines",
    "PriorTherapy",
    "Requirement",
    "Weight",
    "leaves",
]


class AllOf(Record):
    """Every part must hold."""

    kind: Literal["all_of"]
    of: Annotated[tuple["Criteria", ...], Field(min_length=2)]
    """The parts."""


class AnyOf(Record):
    """One part at least must hold."""

    kind: Literal["any_of"]
    of: Annotated[tuple["Criteria", ...], Field(min_length=2)]
    """The parts."""


class Not(Record):
    """The part must not hold."""

    kind: Literal["not"]
    of: "Criteria"
    """The part."""


class HasDisease(Record):
    """The patient has this disease or one of its subtypes."""

    kind: Literal["disease"]
    disease: Id
    """Id of the disease; its descendants count."""
    excluding: tuple[Id, ...] = ()
    """Subtypes that do not count."""


class HasExtent(Record):
    """The disease has one of these extents."""

    kind: Literal["extent"]
    any_of: Annotated[tuple[Extent, ...], Field(min_length=1)]
    """One is enough; two that must both hold are two requirements."""


class HasStage(Record):
    """The disease has one of these stages."""

    kind: Literal["stage"]
    any_of: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^(0|I{1,3}|IV)[ABCD]?[0-9]?$")], ...],
        Field(min_length=1),
    ]
    """Stages such as ``"III"`` or ``"IIIC"``; a stage without letter covers its substages."""


class InSetting(Record):
    """The treatment is given for this purpose."""

    kind: Literal["setting"]
    any_of: Annotated[tuple[Setting, ...], Field(min_length=1)]
    """One is enough."""


class InState(Record):
    """The disease is at this point of its course."""

    kind: Literal["state"]
    any_of: Annotated[tuple[DiseaseState, ...], Field(min_length=1)]
    """One is enough."""


class PriorLines(Record):
    """How many lines of systemic therapy the patient has had for this disease."""

    kind: Literal["prior_lines"]
    minimum: Annotated[int, Field(ge=0)] = 0
    """At least so many."""
    maximum: Annotated[int, Field(ge=0)] | None = None
    """At most so many; 0 is a first-line use."""

    @model_validator(mode="after")
    def _says_something(self) -> "PriorLines":
        if self.minimum == 0 and self.maximum is None:
            raise ValueError("says nothing: give minimum or maximum")
        if self.maximum is not None and self.maximum < self.minimum:
            raise ValueError(f"maximum {self.maximum} is below minimum {self.minimum}")
        return self


class PriorTherapy(Record):
    """The patient has had one of these treatments, with one of these outcomes."""

    kind: Literal["prior_therapy"]
    any_of: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Ids of therapies, mechanisms (a class) or partners; their descendants count."""
    outcome: tuple[TreatmentOutcome, ...] = ()
    """One is enough; empty means that having had it is enough."""
    setting: tuple[Setting, ...] = ()
    """The purpose for which it was given, where that matters."""
    within_months: Annotated[float, Field(gt=0)] | None = None
    """The outcome came no later than this many months after the treatment."""
    minimum_courses: Annotated[int, Field(ge=1)] | None = None
    """At least so many separate lines or courses of it."""


class BiomarkerLevel(Record):
    """A biomarker is at, above or below a threshold, or positive or negative by a test."""

    kind: Literal["biomarker"]
    biomarker: Id
    """Id of the biomarker."""
    comparator: Comparator
    """How the value is compared."""
    threshold: float | None = None
    """The threshold, in the biomarker's unit."""
    assays: tuple[Text, ...] = ()
    """Assays that count, where the label names one; empty: any approved test."""

    @model_validator(mode="after")
    def _threshold_fits(self) -> "BiomarkerLevel":
        by_test = self.comparator in {Comparator.POSITIVE, Comparator.NEGATIVE}
        if by_test is not (self.threshold is None):
            raise ValueError(
                f"comparator {self.comparator.value!r} "
                + ("takes no threshold" if by_test else "needs a threshold")
            )
        return self


class Alteration(Record):
    """A gene of the tumour is altered."""

    kind: Literal["alteration"]
    gene: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]*$")]
    """HGNC symbol of the gene, such as ``EGFR``; ``PHILADELPHIA`` is written ``BCR-ABL1``."""
    variant: str | None = None
    """Which alteration, such as ``"V600"`` or ``"rearrangement"``; None: any that is targetable."""


class HasHla(Record):
    """The patient carries one of these HLA alleles."""

    kind: Literal["hla"]
    any_of: Annotated[tuple[HlaAllele, ...], Field(min_length=1)]
    """One is enough."""


class Age(Record):
    """The patient's age, in completed years or months, bounds included."""

    kind: Literal["age"]
    minimum: Annotated[float, Field(ge=0)] | None = None
    """Youngest age treated."""
    maximum: Annotated[float, Field(ge=0)] | None = None
    """Oldest age treated."""
    unit: Literal["years", "months"] = "years"
    """Unit of both bounds."""

    @model_validator(mode="after")
    def _says_something(self) -> "Age":
        if self.minimum is None and self.maximum is None:
            raise ValueError("says nothing: give minimum or maximum")
        if self.minimum is not None and self.maximum is not None and self.maximum < self.minimum:
            raise ValueError(f"maximum {self.maximum:g} is below minimum {self.minimum:g}")
        return self


class Weight(Record):
    """The patient's body weight in kilograms."""

    kind: Literal["weight"]
    minimum: Annotated[float, Field(gt=0)]
    """Lowest weight treated."""


class ClinicalCondition(Record):
    """A named clinical condition holds."""

    kind: Literal["condition"]
    condition: Id
    """Id of the condition."""


Criteria = Annotated[
    AllOf
    | AnyOf
    | Not
    | HasDisease
    | HasExtent
    | HasStage
    | InSetting
    | InState
    | PriorLines
    | PriorTherapy
    | BiomarkerLevel
    | Alteration
    | HasHla
    | Age
    | Weight
    | ClinicalCondition,
    Field(discriminator="kind"),
]
"""A requirement, or a tree of them."""

Requirement = (
    HasDisease
    | HasExtent
    | HasStage
    | InSetting
    | InState
    | PriorLines
    | PriorTherapy
    | BiomarkerLevel
    | Alteration
    | HasHla
    | Age
    | Weight
    | ClinicalCondition
)


def leaves(criteria: Criteria, *, negated: bool = False) -> Iterator[tuple[Requirement, bool]]:
    """Walk the requirements of a tree; the flag says whether it stands under an odd number of Nots.

    >>> tree = Not(kind="not", of=Weight(kind="weight", minimum=40))
    >>> [(leaf.kind, negated) for leaf, negated in leaves(tree)]
    [('weight', True)]
    """
    if isinstance(criteria, AllOf | AnyOf):
        for part in criteria.of:
            yield from leaves(part, negated=negated)
    elif isinstance(criteria, Not):
        yield from leaves(criteria.of, negated=not negated)
    else:
        yield criteria, negated
