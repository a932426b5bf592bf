"""Names in their own scripts, with and without spaces, and names of families of substances."""

import pytest

from coley.errors import UnknownNameError
from coley.names import NameEntry, NameIndex, normalise

ENTRIES = [
    NameEntry("sintilimab", "达伯舒", "brand"),
    NameEntry("sintilimab", "信迪利单抗", "inn"),
    NameEntry("nivolumab", "オプジーボ", "brand"),
    NameEntry("nivolumab", "옵디보", "brand"),
    NameEntry("prolgolimab", "Фортека", "brand"),
]


@pytest.fixture(scope="module", params=["pure", "fast"])
def index(request):
    """The same names in both engines."""
    return NameIndex(ENTRIES, fast=request.param == "fast")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("达伯舒", [("sintilimab", "达伯舒")]),
        ("患者接受达伯舒治疗，第二周期", [("sintilimab", "达伯舒")]),
        ("信迪利单抗联合培美曲塞", [("sintilimab", "信迪利单抗")]),
        ("达伯舒®200mg", [("sintilimab", "达伯舒")]),
        ("达 伯 舒", [("sintilimab", "达 伯 舒")]),
        ("オプジーボを投与", [("nivolumab", "オプジーボ")]),
        ("ｵﾌﾟｼﾞｰﾎﾞ点滴静注", [("nivolumab", "ｵﾌﾟｼﾞｰﾎﾞ")]),  # half width
        ("옵디보 100 mg", [("nivolumab", "옵디보")]),
        ("препарат ФОРТЕКА®, раствор", [("prolgolimab", "ФОРТЕКА")]),
        ("nivolumab与达伯舒", [("nivolumab", "nivolumab"), ("sintilimab", "达伯舒")]),
        ("达伯", []),
        ("オプジーボマブ", []),  # a longer katakana word is another word
        ("Фортекарь", []),
    ],
)
def test_a_name_in_its_own_script_is_found(index, text, expected):
    matches = index.scan(text)
    assert [(match.therapy, match.text) for match in matches] == expected
    assert all(text[slice(*match.span)] == match.text for match in matches)
    (column,) = index.scan_column([text])
    assert list(column) == [therapy for therapy, _ in expected]


def test_a_name_in_its_own_script_is_resolved(index):
    assert index.resolve("达伯舒 200 mg").therapy == "sintilimab"
    assert index.resolve("ФОРТЕКА").therapy == "prolgolimab"
    with pytest.raises(UnknownNameError):
        index.resolve("达伯")


def test_characters_without_spaces_are_words():
    assert normalise("达伯舒®") == "达 伯 舒"
    assert normalise("オプジーボを") == normalise("ｵﾌﾟｼﾞｰﾎﾞ を")


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("interferon beta 3 million IU", ["interferon-beta"]),
        ("interferon beta-1a 30 mcg", []),  # of multiple sclerosis
        ("interferon beta 1b", []),
        ("IFN\N{GREEK SMALL LETTER BETA}-1a", []),
        ("IFN\N{GREEK SMALL LETTER BETA}", ["interferon-beta"]),
        ("interferon alfa-2a", ["interferon-alfa-2a"]),
        ("interferon beta, interferon alfa-2a", ["interferon-beta", "interferon-alfa-2a"]),
    ],
)
def test_a_family_is_not_its_subtypes(fast, text, expected):
    index = NameIndex(
        [
            NameEntry("interferon-beta", "interferon beta", "inn"),
            NameEntry("interferon-beta", "IFN\N{GREEK SMALL LETTER BETA}", "abbreviation"),
            NameEntry("interferon-alfa-2a", "interferon alfa-2a", "inn"),
        ],
        fast=fast,
    )
    assert [match.therapy for match in index.scan(text)] == expected
