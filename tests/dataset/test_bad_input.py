"""Nonsense in, typed errors out: every verb and every keyword of every where."""

import inspect

import pytest
import toy
from pydantic import ValidationError
from test_queries import COLLECTIONS

import coley
from coley._tables import RECORD_TYPES
from coley.errors import ArgumentError, ColeyError
from coley.vocab import GradeBand

NONSENSE = [5, -1, 5.5, b"x", [], ["FDA"], {}, object(), "", " ", "\0", "\ud800", "x" * 100_000]

KEYWORDS = [
    (table, keyword)
    for table in COLLECTIONS
    for keyword in inspect.signature(getattr(coley.load(), table).where).parameters
]


@pytest.mark.parametrize(("table", "keyword"), KEYWORDS)
@pytest.mark.parametrize("value", NONSENSE, ids=lambda value: repr(value)[:20])
def test_where_refuses_nonsense(toy_dataset, table, keyword, value):
    if keyword == "grade" and value == 5:
        return  # a grade
    with pytest.raises(ColeyError) as caught:
        getattr(toy_dataset, table).where(**{keyword: value})
    assert 0 < len(str(caught.value)) < 3000


@pytest.mark.parametrize("table", COLLECTIONS)
@pytest.mark.parametrize("value", NONSENSE, ids=lambda value: repr(value)[:20])
def test_looking_up_nonsense(toy_dataset, table, value):
    collection = getattr(toy_dataset, table)
    assert value not in collection
    with pytest.raises(ColeyError):
        collection[value]
    if isinstance(value, str):
        assert collection.get(value) is None
    else:
        with pytest.raises(ArgumentError):
            collection.get(value)


@pytest.mark.parametrize("verb", ["therapy", "as_of", "diff", "why", "overlay", "table"])
@pytest.mark.parametrize("value", [None, *NONSENSE], ids=lambda value: repr(value)[:20])
def test_verbs_refuse_nonsense(toy_dataset, verb, value, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ColeyError):
        getattr(toy_dataset, verb)(value)


@pytest.mark.parametrize("value", [v for v in NONSENSE if not isinstance(v, str)])
def test_searching_nonsense(toy_dataset, value):
    for call in (toy_dataset.search, coley.normalise):
        with pytest.raises(ArgumentError):
            call(value)


@pytest.mark.parametrize("value", NONSENSE, ids=lambda value: repr(value)[:20])
def test_days_and_grades(toy_dataset, value):
    indication = toy_dataset.indications["toymab.fda.melanoma"]
    for call in (indication.status, indication.pathway):
        with pytest.raises(ArgumentError):
            call(value)
    if value != 5:  # a grade
        with pytest.raises(ColeyError):
            GradeBand.parse(value)
    with pytest.raises(ValueError, match="is not a date"):
        coley.PartialDate.parse(value)


@pytest.mark.parametrize("name", [n for n in toy.RECORDS if n != "dataset.json"])
def test_every_record_type_refuses_an_extra_field(name):
    record_type = RECORD_TYPES[name.split("/")[0]]
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        record_type.model_validate({**toy.records()[name], "price": 1})


def test_arguments_shown_in_errors_are_cut_short(toy_dataset):
    with pytest.raises(ColeyError) as caught:
        toy_dataset.therapy("y" * 100_000)
    assert len(str(caught.value)) < 500
