"""What changed between two datasets, and whether the world changed or we were wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum, unique

import attrs
from pydantic import BaseModel

from coley._tables import RECORD_TYPES, Tables
from coley.dates import PartialDate
from coley.integrity import NESTED_CLAIMS, claims_of
from coley.model import Claim, Indication, Programme, Source, Term, Therapy

__all__ = ["Change", "ChangeKind", "changes_between"]

_BOOKKEEPING = {"recorded", "reviewed", "citations", "verification", "note"}


@unique
class ChangeKind(StrEnum):
    """Why a claim differs between two datasets."""

    ADDED = "added"
    WORLD = "changed_in_the_world"
    CORRECTED = "corrected"
    RETRACTED = "retracted"
    REMOVED = "removed"


@attrs.frozen
class Change:
    """One claim or entry that differs: which, why, and in which fields."""

    id: str
    table: str
    kind: ChangeKind
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        """``kind table id (fields)``."""
        fields = f" ({', '.join(self.fields)})" if self.fields else ""
        return f"{self.kind.value} {self.table} {self.id}{fields}"


def changes_between(before: Tables, after: Tables, through: date | None) -> tuple[Change, ...]:
    """Every claim and vocabulary entry that differs, by table and id.

    An indication changed in the world if all that differs are actions later than *through*, the
    day up to which the older dataset had followed the news. Any other difference is a correction.
    """
    old = dict(_units(before))
    new = dict(_units(after))
    changes = []
    for key in sorted(old.keys() | new.keys()):
        table, id_ = key
        if key not in new:
            changes.append(Change(id_, table, ChangeKind.REMOVED))
        elif key not in old:
            changes.append(Change(id_, table, ChangeKind.ADDED))
        else:
            change = _compare(key, old[key], new[key], through)
            if change is not None:
                changes.append(change)
    return tuple(changes)


def _units(tables: Tables) -> Iterator[tuple[tuple[str, str], Claim | Term | Source]]:
    """Claims, vocabulary entries and sources by table and id."""
    for table in RECORD_TYPES:
        for record in tables.records(table).values():
            yield (table, record.id), record
            for pointer, claim in claims_of(record):
                if pointer:
                    yield (pointer.split("/")[1], claim.id), claim


def _fields(record: BaseModel) -> dict[str, object]:
    """What a record says, without its bookkeeping and without claims that are compared apart."""
    skipped = _BOOKKEEPING | (set(NESTED_CLAIMS) if not isinstance(record, Indication) else set())
    return {field: value for field, value in record if field not in skipped}


def _compare(
    key: tuple[str, str],
    old: Claim | Term | Source,
    new: Claim | Term | Source,
    through: date | None,
) -> Change | None:
    table, id_ = key
    before, after = _fields(old), _fields(new)
    fields = tuple(field for field in after if after[field] != before.get(field))
    if not fields:
        return None
    if "retracted" in fields and getattr(new, "retracted", None) is not None:
        return Change(id_, table, ChangeKind.RETRACTED, fields)
    kind = ChangeKind.WORLD if _later_news(old, new, fields, through) else ChangeKind.CORRECTED
    return Change(id_, table, kind, fields)


def _later_news(
    old: BaseModel, new: BaseModel, fields: tuple[str, ...], through: date | None
) -> bool:
    if through is None:
        return False
    if isinstance(old, Indication) and isinstance(new, Indication):
        earlier = tuple(action for action in new.actions if action.date.by(through))
        return fields == ("actions",) and earlier == old.actions
    if isinstance(old, Programme) and isinstance(new, Programme):
        known = tuple(event for event in new.events if event.date.by(through))
        return fields == ("events",) and known == old.events
    if isinstance(old, Therapy) and isinstance(new, Therapy):
        return _later_products(old, new, fields, through)
    return False


def _later_products(old: Therapy, new: Therapy, fields: tuple[str, ...], through: date) -> bool:
    """Whether only products, their brand names and other actions differ, and came later."""
    launched = tuple(
        product for product in new.products if not _came(product.first_approval, through)
    )
    brands = {product.brand for product in launched}
    before: dict[str, tuple[object, ...]] = {
        "products": tuple(product for product in new.products if product not in launched),
        "names": tuple(name for name in new.names if name.text not in brands),
        "other_actions": tuple(a for a in new.other_actions if a.date.by(through)),
    }
    return all(field in before and before[field] == getattr(old, field) for field in fields)


def _came(when: PartialDate | None, through: date) -> bool:
    return when is None or when.by(through)
