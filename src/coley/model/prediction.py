"""What a biomarker foretells, and the approved tests for it."""

from typing import Annotated

from pydantic import Field

from coley.dates import PartialDate
from coley.model._base import Id, Text
from coley.model.evidence import Claim, Evidenced
from coley.vocab import Agency, Comparator, PredictionStrength, PredictsWhat

__all__ = ["CompanionDiagnostic", "Prediction"]


class Prediction(Claim):
    """That a biomarker foretells how a group of patients will do with a treatment."""

    treatments: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Therapies or mechanisms it is about."""
    diseases: tuple[Id, ...] = ()
    """In which diseases; none if in many."""
    predicts: PredictsWhat
    """What goes with it."""
    strength: PredictionStrength
    """What it rests on."""
    comparator: Comparator | None = None
    """How the value is compared with its threshold."""
    threshold: float | None = None
    """The threshold, in the unit of the biomarker."""
    assays: tuple[Text, ...] = ()
    """By which assays."""
    summary: Text
    """What was found, in our own words, with its figures."""
    studies: tuple[Id, ...] = ()
    """Studies of this dataset that it rests on."""

    @property
    def biomarker(self) -> str:
        """Id of the biomarker that holds this record."""
        return self.id.partition(".")[0]


class CompanionDiagnostic(Evidenced):
    """An approved test that selects patients for a therapy."""

    name: Text
    """Name of the test."""
    maker: Text | None = None
    """Who makes it."""
    agency: Agency
    """Who approved it."""
    application: Text | None = None
    """The application number, such as ``"P150013/S001"``."""
    date: PartialDate | None = None
    """When it was approved for this, where that was read."""
    therapies: Annotated[tuple[Id, ...], Field(min_length=1)]
    """The therapies it selects for."""
    diseases: tuple[Id, ...] = ()
    """In which diseases."""
    comparator: Comparator | None = None
    """How the value is compared with the cut-off."""
    threshold: float | None = None
    """The cut-off, in the unit of the biomarker."""
