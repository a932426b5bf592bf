"""Confidence intervals of proportions, from statsmodels (extra ``stats``)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from coley.errors import ArgumentError, MissingExtraError

__all__ = ["newcombe", "score_interval", "wilson"]


def wilson(
    n: float, total: int, level: float = 95.0, *, feature: str = "this"
) -> tuple[float, float]:
    """The Wilson score interval of n of N, both bounds in percent.

    Wilson EB. Probable inference, the law of succession, and statistical inference.
    J Am Stat Assoc 1927;22:209-212.

    Args:
        n: patients with the event.
        total: patients counted.
        level: level of the interval, in percent.
        feature: who asked, for the error message.

    Raises:
        ArgumentError: if the level is not between 0 and 100.
        MissingExtraError: if statsmodels is not installed.

    >>> [round(bound, 1) for bound in wilson(61, 1994)]
    [2.4, 3.9]

    """
    _checked(level)
    low, high = _statsmodels(feature).proportion_confint(
        n, total, alpha=1 - level / 100, method="wilson"
    )
    return 100 * float(low), 100 * float(high)


def score_interval(
    n: int | None, total: int | None, percent: float | None, level: float, *, feature: str
) -> tuple[float | None, float | None, str | None]:
    """Bounds in percent and how they were had: from n of N, else from the printed percentage of N.

    A printed percentage is rounded, so its interval is a little too: it says so. Without N, or
    with neither n nor a percentage, there is none.
    """
    if total is None or (n is None and percent is None):
        return None, None, None
    if n is None:
        assert percent is not None  # noqa: S101  (said above)
        return *wilson(percent * total / 100, total, level, feature=feature), "Wilson, rounded n"
    return *wilson(n, total, level, feature=feature), "Wilson"


def newcombe(
    one: tuple[float, int], two: tuple[float, int], level: float = 95.0, *, feature: str = "this"
) -> tuple[float, float]:
    """Newcombe's hybrid score interval of the difference of two proportions, in percentage points.

    Newcombe RG. Interval estimation for the difference between independent proportions.
    Stat Med 1998;17:873-890, method 10.

    Args:
        one: n and N of the first group.
        two: n and N of the second group, which is taken from the first.
        level: level of the interval, in percent.
        feature: who asked, for the error message.

    Raises:
        ArgumentError: if the level is not between 0 and 100.
        MissingExtraError: if statsmodels is not installed.

    >>> [round(bound, 1) for bound in newcombe((56, 70), (48, 80))]
    [5.2, 33.4]

    """
    _checked(level)
    low, high = _statsmodels(feature).confint_proportions_2indep(
        *one, *two, compare="diff", method="newcomb", alpha=1 - level / 100
    )
    return 100 * float(low), 100 * float(high)


def _checked(level: float) -> None:
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 100:
        raise ArgumentError("level", level, "a level in percent, between 0 and 100")


def _statsmodels(feature: str) -> Any:  # noqa: ANN401  (it has no types that hold)
    try:
        return import_module("statsmodels.stats.proportion")
    except ImportError:
        raise MissingExtraError(feature, "stats") from None
