"""Referential integrity: every id that a record mentions resolves; no claim id is used twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from coley._tables import RECORD_TYPES, Tables, construct_targets
from coley.errors import Problem
from coley.model import (
    Biomarker,
    Citation,
    Mechanism,
    Programme,
    Rationale,
    Resistance,
    Scale,
    Study,
    Therapy,
)
from coley.model.criteria import BiomarkerLevel, ClinicalCondition, HasDisease, PriorTherapy, leaves
from coley.model.evidence import Claim
from coley.model.indication import Indication

__all__ = ["NESTED_CLAIMS", "check_integrity", "claims_of", "walk"]

NESTED_CLAIMS = ("indications", "adverse_effects", "outcomes", "incidences", "predictions")
"""Fields that hold claims of their own."""

Reference = tuple[str, tuple[str, ...], str]
"""JSON pointer, tables it may be in, id."""


def walk(record: BaseModel, pointer: str = "") -> Iterator[tuple[str, BaseModel]]:
    """Every model inside a record, itself included, with its JSON pointer."""
    yield pointer, record
    for field, value in record:
        if isinstance(value, BaseModel):
            yield from walk(value, f"{pointer}/{field}")
        elif isinstance(value, tuple):
            for i, part in enumerate(value):
                if isinstance(part, BaseModel):
                    yield from walk(part, f"{pointer}/{field}/{i}")


def claims_of(record: BaseModel) -> Iterator[tuple[str, Claim]]:
    """Every claim inside a record, itself included, with its JSON pointer."""
    if isinstance(record, Claim):
        yield "", record
    for field in NESTED_CLAIMS:
        for i, claim in enumerate(getattr(record, field, ())):
            yield f"/{field}/{i}", claim


def check_integrity(tables: Tables) -> list[Problem]:
    """List every id that does not resolve, and every claim id used twice or wrongly formed."""
    problems: list[Problem] = []
    claims: dict[str, str] = {}
    for table in RECORD_TYPES:
        for record in tables.records(table).values():
            file = f"{table}/{record.id}.json"
            problems += [
                Problem(
                    file, pointer, f"no {wanted!r} in {' or '.join(where)}", "add it or mend it"
                )
                for pointer, where, wanted in _references(record)
                if not any(wanted in tables.records(name) for name in where)
            ]
            for pointer, claim in claims_of(record):
                at = f"{pointer}/id"
                if pointer and not claim.id.startswith(f"{record.id}."):
                    problems.append(
                        Problem(file, at, f"{claim.id!r} must begin with '{record.id}.'")
                    )
                if claim.id in claims:
                    problems.append(
                        Problem(file, at, f"{claim.id!r} is used twice", f"see {claims[claim.id]}")
                    )
                claims[claim.id] = f"{file}#{at}"
    problems += _dangling_claims(tables, claims)
    for table in ("mechanisms", "diseases", "adverse_events", "partners"):
        problems += _cycles(tables, table)
    return problems


def _each(pointer: str, ids: Iterable[str], *tables: str) -> Iterator[Reference]:
    for i, wanted in enumerate(ids):
        yield f"{pointer}/{i}", tables, wanted


def _references(record: BaseModel) -> Iterator[Reference]:
    """Every id that a record mentions."""
    for pointer, part in _citations(record):
        yield f"{pointer}/source", ("sources",), part.source
    for table, model in RECORD_TYPES.items():
        if isinstance(record, model):
            yield from _each("/parents", getattr(record, "parents", ()), table)
    if isinstance(record, Therapy):
        yield from _therapy_references(record)
    elif isinstance(record, Study):
        yield from _study_references(record)
    elif isinstance(record, Scale):
        yield from _each("/grades", (grade.event for grade in record.grades), "adverse_events")
    elif isinstance(record, Mechanism):
        yield from _each("/targets", record.targets, "targets")
    elif isinstance(record, Biomarker):
        yield from _biomarker_references(record)
    elif isinstance(record, Resistance | Rationale | Programme):
        yield from _biology_references(record)


def _biomarker_references(biomarker: Biomarker) -> Iterator[Reference]:
    for i, prediction in enumerate(biomarker.predictions):
        at = f"/predictions/{i}"
        yield from _each(f"{at}/treatments", prediction.treatments, "therapies", "mechanisms")
        yield from _each(f"{at}/diseases", prediction.diseases, "diseases")
        yield from _each(f"{at}/studies", prediction.studies, "studies")
    for i, test in enumerate(biomarker.diagnostics):
        yield from _each(f"/diagnostics/{i}/therapies", test.therapies, "therapies")
        yield from _each(f"/diagnostics/{i}/diseases", test.diseases, "diseases")


def _biology_references(record: Resistance | Rationale | Programme) -> Iterator[Reference]:
    yield from _each("/mechanisms", record.mechanisms, "mechanisms")
    yield from _each("/diseases", record.diseases, "diseases")
    if isinstance(record, Rationale):
        yield from _each("/partners", record.partners, "partners")
        for i, item in enumerate(record.evidence):
            yield from _each(f"/evidence/{i}/studies", item.studies, "studies")
        return
    yield from _each("/targets", record.targets, "targets")
    if isinstance(record, Programme):
        yield from _each("/studies", record.studies, "studies")
        if record.therapy is not None:
            yield "/therapy", ("therapies",), record.therapy


def _citations(record: BaseModel) -> Iterator[tuple[str, Citation]]:
    for pointer, part in walk(record):
        if isinstance(part, Citation):
            yield pointer, part


def _therapy_references(therapy: Therapy) -> Iterator[Reference]:
    for target in construct_targets(therapy):
        yield "/construct", ("targets",), target
    for i, component in enumerate(therapy.components):
        if component.therapy is not None:
            yield f"/components/{i}/therapy", ("therapies",), component.therapy
    for i, link in enumerate(therapy.mechanisms):
        yield f"/mechanisms/{i}/mechanism", ("mechanisms",), link.mechanism
    for i, effect in enumerate(therapy.adverse_effects):
        yield f"/adverse_effects/{i}/event", ("adverse_events",), effect.event
    for i, indication in enumerate(therapy.indications):
        at = f"/indications/{i}"
        for j, part in enumerate(indication.regimen):
            yield from _each(f"{at}/regimen/{j}/one_of", part.one_of, "therapies", "partners")
        yield from _each(f"{at}/studies", indication.studies, "studies")
        yield from _criteria_references(f"{at}/criteria", indication)


def _criteria_references(pointer: str, indication: Indication) -> Iterator[Reference]:
    for leaf, _ in leaves(indication.criteria):
        if isinstance(leaf, HasDisease):
            for disease in (leaf.disease, *leaf.excluding):
                yield pointer, ("diseases",), disease
        elif isinstance(leaf, BiomarkerLevel):
            yield pointer, ("biomarkers",), leaf.biomarker
        elif isinstance(leaf, ClinicalCondition):
            yield pointer, ("conditions",), leaf.condition
        elif isinstance(leaf, PriorTherapy):
            for treatment in leaf.any_of:
                yield pointer, ("therapies", "mechanisms", "partners"), treatment


def _study_references(study: Study) -> Iterator[Reference]:
    yield from _each("/diseases", study.diseases, "diseases")
    for i, arm in enumerate(study.arms):
        yield from _each(f"/arms/{i}/therapies", arm.therapies, "therapies")
        yield from _each(f"/arms/{i}/partners", arm.partners, "partners")
    for i, incidence in enumerate(study.incidences):
        yield f"/incidences/{i}/event", ("adverse_events",), incidence.event


def _dangling_claims(tables: Tables, claims: dict[str, str]) -> Iterator[Problem]:
    for therapy in tables.therapies.values():
        file = f"therapies/{therapy.id}.json"
        for i, indication in enumerate(therapy.indications):
            for j, action in enumerate(indication.actions):
                if action.successor is not None and action.successor not in claims:
                    at = f"/indications/{i}/actions/{j}/successor"
                    yield Problem(file, at, f"no claim {action.successor!r}", "add it or mend it")
    for table in RECORD_TYPES:
        for record in tables.records(table).values():
            for pointer, claim in claims_of(record):
                if claim.superseded_by is not None and claim.superseded_by not in claims:
                    at = f"{pointer}/superseded_by"
                    yield Problem(
                        f"{table}/{record.id}.json", at, f"no claim {claim.superseded_by!r}"
                    )


def _cycles(tables: Tables, table: str) -> Iterator[Problem]:
    """Entries that are their own ancestor."""
    records = tables.records(table)
    for record in records.values():
        seen: set[str] = set()
        waiting = list(getattr(record, "parents", ()))
        while waiting:
            current = waiting.pop()
            if current == record.id:
                yield Problem(f"{table}/{record.id}.json", "/parents", "is its own ancestor")
                break
            if current not in seen and current in records:
                seen.add(current)
                waiting.extend(getattr(records[current], "parents", ()))
