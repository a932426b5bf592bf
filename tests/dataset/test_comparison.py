"""Comparing figures: intervals, differences within a randomised trial, and everything refused."""

import subprocess
import sys

import pytest
import toy

import coley
from coley.errors import ArgumentError, IncomparableError, UnknownIdError, VocabularyError
from coley.intervals import newcombe, wilson


def _incidence(arm, n, total, **extra):
    return {
        "id": f"trial-1.{extra.pop('key', 'hypophysitis-control')}",
        "arm": arm,
        "event": "hypophysitis",
        "grade_band": "any",
        "n": n,
        "total": total,
        "scale": "CTCAE_v4.0",
        **toy.EVIDENCE,
        **extra,
    }


@pytest.fixture
def build(tmp_path):
    """A dataset with the toy trial, changed by a function before it is read."""

    def read(change=lambda study: None, **extra):
        files = toy.records()
        study = files["studies/trial-1.json"]
        study["randomised"] = True
        study["incidences"].append(_incidence("control", 1, 100))
        change(study)
        files |= extra.pop("more", {})
        return coley.load(toy.write(tmp_path / "data", files))

    return read


# --- intervals ----------------------------------------------------------------------------------


def test_wilson_is_the_published_one():
    # Newcombe RG, Stat Med 1998;17:857-872, table I: 81/263, 15/148, 0/20, 1/29
    published = {
        (81, 263): (25.53, 36.62),
        (15, 148): (6.24, 16.05),
        (0, 20): (0, 16.11),
        (1, 29): (0.61, 17.18),
    }
    for (n, total), bounds in published.items():
        assert wilson(n, total) == pytest.approx(bounds, abs=0.005)


def test_newcombe_is_the_published_one():
    # Newcombe RG, Stat Med 1998;17:873-890, table II: 56/70 v 48/80, 9/10 v 3/10, 10/10 v 0/10
    assert newcombe((56, 70), (48, 80)) == pytest.approx((5.24, 33.39), abs=0.005)
    assert newcombe((9, 10), (3, 10)) == pytest.approx((17.05, 80.90), abs=0.005)
    assert newcombe((10, 10), (0, 10)) == pytest.approx((60.75, 100), abs=0.005)


@pytest.mark.parametrize("level", [0, 100, -5, "95", True, None])
def test_a_level_is_a_percentage(level, ds):
    with pytest.raises(ArgumentError, match="level in percent"):
        ds.compare("avelumab", event="colitis", level=level)
    with pytest.raises(ArgumentError, match="level in percent"):
        ds.incidences.intervals(level)


def test_incidences_come_with_intervals(ds):
    table = ds.incidences.intervals(90)
    assert [c.name for c in table.columns][-4:] == ["low", "high", "level", "interval"]
    assert len(table) == len(ds.incidences)
    for row in table.rows():
        if row["total"] is None:
            assert (row["low"], row["high"], row["level"], row["interval"]) == (None,) * 4
        else:
            percent = 100 * row["n"] / row["total"] if row["n"] is not None else row["percent"]
            assert 0 <= row["low"] <= percent + 1e-9
            assert percent - 1e-9 <= row["high"] <= 100
            assert row["level"] == 90
            assert row["interval"] == ("Wilson" if row["n"] is not None else "Wilson, rounded n")


def test_a_higher_level_is_wider(ds):
    for narrow, wide in zip(
        ds.incidences.intervals(80).rows(), ds.incidences.intervals(99).rows(), strict=True
    ):
        if narrow["total"]:
            assert wide["low"] <= narrow["low"] + 1e-9
            assert narrow["high"] <= wide["high"] + 1e-9


# --- arms of one randomised trial ---------------------------------------------------------------


def test_arms_of_one_randomised_trial_are_subtracted(build):
    found = build().compare("toymab", event="hypophysitis")
    assert [row["figure"] for row in found.rows()] == ["trial-1.hypophysitis-any"]
    (row,) = found.differences().rows()  # the control arm takes part
    assert (row["arm"], row["comparator"]) == ("toymab", "control")
    assert row["difference"] == pytest.approx(3)
    assert (row["low"], row["high"]) == pytest.approx(newcombe((4, 100), (1, 100)))
    found = found.difference("trial-1.hypophysitis-control", "trial-1.hypophysitis-any")
    assert found.value == pytest.approx(-3)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"scale": "CTCAE_v5.0"}, "graded by different scales: CTCAE_v4.0 and CTCAE_v5.0"),
        ({"attribution": "treatment_related"}, "attributed differently"),
        ({"seriousness": "serious"}, "serious events only on one side"),
        ({"population": "as treated"}, "different populations: None and as treated"),
        ({"analysis": "final"}, "different analyses"),
        ({"data_cutoff": "2015-01-01"}, "different data cuts"),
        ({"grade_band": "3"}, "different things, hypophysitis any and hypophysitis 3"),
        ({"n": None, "total": None, "percent": 1}, "n and N are not known for both"),
    ],
)
def test_figures_that_are_not_alike_are_not_subtracted(build, change, reason):
    def edit(study):
        changed = study["incidences"][-1] | change
        study["incidences"][-1] = {k: v for k, v in changed.items() if v is not None}

    found = build(edit).compare("toymab", event="hypophysitis")
    assert not found.differences().data
    with pytest.raises(IncomparableError, match=reason):
        found.difference("trial-1.hypophysitis-any", "trial-1.hypophysitis-control")


@pytest.mark.parametrize("randomised", [False, None])
def test_arms_without_randomisation_are_not_subtracted(build, randomised):
    def edit(study):
        study["randomised"] = randomised

    found = build(edit).compare("toymab", event="hypophysitis")
    assert not found.differences().data
    with pytest.raises(IncomparableError, match="not known to have assigned its arms by chance"):
        found.difference("trial-1.hypophysitis-any", "trial-1.hypophysitis-control")


def test_what_cannot_be_subtracted_ever(build):
    found = build().compare("toymab", event="hypophysitis")
    with pytest.raises(IncomparableError, match="adverse event and the other an efficacy endpoint"):
        found.difference("trial-1.hypophysitis-any", "trial-1.os-hr")
    with pytest.raises(IncomparableError, match="of the same arm"):
        found.difference("trial-1.hypophysitis-any", "trial-1.hypophysitis-any")
    with pytest.raises(UnknownIdError):
        found.difference("trial-1.hypophysitis-any", "trial-9.none")
    with pytest.raises(ArgumentError, match="an incidence, an outcome, or its id"):
        found.difference("trial-1.hypophysitis-any", 3)


def test_studies_are_never_subtracted_and_never_pooled(ds):
    found = ds.compare("Kymriah", "Yescarta", event="CRS", grade="3+")
    studies = {row["study"] for row in found.rows()}
    assert {"eliana", "zuma-1"} <= studies
    assert all(row["arm"] != row["comparator"] for row in found.differences().rows())
    assert any("no pooled figure" in caveat for caveat in found.caveats)
    assert any("graded by different scales" in caveat for caveat in found.caveats)
    assert any("different diseases" in caveat for caveat in found.caveats)
    one, two = (next(f for f in found.figures if f.study == s) for s in ("eliana", "zuma-1"))
    with pytest.raises(IncomparableError, match="two studies, eliana and zuma-1"):
        found.difference(one, two)
    assert not {"mean", "pooled", "total", "rank"} & {row["study"] for row in found.rows()}


# --- what is looked up --------------------------------------------------------------------------


def test_a_regimen_is_all_of_its_therapies_and_no_other(ds):
    alone = ds.compare("nivolumab", event="diarrhoea")
    both = ds.compare("nivolumab + ipilimumab", event="diarrhoea")
    assert alone.figures
    assert both.figures
    assert {tuple(row["therapies"]) for row in alone.rows()} == {("nivolumab",)}
    assert {frozenset(row["therapies"]) for row in both.rows()} == {
        frozenset({"nivolumab", "ipilimumab"})
    }


def test_a_fixed_combination_is_what_it_is_made_of(ds):
    brand = ds.compare("Opdualag", event="colitis").figures
    assert brand
    assert brand == ds.compare("relatlimab + nivolumab", event="colitis").figures


def test_what_is_missing_is_said(build):
    found = build().compare("toymab", event="hypophysitis", grade="4")
    assert not found.figures
    assert found.absent == ("toymab: no figure counted like this; there is >=3, any",)
    found = build().compare("toymab", event="endocrinopathy")  # the group finds its members
    assert len(found.figures) == 1
    found = build(lambda s: s.pop("incidences")).compare("toymab", event="hypophysitis")
    assert found.absent == ("toymab: no figure in the dataset (that is not a rate of zero)",)


def test_outcomes_keep_the_interval_of_their_source(build):
    (row,) = build().compare("toymab", endpoint="OS").rows()
    assert (row["low"], row["high"], row["level"], row["interval"]) == (0.5, 0.9, 97.5, "published")
    assert row["unit"] == "ratio"
    assert row["comparator"] == "control"


def test_a_proportion_without_an_interval_gets_one(ds):
    rows = ds.compare(endpoint="ORR", statistic="proportion").rows()
    assert {"published", "Wilson"} <= {row["interval"] for row in rows}
    for row in rows:
        if row["interval"] == "Wilson":
            assert (row["low"], row["high"]) == pytest.approx(wilson(row["n"], row["total"]))


def test_as_of_a_day_only_what_was_known(ds):
    assert not ds.as_of("2012-01-01").compare(event="CRS", grade="3+").figures
    known = {f.id for f in ds.as_of("2019-01-01").compare(event="CRS").figures}
    assert known < {f.id for f in ds.compare(event="CRS").figures}


# --- bad questions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({}, ArgumentError, "one of the two: an adverse event"),
        (
            {"event": "colitis", "endpoint": "ORR"},
            ArgumentError,
            "cannot be compared with each other",
        ),
        ({"event": "ORR"}, ArgumentError, "use endpoint='ORR'"),
        ({"endpoint": "colitis"}, ArgumentError, "use event='colitis'"),
        ({"event": "colitsi"}, UnknownIdError, "Did you mean 'colitis'"),
        ({"endpoint": "overall"}, VocabularyError, "'OS'"),
        ({"event": "colitis", "grade": "severe"}, VocabularyError, "'>=3'"),
        ({"event": "colitis", "scale": "CTCAE 5"}, VocabularyError, "'CTCAE_v5.0'"),
        ({"event": "colitis", "statistic": "median"}, ArgumentError, "it belongs to endpoint="),
        ({"endpoint": "ORR", "grade": "any"}, ArgumentError, "it belongs to event="),
        ({"endpoint": "ORR", "scale": "Penn"}, ArgumentError, "it belongs to event="),
        ({"event": "colitis", "study": "no such study"}, UnknownIdError, "studies"),
        ({"event": "colitis", "disease": "no such disease"}, UnknownIdError, "diseases"),
    ],
)
def test_a_bad_question_is_told_what_is_possible(ds, arguments, error, message):
    with pytest.raises(error, match=message):
        ds.compare("nivolumab", **arguments)


def test_an_unknown_therapy_is_an_error(ds):
    with pytest.raises(coley.UnknownNameError):
        ds.compare("nivolumab + nosuchmab", event="colitis")
    with pytest.raises(ArgumentError):
        ds.compare(5, event="colitis")


# --- how it reads -------------------------------------------------------------------------------


def test_it_reads_like_an_explanation(build):
    found = build().compare("toymab", "Toytruda + toymab", event="hypophysitis")
    text = str(found)
    assert "4/100, 4 % (1.57-9.84)" in text
    assert "toymab minus control: +3.0 (" in text
    assert "<li>" in found._repr_html_() or not found.caveats
    assert "1 figures" in repr(found)
    (row,) = found.to_polars().to_dicts()
    assert row["therapies"] == ["toymab"]
    assert found.to_pandas()["low"].dtype == "Float64"


def test_without_statsmodels_it_says_what_to_install():
    script = (
        "import sys\n"
        "sys.modules['statsmodels'] = sys.modules['statsmodels.stats.proportion'] = None\n"
        "import coley\n"
        "ds = coley.load()\n"
        "for ask in (lambda: str(ds.compare('Kymriah', event='CRS')), ds.incidences.intervals):\n"
        "    try:\n"
        "        ask()\n"
        "    except coley.MissingExtraError as error:\n"
        "        assert 'coley[stats]' in str(error)\n"
        "    else:\n"
        "        raise SystemExit('no error')\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
