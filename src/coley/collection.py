"""Collections: records of one kind, narrowed by questions, turned into tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Generic, Self, TypeVar

import attrs

from coley._tables import Tables
from coley.errors import ArgumentError, UnknownIdError, near_misses
from coley.model import (
    Citation,
    Claim,
    Mechanism,
    Source,
    Term,
)
from coley.table import Column, Table, Tabular
from coley.vocab import (
    SourceKind,
    Tier,
    coerce,
)

if TYPE_CHECKING:
    from coley.table import Cell

__all__ = [
    "Collection",
    "Mechanisms",
    "Sources",
    "Terms",
    "records_of",
    "sources_of",
    "therapies_by_mechanism",
]

R = TypeVar("R", bound=Claim | Term | Source)
T = TypeVar("T", bound=Term)


@attrs.frozen(slots=False, eq=False, repr=False)
class Collection(Tabular, Generic[R]):
    """Records of one kind, in the order of their ids: immutable, and closed under narrowing.

    Iterating gives the records; ``collection[id]`` gives one; ``id in collection`` asks for one.
    """

    tables: Tables
    name: str
    records: tuple[R, ...]
    day: date | None = None

    columns: ClassVar[tuple[Column, ...]] = ()

    @cached_property
    def _by_id(self) -> dict[str, R]:
        return {record.id: record for record in self.records}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, sorted."""
        return tuple(self._by_id)

    def __getitem__(self, id: str) -> R:  # noqa: A002  (the word the design uses)
        """One record by its id, or UnknownIdError (a KeyError) with suggestions."""
        if not isinstance(id, str):
            raise ArgumentError("id", id, "a string")
        try:
            return self._by_id[id]
        except KeyError:
            raise UnknownIdError(self.name, id, near_misses(id[:120], self._by_id)) from None

    def get(self, id: str) -> R | None:  # noqa: A002
        """One record by its id, or None."""
        if not isinstance(id, str):
            raise ArgumentError("id", id, "a string")
        return self._by_id.get(id)

    def __contains__(self, item: object) -> bool:
        """Whether a record, or a record of that id, is in here."""
        if isinstance(item, str):
            return item in self._by_id
        found = self._by_id.get(getattr(item, "id", ""))
        return found is not None and found == item

    def __iter__(self) -> Iterator[R]:
        """Iterate over the records, by id."""
        return iter(self.records)

    def __len__(self) -> int:
        """Count the records."""
        return len(self.records)

    def __eq__(self, other: object) -> bool:
        """Equal if they hold equal records."""
        return type(self) is type(other) and self.records == getattr(other, "records", None)

    def __hash__(self) -> int:
        """Hash of the ids."""
        return hash((self.name, self.ids))

    def _narrow(self, tests: Iterable[Callable[[R], bool]]) -> Self:
        tests = tuple(tests)
        kept = tuple(record for record in self.records if all(test(record) for test in tests))
        return attrs.evolve(self, records=kept)

    def _row(self, record: R) -> tuple[Cell, ...]:
        raise NotImplementedError

    def table(self) -> Table:
        """The records as a table with stable columns."""
        return Table(self.name, self.columns, tuple(self._row(record) for record in self.records))

    def __repr__(self) -> str:
        """Kind, count, and the first ids."""
        shown = ", ".join(self.ids[:5]) + (", ..." if len(self) > 5 else "")
        as_of = f", as of {self.day}" if self.day else ""
        return f"<{type(self).__name__} {self.name}: {len(self)}{as_of}: {shown}>"

    def _repr_html_(self) -> str:
        """The table, for notebooks."""
        return self.table()._repr_html_()


def sources_of(citations: Iterable[Citation]) -> tuple[str, ...]:
    """Ids of the cited sources, each once."""
    return tuple(dict.fromkeys(citation.source for citation in citations))


def records_of(records: Iterable[R]) -> tuple[R, ...]:
    """Sort records by id and leave out what was retracted."""
    kept = (record for record in records if getattr(record, "retracted", None) is None)
    return tuple(sorted(kept, key=lambda record: record.id))


def therapies_by_mechanism(tables: Tables, mechanism: str) -> set[str]:
    """Ids of the therapies that work by a mechanism or by one under it."""
    family = tables.below("mechanisms", mechanism)
    return {
        therapy.id
        for therapy in tables.therapies.values()
        if any(link.mechanism in family for link in therapy.mechanisms)
    }


class Mechanisms(Collection[Mechanism]):
    """How immunotherapies work."""

    columns = (
        Column("mechanism", str),
        Column("name", str),
        Column("parents", tuple),
        Column("targets", tuple),
        Column("action", str),
        Column("cycle_steps", tuple),
        Column("immune_effect", str),
        Column("sources", tuple),
    )

    @classmethod
    def of(cls, tables: Tables, day: date | None = None) -> Self:
        """All of a dataset."""
        return cls(tables, "mechanisms", records_of(tables.mechanisms.values()), day)

    def where(self, *, target: str | None = None, below: str | None = None) -> Self:
        """Narrow to the mechanisms for which all of this holds.

        Args:
            target: id, symbol or name of a molecule it acts on.
            below: a mechanism or class; itself and everything under it is kept.

        >>> import coley
        >>> "pd-l1-blockade" in coley.load().mechanisms.where(below="checkpoint-blockade")
        True

        """
        tests: list[Callable[[Mechanism], bool]] = []
        if target is not None:
            wanted = self.tables.find("targets", target)
            tests.append(lambda m: wanted in m.targets)
        if below is not None:
            family = self.tables.below("mechanisms", below)
            tests.append(lambda m: m.id in family)
        return self._narrow(tests)

    def _row(self, record: Mechanism) -> tuple[Cell, ...]:
        return (
            record.id,
            record.name,
            record.parents,
            record.targets,
            record.action.value if record.action else None,
            tuple(record.cycle_steps),
            record.immune_effect,
            sources_of(record.citations),
        )


class Sources(Collection[Source]):
    """Documents that the facts were read in."""

    columns = (
        Column("source", str),
        Column("kind", str),
        Column("tier", str),
        Column("title", str),
        Column("publisher", str),
        Column("date", date),
        Column("precision", str),
        Column("url", str),
        Column("doi", str),
        Column("pmid", str),
        Column("nct", str),
    )

    @classmethod
    def of(cls, tables: Tables, day: date | None = None) -> Self:
        """All of a dataset."""
        return cls(tables, "sources", records_of(tables.sources.values()), day)

    def where(
        self, *, kind: SourceKind | str | None = None, tier: Tier | str | None = None
    ) -> Self:
        """Narrow to the sources for which all of this holds.

        >>> import coley
        >>> "drugs-at-fda" in coley.load().sources.where(kind="regulator_table")
        True
        """
        tests: list[Callable[[Source], bool]] = []
        if kind is not None:
            sort = coerce(SourceKind, kind)
            tests.append(lambda s: s.kind is sort)
        if tier is not None:
            level = coerce(Tier, tier)
            tests.append(lambda s: s.tier is level)
        return self._narrow(tests)

    def _row(self, record: Source) -> tuple[Cell, ...]:
        return (
            record.id,
            record.kind.value,
            record.tier.value,
            record.title,
            record.publisher,
            record.date.first if record.date else None,
            record.date.precision if record.date else None,
            record.url,
            record.doi,
            record.pmid,
            record.nct,
        )


class Terms(Collection[T], Generic[T]):
    """Entries of a shared vocabulary."""

    columns = (
        Column("id", str),
        Column("name", str),
        Column("synonyms", tuple),
        Column("parents", tuple),
        Column("xrefs", tuple),
    )

    @classmethod
    def of(cls, tables: Tables, name: str, records: Iterable[T]) -> Self:
        """All of one vocabulary."""
        return cls(tables, name, records_of(records))

    def where(self, *, below: str) -> Self:
        """Narrow to an entry and everything under it, by id, name or synonym.

        >>> import coley
        >>> "nsclc" in coley.load().diseases.where(below="lung cancer")
        True
        """
        family = self.tables.below(self.name, below)
        return self._narrow([lambda term: term.id in family])

    def find(self, word: str) -> T:
        """The entry with that id, name or synonym, or UnknownIdError.

        >>> import coley
        >>> coley.load().diseases.find("non-small cell lung cancer").id
        'nsclc'
        """
        return self[self.tables.find(self.name, word)]

    def _row(self, record: T) -> tuple[Cell, ...]:
        return (record.id, record.name, record.synonyms, record.parents, record.xrefs)
