"""The world: which agency approved what first, where they differ, and a matrix of it all.

Run it with ``python examples/07_world.py`` (extra ``plot``); it writes
``examples/output/world.png``.
"""

from __future__ import annotations

import statistics
from datetime import date
from pathlib import Path

import coley
from coley.vocab import Agency

DISEASE = "melanoma"
OTHER = "EMA"


def heading(text: str) -> None:
    """Print a line that opens a section."""
    print(f"\n== {text} ==\n")


def print_currency(ds: coley.Dataset) -> None:
    """How far the news of each agency was followed."""
    heading("How far each agency was followed")
    for agency, day in ds.current_through.items():
        uses = len(ds.indications.where(agency=agency))
        print(f"{agency:14} through {day}: {uses} indications")


def print_elsewhere(ds: coley.Dataset) -> None:
    """First approvals of what neither America nor Europe is on record for, and how well known."""
    heading(f"Approved elsewhere, on record neither with the FDA nor with the {OTHER}")
    rows = ds.first_approvals().rows()
    western = {row["therapy"] for row in rows if row["agency"] in {"FDA", OTHER}}
    for row in sorted(rows, key=lambda row: (row["agency"], row["date"])):
        if row["therapy"] not in western:
            day = str(row["date"])[: {"day": 10, "month": 7, "year": 4}[row["precision"]]]
            kind = f"{row['date_kind']}, read in a {row['tier']} source"
            print(f"{row['agency']:14} {day:10} {row['therapy']:38} {kind}")


def print_lags(ds: coley.Dataset) -> None:
    """Who was first, and by how much."""
    heading(f"Days from the first approval by the FDA to that by the {OTHER}")
    rows = [row for row in ds.lags("FDA", OTHER).rows() if row["days"] is not None]
    for row in sorted(rows, key=lambda row: row["days"]):
        print(f"{row['days']:6}  {row['therapy']}")
    earlier = sum(row["days"] < 0 for row in rows)
    days = statistics.median(row["days"] for row in rows)
    print(f"\n{len(rows)} therapies: median {days:g} days, {earlier} of them earlier in Europe")


def print_difference(ds: coley.Dataset) -> None:
    """On which therapies two agencies differ for one disease; unknown is no answer."""
    heading(f"{DISEASE}: where FDA and {OTHER} differ")
    for row in ds.agency_diff("FDA", OTHER, disease=DISEASE).rows():
        print(f"{row['therapy']:28} FDA {row['first']:8} {OTHER} {row['second']}")


def draw(ds: coley.Dataset, target: Path) -> None:
    """One row per therapy, one column per agency: the year of the first approval on record."""
    try:
        import matplotlib as mpl
    except ImportError:
        raise coley.MissingExtraError("the picture", "plot") from None
    mpl.use("Agg")
    from matplotlib import pyplot as plt
    from matplotlib.patches import Rectangle

    core = {therapy.id: therapy.name for therapy in ds.therapies.where(scope="core")}
    rows: dict[str, dict[str, date]] = {}
    for row in ds.first_approvals().rows():
        if row["therapy"] in core:
            rows.setdefault(core[row["therapy"]], {})[row["agency"]] = row["date"]
    shown = [a.value for a in Agency if any(a.value in found for found in rows.values())]
    order = sorted(rows, key=lambda name: min(rows[name].values()))
    years = [day.year for found in rows.values() for day in found.values()]
    figure, axes = plt.subplots(figsize=(2.5 + 0.95 * len(shown), 1.5 + 0.21 * len(order)), dpi=140)
    shades = plt.get_cmap("viridis_r")
    for y, name in enumerate(reversed(order)):
        earliest = min(rows[name].values())
        for agency, day in rows[name].items():
            x, year = shown.index(agency), day.year
            shade = (year - min(years)) / (max(years) - min(years))
            axes.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, color=shades(shade)))
            axes.text(
                x, y, str(year), ha="center", va="center", fontsize=6.5,
                color="white" if shade > 0.45 else "black",
                fontweight="bold" if day == earliest else "normal",
            )  # fmt: skip
    axes.set_xlim(-0.6, len(shown) - 0.4)
    axes.set_ylim(-0.7, len(order) - 0.3)
    axes.set_xticks(range(len(shown)), shown, fontsize=8)
    axes.set_yticks(range(len(order)), list(reversed(order)), fontsize=6.5)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_title("First approval on record, by agency; bold: the first", loc="left", fontsize=10)
    figure.text(
        0.99, 0.003, f"Empty: not on record, which is no no. coley {ds.version}, CC BY 4.0",
        ha="right", fontsize=6, color="#66707a",
    )  # fmt: skip
    figure.tight_layout()
    figure.savefig(target)
    plt.close(figure)


def main() -> None:
    """Answer, then draw."""
    ds = coley.load()
    print_currency(ds)
    print_elsewhere(ds)
    print_lags(ds)
    print_difference(ds)
    target = Path(__file__).parent / "output" / "world.png"
    target.parent.mkdir(exist_ok=True)
    draw(ds, target)
    print(f"\nThe picture: {target.parent.name}/{target.name}")


if __name__ == "__main__":
    main()
