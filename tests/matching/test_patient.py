"""What may be said of a patient, in the words people use, and what contradicts itself."""

import pytest

from coley import Patient, PatientError
from coley.model import GeneStatus, MarkerValue, PriorTreatment
from coley.vocab import Extent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PD-L1 TPS 60%", {"biomarker": "PD-L1 TPS", "at_least": 60, "at_most": 60}),
        ("PD-L1 TPS: 60 %", {"biomarker": "PD-L1 TPS", "at_least": 60, "at_most": 60}),
        ("CPS 10", {"biomarker": "CPS", "at_least": 10, "at_most": 10}),
        ("TPS <1%", {"biomarker": "TPS", "below": 1}),
        ("TPS \u2265 50%", {"biomarker": "TPS", "at_least": 50}),
        ("TMB >= 10 mut/Mb", {"biomarker": "TMB", "at_least": 10}),
        ("TMB 12.5 mutations/Mb (F1CDx)",
         {"biomarker": "TMB", "at_least": 12.5, "at_most": 12.5, "assay": "F1CDx"}),
        ("MSI-H", {"biomarker": "MSI-H", "positive": True}),
        ("MSS", {"biomarker": "MSI-H", "positive": False}),
        ("pMMR", {"biomarker": "MSI-H", "positive": False}),
        ("CD19 positive", {"biomarker": "CD19", "positive": True}),
        ("CD19+", {"biomarker": "CD19", "positive": True}),
        ("HER2-negative", {"biomarker": "HER2", "positive": False}),
    ],
)  # fmt: skip
def test_biomarkers_in_words(text, expected):
    assert Patient(biomarkers=[text]).biomarkers == (MarkerValue(**expected),)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["EGFR wt"], {"gene": "EGFR", "altered": False}),
        (["EGFR wild-type"], {"gene": "EGFR", "altered": False}),
        (["ALK negative"], {"gene": "ALK", "altered": False}),
        (["BRAF V600E"], {"gene": "BRAF", "altered": True, "variant": "V600E"}),
        (["KRAS mutated"], {"gene": "KRAS", "altered": True}),
        ({"egfr": False}, {"gene": "EGFR", "altered": False}),
        ({"ALK": "rearrangement"}, {"gene": "ALK", "altered": True, "variant": "rearrangement"}),
        ({"ROS1": "wt"}, {"gene": "ROS1", "altered": False}),
    ],
)
def test_alterations_in_words(given, expected):
    assert Patient(alterations=given).alterations == (GeneStatus(**expected),)


@pytest.mark.parametrize(
    ("text", "allele"),
    [
        ("HLA-A*02:01", "HLA-A*02:01"),
        ("A*02:01", "HLA-A*02:01"),
        ("hla-a0201", "HLA-A*02:01"),
        ("A*02:01:01:01", "HLA-A*02:01:01:01"),
        ("HLA-A*02:01P", "HLA-A*02:01P"),
        ("A*02", "HLA-A*02"),
        ("DRB1*15:01", "HLA-DRB1*15:01"),
    ],
)
def test_hla_in_words(text, allele):
    assert Patient(hla=[text]).hla == (allele,)


@pytest.mark.parametrize(
    ("text", "stage"), [("IV", "IV"), ("stage IV", "IV"), ("Stage 3c", "IIIC"), ("2", "II")]
)
def test_stages_in_words(text, stage):
    assert Patient(stage=text).stage == stage


def test_everything_may_be_left_out():
    patient = Patient()
    assert patient.prior_therapies is None
    assert patient.biomarkers == ()
    assert Patient(prior_therapies=[]).prior_therapies == ()
    assert isinstance(hash(patient), int)


def test_lists_words_and_mappings():
    patient = Patient(
        extent=["locally advanced", "unresectable"],
        state="relapsed",
        setting="adjuvant",
        prior_therapies=[
            "carboplatin",
            {"treatment": "pembro", "outcome": "progressed", "months": 3},
        ],
        biomarkers={"pd-l1-tps": 60, "MSI-H": False, "CD19": "positive"},
        conditions={"cisplatin-eligible": False},
    )
    assert patient.extent == (Extent.LOCALLY_ADVANCED, Extent.UNRESECTABLE)
    assert patient.prior_therapies[0] == PriorTreatment(treatment="carboplatin")
    assert patient.prior_therapies[1].months == 3
    assert [m.positive for m in patient.biomarkers] == [None, False, True]
    assert Patient(conditions=["not cisplatin-eligible"]).conditions == patient.conditions
    assert Patient(setting="palliative").setting == "palliative"


def test_a_patient_survives_json():
    patient = Patient(disease="nsclc", extent="metastatic", biomarkers=["TPS 60%"], hla=["A*02:01"])
    assert Patient.model_validate_json(patient.model_dump_json()) == patient


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"biomarkers": ["MSI-H", "MSS"]}, "MSI-H is given as positive and as negative"),
        ({"biomarkers": ["CPS 10", "CPS 20"]}, "CPS has two values"),
        ({"biomarkers": [MarkerValue(biomarker="CPS", at_least=9, at_most=3)]}, "at least 9 and at"),
        ({"alterations": ["EGFR wt", "EGFR L858R"]}, "EGFR is given as altered and as not"),
        ({"extent": ["resectable", "unresectable"]}, "exclude each other"),
        ({"extent": ["metastatic", "localised"]}, "exclude each other"),
        ({"state": ["newly_diagnosed", "relapsed"]}, "exclude each other"),
        ({"conditions": ["fit", "not fit"]}, "as holding and as not holding"),
        ({"hla": ["A*01:01", "A*02:01", "A*03:01"]}, "three alleles of HLA-A"),
        ({"prior_lines": 0, "prior_therapies": [{"treatment": "x", "outcome": "progressed"}]},
         "prior_lines: is 0"),
    ],
)  # fmt: skip
def test_contradictions(keywords, message):
    with pytest.raises(PatientError) as caught:
        Patient(**keywords)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("keywords", "where"),
    [
        ({"age": -1}, "age"),
        ({"age": "old"}, "age"),
        ({"weight": 0}, "weight"),
        ({"prior_lines": 1.5}, "prior_lines"),
        ({"prior_lines": -1}, "prior_lines"),
        ({"disease": 5}, "disease"),
        ({"disease": ""}, "disease"),
        ({"extent": "everywhere"}, "extent"),
        ({"extent": 5}, "a word or a list"),
        ({"setting": "second line"}, "setting"),
        ({"stage": "late"}, "stage"),
        ({"stage": 4}, "stage"),
        ({"biomarkers": ["PD-L1"]}, "'PD-L1' has no result"),
        ({"biomarkers": "TPS 60%"}, "a list or a mapping"),
        ({"biomarkers": {"TPS": None}}, "a number, True, False"),
        ({"biomarkers": {5: 1}}, "a name is wanted"),
        ({"alterations": ["EGFR"]}, "'EGFR' has no result"),
        ({"alterations": {"EGFR": 5}}, "True, False or a variant"),
        ({"hla": ["A2"]}, "hla"),
        ({"hla": 5}, "hla"),
        ({"prior_therapies": "carboplatin"}, "prior_therapies"),
        ({"prior_therapies": [{"drug": "carboplatin"}]}, "prior_therapies"),
        ({"prior_therapies": [{"treatment": "x", "outcome": "cured"}]}, "outcome"),
        ({"conditions": {"fit": "yes"}}, "conditions"),
        ({"ecog": 9}, "ecog"),
    ],
)
def test_what_cannot_be_understood(keywords, where):
    with pytest.raises(PatientError) as caught:
        Patient(**keywords)
    assert where in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_an_unknown_keyword_is_a_type_error():
    with pytest.raises(TypeError, match="unexpected keyword"):
        Patient(tumour="nsclc")
