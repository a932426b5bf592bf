"""Matching: one patient, and cohorts of growing size beside polars expressions written by hand.

    python tests/benchmarks/cohorts.py [rows]

The hand-written side is one six-term conjunction per indication over the same frame. Each size runs
in a process of its own, so that its peak memory is its own.
"""

import subprocess
import sys
import time

import polars as pl

import coley
from coley import Patient
from coley.frames import match_cohort

PROBE = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"


def cohort(rows: int) -> pl.DataFrame:
    """A cohort with the columns that most indications ask for."""
    cycle = pl.int_range(rows, eager=True)

    def column(values: list[object], step: int) -> pl.Series:
        return pl.Series(values).gather((cycle // step) % len(values))

    return pl.DataFrame(
        {
            "disease": column(["nsclc", "melanoma", "urothelial carcinoma", "dlbcl", None], 1),
            "extent": column(
                ["metastatic", "locally_advanced", "unresectable|metastatic", None], 3
            ),
            "setting": column(["palliative", "adjuvant", None], 5),
            "state": column(["relapsed", "refractory", "newly_diagnosed", None], 7),
            "prior_lines": column([0, 1, 2, 4, None], 11),
            "age": column([17.0, 45.0, 66.0, 80.0, None], 13),
            "pd_l1_tps": column([0.0, 1.0, 49.0, 50.0, None], 17),
            "EGFR": column(["wt", "L858R", None], 19),
            "ALK": column(["wt", "rearrangement", None], 23),
        }
    )


def by_hand(frame: pl.DataFrame, count: int) -> pl.DataFrame:
    """As many conjunctions of six terms, as somebody would write them for one label each."""
    return frame.with_columns(
        (
            pl.col("disease").is_in(["nsclc", "melanoma"])
            & pl.col("extent").is_in(["metastatic", "locally_advanced"])
            & (pl.col("prior_lines") <= number % 5)
            & (pl.col("age") >= 18)
            & (pl.col("pd_l1_tps") >= number % 50)
            & (pl.col("EGFR") == "wt")
        ).alias(f"use_{number}")
        for number in range(count)
    )


def measure(rows: int) -> None:
    """Print the times of one size; the caller adds the peak."""
    ds = coley.load()
    core = {therapy.id for therapy in ds.therapies.where(scope="core")}
    approved = ds.indications.where(agency="FDA", status="approved")
    asked = [indication for indication in approved if indication.therapy in core]
    frame = cohort(rows)
    start = time.perf_counter()
    by_hand(frame, len(asked))
    hand = time.perf_counter() - start
    start = time.perf_counter()
    found = match_cohort(frame, ds, indications=asked)
    ours = time.perf_counter() - start
    assert found.height == rows
    print(f"{rows:>9} patients x {len(asked)} uses: by hand {hand:.2f} s, "
          f"match_cohort {ours:.2f} s, {ours / hand:.1f} x", end="; ", flush=True)  # fmt: skip


def one_patient() -> None:
    """Print the time of one patient against all FDA indications, warm."""
    ds = coley.load()
    patient = Patient(
        disease="nsclc", extent="metastatic", prior_lines=0, age=60,
        biomarkers=["PD-L1 TPS 60%"], alterations=["EGFR wt", "ALK negative"],
    )  # fmt: skip
    ds.match(patient)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        verdicts = ds.match(patient)
        times.append(time.perf_counter() - start)
    print(f"one patient, {len(verdicts)} uses, warm: {sorted(times)[10] * 1000:.1f} ms")


def main(largest: int) -> None:
    """Measure one patient, then cohorts of ten thousand and more."""
    one_patient()
    rows = 10_000
    while rows <= largest:
        code = f"import sys; sys.argv = ['cohorts', '--size', '{rows}']; exec(open({__file__!r}).read()); {PROBE}"
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )
        print(f"{done.stdout.strip()} MB peak")
        rows *= 10


if __name__ == "__main__":
    if sys.argv[1:2] == ["--size"]:
        measure(int(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
