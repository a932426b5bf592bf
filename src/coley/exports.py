"""Export tables that cut across collections: names, grades, companion diagnostics."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from coley.collection import sources_of
from coley.model import Biomarker, Scale, Therapy
from coley.table import Column, Table

__all__ = ["diagnostics_table", "grades_table", "names_table"]


def names_table(therapies: Iterable[Therapy]) -> Table:
    """Every name of every therapy."""
    columns = (
        Column("therapy", str),
        Column("name", str),
        Column("kind", str),
        Column("region", str),
    )
    rows = [
        row
        for therapy in therapies
        for row in (
            (therapy.id, therapy.name, "inn", None),
            *((therapy.id, name.text, name.kind.value, name.region) for name in therapy.names),
        )
    ]
    return Table("names", columns, tuple(rows))


def grades_table(scales: Iterable[Scale]) -> Table:
    """What each grade of each event means by each scale."""
    columns = (
        Column("scale", str),
        Column("word", str),
        Column("version", str),
        Column("event", str),
        Column("grade", int),
        Column("definition", str),
        Column("sources", tuple),
    )
    rows = [
        (
            scale.id,
            scale.word.value,
            scale.version,
            grade.event,
            grade.grade,
            grade.definition,
            sources_of(scale.citations),
        )
        for scale in scales
        for grade in scale.grades
    ]
    return Table("grades", columns, tuple(rows))


def diagnostics_table(biomarkers: Iterable[Biomarker]) -> Table:
    """Approved tests that select patients."""
    columns = (
        Column("biomarker", str),
        Column("test", str),
        Column("maker", str),
        Column("agency", str),
        Column("application", str),
        Column("date", date),
        Column("precision", str),
        Column("therapies", tuple),
        Column("diseases", tuple),
        Column("comparator", str),
        Column("threshold", float),
        Column("sources", tuple),
    )
    rows = [
        (
            biomarker.id,
            test.name,
            test.maker,
            test.agency.value,
            test.application,
            test.date.first if test.date else None,
            test.date.precision if test.date else None,
            test.therapies,
            test.diseases,
            test.comparator.value if test.comparator else None,
            test.threshold,
            sources_of(test.citations),
        )
        for biomarker in biomarkers
        for test in biomarker.diagnostics
    ]
    return Table("diagnostics", columns, tuple(rows))
