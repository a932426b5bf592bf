"""Every rule on a bad record: it finds the place, and says it."""

import copy

import pytest
import toy

import coley
from coley.curation import rules
from coley.curation.rules import RULES

THERAPY = "therapies/toymab.json"
STUDY = "studies/trial-1.json"


def tables_with(tmp_path, edit):
    files = toy.records()
    edit(files)
    return coley.load(toy.write(tmp_path, files)).tables


def action(kind, date, **extra):
    return {"action": kind, "date": date, **toy.EVIDENCE, **extra}


def set_at(name, pointer, value):
    def edit(files):
        where, _, last = pointer.rpartition("/")
        holder = toy.at(files[name], where) if where.strip("/") else files[name]
        holder[int(last) if isinstance(holder, list) else last] = value

    return edit


def first_actions(*actions):
    return set_at(THERAPY, "/indications/0/actions", list(actions))


def second_open_record(files):
    twin = copy.deepcopy(files[THERAPY]["indications"][0])
    twin["id"] = "toymab.fda.melanoma-again"
    files[THERAPY]["indications"].append(twin)


def late_successor(files):
    files[THERAPY]["indications"][0]["actions"].append(
        action("superseded", "2018-07-01", successor="toymab.fda.later")
    )
    later = copy.deepcopy(files[THERAPY]["indications"][1])
    later["id"] = "toymab.fda.later"
    later["actions"] = [action("approval", "2019-01-01")]
    files[THERAPY]["indications"].append(later)


def add_medians(own, other):
    def edit(files):
        for arm, value in (("toymab", own), ("control", other)):
            files[STUDY]["outcomes"].append(
                {
                    "id": f"trial-1.os-{arm}",
                    "arm": arm,
                    "endpoint": "OS",
                    "statistic": "median",
                    "value": value,
                    "unit": "months",
                    **toy.EVIDENCE,
                }
            )

    return edit


def twice(files):
    again = copy.deepcopy(files[STUDY]["incidences"][0])
    again["id"] = "trial-1.hypophysitis-again"
    files[STUDY]["incidences"].append(again)


def second_trial(files):
    other = copy.deepcopy(files[STUDY])
    other.update(id="trial-2", name="TRIAL-2", outcomes=[], incidences=[])
    files["studies/trial-2.json"] = other


def second_paper(files):
    files["sources/paper-again.json"] = {**files["sources/paper.json"], "id": "paper-again"}
    files[THERAPY]["citations"].append({**toy.CITE, "source": "paper-again"})


def cut_after_publication(files):
    files[STUDY]["outcomes"][0]["data_cutoff"] = "2018-06-30"


def only_some_copies_named(files):
    files["sources/paper.json"]["pmid"] = None
    files[STUDY]["outcomes"][0]["citations"][0]["retrieved_from"] = "a library"
    files[STUDY]["citations"].append({**toy.CITE, "source": "paper"})


def large_denominator(files):
    files[STUDY]["incidences"][0].update(n=16, total=400)


def second_type(files):
    kind = files["immunotherapy_types/checkpoint-inhibitor.json"]
    files["immunotherapy_types/checkpoint-inhibitor-2.json"] = {
        **kind, "id": "checkpoint-inhibitor-2", "name": "another",
    }  # fmt: skip


def second_scale(files):
    scale = {**files["scales/ctcae-v4.json"], "id": "ctcae-v4-again", "name": "CTCAE v4.0 again"}
    files["scales/ctcae-v4-again.json"] = scale


def shared_name(files):
    other = copy.deepcopy(files[THERAPY])
    other.update(id="otherab", name="otherab", indications=[], adverse_effects=[], products=[])
    files["therapies/otherab.json"] = other


BAD = [  # rule, how to break it, where it is found, what it says
    (rules.opens_with_a_grant, first_actions(action("withdrawal", "2015-05-20")),
     "/indications/0/actions/0", "withdrawal of something never approved"),
    (rules.converts_what_was_provisional,
     first_actions(action("approval", "2015-05-20"), action("conversion", "2018-06-30")),
     "/indications/0/actions/1", "conversion without an accelerated"),
    (rules.ends_once,
     first_actions(action("approval", "2015-05-20"), action("withdrawal", "2016-01-01"),
                   action("label_update", "2017-01-01")),
     "/indications/0/actions/2", "label_update after its end"),
    (rules.follows_the_first_approval, set_at(THERAPY, "/products/0/first_approval", "2015-05-21"),
     "/indications/0/actions/0/date", "2015-05-20 is before the first approval"),
    (rules.has_one_open_record_per_population, second_open_record,
     "/indications/2", "same population and regimen as toymab.fda.melanoma"),
    (rules.hands_over_to_a_successor, late_successor,
     "/indications/0/actions/2", "granted only on 2019-01-01"),
    (rules.describes_a_scale_once, second_scale, "/word", "CTCAE_v4.0 is also"),
    (rules.describes_every_type, set_at(THERAPY, "/scope", "extended"), "/scope",
     "checkpoint_inhibitor of scope extended is described nowhere"),
    (rules.describes_every_type, second_type, "/word", "checkpoint_inhibitor is also"),
    (rules.explains_how_it_works, set_at(THERAPY, "/mechanisms", []), "/mechanisms", "no mechanism"),
    (rules.names_mean_one_thing, shared_name, "/names/0", "'Toytruda' is also a name of"),
    (rules.names_mean_one_thing, set_at(THERAPY, "/names/1/text", "TOYTRUDA"), "/names/1",
     "'TOYTRUDA' stands twice"),
    (rules.synonyms_mean_one_thing, set_at("diseases/melanoma.json", "/synonyms", ["NSCLC"]),
     "/synonyms", "'NSCLC' also means melanoma"),
    (rules.uses_open_identifiers, set_at("diseases/melanoma.json", "/xrefs", ["MEDDRA:10025650"]),
     "/xrefs/0", "not an identifier that may ship"),
    (rules.uses_open_identifiers, set_at("diseases/melanoma.json", "/xrefs", ["MONDO:5105"]),
     "/xrefs/0", "not an identifier that may ship"),
    (rules.earns_its_verification, set_at("sources/notice.json", "/tier", "secondary"),
     "/verification", "primary, but no cited source"),
    (rules.earns_its_verification, set_at(THERAPY, "/verification", "unverified"),
     "/verification", "unverified"),
    (rules.keeps_dates_in_order, set_at(THERAPY, "/citations/0/read", "2015-05-31"),
     "/citations/0/read", "read before the source appeared"),
    (rules.keeps_dates_in_order, set_at(THERAPY, "/reviewed", "2026-11-22"), "/reviewed",
     "before it was recorded"),
    (rules.cuts_data_before_publication, cut_after_publication, "/outcomes/0/data_cutoff",
     "2018-06-30 is after paper appeared"),
    (rules.agrees_with_medians, add_medians(10, 12), "/outcomes/0",
     "hazard ratio 0.7 against medians 10 v 12"),
    (rules.counts_no_more_than_its_arm, large_denominator,
     "/incidences/0/total", "400 of 100 patients"),
    (rules.counts_no_more_than_its_arm, set_at(STUDY, "/outcomes/0/total", 201),
     "/outcomes/0/total", "201 of 200 patients"),
    (rules.says_an_outcome_once, twice, "/incidences/2/id", "counts the same as"),
    (rules.cites_what_can_be_found, set_at("sources/notice.json", "/url", None), "",
     "no url, doi, pmid"),
    (rules.cites_what_can_be_found, only_some_copies_named, "", "a citation without retrieved_from"),
    (rules.cites_what_can_be_found,
     set_at("sources/notice.json", "/url", "https://www.cancerfax.com/car-t"), "/url", "refused"),
    (rules.describes_a_document_once, second_paper, "/pmid", "123 is also paper"),
    (rules.describes_a_document_once, set_at(STUDY, "/outcomes/0/citations/0/source", "notice"), "",
     "is cited nowhere"),
    (rules.registers_a_trial_once, second_trial, "/nct", "NCT00000001 is also trial-1"),
]  # fmt: skip


def test_the_toy_dataset_breaks_no_rule(toy_dataset):
    assert [problem for rule in RULES for problem in rule(toy_dataset.tables)] == []


def test_every_rule_is_tried_and_documented():
    assert {rule for rule, *_ in BAD} == set(RULES)
    assert all(rule.__doc__ for rule in RULES)
    public = {
        value
        for name, value in vars(rules).items()
        if callable(value)
        and getattr(value, "__module__", "") == rules.__name__
        and not name.startswith("_")
    }
    assert public == set(RULES)


@pytest.mark.parametrize(("rule", "edit", "pointer", "message"), BAD)
def test_a_rule_finds_what_breaks_it(tmp_path, rule, edit, pointer, message):
    found = list(rule(tables_with(tmp_path, edit)))
    assert found
    assert any(p.pointer.endswith(pointer) and message in p.message for p in found), found


def test_a_copy_that_every_citation_names_is_an_address(tmp_path):
    def edit(files):
        files["sources/paper.json"]["pmid"] = None
        files[STUDY]["outcomes"][0]["citations"][0]["retrieved_from"] = "a library"

    assert list(rules.cites_what_can_be_found(tables_with(tmp_path, edit))) == []


def test_a_refusal_may_come_before_the_first_approval(tmp_path):
    actions = first_actions(action("refusal", "2014-05"), action("approval", "2015-05-20"))
    assert list(rules.follows_the_first_approval(tables_with(tmp_path, actions))) == []


def test_crossing_curves_may_stand_as_a_conflict(tmp_path):
    def edit(files):
        add_medians(10, 12)(files)
        files[STUDY]["outcomes"][0]["conflicts"] = [
            {"field": "value", "value": "medians favour control", "citations": [toy.CITE]}
        ]

    assert list(rules.agrees_with_medians(tables_with(tmp_path, edit))) == []
