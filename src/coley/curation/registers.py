"""Cross-checks of products and uses against copies of the registers of Europe, Japan, Switzerland.

Like those of ``reference``: a check whose table is not in the folder is skipped.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from coley._tables import Tables
from coley.errors import Problem
from coley.model import Product, Therapy
from coley.names import normalise
from coley.vocab import Agency, DateKind

if TYPE_CHECKING:
    from pathlib import Path

    from coley.curation.reference import Reference

__all__ = ["europe_agrees", "japan_agrees", "switzerland_agrees"]

_EMA_ALL = "ema_all_status_2024-08-22.csv"
_EMA_AUTHORISED = "ema_authorised_2026-08-22.json"
_PMDA = "pmda_approvals_2004_2024.csv"
_PMDA_SOURCE = "pmda-approvals-2004-2024"
_SWISSMEDIC = "swissmedic_packs_2025-12-31.csv"


def _csv(path: Path) -> list[dict[str, str]]:
    """Rows of a quoted file; of bilingual headings only the first line of the first language."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            {re.split(r"\s{2,}|\n", name)[0]: value or "" for name, value in row.items()}
            for row in csv.DictReader(lines)
        ]


def _day(text: str, *forms: str) -> str:
    """The ISO form of a date in one of several spellings; empty if it is in none."""
    for form in forms:
        try:
            return datetime.strptime(text.strip(), form).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    return ""


def _products(tables: Tables, agency: Agency) -> Iterator[tuple[str, str, Therapy, Product]]:
    for therapy in tables.therapies.values():
        for i, product in enumerate(therapy.products):
            if product.agency is agency:
                yield f"therapies/{therapy.id}.json", f"/products/{i}", therapy, product


def _misdated(file: str, at: str, product: Product, known: set[str]) -> Iterator[Problem]:
    """A day that the register does not have, unless one it has stands among the conflicts."""
    day = str(product.first_approval)
    disputed = known & {conflict.value for conflict in product.conflicts}
    if known and product.first_approval and day not in known and not disputed:
        listed = ", ".join(sorted(known))
        yield Problem(file, at, f"{product.brand} was authorised on {listed}, not {day}")


def europe_agrees(tables: Tables, reference: Reference) -> Iterator[Problem]:
    """European products have the day of their authorisation, and no listed therapy lacks one."""
    days: dict[str, set[str]] = {}
    licensed: dict[str, str] = {}
    for row in _csv(reference.folder / _EMA_ALL):
        brand = normalise(row["Name of medicine"].split(" (")[0])
        day = _day(row["Marketing authorisation date"], "%d/%m/%Y")
        days.setdefault(brand, set()).add(day)
        if day:
            substance = row["International non-proprietary name (INN) / common name"]
            licensed[normalise(substance)] = row["Name of medicine"]
    path = reference.folder / _EMA_AUTHORISED
    for medicine in json.loads(path.read_bytes())["medicines"] if path.is_file() else ():
        brand = normalise(medicine["name"].split(" (")[0])
        days.setdefault(brand, set()).add(_day(medicine["authorisationDate"], "%d/%m/%Y"))
        licensed[normalise(medicine["inn"] or "")] = medicine["name"]
    for file, at, _, product in _products(tables, Agency.EMA):
        known = days.get(normalise(product.brand), set()) - {""}
        yield from _misdated(file, at, product, known)
    for therapy in tables.therapies.values():
        brand = licensed.get(normalise(therapy.name), "")
        if brand and not any(p.agency is Agency.EMA for p in therapy.products):
            problem = f"{brand} is on the European list, and no European product on record"
            yield Problem(f"therapies/{therapy.id}.json", "/products", problem)


def japan_agrees(tables: Tables, reference: Reference) -> Iterator[Problem]:
    """What cites the Japanese list was approved on a day that has a row of that therapy."""
    days: dict[str, list[str]] = {}
    for row in _csv(reference.folder / _PMDA):
        day = _day(row["Approval Date"], "%b. %d, %Y", "%B %d, %Y", "%d-%b-%y")
        what = f"{row['Brand Name (Applicant Company)']} {' '.join(row.values())}"
        days.setdefault(day, []).append(normalise(what))
    if not days:
        return
    for therapy in tables.therapies.values():
        names = {therapy.name, *(name.text for name in therapy.names)}
        words = {normalise(name) for name in names if name.isascii()}
        for i, use in enumerate(therapy.indications):
            for j, action in enumerate(use.actions):
                cited = any(citation.source == _PMDA_SOURCE for citation in action.citations)
                if not cited or action.date_kind is not DateKind.DECISION:
                    continue
                rows = days.get(str(action.date), [])
                if not any(word in row for word in words for row in rows):
                    yield Problem(
                        f"therapies/{therapy.id}.json",
                        f"/indications/{i}/actions/{j}/date",
                        f"the Japanese list has no row of {therapy.name} on {action.date}",
                    )


def switzerland_agrees(tables: Tables, reference: Reference) -> Iterator[Problem]:
    """Swiss products have the day that stands with their number."""
    days: dict[str, set[str]] = {}
    for row in _csv(reference.folder / _SWISSMEDIC):
        number = row["Zulassungs-nummer"].strip()
        days.setdefault(number, set()).add(row["Erstzul.datum Arzneimittel"][:10])
    for file, at, _, product in _products(tables, Agency.SWISSMEDIC):
        known = days.get(re.sub(r"\D", "", product.application or ""), set())
        yield from _misdated(file, at, product, known)
