"""``python -m coley`` prints what the library says."""

import json

import pytest
import toy

import coley
from coley.__main__ import main


@pytest.fixture
def folder(tmp_path):
    return str(toy.write(tmp_path / "toy", toy.records()))


def test_info(folder, capsys):
    assert main(["--data", folder, "info"]) == 0
    out = capsys.readouterr().out
    assert "1 therapies" in out
    assert "FDA through 2020-12-31" in out


def test_show_a_therapy_by_any_name_and_a_claim(folder, capsys):
    assert main(["--data", folder, "show", "Toytruda"]) == 0
    assert '"id": "toymab"' in capsys.readouterr().out
    assert main(["--data", folder, "show", "toymab.fda.nsclc"]) == 0
    assert "withdrawal 2019-03-01" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("form", "begins"),
    [("text", "toymab\n======"), ("markdown", "# toymab"), ("html", "<h2>toymab</h2>")],
)
def test_explain(folder, capsys, form, begins):
    assert main(["--data", folder, "explain", "Toytruda", "--format", form]) == 0
    assert capsys.readouterr().out.startswith(begins)
    assert main(["--data", folder, "explain", "nosuchmab"]) == 1
    assert "nosuchmab" in capsys.readouterr().err


def test_search(folder, capsys):
    assert main(["--data", folder, "search", "on", "Toytruda", "5", "mg"]) == 0
    assert capsys.readouterr().out == "3-11\tToytruda\ttoymab\tbrand\n"
    assert main(["--data", folder, "search", "aspirin"]) == 1


def test_match(folder, tmp_path, capsys):
    patient = tmp_path / "patient.json"
    patient.write_text(json.dumps({"disease": "melanoma", "extent": "metastatic"}))
    assert main(["--data", folder, "match", str(patient)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("YES: toymab (toymab.fda.melanoma)")
    assert "1 yes, 1 no, 0 unknown" in out
    assert main(["--data", folder, "--on", "2014-01-01", "match", str(patient)]) == 0
    assert "0 yes" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["{", "[1]", '{"tumour": "melanoma"}', '{"age": -1}', '"x"'])
def test_match_of_nonsense(folder, tmp_path, capsys, text):
    patient = tmp_path / "patient.json"
    patient.write_text(text)
    assert main(["--data", folder, "match", str(patient)]) == 1
    assert "the patient cannot be read" in capsys.readouterr().err


def test_the_past(folder, capsys):
    assert main(["--data", folder, "--on", "2016-01-01", "export", "actions"]) == 0
    assert capsys.readouterr().out.count("\n") == 2


@pytest.mark.parametrize("table", coley.EXPORT_TABLES)
def test_export_prints_the_tables(folder, table, capsys, tmp_path):
    assert main(["--data", folder, "export", table]) == 0
    assert capsys.readouterr().out == coley.load(folder).table(table).to_csv()
    assert main(["--data", folder, "export", table, "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(coley.load(folder).table(table))
    target = tmp_path / "out.parquet"
    assert (
        main(["--data", folder, "export", table, "--format", "parquet", "--output", str(target)])
        == 0
    )
    from pyarrow import parquet

    assert parquet.read_table(target).num_rows == len(coley.load(folder).table(table))


def test_export_to_a_file(folder, tmp_path):
    target = tmp_path / "names.csv"
    assert main(["--data", folder, "export", "names", "--output", str(target)]) == 0
    assert target.read_text().startswith("therapy,name,kind,region\n")


def test_validate(folder, tmp_path, capsys):
    assert main(["validate", folder]) == 0
    toy.write(tmp_path / "toy", {"sources/x.json": "{}"})
    assert main(["validate", folder]) == 1
    assert "sources/x.json#/id: Field required" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "nonsense"],
        ["--on", "soon", "info"],
        ["validate", "no/such/folder"],
        ["export", "names", "--format", "parquet"],
    ],
)
def test_what_cannot_be_answered(folder, arguments, capsys):
    assert main(["--data", folder, *arguments]) == 1
    assert capsys.readouterr().err.strip()


@pytest.mark.parametrize("arguments", [[], ["dance"], ["export", "drugs"], ["export"]])
def test_usage(arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
