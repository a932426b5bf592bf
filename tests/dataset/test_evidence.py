"""Why, and coverage: what a claim rests on and what is missing."""

import pytest
import toy

import coley
from coley.errors import ArgumentError, UnknownIdError


def test_why_lists_every_citation_of_a_claim_and_its_actions(toy_dataset):
    why = toy_dataset.why("toymab.fda.melanoma")
    assert [(item.of, item.source.id) for item in why] == [
        ("", "notice"),
        ("accelerated approval 2015-05-20", "notice"),
        ("conversion 2018-06-30", "notice"),
    ]
    assert len(why) == 3
    text = str(why)
    assert text.startswith("toymab.fda.melanoma (primary; second reading: not yet)")
    assert "A notice. FDA, 2015-06-01. [row 1] https://www.fda.gov/notice" in text
    assert repr(why) == text
    assert why._repr_html_().count("<li>") == 3


def test_why_of_a_record_or_a_term(toy_dataset):
    outcome = toy_dataset.outcomes["trial-1.os-hr"]
    assert [item.source.id for item in toy_dataset.why(outcome)] == ["paper"]
    assert toy_dataset.why("melanoma").verification == "vocabulary entry"
    whole = toy_dataset.why("toymab")
    assert not any("hypophysitis" in item.of for item in whole)  # claims answer for themselves


def test_why_shows_who_dissents(tmp_path):
    files = toy.records()
    files["studies/trial-1.json"]["outcomes"][0]["conflicts"] = [
        {"field": "value", "value": "0.71", "citations": [toy.CITE]}
    ]
    text = str(coley.load(toy.write(tmp_path, files)).why("trial-1.os-hr"))
    assert "DISSENTS (value: 0.71): A notice" in text


def test_why_in_the_past_still_knows_its_sources(toy_dataset):
    assert len(toy_dataset.as_of("2016-01-01").why("toymab.fda.melanoma")) == 2


def test_why_of_the_unknown(toy_dataset):
    with pytest.raises(UnknownIdError, match=r"Did you mean 'toymab.*'"):
        toy_dataset.why("toymab.fda.sarcoma")
    for value in (None, 5, b"toymab"):
        with pytest.raises(ArgumentError):
            toy_dataset.why(value)


def test_coverage_counts_and_admits(toy_dataset):
    (row,) = toy_dataset.coverage().rows()
    assert row == {
        "therapy": "toymab",
        "names": 2,
        "products": 1,
        "mechanisms": 1,
        "agencies": ("FDA",),
        "indications": 2,
        "actions": 4,
        "adverse_effects": 1,
        "studies": 1,
        "outcomes": 1,
        "incidences": 2,
        "claims": 7,
        "second_readings": 0,
        "unverified": 0,
        "missing": ("second reading",),
    }
