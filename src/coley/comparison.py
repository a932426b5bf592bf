"""Comparing figures honestly: side by side, with what sets them apart; never pooled.

Arms of one randomised trial, counted alike, may be subtracted. Nothing else may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

import attrs

from coley._tables import Tables
from coley.collection import sources_of
from coley.errors import ArgumentError, IncomparableError, UnknownIdError, VocabularyError
from coley.intervals import newcombe, score_interval, wilson
from coley.model import Arm, Incidence, Outcome, Study
from coley.names import normalise
from coley.studies import Incidences, Outcomes
from coley.table import Column, Table, Tabular
from coley.vocab import (
    Attribution,
    Endpoint,
    GradeBand,
    GradingScale,
    Seriousness,
    Statistic,
    StudyKind,
    coerce,
)

if TYPE_CHECKING:
    from coley.table import Cell

__all__ = ["Comparison", "Difference", "compare"]

Figure = Incidence | Outcome

_COLUMNS = (
    Column("figure", str),
    Column("study", str),
    Column("arm", str),
    Column("therapies", tuple),
    Column("partners", tuple),
    Column("measure", str),
    Column("counted", str),
    Column("at_months", float),
    Column("value", float),
    Column("unit", str),
    Column("low", float),
    Column("high", float),
    Column("level", float),
    Column("interval", str),
    Column("n", int),
    Column("total", int),
    Column("comparator", str),
    Column("attribution", str),
    Column("seriousness", str),
    Column("scale", str),
    Column("population", str),
    Column("analysis", str),
    Column("data_cutoff", date),
    Column("follow_up_months", float),
    Column("diseases", tuple),
    Column("kind", str),
    Column("randomised", bool),
    Column("verification", str),
    Column("sources", tuple),
)
_DIFFERENCES = (
    Column("study", str),
    Column("measure", str),
    Column("counted", str),
    Column("arm", str),
    Column("comparator", str),
    Column("arm_percent", float),
    Column("comparator_percent", float),
    Column("difference", float),
    Column("low", float),
    Column("high", float),
    Column("level", float),
    Column("attribution", str),
    Column("population", str),
    Column("figures", tuple),
)
_ALIKE = {
    "attribution": "attributed differently",
    "seriousness": "serious events only on one side",
    "scale": "graded by different scales",
    "population": "different populations",
    "analysis": "different analyses",
    "data_cutoff": "different data cuts",
    "assessor": "assessed differently",
    "at_months": "at different landmarks",
}
"""What two arms of one trial must share to be subtracted, and what is said if they do not."""


@attrs.frozen
class Difference:
    """Two arms of one randomised trial: the risk of one less the risk of the other."""

    first: Figure
    second: Figure
    value: float
    """Percentage points, first minus second."""
    low: float
    """Lower bound of Newcombe's hybrid score interval."""
    high: float
    """Upper bound."""
    level: float
    """Level of the interval, in percent."""


@attrs.frozen(slots=False, eq=False, repr=False)
class Comparison(Tabular):
    """Figures side by side, with intervals, and with what keeps them from being compared.

    Printed, it shows the figures, the differences within randomised trials, and the caveats.
    """

    tables: Tables
    figures: tuple[Figure, ...]
    """The incidences or outcomes that were found, by id."""
    subject: str
    """What is compared, in words."""
    level: float
    """Level of the intervals that are computed, in percent."""
    absent: tuple[str, ...] = ()
    """Regimens for which no figure was found, and what there is instead."""

    def table(self) -> Table:
        """One row per figure, with a Wilson interval wherever n and N are known.

        An interval that the source printed stays as it is (``interval`` says ``published``).
        The unit of ``low`` and ``high`` is the unit of the value.

        Raises:
            MissingExtraError: if statsmodels is not installed (extra ``stats``).

        """
        rows = tuple(self._row(figure) for figure in self.figures)
        return Table("comparison", _COLUMNS, rows)

    def _row(self, figure: Figure) -> tuple[Cell, ...]:
        tables = self.tables
        study, arm = _place(tables, figure)
        value, unit = _value(figure)
        low, high, level, interval = _bounds(figure, self.level)
        return (
            figure.id,
            study.id,
            arm.id,
            arm.therapies,
            arm.partners,
            _measure(figure),
            _counted(figure),
            getattr(figure, "at_months", None),
            value,
            unit,
            low,
            high,
            level,
            interval,
            figure.n,
            figure.total,
            getattr(figure, "comparator", None),
            _word(figure, "attribution"),
            _word(figure, "seriousness"),
            _word(figure, "scale"),
            figure.population,
            figure.analysis,
            figure.data_cutoff.first if figure.data_cutoff else None,
            figure.follow_up_months,
            study.diseases,
            study.kind.value,
            study.randomised,
            figure.verification.value,
            sources_of(figure.citations),
        )

    def difference(self, first: Figure | str, second: Figure | str) -> Difference:
        """The risk difference of two figures, if they may be subtracted.

        They may if they are proportions with n and N from two arms of the same randomised trial,
        counted alike: same event and grades (or same endpoint), attribution, scale, population,
        analysis and data cut.

        Raises:
            IncomparableError: if they may not; it says why, and what is possible instead.
            UnknownIdError: if no figure has that id.
            MissingExtraError: if statsmodels is not installed (extra ``stats``).

        """
        one, two = (self._figure(figure) for figure in (first, second))
        reasons = _obstacles(self.tables, one, two)
        if reasons:
            raise IncomparableError(one.id, two.id, reasons)
        counts = [(figure.n or 0, figure.total or 1) for figure in (one, two)]
        low, high = newcombe(counts[0], counts[1], self.level, feature="a risk difference")
        value = 100 * (counts[0][0] / counts[0][1] - counts[1][0] / counts[1][1])
        return Difference(one, two, value, low, high, self.level)

    def _figure(self, figure: Figure | str) -> Figure:
        if isinstance(figure, Incidence | Outcome):
            return figure
        if not isinstance(figure, str):
            raise ArgumentError("figure", figure, "an incidence, an outcome, or its id")
        study = self.tables.studies.get(figure.partition(".")[0])
        known: tuple[Figure, ...] = (*study.incidences, *study.outcomes) if study else ()
        for one in known:
            if one.id == figure:
                return one
        raise UnknownIdError("incidences or outcomes", figure)

    def differences(self) -> Table:
        """Risk differences of each figure with the other arms of its own randomised trial.

        Control arms take part, whatever they received. Percentage points, arm minus comparator;
        the arm that received the compared therapies comes first.

        Raises:
            MissingExtraError: if statsmodels is not installed (extra ``stats``).

        """
        rows = [self._difference_row(one, two) for one, two in self._pairs()]
        return Table("differences", _DIFFERENCES, tuple(rows))

    def _pairs(self) -> Iterator[tuple[Figure, Figure]]:
        tables = self.tables
        chosen = {figure.id for figure in self.figures}
        for study_id in dict.fromkeys(figure.study for figure in self.figures):
            study = tables.studies[study_id]
            rank = {arm.id: i for i, arm in enumerate(study.arms)}
            known: tuple[Figure, ...] = (*study.incidences, *study.outcomes)
            ordered = sorted(known, key=lambda f: (f.id not in chosen, rank[f.arm], f.id))
            for one, two in combinations(ordered, 2):
                if one.id in chosen and not _obstacles(tables, one, two):
                    yield one, two

    def _difference_row(self, one: Figure, two: Figure) -> tuple[Cell, ...]:
        found = self.difference(one, two)
        return (
            one.study,
            _measure(one),
            _counted(one),
            one.arm,
            two.arm,
            100 * (one.n or 0) / (one.total or 1),
            100 * (two.n or 0) / (two.total or 1),
            found.value,
            found.low,
            found.high,
            found.level,
            _word(one, "attribution"),
            one.population,
            (one.id, two.id),
        )

    @property
    def caveats(self) -> tuple[str, ...]:
        """Why these figures differ beyond what the therapies do; () if nothing sets them apart."""
        return tuple(_caveats(self.tables, self.figures))

    def __repr__(self) -> str:
        """Subject and size."""
        return f"<Comparison of {self.subject}: {len(self.figures)} figures>"

    def __str__(self) -> str:
        """The figures, the differences, the caveats."""
        lines = [self.subject, "", str(self._short())]
        differences = self.differences()
        if differences.data:
            lines += ["", "Within randomised trials (percentage points):"]
            lines += [
                f"  {row['study']}, {row['measure']}: {row['arm']} minus {row['comparator']}: "
                f"{row['difference']:+.1f} ({row['low']:+.1f} to {row['high']:+.1f}, "
                f"{row['level']:g} % interval), {row['attribution'] or 'as assessed'}"
                for row in differences.rows()
            ]
        notes = [*self.absent, *self.caveats]
        if notes:
            lines += ["", "Read with care:", *(f"  - {note}" for note in notes)]
        return "\n".join(lines)

    def _short(self) -> Table:
        """What is printed: the figure in words, and of the rest only what tells rows apart."""
        rows = self.rows()
        told = ("measure", "counted", "attribution", "scale", "population", "analysis")
        names = [name for name in told if len({row[name] for row in rows}) > 1]
        shown = tuple(
            (row["study"], row["arm"], _shown(row), *(row[name] for name in names)) for row in rows
        )
        columns = tuple(Column(name, str) for name in ("study", "arm", "figure", *names))
        return Table("comparison", columns, shown, most=None)

    def _repr_html_(self) -> str:
        """The same for notebooks."""
        from html import escape  # noqa: PLC0415

        notes = "".join(f"<li>{escape(note)}</li>" for note in (*self.absent, *self.caveats))
        differences = self.differences()
        within = differences._repr_html_() if differences.data else ""
        return f"<p>{escape(self.subject)}</p>{self._short()._repr_html_()}{within}<ul>{notes}</ul>"


def compare(
    tables: Tables,
    incidences: Incidences,
    outcomes: Outcomes,
    therapies: tuple[str, ...],
    *,
    event: str | None,
    endpoint: Endpoint | str | None,
    grade: GradeBand | str | int | None,
    disease: str | None,
    study: str | None,
    attribution: Attribution | str | None,
    seriousness: Seriousness | str | None,
    scale: GradingScale | str | None,
    statistic: Statistic | str | None,
    level: float,
) -> Comparison:
    """Look the figures up; see ``Dataset.compare``."""
    harm: dict[str, object] = {
        "grade": grade,
        "attribution": attribution,
        "seriousness": seriousness,
        "scale": scale,
    }
    if (event is None) is (endpoint is None):
        raise ArgumentError(
            "event or endpoint",
            (event, endpoint),
            "one of the two: an adverse event (event='colitis') or an efficacy endpoint "
            "(endpoint='ORR'); the two cannot be compared with each other",
        )
    wilson(1, 2, level, feature="compare()")
    every: tuple[Figure, ...]
    found: tuple[Figure, ...]
    if endpoint is not None:
        _only_for("event", harm)
        measured = _endpoint(tables, endpoint)
        subject = measured.value
        every = tuple(outcomes.where(study=study, disease=disease, endpoint=measured))
        sort = None if statistic is None else coerce(Statistic, statistic)
        found = tuple(f for f in every if sort is None or _counted(f) == sort)
    else:
        _only_for("endpoint", {"statistic": statistic})
        band = GradeBand.ANY if grade is None else GradeBand.parse(grade)
        wanted = _event(tables, event or "")
        subject = f"{tables.adverse_events[wanted].name}, grade {band.value}"
        counted = incidences.where(
            study=study,
            disease=disease,
            event=wanted,
            attribution=attribution,
            seriousness=seriousness,
            scale=scale,
        )
        every = tuple(counted)
        found = tuple(counted.where(grade=band))
    if not therapies:
        return Comparison(tables, found, subject, level)
    regimens = {text: _regimen(tables, text) for text in therapies}
    given = {figure.id: _parts(tables, _place(tables, figure)[1].therapies) for figure in every}
    found = tuple(figure for figure in found if given[figure.id] in regimens.values())
    shown = {given[figure.id] for figure in found}
    absent = [
        _absence(text, {_counted(figure) for figure in every if given[figure.id] == parts})
        for text, parts in regimens.items()
        if parts not in shown
    ]
    return Comparison(tables, found, f"{' v '.join(regimens)}: {subject}", level, tuple(absent))


def _only_for(other: str, arguments: dict[str, object]) -> None:
    for name, value in arguments.items():
        if value is not None:
            raise ArgumentError(name, value, f"left out: it belongs to {other}=")


def _regimen(tables: Tables, text: str) -> frozenset[str]:
    """The therapies of a regimen: "nivolumab + ipilimumab" is both, and nothing else."""
    if not isinstance(text, str):
        raise ArgumentError("therapies", text, "the name of a therapy, or several joined by +")
    return _parts(tables, (tables.find("therapies", part) for part in text.split("+")))


def _parts(tables: Tables, therapies: Iterable[str]) -> frozenset[str]:
    """A fixed combination counts as what it is made of."""
    found: set[str] = set()
    for name in therapies:
        found |= {part.therapy or name for part in tables.therapies[name].components} or {name}
    return frozenset(found)


def _event(tables: Tables, event: str) -> str:
    try:
        return tables.find("adverse_events", event)
    except UnknownIdError:
        known = {normalise(word.value): word.value for word in Endpoint}
        word = known.get(normalise(event))
        if word is not None:
            raise ArgumentError(
                "event", event, f"an adverse event; this is an endpoint, use endpoint={word!r}"
            ) from None
        raise


def _endpoint(tables: Tables, endpoint: Endpoint | str) -> Endpoint:
    try:
        return coerce(Endpoint, endpoint)
    except VocabularyError:
        event = tables.words("adverse_events").get(normalise(str(endpoint)))
        if event is not None:
            raise ArgumentError(
                "endpoint", endpoint, f"an endpoint; this is an adverse event, use event={event!r}"
            ) from None
        raise


def _absence(text: str, counted: set[str]) -> str:
    """That a regimen has no figure of the sort asked for, and what there is of it."""
    if counted:
        return f"{text}: no figure counted like this; there is {', '.join(sorted(counted))}"
    return f"{text}: no figure in the dataset (that is not a rate of zero)"


def _place(tables: Tables, figure: Figure) -> tuple[Study, Arm]:
    study = tables.studies[figure.study]
    return study, study.find_arm(figure.arm)


def _measure(figure: Figure) -> str:
    return figure.event if isinstance(figure, Incidence) else figure.endpoint.value


def _counted(figure: Figure) -> str:
    return figure.grade_band.value if isinstance(figure, Incidence) else figure.statistic.value


def _word(figure: Figure, field: str) -> str | None:
    word = getattr(figure, field, None)
    return None if word is None else str(word.value)


def _value(figure: Figure) -> tuple[float | None, str]:
    return (
        (figure.rate, "percent") if isinstance(figure, Incidence) else (figure.value, figure.unit)
    )


def _is_proportion(figure: Figure) -> bool:
    counted = isinstance(figure, Incidence) or figure.statistic is Statistic.PROPORTION
    return counted and figure.n is not None and figure.total is not None


def _bounds(
    figure: Figure, level: float
) -> tuple[float | None, float | None, float | None, str | None]:
    printed = getattr(figure, "interval", None)
    if printed is not None:
        return printed.low, printed.high, printed.level, "published"
    if isinstance(figure, Incidence) or figure.statistic is Statistic.PROPORTION:
        percent = figure.percent if isinstance(figure, Incidence) else figure.value
        low, high, how = score_interval(figure.n, figure.total, percent, level, feature="compare()")
        return low, high, level if how else None, how
    return None, None, None, None


def _shown(row: dict[str, object]) -> str:
    """A figure as people write it: ``61/1994, 3.1 % (2.4-3.9)``."""
    units = {"percent": " %", "months": " months", "ratio": "", "percentage points": " points"}
    value = "not reached" if row["value"] is None else f"{row['value']:.3g}"
    text = value + (units[str(row["unit"])] if row["value"] is not None else "")
    if row["n"] is not None and row["total"] is not None:
        text = f"{row['n']}/{row['total']}, {text}"
    if row["low"] is not None or row["high"] is not None:
        bounds = ["?" if b is None else f"{b:.3g}" for b in (row["low"], row["high"])]
        text += f" ({bounds[0]}-{bounds[1]})"
    return text


def _obstacles(tables: Tables, one: Figure, two: Figure) -> tuple[str, ...]:
    """Why two figures may not be subtracted; () if they may."""
    if type(one) is not type(two):
        return ("one is an adverse event and the other an efficacy endpoint",)
    reasons = []
    if one.study != two.study:
        reasons.append(f"they are from two studies, {one.study} and {two.study}")
    elif one.arm == two.arm:
        reasons.append("they are of the same arm")
    else:
        study = tables.studies[one.study]
        if study.kind is not StudyKind.TRIAL or study.randomised is not True:
            reasons.append(f"{study.id} is not known to have assigned its arms by chance")
    if (_measure(one), _counted(one)) != (_measure(two), _counted(two)):
        reasons.append(
            f"they count different things, {_measure(one)} {_counted(one)} "
            f"and {_measure(two)} {_counted(two)}"
        )
    if not (_is_proportion(one) and _is_proportion(two)):
        reasons.append("n and N are not known for both")
    for field, remark in _ALIKE.items():
        values = [getattr(figure, field, None) for figure in (one, two)]
        if values[0] != values[1]:
            reasons.append(f"{remark}: {' and '.join(str(value) for value in values)}")
    return tuple(reasons)


def _caveats(tables: Tables, figures: tuple[Figure, ...]) -> Iterator[str]:
    """What sets figures apart, in words."""
    if not figures:
        return
    studies = {figure.study: tables.studies[figure.study] for figure in figures}
    if len(studies) > 1:
        yield (
            f"{len(studies)} studies: nobody was assigned by chance between them, "
            "so no difference across them and no pooled figure is given"
        )
    if len({study.kind for study in studies.values()}) > 1:
        yield (
            "trials stand beside pooled populations, which may hold the same patients: "
            + _counts(study.kind.value for study in studies.values())
        )
    questions: tuple[tuple[str, Callable[[Figure], str]], ...] = (
        ("different events under one name", _measure),
        ("different statistics or grades", _counted),
        ("graded by different scales", lambda f: _word(f, "scale") or ""),
        ("attributed differently", lambda f: _word(f, "attribution") or ""),
        ("all events beside serious ones only", lambda f: _word(f, "seriousness") or ""),
        ("different diseases", lambda f: ", ".join(studies[f.study].diseases) or "not stated"),
        ("given with different partners", lambda f: _partners(tables, f)),
        ("different landmarks, in months", lambda f: f"{getattr(f, 'at_months', None) or ''}"),
        ("different populations", lambda f: f.population or "not stated"),
        ("assessed differently", lambda f: getattr(f, "assessor", None) or ""),
    )
    for remark, question in questions:
        answers = [question(figure) for figure in figures]
        if len(set(answers)) > 1:
            yield f"{remark}: {_counts(answers)}"
    months = sorted(f.follow_up_months for f in figures if f.follow_up_months is not None)
    if months and (months[0] != months[-1] or len(months) < len(figures)):
        unknown = len(figures) - len(months)
        yield (
            f"follow-up from {months[0]:g} to {months[-1]:g} months"
            f"{f', unknown for {unknown}' if unknown else ''}"
        )
    bare = sum(_bounds(figure, 95.0)[3] is None for figure in figures)
    if bare:
        yield f"{bare} without a denominator or a published interval: no interval"


def _partners(tables: Tables, figure: Figure) -> str:
    return " + ".join(_place(tables, figure)[1].partners) or "alone"


def _counts(words: Iterable[str], most: int = 6) -> str:
    """``Lee_2014 (3), ASTCT_2019 (1)``, commonest first."""
    counted = Counter(words).most_common()
    shown = [f"{word or 'not stated'} ({count})" for word, count in counted[:most]]
    left = len(counted) - most
    return ", ".join(shown) + (f" and {left} more" if left > 0 else "")
