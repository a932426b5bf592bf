"""Criteria and regimens in words, made from the records."""

from __future__ import annotations

from coley._tables import Tables
from coley.model.criteria import (
    Age,
    AllOf,
    Alteration,
    AnyOf,
    BiomarkerLevel,
    ClinicalCondition,
    Criteria,
    HasDisease,
    HasExtent,
    HasHla,
    HasStage,
    InSetting,
    InState,
    Not,
    PriorLines,
    PriorTherapy,
    Weight,
)
from coley.model.indication import Indication

__all__ = ["criteria_text", "regimen_text"]


def criteria_text(criteria: Criteria, tables: Tables) -> str:
    """A tree of requirements in words.

    >>> import coley
    >>> ds = coley.load()
    >>> criteria_text(ds.indications["avelumab.fda.merkel-cell-carcinoma"].criteria, ds.tables)
    'Merkel cell carcinoma; metastatic; age at least 12 years'
    """
    return _text(criteria, tables, nested=False)


def regimen_text(indication: Indication, tables: Tables) -> str:
    """A regimen in words, such as ``"avelumab + axitinib"``.

    >>> import coley
    >>> ds = coley.load()
    >>> regimen_text(ds.indications["avelumab.fda.merkel-cell-carcinoma"], ds.tables)
    'avelumab'
    """
    parts = []
    for part in indication.regimen:
        text = " or ".join(_treatment(treatment, tables) for treatment in part.one_of)
        if len(part.one_of) > 1 and len(indication.regimen) > 1:
            text = f"({text})"
        parts.append(f"[{text}]" if part.optional else text)
    return " + ".join(parts)


def _treatment(treatment: str, tables: Tables) -> str:
    for table in ("therapies", "mechanisms", "partners"):
        record = tables.records(table).get(treatment)
        if record is not None:
            return str(getattr(record, "name", treatment))
    return treatment


def _words(words: tuple[str, ...]) -> str:
    return " or ".join(str(word).replace("_", " ") for word in words)


def _text(node: Criteria, tables: Tables, *, nested: bool = True) -> str:  # noqa: C901, PLR0911, PLR0912  (one branch per kind)
    match node:
        case AllOf():
            text = "; ".join(_text(part, tables) for part in node.of)
            return f"({text})" if nested else text
        case AnyOf():
            text = " or ".join(_text(part, tables) for part in node.of)
            return f"({text})" if nested else text
        case Not():
            return f"not {_text(node.of, tables)}"
        case HasDisease():
            text = tables.diseases[node.disease].name
            if node.excluding:
                out = ", ".join(tables.diseases[disease].name for disease in node.excluding)
                text += f" (but not {out})"
            return text
        case HasExtent() | InState():
            return _words(node.any_of)
        case InSetting():
            return f"{_words(node.any_of)} treatment"
        case HasStage():
            return f"stage {_words(node.any_of)}"
        case PriorLines():
            return _lines(node)
        case PriorTherapy():
            return _prior(node, tables)
        case BiomarkerLevel():
            return _level(node, tables)
        case Alteration():
            return f"{node.gene} {node.variant or 'alteration'}"
        case HasHla():
            return f"HLA type {_words(node.any_of)}"
        case Age():
            return _age(node)
        case Weight():
            return f"weight at least {node.minimum:g} kg"
        case ClinicalCondition():
            return tables.conditions[node.condition].name


def _lines(node: PriorLines) -> str:
    if node.maximum is None:
        return f"at least {node.minimum} prior line{'s' if node.minimum != 1 else ''}"
    if node.maximum == 0:
        return "first line"
    if node.minimum == node.maximum:
        return f"exactly {node.minimum} prior line{'s' if node.minimum != 1 else ''}"
    return f"{node.minimum} to {node.maximum} prior lines"


def _prior(node: PriorTherapy, tables: Tables) -> str:
    what = " or ".join(_treatment(treatment, tables) for treatment in node.any_of)
    text = f"prior {_words(node.setting)} {what}" if node.setting else f"prior {what}"
    if node.minimum_courses is not None:
        text += f" (at least {node.minimum_courses} courses)"
    if node.outcome:
        text += f", {_words(node.outcome)}"
    if node.within_months is not None:
        text += f" within {node.within_months:g} months"
    return text


def _level(node: BiomarkerLevel, tables: Tables) -> str:
    biomarker = tables.biomarkers[node.biomarker]
    if node.threshold is None:
        text = f"{biomarker.name} {node.comparator.value}"
    else:
        unit = {None: "", "percent": " %"}.get(biomarker.unit, f" {biomarker.unit}")
        text = f"{biomarker.name} {node.comparator.value} {node.threshold:g}{unit}"
    return f"{text} by {' or '.join(node.assays)}" if node.assays else text


def _age(node: Age) -> str:
    unit = node.unit.removesuffix("s") if 1 in {node.minimum, node.maximum} else node.unit
    if node.minimum is None:
        return f"age at most {node.maximum:g} {unit}"
    if node.maximum is None:
        return f"age at least {node.minimum:g} {unit}"
    return f"age {node.minimum:g} to {node.maximum:g} {node.unit}"
