"""The collection of therapies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Self

from coley._tables import Tables
from coley.agencies import first_approval
from coley.collection import Collection, records_of, sources_of, therapies_by_mechanism
from coley.dates import Day
from coley.indications import Indications
from coley.model import (
    Therapy,
)
from coley.table import Column, Table
from coley.vocab import (
    Agency,
    ImmunotherapyClass,
    IndicationStatus,
    Modality,
    Scope,
    coerce,
)

if TYPE_CHECKING:
    from coley.table import Cell

__all__ = ["Therapies"]


class Therapies(Collection[Therapy]):
    """Immunotherapies."""

    columns = (
        Column("therapy", str),
        Column("name", str),
        Column("modality", str),
        Column("immunotherapy_class", str),
        Column("scope", str),
        Column("targets", tuple),
        Column("first_approval_agency", str),
        Column("first_approval_date", date),
        Column("xrefs", tuple),
    )

    @classmethod
    def of(cls, tables: Tables, day: date | None = None) -> Self:
        """All of a dataset."""
        return cls(tables, "therapies", records_of(tables.therapies.values()), day)

    def where(
        self,
        *,
        target: str | None = None,
        mechanism: str | None = None,
        modality: Modality | str | None = None,
        immunotherapy_class: ImmunotherapyClass | str | None = None,
        scope: Scope | str | None = None,
        disease: str | None = None,
        agency: Agency | str | None = None,
        on: Day | None = None,
    ) -> Self:
        """Narrow to the therapies for which all of this holds.

        Args:
            target: id, symbol or name of a molecule it acts on (``"PDCD1"``, ``"PD-1"``).
            mechanism: id or name of a mechanism or of a class above it.
            modality: what it physically is.
            immunotherapy_class: how it is immunotherapy.
            scope: ``core`` or ``extended``.
            disease: it has an approved indication for this disease or a subtype of it.
            agency: it has an approved indication by this agency.
            on: the day on which disease or agency must hold; without it, the last known state.

        >>> import coley
        >>> ds = coley.load()
        >>> ds.therapies.where(target="CTLA4", modality="monoclonal_antibody", agency="FDA").ids
        ('ipilimumab',)

        """
        tests: list[Callable[[Therapy], bool]] = []
        if target is not None:
            wanted = self.tables.find("targets", target)
            tests.append(lambda t: wanted in self.tables.targets_of(t))
        if mechanism is not None:
            by_mechanism = therapies_by_mechanism(self.tables, mechanism)
            tests.append(lambda t: t.id in by_mechanism)
        if modality is not None:
            kind = coerce(Modality, modality)
            tests.append(lambda t: t.modality is kind)
        if immunotherapy_class is not None:
            cls = coerce(ImmunotherapyClass, immunotherapy_class)
            tests.append(lambda t: t.immunotherapy_class is cls)
        if scope is not None:
            width = coerce(Scope, scope)
            tests.append(lambda t: t.scope is width)
        if disease is not None or agency is not None or on is not None:
            approved = Indications.of(self.tables, self.day).where(
                disease=disease, agency=agency, on=on, status=IndicationStatus.APPROVED
            )
            ids = {indication.therapy for indication in approved}
            tests.append(lambda t: t.id in ids)
        return self._narrow(tests)

    def products(self) -> Table:
        """Every licensed product of these therapies, one row each.

        >>> import coley
        >>> coley.load().therapies.where(target="gp100").products().rows()[0]["brand"]
        'Kimmtrak'
        """
        columns = (
            Column("therapy", str),
            Column("brand", str),
            Column("agency", str),
            Column("holder", str),
            Column("application", str),
            Column("dosage_form", str),
            Column("routes", tuple),
            Column("first_approval", date),
            Column("precision", str),
            Column("date_kind", str),
            Column("discontinued", date),
            Column("sources", tuple),
        )
        rows = tuple(
            (
                therapy.id,
                product.brand,
                product.agency.value,
                product.holder,
                product.application,
                product.dosage_form,
                product.routes,
                product.first_approval.first if product.first_approval else None,
                product.first_approval.precision if product.first_approval else None,
                product.date_kind.value if product.first_approval else None,
                product.discontinued.first if product.discontinued else None,
                sources_of(product.citations),
            )
            for therapy in self.records
            for product in therapy.products
        )
        return Table("products", columns, rows)

    def other_actions(self) -> Table:
        """Efficacy actions of a regulator that are no new indications, each with the reason.

        With the actions of the indications they account for every efficacy supplement.

        >>> import coley
        >>> table = coley.load().therapies.where(agency="FDA").other_actions()
        >>> "reason" in table.rows()[0]
        True
        """
        columns = (
            Column("therapy", str),
            Column("agency", str),
            Column("application", str),
            Column("date", date),
            Column("precision", str),
            Column("reason", str),
            Column("sources", tuple),
        )
        rows = tuple(
            (
                therapy.id,
                action.agency.value,
                action.application,
                action.date.first,
                action.date.precision,
                action.reason,
                sources_of(action.citations),
            )
            for therapy in self.records
            for action in therapy.other_actions
        )
        return Table("other_actions", columns, rows)

    def _row(self, record: Therapy) -> tuple[Cell, ...]:
        first = first_approval(self.tables, record)
        return (
            record.id,
            record.name,
            record.modality.value,
            record.immunotherapy_class.value,
            record.scope.value,
            self.tables.targets_of(record),
            first.agency.value if first else None,
            first.date.first if first else None,
            record.xrefs,
        )
