"""``python -m coley.curation``: check, format, new, diff, stale, pages."""

import datetime as dt
import json
import subprocess
import sys

import pytest
import toy

import coley
from coley.curation.__main__ import main
from coley.curation.canonical import canonical
from coley.curation.new import new_record
from coley.curation.stale import stale
from coley.errors import VocabularyError
from coley.model import Source, Therapy


@pytest.fixture
def folder(tmp_path):
    """The toy dataset in the one spelling."""
    root = toy.write(tmp_path / "toy", toy.records())
    assert main(["--data", str(root), "format"]) == 0
    return root


def run(folder, *arguments):
    return main(["--data", str(folder), *arguments])


def test_check_is_silent_on_good_data(folder, capsys):
    capsys.readouterr()
    assert run(folder, "check") == 0
    assert capsys.readouterr().out == ""


def test_a_folder_is_checked_without_the_package_resources(folder):
    script = (
        "import sys; sys.modules['importlib_resources'] = None\n"
        "from coley.curation.__main__ import main\n"
        f"sys.exit(main(['--data', {str(folder)!r}, 'check']))"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_check_says_where(folder, capsys):
    path = folder / "therapies" / "toymab.json"
    path.write_text(path.read_text().replace('"approval"', '"withdrawal"'))
    assert run(folder, "check") == 1
    assert "therapies/toymab.json#/indications/1/actions/0: withdrawal" in capsys.readouterr().out


def test_check_of_what_does_not_load(folder, capsys):
    (folder / "sources" / "paper.json").write_text("{")
    assert run(folder, "check") == 1
    assert "sources/paper.json#: is not JSON" in capsys.readouterr().out


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("  ", "    "),
        lambda text: text.rstrip("\n"),
        lambda text: text.replace('"scope": "core",\n', "").replace(
            '"id": "toymab",\n', '"id": "toymab",\n  "scope": "core",\n', 1
        ),
        lambda text: text.replace('"scope": "core"', '"scope": "core",\n  "note": null'),
    ],
)
def test_another_spelling_is_found_and_mended(folder, spoil, capsys):
    path = folder / "therapies" / "toymab.json"
    good = path.read_bytes()
    path.write_bytes(spoil(good.decode()).encode())
    assert run(folder, "check") == 1
    assert (
        "therapies/toymab.json#: is not in the one spelling (run format)" in capsys.readouterr().out
    )
    assert run(folder, "format") == 0
    assert path.read_bytes() == good


def test_format_leaves_broken_files_alone(folder):
    path = folder / "sources" / "paper.json"
    path.write_text("{")
    assert run(folder, "format") == 0
    assert path.read_text() == "{"


def test_what_it_says_comes_first_and_who_says_so_last():
    spelt = json.loads(canonical(Therapy.model_validate(toy.records()["therapies/toymab.json"])))
    keys = list(spelt)
    assert keys[:2] == ["id", "name"]
    assert keys[-3:] == ["citations", "verification", "recorded"]
    assert [i["id"] for i in spelt["indications"]] == sorted(i["id"] for i in spelt["indications"])


def test_new_writes_a_skeleton_that_check_complains_about(folder, capsys):
    assert run(folder, "new", "sources", "letter") == 0
    written = folder / "sources" / "letter.json"
    assert capsys.readouterr().out.strip().endswith("letter.json")
    assert set(json.loads(written.read_text())) == {
        name for name, field in Source.model_fields.items() if field.is_required()
    }
    assert run(folder, "check") == 1
    assert run(folder, "new", "sources", "letter") == 2  # it is there already


@pytest.mark.parametrize("table", coley.load().tables.__attrs_attrs__)
def test_new_knows_every_table(tmp_path, table):
    assert new_record(tmp_path, table.name, "x", dt.date(2026, 11, 23)).is_file()


def test_new_of_no_table(tmp_path):
    with pytest.raises(VocabularyError, match="'therapies'"):
        new_record(tmp_path, "drugs", "x", dt.date(2026, 11, 23))


def test_diff_prints_what_changed(folder, tmp_path, capsys):
    files = toy.records()
    files["therapies/toymab.json"]["scope"] = "extended"
    other = toy.write(tmp_path / "other", files)
    assert main(["diff", str(folder), str(other)]) == 0
    assert capsys.readouterr().out == "corrected therapies toymab (scope)\n"


def test_stale_lists_what_was_read_long_ago(toy_dataset):
    today = dt.date(2027, 11, 23)
    assert {row["kind"] for row in stale(toy_dataset, today, 30).rows()} == {"agency", "claim"}
    assert [row["id"] for row in stale(toy_dataset, today, 365).rows()] == ["FDA"]
    assert len(stale(toy_dataset, dt.date(2021, 1, 1), 365)) == 0


def test_stale_on_the_command_line(folder, capsys):
    assert run(folder, "stale", "--days", "1") == 0
    assert "2020-12-31,agency,FDA" in capsys.readouterr().out


def test_pages_are_written(folder, tmp_path):
    assert run(folder, "pages", str(tmp_path / "out")) == 0
    assert "| toymab | 2 | 1 | 2 |" in (tmp_path / "out" / "data" / "known-gaps.md").read_text()
    assert "## incidences" in (tmp_path / "out" / "tables.md").read_text()
    schema = json.loads((tmp_path / "out" / "schemas" / "therapies.schema.json").read_text())
    assert schema["$id"] == "coley/therapies.schema.json"
    assert schema["properties"]["modality"]["description"] == "What it physically is."


@pytest.mark.parametrize(
    "arguments", [["diff", "no", "where"], ["check", "--reference", "nowhere"]]
)
def test_what_cannot_run(folder, arguments, capsys):
    assert run(folder, *arguments) == 2
    assert capsys.readouterr().err.strip()
