"""Cross-checks against reference tables: agreement is silent, each disagreement is found."""

import pytest
import toy

import coley
from coley.curation import reference
from coley.curation.reference import REFERENCE_RULES, Reference

TABLES = {
    "mondo_cancer.tsv": [{"id": "MONDO:0005105", "label": "melanoma", "ncit_exact": "NCIT:C3224"}],
    "doid_cancer.tsv": [{"id": "DOID:1909"}],
    "ncit_neoplasm.tsv": [{"id": "NCIT:C3224"}],
    "oncotree.tsv": [{"code": "MEL"}],
    "hgnc_targets.tsv": [
        {"symbol": "PDCD1", "hgnc_id": "HGNC:8760", "uniprot_recommended": "Q15116"}
    ],
    "ctcae_v5_ncit.tsv": [{"ctcae_v5_term": "Hypophysitis", "ncit_id": "NCIT:C143193"}],
    "io_drug_ids_sample.tsv": [
        {"inn": "Toymab", "unii_via_drugbank_cc0": "UNII:ABCDEFGHIJ", "drugbank_id_cc0": "DRUGBANK:DB00001"}
    ],
    "drugsfda_immuno_actions.tsv": [
        {"ApplNo": "100001", "date": "2015-05-20"},
        {"ApplNo": "100001", "date": "2018-06-30"},
    ],
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "reference"
    root.mkdir()
    for name, rows in TABLES.items():
        lines = ["# a comment", "\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
        (root / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root


def findings(tmp_path, folder, rule, edit=lambda files: None):
    files = toy.records()
    edit(files)
    dataset = coley.load(toy.write(tmp_path / "toy", files))
    return [str(problem) for problem in rule(dataset.tables, Reference(folder))]


def xrefs(name, *ids):
    return lambda files: files[name].update(xrefs=list(ids))


def event(**fields):
    return lambda files: files["adverse_events/hypophysitis.json"].update(**fields)


def move_first_action(files):
    therapy = files["therapies/toymab.json"]
    therapy["indications"][0]["actions"][0]["date"] = "2015-05-21"


BAD = [
    (reference.diseases_agree, xrefs("diseases/melanoma.json", "MONDO:9999999"), "not a cancer of Mondo"),
    (reference.diseases_agree, xrefs("diseases/melanoma.json", "MONDO:0005105", "NCIT:C1"), "maps exactly"),
    (reference.diseases_agree, xrefs("diseases/melanoma.json", "DOID:1"), "Disease Ontology"),
    (reference.diseases_agree, xrefs("diseases/melanoma.json", "oncotree:XXX"), "not in OncoTree"),
    (reference.targets_agree, lambda f: f["targets/pdcd1.json"].update(hgnc="hgnc:17635"), "is hgnc:8760"),
    (reference.targets_agree, lambda f: f["targets/pdcd1.json"].update(uniprot="uniprot:Q1"), "uniprot:Q15116"),
    (reference.targets_agree, lambda f: f["targets/pdcd1.json"].update(name="PDCD9"), "hgnc:8760 is PDCD1"),
    (reference.adverse_events_agree, event(ctcae_term="Sadness", ctcae_version="5.0"), "no CTCAE v5.0 term"),
    (reference.adverse_events_agree,
     event(ctcae_term="Hypophysitis", ctcae_version="5.0", xrefs=["NCIT:C1"]), "is NCIT:C143193"),
    (reference.drug_codes_agree, xrefs("therapies/toymab.json", "unii:0000000000"), "should be UNII"),
    (reference.drug_codes_agree, xrefs("therapies/toymab.json", "drugbank:DB99999"), "should be DRUGBANK"),
    (reference.drugs_at_fda_agrees, move_first_action, "no Drugs@FDA action on BLA 100001 on 2015-05-21"),
    (reference.drugs_at_fda_agrees, move_first_action, "on 2015-05-20 is not accounted for"),
]  # fmt: skip


@pytest.mark.parametrize("rule", REFERENCE_RULES, ids=lambda rule: rule.__name__)
def test_what_agrees_is_silent(tmp_path, folder, rule):
    def good(files):
        xrefs("diseases/melanoma.json", "MONDO:0005105", "NCIT:C3224", "DOID:1909", "oncotree:MEL")(
            files
        )
        event(ctcae_term="Hypophysitis", ctcae_version="5.0", xrefs=["NCIT:C143193"])(files)
        xrefs("therapies/toymab.json", "unii:ABCDEFGHIJ", "drugbank:DB00001")(files)

    assert findings(tmp_path, folder, rule, good) == []


@pytest.mark.parametrize(("rule", "edit", "message"), BAD)
def test_what_disagrees_is_found(tmp_path, folder, rule, edit, message):
    assert any(message in found for found in findings(tmp_path, folder, rule, edit))


@pytest.mark.parametrize("rule", REFERENCE_RULES, ids=lambda rule: rule.__name__)
def test_a_missing_table_is_no_finding(tmp_path, rule):
    (tmp_path / "empty").mkdir()
    assert findings(tmp_path, tmp_path / "empty", rule, move_first_action) == []


def test_every_cross_check_is_tried():
    assert {rule for rule, *_ in BAD} == set(REFERENCE_RULES)


def test_an_explained_action_is_accounted_for(tmp_path, folder):
    def explain(files):
        move_first_action(files)
        files["therapies/toymab.json"]["other_actions"] = [
            {
                "agency": "FDA",
                "application": "BLA 100001/S-1",
                "date": "2015-05-20",
                "reason": "a new schedule",
                **toy.EVIDENCE,
            }
        ]

    found = findings(tmp_path, folder, reference.drugs_at_fda_agrees, explain)
    assert len(found) == 1
    assert "no Drugs@FDA action" in found[0]
