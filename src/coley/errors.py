"""Every exception that coley raises on purpose.

Each error keeps its facts as attributes and says in ``str()`` what is wrong, where, what to do.
It is also the nearest builtin (``KeyError``, ``ValueError``, ...): existing handlers keep working.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

__all__ = [
    "AmbiguousNameError",
    "ArgumentError",
    "ColeyError",
    "DatasetError",
    "IncomparableError",
    "MissingExtraError",
    "PatientError",
    "Problem",
    "UnknownIdError",
    "UnknownNameError",
    "VocabularyError",
    "near_misses",
]


def _shown(value: object) -> str:
    """The value as Python would write it, cut to a readable length."""
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."


def _listing(words: tuple[str, ...]) -> str:
    return ", ".join(repr(str(word)) for word in words)


def near_misses(
    word: str, words: Iterable[str], most: int = 5, cutoff: float = 0.6
) -> tuple[str, ...]:
    """Words that look like a word that was not found, likest first: for hints, never answers.

    >>> near_misses("melanomma", ["melanoma", "lymphoma"])
    ('melanoma',)
    """
    import difflib  # noqa: PLC0415  (only mistakes need it, and every import counts at the start)

    return tuple(difflib.get_close_matches(word, tuple(words), most, cutoff))


class ColeyError(Exception):
    """The base of every error raised on purpose by coley."""


@attrs.frozen
class UnknownIdError(ColeyError, KeyError):
    """No record of that id in a table.

    >>> print(UnknownIdError("therapies", "pembrolizumb", ("pembrolizumab",)))
    no 'pembrolizumb' in therapies. Did you mean 'pembrolizumab'?
    """

    table: str
    id: str
    suggestions: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say which table, which id, and what may have been meant."""
        hint = f" Did you mean {_listing(self.suggestions)}?" if self.suggestions else ""
        return f"no {_shown(self.id)} in {self.table}.{hint}"


@attrs.frozen
class UnknownNameError(ColeyError, LookupError):
    """A text that is not the name of any therapy; near misses are suggestions, never answers.

    >>> print(UnknownNameError("Keytruba", ("Keytruda",)))
    'Keytruba' is not a name of any therapy. Did you mean 'Keytruda'?
    """

    name: str
    suggestions: tuple[str, ...] = ()
    remark: str = ""

    def __str__(self) -> str:
        """Say which name, what may have been meant, and any remark."""
        hint = f" Did you mean {_listing(self.suggestions)}?" if self.suggestions else ""
        remark = f" {self.remark}" if self.remark else ""
        return f"{_shown(self.name)} is not a name of any therapy.{remark}{hint}"


@attrs.frozen
class AmbiguousNameError(ColeyError, LookupError):
    """A text that names more than one therapy where exactly one was asked for.

    >>> print(AmbiguousNameError("ipi/nivo", ("ipilimumab", "nivolumab")))
    'ipi/nivo' names several therapies: 'ipilimumab', 'nivolumab'. Use search() for all of them.
    """

    name: str
    candidates: tuple[str, ...]

    def __str__(self) -> str:
        """List the candidates."""
        return (
            f"{_shown(self.name)} names several therapies: {_listing(self.candidates)}. "
            "Use search() for all of them."
        )


@attrs.frozen
class VocabularyError(ColeyError, ValueError):
    """A word outside a closed vocabulary; the right words are listed.

    >>> print(VocabularyError("scope", "cor", ("core", "extended")))
    'cor' is no scope. Use one of: 'core', 'extended'.
    """

    vocabulary: str
    word: str
    allowed: tuple[str, ...]

    def __str__(self) -> str:
        """List what is allowed."""
        return f"{_shown(self.word)} is no {self.vocabulary}. Use one of: {_listing(self.allowed)}."


@attrs.frozen
class ArgumentError(ColeyError, TypeError, ValueError):
    """An argument of the wrong type or form.

    >>> print(ArgumentError("day", 5, "a datetime.date or 'YYYY-MM-DD'"))
    day must be a datetime.date or 'YYYY-MM-DD', not 5 (int).
    """

    argument: str
    value: object
    expected: str

    def __str__(self) -> str:
        """Say what was expected and what came."""
        kind = type(self.value).__name__
        return f"{self.argument} must be {self.expected}, not {_shown(self.value)} ({kind})."


@attrs.frozen
class IncomparableError(ColeyError, ValueError):
    """Two figures that must not be subtracted from each other.

    >>> print(IncomparableError("a.crs", "b.crs", ("they are from two studies, a and b",)))
    no difference of a.crs and b.crs: they are from two studies, a and b. Compare them side by side.
    """

    first: str
    second: str
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        """Give every reason, and what is possible instead."""
        reasons = "; ".join(self.reasons)
        return (
            f"no difference of {self.first} and {self.second}: {reasons}. "
            "Compare them side by side."
        )


@attrs.frozen
class MissingExtraError(ColeyError, ImportError):
    """An optional library is not installed.

    >>> print(MissingExtraError("to_polars()", "polars"))
    to_polars() needs an optional library. Run: pip install "coley[polars]"
    """

    feature: str
    extra: str

    def __str__(self) -> str:
        """Name the command that installs it."""
        return f'{self.feature} needs an optional library. Run: pip install "coley[{self.extra}]"'


@attrs.frozen
class PatientError(ColeyError, ValueError):
    """A patient's description that cannot be understood, or contradicts itself.

    >>> print(PatientError(("age: Input should be greater than or equal to 0",)))
    the patient cannot be read:
      age: Input should be greater than or equal to 0
    """

    problems: tuple[str, ...]

    def __str__(self) -> str:
        """List everything that is wrong."""
        return "\n".join(["the patient cannot be read:", *(f"  {p}" for p in self.problems)])


@attrs.frozen(order=True)
class Problem:
    """One thing wrong in a dataset: the file, the JSON pointer inside it, what, and what to do."""

    file: str
    pointer: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """``file#/pointer: message (hint)``."""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}#{self.pointer}: {self.message}{hint}"


@attrs.frozen
class DatasetError(ColeyError, ValueError):
    """A dataset that cannot be loaded; nothing of it was.

    >>> print(DatasetError((Problem("therapies/x.json", "/id", "is 'y'", "rename the file"),)))
    1 problem in the dataset; nothing was loaded:
      therapies/x.json#/id: is 'y' (rename the file)
    """

    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        """List the first twenty problems."""
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} in the dataset; nothing was loaded:"
        lines = [f"  {problem}" for problem in self.problems[:20]]
        if count > 20:
            lines.append(f"  and {count - 20} more")
        return "\n".join([head, *lines])
