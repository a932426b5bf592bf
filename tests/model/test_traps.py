"""The traps of the curation guide, each with its real figures: the model must hold them all."""

import pytest
from pydantic import ValidationError

from coley.model import Incidence, Indication, Outcome, RegulatoryAction, Study
from coley.vocab import ApprovalPathway, GradingScale, IndicationStatus

EVIDENCE = {
    "citations": [{"source": "s", "locator": "abstract", "read": "2026-11-23"}],
    "verification": "primary",
    "recorded": "2026-11-23",
}


def outcome(**fields):
    base = {"id": "t.o", "arm": "a", "endpoint": "OS", **EVIDENCE}
    return Outcome.model_validate({**base, **fields})


def ratio(value, low, high, level=95, **fields):
    return outcome(
        statistic="hazard_ratio",
        unit="ratio",
        comparator="b",
        value=value,
        interval={"low": low, "high": high, "level": level},
        **fields,
    )


def incidence(**fields):
    base = {"id": "t.i", "arm": "a", "event": "crs", "grade_band": "any", **EVIDENCE}
    return Incidence.model_validate({**base, **fields})


def study(**fields):
    base = {
        "id": "t",
        "name": "T",
        "kind": "trial",
        "title": "t",
        "arms": [{"id": "a", "label": "a"}, {"id": "b", "label": "b"}],
        **EVIDENCE,
    }
    return Study.model_validate({**base, **fields})


def dump(record):
    return record.model_dump(mode="json", exclude_defaults=True)


def test_two_data_cuts_of_one_trial_stand_side_by_side():
    # KEYNOTE-024: 0.60 at the first report, 0.63 later; RELATIVITY-047 PFS 0.75, then 0.79
    first = ratio(0.60, 0.41, 0.89, id="t.os-first", analysis="first report")
    later = ratio(0.63, 0.47, 0.86, id="t.os-updated", analysis="updated")
    both = study(outcomes=[dump(first), dump(later)])
    assert [o.value for o in both.outcomes] == [0.60, 0.63]


def test_two_denominators_of_one_trial_stand_side_by_side():
    # KarMMa 72 % of 100 (FDA) and 73 % of 128; lifileucel 31.5 % of 73 and 31.4 % of 153
    rates = [
        outcome(id="t.label", endpoint="ORR", statistic="proportion", unit="percent", value=31.5,
                n=23, total=73, population="recommended dose"),
        outcome(id="t.paper", endpoint="ORR", statistic="proportion", unit="percent", value=31.4,
                n=48, total=153, population="all treated"),
    ]  # fmt: skip
    assert [o.total for o in study(outcomes=[dump(o) for o in rates]).outcomes] == [73, 153]


@pytest.mark.parametrize(
    ("value", "low", "high", "level"),
    [(0.68, 0.47, 0.997, 99.73), (0.63, 0.43, 0.91, 97.38), (0.53, 0.4, 0.7, 95)],
)
def test_intervals_keep_their_level(value, low, high, level):
    # PACIFIC 99.73 %, CheckMate 816 97.38 %
    assert ratio(value, low, high, level).interval.level == level


def test_a_one_arm_trial_can_use_a_97_5_percent_interval():
    # DeLLphi-301: 40 % (97.5 % CI 29 to 52)
    found = outcome(endpoint="ORR", statistic="proportion", unit="percent", value=40,
                    interval={"low": 29, "high": 52, "level": 97.5})  # fmt: skip
    assert (found.interval.low, found.interval.high, found.interval.level) == (29, 52, 97.5)


def test_an_interval_without_level_is_refused():
    with pytest.raises(ValidationError, match="level"):
        outcome(statistic="median", unit="months", value=5, interval={"low": 4, "high": 6})


@pytest.mark.parametrize("scale", ["Penn", "Lee_2014", "ASTCT_2019", "CTCAE_v4.03", "CTCAE_v6.0"])
def test_the_scale_is_part_of_the_figure(scale):
    assert incidence(n=78, total=106, percent=74, scale=scale).scale is GradingScale(scale)


def test_juliet_has_two_rates_of_cytokine_release():
    # 58 % in the journal, 74 % (78/106, Penn) in the label
    paper = incidence(id="t.crs-paper", percent=58, scale="Penn", analysis="journal")
    label = incidence(id="t.crs-label", percent=74, n=78, total=106, scale="Penn", analysis="label")
    rates = study(incidences=[dump(paper), dump(label)]).incidences
    assert sorted(i.percent for i in rates) == [58, 74]


def test_serious_and_all_events_are_not_the_same_count():
    # ELIANA: 63.29 % is the serious events; the label has 79 % (54/68)
    both = study(
        incidences=[
            dump(
                incidence(id="t.crs-serious", percent=63.29, seriousness="serious", n=50, total=79)
            ),
            dump(incidence(id="t.crs", percent=79, n=54, total=68, scale="Penn")),
        ]
    )
    assert {i.seriousness.value for i in both.incidences} == {"serious", "any"}


@pytest.mark.parametrize("attribution", ["any_cause", "treatment_related", "immune_mediated"])
def test_attribution_is_part_of_the_figure(attribution):
    assert incidence(percent=50, attribution=attribution).attribution.value == attribution


def test_a_percentage_that_disagrees_with_its_count_is_refused():
    # the ipilimumab and nivolumab safety information prints 2.7 % (22/666); it is 3.3 %
    with pytest.raises(ValidationError, match=r"2\.7 % is not 22/666 = 3\.30 %"):
        incidence(percent=2.7, n=22, total=666)


def test_unless_the_record_says_that_its_source_is_inconsistent():
    dispute = {"field": "percent", "value": "3.3", "citations": EVIDENCE["citations"]}
    assert incidence(percent=2.7, n=22, total=666, conflicts=[dispute]).percent == 2.7


@pytest.mark.parametrize(("percent", "n", "total"), [(3.1, 61, 1994), (12, 62, 511), (79, 54, 68)])
def test_printed_rounding_is_accepted(percent, n, total):
    assert incidence(percent=percent, n=n, total=total).rate == pytest.approx(100 * n / total)


def test_a_subgrade_above_any_grade_is_refused():
    with pytest.raises(ValidationError, match=r"grade >=3 .* exceeds grade any"):
        study(
            incidences=[
                dump(incidence(id="t.any", n=10, total=100)),
                dump(incidence(id="t.high", n=20, total=100, grade_band=">=3")),
            ]
        )


def test_grades_by_different_scales_are_not_compared():
    both = study(
        incidences=[
            dump(incidence(id="t.any", n=10, total=100, scale="Lee_2014")),
            dump(incidence(id="t.high", n=20, total=100, grade_band=">=3", scale="Penn")),
        ]
    )
    assert len(both.incidences) == 2


def test_an_interval_that_misses_its_value_is_refused():
    with pytest.raises(ValidationError, match=r"does not hold its value 1\.33"):
        ratio(1.33, 0.62, 0.92)  # RELATIVITY-047 as some pages print it, inverted


def test_direction_is_explicit():
    with pytest.raises(ValidationError, match="names both arms"):
        outcome(statistic="hazard_ratio", unit="ratio", value=0.7)


def test_not_reached_is_a_value():
    found = outcome(
        statistic="median", unit="months", value=None, interval={"low": 18, "level": 95}
    )
    assert found.value is None
    assert found.interval.high is None


def test_conflicting_figures_are_kept_with_their_source():
    # T-VEC: 19.0 % in the abstract, 57/295 = 19.3 % in the table
    dispute = {"field": "value", "value": "19.0", "citations": EVIDENCE["citations"]}
    found = outcome(endpoint="DRR", statistic="proportion", unit="percent", value=19.3, n=57,
                    total=295, conflicts=[dispute])  # fmt: skip
    assert found.conflicts[0].value == "19.0"


# --- time -------------------------------------------------------------------------------------


def action(kind, day, **fields):
    return {"action": kind, "date": day, **EVIDENCE, **fields}


def indication(*actions):
    return Indication.model_validate(
        {
            "id": "x.fda.y",
            "agency": "FDA",
            "title": "y",
            "regimen": [{"one_of": ["x"]}],
            "criteria": {"kind": "disease", "disease": "y"},
            "actions": list(actions),
            **EVIDENCE,
        }
    )


def on(text):
    from datetime import date

    return date.fromisoformat(text)


def test_avelumab_in_merkel_cell_carcinoma_through_time():
    found = indication(
        action("accelerated_approval", "2017-03-23"), action("conversion", "2023-09-06")
    )
    assert found.status(on("2017-03-22")) is IndicationStatus.NOT_YET
    assert found.pathway(on("2017-03-22")) is None
    assert found.pathway(on("2017-03-23")) is ApprovalPathway.ACCELERATED
    assert found.pathway(on("2023-09-06")) is ApprovalPathway.REGULAR
    assert found.status() is IndicationStatus.APPROVED


def test_a_superseded_indication_ends_and_names_its_successor():
    found = indication(
        action("accelerated_approval", "2014-12-03"),
        action("conversion", "2017-07-11"),
        action("superseded", "2017-07-11", successor="x.fda.z"),
    )
    assert found.status(on("2017-07-10")) is IndicationStatus.APPROVED
    assert found.status(on("2017-07-11")) is IndicationStatus.SUPERSEDED
    with pytest.raises(ValidationError, match="successor belongs"):
        RegulatoryAction.model_validate(action("superseded", "2017-07-11"))


def test_a_month_counts_only_when_it_is_over():
    # teserpaturev: June 2021, the day is not established
    found = indication(action("conditional_approval", "2021-06"))
    assert found.status(on("2021-06-15")) is IndicationStatus.NOT_YET
    assert found.status(on("2021-06-30")) is IndicationStatus.APPROVED
    assert found.actions[0].date.precision == "month"


def test_dates_that_differ_are_a_conflict_not_an_average():
    # naxitamab: 2020-11-25 in Drugs@FDA, 2020-11-24 elsewhere
    dispute = {"field": "date", "value": "2020-11-24", "citations": EVIDENCE["citations"]}
    found = RegulatoryAction.model_validate(
        action("accelerated_approval", "2020-11-25", conflicts=[dispute])
    )
    assert found.conflicts[0].value == "2020-11-24"


def test_actions_out_of_order_are_refused():
    with pytest.raises(ValidationError, match="not in order"):
        indication(action("conversion", "2023-09-06"), action("accelerated_approval", "2017-03-23"))
