"""How immunotherapy works, why it fails and why it is combined, as answers and as a picture.

Run it with ``python examples/06_how_it_works.py`` (extra ``plot``); it writes
``examples/output/cycle.png``: the cancer-immunity cycle with the approved therapies at the steps
where they act.
"""

from __future__ import annotations

import math
import textwrap
from collections import defaultdict
from pathlib import Path

import coley
from coley.vocab import CyclePhase

THERAPY = "pembrolizumab"
TITLES = {
    CyclePhase.ANTIGEN_RELEASE: "1  Tumour cells die and release antigen",
    CyclePhase.ANTIGEN_PRESENTATION: "2  Dendritic cells present it",
    CyclePhase.PRIMING_AND_ACTIVATION: "3  T cells are primed and activated",
    CyclePhase.TRAFFICKING: "4  T cells travel to the tumour",
    CyclePhase.INFILTRATION: "5  T cells enter the tumour",
    CyclePhase.RECOGNITION: "6  T cells recognise tumour cells",
    CyclePhase.KILLING: "7  T cells kill tumour cells",
}
COLORS = ("#7d5ba6", "#1b6ca8", "#2a9d8f", "#8ab17d", "#e9c46a", "#f4a261", "#c1292e")


def heading(text: str) -> None:
    """Print a line that opens a section."""
    print(f"\n== {text} ==\n")


def steps_of(ds: coley.Dataset, mechanism: str) -> tuple[CyclePhase, ...]:
    """The steps at which a mechanism acts, or else those of the classes above it."""
    record = ds.mechanisms[mechanism]
    if record.cycle_steps:
        return record.cycle_steps
    found = (step for parent in record.parents for step in steps_of(ds, parent))
    return tuple(dict.fromkeys(found))


def by_step(ds: coley.Dataset) -> dict[CyclePhase, dict[str, list[str]]]:
    """Approved therapies by step and mechanism."""
    found: dict[CyclePhase, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for therapy in ds.therapies.where(agency="FDA"):
        for link in therapy.mechanisms:
            for step in steps_of(ds, link.mechanism):
                found[step][ds.mechanisms[link.mechanism].name].append(therapy.name)
    return found


def print_steps(steps: dict[CyclePhase, dict[str, list[str]]]) -> None:
    """The same as the picture, in words."""
    heading("The cancer-immunity cycle, and what acts where (approved by the FDA)")
    for step, title in TITLES.items():
        print(title)
        for mechanism, therapies in sorted(steps[step].items()):
            print(f"    {mechanism}: {', '.join(therapies)}")


def print_account(ds: coley.Dataset) -> None:
    """The account of one therapy; every sentence has its sources."""
    heading(f"ds.explain({THERAPY!r}), the first lines")
    print("\n".join(str(ds.explain(THERAPY)).splitlines()[:14]))


def print_failures(ds: coley.Dataset) -> None:
    """Why checkpoint blockade fails: by kind, with a frequency where one was published."""
    heading("Why checkpoint blockade fails")
    for record in ds.resistance.where(mechanism="checkpoint blockade"):
        seen = ", ".join(
            f"{f.n}/{f.total}" if f.n is not None else f"{f.percent:g} %"
            for f in record.frequencies
        )
        print(
            f"{record.kind.value.replace('_', ' '):30} {record.name}{f' ({seen})' if seen else ''}"
        )


def print_combinations(ds: coley.Dataset) -> None:
    """What was combined with radiation: the evidence on both sides."""
    heading("Radiation and checkpoint blockade: for and against")
    for record in ds.rationales.where(mechanism="checkpoint blockade", partner="radiotherapy"):
        print(f"{record.name}: {record.proposal}")
        for item in record.evidence:
            print(
                f"    {item.direction.value:8} {item.kind.value.replace('_', ' ')}: {item.summary}"
            )


def print_coming(ds: coley.Dataset) -> None:
    """What is filed or in phase 3, and what ended, by the last news read."""
    heading("What is coming, and what will not come")
    for stage in ("filed", "phase_3", "refused", "ended"):
        for programme in ds.programmes.where(stage=stage):
            print(
                f"{stage:8} {programme.last.date!s:10} {programme.name}: {programme.last.summary}"
            )


def draw(steps: dict[CyclePhase, dict[str, list[str]]], target: Path) -> None:
    """Seven steps on a circle; beside each, the mechanisms and therapies that act there."""
    try:
        import matplotlib as mpl
    except ImportError:
        raise coley.MissingExtraError("the picture", "plot") from None
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(18, 11), dpi=140)
    for i, (step, title) in enumerate(TITLES.items()):
        angle = math.pi / 2 - 2 * math.pi * i / len(TITLES)
        x, y = math.cos(angle), math.sin(angle)
        after = angle - 2 * math.pi / len(TITLES)
        axes.annotate(
            "",
            xy=(0.93 * math.cos(after + 0.16), 0.93 * math.sin(after + 0.16)),
            xytext=(0.93 * math.cos(angle - 0.16), 0.93 * math.sin(angle - 0.16)),
            arrowprops={"arrowstyle": "-|>", "color": "#b8c0c8", "lw": 2.5},
        )
        axes.scatter([0.93 * x], [0.93 * y], s=900, color=COLORS[i], zorder=3)
        axes.text(
            0.93 * x, 0.93 * y, title[0], color="white", fontsize=15, fontweight="bold",
            ha="center", va="center", zorder=4,
        )  # fmt: skip
        lines = [title[3:]]
        for mechanism, therapies in sorted(steps[step].items()):
            lines += textwrap.wrap(f"{mechanism}: {', '.join(therapies)}", 74)
        side = "left" if x > 0.1 else "right" if x < -0.1 else "center"
        axes.text(
            1.1 * x, 1.12 * y, lines[0], fontsize=10, fontweight="bold", color=COLORS[i],
            ha=side, va="bottom",
        )  # fmt: skip
        axes.text(
            1.1 * x, 1.11 * y, "\n".join(lines[1:]) or "no approved therapy on record",
            fontsize=6.2, ha=side, va="top", color="#30363c",
        )  # fmt: skip
    axes.text(
        0, 0, "The cancer-immunity cycle\nand the therapies approved by the FDA",
        ha="center", va="center", fontsize=13, fontweight="bold",
    )  # fmt: skip
    axes.set_xlim(-3.1, 3.1)
    axes.set_ylim(-1.75, 1.6)
    axes.axis("off")
    figure.text(
        0.99, 0.01, f"Steps after Chen and Mellman, 2013. coley {coley.load().version}, CC BY 4.0",
        ha="right", fontsize=7, color="#66707a",
    )  # fmt: skip
    figure.tight_layout()
    figure.savefig(target)
    plt.close(figure)


def main() -> None:
    """Answer, then draw."""
    ds = coley.load()
    steps = by_step(ds)
    print_steps(steps)
    print_account(ds)
    print_failures(ds)
    print_combinations(ds)
    print_coming(ds)
    target = Path(__file__).parent / "output" / "cycle.png"
    target.parent.mkdir(exist_ok=True)
    draw(steps, target)
    print(f"\nThe picture: {target.parent.name}/{target.name}")


if __name__ == "__main__":
    main()
