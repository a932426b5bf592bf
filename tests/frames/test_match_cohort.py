"""Cohorts: the same answers on every engine, and those of the one-patient matcher."""

import polars as pl
import pytest
from engines import ENGINES, polars_frame
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_vignettes import VIGNETTES

import coley
from coley import Patient, PatientError
from coley.errors import ArgumentError, MissingExtraError, VocabularyError
from coley.frames import cohort_columns, flatten, match_cohort, verdict_column
from coley.vocab import DiseaseState, Extent, Setting, TreatmentOutcome

DS = coley.load()
ON = "2026-09-01"
COLUMNS = {row["column"]: row["type"] for row in cohort_columns(DS, on=ON).rows()}
DISEASES = list(DS.diseases.ids)
GENES = ["EGFR", "ALK", "ROS1", "BRAF"]
MARKERS = [m for m in DS.biomarkers.ids if DS.biomarkers[m].kind.value != "hla"]
CONDITIONS = list(DS.conditions.ids)
ALLELES = ["HLA-A*02:01", "HLA-A*02:05", "HLA-A*02:06", "HLA-A*02:07", "HLA-A*02", "HLA-A*24:02",
           "HLA-A*02:01:01", "HLA-A*02:01P", "HLA-A*02:101"]  # fmt: skip
TREATMENTS = [
    treatment
    for indication in DS.indications.where(agency="FDA", status="approved", on=ON)
    for rule, _ in indication.requirements
    if rule.kind == "prior_therapy"
    for treatment in rule.any_of
]


def maybe(strategy):
    return st.none() | strategy


def words(vocabulary, most=2):
    return maybe(
        st.lists(st.sampled_from(list(vocabulary)), unique=True, min_size=1, max_size=most)
    )


@st.composite
def patients(draw):
    """A patient whom the columns of a cohort can describe, and who does not contradict himself."""
    treatment = st.fixed_dictionaries(
        {"treatment": st.sampled_from(sorted(set(TREATMENTS)))},
        optional={
            "outcome": st.sampled_from(list(TreatmentOutcome)),
            "setting": st.sampled_from(list(Setting)),
            "months": st.floats(0, 30),
            "courses": st.integers(1, 3),
        },
    )
    facts = {
        "disease": draw(maybe(st.sampled_from(DISEASES))),
        "extent": draw(words(Extent)),
        "stage": draw(maybe(st.sampled_from(["I", "IB", "II", "IIB", "III", "IIIA", "IIIC", "IV"]))),
        "setting": draw(maybe(st.sampled_from([*Setting, "palliative"]))),
        "state": draw(words(DiseaseState)),
        "prior_lines": draw(maybe(st.integers(0, 6))),
        "prior_therapies": draw(maybe(st.lists(treatment, max_size=3))),
        "biomarkers": draw(
            st.dictionaries(
                st.sampled_from(MARKERS), st.booleans() | st.sampled_from([0, 0.1, 1, 10, 49, 50, 100]),
                max_size=4,
            )
        ),
        "alterations": draw(
            st.dictionaries(
                st.sampled_from(GENES), st.booleans() | st.sampled_from(["V600E", "rearrangement"])
            )
        ),
        "hla": draw(maybe(st.lists(st.sampled_from(ALLELES), min_size=1, max_size=2))),
        "age": draw(maybe(st.floats(0, 99))),
        "weight": draw(maybe(st.floats(1, 150))),
        "conditions": draw(st.dictionaries(st.sampled_from(CONDITIONS), st.booleans(), max_size=4)),
    }  # fmt: skip
    try:
        return Patient(**facts)
    except PatientError:
        return Patient(**{**facts, "extent": None, "state": None, "prior_lines": None})


def one_by_one(patient):
    """The answers of the one-patient matcher, by column."""
    return {
        verdict_column(v.indication.id): v.answer.value
        for v in DS.match(patient, on=ON)
        if v.findings[0].answer == "yes"
    }


def cohort_of(people):
    rows = [{"patient": i, **row} for i, row in enumerate(flatten(people, DS, on=ON))]
    return polars_frame(rows, COLUMNS)


def check(people, engine):
    there, back = ENGINES[engine]
    found = back(match_cohort(there(cohort_of(people)), DS, on=ON)).sort("patient")
    for person, row in zip(people, found.to_dicts(), strict=True):
        expected = one_by_one(person)
        assert {name: row[name] for name in expected} == expected


@settings(
    max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(st.lists(patients(), min_size=5, max_size=20))
def test_a_cohort_is_its_patients(people):
    check(people, "polars")


def described_by_columns(vignette):
    """Bounds of a biomarker and assays have no column."""
    return all(
        marker.assay is None and marker.below is None and marker.at_least == marker.at_most
        for marker in Patient(**vignette["patient"]).biomarkers
    )


PEOPLE = [
    Patient(**vignette["patient"]) for vignette in VIGNETTES if described_by_columns(vignette)
]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_answers_of_the_matcher(engine):
    check(PEOPLE[::9], engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_kind_of_frame_comes_out(engine):
    there, back = ENGINES[engine]
    native = there(cohort_of([Patient(disease="melanoma"), Patient()]))
    found = match_cohort(native, DS, on=ON)
    assert type(found) is type(native)
    frame = back(found)
    assert frame.columns[: len(back(native).columns)] == back(native).columns
    assert not [name for name in frame.columns if name.startswith("__coley")]


def test_an_empty_cohort_and_one_without_columns():
    nobody = match_cohort(pl.DataFrame({"disease": pl.Series([], dtype=pl.String)}), DS)
    assert nobody.height == 0
    assert verdict_column("tebentafusp.fda.uveal-melanoma") in nobody.columns
    nothing = match_cohort(pl.DataFrame({"patient": [1, 2]}), DS)
    assert set(nothing[verdict_column("tebentafusp.fda.uveal-melanoma")]) == {"unknown"}


def test_names_and_spelling_of_diseases_and_extents():
    frame = pl.DataFrame(
        {
            "disease": ["Uveal Melanoma", " melanoma ", "NSCLC", "gout", None],
            "extent": ["Locally advanced|Unresectable", "metastatic", "metastatic", "", None],
            "hla": ["HLA-A*02:01|HLA-A*24:02"] * 5,
            "age": [60] * 5,
        }
    )
    found = match_cohort(frame, DS)[verdict_column("tebentafusp.fda.uveal-melanoma")]
    assert found.to_list() == ["yes", "unknown", "no", "unknown", "unknown"]


def test_alterations_may_be_flags():
    column = verdict_column("ipilimumab.fda.nsclc-first-line-nivolumab-chemotherapy")
    frame = pl.DataFrame(
        {
            "disease": ["nsclc"] * 3, "extent": ["metastatic"] * 3, "prior_lines": [0] * 3,
            "age": [60] * 3, "ALK": [False] * 3, "EGFR": [False, True, None],
        }
    )  # fmt: skip
    assert match_cohort(frame, DS)[column].to_list() == ["yes", "no", "unknown"]


def test_columns_that_nobody_asks_for_do_no_harm():
    frame = pl.DataFrame({"disease": ["melanoma"], "extent": ["metastatic"], "state": [None], "x": [1]},
                         schema_overrides={"state": pl.String})  # fmt: skip
    asked = DS.indications.where(therapy="bcg")
    assert match_cohort(frame, DS, indications=asked).columns[:4] == frame.columns
    assert match_cohort(frame, DS, indications=[]).equals(frame)


def test_the_day_chooses_the_indications():
    early = match_cohort(pl.DataFrame({"disease": ["melanoma"]}), DS, on="2011-12-31")
    assert [name for name in early.columns if "ipilimumab" in name] == [
        "ipilimumab__fda__melanoma_advanced_2011"
    ]
    then = match_cohort(pl.DataFrame({"disease": ["melanoma"]}), DS.as_of("2011-12-31"))
    assert then.columns == early.columns


@pytest.mark.parametrize(
    ("column", "values"),
    [("age", ["60"]), ("disease", [5]), ("cisplatin_eligible", ["yes"]), ("pd_l1_tps", ["60%"])],
)
def test_a_column_of_the_wrong_type(column, values):
    with pytest.raises(ArgumentError, match=f"column '{column}'"):
        match_cohort(pl.DataFrame({column: values}), DS)


@pytest.mark.parametrize("frame", [None, 5, "frame", [1], {"disease": ["melanoma"]}])
def test_what_is_no_frame(frame):
    with pytest.raises(ArgumentError):
        match_cohort(frame, DS)


def test_wrong_words():
    frame = pl.DataFrame({"disease": ["melanoma"]})
    with pytest.raises(VocabularyError):
        match_cohort(frame, DS, agency="fda")
    with pytest.raises(ArgumentError):
        match_cohort(frame, DS, on="soon")


def test_without_narwhals_it_says_what_to_install(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "narwhals", None)
    with pytest.raises(MissingExtraError, match=r"coley\[frames\]"):
        match_cohort(pl.DataFrame({"disease": ["melanoma"]}), DS)


def test_the_columns_are_listed():
    rows = cohort_columns(DS).rows()
    assert rows[0] == {
        "column": "disease",
        "type": "text",
        "holds": "id, name or synonym of the disease",
        "indications": len(
            [i for i in DS.indications.where(agency="FDA", status="approved") if i.diseases]
        ),
    }
    assert len({row["column"] for row in rows}) == len(rows)
