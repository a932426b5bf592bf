"""The collections of studies, their outcomes and their incidences."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Self

from coley._tables import Tables
from coley.collection import Collection, records_of, sources_of
from coley.errors import ArgumentError
from coley.intervals import score_interval
from coley.model import (
    Incidence,
    Outcome,
    Study,
)
from coley.table import Column, Table
from coley.vocab import (
    Attribution,
    Endpoint,
    GradeBand,
    GradingScale,
    Seriousness,
    Statistic,
    StudyKind,
    StudyPhase,
    coerce,
)

if TYPE_CHECKING:
    from coley.table import Cell

__all__ = ["Incidences", "Outcomes", "Studies"]


class Studies(Collection[Study]):
    """Trials, pooled populations and meta-analyses."""

    columns = (
        Column("study", str),
        Column("name", str),
        Column("kind", str),
        Column("nct", tuple),
        Column("phase", str),
        Column("randomised", bool),
        Column("masking", str),
        Column("diseases", tuple),
        Column("arms", int),
        Column("outcomes", int),
        Column("incidences", int),
        Column("sources", tuple),
    )

    @classmethod
    def of(cls, tables: Tables, day: date | None = None) -> Self:
        """All of a dataset."""
        return cls(tables, "studies", records_of(tables.studies.values()), day)

    def where(
        self,
        *,
        therapy: str | None = None,
        disease: str | None = None,
        kind: StudyKind | str | None = None,
        phase: StudyPhase | str | None = None,
        randomised: bool | None = None,
        nct: str | None = None,
    ) -> Self:
        """Narrow to the studies for which all of this holds.

        Args:
            therapy: any name of a therapy that one of its arms received.
            disease: its patients had this disease or a subtype of it.
            kind: what sort of study it is.
            phase: the phase of the trial.
            randomised: whether patients were assigned by chance.
            nct: a ClinicalTrials.gov number.

        >>> import coley
        >>> coley.load().studies.where(nct="NCT02348216").ids
        ('zuma-1',)

        """
        tests: list[Callable[[Study], bool]] = []
        if therapy is not None:
            wanted = self.tables.find("therapies", therapy)
            tests.append(lambda s: any(wanted in arm.therapies for arm in s.arms))
        if disease is not None:
            family = self.tables.below("diseases", disease)
            tests.append(lambda s: not family.isdisjoint(s.diseases))
        if kind is not None:
            sort = coerce(StudyKind, kind)
            tests.append(lambda s: s.kind is sort)
        if phase is not None:
            step = coerce(StudyPhase, phase)
            tests.append(lambda s: s.phase is step)
        if randomised is not None:
            if not isinstance(randomised, bool):
                raise ArgumentError("randomised", randomised, "True or False")
            tests.append(lambda s: s.randomised is randomised)
        if nct is not None:
            if not (isinstance(nct, str) and re.fullmatch(r"NCT[0-9]{8}", nct)):
                raise ArgumentError("nct", nct, "a ClinicalTrials.gov number such as 'NCT02348216'")
            tests.append(lambda s: nct in s.nct)
        return self._narrow(tests)

    def _row(self, record: Study) -> tuple[Cell, ...]:
        return (
            record.id,
            record.name,
            record.kind.value,
            record.nct,
            record.phase.value if record.phase else None,
            record.randomised,
            record.masking,
            record.diseases,
            len(record.arms),
            len(record.outcomes),
            len(record.incidences),
            sources_of(record.citations),
        )


class Outcomes(Collection[Outcome]):
    """How well groups of patients did."""

    columns = (
        Column("outcome", str),
        Column("study", str),
        Column("arm", str),
        Column("therapies", tuple),
        Column("endpoint", str),
        Column("statistic", str),
        Column("at_months", float),
        Column("value", float),
        Column("unit", str),
        Column("ci_low", float),
        Column("ci_high", float),
        Column("ci_level", float),
        Column("n", int),
        Column("total", int),
        Column("comparator", str),
        Column("population", str),
        Column("analysis", str),
        Column("data_cutoff", date),
        Column("follow_up_months", float),
        Column("verification", str),
        Column("sources", tuple),
    )

    @classmethod
    def of(cls, tables: Tables, day: date | None = None) -> Self:
        """All of a dataset."""
        return cls(
            tables,
            "outcomes",
            records_of(o for s in tables.studies.values() for o in s.outcomes),
            day,
        )

    def where(
        self,
        *,
        therapy: str | None = None,
        study: str | None = None,
        disease: str | None = None,
        endpoint: Endpoint | str | None = None,
        statistic: Statistic | str | None = None,
    ) -> Self:
        """Narrow to the outcomes for which all of this holds.

        Args:
            therapy: any name of a therapy that the arm received.
            study: id or name of the study.
            disease: the study's patients had this disease or a subtype of it.
            endpoint: what was measured, such as ``"OS"``.
            statistic: what sort of number it is, such as ``"hazard_ratio"``.

        >>> import coley
        >>> ds = coley.load()
        >>> found = ds.outcomes.where(study="IMCgp100-202", endpoint="OS", statistic="hazard_ratio")
        >>> sorted((o.value, o.interval.low, o.interval.high) for o in found)
        [(0.51, 0.37, 0.71), (0.68, 0.54, 0.87)]

        """
        tests: list[Callable[[Outcome], bool]] = []
        if endpoint is not None:
            measured = coerce(Endpoint, endpoint)
            tests.append(lambda o: o.endpoint is measured)
        if statistic is not None:
            sort = coerce(Statistic, statistic)
            tests.append(lambda o: o.statistic is sort)
        return self._narrow([*tests, *_figure_tests(self.tables, therapy, study, disease)])

    def _row(self, record: Outcome) -> tuple[Cell, ...]:
        bounds = record.interval
        return (
            record.id,
            record.study,
            record.arm,
            _arm_therapies(self.tables, record),
            record.endpoint.value,
            record.statistic.value,
            record.at_months,
            record.value,
            record.unit,
            bounds.low if bounds else None,
            bounds.high if bounds else None,
            bounds.level if bounds else None,
            record.n,
            record.total,
            record.comparator,
            record.population,
            record.analysis,
            record.data_cutoff.first if record.data_cutoff else None,
            record.follow_up_months,
            record.verification.value,
            sources_of(record.citations),
        )


class Incidences(Collection[Incidence]):
    """How often events were counted in groups of patients."""

    columns = (
        Column("incidence", str),
        Column("study", str),
        Column("arm", str),
        Column("therapies", tuple),
        Column("event", str),
        Column("grade_band", str),
        Column("n", int),
        Column("total", int),
        Column("percent", float),
        Column("attribution", str),
        Column("seriousness", str),
        Column("scale", str),
        Column("population", str),
        Column("analysis", str),
        Column("data_cutoff", date),
        Column("follow_up_months", float),
        Column("onset", str),
        Column("verification", str),
        Column("sources", tuple),
    )

    @classmethod
    def of(cls, tables: Tables, day: date | None = None) -> Self:
        """All of a dataset."""
        return cls(
            tables,
            "incidences",
            records_of(i for s in tables.studies.values() for i in s.incidences),
            day,
        )

    def where(
        self,
        *,
        therapy: str | None = None,
        study: str | None = None,
        disease: str | None = None,
        event: str | None = None,
        grade: GradeBand | str | int | None = None,
        attribution: Attribution | str | None = None,
        seriousness: Seriousness | str | None = None,
        scale: GradingScale | str | None = None,
    ) -> Self:
        """Narrow to the incidences for which all of this holds.

        Args:
            therapy: any name of a therapy that the arm received, alone or with others.
            study: id or name of the study.
            disease: the study's patients had this disease or a subtype of it.
            event: the event or a group above it.
            grade: the band exactly as counted; ``"3+"``, ``"≥3"`` and ``">=3"`` are the same.
            attribution: what the events were attributed to.
            seriousness: whether only serious events were counted.
            scale: the grading scale and version.

        >>> import coley
        >>> ds = coley.load()
        >>> found = ds.incidences.where(therapy="Kymriah", event="CRS", grade="any", scale="Penn")
        >>> sorted((i.study, i.n, i.total) for i in found if i.n is not None)[:1]
        [('eliana', 54, 68)]

        """
        tests: list[Callable[[Incidence], bool]] = []
        if event is not None:
            family = self.tables.below("adverse_events", event)
            tests.append(lambda i: i.event in family)
        if grade is not None:
            band = GradeBand.parse(grade)
            tests.append(lambda i: i.grade_band is band)
        if attribution is not None:
            cause = coerce(Attribution, attribution)
            tests.append(lambda i: i.attribution is cause)
        if seriousness is not None:
            kind = coerce(Seriousness, seriousness)
            tests.append(lambda i: i.seriousness is kind)
        if scale is not None:
            graded = coerce(GradingScale, scale)
            tests.append(lambda i: i.scale is graded)
        return self._narrow([*tests, *_figure_tests(self.tables, therapy, study, disease)])

    def intervals(self, level: float = 95.0) -> Table:
        """The table with a Wilson interval for each figure whose denominator is known.

        Adds ``low``, ``high``, ``level`` (percent) and ``interval``: ``Wilson`` from n of N,
        ``Wilson, rounded n`` where only a percentage of N was printed, None where N is not known.

        Args:
            level: level of the intervals, in percent.

        Raises:
            ArgumentError: if the level is not between 0 and 100.
            MissingExtraError: if statsmodels is not installed (extra ``stats``).

        >>> import coley
        >>> found = coley.load().incidences.where(study="eliana", event="CRS", scale="Penn")
        >>> row = found.where(grade="any").intervals().rows()[0]
        >>> (row["n"], row["total"], round(row["low"], 1), round(row["high"], 1), row["interval"])
        (54, 68, 68.4, 87.3, 'Wilson')

        """
        columns = (
            Column("low", float),
            Column("high", float),
            Column("level", float),
            Column("interval", str),
        )
        rows = []
        for record in self.records:
            low, high, how = score_interval(
                record.n, record.total, record.percent, level, feature="intervals()"
            )
            rows.append((*self._row(record), low, high, level if how else None, how))
        return Table(self.name, (*self.columns, *columns), tuple(rows))

    def _row(self, record: Incidence) -> tuple[Cell, ...]:
        return (
            record.id,
            record.study,
            record.arm,
            _arm_therapies(self.tables, record),
            record.event,
            record.grade_band.value,
            record.n,
            record.total,
            record.percent,
            record.attribution.value,
            record.seriousness.value,
            record.scale.value,
            record.population,
            record.analysis,
            record.data_cutoff.first if record.data_cutoff else None,
            record.follow_up_months,
            record.onset.as_stated if record.onset else None,
            record.verification.value,
            sources_of(record.citations),
        )


def _figure_tests(
    tables: Tables, therapy: str | None, study: str | None, disease: str | None
) -> list[Callable[[Outcome | Incidence], bool]]:
    """What outcomes and incidences are asked alike."""
    tests: list[Callable[[Outcome | Incidence], bool]] = []
    if therapy is not None:
        wanted = tables.find("therapies", therapy)
        tests.append(lambda figure: wanted in _arm_therapies(tables, figure))
    if study is not None:
        one = tables.find("studies", study)
        tests.append(lambda figure: figure.study == one)
    if disease is not None:
        family = tables.below("diseases", disease)
        tests.append(lambda figure: not family.isdisjoint(tables.studies[figure.study].diseases))
    return tests


def _arm_therapies(tables: Tables, figure: Outcome | Incidence) -> tuple[str, ...]:
    return tables.studies[figure.study].find_arm(figure.arm).therapies
