"""Compare a wheel with the tracked files: all of the package is in it, and nothing else.

python tests/contract/wheel_holds_everything.py coley-*.whl
"""

import subprocess
import sys
import zipfile
from pathlib import Path

LIMIT = 3_500_000  # bytes

wheel = Path(sys.argv[1])
listing = subprocess.run(["git", "ls-files", "src"], check=True, capture_output=True, text=True)
tracked = {name.removeprefix("src/") for name in listing.stdout.splitlines()}
held = {name for name in zipfile.ZipFile(wheel).namelist() if not name.startswith("coley-")}
if tracked != held:
    sys.exit(f"missing: {sorted(tracked - held)[:9]}\nstray: {sorted(held - tracked)[:9]}")
if wheel.stat().st_size > LIMIT:
    sys.exit(f"{wheel.stat().st_size} bytes are more than {LIMIT}")
