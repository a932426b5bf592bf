"""Indications: one approved use, by one agency, with everything the agency did to it."""

from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from coley.dates import Day, PartialDate, as_day
from coley.model._base import Id, Record, Text
from coley.model.criteria import Criteria, HasDisease, Requirement, leaves
from coley.model.evidence import Claim, Evidenced
from coley.vocab import ActionKind, Agency, ApprovalPathway, DateKind, IndicationStatus

__all__ = ["Indication", "RegimenPart", "RegulatoryAction"]

_GRANTS = {
    ActionKind.APPROVAL: ApprovalPathway.REGULAR,
    ActionKind.CONVERSION: ApprovalPathway.REGULAR,
    ActionKind.ACCELERATED_APPROVAL: ApprovalPathway.ACCELERATED,
    ActionKind.CONDITIONAL_APPROVAL: ApprovalPathway.CONDITIONAL,
    ActionKind.EXCEPTIONAL_APPROVAL: ApprovalPathway.EXCEPTIONAL,
    ActionKind.HOSPITAL_EXEMPTION: ApprovalPathway.HOSPITAL_EXEMPTION,
    ActionKind.SPECIAL_USE_PERMISSION: ApprovalPathway.SPECIAL_USE,
    ActionKind.AUTHORISATION: ApprovalPathway.UNSPECIFIED,
}
_ENDS = {
    ActionKind.SUPERSEDED: IndicationStatus.SUPERSEDED,
    ActionKind.SUSPENSION: IndicationStatus.SUSPENDED,
    ActionKind.WITHDRAWAL: IndicationStatus.WITHDRAWN,
    ActionKind.REFUSAL: IndicationStatus.REFUSED,
}


class RegimenPart(Record):
    """One component of a regimen, or the choice between several."""

    one_of: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Ids of therapies or partners; more than one is a choice."""
    optional: bool = False
    """Whether it may be left out ("with or without")."""


class RegulatoryAction(Evidenced):
    """What the agency did, on which day."""

    action: ActionKind
    """What it did."""
    date: PartialDate
    """When, with the precision that is known."""
    date_kind: DateKind = DateKind.DECISION
    """What the date is the date of."""
    application: str | None = None
    """The application or supplement, such as ``BLA 761049/S-15``."""
    successor: Id | None = None
    """The indication that took its place; only for ``superseded``."""

    @model_validator(mode="after")
    def _successor_fits(self) -> "RegulatoryAction":
        if (self.action is ActionKind.SUPERSEDED) is not (self.successor is not None):
            raise ValueError("successor belongs to 'superseded', and only to it")
        return self


class Indication(Claim):
    """One approved use: a regimen, for whom, by which agency, and its history."""

    agency: Agency
    """The regulator."""
    title: Text
    """What it is for, in our own words, short enough for a table."""
    regimen: Annotated[tuple[RegimenPart, ...], Field(min_length=1)]
    """Everything given; all parts together."""
    criteria: Criteria
    """Who is treated."""
    studies: tuple[Id, ...] = ()
    """Studies that supported it."""
    actions: Annotated[tuple[RegulatoryAction, ...], Field(min_length=1)]
    """What the agency did, oldest first."""

    @model_validator(mode="after")
    def _in_order(self) -> "Indication":
        for earlier, later in pairwise(self.actions):
            if later.date < earlier.date:
                raise ValueError(f"actions are not in order: {later.date} after {earlier.date}")
        return self

    @property
    def therapy(self) -> str:
        """Id of the therapy that holds this record."""
        return self.id.partition(".")[0]

    @property
    def requirements(self) -> tuple[tuple[Requirement, bool], ...]:
        """Every requirement of the criteria, and whether it must *not* hold."""
        return tuple(leaves(self.criteria))

    @property
    def diseases(self) -> tuple[str, ...]:
        """Ids of the diseases it is for, in the order of its criteria."""
        found = (
            requirement.disease
            for requirement, negated in self.requirements
            if isinstance(requirement, HasDisease) and not negated
        )
        return tuple(dict.fromkeys(found))

    def status(self, on: Day | None = None) -> IndicationStatus:
        """Where it stood at the end of a day; without a day, where it stands by the last action.

        Raises:
            ArgumentError: if *on* is no day.

        """
        status = IndicationStatus.NOT_YET
        for action in self._by(on):
            if action.action in _GRANTS:
                status = IndicationStatus.APPROVED
            else:
                status = _ENDS.get(action.action, status)
        return status

    def pathway(self, on: Day | None = None) -> ApprovalPathway | None:
        """On what footing it stood at the end of a day; None where it was not approved.

        Raises:
            ArgumentError: if *on* is no day.

        """
        if self.status(on) is not IndicationStatus.APPROVED:
            return None
        granted = [_GRANTS[action.action] for action in self._by(on) if action.action in _GRANTS]
        return granted[-1]

    def _by(self, on: Day | None) -> tuple[RegulatoryAction, ...]:
        """What had been done by the end of a day."""
        if on is None:
            return self.actions
        day = as_day(on, "on")
        return tuple(action for action in self.actions if action.date.by(day))
