"""The vocabulary of adverse events: words that people use resolve, and groups find their members."""

import pytest

import coley

WORDS = {
    "CRS": "cytokine-release-syndrome",
    "raised TSH": "tsh-increased",
    "transaminitis": "liver-enzymes-increased",
    "SGPT increased": "alt-increased",
    "pyrexia": "fever",
    "diarrhoea": "diarrhea",
    "haemophagocytic lymphohistiocytosis": "hlh-mas",
    "SJS": "stevens-johnson-syndrome",
    "hand-foot syndrome": "palmar-plantar-erythrodysesthesia",
    "low platelets": "thrombocytopenia",
    "irAE": "immune-related-adverse-event",
    "herpes zoster": "shingles",
}
GROUPS = {
    "endocrinopathy": {"hypophysitis", "thyroiditis", "adrenal-insufficiency", "type-1-diabetes"},
    "neurotoxicity": {"icans", "aphasia", "seizure", "facial-palsy"},
    "peripheral neuropathy": {"peripheral-sensory-neuropathy", "paresthesia"},
    "infection": {"sepsis", "shingles", "cytomegalovirus-reactivation", "hbv-reactivation"},
    "cytopenia": {"neutropenia", "febrile-neutropenia", "lymphopenia", "anemia"},
    "severe skin reaction": {"stevens-johnson-syndrome", "toxic-epidermal-necrolysis"},
    "hemorrhage": {"epistaxis", "intracranial-hemorrhage"},
}


@pytest.mark.parametrize(("word", "event"), WORDS.items())
def test_words_resolve(ds, word, event):
    assert ds.adverse_events.find(word).id == event


@pytest.mark.parametrize(("group", "members"), GROUPS.items())
def test_groups_find_their_members(ds, group, members):
    assert members <= set(ds.adverse_events.where(below=group).ids)


def test_a_group_finds_the_figures_of_its_members(ds):
    found = {i.event for i in ds.incidences.where(event="endocrinopathy")}
    assert {"hypophysitis", "hypothyroidism"} <= found


def test_a_word_that_is_no_event_is_an_error(ds):
    with pytest.raises(coley.UnknownIdError, match="colitis"):
        ds.adverse_events.find("colitsi")


def test_terms_are_coded_or_say_why_not(ds):
    assert len(ds.adverse_events) >= 220
    for event in ds.adverse_events:
        if event.ctcae_version == "5.0":
            assert any(xref.startswith("NCIT:") for xref in event.xrefs), event.id
        assert (event.ctcae_term is None) is (event.ctcae_version is None), event.id
    assert ds.adverse_events["icans"].ctcae_version == "6.0"  # version 5 has no such term


def test_the_same_count_is_severe_by_one_scale_and_not_by_another(ds):
    grades = {
        (row["word"], row["grade"]): row["definition"]
        for row in ds.table("grades").rows()
        if row["event"] == "neutropenia"
    }
    assert "below 0.5 " in grades["CTCAE_v5.0", 4].lower()
    assert "below 0.5 " in grades["CTCAE_v6.0", 3].lower()
    assert sum(item.points for item in ds.scales["astct-2019"].score) == 10
