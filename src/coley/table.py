"""Tables of plain values, and the way from them into dataframes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from coley.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["Column", "Table", "Tabular"]

Cell = str | int | float | bool | date | tuple[str, ...] | None

_SHOWN_ROWS = 12
_SHOWN_WIDTH = 38


@attrs.frozen
class Column:
    """A column: its name and the one type of its values (``tuple`` is a list of strings)."""

    name: str
    type: type[str | int | float | bool | date | tuple[str, ...]]


@attrs.frozen
class Table:
    """Rows of plain values under stable column names; a missing value is None.

    >>> table = Table("x", (Column("drug", str), Column("n", int)), (("a", 1), ("b", None)))
    >>> table.rows()
    [{'drug': 'a', 'n': 1}, {'drug': 'b', 'n': None}]
    >>> print(table)
    drug  n
    a     1
    b
    """

    name: str
    columns: tuple[Column, ...]
    data: tuple[tuple[Cell, ...], ...]
    most: int | None = _SHOWN_ROWS
    """How many rows are printed; None for all."""

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.data)

    def rows(self) -> list[dict[str, Any]]:
        """One dict per row."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.data]

    def _values(self, i: int) -> list[Any]:
        cells = (row[i] for row in self.data)
        return [list(cell) if isinstance(cell, tuple) else cell for cell in cells]

    def to_pandas(self) -> pd.DataFrame:
        """A pandas DataFrame with nullable dtypes; dates are datetime64, lists are objects.

        Raises:
            MissingExtraError: if pandas is not installed.

        """
        try:
            import pandas as pd  # noqa: PLC0415  (optional)
        except ImportError:
            raise MissingExtraError("to_pandas()", "pandas") from None
        dtypes = {str: "string", int: "Int64", float: "Float64", bool: "boolean"}
        columns = {}
        for i, column in enumerate(self.columns):
            values = self._values(i)
            if column.type is date:
                columns[column.name] = pd.Series(pd.to_datetime(values), dtype="datetime64[s]")
            else:
                columns[column.name] = pd.Series(values, dtype=dtypes.get(column.type, "object"))
        return pd.DataFrame(columns)

    def to_polars(self) -> pl.DataFrame:
        """A polars DataFrame; lists are List(String).

        Raises:
            MissingExtraError: if polars is not installed.

        """
        try:
            import polars as pl  # noqa: PLC0415  (optional)
        except ImportError:
            raise MissingExtraError("to_polars()", "polars") from None
        dtypes = {
            str: pl.String(),
            int: pl.Int64(),
            float: pl.Float64(),
            bool: pl.Boolean(),
            date: pl.Date(),
            tuple: pl.List(pl.String()),
        }
        schema = {column.name: dtypes[column.type] for column in self.columns}
        values = {column.name: self._values(i) for i, column in enumerate(self.columns)}
        return pl.DataFrame(values, schema=schema)

    def to_arrow(self) -> pa.Table:
        """A pyarrow Table; lists are list<string>.

        Raises:
            MissingExtraError: if pyarrow is not installed.

        """
        try:
            import pyarrow as pa  # noqa: PLC0415  (optional)
        except ImportError:
            raise MissingExtraError("to_arrow()", "arrow") from None
        dtypes = {
            str: pa.string(),
            int: pa.int64(),
            float: pa.float64(),
            bool: pa.bool_(),
            date: pa.date32(),
            tuple: pa.list_(pa.string()),
        }
        fields = [(column.name, dtypes[column.type]) for column in self.columns]
        arrays = [pa.array(self._values(i), type=kind) for i, (_, kind) in enumerate(fields)]
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields))

    def to_csv(self) -> str:
        """CSV text: lists joined with ``|``, missing values empty."""
        import csv  # noqa: PLC0415  (seldom needed, and every import counts at the start)
        import io  # noqa: PLC0415

        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([column.name for column in self.columns])
        writer.writerows(
            ["|".join(cell) if isinstance(cell, tuple) else cell for cell in row]
            for row in self.data
        )
        return out.getvalue()

    def to_json(self) -> str:
        """JSON text: a list of objects, dates as ISO 8601."""
        import json  # noqa: PLC0415

        return json.dumps(self.rows(), ensure_ascii=False, indent=2, default=str)

    def __str__(self) -> str:
        """Aligned text, cut to what fits a terminal."""
        shown = [[column.name for column in self.columns]]
        shown += [[_text(cell) for cell in row] for row in self.data[: self.most]]
        widths = [max(map(len, cells)) for cells in zip(*shown, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in shown
        ]
        if self.most is not None and len(self.data) > self.most:
            lines.append(f"... {len(self.data) - self.most} more rows")
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Name and size, then the text."""
        return f"<Table {self.name}: {len(self)} rows>\n{self}"

    def _repr_html_(self) -> str:
        """An HTML table for notebooks."""
        from html import escape  # noqa: PLC0415

        head = "".join(f"<th>{escape(column.name)}</th>" for column in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_text(cell))}</td>" for cell in row) + "</tr>"
            for row in self.data[: 5 * _SHOWN_ROWS]
        )
        left = len(self.data) - 5 * _SHOWN_ROWS
        more = f"<caption>{left} more rows</caption>" if left > 0 else ""
        return f"<table>{more}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


class Tabular:
    """What can be shown as a table, and so as rows and as any dataframe."""

    def table(self) -> Table:
        """The content as a table with stable columns."""
        raise NotImplementedError

    def rows(self) -> list[dict[str, Any]]:
        """The table as one dict per row."""
        return self.table().rows()

    def to_pandas(self) -> pd.DataFrame:
        """The table as a pandas DataFrame (extra ``pandas``)."""
        return self.table().to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """The table as a polars DataFrame (extra ``polars``)."""
        return self.table().to_polars()

    def to_arrow(self) -> pa.Table:
        """The table as a pyarrow Table (extra ``arrow``)."""
        return self.table().to_arrow()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        cell = ", ".join(cell)
    text = f"{cell:g}" if isinstance(cell, float) else str(cell)
    return text if len(text) <= _SHOWN_WIDTH else text[: _SHOWN_WIDTH - 1] + "…"
