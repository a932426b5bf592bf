"""One patient on two days: what was approved for her, and which test would settle more.

Run it with ``python examples/04_patient.py``.
"""

import coley

BEFORE, AFTER = "2016-06-30", "2025-06-30"


def heading(text: str) -> None:
    """Print a line that opens a section."""
    print(f"\n== {text} ==\n")


def listed(ds: coley.Dataset, patient: coley.Patient, day: str) -> set[str]:
    """Print the uses that are for the patient on a day, and count the open ones."""
    verdicts = ds.match(patient, on=day)
    met = verdicts.where(answer="yes")
    print(f"{day}: {verdicts!r}")
    for verdict in met:
        print(f"    {verdict.regimen}\n        {verdict.indication.title}")
    return {verdict.indication.id for verdict in met}


def main() -> None:
    """Follow one patient."""
    ds = coley.load()
    patient = coley.Patient(
        disease="nonsquamous NSCLC",
        extent="metastatic",
        setting="palliative",
        prior_lines=0,
        biomarkers=["PD-L1 TPS 60%", "MSS"],
        alterations=["EGFR wt", "ALK negative", "ROS1 negative"],
        age=63,
    )
    heading("A patient, untreated, on two days")
    before, after = listed(ds, patient, BEFORE), listed(ds, patient, AFTER)
    print(f"\n{len(after - before)} uses more in nine years.")

    heading("Why, requirement by requirement")
    print(ds.match(patient, on=AFTER)["pembrolizumab.fda.nsclc-pd-l1-first-line"])

    heading("The same patient before any test came back")
    untested = coley.Patient(
        disease="nonsquamous NSCLC",
        extent="metastatic",
        setting="palliative",
        prior_lines=0,
        age=63,
    )
    verdicts = ds.match(untested, on=AFTER)
    print(f"{verdicts!r}\n\nWhat to find out, by how many uses it would settle:\n")
    print(verdicts.missing)

    heading("One requirement missed")
    treated = coley.Patient(disease="nsclc", extent="metastatic", prior_lines=1, age=63)
    print(ds.match(treated, on=AFTER)["pembrolizumab.fda.nsclc-pd-l1-first-line"])

    heading("What it is for")
    print(ds.manifest.use)


if __name__ == "__main__":
    main()
