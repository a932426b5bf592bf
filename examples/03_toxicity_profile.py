"""Side by side, and why no more: what two checkpoint antibodies and five CAR-T products do.

Run it with ``python examples/03_toxicity_profile.py`` (extras ``stats`` and ``plot``); it writes
``examples/output/toxicity.png``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import coley

TRIAL = "checkmate-067"
ARMS = {"nivolumab": "nivolumab", "ipilimumab": "ipilimumab", "both": "nivolumab + ipilimumab"}
CAR_T = (
    "axicabtagene-ciloleucel",
    "brexucabtagene-autoleucel",
    "ciltacabtagene-autoleucel",
    "idecabtagene-vicleucel",
    "lisocabtagene-maraleucel",
    "obecabtagene-autoleucel",
    "tisagenlecleucel",
)


class Row(NamedTuple):
    """One line of a figure."""

    label: str
    percent: float
    low: float | None
    high: float | None
    group: str


def heading(text: str) -> None:
    """Print a line that opens a section."""
    print(f"\n== {text} ==\n")


def three_arms(ds: coley.Dataset) -> list[Row]:
    """Immune-related events of the three arms of one randomised trial: these may be subtracted."""
    heading("CheckMate 067: nivolumab, ipilimumab and both, in one randomised trial")
    rows: list[Row] = []
    for event in sorted({i.event for i in ds.incidences.where(study=TRIAL)}):
        for band in ("any", "3-4"):
            found = ds.compare(*ARMS.values(), event=event, grade=band, study=TRIAL)
            counted = [row for row in found.rows() if row["measure"] == event]
            alike = group_alike(counted)
            if len(alike) < len(ARMS):
                continue
            print(f"{event}, grade {band} ({alike[0]['attribution']}, {alike[0]['scale']})")
            for row in alike:
                print(f"    {' + '.join(row['therapies']):24} {share(row)}")
                name = " + ".join(row["therapies"])
                rows.append(Row(f"{event}, {band}", row["value"], row["low"], row["high"], name))
            for row in found.differences().rows():
                print(
                    f"    {row['arm']} minus {row['comparator']}: {row['difference']:+.1f} points "
                    f"({row['low']:+.1f} to {row['high']:+.1f})"
                )
    return rows


def group_alike(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The largest set of arms that one table of the trial counted in one way."""
    context = ("attribution", "scale", "seriousness", "population", "analysis")
    groups: dict[tuple[Any, ...], dict[str, dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in context), {})[row["arm"]] = row
    return max((list(group.values()) for group in groups.values()), key=len, default=[])


def share(row: dict[str, Any]) -> str:
    """A percentage with its interval, where its denominator is known."""
    text = f"{row['value']:5.1f} %"
    if row["low"] is not None:
        text += f" ({row['low']:.1f} to {row['high']:.1f}; N = {row['total']}, {row['interval']})"
    return text


def car_t(ds: coley.Dataset) -> dict[str, list[Row]]:
    """Severe CRS and neurotoxicity of the CAR-T products: side by side, never subtracted."""
    found: dict[str, list[Row]] = {}
    for events, title in (
        (("cytokine-release-syndrome",), "Cytokine release syndrome, grade 3 or more"),
        (("neurotoxicity", "icans"), "Neurotoxicity or ICANS, grade 3 or more"),
    ):
        heading(f"{title}: {len(CAR_T)} products")
        comparison = ds.compare(*CAR_T, event=events[0], grade="3+")
        best: dict[tuple[str, str], dict[str, Any]] = {}
        for row in comparison.rows():  # the largest denominator of each trial
            key = (row["study"], row["scale"])
            known = best.get(key, {"total": 0})["total"]
            if row["measure"] in events and (row["total"] or 0) > known:
                best[key] = row
        rows = sorted(best.values(), key=lambda row: (row["therapies"], row["study"]))
        for row in rows:
            print(f"{row['study']:18} {row['therapies'][0]:28} {row['scale']:18} {share(row)}")
        print("\nRead with care:")
        for note in (*comparison.absent, *comparison.caveats):
            print(f"  - {note}")
        found[title] = [
            Row(f"{r['therapies'][0]}, {r['study']}", r["value"], r["low"], r["high"], r["scale"])
            for r in rows
        ]
    return found


def draw(arms: list[Row], products: dict[str, list[Row]], target: Path) -> None:
    """Draw each figure as a point with its interval; colour is the arm, or the grading scale."""
    try:
        import matplotlib as mpl
    except ImportError:
        raise coley.MissingExtraError("the picture", "plot") from None
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    panels = {"CheckMate 067, arms of one randomised trial": arms, **products}
    figure, axes = plt.subplots(
        1, len(panels), figsize=(16, 0.9 + 0.27 * max(map(len, panels.values()))), dpi=150
    )
    palette = ("#1b6ca8", "#f0a202", "#c1292e", "#2a9d54", "#7d5ba6", "#66707a")
    for panel, (title, rows) in zip(axes, panels.items(), strict=True):
        groups = list(dict.fromkeys(row.group for row in rows))
        labels = list(dict.fromkeys(row.label for row in rows))
        for row in rows:
            members = [r.group for r in rows if r.label == row.label]
            spread = 0.22 * (members.index(row.group) - (len(members) - 1) / 2)
            y = len(labels) - labels.index(row.label) + (spread if len(members) > 1 else 0)
            color = palette[groups.index(row.group) % len(palette)]
            if row.low is not None and row.high is not None:
                panel.plot([row.low, row.high], [y, y], color=color, linewidth=1.6)
            panel.scatter([row.percent], [y], s=18, color=color, zorder=3)
        for i, group in enumerate(groups):
            panel.scatter([], [], s=30, color=palette[i % len(palette)], label=group)
        panel.set_yticks(range(len(labels), 0, -1), labels, fontsize=7)
        panel.set_xlim(left=0)
        panel.set_xlabel("percent of patients, 95 % Wilson interval", fontsize=8)
        panel.set_title(title, loc="right", fontsize=9, fontweight="bold")
        panel.legend(fontsize=7, frameon=False, loc="best")
        panel.grid(axis="x", color="#eef1f4")
        panel.spines[["top", "right", "left"]].set_visible(False)
        panel.tick_params(axis="y", length=0)
    figure.text(
        0.995,
        0.005,
        "Different trials, patients and scales: products are shown side by side, not compared. "
        f"coley {coley.load().version}, CC BY 4.0",
        ha="right",
        fontsize=7,
        color="#66707a",
    )
    figure.tight_layout(rect=(0, 0.02, 1, 1))
    figure.savefig(target)
    plt.close(figure)


def main() -> None:
    """Three arms of one trial, seven products of many trials, one picture."""
    ds = coley.load()
    arms = three_arms(ds)
    products = car_t(ds)
    target = Path(__file__).parent / "output" / "toxicity.png"
    target.parent.mkdir(exist_ok=True)
    draw(arms, products, target)
    print(f"\nThe picture: {target.parent.name}/{target.name}")


if __name__ == "__main__":
    main()
