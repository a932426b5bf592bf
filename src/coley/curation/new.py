"""Skeletons of new records."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from coley._tables import RECORD_TYPES
from coley.errors import VocabularyError

__all__ = ["new_record"]


def new_record(root: Path, table: str, record_id: str, today: date) -> Path:
    """Write a file with every required field of a record; ``check`` says what is left to fill in.

    Raises:
        VocabularyError: if there is no such table.
        FileExistsError: if the record exists.

    """
    if table not in RECORD_TYPES:
        raise VocabularyError("table", table, tuple(RECORD_TYPES))
    given: dict[str, Any] = {"id": record_id, "recorded": today.isoformat()}
    given["citations"] = [{"source": "", "locator": "", "read": today.isoformat()}]
    lists = {"names", "arms"}
    fields = RECORD_TYPES[table].model_fields
    skeleton = {
        field: given.get(field, [] if field in lists else "")
        for field in ["id", *(name for name in fields if name != "id")]
        if fields[field].is_required()
    }
    path = root / table / f"{record_id}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as out:
        out.write(json.dumps(skeleton, indent=2) + "\n")
    return path
