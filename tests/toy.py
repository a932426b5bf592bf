"""A tiny valid dataset, written to a folder, for tests that break it on purpose."""

import copy
import json
from pathlib import Path

CITE = {"source": "notice", "locator": "row 1", "read": "2026-11-23"}
EVIDENCE = {"citations": [CITE], "verification": "primary", "recorded": "2026-11-23"}


def _term(id_, name, **extra):
    return {"id": id_, "name": name, "citations": [CITE], **extra}


def _action(action, date, **extra):
    return {"action": action, "date": date, **EVIDENCE, **extra}


RECORDS = {
    "dataset.json": {
        "name": "toy",
        "version": "2026.11.0",
        "released": "2026-11-23",
        "licence": "CC BY 4.0",
        "use": "tests",
        "method": "made up",
        "current_through": [{"agency": "FDA", "through": "2020-12-31"}],
    },
    "sources/notice.json": {
        "id": "notice",
        "kind": "regulator_notice",
        "title": "A notice",
        "publisher": "FDA",
        "tier": "regulator",
        "date": "2015-06-01",
        "url": "https://www.fda.gov/notice",
    },
    "sources/paper.json": {
        "id": "paper",
        "kind": "publication",
        "title": "A paper",
        "publisher": "A journal",
        "tier": "primary",
        "date": "2018-03",
        "pmid": "123",
    },
    "targets/pdcd1.json": _term(
        "pdcd1",
        "PDCD1",
        full_name="programmed cell death 1",
        synonyms=["PD-1"],
        hgnc="hgnc:8760",
        uniprot="uniprot:Q15116",
    ),
    "diseases/cancer.json": _term("cancer", "cancer"),
    "diseases/lung-cancer.json": _term("lung-cancer", "lung cancer", parents=["cancer"]),
    "diseases/nsclc.json": _term(
        "nsclc", "non-small cell lung cancer", synonyms=["NSCLC"], parents=["lung-cancer"]
    ),
    "diseases/melanoma.json": _term(
        "melanoma", "melanoma", parents=["cancer"], xrefs=["MONDO:0005105"]
    ),
    "biomarkers/pd-l1-tps.json": _term(
        "pd-l1-tps",
        "PD-L1 TPS",
        kind="protein_expression",
        unit="percent",
        predictions=[
            {
                "id": "pd-l1-tps.toymab-nsclc",
                "treatments": ["pd-1-blockade"],
                "diseases": ["nsclc"],
                "predicts": "more_benefit",
                "strength": "label_requirement",
                "comparator": ">=",
                "threshold": 50,
                "assays": ["22C3"],
                "summary": "Half of the tumour cells or more.",
                **EVIDENCE,
            }
        ],
        diagnostics=[
            {
                "name": "22C3",
                "agency": "FDA",
                "date": "2016-10-24",
                "therapies": ["toymab"],
                "diseases": ["nsclc"],
                **EVIDENCE,
            }
        ],
    ),
    "resistance/b2m-loss.json": {
        "id": "b2m-loss",
        "name": "loss of B2M",
        "kind": "antigen_presentation_loss",
        "timing": "acquired",
        "mechanisms": ["pd-1-blockade"],
        "targets": ["pdcd1"],
        "genes": ["B2M"],
        "diseases": ["melanoma"],
        "explanation": "T cells no longer see the tumour.",
        "frequencies": [{"n": 1, "total": 4, "population": "relapsed", **EVIDENCE}],
        **EVIDENCE,
    },
    "rationales/pd-1-chemotherapy.json": {
        "id": "pd-1-chemotherapy",
        "name": "PD-1 blockade with chemotherapy",
        "mechanisms": ["pd-1-blockade"],
        "partners": ["chemotherapy"],
        "diseases": ["nsclc"],
        "proposal": "Dying cells release antigen.",
        "evidence": [
            {
                "direction": "for",
                "kind": "randomised_trial",
                "summary": "They lived longer.",
                "studies": ["trial-1"],
                **EVIDENCE,
            },
            {
                "direction": "against",
                "kind": "animal",
                "summary": "Mice did not.",
                **EVIDENCE,
            },
        ],
        **EVIDENCE,
    },
    "programmes/tomorrowmab.json": {
        "id": "tomorrowmab",
        "name": "tomorrowmab",
        "synonyms": ["TM-1"],
        "modality": "monoclonal_antibody",
        "approach": "blocks PD-1 again",
        "targets": ["pdcd1"],
        "mechanisms": ["pd-1-blockade"],
        "diseases": ["melanoma"],
        "holder": "Toy",
        "events": [
            {
                "date": "2016",
                "kind": "trial_start",
                "stage": "phase_3",
                "summary": "begun",
                **EVIDENCE,
            },
            {
                "date": "2019-05",
                "kind": "termination",
                "stage": "ended",
                "summary": "no use",
                **EVIDENCE,
            },
        ],
        **EVIDENCE,
    },
    "conditions/hsct-candidate.json": _term(
        "hsct-candidate", "candidate for transplant", definition="fit for a transplant"
    ),
    "partners/chemotherapy.json": _term("chemotherapy", "chemotherapy", kind="chemotherapy"),
    "partners/cisplatin.json": _term(
        "cisplatin",
        "cisplatin",
        kind="chemotherapy",
        parents=["chemotherapy"],
        names=[{"text": "cisplatin", "kind": "inn", "citations": [CITE]}],
    ),
    "adverse_events/endocrinopathy.json": _term(
        "endocrinopathy", "endocrinopathy", category="immune_related", organ_system="glands"
    ),
    "adverse_events/hypophysitis.json": _term(
        "hypophysitis",
        "hypophysitis",
        category="immune_related",
        organ_system="glands",
        parents=["endocrinopathy"],
    ),
    "immunotherapy_types/checkpoint-inhibitor.json": _term(
        "checkpoint-inhibitor",
        "immune checkpoint inhibitor",
        word="checkpoint_inhibitor",
        definition="takes a brake off",
        scopes=["core"],
    ),
    "scales/ctcae-v4.json": _term(
        "ctcae-v4",
        "CTCAE v4.0",
        word="CTCAE_v4.0",
        version="4.0",
        published="2009",
        grades=[{"event": "hypophysitis", "grade": 3, "definition": "severe"}],
    ),
    "mechanisms/checkpoint-blockade.json": {
        "id": "checkpoint-blockade",
        "name": "checkpoint blockade",
        "immune_effect": "releases a brake",
        **EVIDENCE,
    },
    "mechanisms/pd-1-blockade.json": {
        "id": "pd-1-blockade",
        "name": "PD-1 blockade",
        "parents": ["checkpoint-blockade"],
        "targets": ["pdcd1"],
        "action": "inhibits",
        "immune_effect": "T cells keep killing",
        **EVIDENCE,
    },
    "studies/trial-1.json": {
        "id": "trial-1",
        "name": "TRIAL-1",
        "kind": "trial",
        "title": "toymab against chemotherapy",
        "nct": ["NCT00000001"],
        "diseases": ["melanoma"],
        "start": "2014-01",
        "arms": [
            {"id": "toymab", "label": "toymab", "therapies": ["toymab"], "n": 100},
            {"id": "control", "label": "chemotherapy", "partners": ["chemotherapy"], "n": 100},
        ],
        "outcomes": [
            {
                "id": "trial-1.os-hr",
                "arm": "toymab",
                "comparator": "control",
                "endpoint": "OS",
                "statistic": "hazard_ratio",
                "value": 0.7,
                "unit": "ratio",
                "interval": {"low": 0.5, "high": 0.9, "level": 97.5},
                **EVIDENCE,
                "citations": [{"source": "paper", "locator": "abstract", "read": "2026-11-23"}],
            }
        ],
        "incidences": [
            {
                "id": "trial-1.hypophysitis-any",
                "arm": "toymab",
                "event": "hypophysitis",
                "grade_band": "any",
                "n": 4,
                "total": 100,
                "percent": 4,
                "scale": "CTCAE_v4.0",
                **EVIDENCE,
            },
            {
                "id": "trial-1.hypophysitis-3",
                "arm": "toymab",
                "event": "hypophysitis",
                "grade_band": ">=3",
                "n": 1,
                "total": 100,
                "percent": 1,
                "scale": "CTCAE_v4.0",
                **EVIDENCE,
            },
        ],
        **EVIDENCE,
    },
    "therapies/toymab.json": {
        "id": "toymab",
        "name": "toymab",
        "names": [
            {"text": "Toytruda", "kind": "brand", "region": "US", "citations": [CITE]},
            {"text": "TOY-1", "kind": "code", "citations": [CITE]},
        ],
        "modality": "monoclonal_antibody",
        "immunotherapy_class": "checkpoint_inhibitor",
        "scope": "core",
        "construct": {"type": "antibody", "arms": [{"target": "pdcd1"}], "isotype": "IgG4"},
        "products": [
            {
                "brand": "Toytruda",
                "agency": "FDA",
                "application": "BLA 100001",
                "first_approval": "2015-05-20",
                **EVIDENCE,
            }
        ],
        "mechanisms": [{"mechanism": "pd-1-blockade", **EVIDENCE}],
        "indications": [
            {
                "id": "toymab.fda.melanoma",
                "agency": "FDA",
                "title": "Metastatic melanoma",
                "regimen": [{"one_of": ["toymab"]}],
                "criteria": {
                    "kind": "all_of",
                    "of": [
                        {"kind": "disease", "disease": "melanoma"},
                        {"kind": "extent", "any_of": ["metastatic"]},
                    ],
                },
                "studies": ["trial-1"],
                "actions": [
                    _action("accelerated_approval", "2015-05-20", application="BLA 100001"),
                    _action("conversion", "2018-06-30", application="BLA 100001/S-3"),
                ],
                **EVIDENCE,
            },
            {
                "id": "toymab.fda.nsclc",
                "agency": "FDA",
                "title": "First-line NSCLC",
                "regimen": [{"one_of": ["toymab"]}, {"one_of": ["cisplatin"], "optional": True}],
                "criteria": {
                    "kind": "all_of",
                    "of": [
                        {"kind": "disease", "disease": "nsclc"},
                        {"kind": "prior_lines", "maximum": 0},
                        {
                            "kind": "biomarker",
                            "biomarker": "pd-l1-tps",
                            "comparator": ">=",
                            "threshold": 50,
                            "assays": ["22C3"],
                        },
                        {
                            "kind": "not",
                            "of": {"kind": "alteration", "gene": "EGFR"},
                        },
                    ],
                },
                "actions": [
                    _action("approval", "2016-10-24"),
                    _action("withdrawal", "2019-03-01"),
                ],
                **EVIDENCE,
            },
        ],
        "other_actions": [
            {
                "agency": "FDA",
                "application": "BLA 100001/S-2",
                "date": "2017-05-05",
                "reason": "a new schedule",
                **EVIDENCE,
            }
        ],
        "adverse_effects": [
            {
                "id": "toymab.ae.hypophysitis",
                "event": "hypophysitis",
                "prominence": "warning",
                "agency": "FDA",
                "since": "2015-05-20",
                **EVIDENCE,
            }
        ],
        **EVIDENCE,
    },
}


def records():
    """A fresh copy of the toy records, by file name."""
    return copy.deepcopy(RECORDS)


def write(root: Path, files: dict) -> Path:
    """Write records (or raw text, or bytes) below a folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content)
            path.write_text(text, encoding="utf-8")
    return root


def at(record: dict, pointer: str):
    """The part of a record at a JSON pointer."""
    for part in pointer.strip("/").split("/"):
        record = record[int(part)] if isinstance(record, list) else record[part]
    return record
