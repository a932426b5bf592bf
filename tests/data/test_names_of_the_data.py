"""The published list of 52 names, in ten kinds of notes, against the shipped names."""

import pytest
from test_names import DISTRACTORS
from toy_names import FORMS, PARTNERS, TEMPLATES

from coley.errors import UnknownNameError


@pytest.mark.parametrize("form", FORMS)
def test_each_name_in_each_note(ds, form):
    for template in TEMPLATES:
        text = template.format(form)
        (match,) = ds.search(text)
        assert match.therapy == FORMS[form], text
        assert match.text == text[slice(*match.span)] == form
    if FORMS[form] in PARTNERS:
        with pytest.raises(UnknownNameError, match="partner drug"):
            ds.therapy(form)
    else:
        assert ds.therapy(form).id == FORMS[form]


@pytest.mark.parametrize("text", DISTRACTORS)
def test_no_distractor_matches(ds, text):
    """Nothing is found, or the partner drug that the text is the name of: never a therapy."""
    found = ds.search(text)
    assert not [match for match in found if not match.partner]
    for match in found:
        assert match.text == ds.partners[match.therapy].name
        assert text.startswith(match.text)


def test_every_recorded_name_finds_its_therapy(ds):
    for row in ds.table("names").rows():
        assert ds.therapy(row["name"]).id == row["therapy"], row
    for partner in ds.partners:
        for name in partner.names:
            if not name.ambiguous:
                assert [m.therapy for m in ds.search(name.text)] == [partner.id]


def test_combinations_are_taken_apart(ds):
    assert [m.therapy for m in ds.search("pt on nivo/ipi q3w, prev. Opdualag")] == [
        "nivolumab", "ipilimumab", "nivolumab-relatlimab",
    ]  # fmt: skip
