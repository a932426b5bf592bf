"""Tables: the same rows as dicts, CSV, JSON, pandas, polars and arrow, with proper types."""

import csv
import datetime as dt
import io
import json
import math
import sys

import pytest

import coley
from coley.errors import MissingExtraError, VocabularyError
from coley.table import Column, Table

DESIGNED = {  # the stable columns that other programs rely on; more may follow them
    "therapies": "therapy name modality immunotherapy_class scope targets first_approval_agency "
    "first_approval_date xrefs",
    "indications": "indication therapy agency regimen disease setting criteria_text status "
    "first_action first_date",
    "actions": "indication therapy agency action date precision sources",
    "adverse_effects": "therapy event prominence",
    "incidences": "study arm therapies event grade_band n total percent attribution scale sources",
    "outcomes": "study arm therapies endpoint value unit ci_low ci_high ci_level n comparator "
    "analysis sources",
    "names": "therapy name kind region",
    "sources": "source",
}


@pytest.mark.parametrize("name", coley.EXPORT_TABLES)
def test_every_table_comes_out_alike_everywhere(toy_dataset, name):
    table = toy_dataset.table(name)
    columns = [column.name for column in table.columns]
    assert set(DESIGNED.get(name, "").split()) <= set(columns)
    assert len(set(columns)) == len(columns)
    rows = table.rows()
    assert len(rows) == len(table) > 0
    assert table.to_polars().rows(named=True) == [
        {key: list(cell) if isinstance(cell, tuple) else cell for key, cell in row.items()}
        for row in rows
    ]
    assert table.to_arrow().to_pylist() == table.to_polars().to_dicts()
    pandas = table.to_pandas()
    assert list(pandas.columns) == columns
    assert len(pandas) == len(rows)
    parsed = list(csv.DictReader(io.StringIO(table.to_csv())))
    assert [list(row) for row in parsed] == [columns] * len(rows)
    assert [list(row) for row in json.loads(table.to_json())] == [columns] * len(rows)


@pytest.mark.parametrize("name", coley.EXPORT_TABLES)
def test_every_value_has_the_type_of_its_column(ds, name):
    table = ds.table(name)
    for i, column in enumerate(table.columns):
        for row in table.data:
            cell = row[i]
            if cell is None:
                continue
            wanted = (int, float) if column.type is float else column.type
            assert isinstance(cell, wanted), (column.name, cell)
            assert not (column.type is int and isinstance(cell, bool))
            assert not (isinstance(cell, float) and math.isnan(cell))


def test_pandas_types(toy_dataset):
    actions = toy_dataset.table("actions").to_pandas()
    assert actions["date"].dtype == "datetime64[s]"
    assert actions["action"].dtype == "string"
    incidences = toy_dataset.incidences.to_pandas()
    assert incidences["n"].dtype == "Int64"
    assert incidences["percent"].dtype == "Float64"
    assert incidences["n"].sum() == 5


def test_polars_and_arrow_types(toy_dataset):
    frame = toy_dataset.outcomes.to_polars()
    assert str(frame.schema["ci_level"]) == "Float64"
    assert str(frame.schema["data_cutoff"]) == "Date"
    assert str(frame.schema["therapies"]) == "List(String)"
    arrow = toy_dataset.outcomes.to_arrow()
    assert str(arrow.schema.field("sources").type) == "list<item: string>"


def test_an_empty_table_keeps_its_columns_and_types(toy_dataset):
    nothing = toy_dataset.incidences.where(grade="4")
    assert nothing.rows() == []
    assert nothing.to_polars().schema == toy_dataset.incidences.to_polars().schema
    assert nothing.to_arrow().schema == toy_dataset.incidences.to_arrow().schema
    assert list(nothing.to_pandas().dtypes) == list(toy_dataset.incidences.to_pandas().dtypes)


def test_collections_and_the_dataset_give_the_same_table(toy_dataset):
    assert toy_dataset.table("indications") == toy_dataset.indications.table()
    assert toy_dataset.table("coverage") == toy_dataset.coverage()
    assert toy_dataset.table("actions").rows()[0]["date"] == dt.date(2015, 5, 20)


@pytest.mark.parametrize("name", ["", "drugs", "tables", None, 5])
def test_a_table_that_is_none(toy_dataset, name):
    with pytest.raises(VocabularyError, match="'incidences'"):
        toy_dataset.table(name)


@pytest.mark.parametrize(
    ("library", "method", "extra"),
    [
        ("pandas", "to_pandas", "pandas"),
        ("polars", "to_polars", "polars"),
        ("pyarrow", "to_arrow", "arrow"),
    ],
)
def test_a_missing_extra_names_the_command(toy_dataset, monkeypatch, library, method, extra):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError) as caught:
        getattr(toy_dataset.therapies, method)()
    assert f'pip install "coley[{extra}]"' in str(caught.value)
    assert isinstance(caught.value, ImportError)


def test_tables_are_shown_cut_to_size_and_escaped():
    cells = (("<b>x</b>", 1.5, ("a", "b")),) * 100
    table = Table("t", (Column("text", str), Column("n", float), Column("many", tuple)), cells)
    assert str(table).splitlines()[-1] == "... 88 more rows"
    assert repr(table).startswith("<Table t: 100 rows>")
    html = table._repr_html_()
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "40 more rows" in html
