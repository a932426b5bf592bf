"""Predictions, resistance, rationales and programmes: what is asked of them, and of their past."""

import pytest
import toy

import coley
from coley.errors import ArgumentError, DatasetError, UnknownIdError, VocabularyError

ASKED = [  # collection, keywords, ids found
    ("predictions", {"biomarker": "PD-L1 TPS"}, ["pd-l1-tps.toymab-nsclc"]),
    ("predictions", {"treatment": "Toytruda"}, ["pd-l1-tps.toymab-nsclc"]),
    ("predictions", {"treatment": "pd-1-blockade"}, ["pd-l1-tps.toymab-nsclc"]),
    ("predictions", {"treatment": "PD-1 Blockade"}, ["pd-l1-tps.toymab-nsclc"]),
    ("predictions", {"treatment": "checkpoint blockade"}, []),  # the class as a whole
    ("predictions", {"disease": "lung cancer"}, ["pd-l1-tps.toymab-nsclc"]),
    ("predictions", {"disease": "melanoma"}, []),
    ("predictions", {"predicts": "more_benefit"}, ["pd-l1-tps.toymab-nsclc"]),
    ("predictions", {"strength": "association"}, []),
    ("resistance", {"therapy": "Toytruda"}, ["b2m-loss"]),
    ("resistance", {"mechanism": "checkpoint blockade"}, ["b2m-loss"]),
    ("resistance", {"kind": "antigen_loss"}, []),
    ("resistance", {"timing": "acquired"}, ["b2m-loss"]),
    ("resistance", {"timing": "primary"}, []),
    ("resistance", {"gene": "b2m"}, ["b2m-loss"]),
    ("rationales", {"therapy": "toymab"}, ["pd-1-chemotherapy"]),
    ("rationales", {"mechanism": "PD-1 blockade"}, ["pd-1-chemotherapy"]),
    ("rationales", {"partner": "chemotherapy"}, ["pd-1-chemotherapy"]),
    ("rationales", {"partner": "cisplatin"}, []),
    ("rationales", {"disease": "lung cancer"}, ["pd-1-chemotherapy"]),
    ("rationales", {"study": "TRIAL-1"}, ["pd-1-chemotherapy"]),
    ("programmes", {"target": "PD-1"}, ["tomorrowmab"]),
    ("programmes", {"mechanism": "checkpoint blockade"}, ["tomorrowmab"]),
    ("programmes", {"modality": "car_t_cell"}, []),
    ("programmes", {"disease": "melanoma"}, ["tomorrowmab"]),
    ("programmes", {"stage": "ended"}, ["tomorrowmab"]),
    ("programmes", {"stage": "ended", "on": "2019-05-30"}, []),  # known to the month only
    ("programmes", {"stage": "phase_3", "on": "2019-05-30"}, ["tomorrowmab"]),
]


@pytest.mark.parametrize(("name", "keywords", "ids"), ASKED)
def test_where(toy_dataset, name, keywords, ids):
    collection = getattr(toy_dataset, name)
    found = collection.where(**keywords)
    assert list(found.ids) == ids
    assert type(found) is type(collection)
    assert found.where(**keywords) == found


@pytest.mark.parametrize(
    ("name", "keywords", "error"),
    [
        ("predictions", {"biomarker": "no"}, UnknownIdError),
        ("predictions", {"predicts": "luck"}, VocabularyError),
        ("predictions", {"strength": "iron"}, VocabularyError),
        ("predictions", {"treatment": "nosuchmab"}, coley.UnknownNameError),
        ("resistance", {"kind": "stubborn"}, VocabularyError),
        ("resistance", {"timing": "late"}, VocabularyError),
        ("resistance", {"gene": 7}, ArgumentError),
        ("resistance", {"mechanism": "no"}, UnknownIdError),
        ("rationales", {"partner": "no"}, UnknownIdError),
        ("programmes", {"stage": "phase_9"}, VocabularyError),
        ("programmes", {"stage": "ended", "on": "yesterday"}, ArgumentError),
    ],
)
def test_a_wrong_word_is_an_error(toy_dataset, name, keywords, error):
    with pytest.raises(error):
        getattr(toy_dataset, name).where(**keywords)


def test_a_programme_is_found_by_its_code_and_is_no_therapy(toy_dataset):
    assert toy_dataset.programmes.find("TM-1").id == "tomorrowmab"
    assert toy_dataset.search("TM-1") == ()


def test_the_past_knows_no_later_news(toy_dataset):
    then = toy_dataset.as_of("2018-12-31")
    assert [event.stage for event in then.programmes["tomorrowmab"].events] == ["phase_3"]
    assert toy_dataset.programmes["tomorrowmab"].stage("2015-01-01") is None
    assert toy_dataset.programmes["tomorrowmab"].stage() == "ended"
    before = toy_dataset.as_of("2015-01-01")  # before any source
    assert not before.programmes
    assert not before.resistance
    assert not before.rationales
    assert not before.predictions
    assert not before.table("diagnostics").data
    assert toy_dataset.as_of("2016-10-24").table("diagnostics").data


@pytest.mark.parametrize(
    ("name", "at", "value", "message"),
    [
        (
            "resistance/b2m-loss.json",
            "frequencies",
            [{"population": "x", **toy.EVIDENCE}],
            "give n or percent",
        ),
        (
            "resistance/b2m-loss.json",
            "frequencies",
            [{"population": "x", "n": 3, "total": 2, **toy.EVIDENCE}],
            "no smaller",
        ),
        ("resistance/b2m-loss.json", "mechanisms", ["no"], "no 'no' in mechanisms"),
        ("resistance/b2m-loss.json", "targets", ["no"], "no 'no' in targets"),
        ("rationales/pd-1-chemotherapy.json", "partners", ["no"], "no 'no' in partners"),
        ("rationales/pd-1-chemotherapy.json", "evidence", [], "at least 1"),
        ("programmes/tomorrowmab.json", "studies", ["no"], "no 'no' in studies"),
        ("programmes/tomorrowmab.json", "therapy", "no", "no 'no' in therapies"),
    ],
)
def test_a_bad_record_is_refused(tmp_path, name, at, value, message):
    files = toy.records()
    files[name][at] = value
    with pytest.raises(DatasetError, match=message):
        coley.load(toy.write(tmp_path, files))


def test_news_out_of_order_is_refused(tmp_path):
    files = toy.records()
    files["programmes/tomorrowmab.json"]["events"].reverse()
    with pytest.raises(DatasetError, match="not in order"):
        coley.load(toy.write(tmp_path, files))


def test_a_prediction_of_nothing_known_is_refused(tmp_path):
    files = toy.records()
    files["biomarkers/pd-l1-tps.json"]["predictions"][0]["treatments"] = ["nosuchmab"]
    files["biomarkers/pd-l1-tps.json"]["diagnostics"][0]["therapies"] = ["nosuchmab"]
    with pytest.raises(DatasetError) as caught:
        coley.load(toy.write(tmp_path, files))
    assert len(caught.value.problems) == 2


def test_why_a_prediction(toy_dataset):
    assert toy_dataset.why("pd-l1-tps.toymab-nsclc").verification == "primary"
