"""coley: the reference library of cancer immunotherapy, typed, sourced, offline.

Importing reads no file and opens no socket; everything below is imported when first used.

>>> import coley
>>> ds = coley.load()
>>> ds.therapy("Yervoy").name
'ipilimumab'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coley._load import load
    from coley.changes import Change, ChangeKind
    from coley.collection import Collection
    from coley.comparison import Comparison
    from coley.dataset import EXPORT_TABLES, Dataset
    from coley.dates import PartialDate
    from coley.errors import (
        AmbiguousNameError,
        ArgumentError,
        ColeyError,
        DatasetError,
        IncomparableError,
        MissingExtraError,
        PatientError,
        Problem,
        UnknownIdError,
        UnknownNameError,
        VocabularyError,
    )
    from coley.matching import Verdict, Verdicts
    from coley.model import (
        AdverseEffect,
        AdverseEvent,
        Biomarker,
        Citation,
        Claim,
        Condition,
        Disease,
        Incidence,
        Indication,
        Mechanism,
        Outcome,
        Partner,
        Patient,
        Prediction,
        Programme,
        Rationale,
        RegulatoryAction,
        Resistance,
        Scale,
        Source,
        Study,
        Target,
        Therapy,
    )
    from coley.names import NameMatch, normalise
    from coley.table import Table
    from coley.why import Why

    __version__: str

_WHERE = {
    "AdverseEffect": "model",
    "AdverseEvent": "model",
    "AmbiguousNameError": "errors",
    "ArgumentError": "errors",
    "Biomarker": "model",
    "Change": "changes",
    "ChangeKind": "changes",
    "Citation": "model",
    "Claim": "model",
    "ColeyError": "errors",
    "Collection": "collection",
    "Comparison": "comparison",
    "Condition": "model",
    "Dataset": "dataset",
    "DatasetError": "errors",
    "Disease": "model",
    "EXPORT_TABLES": "dataset",
    "Incidence": "model",
    "IncomparableError": "errors",
    "Indication": "model",
    "Mechanism": "model",
    "MissingExtraError": "errors",
    "NameMatch": "names",
    "Outcome": "model",
    "PartialDate": "dates",
    "Partner": "model",
    "Prediction": "model",
    "Programme": "model",
    "Rationale": "model",
    "Resistance": "model",
    "Patient": "model",
    "PatientError": "errors",
    "Problem": "errors",
    "RegulatoryAction": "model",
    "Scale": "model",
    "Source": "model",
    "Study": "model",
    "Table": "table",
    "Target": "model",
    "Therapy": "model",
    "Verdict": "matching",
    "Verdicts": "matching",
    "UnknownIdError": "errors",
    "UnknownNameError": "errors",
    "VocabularyError": "errors",
    "Why": "why",
    "load": "_load",
    "normalise": "names",
}

__all__ = [
    "EXPORT_TABLES",
    "AdverseEffect",
    "AdverseEvent",
    "AmbiguousNameError",
    "ArgumentError",
    "Biomarker",
    "Change",
    "ChangeKind",
    "Citation",
    "Claim",
    "ColeyError",
    "Collection",
    "Comparison",
    "Condition",
    "Dataset",
    "DatasetError",
    "Disease",
    "Incidence",
    "IncomparableError",
    "Indication",
    "Mechanism",
    "MissingExtraError",
    "NameMatch",
    "Outcome",
    "PartialDate",
    "Partner",
    "Patient",
    "PatientError",
    "Prediction",
    "Problem",
    "Programme",
    "Rationale",
    "RegulatoryAction",
    "Resistance",
    "Scale",
    "Source",
    "Study",
    "Table",
    "Target",
    "Therapy",
    "UnknownIdError",
    "UnknownNameError",
    "Verdict",
    "Verdicts",
    "VocabularyError",
    "Why",
    "__version__",
    "load",
    "normalise",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used; anything else is an AttributeError."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415  (costs more than the rest)

        found: object = version("coley")
    elif name in _WHERE:
        found = getattr(import_module(f"coley.{_WHERE[name]}"), name)
    else:
        raise AttributeError(f"module 'coley' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
