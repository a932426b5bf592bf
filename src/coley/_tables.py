"""The tables of a dataset: records by id, with the hierarchies and words to find them by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar, cast

import attrs

from coley.errors import ArgumentError, UnknownIdError, near_misses
from coley.model import (
    AdverseEvent,
    Biomarker,
    Condition,
    Disease,
    ImmunotherapyType,
    Mechanism,
    Partner,
    Programme,
    Rationale,
    Resistance,
    Scale,
    Source,
    Study,
    Target,
    Term,
    Therapy,
)
from coley.names import NameEntry, NameIndex, normalise
from coley.vocab import NameKind

__all__ = ["RECORD_TYPES", "Tables"]

Stored = Therapy | Mechanism | Resistance | Rationale | Programme | Study | Source | Term
"""What a file of a dataset holds."""

RECORD_TYPES: Mapping[str, type[Stored]] = MappingProxyType(
    {
        "therapies": Therapy,
        "mechanisms": Mechanism,
        "resistance": Resistance,
        "rationales": Rationale,
        "programmes": Programme,
        "targets": Target,
        "diseases": Disease,
        "biomarkers": Biomarker,
        "conditions": Condition,
        "partners": Partner,
        "adverse_events": AdverseEvent,
        "scales": Scale,
        "immunotherapy_types": ImmunotherapyType,
        "studies": Study,
        "sources": Source,
    }
)
"""The folders of a dataset, and the model of the records in each."""

R = TypeVar("R")


@attrs.frozen(slots=False, eq=False)
class Tables:
    """Every record of a dataset, by table and id. Built once, never changed."""

    therapies: Mapping[str, Therapy]
    mechanisms: Mapping[str, Mechanism]
    resistance: Mapping[str, Resistance]
    rationales: Mapping[str, Rationale]
    programmes: Mapping[str, Programme]
    targets: Mapping[str, Target]
    diseases: Mapping[str, Disease]
    biomarkers: Mapping[str, Biomarker]
    conditions: Mapping[str, Condition]
    partners: Mapping[str, Partner]
    adverse_events: Mapping[str, AdverseEvent]
    scales: Mapping[str, Scale]
    immunotherapy_types: Mapping[str, ImmunotherapyType]
    studies: Mapping[str, Study]
    sources: Mapping[str, Source]

    def records(self, table: str) -> Mapping[str, Stored]:
        """One table by name."""
        return cast("Mapping[str, Stored]", getattr(self, table))

    @cached_property
    def names(self) -> NameIndex:
        """Every name of every therapy and partner drug."""
        return NameIndex(self.name_entries())

    def name_entries(self) -> Iterable[NameEntry]:
        """Every name with the record it belongs to."""
        for therapy in _heads(self.therapies):
            yield NameEntry(therapy.id, therapy.id, NameKind.ID)
            yield NameEntry(therapy.id, therapy.name, NameKind.INN)
            for name in therapy.names:
                yield NameEntry(therapy.id, name.text, name.kind, name.region, name.ambiguous)
        for partner in _heads(self.partners):
            for name in partner.names:
                yield NameEntry(
                    partner.id, name.text, name.kind, name.region, name.ambiguous, partner=True
                )

    @cached_property
    def _words(self) -> dict[str, dict[str, str]]:
        """Per table that was asked, the normalised names and synonyms of its entries."""
        return {}

    def words(self, table: str) -> Mapping[str, str]:
        """The ids of a table's entries by normalised id, name and synonym."""
        if table not in self._words:
            index: dict[str, str] = {}
            for record in self.records(table).values():
                known = (record.id, getattr(record, "name", ""), *getattr(record, "synonyms", ()))
                for text in known:
                    index.setdefault(normalise(text), record.id)
            self._words[table] = index
        return self._words[table]

    def find(self, table: str, word: str) -> str:
        """The id of the entry with that id, name or synonym, or UnknownIdError."""
        if not isinstance(word, str):
            raise ArgumentError(table, word, "an id or a name")
        if word in self.records(table):
            return word
        if table == "therapies":
            return self.names.resolve(word).therapy
        found = self.words(table).get(normalise(word))
        if found is None:
            raise UnknownIdError(table, word, self.suggest(table, word))
        return found

    def suggest(self, table: str, word: str) -> tuple[str, ...]:
        """Up to five entries with a name near that word."""
        words = self.words(table)
        near = near_misses(normalise(word)[:80], words)
        return tuple(dict.fromkeys(words[text] for text in near))

    @cached_property
    def _children(self) -> dict[str, dict[str, list[str]]]:
        """Per table that was asked, the entries right below each entry."""
        return {}

    def children(self, table: str) -> Mapping[str, list[str]]:
        """The ids right below each entry of a table."""
        if table not in self._children:
            children: dict[str, list[str]] = {}
            for record in self.records(table).values():
                for parent in getattr(record, "parents", ()):
                    children.setdefault(parent, []).append(record.id)
            self._children[table] = children
        return self._children[table]

    @cached_property
    def _families(self) -> dict[tuple[str, str, str], frozenset[str]]:
        """What was asked of the hierarchies so far."""
        return {}

    def below(self, table: str, word: str) -> frozenset[str]:
        """The ids of an entry and of everything under it."""
        children = self.children(table)
        return self._family("below", table, word, lambda id_: children.get(id_, ()))

    def above(self, table: str, word: str) -> frozenset[str]:
        """The ids of an entry and of everything over it."""
        records = self.records(table)
        return self._family("above", table, word, lambda id_: getattr(records[id_], "parents", ()))

    def _family(
        self, way: str, table: str, word: str, step: Callable[[str], Iterable[str]]
    ) -> frozenset[str]:
        start = self.find(table, word)
        found = self._families.get((way, table, start))
        if found is None:
            found = self._families[way, table, start] = _reached(start, step)
        return found

    @cached_property
    def systemic(self) -> dict[str, bool]:
        """Which treatments were found to be systemic so far."""
        return {}

    @cached_property
    def texts(self) -> dict[int, str]:
        """Criteria and regimens in words, by the identity of the records that the tables hold."""
        return {}

    @cached_property
    def written(self) -> dict[int, str]:
        """Requirements as JSON, by the identity of the records that the tables hold."""
        return {}

    def targets_of(self, therapy: Therapy) -> tuple[str, ...]:
        """What a therapy acts on: the targets of its mechanisms and the parts of its construct."""
        found: dict[str, None] = {}
        for link in therapy.mechanisms:
            found.update(dict.fromkeys(self.mechanisms[link.mechanism].targets))
        found.update(dict.fromkeys(construct_targets(therapy)))
        return tuple(found)


def _heads(records: Mapping[str, R]) -> Iterable[R]:
    """Records of which only the names are wanted; a table on disk reads no more than these."""
    heads: Callable[[], Iterable[R]] = getattr(records, "heads", records.values)
    return heads()


def _reached(start: str, step: Callable[[str], Iterable[str]]) -> frozenset[str]:
    """Everything that some steps lead to, the start included."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(step(current))
    return frozenset(found)


def construct_targets(therapy: Therapy) -> tuple[str, ...]:
    """Target ids named by the construct of a therapy."""
    construct = therapy.construct
    if construct is None:
        return ()
    found = [arm.target for arm in getattr(construct, "arms", ())]
    found += [getattr(construct, field, None) for field in ("antigen", "effector", "cytokine")]
    found += [*getattr(construct, "antigens", ()), *getattr(construct, "receptors", ())]
    return tuple(target for target in found if target is not None)
