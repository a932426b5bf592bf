"""Names in notes: coley beside drug-named-entity-recognition and a bare Aho-Corasick scan.

Ten thousand notes, each a seeded random choice of one of 52 names and one of ten templates, as the
published comparison was made; and ten thousand notes of which no two are alike. Best of several
passes, all in one process:

    python tests/benchmarks/names.py [passes]
"""

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import ahocorasick_rs
import polars as pl
from drug_named_entity_recognition import find_drugs

sys.path.insert(0, str(Path(__file__).parents[1] / "names"))
from toy_names import FORMS, TEMPLATES

import coley
from coley.frames import annotate
from coley.names import NameIndex


def rate(search: Callable[[str], object], notes: list[str], passes: int) -> float:
    """Notes a second in the best pass."""
    best = float("inf")
    for _ in range(passes):
        start = time.perf_counter()
        for note in notes:
            search(note)
        best = min(best, time.perf_counter() - start)
    return len(notes) / best


def column_rate(search: Callable[[list[str]], object], notes: list[str], passes: int) -> float:
    """Notes a second in the best pass, all of them at once."""
    best = float("inf")
    for _ in range(passes):
        start = time.perf_counter()
        search(notes)
        best = min(best, time.perf_counter() - start)
    return len(notes) / best


def main(passes: int) -> None:
    """Print one line per kind of notes and engine."""
    rng = random.Random(11)
    repeated = [rng.choice(TEMPLATES).format(rng.choice(list(FORMS))) for _ in range(10_000)]
    distinct = [f"{note}; visit {i}" for i, note in enumerate(repeated)]
    dataset = coley.load()
    tables = dataset.tables
    entries = tuple(tables.name_entries())
    texts = [entry.text for entry in entries]
    automaton = ahocorasick_rs.AhoCorasick(texts, ahocorasick_rs.MatchKind.LeftmostLongest)
    for title, notes in (("repeated notes", repeated), ("distinct notes", distinct)):
        engines: dict[str, Callable[[str], object]] = {
            "drug-named-entity-recognition, exact": lambda note: find_drugs(note.split()),
            "bare Aho-Corasick": automaton.find_matches_as_indexes,
            "coley, extra fast": NameIndex(entries, fast=True).scan,
            "coley, no extra": NameIndex(entries, fast=False).scan,
        }
        if notes is distinct:  # a second pass must find nothing remembered
            for name, fast in (("coley, extra fast", True), ("coley, no extra", False)):
                engines[name] = NameIndex(entries, fast=fast)._scan
        found = {name: rate(search, notes, passes) for name, search in engines.items()}
        for name, fast in (("coley, column, extra fast", True), ("coley, column, no extra", False)):
            found[name] = column_rate(NameIndex(entries, fast=fast).scan_column, notes, passes)
        found["coley, annotate of a polars frame"] = column_rate(
            lambda texts: annotate(pl.DataFrame({"note": texts}), dataset, "note"), notes, passes
        )
        base = found["drug-named-entity-recognition, exact"]
        for name, speed in found.items():
            print(f"{title}: {name:38} {speed:10,.0f} notes/s {speed / base:6.2f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
