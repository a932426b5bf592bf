"""World time: as_of, status on a day, and what changed between two datasets."""

import datetime as dt

import pytest
import toy

import coley
from coley.errors import ArgumentError
from coley.vocab import ApprovalPathway, IndicationStatus


def test_before_anything_nothing_is_known(toy_dataset):
    then = toy_dataset.as_of("2010-01-01")
    assert len(then.therapies) == len(then.indications) == len(then.studies) == 0
    assert len(then.sources) == 0
    assert then.search("Toytruda") == ()


def test_later_actions_results_and_sources_are_gone(toy_dataset):
    then = toy_dataset.as_of("2016-12-31")
    melanoma = then.indications["toymab.fda.melanoma"]
    assert [action.action.value for action in melanoma.actions] == ["accelerated_approval"]
    assert then.indications["toymab.fda.nsclc"].status() is IndicationStatus.APPROVED
    assert then.outcomes.ids == ()  # the paper came in 2018
    assert then.incidences.ids == ("trial-1.hypophysitis-3", "trial-1.hypophysitis-any")
    assert then.sources.ids == ("notice",)
    assert len(then.table("other_actions")) == 0
    assert len(toy_dataset.table("other_actions")) == 1
    assert toy_dataset.indications["toymab.fda.nsclc"].status() is IndicationStatus.WITHDRAWN


def test_a_month_is_over_at_its_end(toy_dataset):
    assert "paper" not in toy_dataset.as_of("2018-03-30").sources  # dated 2018-03
    assert "paper" in toy_dataset.as_of("2018-03-31").sources


def test_nobody_looks_ahead(toy_dataset):
    then = toy_dataset.as_of("2016-12-31")
    assert then.as_of("2020-01-01").day == dt.date(2016, 12, 31)
    assert then.as_of(dt.date(2015, 12, 31)).indications.ids == ("toymab.fda.melanoma",)
    assert then.indications.where(disease="lung cancer", status="approved").ids
    assert then.whole.indications.ids == toy_dataset.indications.ids


@pytest.mark.parametrize("day", [None, 2016, "2016", "2016-13-01", "yesterday", b"2016-01-01", ""])
def test_days_that_are_none(toy_dataset, day):
    with pytest.raises(ArgumentError, match="day must be"):
        toy_dataset.as_of(day)


def test_a_datetime_is_its_day(toy_dataset):
    moment = dt.datetime(2016, 12, 31, 23, 59, tzinfo=dt.UTC)
    assert toy_dataset.as_of(moment).day == dt.date(2016, 12, 31)


def test_status_and_pathway_day_by_day(toy_dataset):
    indication = toy_dataset.indications["toymab.fda.melanoma"]
    assert indication.status(dt.date(2015, 5, 19)) is IndicationStatus.NOT_YET
    assert indication.pathway(dt.date(2015, 5, 19)) is None
    assert indication.pathway(dt.date(2015, 5, 20)) is ApprovalPathway.ACCELERATED
    assert indication.pathway(dt.date(2018, 6, 30)) is ApprovalPathway.REGULAR


def test_what_changed_between_two_days(toy_dataset):
    before, after = toy_dataset.as_of("2016-12-31"), toy_dataset.as_of("2019-12-31")
    assert [str(change) for change in before.diff(after)] == [
        "changed_in_the_world indications toymab.fda.melanoma (actions)",
        "changed_in_the_world indications toymab.fda.nsclc (actions)",
        "added outcomes trial-1.os-hr",
        "changed_in_the_world programmes tomorrowmab (events)",
        "added sources paper",
        "changed_in_the_world therapies toymab (other_actions)",
    ]
    assert before.diff(before) == ()


def changed(tmp_path, name, edit):
    files = toy.records()
    edit(files[name])
    return coley.load(toy.write(tmp_path, files))


def test_news_after_the_last_reading_is_the_world(toy_dataset, tmp_path):
    def withdraw(record):
        news = {"action": "withdrawal", "date": "2021-02-03", **toy.EVIDENCE}
        record["indications"][0]["actions"].append(news)

    (change,) = toy_dataset.diff(changed(tmp_path, "therapies/toymab.json", withdraw))
    assert change.kind is coley.ChangeKind.WORLD


def test_a_new_product_and_its_brand_are_the_world(toy_dataset, tmp_path):
    def launch(record):
        product = {**record["products"][0], "brand": "Toytruda SC", "first_approval": "2022-05-05"}
        record["products"].append(product)
        record["names"].append({"text": "Toytruda SC", "kind": "brand", "citations": [toy.CITE]})

    (change,) = toy_dataset.diff(changed(tmp_path, "therapies/toymab.json", launch))
    assert (change.kind, change.fields) == (coley.ChangeKind.WORLD, ("names", "products"))


def test_an_older_date_changed_is_a_correction(toy_dataset, tmp_path):
    def correct(record):
        record["indications"][0]["actions"][1]["date"] = "2018-07-01"

    (change,) = toy_dataset.diff(changed(tmp_path, "therapies/toymab.json", correct))
    assert (change.kind, change.fields) == (coley.ChangeKind.CORRECTED, ("actions",))


def test_a_retraction_is_told_as_one(toy_dataset, tmp_path):
    def retract(record):
        record["incidences"][0]["retracted"] = "counted in another arm"

    after = changed(tmp_path, "studies/trial-1.json", retract)
    (change,) = toy_dataset.diff(after)
    assert change.kind is coley.ChangeKind.RETRACTED
    assert "trial-1.hypophysitis-any" not in after.incidences


def test_a_lost_claim_is_told(toy_dataset, tmp_path):
    after = changed(tmp_path, "studies/trial-1.json", lambda record: record["incidences"].pop())
    (change,) = toy_dataset.diff(after)
    assert change.kind is coley.ChangeKind.REMOVED


def test_bookkeeping_is_no_change(toy_dataset, tmp_path):
    after = changed(
        tmp_path, "therapies/toymab.json", lambda record: record.update(reviewed="2026-11-24")
    )
    assert toy_dataset.diff(after) == ()


@pytest.mark.parametrize("other", [None, "2026.11.0", 5])
def test_only_datasets_are_compared(toy_dataset, other):
    with pytest.raises(ArgumentError):
        toy_dataset.diff(other)
