"""What users and other programs may rely on: the public names, quiet imports, layers, the wheel."""

import ast
import doctest
import importlib
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pytest

import coley

PACKAGE = Path(coley.__file__).parent

# --- the public surface -------------------------------------------------------------------------


def test_all_is_complete():
    assert sorted(coley.__all__) == sorted([*coley._WHERE, "__version__"])
    assert dir(coley) == sorted(coley.__all__)
    for name in coley.__all__:
        assert getattr(coley, name) is not None


def test_what_is_not_public_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'pembrolizumab'"):
        coley.pembrolizumab  # noqa: B018


@pytest.mark.parametrize(
    "name", [n for n in coley.__all__ if n not in {"__version__", "EXPORT_TABLES"}]
)
def test_everything_public_is_documented(name):
    assert inspect.getdoc(getattr(coley, name))


FACADE = (
    coley.Dataset,
    coley.Collection,
    coley.Comparison,
    coley.Table,
    coley.Why,
    coley.PartialDate,
)


@pytest.mark.parametrize("cls", FACADE, ids=lambda cls: cls.__name__)
def test_every_public_method_is_documented(cls):
    for name, member in inspect.getmembers(cls):
        if not (name.startswith("_") or inspect.ismemberdescriptor(member)):
            assert inspect.getdoc(member), f"{cls.__name__}.{name}"


def test_every_verb_of_the_dataset_has_an_example():
    finder = doctest.DocTestFinder()
    verbs = (
        "therapy", "search", "as_of", "diff", "why", "coverage", "table", "compare", "graph", "explain",
        "first_approval", "standing", "agency_diff", "lags",
    )  # fmt: skip
    for verb in verbs:
        (found,) = finder.find(getattr(coley.Dataset, verb), verb)
        assert found.examples, verb


def _modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__")


@pytest.mark.parametrize("name", list(_modules()))
def test_examples_run(name):
    failed, _ = doctest.testmod(
        importlib.import_module(name),
        optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL,
    )
    assert failed == 0


# --- importing does nothing ---------------------------------------------------------------------

_WATCH = """
import json, sys
import pydantic.main, attrs, importlib_resources, importlib.metadata  # what coley stands on
seen = []
def watch(event, arguments):
    if event == "open" or event.startswith(("socket.", "subprocess.", "os.system")):
        seen.append([event, str(arguments[0])])
sys.addaudithook(watch)
import coley
opened = [what for what in seen if not what[1].endswith((".py", ".pyc"))]
print(json.dumps({"opened": opened, "modules": sorted(sys.modules)}))
"""


def test_importing_opens_nothing_and_brings_no_dataframe_library():
    command = [sys.executable, "-W", "error", "-c", _WATCH]
    seen = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert seen["opened"] == []
    assert not {"pandas", "polars", "pyarrow", "numpy", "narwhals", "ahocorasick_rs"} & set(
        seen["modules"]
    )


def test_loading_and_asking_need_no_network():
    script = (
        "import socket\n"
        "def cut(*a, **k): raise AssertionError('network')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = cut\n"
        "import coley\n"
        "ds = coley.load()\n"
        "assert ds.therapy('Yervoy').id == 'ipilimumab'\n"
        "assert len(ds.as_of('2020-01-01').indications.where(disease='melanoma'))\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, timeout=300)


# --- layers -------------------------------------------------------------------------------------

LAYERS = {  # module: what of coley it may import at run time, itself included
    "errors": set(),
    "dates": {"errors"},
    "vocab": {"errors"},
    "model": {"errors", "dates", "vocab", "model"},
    "names": {"errors", "vocab"},
    "table": {"errors"},
    "_tables": {"errors", "model", "names", "vocab"},
    "integrity": {"_tables", "errors", "model"},
    "describe": {"_tables", "model"},
    "facts": {"_tables", "errors", "model", "names", "vocab"},
    "matching": {"_tables", "describe", "facts", "model", "table", "vocab"},
    "timeline": {"_tables", "model", "vocab"},
    "changes": {"_tables", "dates", "integrity", "model", "table"},
    "collection": {"_tables", "errors", "model", "table", "vocab"},
    "why": {"_tables", "integrity", "model"},
    "agencies": {"_tables", "collection", "dates", "model", "table", "vocab"},
    "exports": {"collection", "model", "table"},
    "intervals": {"errors"},
    "biology": {"_tables", "collection", "dates", "errors", "model", "names", "table", "vocab"},
    "graph": {"_tables", "errors", "model", "table", "vocab"},
    "explain": {"biology", "model", "vocab"},
    "comparison": {
        "_tables",
        "collection",
        "errors",
        "intervals",
        "model",
        "names",
        "studies",
        "table",
        "vocab",
    },
    "coverage": {"_tables", "agencies", "integrity", "model", "table", "vocab"},
}
ABOVE = {
    "frames",
    "indications",
    "therapies",
    "effects",
    "studies",
    "dataset",
    "_load",
    "__init__",
    "__main__",
}


def imports_of(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def layer_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.name)
def test_imports_run_one_way(path):
    layer = layer_of(path)
    if layer == "curation":
        return
    used = {name.split(".")[1] for name in imports_of(path) if name.startswith("coley.")}
    assert "curation" not in used
    if layer in LAYERS:
        assert used <= LAYERS[layer], (path.name, used - LAYERS[layer])
    else:
        assert layer in ABOVE, f"{layer} has no place among the layers"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.name)
def test_only_what_is_declared_is_imported(path):
    core = {"pydantic", "pydantic_core", "attrs", "importlib_resources", "coley", "__future__"}
    optional = {
        "pandas", "polars", "pyarrow", "ahocorasick_rs", "narwhals", "duckdb", "networkx",
    }  # fmt: skip
    foreign = {name.split(".")[0] for name in imports_of(path)} - set(sys.stdlib_module_names)
    assert foreign <= core | optional
    if layer_of(path) not in {"table", "names", "frames", "graph", "__main__"}:
        assert not foreign & optional


def test_one_module_knows_where_the_files_are():
    users = {
        layer_of(path)
        for path in PACKAGE.rglob("*.py")
        if any(name.startswith("importlib_resources") for name in imports_of(path))
    }
    assert users == {"_load"}


def test_core_dependencies_are_three():
    found = importlib.import_module("importlib.metadata").requires("coley") or []
    core = {line.split(">")[0].strip() for line in found if "extra ==" not in line}
    assert core == {"pydantic", "attrs", "importlib-resources"}


def test_types_are_shipped_and_versions_agree(ds):
    assert (PACKAGE / "py.typed").is_file()
    assert coley.__version__ == importlib.import_module("importlib.metadata").version("coley")
    assert ds.version == coley.__version__
