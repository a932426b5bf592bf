"""Cross-checks against reference tables: agreement is silent, each disagreement is found."""

import csv
import json

import pytest
import toy

import coley
from coley.curation import reference, registers
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


EMA = {
    "Name of medicine": "Toytruda (previously Toymab Maker)",
    "Medicine status": "Authorised",
    "International non-proprietary name (INN) / common name": "toymab",
    "Marketing authorisation date": "01/09/2015",
}
PMDA = {
    "Approval Date": "Sep. 28, 2016",
    "Brand Name (Applicant Company)": "Toytruda Injection (Maker)",
    "Indications": "melanoma",
}
SWISSMEDIC = {
    "Zulassungs-nummer  Numéro d'autorisation ": "66231",
    "Erstzul.datum Arzneimittel  Date de première autorisation du médicament": "2016-01-20 00:00:00",
}


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "reference"
    root.mkdir()
    for name, rows in TABLES.items():
        lines = ["# a comment", "\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
        (root / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, row in (
        ("ema_all_status_2024-08-22.csv", EMA),
        ("pmda_approvals_2004_2024.csv", PMDA),
        ("swissmedic_packs_2025-12-31.csv", SWISSMEDIC),
    ):
        with (root / name).open("w", encoding="utf-8", newline="") as lines:
            table = csv.DictWriter(lines, row)
            table.writeheader()
            table.writerow(row)
    medicine = {"name": "Otherin", "inn": "otherab", "authorisationDate": "02/03/2020"}
    listed = json.dumps({"medicines": [medicine]})
    (root / "ema_authorised_2026-08-22.json").write_text(listed, encoding="utf-8")
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


def licensed(**fields):
    """Give the therapy another product, of another agency."""

    def edit(files):
        therapy = files["therapies/toymab.json"]
        product = {k: v for k, v in therapy["products"][0].items() if k != "application"}
        therapy["products"].append({**product, **fields})

    return edit


def used_in_japan(day, **fields):
    def edit(files):
        therapy = files["therapies/toymab.json"]
        source = {**files["sources/notice.json"], "id": registers._PMDA_SOURCE}
        files["sources/pmda.json"] = {**source, "url": "https://example.org/pmda"}
        files[f"sources/{registers._PMDA_SOURCE}.json"] = files.pop("sources/pmda.json")
        action = toy._action("approval", day, **fields)
        action["citations"] = [{**action["citations"][0], "source": registers._PMDA_SOURCE}]
        use = dict(therapy["indications"][0], id="toymab.pmda.melanoma", agency="PMDA")
        therapy["indications"].append({**use, "actions": [action]})
        therapy["indications"].sort(key=lambda each: each["id"])

    return edit


EUROPE = {"agency": "EMA", "first_approval": "2015-09-01"}
BAD = [
    (registers.europe_agrees, licensed(**{**EUROPE, "first_approval": "2015-09-02"}),
     "authorised on 2015-09-01, not 2015-09-02"),
    (registers.europe_agrees, lambda files: None, "no European product on record"),
    (registers.japan_agrees, used_in_japan("2016-09-29"), "no row of toymab on 2016-09-29"),
    (registers.switzerland_agrees,
     licensed(agency="Swissmedic", application="66231", first_approval="2017-02-22"),
     "authorised on 2016-01-20, not 2017-02-22"),
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
        licensed(**EUROPE)(files)
        licensed(agency="Swissmedic", application="66231", first_approval="2016-01-20")(files)
        used_in_japan("2016-09-28")(files)

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


def test_a_disputed_day_and_a_day_of_reference_are_no_findings(tmp_path, folder):
    def dispute(files):
        licensed(**{**EUROPE, "first_approval": "2015-09-02"})(files)
        product = files["therapies/toymab.json"]["products"][-1]
        citations = toy.EVIDENCE["citations"]
        conflict = {"field": "first_approval", "value": "2015-09-01", "citations": citations}
        product["conflicts"] = [conflict]
        used_in_japan("2016-09-29", date_kind="reference")(files)

    assert findings(tmp_path, folder, registers.europe_agrees, dispute) == []
    assert findings(tmp_path, folder, registers.japan_agrees, dispute) == []
