"""What was read too long ago to be trusted without another look."""

from __future__ import annotations

from datetime import date, timedelta

from coley.dataset import Dataset
from coley.integrity import claims_of
from coley.table import Column, Table
from coley.vocab import ProgrammeStage

__all__ = ["stale"]


def stale(dataset: Dataset, today: date, days: int) -> Table:
    """Agencies not followed, claims not read, programmes without news, within so many days."""
    limit = today - timedelta(days=days)
    rows: list[tuple[date, str, str]] = [
        (through, "agency", agency.value)
        for agency, through in dataset.current_through.items()
        if through < limit
    ]
    for table in ("therapies", "studies", "mechanisms", "biomarkers", "resistance", "rationales"):
        for record in dataset.tables.records(table).values():
            for _, claim in claims_of(record):
                last = max(citation.read for citation in claim.citations)
                if last < limit:
                    rows.append((last, "claim", claim.id))
    rows += [
        (programme.last.date.last, "programme", programme.id)
        for programme in dataset.programmes
        if programme.last.date.last < limit
        and programme.last.stage not in {ProgrammeStage.ENDED, ProgrammeStage.APPROVED}
    ]
    columns = (Column("last_read", date), Column("kind", str), Column("id", str))
    return Table("stale", columns, tuple(sorted(rows)))
