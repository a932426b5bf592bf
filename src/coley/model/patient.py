"""The patient that a user describes; whatever is left out is unknown."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    Field,
    StrictBool,
    StringConstraints,
    ValidationError,
    model_validator,
)

from coley.errors import PatientError
from coley.model._base import HlaAllele, Record, Text
from coley.vocab import DiseaseState, Extent, Setting, TreatmentOutcome

__all__ = ["GeneStatus", "MarkerValue", "NamedCondition", "Patient", "PriorTreatment"]

Stage = Annotated[str, StringConstraints(pattern=r"^(0|I{1,3}|IV)[ABCD]?[0-9]?$")]


class PriorTreatment(Record):
    """One treatment that the patient has had for this disease."""

    treatment: Text
    """Any name or id of a therapy, a partner drug, or a class of either."""
    outcome: TreatmentOutcome | None = None
    """What came of it."""
    setting: Setting | None = None
    """The purpose for which it was given."""
    months: Annotated[float, Field(ge=0)] | None = None
    """Months from the treatment to that outcome."""
    courses: Annotated[int, Field(ge=1)] | None = None
    """Separate lines or courses of it."""


class MarkerValue(Record):
    """What a test of a biomarker gave: a number, bounds of one, or positive or negative."""

    biomarker: Text
    """Any name or id of the biomarker."""
    positive: StrictBool | None = None
    """Whether the test was positive."""
    at_least: float | None = None
    """The value, or what it is at least, in the biomarker's unit."""
    at_most: float | None = None
    """The value, or what it is at most."""
    below: float | None = None
    """What the value is below, as in "TPS < 1 %"."""
    assay: str | None = None
    """The assay, if it is known."""


class GeneStatus(Record):
    """Whether a gene of the tumour is altered, and how."""

    gene: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]*$")]
    """HGNC symbol."""
    altered: StrictBool
    """Whether it is altered."""
    variant: str | None = None
    """Which alteration, such as ``"V600E"``."""


class NamedCondition(Record):
    """Whether a named clinical condition holds."""

    condition: Text
    """Any name or id of the condition."""
    holds: StrictBool
    """Whether it holds."""


class Patient(Record):
    """A patient with one cancer, as far as known; a field left out is unknown, never "no".

    A list that is given is taken to be whole: ``prior_therapies=[]`` means that there were none.
    Words people use are understood: ``"PD-L1 TPS 60%"``, ``"MSI-H"``, ``"EGFR wt"``,
    ``"A*02:01"``, ``"stage IV"``.

    Raises:
        PatientError: if a value cannot be understood, or two values contradict each other.

    >>> patient = Patient(disease="nsclc", extent="metastatic", prior_lines=0,
    ...                   biomarkers=["PD-L1 TPS 60%"], alterations=["EGFR wt", "ALK negative"])
    >>> patient.biomarkers[0].at_least, patient.alterations[0].altered
    (60.0, False)
    >>> Patient(biomarkers=["MSI-H", "MSS"])
    Traceback (most recent call last):
        ...
    coley.errors.PatientError: the patient cannot be read:
      biomarkers: MSI-H is given as positive and as negative

    """

    disease: Text | None = None
    """Any name or id of the disease, as narrow as it is known."""
    extent: tuple[Extent, ...] | None = None
    """How far it has spread and whether it can be resected; all that hold."""
    stage: Stage | None = None
    """Stage, such as ``"IV"`` or ``"IIIB"``."""
    setting: Setting | Literal["palliative"] | None = None
    """The purpose of the treatment asked about; ``palliative``: none of the special ones."""
    state: tuple[DiseaseState, ...] | None = None
    """Where the disease stands in its course of response and relapse; all that hold."""
    prior_lines: Annotated[int, Field(ge=0)] | None = None
    """Lines of systemic therapy so far."""
    prior_therapies: tuple[PriorTreatment, ...] | None = None
    """Every treatment so far."""
    biomarkers: tuple[MarkerValue, ...] = ()
    """Test results."""
    alterations: tuple[GeneStatus, ...] = ()
    """Genes of the tumour that were looked at."""
    hla: tuple[HlaAllele, ...] | None = None
    """HLA alleles; two of a locus (the same one twice, if need be) make the locus known."""
    age: Annotated[float, Field(ge=0, le=130)] | None = None
    """Age in years; half a year is 0.5."""
    weight: Annotated[float, Field(gt=0, le=700)] | None = None
    """Weight in kilograms."""
    ecog: Annotated[int, Field(ge=0, le=4)] | None = None
    """ECOG performance status; carried along, for no label in the data asks for it."""
    conditions: tuple[NamedCondition, ...] = ()
    """Named clinical conditions that hold, or do not."""

    def __init__(
        self,
        *,
        disease: str | None = None,
        extent: Extent | str | Iterable[Extent | str] | None = None,
        stage: str | None = None,
        setting: Setting | str | None = None,
        state: DiseaseState | str | Iterable[DiseaseState | str] | None = None,
        prior_lines: int | None = None,
        prior_therapies: Iterable[str | Mapping[str, Any] | PriorTreatment] | None = None,
        biomarkers: Mapping[str, float | bool | str] | Iterable[str | MarkerValue] = (),
        alterations: Mapping[str, bool | str] | Iterable[str | GeneStatus] = (),
        hla: Iterable[str] | None = None,
        age: float | None = None,
        weight: float | None = None,
        ecog: int | None = None,
        conditions: Mapping[str, bool] | Iterable[str | NamedCondition] = (),
    ) -> None:
        """Read the description."""
        try:
            BaseModel.__init__(
                self,
                disease=disease,
                extent=_many(extent),
                stage=_stage(stage),
                setting=setting,
                state=_many(state),
                prior_lines=prior_lines,
                prior_therapies=_prior(prior_therapies),
                biomarkers=_pairs(biomarkers, _marker, _marker_pair),
                alterations=_pairs(alterations, _gene, _gene_pair),
                hla=_alleles(hla),
                age=age,
                weight=weight,
                ecog=ecog,
                conditions=_pairs(conditions, _condition, _condition_pair),
            )
        except ValidationError as error:
            raise PatientError(tuple(map(_problem, error.errors()))) from None
        except _MisreadError as error:
            raise PatientError((str(error),)) from None

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "Patient":
        """Refuse two values of one thing that cannot both hold."""
        problems = [*_clashing_markers(self), *_clashing_genes(self), *_clashing_facts(self)]
        if problems:
            raise ValueError("; ".join(problems))
        return self


# --- reading the words people use -----------------------------------------------------------------


class _MisreadError(Exception):
    """A word that cannot be understood."""


_ALIASES = {  # what is said of a biomarker under another name: the biomarker, and the result
    "msi-h": ("MSI-H", True), "dmmr": ("MSI-H", True), "mss": ("MSI-H", False),
    "pmmr": ("MSI-H", False), "msi-l": ("MSI-H", False), "msi-stable": ("MSI-H", False),
    "mmrp": ("MSI-H", False), "mmrd": ("MSI-H", True), "tmb-h": ("TMB", True),
}  # fmt: skip
_NUMBER = re.compile(
    r"(?P<name>.*[^\s:=<>≥≤])\s*(?P<sign>>=|≥|<=|≤|<|:|=|\s)\s*(?P<value>\d+(?:\.\d+)?)\s*"
    r"(?:%|percent|muts?(?:ations?)?/mb|mut/mb)?\s*(?:\((?P<assay>[^()]+)\))?",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"(?P<name>.+?)(?:[\s-]+(?P<word>positive|negative|pos|neg|detected|not detected)|"
    r"(?P<mark>[+\u2212-]))",
    re.IGNORECASE,
)
_POSITIVE = {"positive", "pos", "detected", "+"}
_WILD = {"wt", "wild-type", "wild type", "wildtype", "negative", "neg", "not detected", "-"}
_ALTERED = {"mutated", "mutant", "mutation", "positive", "pos", "altered", "+"}


def _many(value: object) -> object:
    """One word is a list of one; words are written with underscores in the vocabularies."""
    if value is None:
        return None
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, Iterable):
        raise _MisreadError(f"a word or a list of words is wanted, not {value!r}")
    return tuple(
        word.strip().lower().replace("-", "_").replace(" ", "_") if isinstance(word, str) else word
        for word in value
    )


def _stage(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = re.sub(r"^stage\s*", "", value.strip(), flags=re.IGNORECASE).upper()
    return re.sub(r"^[1-4]", lambda found: ("I", "II", "III", "IV")[int(found[0]) - 1], text)


def _prior(value: object) -> object:
    if value is None or isinstance(value, str) or not isinstance(value, Iterable):
        if value is None:
            return None
        raise _MisreadError(f"prior_therapies: a list is wanted, not {value!r}")
    return tuple(
        PriorTreatment(treatment=item) if isinstance(item, str) and item.strip() else item
        for item in value
    )


def _pairs(value: object, read: Any, pair: Any) -> tuple[object, ...]:  # noqa: ANN401  (readers)
    if isinstance(value, Mapping):
        return tuple(pair(key, item) for key, item in value.items())
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise _MisreadError(f"a list or a mapping is wanted, not {value!r}")
    return tuple(read(item) if isinstance(item, str) else item for item in value)


def _marker(text: str) -> MarkerValue:
    """``"PD-L1 TPS 60%"``, ``"TPS < 1 %"``, ``"CD19 positive"``, ``"MSI-H"``."""
    text = text.strip()
    if text.lower() in _ALIASES:
        name, positive = _ALIASES[text.lower()]
        return MarkerValue(biomarker=name, positive=positive)
    if found := _NUMBER.fullmatch(text):
        number, name, assay = float(found["value"]), found["name"].strip(), found["assay"]
        bounds: dict[str, float] = {
            "<": {"below": number},
            "<=": {"at_most": number},
            "\u2264": {"at_most": number},
            ">=": {"at_least": number},
            "\u2265": {"at_least": number},
        }.get(found["sign"], {"at_least": number, "at_most": number})
        return MarkerValue.model_validate({"biomarker": name, "assay": assay, **bounds})
    if found := _RESULT.fullmatch(text):
        word = (found["word"] or found["mark"]).lower()
        return MarkerValue(biomarker=found["name"].strip(), positive=word in _POSITIVE)
    raise _MisreadError(
        f"biomarkers: {text!r} has no result; write for example 'PD-L1 TPS 60%' or 'CD19 positive'"
    )


def _marker_pair(name: object, value: object) -> object:
    if not isinstance(name, str):
        raise _MisreadError(f"biomarkers: a name is wanted, not {name!r}")
    if isinstance(value, bool):
        alias = _ALIASES.get(name.strip().lower())
        if alias is not None:
            return MarkerValue(biomarker=alias[0], positive=alias[1] is value)
        return {"biomarker": name, "positive": value}
    if isinstance(value, int | float):
        return {"biomarker": name, "at_least": float(value), "at_most": float(value)}
    if isinstance(value, str):
        return _marker(f"{name} {value}")
    raise _MisreadError(f"biomarkers: {name}: a number, True, False or a text, not {value!r}")


def _gene(text: str) -> GeneStatus:
    """``"EGFR wt"``, ``"BRAF V600E"``, ``"ALK rearrangement"``."""
    gene, _, rest = text.strip().partition(" ")
    if not rest:
        raise _MisreadError(
            f"alterations: {text!r} has no result; write for example 'EGFR wt' or 'BRAF V600E'"
        )
    return _gene_pair(gene, rest)


def _gene_pair(gene: object, value: object) -> GeneStatus:
    if not isinstance(gene, str):
        raise _MisreadError(f"alterations: a gene symbol is wanted, not {gene!r}")
    symbol = gene.strip().upper()
    if isinstance(value, bool):
        return GeneStatus(gene=symbol, altered=value)
    if not isinstance(value, str) or not value.strip():
        raise _MisreadError(f"alterations: {gene}: True, False or a variant, not {value!r}")
    word = value.strip()
    if word.lower() in _WILD:
        return GeneStatus(gene=symbol, altered=False)
    if word.lower() in _ALTERED:
        return GeneStatus(gene=symbol, altered=True)
    return GeneStatus(gene=symbol, altered=True, variant=word)


def _alleles(value: object) -> object:
    if value is None:
        return None
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, Iterable):
        raise _MisreadError(f"hla: a list of alleles is wanted, not {value!r}")
    return tuple(map(_allele, value))


def _allele(text: object) -> object:
    """``"A*02:01"``, ``"HLA-A0201"``, ``"hla-a*02:01:01"``."""
    if not isinstance(text, str):
        return text
    body = re.sub(r"^HLA-?", "", text.strip().upper())
    found = re.fullmatch(r"([A-Z]+\d?)\*?((?:\d{2}){1,4})([PGNLSCAQ]?)", body)
    if found and ":" not in body:
        digits = found[2]
        pairs = ":".join(digits[i : i + 2] for i in range(0, len(digits), 2))
        body = f"{found[1]}*{pairs}{found[3]}"
    return f"HLA-{body}"


def _condition(text: str) -> NamedCondition:
    negated = re.fullmatch(r"(?:not|no)[\s_-]+(.+)", text.strip(), re.IGNORECASE)
    return NamedCondition(condition=negated[1] if negated else text, holds=negated is None)


def _condition_pair(name: object, value: object) -> object:
    return {"condition": name, "holds": value}


def _problem(found: Any) -> str:  # noqa: ANN401  (pydantic's error details)
    where = ".".join(str(part) for part in found["loc"] if not str(part).startswith("function"))
    what = found["msg"].removeprefix("Value error, ")
    return f"{where}: {what}" if where else what


# --- contradictions -------------------------------------------------------------------------------


def _clashing_markers(patient: Patient) -> Iterable[str]:
    results: dict[str, bool] = {}
    numbers: dict[tuple[str, str], tuple[float | None, ...]] = {}
    for marker in patient.biomarkers:
        name = marker.biomarker.casefold()
        if marker.positive is not None and results.setdefault(name, marker.positive) is not (
            marker.positive
        ):
            yield f"biomarkers: {marker.biomarker} is given as positive and as negative"
        bounds = (marker.at_least, marker.at_most, marker.below)
        key = (name, (marker.assay or "").casefold())
        if any(bound is not None for bound in bounds) and numbers.setdefault(key, bounds) != bounds:
            yield f"biomarkers: {marker.biomarker} has two values"
        low = marker.at_least
        high = marker.at_most if marker.at_most is not None else marker.below
        if low is not None and high is not None and low > high:
            yield f"biomarkers: {marker.biomarker} is at least {low:g} and at most {high:g}"


def _clashing_genes(patient: Patient) -> Iterable[str]:
    known: dict[str, bool] = {}
    for gene in patient.alterations:
        if known.setdefault(gene.gene, gene.altered) is not gene.altered:
            yield f"alterations: {gene.gene} is given as altered and as not altered"
        if gene.variant is not None and not gene.altered:
            yield f"alterations: {gene.gene} has a variant and is not altered"


_APART = (
    {Extent.RESECTABLE, Extent.UNRESECTABLE},
    {Extent.METASTATIC, Extent.LOCALISED},
    {Extent.METASTATIC, Extent.IN_SITU},
    {Extent.METASTATIC, Extent.NON_MUSCLE_INVASIVE},
    {Extent.LOCALISED, Extent.LOCALLY_ADVANCED},
)


def _clashing_facts(patient: Patient) -> Iterable[str]:
    given = set(patient.extent or ())
    for pair in _APART:
        if pair <= given:
            yield f"extent: {' and '.join(sorted(pair))} exclude each other"
    if patient.prior_lines == 0 and any(
        treatment.setting not in {Setting.ADJUVANT, Setting.NEOADJUVANT, Setting.PERIOPERATIVE}
        and treatment.outcome is TreatmentOutcome.PROGRESSED
        for treatment in patient.prior_therapies or ()
    ):
        yield "prior_lines: is 0, but the disease progressed on a treatment that is listed"
    states = set(patient.state or ())
    if DiseaseState.NEWLY_DIAGNOSED in states and states & {
        DiseaseState.RELAPSED,
        DiseaseState.FIRST_RELAPSE,
        DiseaseState.SECOND_OR_LATER_RELAPSE,
    }:
        yield "state: newly_diagnosed and relapsed exclude each other"
    holds: dict[str, bool] = {}
    for condition in patient.conditions:
        name = condition.condition.casefold()
        if holds.setdefault(name, condition.holds) is not condition.holds:
            yield f"conditions: {condition.condition} is given as holding and as not holding"
    loci: dict[str, set[str]] = {}
    for allele in patient.hla or ():
        loci.setdefault(allele.partition("*")[0], set()).add(allele)
    for locus, alleles in loci.items():
        if len(alleles) > 2:
            yield f"hla: three alleles of {locus}: {', '.join(sorted(alleles))}"
