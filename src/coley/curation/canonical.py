"""The one spelling of a record file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from coley._tables import RECORD_TYPES
from coley.model import Evidenced, Manifest, Term
from coley.model.evidence import Claim

__all__ = ["canonical", "record_files"]

_SORTED_BY_ID = {"indications", "adverse_effects", "outcomes", "incidences"}
_LAST = [
    *(field for field in Evidenced.model_fields if field != "id"),
    *(field for field in Claim.model_fields if field not in {*Evidenced.model_fields, "id"}),
]


def canonical(record: BaseModel) -> str:
    """Spell a record: what it says first, who says so last; defaults left out; claims by id.

    >>> from coley.model import Weight
    >>> print(canonical(Weight(kind="weight", minimum=40.0)), end="")
    {
      "kind": "weight",
      "minimum": 40
    }
    """
    return json.dumps(_plain(record), ensure_ascii=False, indent=2) + "\n"


def _field_order(record: BaseModel) -> list[str]:
    fields = list(type(record).model_fields)
    last = [field for field in _LAST if field in fields] if isinstance(record, Evidenced) else []
    if isinstance(record, Term):
        last = ["citations", "note"]
    first = ["id"] if "id" in fields else []
    middle = [field for field in fields if field not in {*first, *last}]
    return [*first, *middle, *last]


def _plain(value: Any) -> Any:  # noqa: ANN401  (any JSON value)
    if isinstance(value, BaseModel):
        given = {}
        for field in _field_order(value):
            part = getattr(value, field)
            info = type(value).model_fields[field]
            if not info.is_required() and part == info.default:
                continue
            if field in _SORTED_BY_ID:
                part = sorted(part, key=lambda claim: claim.id)
            given[field] = _plain(part)
        return given
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is None or isinstance(value, str | int | float | bool):
        return str(value) if isinstance(value, str) else value
    return str(value)


def record_files(root: Path) -> Iterator[tuple[Path, type[BaseModel]]]:
    """Every record file of a dataset folder, with its model."""
    manifest = root / "dataset.json"
    if manifest.is_file():
        yield manifest, Manifest
    for table, model in RECORD_TYPES.items():
        for path in sorted((root / table).glob("*.json")):
            yield path, model
