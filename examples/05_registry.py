"""A synthetic registry of any size: names read from free text, criteria matched on DuckDB.

``python examples/05_registry.py [rows]`` (extras ``frames``, ``polars``, ``plot`` and the package
duckdb) writes Parquet files, annotates and matches them with DuckDB, larger than memory if need
be, prints a summary and draws ``examples/output/registry.png``.
"""

import random
import sys
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from tqdm import tqdm

import coley
from coley.frames import annotate, match_cohort, verdict_column

CHUNK = 5_000
DAY = "2025-06-30"
DRUGS = [
    "KEYTRUDA 200 mg q3w", "pembro 400mg q6w", "nivo/ipi", "Opdivo 480 mg", "atezo 1200 mg d1",
    "carboplatin AUC 5 + pemetrexed", "cemiplimab-rwlc 350 mg", "observation", "Imfinzi", None,
]  # fmt: skip


def registry(rows: int, seed: int) -> pl.DataFrame:
    """Invent patients with advanced lung cancer or melanoma, with gaps as real registries have."""
    rng = random.Random(seed)

    def gaps(values: list[Any], share: float) -> list[Any]:
        return [None if rng.random() < share else value for value in values]

    days = [date(2014, 1, 1) + timedelta(days=rng.randrange(4200)) for _ in range(rows)]
    return pl.DataFrame(
        {
            "drug": rng.choices(DRUGS, k=rows),
            "started": days,
            "disease": gaps(rng.choices(["NSCLC", "nonsquamous NSCLC", "melanoma"], k=rows), 0.02),
            "extent": gaps(rng.choices(["metastatic", "locally_advanced"], [4, 1], k=rows), 0.1),
            "prior_lines": gaps(rng.choices([0, 1, 2], [6, 3, 1], k=rows), 0.05),
            "age": [min(95.0, max(19.0, rng.gauss(66, 10))) for _ in range(rows)],
            "pd_l1_tps": gaps(
                [float(rng.choice([0, 1, 10, 49, 50, 80])) for _ in range(rows)], 0.3
            ),
            "EGFR": gaps(rng.choices(["wt", "L858R", "exon 19 deletion"], [8, 1, 1], k=rows), 0.2),
            "ALK": gaps(rng.choices(["wt", "rearrangement"], [19, 1], k=rows), 0.2),
            "BRAF": gaps(rng.choices(["wt", "V600E"], [4, 1], k=rows), 0.3),
        }
    )


def draw(counts: dict[str, Counter[str]], target: Path) -> None:
    """Draw how many patients each use is for, is not for, or may be for."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    names = sorted(counts, key=lambda name: counts[name]["yes"])
    figure, axes = plt.subplots(figsize=(11, 0.34 * len(names) + 1.6), dpi=130)
    left = [0] * len(names)
    for answer, color in (("yes", "#2a9d54"), ("unknown", "#f0a202"), ("no", "#d8dde3")):
        width = [counts[name][answer] for name in names]
        axes.barh(names, width, left=left, color=color, label=answer)
        left = [start + more for start, more in zip(left, width, strict=True)]
    axes.set_title(
        "Synthetic registry: for whom each approved use is", loc="left", fontweight="bold"
    )
    axes.legend(frameon=False, ncols=3, loc="lower right", bbox_to_anchor=(1, 1))
    axes.tick_params(axis="y", labelsize=7)
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(target)
    plt.close(figure)


def main(rows: int) -> None:
    """Make the registry, read it, match it, sum it up."""
    ds = coley.load()
    asked = ds.indications.where(
        disease="nsclc", mechanism="pd-1-axis-blockade", extent="metastatic"
    )
    columns = {
        verdict_column(indication.id): f"{indication.therapy}: {indication.id.split('.')[-1]}"
        for indication in asked.where(agency="FDA", status="approved", on=DAY)
    }
    counts: dict[str, Counter[str]] = {label: Counter() for label in columns.values()}
    therapies: Counter[str] = Counter()
    approved: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        sizes = [min(CHUNK, rows - start) for start in range(0, rows, CHUNK)]
        for number, size in enumerate(tqdm(sizes, desc="writing", disable=None)):
            registry(size, number).write_parquet(Path(folder) / f"part-{number:05}.parquet")
        for path in tqdm(sorted(Path(folder).glob("*.parquet")), desc="matching", disable=None):
            relation = duckdb.read_parquet(str(path))
            told = annotate(relation, ds, "drug", day="started")
            found = match_cohort(told, ds, indications=asked, on=DAY).pl()
            for column, label in columns.items():
                counts[label].update(found[column].to_list())
            therapies.update(
                name
                for text in found["drug_therapies"].drop_nulls()
                for name in text.split("|")
                if name
            )
            approved.update(found["drug_approved"].to_list())
    print(f"{rows} patients, {len(columns)} approved uses for metastatic NSCLC on {DAY}\n")
    print(f"{'use':58} {'yes':>7} {'unknown':>8} {'no':>7}")
    for label in sorted(counts, key=lambda name: -counts[name]["yes"]):
        found_ = counts[label]
        print(f"{label[:58]:58} {found_['yes']:7} {found_['unknown']:8} {found_['no']:7}")
    print("\nnamed in the drug column:")
    for name, count in therapies.most_common():
        print(f"    {name:20} {count:7}")
    print(f"\napproved for anything on the day it was started: {dict(sorted(approved.items()))}")
    target = Path(__file__).parent / "output" / "registry.png"
    target.parent.mkdir(exist_ok=True)
    draw(counts, target)
    print(f"The picture: {target.parent.name}/{target.name}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 10_000)
