"""README and docs are true: their examples run, their counts and tables are those of the data."""

import doctest
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import coley
from coley.curation.pages import pages
from coley.integrity import claims_of

CLAIMING = (
    "therapies", "studies", "mechanisms", "biomarkers", "resistance", "rationales", "programmes",
)  # fmt: skip
ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    "page", ["README.md", "docs/guide.md", "docs/patients.md", "docs/data/curation.md"]
)
def test_examples_run(page):
    failed, tried = doctest.testfile(
        str(ROOT / page),
        module_relative=False,
        optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL,
    )
    assert failed == 0
    assert tried > 0


@pytest.mark.parametrize("name", pages(coley.load()))
def test_pages_made_from_the_data_are_current(name, ds):
    hint = "run python -m coley.curation pages docs"
    assert (ROOT / "docs" / name).read_text("utf-8") == pages(ds)[name], hint


def test_readme_begins_with_two_commands():
    fences = re.findall(r"^## (.+?)\n\n```bash\n(.+?)\n```$", README, re.MULTILINE | re.DOTALL)
    assert [title for title, _ in fences] == ["Run it", "Test it"]
    assert all("\n" not in command for _, command in fences)
    assert README.index("## Run it") < README.index("```python")


def test_readme_counts(ds):
    coverage = ds.coverage().rows()
    approved = [row["therapy"] for row in coverage if row["indications"]]
    whole = [row["therapy"] for row in coverage if row["indications"] and row["adverse_effects"]]
    claims = [
        claim
        for table in CLAIMING
        for record in ds.tables.records(table).values()
        for _, claim in claims_of(record)
    ]
    twice = sum(claim.reviewed is not None for claim in claims)
    names_only = len(ds.therapies) - len(approved)
    for row in (
        (
            "therapies",
            f"{len(ds.therapies)}: {len(approved)} with approved uses, {len(whole)} of",
        ),
        ("therapies", f"{names_only} by name, product and mechanism only"),
        ("indications", f"{len(ds.indications)}, with {len(ds.table('actions'))} dated actions"),
        ("studies", f"{len(ds.studies)}, with {len(ds.outcomes)} outcomes"),
        ("studies", f"outcomes and {len(ds.incidences)} incidences"),
        ("adverse effects", f"{len(ds.adverse_effects)}"),
        ("adverse events", f"{len(ds.adverse_events)} terms, {len(ds.scales)} grading scales"),
        ("biology", f"{len(ds.mechanisms)} mechanisms, {len(ds.targets)} targets, "),
        ("biology", f"{len(ds.predictions)} predictions by {len(ds.biomarkers)} biomarkers, "),
        ("biology", f"{len(ds.resistance)} ways of resistance, {len(ds.rationales)} rationales"),
        ("pipeline", f"{len(ds.programmes)} investigational programmes"),
        ("sources", f"{len(ds.sources)}, each cited"),
        ("second reading", f"{twice} of {len(claims)} claims"),
    ):
        line = next(line for line in README.splitlines() if line.startswith(f"| {row[0]} |"))
        assert row[1] in line


def test_the_guide_knows_every_keyword(ds):
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| .+? \| (.+?) \|$", guide, re.MULTILINE))
    for table, keywords in rows.items():
        where = getattr(ds, table).where
        assert keywords.split(", ") == list(where.__kwdefaults__ or ()), table


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.py")), ids=lambda p: p.stem)
def test_examples_are_worth_running(path, capsys):
    runpy.run_path(str(path), run_name="__main__")
    out = capsys.readouterr().out
    assert len(out.splitlines()) > 20
    assert "Traceback" not in out


def test_the_quickstart_says_what_is_so(capsys):
    runpy.run_path(str(ROOT / "examples" / "01_quickstart.py"), run_name="__main__")
    out = capsys.readouterr().out
    for truth in (
        "nivo = nivolumab; ipi = ipilimumab; nivo = nivolumab",
        "'Keytruba' is not a name of any therapy. Did you mean 'Keytruda'?",
        "2022-01-25  approval               tebentafusp.fda.uveal-melanoma",
        "zuma-1   axi-cel            101/108     93.5  Lee_2014",
        "conversion 2023-09-06:",
    ):
        assert truth in out


def test_the_module_runs_as_a_command():
    done = subprocess.run(
        [sys.executable, "-m", "coley", "search", "pt on Keytruda"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "6-14\tKeytruda\tpembrolizumab\tbrand\n"
