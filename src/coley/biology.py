"""The collections of the biology: predictions, resistance, rationales, programmes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Self

from coley._tables import Tables
from coley.collection import Collection, records_of, sources_of
from coley.dates import Day
from coley.errors import ArgumentError
from coley.model import Prediction, Programme, Rationale, Resistance
from coley.names import normalise
from coley.table import Column, Table
from coley.vocab import (
    EvidenceDirection,
    Modality,
    PredictionStrength,
    PredictsWhat,
    ProgrammeStage,
    ResistanceKind,
    ResistanceTiming,
    coerce,
)

if TYPE_CHECKING:
    from coley.table import Cell

__all__ = ["Predictions", "Programmes", "Rationales", "Resistances", "mechanisms_of"]


def _is_mechanism(tables: Tables, treatment: str) -> bool:
    """Whether a word names a mechanism; a name that both share is taken for the mechanism's."""
    known = treatment in tables.mechanisms
    return known or normalise(treatment) in tables.words("mechanisms")


def mechanisms_of(tables: Tables, treatment: str) -> frozenset[str]:
    """The mechanisms of a therapy and the classes above them, or a mechanism with its classes."""
    if _is_mechanism(tables, treatment):
        return tables.above("mechanisms", treatment)
    therapy = tables.therapies[tables.find("therapies", treatment)]
    found: set[str] = set()
    for link in therapy.mechanisms:
        found |= tables.above("mechanisms", link.mechanism)
    for component in therapy.components:
        if component.therapy is not None:
            found |= mechanisms_of(tables, component.therapy)
    return frozenset(found)


def _of_mechanism(
    tables: Tables, therapy: str | None, mechanism: str | None
) -> Iterator[Callable[[Resistance | Rationale], bool]]:
    """What both kinds are asked alike: the mechanisms of a therapy, or one with its kin."""
    if therapy is not None:
        own = mechanisms_of(tables, tables.find("therapies", therapy))
        yield lambda record: not own.isdisjoint(record.mechanisms)
    if mechanism is not None:
        near = tables.below("mechanisms", mechanism) | tables.above("mechanisms", mechanism)
        yield lambda record: not near.isdisjoint(record.mechanisms)


def _of_disease(tables: Tables, disease: str) -> Callable[[Iterable[str]], bool]:
    family = tables.below("diseases", disease)
    return lambda diseases: not family.isdisjoint(diseases)


class Predictions(Collection[Prediction]):
    """What biomarkers foretell, for which treatment, on what strength."""

    columns = (
        Column("prediction", str),
        Column("biomarker", str),
        Column("treatments", tuple),
        Column("diseases", tuple),
        Column("predicts", str),
        Column("strength", str),
        Column("comparator", str),
        Column("threshold", float),
        Column("assays", tuple),
        Column("summary", str),
        Column("studies", tuple),
        Column("verification", str),
        Column("sources", tuple),
    )

    @classmethod
    def of(cls, tables: Tables, day: date | None = None) -> Self:
        """All of a dataset."""
        found = (p for biomarker in tables.biomarkers.values() for p in biomarker.predictions)
        return cls(tables, "predictions", records_of(found), day)

    def where(
        self,
        *,
        biomarker: str | None = None,
        treatment: str | None = None,
        disease: str | None = None,
        predicts: PredictsWhat | str | None = None,
        strength: PredictionStrength | str | None = None,
    ) -> Self:
        """Narrow to the predictions for which all of this holds.

        Args:
            biomarker: id, name or synonym.
            treatment: a therapy, or a mechanism: predictions about it, or about a class above it.
            disease: it holds in this disease or a subtype of it.
            predicts: what goes with the biomarker, such as ``"more_benefit"``.
            strength: what it rests on, such as ``"label_requirement"``.

        >>> import coley
        >>> found = coley.load().predictions.where(biomarker="TMB", treatment="Keytruda")
        >>> {p.biomarker for p in found}
        {'tmb'}

        """
        tables = self.tables
        tests: list[Callable[[Prediction], bool]] = []
        if biomarker is not None:
            wanted = tables.find("biomarkers", biomarker)
            tests.append(lambda p: p.biomarker == wanted)
        if treatment is not None:
            named = set(mechanisms_of(tables, treatment))
            if not _is_mechanism(tables, treatment):
                named.add(tables.find("therapies", treatment))
            tests.append(lambda p: not named.isdisjoint(p.treatments))
        if disease is not None:
            fits = _of_disease(tables, disease)
            tests.append(lambda p: fits(p.diseases))
        if predicts is not None:
            what = coerce(PredictsWhat, predicts)
            tests.append(lambda p: p.predicts is what)
        if strength is not None:
            rank = coerce(PredictionStrength, strength)
            tests.append(lambda p: p.strength is rank)
        return self._narrow(tests)

    def _row(self, record: Prediction) -> tuple[Cell, ...]:
        return (
            record.id,
            record.biomarker,
            record.treatments,
            record.diseases,
            record.predicts.value,
            record.strength.value,
            record.comparator.value if record.comparator else None,
            record.threshold,
            record.assays,
            record.summary,
            record.studies,
            record.verification.value,
            sources_of(record.citations),
        )


class Resistances(Collection[Resistance]):
    """Ways in which tumours and patients escape immunotherapy."""

    columns = (
        Column("resistance", str),
        Column("name", str),
        Column("kind", str),
        Column("timing", str),
        Column("mechanisms", tuple),
        Column("targets", tuple),
        Column("genes", tuple),
        Column("diseases", tuple),
        Column("explanation", str),
        Column("frequencies", int),
        Column("verification", str),
        Column("sources", tuple),
    )

    @classmethod
    def of(cls, tables: Tables, day: date | None = None) -> Self:
        """All of a dataset."""
        return cls(tables, "resistance", records_of(tables.resistance.values()), day)

    def where(
        self,
        *,
        therapy: str | None = None,
        mechanism: str | None = None,
        kind: ResistanceKind | str | None = None,
        timing: ResistanceTiming | str | None = None,
        gene: str | None = None,
    ) -> Self:
        """Narrow to the ways of resistance for which all of this holds.

        Args:
            therapy: any name of a therapy; resistance to its mechanisms or a class above them.
            mechanism: a mechanism or class; resistance to it, to one under it or one above it.
            kind: where it strikes, such as ``"antigen_loss"``.
            timing: ``primary`` or ``acquired``; each finds those that can be either.
            gene: HGNC symbol of an altered gene.

        >>> import coley
        >>> found = coley.load().resistance.where(therapy="Keytruda", gene="B2M")
        >>> [record.kind.value for record in found]
        ['antigen_presentation_loss']

        """
        tables = self.tables
        tests: list[Callable[[Resistance], bool]] = [*_of_mechanism(tables, therapy, mechanism)]
        if kind is not None:
            sort = coerce(ResistanceKind, kind)
            tests.append(lambda r: r.kind is sort)
        if timing is not None:
            when = {coerce(ResistanceTiming, timing), ResistanceTiming.EITHER}
            tests.append(lambda r: r.timing in when)
        if gene is not None:
            if not isinstance(gene, str):
                raise ArgumentError("gene", gene, "an HGNC symbol")
            symbol = gene.upper()
            tests.append(lambda r: symbol in r.genes)
        return self._narrow(tests)

    def frequencies(self) -> Table:
        """How often each was found: one row per group of patients or samples."""
        columns = (
            Column("resistance", str),
            Column("population", str),
            Column("n", int),
            Column("total", int),
            Column("percent", float),
            Column("sources", tuple),
        )
        rows = tuple(
            (record.id, f.population, f.n, f.total, f.percent, sources_of(f.citations))
            for record in self
            for f in record.frequencies
        )
        return Table("resistance_frequencies", columns, rows)

    def _row(self, record: Resistance) -> tuple[Cell, ...]:
        return (
            record.id,
            record.name,
            record.kind.value,
            record.timing.value,
            record.mechanisms,
            record.targets,
            record.genes,
            record.diseases,
            record.explanation,
            len(record.frequencies),
            record.verification.value,
            sources_of(record.citations),
        )


class Rationales(Collection[Rationale]):
    """Why immunotherapies are combined, with the evidence for and against."""

    columns = (
        Column("rationale", str),
        Column("name", str),
        Column("mechanisms", tuple),
        Column("partners", tuple),
        Column("diseases", tuple),
        Column("timing", str),
        Column("proposal", str),
        Column("evidence_for", int),
        Column("evidence_against", int),
        Column("studies", tuple),
        Column("verification", str),
        Column("sources", tuple),
    )

    @classmethod
    def of(cls, tables: Tables, day: date | None = None) -> Self:
        """All of a dataset."""
        return cls(tables, "rationales", records_of(tables.rationales.values()), day)

    def where(
        self,
        *,
        therapy: str | None = None,
        mechanism: str | None = None,
        partner: str | None = None,
        disease: str | None = None,
        study: str | None = None,
    ) -> Self:
        """Narrow to the rationales for which all of this holds.

        Args:
            therapy: any name of a therapy that works by one of the combined mechanisms.
            mechanism: a mechanism or class; rationales with it, one under it or one above it.
            partner: a partner or class of partners; rationales with it or one under it.
            disease: it was tried in this disease or a subtype of it.
            study: id or name of a study that tested it.

        >>> import coley
        >>> found = coley.load().rationales.where(mechanism="PD-1 blockade", partner="radiotherapy")
        >>> len(found) > 0
        True

        """
        tables = self.tables
        tests: list[Callable[[Rationale], bool]] = [*_of_mechanism(tables, therapy, mechanism)]
        if partner is not None:
            family = tables.below("partners", partner)
            tests.append(lambda r: not family.isdisjoint(r.partners))
        if disease is not None:
            fits = _of_disease(tables, disease)
            tests.append(lambda r: fits(r.diseases))
        if study is not None:
            one = tables.find("studies", study)
            tests.append(lambda r: one in r.studies)
        return self._narrow(tests)

    def evidence(self) -> Table:
        """What was found for and against: one row per finding."""
        columns = (
            Column("rationale", str),
            Column("direction", str),
            Column("kind", str),
            Column("summary", str),
            Column("studies", tuple),
            Column("verification", str),
            Column("sources", tuple),
        )
        rows = tuple(
            (
                record.id,
                item.direction.value,
                item.kind.value,
                item.summary,
                item.studies,
                item.verification.value,
                sources_of(item.citations),
            )
            for record in self
            for item in record.evidence
        )
        return Table("combination_evidence", columns, rows)

    def _row(self, record: Rationale) -> tuple[Cell, ...]:
        sides = [item.direction for item in record.evidence]
        return (
            record.id,
            record.name,
            record.mechanisms,
            record.partners,
            record.diseases,
            record.timing,
            record.proposal,
            sides.count(EvidenceDirection.FOR),
            sides.count(EvidenceDirection.AGAINST),
            record.studies,
            record.verification.value,
            sources_of(record.citations),
        )


class Programmes(Collection[Programme]):
    """Investigational therapies, each with its dated news."""

    columns = (
        Column("programme", str),
        Column("name", str),
        Column("modality", str),
        Column("approach", str),
        Column("targets", tuple),
        Column("diseases", tuple),
        Column("holder", str),
        Column("stage", str),
        Column("last_news", str),
        Column("last_news_date", date),
        Column("verification", str),
        Column("sources", tuple),
    )

    @classmethod
    def of(cls, tables: Tables, day: date | None = None) -> Self:
        """All of a dataset."""
        return cls(tables, "programmes", records_of(tables.programmes.values()), day)

    def find(self, word: str) -> Programme:
        """The programme of that id, name or synonym, or UnknownIdError."""
        return self[self.tables.find("programmes", word)]

    def where(
        self,
        *,
        target: str | None = None,
        mechanism: str | None = None,
        modality: Modality | str | None = None,
        disease: str | None = None,
        stage: ProgrammeStage | str | None = None,
        on: Day | None = None,
    ) -> Self:
        """Narrow to the programmes for which all of this holds.

        Args:
            target: id, symbol or name of a molecule it acts on.
            mechanism: a mechanism or class that it works by.
            modality: what it physically is.
            disease: it is tried against this disease or a subtype of it.
            stage: how far it stands, such as ``"phase_3"``.
            on: the day on which the stage must hold; without it, by the last news read.

        >>> import coley
        >>> found = coley.load().programmes.where(target="TIGIT", stage="ended")
        >>> len(found) > 0
        True

        """
        tables = self.tables
        tests: list[Callable[[Programme], bool]] = []
        if target is not None:
            wanted = tables.find("targets", target)
            tests.append(lambda p: wanted in p.targets)
        if mechanism is not None:
            family = tables.below("mechanisms", mechanism)
            tests.append(lambda p: not family.isdisjoint(p.mechanisms))
        if modality is not None:
            form = coerce(Modality, modality)
            tests.append(lambda p: p.modality is form)
        if disease is not None:
            fits = _of_disease(tables, disease)
            tests.append(lambda p: fits(p.diseases))
        if stage is not None:
            step = coerce(ProgrammeStage, stage)
            tests.append(lambda p: p.stage(on) is step)
        return self._narrow(tests)

    def events(self) -> Table:
        """The news: one row per event, oldest first within a programme."""
        columns = (
            Column("programme", str),
            Column("date", date),
            Column("precision", str),
            Column("event", str),
            Column("stage", str),
            Column("agency", str),
            Column("nct", tuple),
            Column("summary", str),
            Column("verification", str),
            Column("sources", tuple),
        )
        rows = tuple(
            (
                record.id,
                event.date.first,
                event.date.precision,
                event.kind.value,
                event.stage.value,
                event.agency.value if event.agency else None,
                event.nct,
                event.summary,
                event.verification.value,
                sources_of(event.citations),
            )
            for record in self
            for event in record.events
        )
        return Table("programme_events", columns, rows)

    def _row(self, record: Programme) -> tuple[Cell, ...]:
        return (
            record.id,
            record.name,
            record.modality.value,
            record.approach,
            record.targets,
            record.diseases,
            record.holder,
            record.last.stage.value,
            record.last.summary,
            record.last.date.first,
            record.verification.value,
            sources_of(record.citations),
        )
