"""Adverse effects: what a therapy can do to the patient, and what is done about it."""

from typing import Annotated

from pydantic import Field, model_validator

from coley.dates import PartialDate
from coley.model._base import Id, Record, Text
from coley.model.evidence import Citation, Claim
from coley.vocab import Agency, GradeBand, GradingScale, ManagementAction, Prominence

__all__ = ["AdverseEffect", "ManagementStep", "Onset"]


class Onset(Record):
    """When an event begins after the start of treatment, in days."""

    median_days: Annotated[float, Field(ge=0)] | None = None
    """Median, in days."""
    low_days: Annotated[float, Field(ge=0)] | None = None
    """Earliest seen, in days."""
    high_days: Annotated[float, Field(ge=0)] | None = None
    """Latest seen, in days."""
    as_stated: Text
    """The figures as stated, such as ``"median 3.3 months (2 days to 19.3 months)"``."""
    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]
    """Where it was read."""

    @model_validator(mode="after")
    def _ordered(self) -> "Onset":
        seen = [d for d in (self.low_days, self.median_days, self.high_days) if d is not None]
        if not seen:
            raise ValueError("says nothing: give a median, an earliest or a latest day")
        if seen != sorted(seen):
            raise ValueError("earliest, median and latest day are out of order")
        return self


class ManagementStep(Record):
    """What to do at a grade, in structured steps, after a label or guideline."""

    grades: GradeBand
    """The grades it is for."""
    scale: GradingScale
    """The scale they are graded by."""
    actions: Annotated[tuple[ManagementAction, ...], Field(min_length=1)]
    """What is done."""
    detail: str | None = None
    """Dose, threshold or condition, in our own words."""
    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]
    """The label or guideline, whose source holds its year."""


class AdverseEffect(Claim):
    """That a therapy can cause an event."""

    event: Id
    """Id of the adverse event."""
    prominence: Prominence
    """How prominently it is given."""
    agency: Agency | None = None
    """Whose label says so; None where it is not from a label."""
    since: PartialDate | None = None
    """Since when the label has it so prominently, where known."""
    until: PartialDate | None = None
    """Until when it had."""
    onset: Onset | None = None
    """When it begins."""
    fatal: bool | None = None
    """Whether fatal cases are reported; None: not known."""
    management: tuple[ManagementStep, ...] = ()
    """What is done about it, by grade."""

    @property
    def therapy(self) -> str:
        """Id of the therapy that holds this record."""
        return self.id.partition(".")[0]
