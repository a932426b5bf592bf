"""What is known of a patient, in the words of the dataset, and each requirement held against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import attrs

from coley._tables import Tables
from coley.errors import ColeyError, UnknownIdError, near_misses
from coley.model import (
    Age,
    Alteration,
    BiomarkerLevel,
    ClinicalCondition,
    HasDisease,
    HasExtent,
    HasHla,
    HasStage,
    InSetting,
    InState,
    MarkerValue,
    Patient,
    PriorLines,
    PriorTherapy,
    PriorTreatment,
    Weight,
)
from coley.model.criteria import Requirement
from coley.names import normalise
from coley.vocab import Answer, Comparator, DiseaseState, Extent, PartnerKind

__all__ = [
    "ANY_VARIANT",
    "FUSIONS",
    "IMPLIES",
    "MAY_BE",
    "RELAPSES",
    "RESECTION",
    "SPREAD",
    "SYSTEMIC",
    "Facts",
    "Judgement",
    "allele_fits",
    "extent_fits",
    "hla_groups",
    "is_systemic",
    "stage_fits",
    "state_fits",
    "treatment_kinds",
    "variant_fits",
]

_LOCAL_ROUTES = {"intravesical", "intralesional", "topical", "intravitreal", "percutaneous"}
_NOT_SYSTEMIC = {
    PartnerKind.SURGERY,
    PartnerKind.RADIOTHERAPY,
    PartnerKind.TRANSPLANT,
    PartnerKind.SUPPORTIVE,
}
SYSTEMIC = "systemic-therapy"  # the partner class that every systemic therapy belongs to


@attrs.frozen
class Judgement:
    """An answer, what is known, and what is not."""

    answer: Answer
    value: str
    missing: tuple[str, ...] = ()


def _any_fits(answers: set[bool | None], value: str, missing: str) -> Judgement:
    """Yes if one fits; else unknown if one may; else no."""
    if True in answers:
        return _settled(True, value)
    return _unknown(value, missing) if None in answers else _settled(False, value)


def _unknown(value: str, *missing: str) -> Judgement:
    return Judgement(Answer.UNKNOWN, value, missing)


def _settled(met: bool, value: str) -> Judgement:
    return Judgement(Answer.YES if met else Answer.NO, value)


@attrs.frozen
class _Treatment:
    """A prior treatment, everything it is, and everything it may be more exactly."""

    given: PriorTreatment
    kinds: frozenset[str]
    narrower: frozenset[str]


@attrs.frozen(slots=False)
class Facts:
    """A patient resolved against a dataset: ids instead of words."""

    patient: Patient
    tables: Tables
    disease: str | None
    above: frozenset[str]
    markers: Mapping[str, tuple[MarkerValue, ...]]
    conditions: Mapping[str, bool]
    treatments: tuple[_Treatment, ...] | None

    @cached_property
    def groups(self) -> frozenset[str]:
        """The groups of HLA alleles that the dataset names."""
        return hla_groups(self.tables)

    @classmethod
    def of(cls, patient: Patient, tables: Tables) -> Facts:
        """Resolve every word, or raise UnknownIdError with suggestions."""
        disease = None if patient.disease is None else tables.find("diseases", patient.disease)
        markers: dict[str, tuple[MarkerValue, ...]] = {}
        for value in patient.biomarkers:
            marker = tables.find("biomarkers", value.biomarker)
            markers[marker] = (*markers.get(marker, ()), value)
        treatments = None
        if patient.prior_therapies is not None:
            treatments = tuple(_resolved(item, tables) for item in patient.prior_therapies)
        return cls(
            patient,
            tables,
            disease,
            frozenset() if disease is None else tables.above("diseases", disease),
            markers,
            {tables.find("conditions", item.condition): item.holds for item in patient.conditions},
            treatments,
        )

    def judge(self, rule: Requirement) -> Judgement:  # noqa: C901, PLR0911, PLR0912  (one branch per kind)
        """Hold one requirement against what is known."""
        match rule:
            case HasDisease():
                return self._disease(rule)
            case HasExtent():
                return self._extent(rule)
            case HasStage():
                return self._stage(rule)
            case InSetting():
                return self._setting(rule)
            case InState():
                return self._state(rule)
            case PriorLines():
                return self._lines(rule)
            case PriorTherapy():
                return self._prior(rule)
            case BiomarkerLevel():
                return self._marker(rule)
            case Alteration():
                return self._gene(rule)
            case HasHla():
                return self._hla(rule)
            case Age():
                return self._age(rule)
            case Weight():
                if self.patient.weight is None:
                    return _unknown("weight not known", "weight")
                return _settled(self.patient.weight >= rule.minimum, f"{self.patient.weight:g} kg")
            case ClinicalCondition():
                return self._condition(rule)

    def _disease(self, rule: HasDisease) -> Judgement:
        if self.disease is None:
            return _unknown("disease not known", "disease")
        name = self.tables.diseases[self.disease].name
        if any(excluded in self.above for excluded in rule.excluding):
            return _settled(False, name)
        if rule.disease in self.above:
            open_ones = [
                self.tables.diseases[excluded].name
                for excluded in rule.excluding
                if self.disease in self.tables.above("diseases", excluded)
            ]
            if open_ones:
                return _unknown(name, f"whether it is {' or '.join(open_ones)}")
            return _settled(True, name)
        if self.disease in self.tables.above("diseases", rule.disease):
            return _unknown(name, f"whether it is {self.tables.diseases[rule.disease].name}")
        return _settled(False, name)

    def _extent(self, rule: HasExtent) -> Judgement:
        given = self.patient.extent
        if given is None:
            return _unknown("extent not known", "extent")
        answers = {extent_fits(given, wanted) for wanted in rule.any_of}
        return _any_fits(answers, _words(given), f"whether it is {_words(rule.any_of)}")

    def _stage(self, rule: HasStage) -> Judgement:
        given = self.patient.stage
        if given is None:
            return _unknown("stage not known", "stage")
        if any(stage_fits(given, wanted) for wanted in rule.any_of):
            return _settled(True, f"stage {given}")
        if any(stage_fits(wanted, given) for wanted in rule.any_of):
            return _unknown(f"stage {given}", "the substage")
        return _settled(False, f"stage {given}")

    def _setting(self, rule: InSetting) -> Judgement:
        given = self.patient.setting
        if given is None:
            return _unknown("purpose of treatment not known", "setting")
        return _settled(given in rule.any_of, f"{given} treatment")

    def _state(self, rule: InState) -> Judgement:
        given = self.patient.state
        if given is None:
            return _unknown("course of the disease not known", "state")
        answers = {state_fits(given, wanted) for wanted in rule.any_of}
        return _any_fits(answers, _words(given), "which relapse")

    @property
    def lines(self) -> int | None:
        """Lines so far: as given, or none where there was no treatment at all."""
        if self.patient.prior_lines is None and self.treatments == ():
            return 0
        return self.patient.prior_lines

    def _lines(self, rule: PriorLines) -> Judgement:
        if self.lines is None:
            return _unknown("prior lines not known", "prior lines")
        fits = rule.minimum <= self.lines and (rule.maximum is None or self.lines <= rule.maximum)
        return _settled(fits, f"{self.lines} prior line{'s' if self.lines != 1 else ''}")

    def _prior(self, rule: PriorTherapy) -> Judgement:
        if self.treatments is None:
            if self.lines == 0 and not rule.setting and is_systemic(rule, self.tables):
                return _settled(False, "0 prior lines")
            return _unknown("prior treatments not known", "prior treatments")
        judged = [_treated(item, rule) for item in self.treatments]
        for answer in (Answer.YES, Answer.UNKNOWN):
            found = [each for each in judged if each.answer is answer]
            if found:
                missing = dict.fromkeys(fact for each in found for fact in each.missing)
                return attrs.evolve(found[0], missing=tuple(missing))
        listed = ", ".join(item.given.treatment for item in self.treatments)
        return _settled(False, f"had {listed or 'no treatment'}")

    def _marker(self, rule: BiomarkerLevel) -> Judgement:
        biomarker = self.tables.biomarkers[rule.biomarker]
        values = [
            value
            for marker in sorted(self.tables.below("biomarkers", rule.biomarker))
            for value in self.markers.get(marker, ())
        ]
        judged = [_level(value, rule, biomarker.name) for value in values]
        for answer in (Answer.YES, Answer.NO):
            for each in judged:
                if each.answer is answer:
                    return each
        if judged:
            return judged[0]
        return _unknown(f"{biomarker.name} not known", biomarker.name)

    def _gene(self, rule: Alteration) -> Judgement:
        known = [gene for gene in self.patient.alterations if gene.gene == rule.gene]
        if not known:
            return _unknown(f"{rule.gene} not known", f"{rule.gene} alterations")
        if not known[0].altered:
            return _settled(False, f"{rule.gene} not altered")
        variants = [gene.variant for gene in known if gene.variant is not None]
        if rule.variant is None:
            return _settled(True, f"{rule.gene} {' and '.join(variants) or 'altered'}")
        if not variants:
            return _unknown(f"{rule.gene} altered", f"which {rule.gene} alteration")
        shown = f"{rule.gene} {' and '.join(variants)}"
        answers = {variant_fits(variant, rule.variant) for variant in variants}
        return _any_fits(answers, shown, f"whether it is a {rule.gene} {rule.variant}")

    def _hla(self, rule: HasHla) -> Judgement:
        if self.patient.hla is None:
            return _unknown("HLA type not known", "HLA type")
        answers = {allele_fits(self.patient.hla, wanted, self.groups) for wanted in rule.any_of}
        return _any_fits(answers, ", ".join(self.patient.hla) or "no allele", "HLA type")

    def _age(self, rule: Age) -> Judgement:
        if self.patient.age is None:
            return _unknown("age not known", "age")
        age = self.patient.age * (12 if rule.unit == "months" else 1)
        fits = (rule.minimum is None or rule.minimum <= age) and (
            # completed years: a patient of 25 and a half is 25
            rule.maximum is None or int(age) <= rule.maximum
        )
        return _settled(fits, f"{self.patient.age:g} years")

    def _condition(self, rule: ClinicalCondition) -> Judgement:
        name = self.tables.conditions[rule.condition].name
        holds = self.conditions.get(rule.condition)
        if holds is None:
            return _unknown("not known", f"whether: {name}")
        return _settled(holds, name if holds else f"not {name}")


# --- what one value says of another ---------------------------------------------------------------

SPREAD = {
    Extent.IN_SITU, Extent.NON_MUSCLE_INVASIVE, Extent.LOCALISED, Extent.LOCALLY_ADVANCED,
    Extent.REGIONAL_LYMPH_NODE, Extent.ADVANCED, Extent.METASTATIC,
}  # fmt: skip
RESECTION = {Extent.RESECTABLE, Extent.UNRESECTABLE, Extent.RESECTED}
IMPLIES = {
    Extent.METASTATIC: {Extent.ADVANCED},
    Extent.LOCALLY_ADVANCED: {Extent.ADVANCED},
    Extent.IN_SITU: {Extent.NON_MUSCLE_INVASIVE},
}
MAY_BE = {  # a vaguer word, and what it may turn out to be
    Extent.ADVANCED: {Extent.METASTATIC, Extent.LOCALLY_ADVANCED, Extent.REGIONAL_LYMPH_NODE},
    Extent.NON_MUSCLE_INVASIVE: {Extent.IN_SITU},
    Extent.LOCALLY_ADVANCED: {Extent.REGIONAL_LYMPH_NODE},
    Extent.REGIONAL_LYMPH_NODE: {Extent.LOCALLY_ADVANCED, Extent.ADVANCED},
}
RELAPSES = {DiseaseState.FIRST_RELAPSE, DiseaseState.SECOND_OR_LATER_RELAPSE}


def extent_fits(given: Iterable[Extent], wanted: Extent) -> bool | None:
    """Whether a patient's extents include one; None if they leave it open.

    >>> extent_fits([Extent.METASTATIC], Extent.ADVANCED)
    True
    >>> extent_fits([Extent.METASTATIC], Extent.UNRESECTABLE) is None
    True
    >>> extent_fits([Extent.LOCALISED], Extent.METASTATIC)
    False
    """
    said = set(given)
    if wanted in said | {implied for extent in said for implied in IMPLIES.get(extent, ())}:
        return True
    for group in (SPREAD, RESECTION):
        if wanted in group and said & group:
            return None if any(wanted in MAY_BE.get(extent, ()) for extent in said) else False
    return None  # nothing of that kind was said


def state_fits(given: Iterable[DiseaseState], wanted: DiseaseState) -> bool | None:
    """Whether a patient's states include one; None if they leave it open.

    >>> state_fits([DiseaseState.SECOND_OR_LATER_RELAPSE], DiseaseState.RELAPSED)
    True
    >>> state_fits([DiseaseState.RELAPSED], DiseaseState.FIRST_RELAPSE) is None
    True
    """
    known = set(given)
    if known & RELAPSES:
        known.add(DiseaseState.RELAPSED)
    if wanted in known:
        return True
    vague = wanted in RELAPSES and DiseaseState.RELAPSED in known and not known & RELAPSES
    return None if vague else False


ANY_VARIANT = {"mutation", "alteration", "aberration"}
"""Words for a variant that every alteration of the gene fits."""
FUSIONS = ("fusion", "rearrangement", "translocation")
"""Words for one thing."""


def variant_fits(given: str, wanted: str) -> bool | None:
    """Whether a variant is the one that is asked for, or of its class; None if that is not told.

    >>> variant_fits("V600E", "V600"), variant_fits("G469A", "V600")
    (True, False)
    >>> variant_fits("L858R", "mutation"), variant_fits("L858R", "sensitizing mutation") is None
    (True, True)
    >>> variant_fits("fusion", "rearrangement")
    True
    """
    ours, theirs = normalise(given), normalise(wanted)
    if theirs in ANY_VARIANT or ours.startswith(theirs):
        return True
    if theirs in FUSIONS:
        return any(word in ours for word in FUSIONS)
    return None if any(word in theirs for word in ANY_VARIANT) else False


def stage_fits(given: str, wanted: str) -> bool:
    """Whether a stage is another or a substage of it.

    >>> stage_fits("IIIB", "III"), stage_fits("IV", "I"), stage_fits("III", "IIIB")
    (True, False, False)
    """
    return given == wanted or (given.startswith(wanted) and given[len(wanted)] not in "IV")


def hla_groups(tables: Tables) -> frozenset[str]:
    """Every group of HLA alleles that an indication names."""
    return frozenset(
        allele
        for therapy in tables.therapies.values()
        for indication in therapy.indications
        for rule, _ in indication.requirements
        if isinstance(rule, HasHla)
        for allele in rule.any_of
        if allele.endswith(("P", "G"))
    )


def allele_fits(
    given: Iterable[str], wanted: str, groups: frozenset[str] = frozenset()
) -> bool | None:
    """Whether a typing includes an allele or a group of alleles; None if it leaves it open.

    A name with fewer fields covers all that begin with it. A group (``P``: the same protein where
    it binds) is named after its lowest allele and may hold others of the same first field, but
    none that *groups* name a group of their own after.

    >>> allele_fits(["HLA-A*02:01:01", "HLA-A*24:02"], "HLA-A*02:01")
    True
    >>> allele_fits(["HLA-A*02:05", "HLA-A*24:02"], "HLA-A*02:01")
    False
    >>> allele_fits(["HLA-A*02", "HLA-A*24:02"], "HLA-A*02:01") is None
    True
    >>> allele_fits(["HLA-A*24:02"], "HLA-A*02:01") is None  # the other allele is not known
    True
    """
    locus = wanted.partition("*")[0]
    same_locus = [allele for allele in given if allele.partition("*")[0] == locus]
    answers = [_same_allele(allele, wanted, groups) for allele in same_locus]
    if True in answers:
        return True
    if None in answers or len(same_locus) < 2:
        return None
    return False


def _same_allele(given: str, wanted: str, groups: frozenset[str]) -> bool | None:
    ours, theirs = (
        name.partition("*")[2].rstrip("PGNLSCAQ").split(":") for name in (given, wanted)
    )
    shared = min(len(ours), len(theirs))
    if ours[:shared] != theirs[:shared]:
        own = f"{given.partition('*')[0]}*{':'.join(ours[:2])}P" in groups
        grouped = wanted.endswith(("P", "G")) and not given.endswith(("P", "G")) and not own
        return None if grouped and ours[:1] == theirs[:1] and _may_join(ours, theirs) else False
    return True if len(ours) >= len(theirs) else None


def _may_join(ours: list[str], theirs: list[str]) -> bool:
    """Whether an allele can be of a group that is named after a lower allele."""
    numbers = [fields[1] for fields in (ours, theirs) if len(fields) > 1]
    return len(numbers) == 2 and int(numbers[0]) > int(numbers[1])


def treatment_kinds(treatment: str, tables: Tables) -> frozenset[str]:
    """Everything that a therapy, mechanism or partner is: itself and every class above it."""
    kinds = {treatment}
    partner = tables.partners.get(treatment)
    if partner is not None:
        kinds |= tables.above("partners", treatment)
        if partner.kind not in _NOT_SYSTEMIC:
            kinds.add(SYSTEMIC)
    if treatment in tables.mechanisms:
        kinds |= tables.above("mechanisms", treatment) | {SYSTEMIC}
    therapy = tables.therapies.get(treatment)
    if therapy is not None:
        for link in therapy.mechanisms:
            kinds |= tables.above("mechanisms", link.mechanism)
        routes = {route for product in therapy.products for route in product.routes}
        if not routes or routes - _LOCAL_ROUTES:
            kinds.add(SYSTEMIC)
    return frozenset(kinds)


def is_systemic(rule: PriorTherapy, tables: Tables) -> bool:
    """Whether every treatment that a requirement names is systemic: no line, no such treatment."""
    known = tables.systemic
    for treatment in rule.any_of:
        if treatment not in known:
            known[treatment] = SYSTEMIC in treatment_kinds(treatment, tables)
    return all(known[treatment] for treatment in rule.any_of)


def _resolved(given: PriorTreatment, tables: Tables) -> _Treatment:
    found = _find_treatment(given.treatment, tables)
    narrower: set[str] = set()
    for table in ("partners", "mechanisms"):
        if found in tables.records(table):
            narrower |= tables.below(table, found) - {found}
    if found in tables.mechanisms:
        family = tables.below("mechanisms", found)
        narrower |= {
            therapy.id
            for therapy in tables.therapies.values()
            if any(link.mechanism in family for link in therapy.mechanisms)
        }
    return _Treatment(given, treatment_kinds(found, tables), frozenset(narrower))


def _find_treatment(word: str, tables: Tables) -> str:
    """The id of a therapy, partner or mechanism by any of its names."""
    for table in ("therapies", "partners", "mechanisms"):
        if word in tables.records(table):
            return word
    matches = {match.therapy for match in tables.names.scan(word)}
    if len(matches) == 1:
        return matches.pop()
    for table in ("partners", "mechanisms"):
        found = tables.words(table).get(normalise(word))
        if found is not None:
            return found
    try:
        return tables.names.resolve(word).therapy
    except ColeyError:
        known = {**tables.words("partners"), **tables.words("mechanisms")}
        near = near_misses(normalise(word)[:80], known)
        raise UnknownIdError("treatments", word, tuple(known[text] for text in near)) from None


def _treated(item: _Treatment, rule: PriorTherapy) -> Judgement:  # noqa: PLR0911
    given = item.given
    value = f"had {given.treatment}" + (
        f", {given.outcome.value.replace('_', ' ')}" if given.outcome else ""
    )
    if item.kinds.isdisjoint(rule.any_of):
        if item.narrower.isdisjoint(rule.any_of):
            return _settled(False, value)
        return _unknown(value, f"which {given.treatment}")
    for asked, answer, fact in (
        (rule.outcome, given.outcome, "outcome"),
        (rule.setting, given.setting, "setting"),
    ):
        if asked and answer is None:
            return _unknown(value, f"{fact} of {given.treatment}")
        if asked and answer not in asked:
            return _settled(False, value)
    if rule.within_months is not None:
        if given.months is None:
            return _unknown(value, f"months after {given.treatment}")
        if given.months > rule.within_months:
            return _settled(False, f"{value} after {given.months:g} months")
    if rule.minimum_courses is not None:
        if given.courses is None:
            return _unknown(value, f"courses of {given.treatment}")
        if given.courses < rule.minimum_courses:
            return _settled(False, f"{value}, {given.courses} courses")
    return _settled(True, value)


def _level(value: MarkerValue, rule: BiomarkerLevel, name: str) -> Judgement:
    shown = _shown(value, name)
    if rule.assays and value.assay is not None and not _same_assay(value.assay, rule.assays):
        return _unknown(shown, f"{name} by {' or '.join(rule.assays)}")
    if rule.comparator in {Comparator.POSITIVE, Comparator.NEGATIVE}:
        if value.positive is None:
            return _unknown(shown, f"whether {name} counts as positive")
        return _settled(value.positive is (rule.comparator is Comparator.POSITIVE), shown)
    assert rule.threshold is not None  # noqa: S101  (the model demands it)
    low, high = value.at_least, value.at_most if value.at_most is not None else value.below
    if low is None and high is None:
        if value.positive is False and rule.comparator in {
            Comparator.AT_LEAST,
            Comparator.MORE_THAN,
        }:
            return _settled(False, shown)
        return _unknown(shown, f"the value of {name}")
    answer = _compare(low, high, value.below is not None and value.at_most is None, rule)
    return _unknown(shown, f"the value of {name}") if answer is None else _settled(answer, shown)


def _compare(
    low: float | None, high: float | None, open_end: bool, rule: BiomarkerLevel
) -> bool | None:
    """Whether every value from low to high meets the rule, none does, or some do."""
    limit = rule.threshold
    assert limit is not None  # noqa: S101  (the caller made sure)
    match rule.comparator:
        case Comparator.AT_LEAST:
            above = low is not None and low >= limit
            under = high is not None and (high < limit or (open_end and high <= limit))
        case Comparator.MORE_THAN:
            above = low is not None and low > limit
            under = high is not None and high <= limit
        case Comparator.AT_MOST:
            above = high is not None and high <= limit
            under = low is not None and low > limit
        case _:
            above = high is not None and (high < limit or (open_end and high <= limit))
            under = low is not None and low >= limit
    return True if above else False if under else None


def _same_assay(given: str, wanted: tuple[str, ...]) -> bool:
    ours = normalise(given)
    return any(ours in normalise(assay) or normalise(assay) in ours for assay in wanted)


def _shown(value: MarkerValue, name: str) -> str:
    if value.positive is not None:
        text = f"{name} {'positive' if value.positive else 'negative'}"
    elif value.at_least is not None and value.at_least == value.at_most:
        text = f"{name} {value.at_least:g}"
    else:
        bounds = ((">=", value.at_least), ("<=", value.at_most), ("<", value.below))
        text = f"{name} " + " and ".join(f"{sign} {b:g}" for sign, b in bounds if b is not None)
    return f"{text} by {value.assay}" if value.assay else text


def _words(words: Iterable[str]) -> str:
    return ", ".join(str(word).replace("_", " ") for word in words) or "none"
