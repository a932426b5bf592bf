"""Patients written from the text of notices and labels, by someone who did not write the criteria.

Each names the words that decide, the source, the day, and the verdict that the text gives.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

import coley
from coley import Patient

VIGNETTES = [
    vignette
    for path in sorted(Path(__file__).parent.glob("vignettes_*.json"))
    for vignette in json.loads(path.read_text("utf-8"))
]


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda vignette: vignette["id"])
def test_the_matcher_agrees_with_the_text(ds, vignette):
    agency = vignette.get("agency", "FDA")
    verdicts = ds.match(Patient(**vignette["patient"]), agency=agency, on=vignette["on"])
    answers = {verdict.indication.id: verdict.answer.value for verdict in verdicts}
    # A use that the agency had not approved by that day is not listed at all.
    found = {indication: answers.get(indication, "no") for indication in vignette["expect"]}
    assert found == vignette["expect"], vignette["because"]


def test_the_vignettes_cover_what_they_must(ds):
    assert len({vignette["id"] for vignette in VIGNETTES}) == len(VIGNETTES) >= 150
    assert len({vignette["on"] for vignette in VIGNETTES}) >= 3
    expected = Counter(answer for vignette in VIGNETTES for answer in vignette["expect"].values())
    assert min(expected[answer] for answer in ("yes", "no", "unknown")) >= 50
    positive = {
        indication.partition(".")[0]
        for vignette in VIGNETTES
        for indication, answer in vignette["expect"].items()
        if answer == "yes"
    }
    core = {t.id for t in ds.therapies.where(scope="core", agency="FDA")}
    # Not without a yes: a limit of 84 days that no criterion holds, and what came after.
    assert core - positive <= {"peginterferon-alfa-2b", "tremelimumab", "vusolimogene-oderparepvec"}


def test_every_kind_of_requirement_decides_somewhere(ds):
    decided = set()
    for vignette in VIGNETTES:
        for indication in vignette["expect"]:
            if indication in ds.indications:
                decided |= {rule.kind for rule, _ in ds.indications[indication].requirements}
    everywhere = {rule.kind for i in ds.indications for rule, _ in i.requirements}
    assert decided == everywhere


def test_sources_of_vignettes_are_known(ds):
    assert {vignette["source"] for vignette in VIGNETTES} <= set(ds.sources.ids)


def test_no_vignette_is_told_twice():
    told = Counter(
        json.dumps([vignette["on"], vignette["patient"], vignette["expect"]], sort_keys=True)
        for vignette in VIGNETTES
    )
    assert max(told.values()) == 1
    assert coley.Patient(**VIGNETTES[0]["patient"])
