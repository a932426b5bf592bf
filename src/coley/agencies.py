"""Agencies side by side: who approved first, where a therapy stands, who differs on a disease.

An agency of which nothing is on record for a therapy answers ``unknown``, never ``no``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import attrs

from coley._tables import Tables
from coley.collection import sources_of
from coley.dates import PartialDate
from coley.model import Indication, Therapy
from coley.table import Column, Table
from coley.vocab import Agency, Answer, DateKind, IndicationStatus

if TYPE_CHECKING:
    from coley.table import Cell

__all__ = ["FirstApproval", "agency_diff", "first_approval", "lags", "standing"]


@attrs.frozen
class FirstApproval:
    """The first approval of a therapy on record: a product, or a use."""

    therapy: str
    agency: Agency
    date: PartialDate
    of: str
    """Brand of the product, or id of the indication."""
    sources: tuple[str, ...]
    """Ids of the documents it was read in."""


def first_approval(therapy: Therapy, by: Agency | None = None) -> FirstApproval | None:
    """The first approval on record, by one agency or by any; None if none is known.

    The date of a document that only tells of an approval is not taken for the day of it.
    """
    found = [
        FirstApproval(
            therapy.id,
            product.agency,
            product.first_approval,
            product.brand,
            sources_of(product.citations),
        )
        for product in therapy.products
        if product.first_approval is not None
    ]
    for indication in therapy.indications:
        first = indication.actions[0]
        granted = indication.status(first.date.last) is IndicationStatus.APPROVED
        if granted and first.date_kind is not DateKind.REFERENCE:
            found.append(
                FirstApproval(
                    therapy.id,
                    indication.agency,
                    first.date,
                    indication.id,
                    sources_of(first.citations),
                )
            )
    known = [each for each in found if by is None or each.agency is by]
    return min(known, key=lambda each: (each.date, each.agency), default=None)


def _standing(
    therapy: Therapy, agency: Agency, day: date | None, diseases: frozenset[str] | None
) -> tuple[Answer, tuple[Indication, ...], PartialDate | None]:
    """Whether an agency had approved a therapy, by which uses, and since when."""
    own = [indication for indication in therapy.indications if indication.agency is agency]
    wanted = [i for i in own if diseases is None or not diseases.isdisjoint(i.diseases)]
    still = tuple(i for i in wanted if i.status(day) is IndicationStatus.APPROVED)
    if still:
        return Answer.YES, still, min(i.actions[0].date for i in still)
    licensed = [p for p in therapy.products if p.agency is agency]
    if not own and diseases is None:
        for product in licensed:
            start, end = product.first_approval, product.discontinued
            begun = start is not None and (day is None or start.by(day))
            if begun and (end is None or (day is not None and not end.by(day))):
                return Answer.YES, (), start
    # What a document tells of may have been approved any day before it appeared.
    told = any(
        i.actions[0].date_kind is DateKind.REFERENCE and i.status(day) is IndicationStatus.NOT_YET
        for i in wanted
    )
    known = own if diseases is not None else [*own, *licensed]
    if told or not known:
        return Answer.UNKNOWN, (), None
    return Answer.NO, (), None


def standing(
    tables: Tables,
    therapies: Iterable[Therapy],
    agency: Agency,
    day: date | None,
    disease: str | None,
) -> Table:
    """Where therapies stand with an agency; see ``Dataset.standing``."""
    columns = (
        Column("therapy", str),
        Column("agency", str),
        Column("answer", str),
        Column("since", date),
        Column("precision", str),
        Column("indications", tuple),
    )
    family = None if disease is None else tables.below("diseases", disease)
    rows: list[tuple[Cell, ...]] = []
    for therapy in therapies:
        answer, uses, since = _standing(therapy, agency, day, family)
        rows.append(
            (
                therapy.id,
                agency.value,
                answer.value,
                since.first if since else None,
                since.precision if since else None,
                tuple(use.id for use in uses),
            )
        )
    return Table("standing", columns, tuple(rows))


def agency_diff(
    tables: Tables,
    therapies: Iterable[Therapy],
    agencies: tuple[Agency, Agency],
    day: date | None,
    disease: str | None,
) -> Table:
    """Therapies that one agency approved and the other not; see ``Dataset.agency_diff``."""
    columns = (
        Column("therapy", str),
        Column("first", str),
        Column("second", str),
        Column("first_indications", tuple),
        Column("second_indications", tuple),
    )
    family = None if disease is None else tables.below("diseases", disease)
    rows: list[tuple[Cell, ...]] = []
    for therapy in therapies:
        one, two = (_standing(therapy, agency, day, family) for agency in agencies)
        if one[0] is not two[0] and Answer.YES in {one[0], two[0]}:
            uses = [tuple(use.id for use in found[1]) for found in (one, two)]
            rows.append((therapy.id, one[0].value, two[0].value, uses[0], uses[1]))
    return Table("agency_diff", columns, tuple(rows))


def lags(therapies: Iterable[Therapy], first: Agency, second: Agency) -> Table:
    """How long after one agency another approved each therapy; see ``Dataset.lags``."""
    columns = (
        Column("therapy", str),
        Column("first", date),
        Column("second", date),
        Column("days", int),
    )
    return Table("lags", columns, tuple(_lags(therapies, first, second)))


def _lags(
    therapies: Iterable[Therapy], first: Agency, second: Agency
) -> Iterator[tuple[Cell, ...]]:
    for therapy in therapies:
        one, two = first_approval(therapy, first), first_approval(therapy, second)
        if one is not None and two is not None:
            exact = one.date.precision == two.date.precision == "day"
            days = (two.date.first - one.date.first).days if exact else None
            yield therapy.id, one.date.first, two.date.first, days
