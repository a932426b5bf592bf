"""Every shipped file against every rule, byte for byte."""

from pathlib import Path

import pytest

import coley
from coley._tables import RECORD_TYPES
from coley.curation.canonical import canonical, record_files
from coley.curation.rules import RULES

ROOT = Path(coley.__file__).parent / "data"


@pytest.fixture(scope="module")
def checked():
    """The shipped files, read whole and checked, as any other dataset is."""
    return coley.load(ROOT)


def test_everything_loads_and_fits_together(checked):
    assert len(checked.therapies) >= 17


def test_the_names_read_ahead_are_those_of_the_records(checked, ds):
    """The shipped files are not read whole for their names; other datasets are."""
    assert list(ds.tables.name_entries()) == list(checked.tables.name_entries())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_rule_is_broken(checked, rule):
    problems = [str(problem) for problem in rule(checked.tables)]
    assert problems == [], "see python -m coley.curation check"


@pytest.mark.parametrize("table", RECORD_TYPES)
def test_every_file_is_in_the_one_spelling(table):
    for path, model in record_files(ROOT):
        if path.parent.name == table:
            spelt = canonical(model.model_validate_json(path.read_bytes(), strict=True))
            assert spelt.encode() == path.read_bytes(), (
                f"{path.name}: python -m coley.curation format"
            )


def test_the_lazy_dataset_is_the_checked_one(ds, checked):
    for table in RECORD_TYPES:
        assert dict(ds.tables.records(table)) == dict(checked.tables.records(table))


def test_nothing_else_lies_among_the_data():
    stray = [p for p in ROOT.rglob("*") if p.is_file() and p.suffix != ".json"]
    assert stray == []


def test_no_unverified_claim_ships(ds):
    assert {row["therapy"] for row in ds.coverage().rows() if row["unverified"]} == set()


def test_the_manifest_says_how_the_data_was_made(ds):
    for words in ("automated assistance", "second", "No clinician"):
        assert words in ds.manifest.method
    assert "Not medical advice" in ds.manifest.use
    assert ds.manifest.licence == "CC BY 4.0"
