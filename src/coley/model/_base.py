"""What every record shares: frozen, closed, documented by its own docstrings."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

__all__ = ["Curie", "HlaAllele", "Id", "Percent", "Record", "Text"]

ID_PATTERN = r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$"

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=120)]
"""ASCII kebab-case; a dot joins the id of a claim to the id of the record that holds it."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
"""A non-empty text."""

Curie = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9._]*:[A-Za-z0-9_./*:-]+$")]
"""An external identifier such as ``NCIT:C106432`` or ``hgnc:8760``."""

Percent = Annotated[float, Field(ge=0, le=100)]
"""A percentage from 0 to 100."""


HlaAllele = Annotated[
    str,
    StringConstraints(pattern=r"^HLA-[A-Z0-9]+\*[0-9]{2,4}(:[0-9]{2,4}){0,3}[PGNLSCAQ]?$"),
]
"""An HLA allele such as ``HLA-A*02:01``, or a group of them by protein (``P``) or exons (``G``)."""


class Record(BaseModel):
    """The base of every model: immutable, hashable, no unknown fields.

    The docstring under each field is its description. It is read from the source text when the
    JSON Schemas are generated and not at import, where it would cost a third of the time.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        defer_build=True,
    )
