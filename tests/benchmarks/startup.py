"""What it costs to import coley, load its data and ask a first question.

Ratios to ``from pydantic import BaseModel`` in the same run, medians of fresh interpreters:

    python tests/benchmarks/startup.py [runs]
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import coley

PACKAGE = Path(coley.__file__).parent
BASE = "from pydantic import BaseModel"
ASK = "import coley; ds = coley.load(); assert ds.therapy('Yervoy').id == 'ipilimumab'"
APPROVED = ASK + "; assert ds.indications.where(disease='melanoma', status='approved')"
EVERYTHING = (
    "import coley; ds = coley.load(); [len(ds.table(name)) for name in coley.EXPORT_TABLES]; "
    "len(ds.as_of('2020-01-01').incidences)"
)
CHECKED = "import coley; coley.load({path!r})"
# An installed wheel comes with its bytecode; the first run writes it here too.
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
PEAK = "; import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"


def run(code: str, path: Path) -> tuple[float, int]:
    """Seconds and peak megabytes of a fresh interpreter."""
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(path)!r}); {code}{PEAK}"]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=COMPILED)
    return time.perf_counter() - start, int(done.stdout)


def ten_times(root: Path) -> Path:
    """Copy the package with every record of its data there ten times."""
    package = root / "coley"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    for path in sorted((package / "data").glob("*/*.json")):
        record = json.loads(path.read_text("utf-8"))
        old = record["id"]
        for copy in range(1, 10):
            new = f"{old}-x{copy}"
            twin = json.loads(json.dumps(record).replace(f'"id": "{old}', f'"id": "{new}'))
            for name in twin.get("names", []):
                name["text"] += f" x{copy}"
            for action in [a for i in twin.get("indications", []) for a in i["actions"]]:
                if "successor" in action:
                    action["successor"] = action["successor"].replace(old, new, 1)
            path.with_name(f"{new}.json").write_text(json.dumps(twin), "utf-8")
    return root


def main(runs: int) -> None:
    """Print one line per measurement."""
    with tempfile.TemporaryDirectory() as folder:
        large = ten_times(Path(folder))
        here = PACKAGE.parent
        cases = {
            "import pydantic's BaseModel": (BASE, here),
            "import coley": ("import coley", here),
            "import, load, first name": (ASK, here),
            "import, load, first name and indications": (APPROVED, here),
            "first name, ten times the data": (ASK, large),
            "first name and indications, ten times": (APPROVED, large),
            "every table, and one as of a day": (EVERYTHING, here),
            "load and check a folder whole": (CHECKED.format(path=str(PACKAGE / "data")), here),
        }
        measured: dict[str, list[tuple[float, int]]] = {case: [] for case in cases}
        for code, path in cases.values():  # fills the caches of the file system
            run(code, path)
        for _ in range(runs):
            for case, (code, path) in cases.items():
                measured[case].append(run(code, path))
    base = statistics.median(seconds for seconds, _ in measured["import pydantic's BaseModel"])
    for case, found in measured.items():
        seconds = statistics.median(seconds for seconds, _ in found)
        peak = max(megabytes for _, megabytes in found)
        print(f"{case:42} {seconds * 1000:7.0f} ms {seconds / base:6.2f} x {peak:5} MB peak")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
