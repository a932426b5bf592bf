"""Kleene's logic over the toy dataset: each requirement kind, each answer."""

import pytest
import toy

import coley
from coley import Patient
from coley.errors import ArgumentError, UnknownIdError, VocabularyError
from coley.vocab import Answer

EVERY = {  # a criterion of each kind; patients for whom the answer is yes, no, unknown
    "disease": (
        {"kind": "disease", "disease": "lung-cancer", "excluding": ["nsclc"]},
        None, {"disease": "melanoma"}, {"disease": "lung cancer"},
    ),
    "disease, excluded": (
        {"kind": "disease", "disease": "cancer", "excluding": ["nsclc"]},
        {"disease": "melanoma"}, {"disease": "NSCLC"}, {"disease": "cancer"},
    ),
    "extent": (
        {"kind": "extent", "any_of": ["unresectable", "metastatic"]},
        {"extent": "metastatic"}, {"extent": ["localised", "resectable"]}, {"extent": "localised"},
    ),
    "stage": (
        {"kind": "stage", "any_of": ["IIIB", "IV"]},
        {"stage": "IVA"}, {"stage": "IIIA"}, {"stage": "III"},
    ),
    "setting": (
        {"kind": "setting", "any_of": ["adjuvant"]},
        {"setting": "adjuvant"}, {"setting": "palliative"}, {},
    ),
    "state": (
        {"kind": "state", "any_of": ["second_or_later_relapse"]},
        {"state": ["second_or_later_relapse"]}, {"state": ["first_relapse"]}, {"state": "relapsed"},
    ),
    "prior_lines": (
        {"kind": "prior_lines", "minimum": 2, "maximum": 3},
        {"prior_lines": 2}, {"prior_lines": 4}, {},
    ),
    "prior_lines, none": (
        {"kind": "prior_lines", "maximum": 0},
        {"prior_therapies": []}, {"prior_lines": 1}, {"prior_therapies": ["cisplatin"]},
    ),
    "prior_therapy": (
        {"kind": "prior_therapy", "any_of": ["cisplatin"]},
        {"prior_therapies": ["cisplatin"]}, {"prior_therapies": ["toymab"]},
        {"prior_therapies": ["chemotherapy"]},
    ),
    "prior_therapy, class": (
        {"kind": "prior_therapy", "any_of": ["checkpoint-blockade"]},
        {"prior_therapies": ["Toytruda"]}, {"prior_therapies": []}, {},
    ),
    "prior_therapy, first line": (
        {"kind": "prior_therapy", "any_of": ["chemotherapy"], "outcome": ["progressed"]},
        {"prior_therapies": [{"treatment": "cisplatin", "outcome": "progressed"}]},
        {"prior_lines": 0}, {"prior_therapies": ["cisplatin"]},
    ),
    "prior_therapy, outcome and time": (
        {"kind": "prior_therapy", "any_of": ["chemotherapy"], "outcome": ["relapsed"],
         "within_months": 12},
        {"prior_therapies": [{"treatment": "cisplatin", "outcome": "relapsed", "months": 12}]},
        {"prior_therapies": [{"treatment": "cisplatin", "outcome": "relapsed", "months": 13}]},
        {"prior_therapies": [{"treatment": "cisplatin", "outcome": "relapsed"}]},
    ),
    "prior_therapy, setting": (
        {"kind": "prior_therapy", "any_of": ["chemotherapy"], "setting": ["adjuvant"]},
        {"prior_therapies": [{"treatment": "cisplatin", "setting": "adjuvant"}]},
        {"prior_therapies": [{"treatment": "cisplatin", "setting": "maintenance"}]},
        {"prior_therapies": ["cisplatin"]},
    ),
    "prior_therapy, courses": (
        {"kind": "prior_therapy", "any_of": ["chemotherapy"], "minimum_courses": 2},
        {"prior_therapies": [{"treatment": "cisplatin", "courses": 2}]},
        {"prior_therapies": [{"treatment": "cisplatin", "courses": 1}]},
        {"prior_therapies": ["cisplatin"]},
    ),
    "biomarker": (
        {"kind": "biomarker", "biomarker": "pd-l1-tps", "comparator": ">=", "threshold": 50},
        {"biomarkers": ["PD-L1 TPS 50%"]}, {"biomarkers": ["PD-L1 TPS 49%"]},
        {"biomarkers": ["PD-L1 TPS >=1%"]},
    ),
    "biomarker, negative": (
        {"kind": "biomarker", "biomarker": "pd-l1-tps", "comparator": ">=", "threshold": 1},
        {"biomarkers": {"pd-l1-tps": 1}}, {"biomarkers": ["PD-L1 TPS negative"]},
        {"biomarkers": ["PD-L1 TPS positive"]},
    ),
    "biomarker, below": (
        {"kind": "biomarker", "biomarker": "pd-l1-tps", "comparator": "<", "threshold": 1},
        {"biomarkers": ["PD-L1 TPS <1%"]}, {"biomarkers": ["PD-L1 TPS 1%"]}, {},
    ),
    "biomarker, assay": (
        {"kind": "biomarker", "biomarker": "pd-l1-tps", "comparator": ">=", "threshold": 1,
         "assays": ["PD-L1 IHC 22C3 pharmDx"]},
        {"biomarkers": ["PD-L1 TPS 5% (22C3)"]}, {"biomarkers": ["PD-L1 TPS 0%"]},
        {"biomarkers": ["PD-L1 TPS 5% (SP142)"]},
    ),
    "alteration": (
        {"kind": "alteration", "gene": "BRAF", "variant": "V600"},
        {"alterations": ["BRAF V600E"]}, {"alterations": ["BRAF G469A"]},
        {"alterations": {"BRAF": True}},
    ),
    "hla": (
        {"kind": "hla", "any_of": ["HLA-A*02:01"]},
        {"hla": ["A*02:01:01", "A*24:02"]}, {"hla": ["A*02:05", "A*24:02"]}, {"hla": ["A*24:02"]},
    ),
    "age": (
        {"kind": "age", "minimum": 18, "maximum": 25}, {"age": 25.9}, {"age": 17.9}, {},
    ),
    "age, months": (
        {"kind": "age", "minimum": 1, "unit": "months"}, {"age": 0.1}, {"age": 0.05}, {},
    ),
    "weight": ({"kind": "weight", "minimum": 40}, {"weight": 40}, {"weight": 39.9}, {}),
    "condition": (
        {"kind": "condition", "condition": "hsct-candidate"},
        {"conditions": {"hsct-candidate": True}}, {"conditions": ["not hsct-candidate"]}, {},
    ),
    "not": (
        {"kind": "not", "of": {"kind": "condition", "condition": "hsct-candidate"}},
        {"conditions": ["not candidate for transplant"]}, {"conditions": ["hsct-candidate"]}, {},
    ),
    "any_of": (
        {"kind": "any_of", "of": [{"kind": "age", "minimum": 60}, {"kind": "weight", "minimum": 90}]},
        {"age": 61}, {"age": 50, "weight": 80}, {"age": 50},
    ),
    "all_of": (
        {"kind": "all_of", "of": [{"kind": "age", "minimum": 60}, {"kind": "weight", "minimum": 90}]},
        {"age": 61, "weight": 95}, {"age": 50}, {"age": 61},
    ),
}  # fmt: skip


def dataset(tmp_path, criteria):
    files = toy.records()
    files["therapies/toymab.json"]["indications"][0]["criteria"] = criteria
    return coley.load(toy.write(tmp_path, files))


def verdict(ds, patient, **keywords):
    return ds.match(Patient(**patient), **keywords)["toymab.fda.melanoma"]


@pytest.mark.parametrize("name", EVERY)
def test_each_requirement_gives_each_answer(tmp_path, name):
    criteria, *patients = EVERY[name]
    ds = dataset(tmp_path, criteria)
    for answer, patient in zip(("yes", "no", "unknown"), patients, strict=True):
        if patient is None:
            continue
        found = verdict(ds, patient)
        assert found.answer.value == answer, (patient, str(found))
        assert bool(found.missing) is (answer == "unknown")
        assert all(finding.value for finding in found.findings)
    assert verdict(ds, {}).answer is Answer.UNKNOWN


def test_the_day_decides_what_is_approved(toy_dataset):
    patient = Patient(
        disease="nsclc", prior_lines=0, biomarkers=["PD-L1 TPS 60%"], alterations=["EGFR wt"]
    )
    on = {
        day: {v.indication.id: v.answer.value for v in toy_dataset.match(patient, on=day)}
        for day in ("2016-10-23", "2016-10-24", "2019-02-28", "2019-03-01")
    }
    assert "toymab.fda.nsclc" not in on["2016-10-23"]
    assert on["2016-10-24"]["toymab.fda.nsclc"] == "yes"
    assert on["2019-02-28"]["toymab.fda.nsclc"] == "yes"
    assert on["2019-03-01"]["toymab.fda.nsclc"] == "no"
    withdrawn = toy_dataset.match(patient)["toymab.fda.nsclc"]
    assert withdrawn.findings[0].value == "withdrawn 2019-03-01"
    assert toy_dataset.as_of("2018-01-01").match(patient)["toymab.fda.nsclc"].answer is Answer.YES


def test_verdicts_are_sorted_counted_and_explained(toy_dataset):
    verdicts = toy_dataset.match(Patient(disease="nsclc", prior_lines=0), on="2017-01-01")
    assert [v.answer.value for v in verdicts] == ["unknown", "no"]
    assert repr(verdicts) == "<Verdicts: 0 yes, 1 no, 1 unknown>"
    first = next(iter(verdicts))
    assert first.missing == ("PD-L1 TPS", "EGFR alterations")
    assert first.sources == ("notice",)
    text = str(first)
    assert text.startswith("UNKNOWN: toymab + [cisplatin] (toymab.fda.nsclc)")
    assert "yes      first line  [0 prior lines]" in text
    assert "to find out: PD-L1 TPS, EGFR alterations" in text
    assert "<table>" in first._repr_html_()
    assert "to find out" not in str(verdicts.where(answer="no"))
    assert verdicts._repr_html_().count("<table>") == 1
    with pytest.raises(KeyError):
        verdicts["toymab.fda.other"]
    with pytest.raises(VocabularyError, match="'unknown'"):
        verdicts.where(answer="maybe")


def test_what_to_find_out_next(toy_dataset):
    verdicts = toy_dataset.match(Patient(prior_lines=0, alterations=["EGFR wt"]), on="2017-01-01")
    assert verdicts.missing.rows() == [
        {"fact": "disease", "settles": 0, "concerns": 2},
        {"fact": "PD-L1 TPS", "settles": 0, "concerns": 1},
        {"fact": "extent", "settles": 0, "concerns": 1},
    ]


def test_rows_and_dataframes(toy_dataset):
    verdicts = toy_dataset.match(Patient(disease="melanoma"))
    rows = verdicts.rows()
    assert rows[0]["requirement"] == "approved by the FDA"
    assert len(rows) == sum(len(v.findings) for v in verdicts)
    assert verdicts.to_polars().height == len(verdicts.to_pandas()) == verdicts.to_arrow().num_rows


@pytest.mark.parametrize(
    ("keywords", "error"),
    [
        ({"disease": "gout"}, UnknownIdError),
        ({"biomarkers": {"pd-l9": 5}}, UnknownIdError),
        ({"conditions": ["fit"]}, UnknownIdError),
        ({"prior_therapies": ["holy water"]}, UnknownIdError),
    ],
)
def test_unknown_words_are_told(toy_dataset, keywords, error):
    with pytest.raises(error):
        toy_dataset.match(Patient(**keywords))


def test_arguments(toy_dataset):
    with pytest.raises(ArgumentError, match=r"a coley\.Patient"):
        toy_dataset.match({"disease": "melanoma"})
    with pytest.raises(ArgumentError):
        toy_dataset.match(Patient(), on="soon")
    with pytest.raises(VocabularyError):
        toy_dataset.match(Patient(), agency="fda")
    assert len(toy_dataset.match(Patient(), agency="EMA")) == 0
