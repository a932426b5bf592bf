"""Agencies side by side: who approved first, where a therapy stands, who differs on a disease.

An agency of which nothing is on record for a therapy answers ``unknown``, and ``no`` only if the
manifest says that its list would hold the therapy.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import attrs

from coley._tables import Tables
from coley.collection import sources_of
from coley.dates import PartialDate
from coley.model import Currency, Evidenced, Indication, Product, Therapy
from coley.table import Column, Table
from coley.vocab import (
    Agency,
    Answer,
    ApprovalPathway,
    DateKind,
    IndicationStatus,
    Tier,
    Verification,
)

if TYPE_CHECKING:
    from coley.table import Cell

__all__ = [
    "FirstApproval",
    "agency_diff",
    "first_approval",
    "first_approvals",
    "lags",
    "standing",
]


# Nearest first, for the dates of a regulator: its own text, then the paper, then reports.
_NEARNESS = (Tier.REGULATOR, Tier.PRIMARY, Tier.SECONDARY, Tier.TERTIARY)
# Dates of a document that tells of an approval; the approval itself may be older.
_TOLD = frozenset({DateKind.ANNOUNCEMENT, DateKind.REFERENCE, DateKind.RE_REGISTRATION})
_NO_FIRST_DAY = _TOLD - {DateKind.ANNOUNCEMENT}


@attrs.frozen
class FirstApproval:
    """The first approval of a therapy on record: a product, or a use."""

    therapy: str
    agency: Agency
    date: PartialDate
    date_kind: DateKind
    """What the date is the date of; an announcement may follow the decision by days."""
    pathway: ApprovalPathway | None
    """On what footing; None for a product of whose first use that is not known.

    A hospital exemption or a permission for special use is no marketing authorisation."""
    of: str
    """Brand of the product, or id of the indication."""
    tier: Tier
    """The nearest of the documents it was read in: the regulator's own, a paper, a report."""
    sources: tuple[str, ...]
    """Ids of the documents it was read in."""


def _nearest(tables: Tables, fact: Evidenced) -> Tier:
    """The tier of the nearest source; what was verified at second hand rests on the reports."""
    tiers = {tables.sources[citation.source].tier for citation in fact.citations}
    if fact.verification is not Verification.PRIMARY:
        tiers = tiers & {Tier.SECONDARY, Tier.TERTIARY} or tiers
    return min(tiers, key=_NEARNESS.index)


def _approvals(tables: Tables, therapy: Therapy) -> Iterator[FirstApproval]:
    """Every dated approval of a product, and the first of every use."""
    footings: dict[tuple[Agency, PartialDate], set[ApprovalPathway | None]] = {}
    for use in therapy.indications:
        begun = use.actions[0].date
        footings.setdefault((use.agency, begun), set()).add(use.pathway(begun.last))
    for product in therapy.products:
        if product.first_approval is not None and product.date_kind not in _NO_FIRST_DAY:
            same_day = footings.get((product.agency, product.first_approval), set())
            yield FirstApproval(
                therapy.id,
                product.agency,
                product.first_approval,
                product.date_kind,
                next(iter(same_day)) if len(same_day) == 1 else None,
                product.brand,
                _nearest(tables, product),
                sources_of(product.citations),
            )
    for use in therapy.indications:
        first = use.actions[0]
        pathway = use.pathway(first.date.last)
        if pathway is not None and first.date_kind not in _NO_FIRST_DAY:
            yield FirstApproval(
                therapy.id,
                use.agency,
                first.date,
                first.date_kind,
                pathway,
                use.id,
                _nearest(tables, first),
                sources_of(first.citations),
            )


def first_approval(
    tables: Tables, therapy: Therapy, by: Agency | None = None
) -> FirstApproval | None:
    """The first approval on record, by one agency or by any; None if none is known.

    The date of a document that only tells of an approval is not taken for the day of it.
    """
    known = (each for each in _approvals(tables, therapy) if by is None or each.agency is by)
    return min(known, key=lambda each: (each.date, each.agency), default=None)


def first_approvals(tables: Tables, therapies: Iterable[Therapy]) -> Table:
    """The first approval of every therapy by every agency; see ``Dataset.first_approvals``."""
    columns = (
        Column("therapy", str),
        Column("agency", str),
        Column("date", date),
        Column("precision", str),
        Column("date_kind", str),
        Column("pathway", str),
        Column("tier", str),
        Column("of", str),
        Column("sources", tuple),
    )
    rows: list[tuple[Cell, ...]] = []
    for therapy in therapies:
        firsts: dict[Agency, FirstApproval] = {}
        for each in _approvals(tables, therapy):
            known = firsts.setdefault(each.agency, each)
            firsts[each.agency] = min(known, each, key=lambda approval: approval.date)
        rows.extend(
            (
                therapy.id,
                first.agency.value,
                first.date.first,
                first.date.precision,
                first.date_kind.value,
                None if first.pathway is None else first.pathway.value,
                first.tier.value,
                first.of,
                first.sources,
            )
            for first in sorted(firsts.values(), key=lambda each: (each.date, each.agency))
        )
    return Table("first_approvals", columns, tuple(rows))


_Standing = tuple[Answer, tuple[Indication, ...], PartialDate | None]


def _standing(
    therapy: Therapy,
    agency: Agency,
    day: date | None,
    diseases: frozenset[str] | None,
    followed: Iterable[Currency],
) -> _Standing:
    """Whether an agency had approved a therapy, by which uses, and since when.

    A no is said only where the records carry it: nothing follows from the silence of an agency that
    was not followed up to that day, or whose list leaves out such products.
    """
    own = [indication for indication in therapy.indications if indication.agency is agency]
    wanted = [i for i in own if diseases is None or not diseases.isdisjoint(i.diseases)]
    licensed = [product for product in therapy.products if product.agency is agency]
    approved = [i for i in wanted if i.status(day) is IndicationStatus.APPROVED]
    still = tuple(i for i in approved if not _told_later(i, day, _ENDED))
    starts = [i.actions[0].date for i in still]
    ended = bool(wanted) and all(i.status(day) in _ENDED for i in wanted)
    sold = [] if diseases is not None or ended else [p for p in licensed if _sold(p, day)]
    if still or (sold and not approved):
        starts += [product.first_approval for product in sold if product.first_approval]
        return Answer.YES, still, min(starts, default=None)
    if day is not None and _before_the_first(own, licensed, day):
        return Answer.NO, (), None
    told = approved or any(_told_later(i, day, (IndicationStatus.APPROVED,)) for i in wanted)
    reached = [c for c in followed if c.agency is agency and (day is None or day <= c.through)]
    if own or licensed:
        known = own if diseases is not None else [*own, *licensed]
        read = any(
            (diseases is None or currency.covers == "uses")
            and therapy.modality not in currency.leaves_out
            for currency in reached
        )
        answered = not told and bool(known) and (read or ended)
    else:
        answered = any(therapy.modality in currency.complete for currency in reached)
    return (Answer.NO if answered else Answer.UNKNOWN), (), None


_ENDED = (IndicationStatus.SUSPENDED, IndicationStatus.WITHDRAWN, IndicationStatus.REFUSED)


def _told_later(use: Indication, day: date | None, statuses: Container[IndicationStatus]) -> bool:
    """Whether the next thing on record after a day may have come before it.

    What a document tells of happened on any day before the document appeared.
    """
    if day is None:
        return False
    after = next((action for action in use.actions if not action.date.by(day)), None)
    return (
        after is not None and after.date_kind in _TOLD and use.status(after.date.last) in statuses
    )


def _sold(product: Product, day: date | None) -> bool:
    """Whether a licence was in force."""
    start, end = product.first_approval, product.discontinued
    begun = day is None or (start is not None and start.by(day))
    return begun and (end is None or (day is not None and not end.by(day)))


def _before_the_first(own: Iterable[Indication], licensed: Iterable[Product], day: date) -> bool:
    """Whether a day lies before the first licence, where the day of that is known for certain."""
    starts = [
        product.first_approval.first
        for product in licensed
        if product.first_approval is not None and product.date_kind not in _TOLD
    ]
    acted = any(action.date.by(day) for use in own for action in use.actions)
    return bool(starts) and day < min(starts) and not acted


def standing(
    therapies: Iterable[Therapy],
    agency: Agency,
    day: date | None,
    diseases: frozenset[str] | None,
    followed: Iterable[Currency],
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
    rows: list[tuple[Cell, ...]] = []
    for therapy in therapies:
        answer, uses, since = _standing(therapy, agency, day, diseases, followed)
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
    therapies: Iterable[Therapy],
    agencies: tuple[Agency, Agency],
    day: date | None,
    diseases: frozenset[str] | None,
    followed: Iterable[Currency],
) -> Table:
    """Therapies that one agency approved and the other not; see ``Dataset.agency_diff``."""
    columns = (
        Column("therapy", str),
        Column("first", str),
        Column("second", str),
        Column("first_indications", tuple),
        Column("second_indications", tuple),
    )
    rows: list[tuple[Cell, ...]] = []
    for therapy in therapies:
        one, two = (_standing(therapy, agency, day, diseases, followed) for agency in agencies)
        if one[0] is not two[0] and Answer.YES in {one[0], two[0]}:
            uses = [tuple(use.id for use in found[1]) for found in (one, two)]
            rows.append((therapy.id, one[0].value, two[0].value, uses[0], uses[1]))
    return Table("agency_diff", columns, tuple(rows))


def lags(tables: Tables, therapies: Iterable[Therapy], first: Agency, second: Agency) -> Table:
    """How long after one agency another approved each therapy; see ``Dataset.lags``."""
    columns = (
        Column("therapy", str),
        Column("first", date),
        Column("second", date),
        Column("days", int),
    )
    return Table("lags", columns, tuple(_lags(tables, therapies, first, second)))


def _lags(
    tables: Tables, therapies: Iterable[Therapy], first: Agency, second: Agency
) -> Iterator[tuple[Cell, ...]]:
    for therapy in therapies:
        one, two = (first_approval(tables, therapy, by) for by in (first, second))
        if one is not None and two is not None:
            exact = one.date.precision == two.date.precision == "day"
            days = (two.date.first - one.date.first).days if exact else None
            yield therapy.id, one.date.first, two.date.first, days
