from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coley.dates import PartialDate, as_day
from coley.errors import ArgumentError


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2017-03-23", "day", date(2017, 3, 23), date(2017, 3, 23)),
        ("2021-06", "month", date(2021, 6, 1), date(2021, 6, 30)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2008", "year", date(2008, 1, 1), date(2008, 12, 31)),
    ],
)
def test_keeps_the_precision_it_was_given(text, precision, first, last):
    parsed = PartialDate.parse(text)
    assert (parsed.precision, parsed.first, parsed.last) == (precision, first, last)
    assert str(parsed) == text


@pytest.mark.parametrize(
    "text", ["", "2017-13", "2017-02-30", "17-03-23", "2017-3-2", "2017-03-23T00:00", "May 2024"]
)
def test_refuses_what_is_no_date(text):
    with pytest.raises(ValueError):  # noqa: PT011  (the builtin is the contract)
        PartialDate.parse(text)


@given(st.dates(min_value=date(1900, 1, 1)))
def test_every_day_survives_the_round_trip(day):
    assert PartialDate.parse(day.isoformat()).first == day
    assert as_day(day.isoformat()) == day


def test_a_month_has_come_only_when_it_is_over():
    june = PartialDate.parse("2021-06")
    assert not june.by(date(2021, 6, 29))
    assert june.by(date(2021, 6, 30))


def test_days_are_dates_datetimes_or_iso_texts():
    assert as_day(datetime(2020, 1, 2, 3, 4)) == date(2020, 1, 2)  # noqa: DTZ001
    for wrong in ("2020", "20200102", "2020-1-2", 2020, None, b"2020-01-02", "\ud800"):
        with pytest.raises(ArgumentError, match="YYYY-MM-DD"):
            as_day(wrong)
