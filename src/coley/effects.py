"""The collection of adverse effects."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Self

from coley._tables import Tables
from coley.collection import Collection, records_of, sources_of, therapies_by_mechanism
from coley.model import (
    AdverseEffect,
)
from coley.table import Column
from coley.vocab import (
    AdverseEventCategory,
    Agency,
    Prominence,
    coerce,
)

if TYPE_CHECKING:
    from coley.table import Cell

__all__ = ["AdverseEffects"]


class AdverseEffects(Collection[AdverseEffect]):
    """What therapies can do to the patient."""

    columns = (
        Column("adverse_effect", str),
        Column("therapy", str),
        Column("event", str),
        Column("category", str),
        Column("prominence", str),
        Column("agency", str),
        Column("since", date),
        Column("onset", str),
        Column("fatal", bool),
        Column("management_steps", int),
        Column("verification", str),
        Column("sources", tuple),
    )

    @classmethod
    def of(cls, tables: Tables, day: date | None = None) -> Self:
        """All of a dataset."""
        return cls(
            tables,
            "adverse_effects",
            records_of(e for t in tables.therapies.values() for e in t.adverse_effects),
            day,
        )

    def where(
        self,
        *,
        therapy: str | None = None,
        event: str | None = None,
        prominence: Prominence | str | None = None,
        category: AdverseEventCategory | str | None = None,
        mechanism: str | None = None,
        agency: Agency | str | None = None,
    ) -> Self:
        """Narrow to the adverse effects for which all of this holds.

        Args:
            therapy: any name of the therapy.
            event: the event or a group above it ("endocrinopathy" finds hypophysitis).
            prominence: how prominently it is given, such as ``boxed_warning``.
            category: the family of the event.
            mechanism: a mechanism of the therapy, or a class of them.
            agency: whose label says so.

        >>> import coley
        >>> ds = coley.load()
        >>> boxed = ds.adverse_effects.where(therapy="Kimmtrak", prominence="boxed_warning")
        >>> [effect.event for effect in boxed]
        ['cytokine-release-syndrome']

        """
        tables = self.tables
        tests: list[Callable[[AdverseEffect], bool]] = []
        if therapy is not None:
            wanted = tables.find("therapies", therapy)
            tests.append(lambda e: e.therapy == wanted)
        if event is not None:
            family = tables.below("adverse_events", event)
            tests.append(lambda e: e.event in family)
        if prominence is not None:
            rank = coerce(Prominence, prominence)
            tests.append(lambda e: e.prominence is rank)
        if category is not None:
            kind = coerce(AdverseEventCategory, category)
            tests.append(lambda e: tables.adverse_events[e.event].category is kind)
        if mechanism is not None:
            ids = therapies_by_mechanism(tables, mechanism)
            tests.append(lambda e: e.therapy in ids)
        if agency is not None:
            regulator = coerce(Agency, agency)
            tests.append(lambda e: e.agency is regulator)
        return self._narrow(tests)

    def _row(self, record: AdverseEffect) -> tuple[Cell, ...]:
        return (
            record.id,
            record.therapy,
            record.event,
            self.tables.adverse_events[record.event].category.value,
            record.prominence.value,
            record.agency.value if record.agency else None,
            record.since.first if record.since else None,
            record.onset.as_stated if record.onset else None,
            record.fatal,
            len(record.management),
            record.verification.value,
            sources_of(record.citations),
        )
