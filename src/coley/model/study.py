"""Studies: where the numbers come from, each with its arm, denominator and context."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from coley.dates import PartialDate
from coley.model._base import Id, Percent, Record, Text
from coley.model.adverse_effect import Onset
from coley.model.evidence import Claim
from coley.vocab import (
    Attribution,
    Endpoint,
    GradeBand,
    GradingScale,
    Seriousness,
    Statistic,
    StudyKind,
    StudyPhase,
)

__all__ = ["Arm", "Incidence", "Interval", "Outcome", "Study", "rounding_gap"]


def rounding_gap(percent: float, n: int, total: int) -> float:
    """How far a printed percentage lies outside what n/N can round to, in points; 0 if it fits.

    Printed decimals decide the tolerance: 58 may stand for 57.5 to 58.5, 58.1 for 58.05 to 58.15.

    >>> rounding_gap(2.9, 58, 1994)
    0.0
    >>> round(rounding_gap(2.7, 22, 666), 2)
    0.55
    """
    text = f"{percent:.10f}".rstrip("0")
    decimals = len(text.partition(".")[2])
    gap = abs(percent - 100 * n / total) - 0.5 * 10.0**-decimals
    return gap if gap > 1e-9 else 0.0


class Interval(Record):
    """An interval and its level; a bound that was not reached or not given is None."""

    low: float | None = None
    """Lower bound."""
    high: float | None = None
    """Upper bound."""
    level: Annotated[float, Field(gt=0, lt=100)]
    """Level in percent: 95, 97.5, 99.73 ..."""

    @model_validator(mode="after")
    def _ordered(self) -> "Interval":
        if self.low is None and self.high is None:
            raise ValueError("says nothing: give a bound")
        if self.low is not None and self.high is not None and self.high < self.low:
            raise ValueError(f"upper bound {self.high:g} is below lower bound {self.low:g}")
        return self


class Arm(Record):
    """A group of patients who were treated alike."""

    id: Id
    """Id within the study."""
    label: Text
    """What the group received, or which group it is."""
    therapies: tuple[Id, ...] = ()
    """Therapies of this dataset that it received."""
    partners: tuple[Id, ...] = ()
    """Partners that it received."""
    n: Annotated[int, Field(ge=1)] | None = None
    """Patients assigned or enrolled."""
    population: str | None = None
    """Who they are, where that is not the whole study."""


class _Figure(Claim):
    """What an outcome and an incidence have in common."""

    arm: Id
    """The arm it was seen in."""
    population: str | None = None
    """The patients counted, such as ``"efficacy-evaluable"`` or ``"safety"``."""
    analysis: str | None = None
    """Which analysis: ``"primary"``, ``"interim"``, ``"5-year follow-up"``."""
    data_cutoff: PartialDate | None = None
    """The day up to which data were counted."""
    follow_up_months: Annotated[float, Field(ge=0)] | None = None
    """Median follow-up in months."""

    @property
    def study(self) -> str:
        """Id of the study that holds this record."""
        return self.id.partition(".")[0]

    def disputes(self, *fields: str) -> bool:
        """Whether the record itself says that its source is inconsistent here."""
        return any(conflict.field in fields for conflict in self.conflicts)


class Outcome(_Figure):
    """How well a group did by one endpoint."""

    endpoint: Endpoint
    """What was measured."""
    statistic: Statistic
    """What sort of number it is."""
    value: float | None
    """The number; None where it was not reached or not estimable."""
    unit: Literal["percent", "months", "ratio", "percentage points"]
    """Unit of the value and its interval."""
    n: Annotated[int, Field(ge=0)] | None = None
    """Patients with the outcome, for a proportion; patients with an event otherwise."""
    total: Annotated[int, Field(ge=1)] | None = None
    """Patients counted."""
    interval: Interval | None = None
    """Its interval, with the level."""
    at_months: Annotated[float, Field(gt=0)] | None = None
    """The landmark, for a landmark rate."""
    comparator: Id | None = None
    """The other arm of a ratio or difference: the value is arm over, or arm minus, comparator."""
    p_value: Annotated[str, StringConstraints(pattern=r"^[<>=≤]?0?\.[0-9]+$")] | None = None
    """P value as printed."""
    assessor: str | None = None
    """Who assessed it and by which criteria, such as ``"blinded central review, RECIST 1.1"``."""

    @model_validator(mode="after")
    def _consistent(self) -> "Outcome":
        ratio = self.statistic in {
            Statistic.HAZARD_RATIO,
            Statistic.ODDS_RATIO,
            Statistic.RATE_DIFFERENCE,
        }
        if ratio is not (self.comparator is not None):
            raise ValueError("a ratio or difference names both arms, anything else only one")
        if (self.statistic is Statistic.LANDMARK_RATE) is not (self.at_months is not None):
            raise ValueError("a landmark rate, and nothing else, says at how many months")
        units = {
            Statistic.PROPORTION: "percent",
            Statistic.LANDMARK_RATE: "percent",
            Statistic.MEDIAN: "months",
            Statistic.HAZARD_RATIO: "ratio",
            Statistic.ODDS_RATIO: "ratio",
            Statistic.RATE_DIFFERENCE: "percentage points",
        }
        if self.unit != units[self.statistic]:
            raise ValueError(f"a {self.statistic.value} is in {units[self.statistic]}")
        if self.unit == "percent" and self.value is not None and not 0 <= self.value <= 100:
            raise ValueError(f"{self.value:g} is no percentage")
        if self.n is not None and self.total is not None and self.n > self.total:
            raise ValueError(f"n {self.n} is more than total {self.total}")
        if (
            self.statistic is Statistic.PROPORTION
            and self.value is not None
            and self.n is not None
            and self.total is not None
            and rounding_gap(self.value, self.n, self.total)
            and not self.disputes("value", "n", "total")
        ):
            exact = 100 * self.n / self.total
            raise ValueError(f"{self.value:g} % is not {self.n}/{self.total} = {exact:.2f} %")
        bounds = self.interval
        if (
            bounds is not None
            and self.value is not None
            and not (
                (bounds.low is None or bounds.low <= self.value)
                and (bounds.high is None or self.value <= bounds.high)
            )
            and not self.disputes("value", "interval")
        ):
            raise ValueError(f"the interval does not hold its value {self.value:g}")
        return self


class Incidence(_Figure):
    """How often an event was counted in a group."""

    event: Id
    """Id of the adverse event."""
    grade_band: GradeBand
    """The grades counted."""
    n: Annotated[int, Field(ge=0)] | None = None
    """Patients with the event."""
    total: Annotated[int, Field(ge=1)] | None = None
    """Patients counted."""
    percent: Percent | None = None
    """Percentage as printed."""
    attribution: Attribution = Attribution.UNSPECIFIED
    """What it was attributed to."""
    seriousness: Seriousness = Seriousness.ANY
    """Whether only serious events were counted."""
    scale: GradingScale = GradingScale.UNSPECIFIED
    """The scale it was graded by."""
    onset: Onset | None = None
    """When it began."""

    @model_validator(mode="after")
    def _consistent(self) -> "Incidence":
        if self.n is None and self.percent is None:
            raise ValueError("says nothing: give n or percent")
        if self.n is not None and self.total is None:
            raise ValueError("n needs a total")
        if self.n is not None and self.total is not None:
            if self.n > self.total:
                raise ValueError(f"n {self.n} is more than total {self.total}")
            if (
                self.percent is not None
                and rounding_gap(self.percent, self.n, self.total)
                and not self.disputes("percent", "n", "total")
            ):
                exact = 100 * self.n / self.total
                raise ValueError(f"{self.percent:g} % is not {self.n}/{self.total} = {exact:.2f} %")
        return self

    @property
    def rate(self) -> float:
        """The percentage: from n/N where both are known, else as printed."""
        if self.n is not None and self.total is not None:
            return 100 * self.n / self.total
        assert self.percent is not None  # noqa: S101  (validated above)
        return self.percent


class Study(Claim):
    """A trial, a pooled safety population or a meta-analysis."""

    name: Text
    """Acronym or short name."""
    kind: StudyKind
    """What sort of study it is."""
    title: Text
    """What it asked, in our own words."""
    nct: tuple[Annotated[str, StringConstraints(pattern=r"^NCT[0-9]{8}$")], ...] = ()
    """ClinicalTrials.gov numbers; more than one for pooled populations."""
    phase: StudyPhase | None = None
    """Phase of the trial."""
    randomised: bool | None = None
    """Whether patients were assigned by chance."""
    masking: Literal["open_label", "single_blind", "double_blind"] | None = None
    """Who knew the assignment."""
    diseases: tuple[Id, ...] = ()
    """What the patients had."""
    start: PartialDate | None = None
    """When it began to enrol."""
    arms: Annotated[tuple[Arm, ...], Field(min_length=1)]
    """Its groups of patients."""
    outcomes: tuple[Outcome, ...] = ()
    """How well they did."""
    incidences: tuple[Incidence, ...] = ()
    """What happened to them."""

    def find_arm(self, id: str) -> Arm:  # noqa: A002  (the word the design uses)
        """The arm of that id; KeyError if the study has none."""
        for arm in self.arms:
            if arm.id == id:
                return arm
        raise KeyError(id)

    @model_validator(mode="after")
    def _consistent(self) -> "Study":
        arms = {arm.id for arm in self.arms}
        if len(arms) != len(self.arms):
            raise ValueError("two arms have the same id")
        for figure in (*self.outcomes, *self.incidences):
            if figure.arm not in arms:
                raise ValueError(f"{figure.id}: no arm {figure.arm!r} in this study")
            other = getattr(figure, "comparator", None)
            if other is not None and other not in arms:
                raise ValueError(f"{figure.id}: no arm {other!r} in this study")
        for incidence, whole in _pairs_of_bands(self.incidences):
            if incidence.rate > whole.rate + 1 and not (
                incidence.disputes("percent", "n") or whole.disputes("percent", "n")
            ):
                raise ValueError(
                    f"{incidence.id}: grade {incidence.grade_band.value} ({incidence.rate:.1f} %) "
                    f"exceeds grade {whole.grade_band.value} ({whole.rate:.1f} %) of {whole.id}"
                )
        return self


def _pairs_of_bands(
    incidences: tuple[Incidence, ...],
) -> list[tuple[Incidence, Incidence]]:
    """Pairs counted alike in all but the grade, the first band lying inside the second."""

    def key(i: Incidence) -> tuple[object, ...]:
        counted = (i.arm, i.event, i.attribution, i.seriousness, i.scale)
        return (*counted, i.population, i.analysis, i.data_cutoff)

    groups: dict[tuple[object, ...], list[Incidence]] = {}
    for incidence in incidences:
        groups.setdefault(key(incidence), []).append(incidence)
    return [
        (inner, outer)
        for group in groups.values()
        if len(group) > 1
        for inner in group
        for outer in group
        if inner.grade_band.grades < outer.grade_band.grades
    ]
