"""What a dataset must satisfy beyond its types: one function per rule.

A rule takes the tables and yields a Problem for every place that breaks it. The file and JSON
pointer say where; the hint says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations

from coley._tables import RECORD_TYPES, Stored, Tables
from coley.errors import Problem
from coley.integrity import claims_of, walk
from coley.model import Citation, Evidenced, ImmunotherapyType, Indication, Outcome, Therapy
from coley.names import normalise
from coley.vocab import (
    ActionKind,
    Endpoint,
    IndicationStatus,
    Scope,
    SourceKind,
    Statistic,
    Tier,
    Verification,
)

__all__ = ["RULES", "Rule"]

Rule = Callable[[Tables], Iterator[Problem]]

_GRANTS = {
    ActionKind.APPROVAL,
    ActionKind.ACCELERATED_APPROVAL,
    ActionKind.CONDITIONAL_APPROVAL,
    ActionKind.EXCEPTIONAL_APPROVAL,
    ActionKind.HOSPITAL_EXEMPTION,
    ActionKind.SPECIAL_USE_PERMISSION,
    ActionKind.AUTHORISATION,
}
_PROVISIONAL = {
    ActionKind.ACCELERATED_APPROVAL,
    ActionKind.CONDITIONAL_APPROVAL,
    ActionKind.EXCEPTIONAL_APPROVAL,
}
_OPENING = _GRANTS | {ActionKind.REFUSAL}
_REFUSED_HOSTS = (
    "cancernewsportal.com", "jirnal.com", "foseer.com", "newssnap.ai", "noahai.co", "noah.bio",
    "biobriefs.com", "archyde.com", "el-balad.com", "winenfood.com", "healthtolongevity.com",
    "clustermed.info", "minclinic.eu", "virloma.com", "thewatsonlawfirm.org", "gateweb3.net",
    "kalshi.com", "journaljams.org", "m.pathway.md", "droracle.ai", "thevitalrecord.ai",
    "cancerfax.com", "trial.medpath.com",
)  # fmt: skip
_XREF_FORMS = {
    "MONDO": r"\d{7}",
    "NCIT": r"C\d+",
    "DOID": r"\d+",
    "oncotree": r"[A-Z0-9_/]+",
    "HP": r"\d{7}",
    "NCBIGene": r"\d+",
    "unii": r"[A-Z0-9]{10}",
    "drugbank": r"DB\d{5}",
    "chembl.compound": r"CHEMBL\d+",
    "rxcui": r"\d+",
    "civic.tid": r"\d+",
    "clinicaltrials": r"NCT\d{8}",
}


def _indications(tables: Tables) -> Iterator[tuple[str, str, Therapy, Indication]]:
    for therapy in tables.therapies.values():
        for i, indication in enumerate(therapy.indications):
            yield f"therapies/{therapy.id}.json", f"/indications/{i}", therapy, indication


def opens_with_a_grant(tables: Tables) -> Iterator[Problem]:
    """The first action of an indication grants it; nothing can happen to it before."""
    for file, at, _, indication in _indications(tables):
        first = indication.actions[0]
        if first.action not in _OPENING:
            yield Problem(
                file,
                f"{at}/actions/0",
                f"{first.action.value} of something never approved",
                "record the approval first",
            )


def converts_what_was_provisional(tables: Tables) -> Iterator[Problem]:
    """A conversion follows an accelerated, conditional or exceptional approval."""
    for file, at, _, indication in _indications(tables):
        provisional = False
        for j, action in enumerate(indication.actions):
            if action.action is ActionKind.CONVERSION and not provisional:
                yield Problem(
                    file,
                    f"{at}/actions/{j}",
                    "conversion without an accelerated or conditional approval",
                    "record it as approval, or add the provisional approval",
                )
            provisional = action.action in _PROVISIONAL or (
                provisional and action.action not in _GRANTS | {ActionKind.CONVERSION}
            )


def ends_once(tables: Tables) -> Iterator[Problem]:
    """After a withdrawal or supersession only a new grant can follow."""
    ends = {ActionKind.WITHDRAWAL, ActionKind.SUPERSEDED}
    for file, at, _, indication in _indications(tables):
        for j, action in enumerate(indication.actions[1:], 1):
            if indication.actions[j - 1].action in ends and action.action not in _GRANTS:
                yield Problem(file, f"{at}/actions/{j}", f"{action.action.value} after its end")


def follows_the_first_approval(tables: Tables) -> Iterator[Problem]:
    """Nothing but a refusal comes before the agency first licensed a product of the therapy."""
    for file, at, therapy, indication in _indications(tables):
        licensed = [
            product.first_approval
            for product in therapy.products
            if product.agency is indication.agency and product.first_approval is not None
        ]
        first = min(licensed, default=None)
        for j, action in enumerate(indication.actions):
            refused = action.action is ActionKind.REFUSAL
            if first is not None and action.date.last < first.first and not refused:
                yield Problem(
                    file,
                    f"{at}/actions/{j}/date",
                    f"{action.date} is before the first approval, {first}",
                    "check both dates",
                )


def has_one_open_record_per_population(tables: Tables) -> Iterator[Problem]:
    """Two open indications of one agency differ in regimen or criteria."""
    for therapy in tables.therapies.values():
        for one, two in combinations(therapy.indications, 2):
            if (
                one.agency is two.agency
                and one.criteria == two.criteria
                and set(one.regimen) == set(two.regimen)
                and one.status() is two.status() is IndicationStatus.APPROVED
            ):
                where = therapy.indications.index(two)
                yield Problem(
                    f"therapies/{therapy.id}.json",
                    f"/indications/{where}",
                    f"same population and regimen as {one.id}, and both open",
                    "merge them, or supersede one",
                )


def hands_over_to_a_successor(tables: Tables) -> Iterator[Problem]:
    """A successor is granted no later than the day it takes over."""
    known = {indication.id: indication for _, _, _, indication in _indications(tables)}
    for file, at, _, indication in _indications(tables):
        for j, action in enumerate(indication.actions):
            successor = known.get(action.successor or "")
            if successor is not None and action.date < successor.actions[0].date:
                yield Problem(
                    file,
                    f"{at}/actions/{j}",
                    f"superseded on {action.date} by {successor.id}, "
                    f"granted only on {successor.actions[0].date}",
                )


def explains_how_it_works(tables: Tables) -> Iterator[Problem]:
    """A core therapy has a mechanism with a target or with cells of its own."""
    for therapy in tables.therapies.values():
        if therapy.scope is Scope.CORE and not therapy.mechanisms:
            yield Problem(f"therapies/{therapy.id}.json", "/mechanisms", "no mechanism")


def names_mean_one_thing(tables: Tables) -> Iterator[Problem]:
    """A name belongs to one therapy or partner, unless it is marked ambiguous."""
    owners: dict[str, str] = {}
    for table in ("therapies", "partners"):
        for record in tables.records(table).values():
            seen: set[str] = set()
            for i, name in enumerate(getattr(record, "names", ())):
                key = normalise(name.text)
                at = f"/names/{i}"
                if key in seen:
                    yield Problem(f"{table}/{record.id}.json", at, f"{name.text!r} stands twice")
                seen.add(key)
                other = owners.setdefault(key, record.id)
                if other != record.id and not name.ambiguous:
                    yield Problem(
                        f"{table}/{record.id}.json",
                        at,
                        f"{name.text!r} is also a name of {other}",
                        "mark both ambiguous, or drop one",
                    )


def synonyms_mean_one_thing(tables: Tables) -> Iterator[Problem]:
    """A synonym belongs to one entry of its vocabulary."""
    for table in (
        "diseases",
        "targets",
        "biomarkers",
        "conditions",
        "adverse_events",
        "scales",
        "immunotherapy_types",
        "mechanisms",
        "resistance",
        "rationales",
        "programmes",
    ):
        owners: dict[str, str] = {}
        for record in tables.records(table).values():
            for text in {getattr(record, "name", ""), *getattr(record, "synonyms", ())}:
                other = owners.setdefault(normalise(text), record.id)
                if other != record.id:
                    yield Problem(
                        f"{table}/{record.id}.json", "/synonyms", f"{text!r} also means {other}"
                    )


def describes_a_scale_once(tables: Tables) -> Iterator[Problem]:
    """A grading scale that figures name is described by one record."""
    owners: dict[str, str] = {}
    for scale in tables.scales.values():
        other = owners.setdefault(scale.word, scale.id)
        if other != scale.id:
            yield Problem(f"scales/{scale.id}.json", "/word", f"{scale.word} is also {other}")


def describes_every_type(tables: Tables) -> Iterator[Problem]:
    """The type and scope that a therapy names are described together by one record."""
    known: dict[str, ImmunotherapyType] = {}
    for kind in tables.immunotherapy_types.values():
        other = known.setdefault(kind.word, kind)
        if other is not kind:
            file = f"immunotherapy_types/{kind.id}.json"
            yield Problem(file, "/word", f"{kind.word} is also {other.id}")
    for therapy in tables.therapies.values():
        described = known.get(therapy.immunotherapy_class)
        if described is None or therapy.scope not in described.scopes:
            yield Problem(
                f"therapies/{therapy.id}.json",
                "/scope",
                f"{therapy.immunotherapy_class} of scope {therapy.scope} is described nowhere",
                "mend the therapy, or describe the type",
            )


def uses_open_identifiers(tables: Tables) -> Iterator[Problem]:
    """External identifiers are of a system that may ship, in its stored form."""
    for table in ("therapies", "diseases", "targets", "biomarkers", "adverse_events", "partners"):
        for record in tables.records(table).values():
            xrefs: tuple[str, ...] = getattr(record, "xrefs", ())
            for i, xref in enumerate(xrefs):
                prefix, _, local = xref.partition(":")
                form = _XREF_FORMS.get(prefix)
                if form is None or not re.fullmatch(form, local):
                    yield Problem(
                        f"{table}/{record.id}.json",
                        f"/xrefs/{i}",
                        f"{xref!r} is not an identifier that may ship in this form",
                        f"prefixes: {', '.join(_XREF_FORMS)}",
                    )


def _every_record(tables: Tables) -> Iterator[tuple[str, Stored]]:
    for table in RECORD_TYPES:
        for record in tables.records(table).values():
            yield f"{table}/{record.id}.json", record


def earns_its_verification(tables: Tables) -> Iterator[Problem]:
    """``primary`` rests on a primary or regulator text; ``unverified`` is a finding."""
    good = {Tier.PRIMARY, Tier.REGULATOR}
    for file, record in _every_record(tables):
        for pointer, part in walk(record):
            if not isinstance(part, Evidenced):
                continue
            tiers = {tables.sources[citation.source].tier for citation in part.citations}
            if part.verification is Verification.PRIMARY and not tiers & good:
                yield Problem(
                    file,
                    f"{pointer}/verification",
                    "primary, but no cited source is a primary or regulator text",
                    "cite one, or write secondary",
                )
            if part.verification is Verification.UNVERIFIED:
                yield Problem(file, f"{pointer}/verification", "unverified", "read it or drop it")


def keeps_dates_in_order(tables: Tables) -> Iterator[Problem]:
    """A document is read after it appeared; a record is reviewed after it was written."""
    for file, record in _every_record(tables):
        for pointer, part in walk(record):
            if isinstance(part, Evidenced) and part.reviewed and part.reviewed < part.recorded:
                yield Problem(file, f"{pointer}/reviewed", "is before it was recorded")
            if isinstance(part, Citation):
                published = tables.sources[part.source].date
                if published is not None and published.first > part.read:
                    yield Problem(
                        file, f"{pointer}/read", f"read before the source appeared, {published}"
                    )


def cuts_data_before_publication(tables: Tables) -> Iterator[Problem]:
    """Data were cut before a document could report them."""
    for study in tables.studies.values():
        for pointer, part in claims_of(study):
            cutoff = getattr(part, "data_cutoff", None)
            for citation in part.citations:
                published = tables.sources[citation.source].date
                if cutoff is not None and published is not None and published.last < cutoff.first:
                    yield Problem(
                        f"studies/{study.id}.json",
                        f"{pointer}/data_cutoff",
                        f"{cutoff} is after {citation.source} appeared, {published}",
                    )


def agrees_with_medians(tables: Tables) -> Iterator[Problem]:
    """A hazard ratio below 1 goes with the longer median of the two arms, and above 1 not."""
    for study in tables.studies.values():
        medians: dict[tuple[object, ...], float | None] = {
            (o.arm, o.endpoint, o.analysis, o.population): o.value
            for o in study.outcomes
            if o.statistic is Statistic.MEDIAN and o.endpoint is not Endpoint.TIME_TO_RESPONSE
        }
        for i, outcome in enumerate(study.outcomes):
            if outcome.statistic is not Statistic.HAZARD_RATIO or outcome.value is None:
                continue
            context = (outcome.endpoint, outcome.analysis, outcome.population)
            own = medians.get((outcome.arm, *context))
            other = medians.get((outcome.comparator or "", *context))
            if own is None or other is None or outcome.disputes("value"):
                continue
            if (outcome.value < 1 and own < other) or (outcome.value > 1 and own > other):
                yield Problem(
                    f"studies/{study.id}.json",
                    f"/outcomes/{i}",
                    f"hazard ratio {outcome.value:g} against medians {own:g} v {other:g}",
                    "check which arm is which; crossing curves go into conflicts",
                )


def counts_no_more_than_its_arm(tables: Tables) -> Iterator[Problem]:
    """The denominator of a figure is no larger than its arm, or than both arms of a comparison."""
    for study in tables.studies.values():
        sizes = {arm.id: arm.n for arm in study.arms}
        for pointer, part in claims_of(study):
            total = getattr(part, "total", None)
            arms = [getattr(part, field, None) for field in ("arm", "comparator")]
            counted = [sizes[arm] for arm in arms if arm is not None]
            known = [size for size in counted if size is not None]
            if total is not None and known and len(known) == len(counted) and total > sum(known):
                yield Problem(
                    f"studies/{study.id}.json",
                    f"{pointer}/total",
                    f"{total} of {sum(known)} patients",
                    "check the arm and the population",
                )


def says_an_outcome_once(tables: Tables) -> Iterator[Problem]:
    """No figure stands twice under two ids."""
    for study in tables.studies.values():
        seen: dict[tuple[object, ...], str] = {}
        for pointer, part in claims_of(study):
            if not pointer:
                continue
            key = _context(part)
            other = seen.setdefault(key, part.id)
            if other != part.id:
                yield Problem(
                    f"studies/{study.id}.json",
                    f"{pointer}/id",
                    f"counts the same as {other}",
                    "say what differs, or keep the dissenting value as a conflict",
                )


def _context(part: object) -> tuple[object, ...]:
    fields = (
        "arm", "endpoint", "statistic", "at_months", "comparator", "event", "grade_band",
        "attribution", "seriousness", "scale", "population", "analysis", "data_cutoff", "assessor",
    )  # fmt: skip
    return (isinstance(part, Outcome), *(getattr(part, field, None) for field in fields))


def _citations(tables: Tables) -> Iterator[Citation]:
    for table in RECORD_TYPES:
        for record in tables.records(table).values():
            for _, part in walk(record):
                if isinstance(part, Citation):
                    yield part


def cites_what_can_be_found(tables: Tables) -> Iterator[Problem]:
    """A stranger can find a source: by its own address, or each citation names the copy read."""
    elsewhere: dict[str, bool] = {}
    for citation in _citations(tables):
        known = elsewhere.get(citation.source, True)
        elsewhere[citation.source] = known and citation.retrieved_from is not None
    for source in tables.sources.values():
        file = f"sources/{source.id}.json"
        places = (source.url, source.doi, source.pmid, source.pmcid, source.nct)
        if not (any(places) or elsewhere.get(source.id) or source.kind is SourceKind.VOCABULARY):
            yield Problem(
                file,
                "",
                "no url, doi, pmid, pmcid or nct, and a citation without retrieved_from",
                "say where it can be found",
            )
        if source.url and any(host in source.url for host in _REFUSED_HOSTS):
            yield Problem(file, "/url", "is on the list of refused sources", "cite another text")


def describes_a_document_once(tables: Tables) -> Iterator[Problem]:
    """One document is one source, and every source is cited."""
    owners: dict[tuple[str, str], str] = {}
    cited = {citation.source for citation in _citations(tables)}
    for source in tables.sources.values():
        file = f"sources/{source.id}.json"
        if source.id not in cited:
            yield Problem(file, "", "is cited nowhere", "cite it or drop it")
        for field in ("pmid", "doi", "pmcid"):
            value = getattr(source, field)
            if value is None:
                continue
            other = owners.setdefault((field, value.lower()), source.id)
            if other != source.id:
                yield Problem(file, f"/{field}", f"{value} is also {other}", "merge the two")


def registers_a_trial_once(tables: Tables) -> Iterator[Problem]:
    """A trial number belongs to one trial; pooled populations may share it."""
    owners: dict[str, str] = {}
    for study in tables.studies.values():
        if study.kind.value != "trial":
            continue
        for number in study.nct:
            other = owners.setdefault(number, study.id)
            if other != study.id:
                yield Problem(f"studies/{study.id}.json", "/nct", f"{number} is also {other}")


RULES: tuple[Rule, ...] = (
    opens_with_a_grant,
    converts_what_was_provisional,
    ends_once,
    follows_the_first_approval,
    has_one_open_record_per_population,
    hands_over_to_a_successor,
    explains_how_it_works,
    names_mean_one_thing,
    synonyms_mean_one_thing,
    describes_a_scale_once,
    describes_every_type,
    uses_open_identifiers,
    earns_its_verification,
    keeps_dates_in_order,
    cuts_data_before_publication,
    agrees_with_medians,
    counts_no_more_than_its_arm,
    says_an_outcome_once,
    cites_what_can_be_found,
    describes_a_document_once,
    registers_a_trial_once,
)
"""Every rule, in the order in which findings are printed."""
