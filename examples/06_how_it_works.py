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
ANCHORS = (  # where the text of each step stands, and on which side it is flush
    ((0.0, 1.32), "center"),
    ((1.12, 0.95), "left"),
    ((1.25, -0.02), "left"),
    ((0.75, -1.15), "left"),
    ((-0.75, -1.15), "right"),
    ((-1.25, -0.02), "right"),
    ((-1.12, 1.35), "right"),
)
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


def by_class(ds: coley.Dataset, mechanisms: dict[str, list[str]]) -> dict[str, list[str]]:
    """The same under the broadest class of each mechanism, which is all a picture has room for."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, therapies in sorted(mechanisms.items()):
        record = ds.mechanisms[ds.tables.find("mechanisms", name)]
        while record.parents:
            record = ds.mechanisms[record.parents[0]]
        found[record.name] += therapies
    return found


def draw(ds: coley.Dataset, steps: dict[CyclePhase, dict[str, list[str]]], target: Path) -> None:
    """Seven steps on a circle; beside each, the classes and therapies that act there."""
    try:
        import matplotlib as mpl
    except ImportError:
        raise coley.MissingExtraError("the picture", "plot") from None
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(19, 10.7), dpi=120)
    for i, (step, title) in enumerate(TITLES.items()):
        angle = math.pi / 2 - 2 * math.pi * i / len(TITLES)
        x, y = math.cos(angle), math.sin(angle)
        after = angle - 2 * math.pi / len(TITLES)
        axes.annotate(
            "",
            xy=(math.cos(after + 0.16), math.sin(after + 0.16)),
            xytext=(math.cos(angle - 0.16), math.sin(angle - 0.16)),
            arrowprops={"arrowstyle": "-|>", "color": "#b8c0c8", "lw": 2.5},
        )
        axes.scatter([x], [y], s=1100, color=COLORS[i], zorder=3)
        axes.text(
            x, y, title[0], color="white", fontsize=16, fontweight="bold",
            ha="center", va="center", zorder=4,
        )  # fmt: skip
        lines: list[str] = []
        for name, therapies in by_class(ds, steps[step]).items():
            lines += textwrap.wrap(f"{name}: {', '.join(dict.fromkeys(therapies))}", 84)
        across, side = ANCHORS[i]
        at, height = across[0], across[1]
        axes.text(
            at, height, title[3:], fontsize=11, fontweight="bold", color=COLORS[i],
            ha=side, va="bottom",
        )  # fmt: skip
        axes.text(
            at, height - 0.02, "\n".join(lines) or "no approved therapy on record",
            fontsize=7.5, ha=side, va="top", color="#30363c", linespacing=1.25,
        )  # fmt: skip
    axes.text(
        0, 0, "The cancer-immunity cycle\nand the therapies\napproved by the FDA",
        ha="center", va="center", fontsize=15, fontweight="bold",
    )  # fmt: skip
    axes.set_xlim(-3.4, 3.4)
    axes.set_ylim(-1.75, 1.75)
    axes.set_aspect("equal")
    axes.axis("off")
    figure.text(
        0.99, 0.01, f"Steps after Chen and Mellman, 2013. coley {ds.version}, CC BY 4.0",
        ha="right", fontsize=8, color="#66707a",
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
    draw(ds, steps, target)
    print(f"\nThe picture: {target.parent.name}/{target.name}")


if __name__ == "__main__":
    main()
