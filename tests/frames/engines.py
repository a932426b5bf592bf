"""The engines that cohorts are tried on: from rows to a native frame, and back to rows."""

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

TYPES = {"text": pl.String(), "number": pl.Float64(), "true or false": pl.Boolean()}


def polars_frame(rows, types):
    """Rows as a polars frame with the types that the columns of a cohort must have."""
    schema = {name: TYPES[types[name]] if name in types else None for name in rows[0]}
    return pl.DataFrame(rows, schema=schema, infer_schema_length=None)


def to_pandas(frame):
    return frame.to_pandas(use_pyarrow_extension_array=True)


def to_numpy_pandas(frame):
    """As most pandas users have it: floats with NaN, nullable booleans, object text."""
    native = frame.to_pandas()
    for name, dtype in frame.schema.items():
        if dtype == pl.Boolean:
            native[name] = pd.array(frame[name].to_list(), dtype="boolean")
        elif dtype == pl.Date:
            native[name] = pd.to_datetime(frame[name].to_list())
    return native


def to_duckdb(frame):
    return duckdb.from_arrow(frame.to_arrow())


ENGINES = {
    "polars": (lambda frame: frame, lambda native: native),
    "polars-lazy": (lambda frame: frame.lazy(), lambda native: native.collect()),
    "pandas-arrow": (to_pandas, pl.from_pandas),
    "pandas-numpy": (to_numpy_pandas, pl.from_pandas),
    "pyarrow": (lambda frame: frame.to_arrow(), pl.from_arrow),
    "duckdb": (to_duckdb, lambda native: pl.from_arrow(pa.table(native.to_arrow_table()))),
}
