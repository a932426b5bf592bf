"""What is known per therapy, and what is not."""

from __future__ import annotations

from collections.abc import Iterator

from coley._tables import Tables
from coley.agencies import first_approval
from coley.integrity import claims_of, walk
from coley.model import Evidenced, Incidence, Outcome, Therapy
from coley.table import Column, Table
from coley.vocab import Verification

__all__ = ["coverage_of"]

_COLUMNS = (
    Column("therapy", str),
    Column("names", int),
    Column("products", int),
    Column("mechanisms", int),
    Column("agencies", tuple),
    Column("indications", int),
    Column("actions", int),
    Column("adverse_effects", int),
    Column("studies", int),
    Column("outcomes", int),
    Column("incidences", int),
    Column("claims", int),
    Column("second_readings", int),
    Column("unverified", int),
    Column("missing", tuple),
)


def coverage_of(tables: Tables) -> Table:
    """One row per therapy: how many of each, how many read twice, and what is missing."""
    therapies = sorted(tables.therapies.values(), key=lambda therapy: therapy.id)
    rows = tuple(_row(therapy, tables) for therapy in therapies)
    return Table("coverage", _COLUMNS, rows)


def _figures(therapy: Therapy, tables: Tables) -> Iterator[Outcome | Incidence]:
    """Outcomes and incidences of arms that received the therapy."""
    for study in tables.studies.values():
        arms = {arm.id for arm in study.arms if therapy.id in arm.therapies}
        yield from (figure for figure in study.outcomes if figure.arm in arms)
        yield from (figure for figure in study.incidences if figure.arm in arms)


def _agencies(therapy: Therapy) -> tuple[str, ...]:
    """Every agency with a product or a use on record."""
    found = {product.agency for product in therapy.products}
    found |= {indication.agency for indication in therapy.indications}
    return tuple(sorted(agency.value for agency in found))


def _row(therapy: Therapy, tables: Tables) -> tuple[str | int | tuple[str, ...], ...]:
    figures = list(_figures(therapy, tables))
    outcomes = [figure for figure in figures if isinstance(figure, Outcome)]
    incidences = [figure for figure in figures if isinstance(figure, Incidence)]
    evidenced = [part for _, part in walk(therapy) if isinstance(part, Evidenced)]
    claims = [claim for _, claim in claims_of(therapy)] + [*outcomes, *incidences]
    unverified = [
        part for part in [*evidenced, *figures] if part.verification is Verification.UNVERIFIED
    ]
    missing = {
        "construct": therapy.construct is None and not therapy.components,
        "products": not therapy.products,
        "first approval": first_approval(tables, therapy) is None,
        "mechanism": not therapy.mechanisms,
        "indications": not therapy.indications,
        "adverse effects": not therapy.adverse_effects,
        "outcomes": not outcomes,
        "incidences": not incidences,
        "second reading": any(claim.reviewed is None for claim in claims),
    }
    return (
        therapy.id,
        len(therapy.names),
        len(therapy.products),
        len(therapy.mechanisms),
        _agencies(therapy),
        len(therapy.indications),
        sum(len(indication.actions) for indication in therapy.indications),
        len(therapy.adverse_effects),
        len({figure.study for figure in figures}),
        len(outcomes),
        len(incidences),
        len(claims),
        sum(claim.reviewed is not None for claim in claims),
        len(unverified),
        tuple(what for what, lacking in missing.items() if lacking),
    )
