"""The whole check of a dataset folder."""

from __future__ import annotations

from pathlib import Path

from coley._load import load
from coley.curation.canonical import canonical, record_files
from coley.curation.reference import REFERENCE_RULES, Reference
from coley.curation.rules import RULES
from coley.errors import DatasetError, Problem

__all__ = ["check", "format_files"]


def check(root: Path, reference: Path | None = None) -> list[Problem]:
    """Everything wrong with a dataset: what stops it from loading, or else what breaks a rule."""
    try:
        tables = load(root).tables
    except DatasetError as error:
        return list(error.problems)
    problems = [problem for rule in RULES for problem in rule(tables)]
    problems += [
        Problem(_name(path, root), "", "is not in the one spelling", "run format")
        for path, _ in _misspelt(root)
    ]
    if reference is not None:
        known = Reference(reference)
        problems += [problem for rule in REFERENCE_RULES for problem in rule(tables, known)]
    return problems


def format_files(root: Path) -> list[Path]:
    """Rewrite the files that are not in the one spelling; files that do not load are left alone."""
    changed = _misspelt(root)
    for path, text in changed:
        path.write_text(text, encoding="utf-8", newline="\n")
    return [path for path, _ in changed]


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _misspelt(root: Path) -> list[tuple[Path, str]]:
    """Files not in the one spelling, each with its text in it."""
    found = []
    for path, model in record_files(root):
        text = path.read_bytes()
        try:
            spelt = canonical(model.model_validate_json(text, strict=True))
        except ValueError:
            continue
        if spelt.encode() != text:
            found.append((path, spelt))
    return found
