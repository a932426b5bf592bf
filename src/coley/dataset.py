"""The dataset: one object from which everything is asked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType

import attrs

from coley._tables import RECORD_TYPES, Tables
from coley.agencies import (
    FirstApproval,
    agency_diff,
    first_approval,
    first_approvals,
    lags,
    standing,
)
from coley.biology import Predictions, Programmes, Rationales, Resistances
from coley.changes import Change, changes_between
from coley.collection import Mechanisms, Sources, Terms
from coley.comparison import Comparison, compare
from coley.coverage import coverage_of
from coley.dates import Day, as_day
from coley.effects import AdverseEffects
from coley.errors import ArgumentError, UnknownIdError, VocabularyError
from coley.explain import Explanation, explain
from coley.exports import diagnostics_table, grades_table, names_table
from coley.graph import Graph, graph_of
from coley.indications import Indications
from coley.integrity import claims_of
from coley.matching import Verdicts, match
from coley.model import (
    AdverseEvent,
    Biomarker,
    Claim,
    Condition,
    Disease,
    ImmunotherapyType,
    Manifest,
    Partner,
    Patient,
    Scale,
    Target,
    Term,
    Therapy,
)
from coley.names import NameMatch
from coley.studies import Incidences, Outcomes, Studies
from coley.table import Table
from coley.therapies import Therapies
from coley.timeline import tables_as_of
from coley.vocab import (
    Agency,
    Attribution,
    Endpoint,
    GradeBand,
    GradingScale,
    Seriousness,
    Statistic,
    coerce,
)
from coley.why import Why, evidence_of

__all__ = ["EXPORT_TABLES", "Dataset"]

EXPORT_TABLES = (
    "therapies",
    "products",
    "indications",
    "actions",
    "other_actions",
    "adverse_effects",
    "studies",
    "outcomes",
    "incidences",
    "mechanisms",
    "predictions",
    "diagnostics",
    "resistance",
    "resistance_frequencies",
    "rationales",
    "combination_evidence",
    "programmes",
    "programme_events",
    "targets",
    "diseases",
    "biomarkers",
    "conditions",
    "partners",
    "adverse_events",
    "scales",
    "grades",
    "immunotherapy_types",
    "names",
    "sources",
    "coverage",
)
"""The tables that ``Dataset.table`` and the command line can give."""
_SPECIAL = {
    "actions": "indications.actions",
    "products": "therapies.products",
    "other_actions": "therapies.other_actions",
    "resistance_frequencies": "resistance.frequencies",
    "combination_evidence": "rationales.evidence",
    "programme_events": "programmes.events",
}


@attrs.frozen(slots=False, eq=False, repr=False)
class Dataset:
    """Everything coley knows, immutable; get one from ``coley.load()``.

    ``where`` on a collection, ``as_of`` and ``overlay`` return the same type they were called on.
    """

    tables: Tables
    manifest: Manifest
    day: date | None = None
    """The day it was narrowed to by ``as_of``; None for the last known state."""
    _whole: Tables | None = None

    @property
    def whole(self) -> Dataset:
        """The dataset that this one was narrowed from by ``as_of``, or itself."""
        return self if self._whole is None else Dataset(self._whole, self.manifest)

    @property
    def version(self) -> str:
        """The version of the data, by calendar."""
        return self.manifest.version

    @property
    def current_through(self) -> Mapping[Agency, date]:
        """Per agency, the last day up to which its news has been followed.

        >>> import coley
        >>> str(coley.load().current_through["FDA"])
        '2025-12-04'
        """
        return MappingProxyType({c.agency: c.through for c in self.manifest.current_through})

    @cached_property
    def therapies(self) -> Therapies:
        """Immunotherapies."""
        return Therapies.of(self.tables, self.day)

    @cached_property
    def indications(self) -> Indications:
        """Approved uses, each by one agency, with their dated actions."""
        return Indications.of(self.tables, self.day)

    @cached_property
    def adverse_effects(self) -> AdverseEffects:
        """What therapies can do to the patient."""
        return AdverseEffects.of(self.tables, self.day)

    @cached_property
    def studies(self) -> Studies:
        """Trials and pooled populations."""
        return Studies.of(self.tables, self.day)

    @cached_property
    def outcomes(self) -> Outcomes:
        """How well groups of patients did."""
        return Outcomes.of(self.tables, self.day)

    @cached_property
    def incidences(self) -> Incidences:
        """How often events were counted."""
        return Incidences.of(self.tables, self.day)

    @cached_property
    def mechanisms(self) -> Mechanisms:
        """How immunotherapies work."""
        return Mechanisms.of(self.tables, self.day)

    @cached_property
    def predictions(self) -> Predictions:
        """What biomarkers foretell, for which treatment."""
        return Predictions.of(self.tables, self.day)

    @cached_property
    def resistance(self) -> Resistances:
        """Ways in which tumours and patients escape."""
        return Resistances.of(self.tables, self.day)

    @cached_property
    def rationales(self) -> Rationales:
        """Why immunotherapies are combined, with the evidence for and against."""
        return Rationales.of(self.tables, self.day)

    @cached_property
    def programmes(self) -> Programmes:
        """Investigational therapies, with their dated news."""
        return Programmes.of(self.tables, self.day)

    @cached_property
    def sources(self) -> Sources:
        """Documents that facts were read in."""
        return Sources.of(self.tables, self.day)

    @cached_property
    def targets(self) -> Terms[Target]:
        """Molecules that therapies act on."""
        return Terms.of(self.tables, "targets", self.tables.targets.values())

    @cached_property
    def diseases(self) -> Terms[Disease]:
        """Cancers."""
        return Terms.of(self.tables, "diseases", self.tables.diseases.values())

    @cached_property
    def biomarkers(self) -> Terms[Biomarker]:
        """What is measured to decide who is treated."""
        return Terms.of(self.tables, "biomarkers", self.tables.biomarkers.values())

    @cached_property
    def conditions(self) -> Terms[Condition]:
        """Named clinical conditions."""
        return Terms.of(self.tables, "conditions", self.tables.conditions.values())

    @cached_property
    def partners(self) -> Terms[Partner]:
        """Treatments given together with immunotherapy, or before it."""
        return Terms.of(self.tables, "partners", self.tables.partners.values())

    @cached_property
    def adverse_events(self) -> Terms[AdverseEvent]:
        """The vocabulary of adverse events."""
        return Terms.of(self.tables, "adverse_events", self.tables.adverse_events.values())

    @cached_property
    def scales(self) -> Terms[Scale]:
        """The scales by which adverse events are graded."""
        return Terms.of(self.tables, "scales", self.tables.scales.values())

    @cached_property
    def immunotherapy_types(self) -> Terms[ImmunotherapyType]:
        """The types of immunotherapy, and what belongs to each.

        >>> import coley
        >>> coley.load().immunotherapy_types.find("T-cell engager").within.value
        'monoclonal_antibody'
        """
        return Terms.of(
            self.tables, "immunotherapy_types", self.tables.immunotherapy_types.values()
        )

    def therapy(self, name: str) -> Therapy:
        """The one therapy of that name; dose, route and schedule around it do not matter.

        Raises:
            UnknownNameError: if it names no therapy; near misses are suggestions, never answers.
            AmbiguousNameError: if it names several.

        >>> import coley
        >>> coley.load().therapy("Keytruda 200 mg IV q3w").id
        'pembrolizumab'

        """
        return self.tables.therapies[self.tables.names.resolve(name).therapy]

    def search(self, text: str) -> tuple[NameMatch, ...]:
        """Every therapy and partner drug named in a text, with offsets; () if there is none.

        >>> import coley
        >>> [(m.therapy, m.span) for m in coley.load().search("pt on nivo/ipi q3w")]
        [('nivolumab', (6, 10)), ('ipilimumab', (11, 14))]
        """
        return self.tables.names.scan(text)

    def match(
        self, patient: Patient, *, agency: Agency | str = Agency.FDA, on: Day | None = None
    ) -> Verdicts:
        """Which approved uses are for this patient: yes, no or unknown, requirement by requirement.

        Every indication that the agency had approved by the day is judged, those it had taken
        back since among them. It never ranks therapies by merit.

        Args:
            patient: what is known; a field left out is unknown.
            agency: the regulator.
            on: the day; without it, the last known state.

        Raises:
            UnknownIdError: if a disease, biomarker, condition or treatment is not known by any
                name; suggestions are in the error.

        >>> import coley
        >>> patient = coley.Patient(disease="uveal melanoma", extent="metastatic", age=60)
        >>> verdicts = coley.load().match(patient).where(answer="unknown")
        >>> [(v.indication.id, v.missing) for v in verdicts if "tebentafusp" in v.indication.id]
        [('tebentafusp.fda.uveal-melanoma', ('HLA type',))]

        """
        if not isinstance(patient, Patient):
            raise ArgumentError("patient", patient, "a coley.Patient")
        day = self.day if on is None else as_day(on, "on")
        return match(self.tables, patient, self.indications, coerce(Agency, agency), day)

    def compare(
        self,
        *therapies: str,
        event: str | None = None,
        endpoint: Endpoint | str | None = None,
        grade: GradeBand | str | int | None = None,
        disease: str | None = None,
        study: str | None = None,
        attribution: Attribution | str | None = None,
        seriousness: Seriousness | str | None = None,
        scale: GradingScale | str | None = None,
        statistic: Statistic | str | None = None,
        level: float = 95.0,
    ) -> Comparison:
        """Put the figures of several therapies side by side, with what keeps them apart.

        Proportions get Wilson intervals; arms of one randomised trial, counted alike, get risk
        differences. Figures of different studies are neither subtracted nor pooled: the caveats
        say in what they differ (scale, attribution, population, follow-up ...).

        Args:
            therapies: names; "nivolumab + ipilimumab" is the arms that received both and no other
                therapy of the dataset, "nivolumab" those that received it without another. Without
                any, every arm.
            event: an adverse event or a group of them; not together with *endpoint*.
            endpoint: an efficacy endpoint, such as ``"ORR"``.
            grade: the band of an event exactly as counted; ``"any"`` if left out.
            disease: only studies of this disease or a subtype of it.
            study: only this study.
            attribution: only events attributed to this.
            seriousness: only all, or only serious, events.
            scale: only events graded by this scale.
            statistic: only this sort of outcome, such as ``"landmark_rate"``.
            level: level of the computed intervals, in percent.

        Raises:
            ArgumentError: if it is to compare an event with an endpoint, or neither.
            UnknownIdError: if the event, disease or study is not known.
            VocabularyError: if a grade band, endpoint, scale ... is not one; the right ones are
                listed.
            MissingExtraError: if statsmodels is not installed (extra ``stats``).

        >>> import coley
        >>> ds = coley.load()
        >>> crs = ds.compare("Kymriah", event="CRS", grade="any", study="ELIANA", scale="Penn")
        >>> [(row["n"], row["total"], round(row["low"], 1)) for row in crs.rows()][0]
        (54, 68, 68.4)

        """
        return compare(
            self.tables,
            self.incidences,
            self.outcomes,
            therapies,
            event=event,
            endpoint=endpoint,
            grade=grade,
            disease=disease,
            study=study,
            attribution=attribution,
            seriousness=seriousness,
            scale=scale,
            statistic=statistic,
            level=level,
        )

    def as_of(self, day: Day) -> Dataset:
        """The dataset as the world stood at the end of a day.

        Later actions, products, therapies, studies, results and sources are gone; what cannot be
        dated is left out too. It cannot look ahead: a day after ``self.day`` changes nothing.

        Raises:
            ArgumentError: if *day* is no day.

        >>> import coley
        >>> ds = coley.load().as_of("2017-03-22")  # the day before avelumab was approved
        >>> len(ds.indications.where(therapy="avelumab"))
        0
        >>> "tarlatamab" in ds.therapies
        False

        """
        limit = as_day(day)
        if self.day is not None:
            limit = min(limit, self.day)
        whole = self.whole.tables
        return Dataset(tables_as_of(whole, limit), self.manifest, limit, whole)

    def diff(self, other: Dataset) -> tuple[Change, ...]:
        """What another (newer) dataset adds, changes, corrects or retracts.

        A claim changed in the world if only news differs that came after ``current_through``; any
        other difference is a correction.

        >>> import coley
        >>> coley.load().diff(coley.load())
        ()
        """
        if not isinstance(other, Dataset):
            raise ArgumentError("other", other, "a Dataset")
        through = min(self.current_through.values(), default=None)
        if self.day is not None:
            through = self.day if through is None else min(through, self.day)
        return changes_between(self.tables, other.tables, through)

    def why(self, claim: str | Claim | Term) -> Why:
        """The citations behind a claim or a vocabulary entry, by its id or the record itself.

        Raises:
            UnknownIdError: if no claim has that id.

        >>> import coley
        >>> why = coley.load().why("avelumab.fda.merkel-cell-carcinoma")
        >>> "fda-accelerated-approvals" in [item.source.id for item in why]
        True

        """
        if isinstance(claim, Claim | Term):
            claim = claim.id
        if not isinstance(claim, str):
            raise ArgumentError("claim", claim, "the id of a claim, or the record")
        record = self._claims.get(claim)
        if record is None:
            near = tuple(i for i in self._claims if claim and i.startswith(claim.split(".")[0]))[:5]
            raise UnknownIdError("claims", claim, near)
        return evidence_of(record, self.whole.tables)

    @cached_property
    def _claims(self) -> dict[str, Claim | Term]:
        found: dict[str, Claim | Term] = {}
        for table in RECORD_TYPES:
            for record in self.tables.records(table).values():
                if isinstance(record, Term):
                    found.setdefault(record.id, record)
                found.update({claim.id: claim for _, claim in claims_of(record)})
        return found

    def first_approval(
        self, therapy: str, *, by: Agency | str | None = None
    ) -> FirstApproval | None:
        """The first approval of a therapy on record, by one agency or by any.

        None means that none is known, not that there was none.

        Args:
            therapy: any name of it.
            by: the agency; without it, whichever came first.

        >>> import coley
        >>> first = coley.load().first_approval("Opdivo")
        >>> first.agency.value, str(first.date)
        ('PMDA', '2014-07-04')

        """
        agency = None if by is None else coerce(Agency, by)
        return first_approval(self.tables, self.therapy(therapy), agency)

    def first_approvals(self) -> Table:
        """The first approval of every therapy by every agency, as far as it is on record.

        Each with the precision of its date, with what it is the date of (a decision, an
        announcement, a row in a register), and with the tier of the nearest document it was read
        in: the regulator's own, a paper, a report. An agency without a row is not known to have
        approved the therapy, nor known not to have.

        >>> import coley
        >>> rows = coley.load().first_approvals().rows()
        >>> [(r["agency"], str(r["date"])) for r in rows if r["therapy"] == "nivolumab"][:2]
        [('PMDA', '2014-07-04'), ('FDA', '2014-12-22')]

        """
        return first_approvals(self.tables, self.therapies)

    def standing(
        self, agency: Agency | str, *, disease: str | None = None, on: Day | None = None
    ) -> Table:
        """Where every therapy stands with an agency: approved, not approved, or unknown.

        ``no`` is said only where the records carry it: the news of that agency was read up to the
        day (``current_through``), and it has something else on record for the therapy or a list
        that would hold it; or the first licence came later; or all uses asked for were refused,
        suspended or withdrawn. Everything else is
        ``unknown``, also where a document tells of a use, or of its end, that may be older than
        the document.

        Args:
            agency: the regulator.
            disease: only uses for this disease or a subtype of it.
            on: the day; without it, the last known state.

        >>> import coley
        >>> ds = coley.load()
        >>> eu = {row["therapy"]: row["answer"] for row in ds.standing("EMA").rows()}
        >>> eu["tebentafusp"], eu["penpulimab"], eu["aldesleukin"]  # the last only nationally
        ('yes', 'no', 'unknown')

        """
        day = self.day if on is None else as_day(on, "on")
        family = None if disease is None else self.tables.below("diseases", disease)
        which = coerce(Agency, agency)
        return standing(self.therapies, which, day, family, self.manifest.current_through)

    def agency_diff(
        self,
        first: Agency | str,
        second: Agency | str,
        *,
        disease: str | None = None,
        on: Day | None = None,
    ) -> Table:
        """The therapies that one agency had approved and the other had not, or may not have.

        Args:
            first: one regulator.
            second: the other.
            disease: only uses for this disease or a subtype of it.
            on: the day; without it, the last known state.

        >>> import coley
        >>> rows = coley.load().agency_diff("FDA", "EMA", disease="uveal melanoma").rows()
        >>> [row["therapy"] for row in rows if row["first"] == "yes" and row["second"] == "no"]
        []

        """
        pair = (coerce(Agency, first), coerce(Agency, second))
        day = self.day if on is None else as_day(on, "on")
        family = None if disease is None else self.tables.below("diseases", disease)
        return agency_diff(self.therapies, pair, day, family, self.manifest.current_through)

    def lags(self, first: Agency | str, second: Agency | str) -> Table:
        """How many days after one agency another first approved each therapy.

        Negative if the second was earlier; None if a date is not known to the day. Therapies of
        which one date is missing are left out.

        >>> import coley
        >>> rows = coley.load().lags("FDA", "EMA").rows()
        >>> [row["days"] for row in rows if row["therapy"] == "tebentafusp"]
        [66]

        """
        return lags(self.tables, self.therapies, coerce(Agency, first), coerce(Agency, second))

    def graph(self) -> Graph:
        """Everything that hangs together: therapies, mechanisms, targets, cells, biomarkers ...

        Nodes are ``kind:id``; every edge names the claim that it rests on. Approved uses count by
        the day of the dataset, so ``as_of(day).graph()`` is the graph of that day.

        >>> import coley
        >>> graph = coley.load().graph()
        >>> edges = {(e["source"], e["relation"], e["target"]) for e in graph.edges.rows()}
        >>> ("mechanism:pd-1-blockade", "acts_on", "target:pdcd1") in edges
        True

        """
        return graph_of(self.tables, self.day)

    def explain(self, therapy: str) -> Explanation:
        """A short account of a therapy, made from records only, each sentence with its sources.

        Args:
            therapy: any name of it.

        Raises:
            UnknownNameError: if it names no therapy.
            AmbiguousNameError: if it names several.

        >>> import coley
        >>> account = coley.load().explain("Kimmtrak")
        >>> [section.title for section in account.sections][:2]
        ['What it is', 'How it works']
        >>> all(sentence.claims for section in account.sections for sentence in section.sentences)
        True

        """
        return explain(self, self.therapy(therapy))

    def coverage(self) -> Table:
        """What is known per therapy, and what is missing.

        >>> import coley
        >>> row = coley.load().coverage().rows()[0]
        >>> sorted(row)[:3]
        ['actions', 'adverse_effects', 'agencies']
        """
        return coverage_of(self.tables)

    def overlay(self, path: str | os.PathLike[str]) -> Dataset:
        """A new dataset with the records of a folder laid over this one, all or nothing.

        The folder has the layout of the dataset (``therapies/``, ``sources/``, ...) without
        ``dataset.json``. A record with a new id is added, one with a known id replaces it whole.

        Raises:
            DatasetError: if anything in the folder is wrong; this dataset is not touched.

        """
        from coley._load import read_overlay  # noqa: PLC0415  (the loader builds datasets)

        return read_overlay(self, path)

    def table(self, name: str) -> Table:
        """One of the export tables, by name.

        >>> import coley
        >>> [column.name for column in coley.load().table("names").columns]
        ['therapy', 'name', 'kind', 'region']
        """
        if name not in EXPORT_TABLES:
            raise VocabularyError("table", str(name), EXPORT_TABLES)
        collection, _, verb = _SPECIAL.get(name, "").partition(".")
        if verb:  # a second table of a collection
            second: Table = getattr(getattr(self, collection), verb)()
            return second
        if name == "names":
            return names_table(self.therapies)
        if name == "grades":
            return grades_table(self.scales)
        if name == "diagnostics":
            return diagnostics_table(self.biomarkers)
        if name == "coverage":
            return self.coverage()
        found: Table = getattr(self, name).table()
        return found

    def __repr__(self) -> str:
        """Name, version, size."""
        as_of = f", as of {self.day}" if self.day else ""
        return (
            f"<{self.manifest.name} {self.version}{as_of}: {len(self.therapies)} therapies, "
            f"{len(self.indications)} indications, {len(self.studies)} studies, "
            f"{len(self.incidences)} incidences, {len(self.sources)} sources>"
        )

    def _repr_html_(self) -> str:
        """The same with its terms of use, for notebooks."""
        return f"<p>{repr(self)[1:-1]}</p><p><small>{self.manifest.use}</small></p>"
