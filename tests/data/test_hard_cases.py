"""The facts that are easiest to get wrong, as they stand in the shipped data."""

import datetime as dt

import pytest

from coley.model.criteria import Age, Alteration, BiomarkerLevel, HasHla
from coley.vocab import ApprovalPathway, IndicationStatus

SEVENTEEN = (
    "ipilimumab", "nivolumab-relatlimab", "avelumab", "cosibelimab", "retifanlimab",
    "tisagenlecleucel", "axicabtagene-ciloleucel", "lifileucel", "afamitresgene-autoleucel",
    "blinatumomab", "tarlatamab", "tebentafusp", "talimogene-laherparepvec", "sipuleucel-t",
    "aldesleukin", "bcg", "nogapendekin-alfa-inbakicept",
)  # fmt: skip

HISTORIES = {
    "avelumab.fda.merkel-cell-carcinoma": {
        "accelerated_approval": "2017-03-23", "conversion": "2023-09-06"},
    "tarlatamab.fda.es-sclc-after-platinum": {
        "accelerated_approval": "2024-05-16", "conversion": "2025-11-19"},
    "retifanlimab.fda.merkel-cell-carcinoma": {
        "accelerated_approval": "2023-03-22", "conversion": "2025-12-17"},
    "retifanlimab.fda.anal-canal-after-platinum": {"approval": "2025-05-15"},
    "retifanlimab.fda.anal-canal-first-line-carboplatin-paclitaxel": {"approval": "2025-05-15"},
    "blinatumomab.fda.b-all-relapsed-refractory-ph-negative": {
        "accelerated_approval": "2014-12-03", "conversion": "2017-07-11",
        "superseded": "2017-07-11"},
    "blinatumomab.fda.b-all-mrd": {"accelerated_approval": "2018-03-29"},
    "blinatumomab.fda.b-all-consolidation": {"approval": "2024-06-14"},
    "tebentafusp.fda.uveal-melanoma": {"approval": "2022-01-25"},
    "afamitresgene-autoleucel.fda.synovial-sarcoma": {"accelerated_approval": "2024-08-02"},
    "lifileucel.fda.melanoma": {"accelerated_approval": "2024-02-16"},
    "nivolumab-relatlimab.fda.melanoma-advanced": {"approval": "2022-03-18"},
    "axicabtagene-ciloleucel.fda.follicular-lymphoma-3l": {"accelerated_approval": "2021-03-05"},
    "tisagenlecleucel.fda.b-cell-all": {"approval": "2017-08-30"},
    "cosibelimab.fda.cutaneous-squamous-cell-carcinoma": {"approval": "2024-12-13"},
}  # fmt: skip


@pytest.mark.parametrize("therapy", SEVENTEEN)
def test_each_of_the_seventeen_is_whole(ds, therapy):
    record = ds.therapies[therapy]
    assert record.names
    assert record.construct is not None or record.components
    assert record.mechanisms
    assert ds.tables.targets_of(record) or therapy in {"bcg", "lifileucel"}
    assert any(i.agency == "FDA" for i in record.indications)
    first_days_unread = {"bcg"}  # licensed before the notices began
    assert any(
        p.agency == "FDA" and (p.first_approval or therapy in first_days_unread)
        for p in record.products
    )
    assert len(record.adverse_effects) >= 5
    (row,) = [row for row in ds.coverage().rows() if row["therapy"] == therapy]
    assert row["outcomes"] >= 1
    assert row["incidences"] >= 1
    assert set(row["missing"]) <= {"second reading"}


@pytest.mark.parametrize("therapy", SEVENTEEN)
def test_each_has_a_pivotal_outcome_with_its_interval(ds, therapy):
    outcomes = ds.outcomes.where(therapy=therapy)
    assert any(o.interval is not None and o.interval.level for o in outcomes)


@pytest.mark.parametrize("indication", HISTORIES)
def test_histories(ds, indication):
    actions = {a.action.value: str(a.date) for a in ds.indications[indication].actions}
    assert HISTORIES[indication].items() <= actions.items()


def test_a_conversion_changes_the_pathway_and_not_the_status(ds):
    merkel = ds.indications["avelumab.fda.merkel-cell-carcinoma"]
    assert merkel.pathway(dt.date(2023, 9, 5)) is ApprovalPathway.ACCELERATED
    assert merkel.pathway(dt.date(2023, 9, 6)) is ApprovalPathway.REGULAR
    assert merkel.status(dt.date(2023, 9, 5)) is IndicationStatus.APPROVED


def requirements(ds, indication, kind):
    found = ds.indications[indication].requirements
    return [(leaf, negated) for leaf, negated in found if isinstance(leaf, kind)]


def test_hla_of_the_two_receptor_therapies(ds):
    ((tebentafusp, _),) = requirements(ds, "tebentafusp.fda.uveal-melanoma", HasHla)
    assert tebentafusp.any_of == ("HLA-A*02:01",)
    found = requirements(ds, "afamitresgene-autoleucel.fda.synovial-sarcoma", HasHla)
    wanted = {alleles for leaf, negated in found if not negated for alleles in leaf.any_of}
    barred = {alleles for leaf, negated in found if negated for alleles in leaf.any_of}
    assert wanted == {f"HLA-A*02:0{i}P" for i in (1, 2, 3, 6)}
    assert barred == {"HLA-A*02:05P"}


def test_blinatumomab_through_its_populations(ds):
    """Philadelphia-negative adults, then any, then CD19-positive, then from one month of age."""

    def open_on(day):
        found = ds.indications.where(
            therapy="blinatumomab", agency="FDA", status="approved", on=day
        )
        return {i.removeprefix("blinatumomab.fda.") for i in found.ids}

    assert open_on("2014-12-02") == set()
    assert open_on("2014-12-03") == {"b-all-relapsed-refractory-ph-negative"}
    assert open_on("2017-07-11") == {"b-all-relapsed-refractory"}
    assert open_on("2018-03-29") == {"b-all-relapsed-refractory", "b-all-mrd"}
    assert open_on("2024-06-14") == {
        "b-all-relapsed-refractory-cd19-from-1-month",
        "b-all-mrd-cd19-from-1-month",
        "b-all-consolidation",
    }
    ((mrd, _),) = [
        (leaf, negated)
        for leaf, negated in requirements(ds, "blinatumomab.fda.b-all-mrd", BiomarkerLevel)
        if leaf.biomarker == "mrd"
    ]
    assert (mrd.comparator, mrd.threshold) == (">=", 0.1)
    ((ph, negated),) = requirements(ds, "blinatumomab.fda.b-all-consolidation", Alteration)
    assert ph.gene == "BCR-ABL1"
    assert negated
    ((age, _),) = requirements(ds, "blinatumomab.fda.b-all-consolidation", Age)
    assert (age.minimum, age.unit) == (1, "months")


def test_two_denominators_and_two_scales_of_one_event_stay_apart(ds):
    found = ds.incidences.where(therapy="Kymriah", study="juliet", event="CRS", grade="any")
    seen = {(i.n, i.total, i.scale.value) for i in found}
    assert {
        (64, 111, "Penn"),
        (78, 106, "Penn"),
        (61, 111, "ASTCT_2019"),
        (63, 111, "Lee_2014"),
    } <= seen


def test_intervals_keep_their_level(ds):
    levels = {o.id: o.interval.level for o in ds.outcomes if o.interval}
    assert levels["dellphi-301.orr-10-mg"] == 97.5
    assert levels["dellphi-301.orr-10-mg-fda"] == 95


@pytest.mark.parametrize(
    ("disease", "therapies"),
    [
        ("lung cancer", {"tarlatamab", "ipilimumab"}),
        ("lymphoma", {"axicabtagene-ciloleucel", "tisagenlecleucel"}),
        ("skin cancer", {"avelumab", "cosibelimab", "retifanlimab", "lifileucel"}),
    ],
)
def test_a_group_of_diseases_finds_its_members(ds, disease, therapies):
    found = ds.indications.where(disease=disease, agency="FDA", status="approved")
    assert therapies <= {indication.therapy for indication in found}


@pytest.mark.parametrize(
    "group", ["checkpoint-blockade", "adoptive-cell-transfer", "cd3-redirection"]
)
def test_a_class_finds_its_members(ds, group):
    members = {
        "checkpoint-blockade": {"ipilimumab", "avelumab", "retifanlimab", "nivolumab-relatlimab"},
        "adoptive-cell-transfer": {"lifileucel", "tisagenlecleucel", "afamitresgene-autoleucel"},
        "cd3-redirection": {"blinatumomab", "tarlatamab", "tebentafusp"},
    }
    assert members[group] <= set(ds.therapies.where(mechanism=group).ids)
