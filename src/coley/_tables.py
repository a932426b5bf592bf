"""The tables of a dataset: records by id, with the hierarchies and words to find them by."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar, cast

import attrs

from coley.errors import ArgumentError, UnknownIdError
from coley.model import (
    AdverseEvent,
    Biomarker,
    Condition,
    Disease,
    Mechanism,
    Partner,
    Source,
    Study,
    Target,
    Term,
    Therapy,
)
from coley.names import NameEntry, NameIndex, normalise
from coley.vocab import NameKind

__all__ = ["RECORD_TYPES", "Tables"]

RECORD_TYPES: Mapping[str, type[Therapy | Mechanism | Study | Source | Term]] = MappingProxyType(
    {
        "therapies": Therapy,
        "mechanisms": Mechanism,
        "targets": Target,
        "diseases": Disease,
        "biomarkers": Biomarker,
        "conditions": Condition,
        "partners": Partner,
        "adverse_events": AdverseEvent,
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
    targets: Mapping[str, Target]
    diseases: Mapping[str, Disease]
    biomarkers: Mapping[str, Biomarker]
    conditions: Mapping[str, Condition]
    partners: Mapping[str, Partner]
    adverse_events: Mapping[str, AdverseEvent]
    studies: Mapping[str, Study]
    sources: Mapping[str, Source]

    def records(self, table: str) -> Mapping[str, Therapy | Mechanism | Study | Source | Term]:
        """One table by name."""
        return cast(
            "Mapping[str, Therapy | Mechanism | Study | Source | Term]", getattr(self, table)
        )

    @cached_property
    def names(self) -> NameIndex:
        """Every name of every therapy and partner drug."""
        return NameIndex(self._name_entries())

    def _name_entries(self) -> Iterable[NameEntry]:
        for therapy in self.therapies.values():
            yield NameEntry(therapy.id, therapy.id, NameKind.ID)
            yield NameEntry(therapy.id, therapy.name, NameKind.INN)
            for name in therapy.names:
                yield NameEntry(therapy.id, name.text, name.kind, name.region, name.ambiguous)
        for partner in self.partners.values():
            for name in partner.names:
                yield NameEntry(
                    partner.id, name.text, name.kind, name.region, name.ambiguous, partner=True
                )

    @cached_property
    def _words(self) -> dict[str, dict[str, str]]:
        """Per table, the normalised names and synonyms of its entries."""
        words: dict[str, dict[str, str]] = {}
        for table in RECORD_TYPES:
            index = words.setdefault(table, {})
            for record in self.records(table).values():
                known = (record.id, getattr(record, "name", ""), *getattr(record, "synonyms", ()))
                for text in known:
                    index.setdefault(normalise(text), record.id)
        return words

    def find(self, table: str, word: str) -> str:
        """The id of the entry with that id, name or synonym, or UnknownIdError."""
        if not isinstance(word, str):
            raise ArgumentError(table, word, "an id or a name")
        if word in self.records(table):
            return word
        if table == "therapies":
            return self.names.resolve(word).therapy
        found = self._words[table].get(normalise(word))
        if found is None:
            raise UnknownIdError(table, word, self.suggest(table, word))
        return found

    def suggest(self, table: str, word: str) -> tuple[str, ...]:
        """Up to five entries with a name near that word."""
        near = difflib.get_close_matches(normalise(word)[:80], self._words[table], 5)
        return tuple(dict.fromkeys(self._words[table][text] for text in near))

    @cached_property
    def _children(self) -> dict[str, dict[str, list[str]]]:
        tree: dict[str, dict[str, list[str]]] = {}
        for table in RECORD_TYPES:
            children = tree.setdefault(table, {})
            for record in self.records(table).values():
                for parent in getattr(record, "parents", ()):
                    children.setdefault(parent, []).append(record.id)
        return tree

    def below(self, table: str, word: str) -> frozenset[str]:
        """The ids of an entry and of everything under it."""
        found: set[str] = set()
        waiting = [self.find(table, word)]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(self._children[table].get(current, ()))
        return frozenset(found)

    def targets_of(self, therapy: Therapy) -> tuple[str, ...]:
        """What a therapy acts on: the targets of its mechanisms and the parts of its construct."""
        found: dict[str, None] = {}
        for link in therapy.mechanisms:
            found.update(dict.fromkeys(self.mechanisms[link.mechanism].targets))
        found.update(dict.fromkeys(construct_targets(therapy)))
        return tuple(found)


def construct_targets(therapy: Therapy) -> tuple[str, ...]:
    """Target ids named by the construct of a therapy."""
    construct = therapy.construct
    if construct is None:
        return ()
    found = [arm.target for arm in getattr(construct, "arms", ())]
    found += [getattr(construct, field, None) for field in ("antigen", "effector", "cytokine")]
    found += [*getattr(construct, "antigens", ()), *getattr(construct, "receptors", ())]
    return tuple(target for target in found if target is not None)
