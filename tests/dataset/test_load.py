"""Loading: from anywhere, all or nothing, with errors that say where."""

import shutil
import subprocess
import sys
import threading
import zipfile

import pytest
import toy

import coley
from coley.errors import ArgumentError, DatasetError


def load_with(tmp_path, changes):
    return coley.load(toy.write(tmp_path, {**toy.records(), **changes}))


def problems(tmp_path, changes):
    with pytest.raises(DatasetError) as caught:
        load_with(tmp_path, changes)
    return [str(problem) for problem in caught.value.problems]


def broken(name, pointer, value):
    """The toy record with one value set (or, if it is Ellipsis, taken out)."""
    record = toy.records()[name]
    where, _, last = pointer.rpartition("/")
    holder = toy.at(record, where) if where.strip("/") else record
    if isinstance(holder, list):
        holder[int(last)] = value
    elif value is ...:
        del holder[last]
    else:
        holder[last] = value
    return {name: record}


def test_the_toy_dataset_loads(toy_dataset):
    assert toy_dataset.therapies["toymab"].name == "toymab"
    assert repr(toy_dataset).startswith("<toy 2026.11.0: 1 therapies, 2 indications")


@pytest.mark.parametrize(
    ("name", "pointer", "value", "expected"),
    [
        # a missing field, an extra field, a wrong word
        (
            "therapies/toymab.json",
            "/modality",
            ...,
            "therapies/toymab.json#/modality: Field required",
        ),
        ("therapies/toymab.json", "/price", 9, "therapies/toymab.json#/price: Extra inputs"),
        ("therapies/toymab.json", "/scope", "cor", "therapies/toymab.json#/scope: Input should be"),
        ("sources/paper.json", "/kind", "blog", "sources/paper.json#/kind: Input should be"),
        ("sources/paper.json", "/pmid", "PMID1", "sources/paper.json#/pmid: String should match"),
        ("mechanisms/pd-1-blockade.json", "/action", "kills", "#/action: Input should be"),
        # impossible dates
        (
            "therapies/toymab.json",
            "/indications/0/actions/0/date",
            "2017-02-30",
            "therapies/toymab.json#/indications/0/actions/0/date: day",
        ),
        ("therapies/toymab.json", "/recorded", "2017-13-01", "#/recorded: Input should be"),
        ("sources/paper.json", "/date", "May 2018", "#/date: 'May 2018' is not a date"),
        # types are not guessed
        (
            "studies/trial-1.json",
            "/incidences/0/n",
            "4",
            "#/incidences/0/n: Input should be a valid",
        ),
        (
            "studies/trial-1.json",
            "/incidences/0/n",
            True,
            "#/incidences/0/n: Input should be a valid",
        ),
        # figures that contradict each other
        ("studies/trial-1.json", "/incidences/0/percent", 9, "#/incidences/0: 9 % is not 4/100"),
        (
            "studies/trial-1.json",
            "/incidences/0/n",
            400,
            "#/incidences/0: n 400 is more than total",
        ),
        (
            "studies/trial-1.json",
            "/outcomes/0/interval/high",
            0.6,
            "#/outcomes/0: the interval does not hold its value 0.7",
        ),
        ("studies/trial-1.json", "/outcomes/0/arm", "nobody", "no arm 'nobody' in this study"),
        # criteria, inside a union
        (
            "therapies/toymab.json",
            "/indications/1/criteria/of/2/threshold",
            ...,
            "therapies/toymab.json#/indications/1/criteria/of/2: comparator '>=' needs a threshold",
        ),
        ("therapies/toymab.json", "/indications/1/criteria/of/1/maximum", ..., "says nothing"),
        ("therapies/toymab.json", "/construct/type", "brick", "#/construct: Input tag 'brick'"),
        # ids that do not resolve
        ("therapies/toymab.json", "/mechanisms/0/mechanism", "magic", "no 'magic' in mechanisms"),
        ("therapies/toymab.json", "/construct/arms/0/target", "pdcd9", "no 'pdcd9' in targets"),
        ("therapies/toymab.json", "/indications/0/studies/0", "trial-9", "no 'trial-9' in studies"),
        (
            "therapies/toymab.json",
            "/indications/0/regimen/0/one_of/0",
            "other",
            "#/indications/0/regimen/0/one_of/0: no 'other' in therapies or partners",
        ),
        ("therapies/toymab.json", "/citations/0/source", "rumour", "no 'rumour' in sources"),
        ("diseases/nsclc.json", "/parents/0", "lung", "diseases/nsclc.json#/parents/0: no 'lung'"),
        ("diseases/cancer.json", "/parents", ["nsclc"], "#/parents: is its own ancestor"),
        ("studies/trial-1.json", "/incidences/0/event", "rash", "no 'rash' in adverse_events"),
        (
            "therapies/toymab.json",
            "/indications/0/superseded_by",
            "toymab.fda.gone",
            "no claim 'toymab.fda.gone'",
        ),
        # ids of claims
        (
            "studies/trial-1.json",
            "/incidences/1/id",
            "trial-1.hypophysitis-any",
            "'trial-1.hypophysitis-any' is used twice",
        ),
        ("therapies/toymab.json", "/indications/0/id", "fda.x", "must begin with 'toymab.'"),
        # file names
        ("therapies/toymab.json", "/id", "otherab", "therapies/toymab.json#/id: is 'otherab'"),
    ],
)
def test_says_what_is_wrong_and_where(tmp_path, name, pointer, value, expected):
    found = problems(tmp_path, broken(name, pointer, value))
    assert any(expected in problem for problem in found), found


def test_every_problem_is_listed_at_once(tmp_path):
    changes = broken("sources/paper.json", "/kind", "blog")
    changes |= broken("studies/trial-1.json", "/kind", "hunch")
    found = problems(tmp_path, changes)
    assert len(found) == 2


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("therapies/x.json", "{", "therapies/x.json#: is not JSON"),
        ("therapies/x.json", "", "is not JSON"),
        ("therapies/x.json", b"\xff\xfe", "is not UTF-8"),
        ("therapies/x.json", "[" * 100_000, "is not JSON"),
        ("sources/x.json", '{"id": "x", "id": "y"}', "duplicate keys ['id'] in one object"),
        ("therapys/x.json", "{}", "therapys#: is not a table of a dataset (use one of: therapies"),
        ("dataset.json", "[]", "dataset.json#: Input should be"),
    ],
)
def test_files_that_are_no_records(tmp_path, name, content, expected):
    found = problems(tmp_path, {name: content})
    assert any(expected in problem for problem in found), found


@pytest.mark.parametrize("name", [".DS_Store", "therapies/.DS_Store", "therapies/notes.txt"])
def test_stray_files_are_passed_over(tmp_path, name):
    assert len(load_with(tmp_path, {name: "stray"}).therapies) == 1


@pytest.mark.parametrize("path", [5, b"data", ["data"], object()])
def test_a_path_of_the_wrong_type(path):
    with pytest.raises(ArgumentError, match="path must be a path"):
        coley.load(path)


@pytest.mark.parametrize("path", ["", "no/such/folder", "x" * 5000, "\ud800"])
def test_a_path_that_leads_nowhere(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((DatasetError, ArgumentError)):
        coley.load(path)


def test_a_path_with_a_null_byte():
    with pytest.raises(ArgumentError):
        coley.load("a\0b")


def test_the_shipped_dataset_is_cached_and_another_is_not(tmp_path):
    assert coley.load() is coley.load()
    toy.write(tmp_path, toy.records())
    assert coley.load(tmp_path) is not coley.load(tmp_path)


def test_threads_get_one_dataset():
    script = (
        "import threading, coley\n"
        "found = []\n"
        "threads = [threading.Thread(target=lambda: found.append(coley.load())) for _ in range(8)]\n"
        "[t.start() for t in threads]; [t.join() for t in threads]\n"
        "assert len(found) == 8 and len({id(ds) for ds in found}) == 1\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)


def test_queries_from_many_threads_agree(toy_dataset):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(toy_dataset.therapy("Toytruda 5 mg").id))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["toymab"] * 8


def test_loads_from_a_zip_file_and_from_a_wheel(tmp_path):
    folder = toy.write(tmp_path / "data", toy.records())
    plain = shutil.make_archive(str(tmp_path / "plain"), "zip", folder)
    wheel = tmp_path / "coley-0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path in folder.rglob("*.json"):
            archive.write(path, f"coley/data/{path.relative_to(folder)}")
    assert coley.load(plain).therapies.ids == coley.load(wheel).therapies.ids == ("toymab",)


def test_works_from_a_zip_on_the_path(tmp_path):
    from importlib_resources import as_file, files

    archive = tmp_path / "lib.zip"
    with as_file(files("coley")) as package, zipfile.ZipFile(archive, "w") as out:
        for path in package.rglob("*"):
            if path.suffix in {".py", ".json"}:
                out.write(path, f"coley/{path.relative_to(package).as_posix()}")
    script = (
        f"import sys; sys.path.insert(0, {str(archive)!r}); import coley; "
        f"assert coley.__file__.startswith({str(archive)!r}); "
        "print(coley.load().therapy('Bavencio').id)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.strip() == "avelumab"


# --- overlays -----------------------------------------------------------------------------------


def hospital(tmp_path, **changes):
    therapy = toy.records()["therapies/toymab.json"]
    therapy["names"].append(
        {"text": "House Toy", "kind": "synonym", "citations": [{**toy.CITE, "source": "formulary"}]}
    )
    therapy.update(changes)
    source = {**toy.records()["sources/notice.json"], "id": "formulary", "title": "Our formulary"}
    return toy.write(tmp_path, {"therapies/toymab.json": therapy, "sources/formulary.json": source})


def test_an_overlay_is_a_new_dataset(toy_dataset, tmp_path):
    ours = toy_dataset.overlay(hospital(tmp_path))
    assert ours.therapy("house toy").id == "toymab"
    with pytest.raises(coley.UnknownNameError):
        toy_dataset.therapy("house toy")
    assert [str(change) for change in toy_dataset.diff(ours)] == [
        "added sources formulary",
        "corrected therapies toymab (names)",
    ]


def test_an_overlay_is_all_or_nothing(toy_dataset, tmp_path):
    before = toy_dataset.therapies["toymab"]
    with pytest.raises(DatasetError, match="nowhere"):
        toy_dataset.overlay(
            hospital(tmp_path, mechanisms=[{"mechanism": "nowhere", **toy.EVIDENCE}])
        )
    assert toy_dataset.therapies["toymab"] is before
    assert "formulary" not in toy_dataset.sources


def test_an_overlay_of_a_narrowed_dataset_stays_narrowed(toy_dataset, tmp_path):
    then = toy_dataset.as_of("2016-01-01").overlay(hospital(tmp_path))
    assert then.day.isoformat() == "2016-01-01"
    assert then.indications.ids == ("toymab.fda.melanoma",)
