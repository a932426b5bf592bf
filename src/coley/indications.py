"""The collection of indications."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Self

from coley._tables import Tables
from coley.collection import Collection, records_of, sources_of, therapies_by_mechanism
from coley.dates import Day, as_day
from coley.describe import criteria_text, regimen_text
from coley.model import (
    Indication,
)
from coley.model.criteria import BiomarkerLevel, HasExtent, InSetting
from coley.table import Column, Table
from coley.vocab import (
    Agency,
    ApprovalPathway,
    Extent,
    IndicationStatus,
    Setting,
    coerce,
)

if TYPE_CHECKING:
    from coley.table import Cell

__all__ = ["Indications"]


class Indications(Collection[Indication]):
    """Approved uses, each by one agency."""

    columns = (
        Column("indication", str),
        Column("therapy", str),
        Column("agency", str),
        Column("regimen", str),
        Column("disease", str),
        Column("setting", str),
        Column("criteria_text", str),
        Column("status", str),
        Column("first_action", str),
        Column("first_date", date),
        Column("first_date_kind", str),
    )

    @classmethod
    def of(cls, tables: Tables, day: date | None = None) -> Self:
        """All of a dataset."""
        return cls(
            tables,
            "indications",
            records_of(i for t in tables.therapies.values() for i in t.indications),
            day,
        )

    def where(
        self,
        *,
        therapy: str | None = None,
        disease: str | None = None,
        agency: Agency | str | None = None,
        setting: Setting | str | None = None,
        extent: Extent | str | None = None,
        biomarker: str | None = None,
        partner: str | None = None,
        mechanism: str | None = None,
        status: IndicationStatus | str | None = None,
        pathway: ApprovalPathway | str | None = None,
        on: Day | None = None,
    ) -> Self:
        """Narrow to the indications for which all of this holds.

        Args:
            therapy: any name of a therapy that the regimen holds.
            disease: the indication is for this disease or a subtype of it ("lung cancer" finds
                NSCLC; it does not find an indication for all solid tumours).
            agency: the regulator.
            setting: the purpose of the treatment, such as ``adjuvant``.
            extent: an extent that the criteria ask for, such as ``metastatic``.
            biomarker: a biomarker that the criteria ask for.
            partner: a partner that the regimen holds, or a class of them.
            mechanism: a mechanism of a therapy in the regimen, or a class of them.
            status: where it stands on the day; ``approved`` includes accelerated approvals.
            pathway: on what footing it is approved on the day, such as ``accelerated``.
            on: the day; without it, the last known state.

        >>> import coley
        >>> ds = coley.load()
        >>> ds.indications.where(disease="Merkel cell carcinoma", agency="FDA", on="2018-01-01",
        ...                      status="approved").ids
        ('avelumab.fda.merkel-cell-carcinoma',)

        """
        day = as_day(on, "on") if on is not None else self.day
        tables = self.tables
        tests: list[Callable[[Indication], bool]] = []
        if therapy is not None:
            wanted = tables.find("therapies", therapy)
            tests.append(lambda i: i.therapy == wanted or wanted in _agents(i))
        if disease is not None:
            family = tables.below("diseases", disease)
            tests.append(lambda i: not family.isdisjoint(i.diseases))
        if agency is not None:
            regulator = coerce(Agency, agency)
            tests.append(lambda i: i.agency is regulator)
        if setting is not None:
            purpose = coerce(Setting, setting)
            tests.append(lambda i: purpose in _asked(i, InSetting))
        if extent is not None:
            spread = coerce(Extent, extent)
            tests.append(lambda i: spread in _asked(i, HasExtent))
        if biomarker is not None:
            marker = tables.find("biomarkers", biomarker)
            tests.append(lambda i: marker in _biomarkers(i))
        if partner is not None:
            partners = tables.below("partners", partner)
            tests.append(lambda i: not partners.isdisjoint(_agents(i)))
        if mechanism is not None:
            by_mechanism = therapies_by_mechanism(tables, mechanism)
            tests.append(lambda i: not by_mechanism.isdisjoint({i.therapy, *_agents(i)}))
        if status is not None:
            standing = coerce(IndicationStatus, status)
            tests.append(lambda i: i.status(day) is standing)
        if pathway is not None:
            footing = coerce(ApprovalPathway, pathway)
            tests.append(lambda i: i.pathway(day) is footing)
        if on is not None and status is None and pathway is None:
            tests.append(lambda i: i.status(day) is not IndicationStatus.NOT_YET)
        return self._narrow(tests)

    def _row(self, record: Indication) -> tuple[Cell, ...]:
        return (
            record.id,
            record.therapy,
            record.agency.value,
            regimen_text(record, self.tables),
            "|".join(record.diseases) or None,
            "|".join(_asked(record, InSetting)) or None,
            criteria_text(record.criteria, self.tables),
            record.status(self.day).value,
            record.actions[0].action.value,
            record.actions[0].date.first,
            record.actions[0].date_kind.value,
        )

    def actions(self) -> Table:
        """Every dated action of these indications, one row each, oldest first."""
        columns = (
            Column("indication", str),
            Column("therapy", str),
            Column("agency", str),
            Column("action", str),
            Column("date", date),
            Column("precision", str),
            Column("date_kind", str),
            Column("application", str),
            Column("sources", tuple),
        )
        rows = [
            (
                indication.id,
                indication.therapy,
                indication.agency.value,
                action.action.value,
                action.date.first,
                action.date.precision,
                action.date_kind.value,
                action.application,
                sources_of(action.citations),
            )
            for indication in self.records
            for action in indication.actions
        ]
        return Table("actions", columns, tuple(sorted(rows, key=lambda row: (row[4], row[0]))))


def _agents(indication: Indication) -> set[str]:
    return {agent for part in indication.regimen for agent in part.one_of}


def _asked(indication: Indication, kind: type[InSetting | HasExtent]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            word
            for leaf, negated in indication.requirements
            if isinstance(leaf, kind) and not negated
            for word in leaf.any_of
        )
    )


def _biomarkers(indication: Indication) -> set[str]:
    return {
        leaf.biomarker for leaf, _ in indication.requirements if isinstance(leaf, BiomarkerLevel)
    }
