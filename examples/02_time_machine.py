"""The regulatory time machine: how approvals came, moved and went, as answers and as a picture.

Run it with ``python examples/02_time_machine.py`` (extra ``plot``); it writes
``examples/output/approvals.png``.
"""

import statistics
from collections import defaultdict
from pathlib import Path

import coley
from coley.model import BiomarkerLevel

DAY = "2020-06-30"


def heading(text: str) -> None:
    """Print a line that opens a section."""
    print(f"\n== {text} ==\n")


def years_to_verdict(ds: coley.Dataset) -> dict[str, dict[str, list[float]]]:
    """Years from accelerated approval to conversion or withdrawal, by class and by verdict."""
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for indication in ds.indications.where(agency="FDA"):
        kind = ds.therapies[indication.therapy].immunotherapy_class.value
        granted = None
        for action in indication.actions:
            if action.action == "accelerated_approval":
                granted = action.date.first
            elif granted is not None and action.action in {"conversion", "withdrawal"}:
                years = (action.date.first - granted).days / 365.25
                found[kind][action.action.value].append(years)
                granted = None
        if granted is not None and indication.status() == "approved":
            found[kind]["open"].append(0)
    return found


def print_verdicts(ds: coley.Dataset) -> None:
    """How long accelerated approvals waited for their verdict, and which one it was."""
    heading("Accelerated approvals: how many, and median years to the verdict")
    print(f"{'class':26} {'converted':>16} {'withdrawn':>16} {'open':>6}")
    for kind, verdicts in sorted(years_to_verdict(ds).items()):
        cells = []
        for verdict in ("conversion", "withdrawal"):
            years = verdicts[verdict]
            cells.append(f"{len(years)} ({statistics.median(years):.1f} y)" if years else "0")
        print(f"{kind:26} {cells[0]:>16} {cells[1]:>16} {len(verdicts['open']):>6}")


def print_one_day(ds: coley.Dataset) -> None:
    """Everything approved for melanoma on a day."""
    heading(f"Approved for melanoma on {DAY}")
    for indication in ds.indications.where(
        disease="melanoma", agency="FDA", status="approved", on=DAY
    ):
        print(f"{indication.therapy:26} {indication.title}")


def thresholds(indication: coley.Indication) -> list[str]:
    """The PD-L1 thresholds that the criteria of an indication hold."""
    return [
        f"{leaf.biomarker} {leaf.comparator.value} {leaf.threshold:g}"
        for leaf, negated in indication.requirements
        if isinstance(leaf, BiomarkerLevel)
        and "pd-l1" in leaf.biomarker
        and leaf.threshold is not None
        and not negated
    ]


def print_thresholds(ds: coley.Dataset) -> None:
    """Indications with a PD-L1 threshold, and what became of each."""
    heading("PD-L1 thresholds, and what became of them")
    for indication in ds.indications.where(agency="FDA"):
        wanted = thresholds(indication)
        if wanted:
            days = f"{indication.actions[0].date} to "
            end = indication.actions[-1]
            status = indication.status()
            days += "today" if status == "approved" else f"{end.date} ({status})"
            print(f"{indication.therapy:16} {' or '.join(wanted):28} {days}")
            print(f"{'':16} {indication.title}")


def print_tissue_agnostic(ds: coley.Dataset) -> None:
    """Approvals that ask for a biomarker and not for an organ."""
    heading("Tissue-agnostic approvals")
    for indication in ds.indications.where(disease="solid tumor", agency="FDA"):
        if "solid-tumor" in indication.diseases:
            history = ", ".join(f"{a.action.value} {a.date}" for a in indication.actions)
            print(f"{indication.therapy:16} {indication.title}\n{'':16} {history}")


def draw(ds: coley.Dataset, target: Path) -> None:
    """Draw every FDA action on the core therapies as a point on a timeline."""
    try:
        import matplotlib as mpl
    except ImportError:
        raise coley.MissingExtraError("the picture", "plot") from None
    mpl.use("Agg")
    from matplotlib import pyplot as plt
    from matplotlib.dates import date2num

    looks = {
        "approval": ("o", "#1b6ca8", "approval"),
        "accelerated_approval": ("o", "#f0a202", "accelerated approval"),
        "conversion": ("D", "#2a9d54", "converted to regular"),
        "withdrawal": ("X", "#c1292e", "withdrawn"),
    }
    done = {
        therapy.id: [
            (action.action, action.date.first)
            for indication in therapy.indications
            if indication.agency == "FDA"
            for action in indication.actions
            if action.date_kind != "reference"  # the day of a document and not of a decision
        ]
        for therapy in ds.therapies.where(scope="core", agency="FDA")
    }
    chosen = [ds.therapies[therapy] for therapy, actions in done.items() if actions]
    first = {therapy.id: min(day for _, day in done[therapy.id]) for therapy in chosen}
    chosen.sort(key=lambda therapy: first[therapy.id], reverse=True)
    figure, axes = plt.subplots(figsize=(13.3, 7.5), dpi=150)
    end = max(day for actions in done.values() for _, day in actions)
    for y, therapy in enumerate(chosen):
        alive = date2num([first[therapy.id], end])  # type: ignore[no-untyped-call]
        axes.plot(alive, [y, y], color="#d8dde3", linewidth=1.2, zorder=1)
        for kind, (marker, color, _) in looks.items():
            days = [day for action, day in done[therapy.id] if action == kind]
            points = date2num(days)  # type: ignore[no-untyped-call]
            axes.scatter(points, [y] * len(days), s=26, marker=marker, color=color, zorder=2)
    for marker, color, label in looks.values():
        axes.scatter([], [], s=40, marker=marker, color=color, label=label)
    axes.xaxis_date()
    axes.set_yticks(range(len(chosen)), [therapy.name for therapy in chosen], fontsize=7.5)
    axes.set_ylim(-0.8, len(chosen) - 0.2)
    axes.set_title(
        f"FDA actions on {len(chosen)} cancer immunotherapies, "
        f"{min(first.values()).year} to {end.year}",
        loc="left",
        fontsize=15,
        fontweight="bold",
    )
    axes.legend(loc="lower left", frameon=False, fontsize=10)
    axes.grid(axis="x", color="#eef1f4")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figure.text(
        0.995, 0.008, f"coley {ds.version}, CC BY 4.0", ha="right", fontsize=7, color="#66707a"
    )
    figure.tight_layout()
    figure.savefig(target)
    plt.close(figure)


def main() -> None:
    """Answer four questions, then draw."""
    ds = coley.load()
    print_verdicts(ds)
    print_one_day(ds)
    print_thresholds(ds)
    print_tissue_agnostic(ds)
    target = Path(__file__).parent / "output" / "approvals.png"
    target.parent.mkdir(exist_ok=True)
    draw(ds, target)
    print(f"\nThe picture: {target.parent.name}/{target.name}")


if __name__ == "__main__":
    main()
