"""What was read too long ago to be trusted without another look."""

from __future__ import annotations

from datetime import date, timedelta

from coley.dataset import Dataset
from coley.integrity import claims_of
from coley.table import Column, Table

__all__ = ["stale"]


def stale(dataset: Dataset, today: date, days: int) -> Table:
    """Agencies not followed, and claims not read, within so many days; oldest first."""
    limit = today - timedelta(days=days)
    rows: list[tuple[date, str, str]] = [
        (through, "agency", agency.value)
        for agency, through in dataset.current_through.items()
        if through < limit
    ]
    for table in ("therapies", "studies", "mechanisms"):
        for record in dataset.tables.records(table).values():
            for _, claim in claims_of(record):
                last = max(citation.read for citation in claim.citations)
                if last < limit:
                    rows.append((last, "claim", claim.id))
    columns = (Column("last_read", date), Column("kind", str), Column("id", str))
    return Table("stale", columns, tuple(sorted(rows)))
