"""Names in text: right or nothing, on a fixed table of names and with both engines."""

import itertools
import pickle
import random
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_names import ENTRIES, FORMS, PARTNERS, TEMPLATES

from coley.errors import AmbiguousNameError, ArgumentError, MissingExtraError, UnknownNameError
from coley.names import NameEntry, NameIndex, NameMatch, normalise
from coley.vocab import NameKind

DISTRACTORS = [
    text.strip()
    for line in Path(__file__).with_name("distractors.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for text in line.split(";")
]


@pytest.fixture(scope="module", params=["pure", "fast"])
def index(request):
    """The same names in both engines."""
    return NameIndex(ENTRIES, fast=request.param == "fast")


def found(index, text):
    return [match.therapy for match in index.scan(text)]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_found_in_every_note(index, form, template):
    text = template.format(form)
    matches = index.scan(text)
    assert [match.therapy for match in matches] == [FORMS[form]]
    (match,) = matches
    assert text[slice(*match.span)] == match.text == form
    assert match.partner is (match.therapy in PARTNERS)


def test_there_are_enough_distractors():
    assert len(DISTRACTORS) == len(set(DISTRACTORS)) >= 300


@pytest.mark.parametrize("text", DISTRACTORS)
def test_distractors_are_no_matches(index, text):
    assert index.scan(text) == ()
    with pytest.raises(UnknownNameError):
        index.resolve(text)


@pytest.mark.parametrize(
    ("text", "therapies"),
    [
        ("ipi/nivo", ["ipilimumab", "nivolumab"]),
        ("pembro + lenvatinib", ["pembrolizumab", "lenvatinib"]),
        ("nivolumab+ipilimumab", ["nivolumab", "ipilimumab"]),
        ("Opdivo and Yervoy", ["nivolumab", "ipilimumab"]),
        ("NIVO 1 mg/kg+IPI 3 mg/kg q3w", ["nivolumab", "ipilimumab"]),
        ("carboplatin-pemetrexed-pembrolizumab", ["carboplatin", "pembrolizumab"]),
        ("nivolumab + relatlimab 480/160 mg", ["nivolumab-relatlimab"]),
        ("Keytruda, then Kymriah; later Blincyto.",
         ["pembrolizumab", "tisagenlecleucel", "blinatumomab"]),
        ("trastuzumab then trastuzumab deruxtecan", ["trastuzumab", "trastuzumab-deruxtecan"]),
    ],
)  # fmt: skip
def test_several_drugs_in_one_text(index, text, therapies):
    assert found(index, text) == therapies


@pytest.mark.parametrize(
    "text",
    [
        "KEYTRUDA®", "keytruda™", "Keytruda,", "(pembrolizumab)", "\u201cKeytruda\u201d",
        "MK-3475", "MK3475", "MK\u20113475", "mk 3475", "pembrolizumab\u00a0200mg",
        "\uff30\uff25\uff2d\uff22\uff32\uff2f", "pem\u00adbro\u00adlizumab", "PEMBRO\u200b",
        "Keytruda\nQlex",
    ],
)  # fmt: skip
def test_spelling_does_not_matter(index, text):
    assert found(index, text) == ["pembrolizumab"]
    assert index.resolve(text).therapy == "pembrolizumab"


def test_greek_letters_and_their_names(index):
    for text in ("IFN-\u03b3-1b", "IFN-gamma-1b", "interferon gamma 1b", "Interferon \u03b31b"):
        assert found(index, text) == ["interferon-gamma-1b"], text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ä Keytruda", (2, 10)),
        ("e\u0301 Keytruda", (3, 11)),
        ("\U0001f489Keytruda\U0001f489", (1, 9)),
        ("Кейтруда Keytruda", (9, 17)),
        ("ﬁrst Keytruda", (5, 13)),
    ],
)
def test_offsets_are_those_of_the_given_text(index, text, expected):
    (match,) = index.scan(text)
    assert match.span == expected
    assert text[slice(*match.span)] == match.text == "Keytruda"


def test_a_longer_name_wins(index):
    assert [m.text for m in index.scan("Keytruda Qlex 790 mg SC")] == ["Keytruda Qlex"]
    assert [m.text for m in index.scan("Tecentriq Hybreza")] == ["Tecentriq Hybreza"]


@pytest.mark.parametrize("text", ["xKeytruda", "Keytrudas", "preopdivo", "nivolumaba"])
def test_a_name_inside_a_word_is_no_match(index, text):
    assert index.scan(text) == ()


@pytest.mark.parametrize(
    "text", ["trastuzumab emtansine", "anti-nivolumab antibodies", "IPI-549", "Abecma-2"]
)
def test_names_of_other_things(index, text):
    assert index.scan(text) == ()


@pytest.mark.parametrize("text", ["Keytruda-2.5", "nivolumab-240mg", "Opdivo-480 mg"])
def test_a_dose_after_a_hyphen_is_no_other_name(index, text):
    assert len(index.scan(text)) == 1


AMBIGUOUS = NameIndex(
    [
        NameEntry("ipilimumab", "IPI", "abbreviation", ambiguous=True),
        NameEntry("relatlimab", "RELA", "abbreviation", ambiguous=True),
        NameEntry("nivolumab", "nivo", "abbreviation"),
    ]
)


@pytest.mark.parametrize(
    ("text", "therapies"),
    [
        ("IPI", ["ipilimumab"]),
        (" (ipi) ", ["ipilimumab"]),
        ("ipi/nivo", ["ipilimumab", "nivolumab"]),
        ("NIVO + IPI", ["nivolumab", "ipilimumab"]),
        ("nivo&ipi q3w", ["nivolumab", "ipilimumab"]),
        ("ipi 3 mg/kg q3w", ["ipilimumab"]),
        ("ipi 3mg/kg, nivo", ["ipilimumab", "nivolumab"]),
        ("nivo/ipi/rela", ["nivolumab", "ipilimumab", "relatlimab"]),
        ("IPI 3, started nivo", ["nivolumab"]),
        ("nivo, IPI high", ["nivolumab"]),
        ("R-IPI 2", []),
        ("age-adjusted IPI 3", []),
        ("IPI 3 mgus", []),
        ("RELA/IPI", []),
        ("IPI/NCCN-IPI then nivo", ["nivolumab"]),
    ],
)
def test_an_ambiguous_name_counts_where_the_text_settles_it(text, therapies):
    matches = AMBIGUOUS.scan(text)
    assert [match.therapy for match in matches] == therapies
    assert all(text[slice(*match.span)] == match.text for match in matches)


def test_an_ambiguous_name_that_nothing_settles_is_told():
    with pytest.raises(UnknownNameError, match="may mean something else"):
        AMBIGUOUS.resolve("IPI score")
    with pytest.raises(AmbiguousNameError):
        AMBIGUOUS.resolve("ipi/nivo")
    assert AMBIGUOUS.resolve("nivo, IPI high").therapy == "nivolumab"


def test_a_name_of_two_therapies_is_refused():
    index = NameIndex([NameEntry("one", "Shared", "brand"), NameEntry("two", "Shared", "brand")])
    assert index.scan("Shared") == ()
    with pytest.raises(AmbiguousNameError) as caught:
        index.resolve("Shared 5 mg")
    assert caught.value.candidates == ("one", "two")


def test_resolve_wants_one_therapy(index):
    with pytest.raises(AmbiguousNameError, match="Use search"):
        index.resolve("ipi/nivo")
    with pytest.raises(UnknownNameError, match="partner drug"):
        index.resolve("carboplatin AUC 5")
    assert index.resolve("pembro + lenvatinib").therapy == "pembrolizumab"


def test_near_misses_are_suggestions_and_never_answers(index):
    with pytest.raises(UnknownNameError) as caught:
        index.resolve("Keytruba 200 mg")
    assert "Keytruda" in caught.value.suggestions
    assert index.suggest("zzzz") == ()


@pytest.mark.parametrize("value", [None, 5, b"Keytruda", ["Keytruda"], object()])
def test_only_text_is_searched(index, value):
    for call in (index.scan, index.resolve, normalise):
        with pytest.raises(ArgumentError):
            call(value)


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "…", "-" * 1000])
def test_malformed_and_empty_text(index, text):
    assert index.scan(text) == ()


def test_a_lone_surrogate_beside_a_name(index):
    assert found(index, "\ud800 Keytruda \udfff") == ["pembrolizumab"]


def test_a_huge_text(index):
    text = "no drug here. " * 50_000 + "Keytruda"
    (match,) = index.scan(text)
    assert match.span == (len(text) - 8, len(text))


def test_entries_are_checked():
    with pytest.raises(ArgumentError):
        NameIndex(["Keytruda"])
    with pytest.raises(ArgumentError):
        NameIndex([NameEntry("x", "®", "brand")])


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ahocorasick_rs", None)
    with pytest.raises(MissingExtraError, match=r'pip install "coley\[fast\]"'):
        NameIndex(ENTRIES, fast=True)
    assert found(NameIndex(ENTRIES), "Keytruda") == ["pembrolizumab"]


def test_a_match_is_immutable_and_an_index_pickles(index):
    (match,) = index.scan("Keytruda")
    assert match == NameMatch("pembrolizumab", NameKind.BRAND, (0, 8), "Keytruda")
    with pytest.raises(AttributeError):
        match.text = "x"
    assert pickle.loads(pickle.dumps(index)).scan("Keytruda") == (match,)


_WORDS = st.sampled_from(
    [*FORMS, *DISTRACTORS[::7], "\u00e9", "\u2013", "/", "+", ".", ",", "-", "2", "200 mg", "\n"]
)
PURE, FAST = NameIndex(ENTRIES, fast=False), NameIndex(ENTRIES, fast=True)


@given(st.lists(st.tuples(_WORDS, st.sampled_from(["", " ", "-", "/", "+", ", ", "  "]))))
def test_both_engines_agree_on_notes(pieces):
    text = "".join(itertools.chain.from_iterable(pieces))
    assert PURE.scan(text) == FAST.scan(text)
    for match in PURE.scan(text):
        assert text[slice(*match.span)] == match.text


@given(st.text())
def test_both_engines_agree_on_any_text(text):
    assert PURE.scan(text) == FAST.scan(text)


@given(st.text())
def test_normalising_twice_is_normalising_once(text):
    assert normalise(normalise(text)) == normalise(text)


def test_remembered_answers_are_those_of_a_first_look():
    rng = random.Random(7)
    notes = [rng.choice(TEMPLATES).format(rng.choice(list(FORMS))) for _ in range(300)]
    index = NameIndex(ENTRIES)
    first = [index.scan(note) for note in notes]
    assert [index.scan(note) for note in notes] == first


def _one_by_one(index, texts):
    return [
        tuple(dict.fromkeys(m.therapy for m in index.scan(text) if not m.partner)) for text in texts
    ]


def test_a_column_is_read_like_its_texts(index):
    texts = [template.format(form) for template in TEMPLATES for form in FORMS]
    texts += [*DISTRACTORS, "", " ", "IPI", "ipi/", "/nivo", "nivo", "+ ipi", "T", "VEC"]
    random.Random(5).shuffle(texts)
    assert index.scan_column(texts) == _one_by_one(index, texts)
    assert index.scan_column([]) == []
    assert len(index.scan_column(texts * 3)) == 3 * len(texts)  # more than are read at once


@given(
    st.lists(
        st.one_of(
            st.text(),
            st.lists(_WORDS, max_size=4).map(" ".join),
            st.sampled_from(["IPI", "ipi 3 mg/kg", "/", "+"]),
        ),
        max_size=12,
    )
)
def test_neighbours_in_a_column_do_not_matter(texts):
    for index in (PURE, FAST):
        assert index.scan_column(texts) == _one_by_one(index, texts)
