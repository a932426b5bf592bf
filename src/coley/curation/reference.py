"""Cross-checks of the data against reference tables in a folder that the curator names.

The folder holds tab-separated files without quoting; a check whose table is not there is skipped,
and ``available`` says so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs

from coley._tables import Tables
from coley.curation.registers import europe_agrees, japan_agrees, switzerland_agrees
from coley.errors import Problem
from coley.vocab import Agency

__all__ = ["REFERENCE_RULES", "Reference", "ReferenceRule"]

Row = dict[str, str]


@attrs.frozen
class Reference:
    """A folder of reference tables."""

    folder: Path

    def rows(self, name: str) -> list[Row] | None:
        """The rows of one table, or None if it is not there."""
        path = self.folder / name
        if not path.is_file():
            return None
        with path.open(encoding="utf-8", newline="") as lines:
            kept = (line for line in lines if not line.startswith("# "))
            return list(csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE))


ReferenceRule = Callable[[Tables, Reference], Iterator[Problem]]


def diseases_agree(tables: Tables, reference: Reference) -> Iterator[Problem]:
    """Every disease code exists, and the codes of one disease belong together in Mondo."""
    mondo = {row["id"]: row for row in reference.rows("mondo_cancer.tsv") or ()}
    doid = {row["id"] for row in reference.rows("doid_cancer.tsv") or ()}
    ncit = {row["id"] for row in reference.rows("ncit_neoplasm.tsv") or ()}
    oncotree = {row["code"] for row in reference.rows("oncotree.tsv") or ()}
    for disease in tables.diseases.values():
        own = next((mondo[x] for x in disease.xrefs if x in mondo), None)
        for i, xref in enumerate(disease.xrefs):
            problem = None
            if xref.startswith("MONDO:") and mondo and xref not in mondo:
                problem = f"{xref} is not a cancer of Mondo"
            elif xref.startswith("DOID:") and doid and xref not in doid:
                problem = f"{xref} is not a cancer of the Disease Ontology"
            elif xref.startswith("oncotree:") and oncotree:
                if xref.removeprefix("oncotree:") not in oncotree:
                    problem = f"{xref} is not in OncoTree"
            elif xref.startswith("NCIT:") and own is not None:
                exact = own.get("ncit_exact", "")
                if exact and xref not in exact.split("|"):
                    problem = f"{xref} is not the NCIt code that Mondo maps exactly, {exact}"
                elif not exact and ncit and xref not in ncit:
                    problem = f"{xref} is no neoplasm of the NCI Thesaurus"
            if problem:
                yield Problem(f"diseases/{disease.id}.json", f"/xrefs/{i}", problem)


def targets_agree(tables: Tables, reference: Reference) -> Iterator[Problem]:
    """Symbol, HGNC id and UniProt accession belong together, for the targets the table knows."""
    rows = reference.rows("hgnc_targets.tsv") or []
    by_symbol = {row["symbol"]: row for row in rows}
    by_id = {row["hgnc_id"].lower(): row for row in rows}
    for target in tables.targets.values():
        file = f"targets/{target.id}.json"
        row = by_symbol.get(target.name) or by_id.get(target.hgnc or "")
        if row is None or target.hgnc is None:
            continue
        if row["symbol"] != target.name:
            yield Problem(file, "/name", f"{target.hgnc} is {row['symbol']}")
        if row["hgnc_id"].lower() != target.hgnc:
            yield Problem(file, "/hgnc", f"{target.name} is {row['hgnc_id'].lower()}")
        accession = f"uniprot:{row['uniprot_recommended']}"
        if target.uniprot is not None and target.uniprot != accession:
            yield Problem(file, "/uniprot", f"{target.name} is {accession}")


def adverse_events_agree(tables: Tables, reference: Reference) -> Iterator[Problem]:
    """The NCIt code of an adverse event is that of its CTCAE term."""
    rows = reference.rows("ctcae_v5_ncit.tsv")
    if rows is None:
        return
    codes = {row["ctcae_v5_term"]: row["ncit_id"] for row in rows}
    for event in tables.adverse_events.values():
        file = f"adverse_events/{event.id}.json"
        if event.ctcae_version == "5.0" and event.ctcae_term not in codes:
            yield Problem(file, "/ctcae_term", f"{event.ctcae_term!r} is no CTCAE v5.0 term")
        ncit = [xref for xref in event.xrefs if xref.startswith("NCIT:")]
        wanted = codes.get(event.ctcae_term or "")
        if ncit and wanted not in ncit:
            yield Problem(file, "/xrefs", f"{event.ctcae_term!r} is {wanted}, not {ncit[0]}")


def drug_codes_agree(tables: Tables, reference: Reference) -> Iterator[Problem]:
    """UNII and DrugBank id of a therapy are those of the open vocabulary."""
    rows = reference.rows("io_drug_ids_sample.tsv")
    if rows is None:
        return
    known = {row["inn"].lower().replace(" ", "-"): row for row in rows}
    for therapy in tables.therapies.values():
        row = known.get(therapy.id)
        if row is None:
            continue
        for i, xref in enumerate(therapy.xrefs):
            prefix = xref.partition(":")[0]
            column = {"unii": "unii_via_drugbank_cc0", "drugbank": "drugbank_id_cc0"}.get(prefix)
            wanted = row.get(column or "", "")
            if wanted and xref.upper() != wanted.upper():
                yield Problem(
                    f"therapies/{therapy.id}.json", f"/xrefs/{i}", f"{xref} should be {wanted}"
                )


def _bla(application: str | None) -> str | None:
    match = re.match(r"BLA (\d{6})", application or "")
    return match.group(1) if match else None


def drugs_at_fda_agrees(tables: Tables, reference: Reference) -> Iterator[Problem]:
    """Every dated action on a CDER licence has a Drugs@FDA action of that day, and the reverse."""
    rows = reference.rows("drugsfda_immuno_actions.tsv")
    if rows is None:
        return
    days: dict[str, set[str]] = {}
    for row in rows:
        days.setdefault(row["ApplNo"], set()).add(row["date"])
    for therapy in tables.therapies.values():
        file = f"therapies/{therapy.id}.json"
        told: dict[str, set[str]] = {}
        for other in therapy.other_actions:
            told.setdefault(_bla(other.application) or "", set()).add(str(other.date))
        for i, indication in enumerate(therapy.indications):
            for j, action in enumerate(indication.actions):
                number = _bla(action.application)
                if indication.agency is not Agency.FDA or number is None:
                    continue
                told.setdefault(number, set()).add(str(action.date))
                if number in days and str(action.date) not in days[number]:
                    yield Problem(
                        file,
                        f"/indications/{i}/actions/{j}/date",
                        f"no Drugs@FDA action on BLA {number} on {action.date}",
                        "check the date and the application",
                    )
        own = {_bla(p.application) for p in therapy.products if p.agency is Agency.FDA}
        if not therapy.indications:
            continue
        for number in sorted(found for found in own if found is not None):
            for day in sorted(days.get(number, set()) - told.get(number, set())):
                yield Problem(
                    file,
                    "/other_actions",
                    f"Drugs@FDA action on BLA {number} on {day} is not accounted for",
                    "tie it to an indication, or explain it in other_actions",
                )


REFERENCE_RULES: tuple[ReferenceRule, ...] = (
    diseases_agree,
    targets_agree,
    adverse_events_agree,
    drug_codes_agree,
    drugs_at_fda_agrees,
    europe_agrees,
    japan_agrees,
    switzerland_agrees,
)
"""Every cross-check."""
