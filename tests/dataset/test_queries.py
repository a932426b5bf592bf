"""Asking the toy dataset: every keyword of every where, and every wrong word."""

import inspect

import attrs
import pytest

import coley
from coley.errors import ArgumentError, UnknownIdError, UnknownNameError, VocabularyError

COLLECTIONS = (
    "therapies", "indications", "adverse_effects", "studies", "outcomes", "incidences",
    "mechanisms", "sources", "targets", "diseases", "biomarkers", "conditions", "partners",
    "adverse_events",
)  # fmt: skip

ASKED = [  # table, keywords, ids found
    ("therapies", {"target": "PD-1"}, ["toymab"]),
    ("therapies", {"target": "PDCD1", "modality": "monoclonal_antibody"}, ["toymab"]),
    ("therapies", {"mechanism": "checkpoint blockade"}, ["toymab"]),
    ("therapies", {"modality": "car_t_cell"}, []),
    ("therapies", {"immunotherapy_class": "checkpoint_inhibitor"}, ["toymab"]),
    ("therapies", {"scope": "extended"}, []),
    ("therapies", {"disease": "lung cancer"}, []),  # withdrawn in 2019
    ("therapies", {"disease": "lung cancer", "on": "2018-01-01"}, ["toymab"]),
    ("therapies", {"agency": "EMA"}, []),
    ("therapies", {"on": "2014-01-01"}, []),
    ("indications", {"therapy": "Toytruda"}, ["toymab.fda.melanoma", "toymab.fda.nsclc"]),
    ("indications", {"disease": "lung cancer"}, ["toymab.fda.nsclc"]),
    ("indications", {"disease": "NSCLC"}, ["toymab.fda.nsclc"]),
    ("indications", {"disease": "cancer"}, ["toymab.fda.melanoma", "toymab.fda.nsclc"]),
    ("indications", {"agency": "EMA"}, []),
    ("indications", {"setting": "adjuvant"}, []),
    ("indications", {"extent": "metastatic"}, ["toymab.fda.melanoma"]),
    ("indications", {"biomarker": "PD-L1 TPS"}, ["toymab.fda.nsclc"]),
    ("indications", {"partner": "chemotherapy"}, ["toymab.fda.nsclc"]),
    ("indications", {"mechanism": "checkpoint-blockade", "disease": "melanoma"},
     ["toymab.fda.melanoma"]),
    ("indications", {"status": "approved"}, ["toymab.fda.melanoma"]),
    ("indications", {"status": "withdrawn"}, ["toymab.fda.nsclc"]),
    ("indications", {"status": "approved", "on": "2016-12-31"},
     ["toymab.fda.melanoma", "toymab.fda.nsclc"]),
    ("indications", {"pathway": "accelerated", "on": "2018-06-29"}, ["toymab.fda.melanoma"]),
    ("indications", {"pathway": "accelerated", "on": "2018-06-30"}, []),
    ("indications", {"on": "2015-05-19"}, []),
    ("indications", {"on": "2015-05-20"}, ["toymab.fda.melanoma"]),
    ("adverse_effects", {"therapy": "TOY-1"}, ["toymab.ae.hypophysitis"]),
    ("adverse_effects", {"event": "endocrinopathy"}, ["toymab.ae.hypophysitis"]),
    ("adverse_effects", {"prominence": "boxed_warning"}, []),
    ("adverse_effects", {"category": "immune_related"}, ["toymab.ae.hypophysitis"]),
    ("adverse_effects", {"mechanism": "PD-1 blockade"}, ["toymab.ae.hypophysitis"]),
    ("adverse_effects", {"agency": "FDA"}, ["toymab.ae.hypophysitis"]),
    ("studies", {"therapy": "toymab"}, ["trial-1"]),
    ("studies", {"disease": "cancer"}, ["trial-1"]),
    ("studies", {"kind": "trial"}, ["trial-1"]),
    ("studies", {"phase": "3"}, []),
    ("studies", {"randomised": True}, []),
    ("studies", {"nct": "NCT00000001"}, ["trial-1"]),
    ("outcomes", {"therapy": "toymab", "endpoint": "OS"}, ["trial-1.os-hr"]),
    ("outcomes", {"study": "TRIAL-1", "statistic": "hazard_ratio"}, ["trial-1.os-hr"]),
    ("outcomes", {"disease": "lung cancer"}, []),
    ("incidences", {"event": "endocrinopathy", "grade": "3+"}, ["trial-1.hypophysitis-3"]),
    ("incidences", {"grade": "\u22653"}, ["trial-1.hypophysitis-3"]),
    ("incidences", {"grade": "any", "scale": "CTCAE_v4.0"}, ["trial-1.hypophysitis-any"]),
    ("incidences", {"attribution": "treatment_related"}, []),
    ("incidences", {"seriousness": "serious"}, []),
    ("incidences", {"study": "trial-1", "therapy": "toymab", "disease": "melanoma", "grade": 3}, []),
    ("mechanisms", {"target": "PD-1"}, ["pd-1-blockade"]),
    ("mechanisms", {"below": "checkpoint-blockade"}, ["checkpoint-blockade", "pd-1-blockade"]),
    ("sources", {"kind": "publication"}, ["paper"]),
    ("sources", {"tier": "regulator"}, ["notice"]),
    ("diseases", {"below": "lung cancer"}, ["lung-cancer", "nsclc"]),
    ("partners", {"below": "chemotherapy"}, ["chemotherapy", "cisplatin"]),
]  # fmt: skip


@pytest.mark.parametrize(("table", "keywords", "ids"), ASKED)
def test_where(toy_dataset, table, keywords, ids):
    collection = getattr(toy_dataset, table)
    found = collection.where(**keywords)
    assert list(found.ids) == ids
    assert type(found) is type(collection)


def test_every_keyword_is_tried_above():
    """A new keyword of a where needs a case in ASKED."""
    tried = {(table, keyword) for table, keywords, _ in ASKED for keyword in keywords}
    dataset = coley.load()
    for table in COLLECTIONS:
        for keyword in inspect.signature(getattr(dataset, table).where).parameters:
            if keyword != "below":
                assert (table, keyword) in tried, (table, keyword)


def test_where_composes(toy_dataset):
    step = toy_dataset.indications.where(agency="FDA").where(disease="melanoma")
    assert step == toy_dataset.indications.where(agency="FDA", disease="melanoma")
    assert hash(step) == hash(toy_dataset.indications.where(disease="melanoma"))


@pytest.mark.parametrize(
    ("table", "keywords", "listed"),
    [
        ("therapies", {"modality": "antibody"}, "'monoclonal_antibody'"),
        ("therapies", {"scope": "cor"}, "'core', 'extended'"),
        ("therapies", {"immunotherapy_class": "x"}, "'checkpoint_inhibitor'"),
        ("indications", {"agency": "fda"}, "'FDA'"),
        ("indications", {"setting": "second-line"}, "'adjuvant'"),
        ("indications", {"status": "active"}, "'approved'"),
        ("indications", {"extent": "far"}, "'metastatic'"),
        ("indications", {"pathway": "fast"}, "'accelerated'"),
        ("adverse_effects", {"prominence": "black box"}, "'boxed_warning'"),
        ("adverse_effects", {"category": "liver"}, "'immune_related'"),
        ("studies", {"kind": "study"}, "'trial'"),
        ("studies", {"phase": 3}, "'1/2'"),
        ("outcomes", {"endpoint": "survival"}, "'OS'"),
        ("outcomes", {"statistic": "hr"}, "'hazard_ratio'"),
        ("incidences", {"grade": "severe"}, "'>=3'"),
        ("incidences", {"attribution": "drug"}, "'treatment_related'"),
        ("incidences", {"scale": "CTCAE5"}, "'CTCAE_v5.0'"),
        ("sources", {"kind": "paper"}, "'publication'"),
    ],
)
def test_a_wrong_word_lists_the_right_ones(toy_dataset, table, keywords, listed):
    with pytest.raises(VocabularyError) as caught:
        getattr(toy_dataset, table).where(**keywords)
    assert listed in str(caught.value)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("table", "keywords", "error"),
    [
        ("indications", {"disease": "melanom"}, UnknownIdError),
        ("indications", {"therapy": "Toytruba"}, UnknownNameError),
        ("indications", {"biomarker": "pd-l9"}, UnknownIdError),
        ("indications", {"on": "2017-02-30"}, ArgumentError),
        ("indications", {"on": 2017}, ArgumentError),
        ("indications", {"disease": 5}, ArgumentError),
        ("therapies", {"target": "PDCD9"}, UnknownIdError),
        ("therapies", {"mechanism": ""}, UnknownIdError),
        ("incidences", {"event": "\ud800"}, UnknownIdError),
        ("incidences", {"study": "x" * 100_000}, UnknownIdError),
        ("therapies", {"target": ["PDCD1"]}, ArgumentError),
        ("diseases", {"below": None}, ArgumentError),
    ],
)
def test_bad_values_are_typed_errors(toy_dataset, table, keywords, error):
    with pytest.raises(error):
        getattr(toy_dataset, table).where(**keywords)


def test_an_unknown_keyword_is_a_type_error(toy_dataset):
    with pytest.raises(TypeError, match="unexpected keyword"):
        toy_dataset.indications.where(drug="toymab")


def test_an_unknown_disease_comes_with_suggestions(toy_dataset):
    with pytest.raises(UnknownIdError, match="Did you mean 'melanoma'"):
        toy_dataset.indications.where(disease="melanomma")


@pytest.mark.parametrize("table", COLLECTIONS)
def test_a_collection_is_a_mapping_of_its_records(toy_dataset, table):
    collection = getattr(toy_dataset, table)
    assert len(collection) == len(collection.ids) == len(list(collection)) > 0
    first = collection.ids[0]
    assert collection[first] is collection.get(first)
    assert first in collection
    assert collection[first] in collection
    assert "nobody" not in collection
    assert 5 not in collection
    assert collection.get("nobody") is None
    with pytest.raises(KeyError, match="nobody") as caught:
        collection["nobody"]
    assert isinstance(caught.value, UnknownIdError)
    with pytest.raises(ArgumentError):
        collection[5]


@pytest.mark.parametrize("table", COLLECTIONS)
def test_a_collection_reads_well(toy_dataset, table):
    collection = getattr(toy_dataset, table)
    assert f"{table}: {len(collection)}" in repr(collection)
    html = collection._repr_html_()
    assert html.startswith("<table>")
    assert html.count("<tr>") == len(collection) + 1
    assert "<script" not in html


def test_nothing_can_be_changed(toy_dataset):
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        toy_dataset.day = None
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        toy_dataset.therapies.records = ()
    with pytest.raises(TypeError):
        toy_dataset.current_through["FDA"] = None


def test_terms_are_found_by_any_word(toy_dataset):
    assert toy_dataset.diseases.find("Non-Small Cell Lung Cancer").id == "nsclc"
    assert toy_dataset.targets.find("pd1").id == "pdcd1" if "pd1" in toy_dataset.targets else True
    assert toy_dataset.targets.find("PD\u20111").id == "pdcd1"
    with pytest.raises(UnknownIdError):
        toy_dataset.diseases.find("gout")


def test_names_in_and_out(toy_dataset):
    assert toy_dataset.therapy("Toytruda® 200 mg IV q3w").id == "toymab"
    assert [m.therapy for m in toy_dataset.search("TOY1, then cisplatin")] == [
        "toymab",
        "cisplatin",
    ]
    for value in (None, 5, b"Toytruda"):
        with pytest.raises(ArgumentError):
            toy_dataset.therapy(value)
        with pytest.raises(ArgumentError):
            toy_dataset.search(value)
    for text in ("", "\ud800", "x" * 100_000):
        with pytest.raises(UnknownNameError):
            toy_dataset.therapy(text)
        assert toy_dataset.search(text) == ()


def test_the_dataset_reads_well(toy_dataset):
    assert repr(toy_dataset) == (
        "<toy 2026.11.0: 1 therapies, 2 indications, 1 studies, 2 incidences, 2 sources>"
    )
    assert "as of 2016-01-01" in repr(toy_dataset.as_of("2016-01-01"))
    assert "<p>" in toy_dataset._repr_html_()
