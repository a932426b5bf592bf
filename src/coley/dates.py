"""Dates that carry their own precision, and the days that users give."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from coley.errors import ArgumentError

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

__all__ = ["Day", "PartialDate", "as_day"]

Day = date | str
"""A day as users may give it: a ``datetime.date`` or ``"YYYY-MM-DD"``."""

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def as_day(value: Day, argument: str = "day") -> date:
    """Read a day, or raise ArgumentError.

    >>> as_day("2019-06-01")
    datetime.date(2019, 6, 1)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ArgumentError(argument, value, "a datetime.date or 'YYYY-MM-DD'")


@attrs.frozen(order=True)
class PartialDate:
    """A calendar date known to the day, the month or the year, as in ISO 8601.

    ``first`` and ``last`` are the first and last day it can be. Ordering is by ``first``.

    >>> PartialDate.parse("2021-06")
    PartialDate('2021-06')
    >>> PartialDate.parse("2021-06").precision
    'month'
    >>> PartialDate.parse("2021-06").last
    datetime.date(2021, 6, 30)
    """

    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``"YYYY"``, ``"YYYY-MM"`` or ``"YYYY-MM-DD"``; anything else is a ValueError."""
        match = _ISO.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise ValueError(f"{text!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None  # noqa: S101  (the pattern demands it)
        if day is not None and month is not None:
            exact = date(year, month, day)
            return cls(exact, exact)
        if month is not None:
            first = date(year, month, 1)
            some_day_of_the_next = first + timedelta(days=31)
            return cls(first, some_day_of_the_next.replace(day=1) - timedelta(days=1))
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def precision(self) -> str:
        """``"day"``, ``"month"`` or ``"year"``."""
        if self.first == self.last:
            return "day"
        return "month" if self.first.month == self.last.month else "year"

    def __str__(self) -> str:
        """The ISO 8601 text, no more precise than what is known."""
        return self.first.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]

    def __repr__(self) -> str:
        """``PartialDate('2021-06')``."""
        return f"PartialDate({str(self)!r})"

    def by(self, day: date) -> bool:
        """Whether it has certainly come by the end of that day."""
        return self.last <= day

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Tell pydantic to read it from, and write it as, a string."""
        from pydantic_core import core_schema  # noqa: PLC0415  (keeps this module light)

        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls.parse(value),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe it as a string with a pattern."""
        return {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
