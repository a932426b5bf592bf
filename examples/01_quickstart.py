"""A first tour of coley: names in notes, two days of a disease, a source, a comparison, a table.

Run it with ``python examples/01_quickstart.py``; it writes ``examples/output/actions.csv``.
"""

from pathlib import Path

import coley

NOTES = (
    "pt on nivo/ipi q3w x4, then nivo 480 mg q4w",
    "s/p KEYTRUDA\u00ae 200mg IV, PD -> enrolled for LN-144 (TIL)",
    "CAR-T (axi-cel) d+28 CR; tocilizumab x2 for CRS G2",
    "BLINCYTO + dasatinib, MRD neg.",
    "Imdelltra 10 mg q2w, 3L ES-SCLC",
    "started Keytruba 200 mg, allergic to penicillin",
)
DISEASE, BEFORE, AFTER = "melanoma", "2015-12-31", "2024-12-31"


def heading(text: str) -> None:
    """Print a line that opens a section."""
    print(f"\n== {text} ==\n")


def names_in_notes(ds: coley.Dataset) -> None:
    """Resolve messy text; what is not a name is left alone, and a misspelling is never guessed."""
    heading("Which therapies do these notes name?")
    for note in NOTES:
        found = [f"{match.text} = {match.therapy}" for match in ds.search(note)]
        print(f"{note}\n    {'; '.join(found) or 'none'}")
    try:
        ds.therapy("Keytruba")
    except coley.UnknownNameError as error:
        print(f"\nds.therapy('Keytruba') -> {error}")


def approved(ds: coley.Dataset, day: str) -> coley.Collection[coley.Indication]:
    """What the FDA allowed for the disease on a day."""
    return ds.indications.where(disease=DISEASE, agency="FDA", status="approved", on=day)


def two_days(ds: coley.Dataset) -> None:
    """List what was approved on two days, and explain the difference from the dated actions."""
    heading(f"What did the FDA approve for {DISEASE}, and what changed?")
    before, after = approved(ds, BEFORE), approved(ds, AFTER)
    for day, indications in ((BEFORE, before), (AFTER, after)):
        print(f"{day}: {len(indications)} indications of the therapies followed so far")
        for indication in indications:
            print(f"    {indication.therapy:26} {indication.title} ({indication.pathway(day)})")
    print("\nBetween the two days:")
    known = {indication.id: indication for indication in (*before, *after)}
    for row in ds.indications.where(disease=DISEASE, agency="FDA").actions().rows():
        if row["indication"] in known and BEFORE < row["date"].isoformat() <= AFTER:
            successor = next(
                (
                    f" by {action.successor}"
                    for action in known[row["indication"]].actions
                    if action.action == row["action"] and action.successor
                ),
                "",
            )
            print(f"    {row['date']}  {row['action']:22} {row['indication']}{successor}")


def one_source(ds: coley.Dataset) -> None:
    """Show the evidence behind one claim."""
    heading("Who says so?")
    print(ds.why("avelumab.fda.merkel-cell-carcinoma"))


def two_products(ds: coley.Dataset) -> None:
    """Set one adverse effect of two CAR-T products side by side, and say why they differ."""
    heading("Cytokine release syndrome, any grade, as the first labels counted it")
    studies = {"eliana": "tisagenlecleucel", "juliet": "tisagenlecleucel", "zuma-1": "axi-cel"}
    print(f"{'study':8} {'product':17} {'n/N':>8} {'percent':>8}  scale")
    scales = set()
    for study, product in studies.items():
        found = ds.incidences.where(study=study, event="CRS", grade="any")
        label = next(i for i in found if i.id.endswith(".crs-label"))
        scales.add(label.scale)
        share = f"{label.n}/{label.total}"
        print(f"{study:8} {product:17} {share:>8} {label.rate:8.1f}  {label.scale}")
    print(f"\n{len(scales)} grading scales, three populations, three trials: no pooled figure.")


def a_table(ds: coley.Dataset) -> None:
    """Write every dated action as CSV; to_pandas(), to_polars() and to_arrow() give dataframes."""
    heading("A table to take along")
    table = ds.indications.where(agency="FDA").actions()
    target = Path(__file__).parent / "output" / "actions.csv"
    target.parent.mkdir(exist_ok=True)
    target.write_text(table.to_csv(), encoding="utf-8")
    print(f"{len(table)} actions written to {target.parent.name}/{target.name}; the last three:")
    for row in table.rows()[-3:]:
        print(f"    {row['date']}  {row['action']:22} {row['indication']}")


def main() -> None:
    """Take the tour."""
    ds = coley.load()
    print(repr(ds)[1:-1])
    names_in_notes(ds)
    two_days(ds)
    one_source(ds)
    two_products(ds)
    a_table(ds)
    heading("What it is for")
    print(ds.manifest.use)


if __name__ == "__main__":
    main()
