"""Free text to therapies, on every engine."""

import datetime as dt

import polars as pl
import pytest
from engines import ENGINES

import coley
from coley.errors import ArgumentError
from coley.frames import annotate
from coley.names import NameIndex

DS = coley.load()
DRUGS = ["KEYTRUDA 200 mg q3w", "nivo/ipi", "aspirin", None, "carboplatin AUC 5", "", "Kymriah"]
DAYS = [dt.date(2014, 9, 3), dt.date(2015, 9, 30), dt.date(2020, 1, 1), dt.date(2020, 1, 1),
        dt.date(2020, 1, 1), None, dt.date(2017, 8, 30)]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_names_the_same(engine):
    there, back = ENGINES[engine]
    frame = pl.DataFrame({"row": range(len(DRUGS)), "drug": DRUGS, "day": DAYS})
    native = there(frame)
    found = annotate(native, DS, "drug", day="day")
    assert type(found) is type(native)
    table = back(found).sort("row")
    assert table["drug_therapies"].to_list() == [
        "pembrolizumab", "nivolumab|ipilimumab", "", None, "", "", "tisagenlecleucel",
    ]  # fmt: skip
    assert table["drug_classes"].to_list()[1] == "checkpoint_inhibitor"
    assert table["drug_targets"].to_list()[-1] == "cd19"
    assert table["drug_approved"].to_list() == [
        "no", "yes", "unknown", "unknown", "unknown", "unknown", "yes",
    ]  # fmt: skip
    assert table["drug"].to_list() == DRUGS


def test_repeated_texts_are_read_once(monkeypatch):
    seen = []
    scan = NameIndex.scan_column
    monkeypatch.setattr(
        NameIndex, "scan_column", lambda self, texts: seen.extend(texts) or scan(self, texts)
    )
    annotate(pl.DataFrame({"drug": ["Keytruda", "Opdivo"] * 500}), DS, "drug")
    assert sorted(seen) == ["", "Keytruda", "Opdivo"]


def test_nothing_to_read():
    frame = pl.DataFrame({"drug": pl.Series([None, None], dtype=pl.String)})
    assert annotate(frame, DS, "drug")["drug_therapies"].to_list() == [None, None]
    assert annotate(frame.clear(), DS, "drug").height == 0


def test_arguments():
    frame = pl.DataFrame({"drug": ["Keytruda"], "n": [1]})
    for keywords in ({"column": "nope"}, {"column": "n"}, {"column": "drug", "day": "n"}):
        with pytest.raises(ArgumentError):
            annotate(frame, DS, **keywords)
    with pytest.raises(ArgumentError):
        annotate([1], DS, "drug")
