"""What a dataset says of itself: ``dataset.json``."""

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from coley.model._base import Record, Text
from coley.vocab import Agency, Modality

__all__ = ["Currency", "Manifest"]


class Currency(Record):
    """Up to which day an agency's news has been read."""

    agency: Agency
    """The agency."""
    through: date
    """The last day covered."""
    covers: Literal["uses", "products"] = "uses"
    """Whether its approved uses were followed, or only which products it licensed."""
    leaves_out: tuple[Modality, ...] = ()
    """What its list does not hold, such as cells, so that nothing follows from their absence."""
    complete: tuple[Modality, ...] = ()
    """Of what its list holds every product, so that what is not on record was not licensed."""
    note: str | None = None
    """What was not covered."""


class Manifest(Record):
    """Name, version, currency, licence and making of a dataset."""

    name: Text
    """What it is called."""
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}\.[0-9]{1,2}\.[0-9]+$")]
    """Calendar version, such as ``2026.11.0``."""
    released: date
    """The day of this version."""
    licence: Text
    """Licence of the data."""
    use: Text
    """What it may be used for, and what not."""
    method: Text
    """How it was made, and who signed it off."""
    current_through: tuple[Currency, ...] = ()
    """Per agency, the last day whose news has been read."""
    attributions: tuple[Text, ...] = ()
    """Whose vocabularies and texts it rests on."""
