"""One patient against the criteria of every indication: yes, no or unknown, each with its reasons.

The logic is Kleene's: a fact that is not known makes a requirement unknown, never false; "all of"
is no if one part is no, "any of" is yes if one part is yes, whatever else is unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from html import escape

import attrs

from coley._tables import Tables
from coley.describe import criteria_text, regimen_text
from coley.facts import Facts, Judgement
from coley.model import Indication, Patient
from coley.model.criteria import AllOf, AnyOf, Criteria, Not
from coley.table import Column, Table, Tabular
from coley.vocab import Agency, Answer, IndicationStatus, coerce

__all__ = ["Finding", "Verdict", "Verdicts", "match"]

_ORDER = {Answer.YES: 0, Answer.UNKNOWN: 1, Answer.NO: 2}
_OPPOSITE = {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.UNKNOWN: Answer.UNKNOWN}


@attrs.frozen
class Finding:
    """One requirement of an indication, and how the patient stands to it."""

    rule: str
    """What is required, in words made from the record."""
    answer: Answer
    """Whether it is met."""
    value: str
    """What is known of the patient."""
    missing: tuple[str, ...] = ()
    """What would have to be known, if the answer is unknown."""

    def __str__(self) -> str:
        """Answer, rule, value."""
        return f"{self.answer.value:8} {self.rule}  [{self.value}]"


@attrs.frozen
class Verdict:
    """Whether an approved use is for this patient, requirement by requirement."""

    indication: Indication
    """The use."""
    answer: Answer
    """Yes, no, or unknown."""
    findings: tuple[Finding, ...]
    """Every requirement, the approval on that day first."""
    regimen: str
    """Everything that is given, in words."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that would settle it; none, if it is settled."""
        if self.answer is not Answer.UNKNOWN:
            return ()
        return tuple(dict.fromkeys(fact for f in self.findings for fact in f.missing))

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the documents that the criteria were read in."""
        return tuple(dict.fromkeys(citation.source for citation in self.indication.citations))

    def __str__(self) -> str:
        """An explanation of a few lines."""
        lines = [f"{self.answer.value.upper()}: {self.regimen} ({self.indication.id})"]
        lines += [f"  {finding}" for finding in self.findings]
        if self.missing:
            lines.append(f"  to find out: {', '.join(self.missing)}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """The same as a table, for notebooks."""
        rows = "".join(
            f"<tr><td>{finding.answer.value}</td><td>{escape(finding.rule)}</td>"
            f"<td>{escape(finding.value)}</td></tr>"
            for finding in self.findings
        )
        head = escape(str(self).splitlines()[0])
        find_out = f"<p>To find out: {escape(', '.join(self.missing))}</p>" if self.missing else ""
        return f"<b>{head}</b><table>{rows}</table>{find_out}"


@attrs.frozen
class Verdicts(Tabular):
    """All verdicts on one patient: yes first, then unknown by how little is missing, then no.

    The order is no ranking of therapies: within an answer it is that of the ids.
    """

    verdicts: tuple[Verdict, ...]

    def __iter__(self) -> Iterator[Verdict]:
        """Iterate over the verdicts."""
        return iter(self.verdicts)

    def __len__(self) -> int:
        """Count the verdicts."""
        return len(self.verdicts)

    def __getitem__(self, indication: str) -> Verdict:
        """The verdict on one indication by its id; KeyError if it was not looked at."""
        for verdict in self.verdicts:
            if verdict.indication.id == indication:
                return verdict
        raise KeyError(indication)

    def where(self, *, answer: Answer | str) -> Verdicts:
        """Narrow to the verdicts with this answer."""
        wanted = coerce(Answer, answer)
        return Verdicts(tuple(verdict for verdict in self if verdict.answer is wanted))

    @property
    def missing(self) -> Table:
        """Facts that are not known, the most useful first.

        ``settles`` counts the indications that the fact alone would settle, ``concerns`` those
        that it may settle together with others.
        """
        open_ones = [verdict.missing for verdict in self if verdict.missing]
        alone = Counter(facts[0] for facts in open_ones if len(facts) == 1)
        together = Counter(fact for facts in open_ones for fact in facts)
        ranked = sorted(together, key=lambda fact: (-alone[fact], -together[fact], fact))
        columns = (Column("fact", str), Column("settles", int), Column("concerns", int))
        return Table("missing", columns, tuple((f, alone[f], together[f]) for f in ranked))

    def table(self) -> Table:
        """One row per requirement of each indication."""
        columns = (
            Column("indication", str),
            Column("therapy", str),
            Column("regimen", str),
            Column("answer", str),
            Column("requirement", str),
            Column("requirement_answer", str),
            Column("patient_value", str),
            Column("missing", tuple),
            Column("sources", tuple),
        )
        rows = tuple(
            (
                verdict.indication.id,
                verdict.indication.therapy,
                verdict.regimen,
                verdict.answer.value,
                finding.rule,
                finding.answer.value,
                finding.value,
                finding.missing,
                verdict.sources,
            )
            for verdict in self
            for finding in verdict.findings
        )
        return Table("verdicts", columns, rows)

    def __str__(self) -> str:
        """The settled and open uses in full, the others counted, and what to find out next."""
        shown = [verdict for verdict in self if verdict.answer is not Answer.NO]
        lines = [str(verdict) for verdict in shown]
        counts = Counter(verdict.answer for verdict in self)
        lines.append(", ".join(f"{counts[answer]} {answer.value}" for answer in Answer))
        if len(self.missing):
            lines.append(f"what to find out next:\n{self.missing}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        """The counts."""
        counts = Counter(verdict.answer for verdict in self)
        return f"<Verdicts: {', '.join(f'{counts[answer]} {answer.value}' for answer in Answer)}>"

    def _repr_html_(self) -> str:
        """The settled and open uses, for notebooks."""
        shown = (verdict for verdict in self if verdict.answer is not Answer.NO)
        return "".join(verdict._repr_html_() for verdict in shown) + f"<p>{escape(repr(self))}</p>"


def match(
    tables: Tables,
    patient: Patient,
    indications: Iterable[Indication],
    agency: Agency,
    day: date | None,
) -> Verdicts:
    """Judge every indication of an agency that had been approved by a day."""
    facts = Facts.of(patient, tables)
    known: dict[str, Finding] = {}
    found = []
    for indication in indications:
        if indication.agency is agency:
            status = indication.status(day)
            if status is not IndicationStatus.NOT_YET:
                found.append(_verdict(indication, status, facts, known, day))
    found.sort(key=lambda v: (_ORDER[v.answer], len(v.missing), v.indication.id))
    return Verdicts(tuple(found))


def _verdict(
    indication: Indication,
    status: IndicationStatus,
    facts: Facts,
    known: dict[str, Finding],
    day: date | None,
) -> Verdict:
    parts = indication.criteria.of if isinstance(indication.criteria, AllOf) else (
        indication.criteria,
    )  # fmt: skip
    findings = [_approval(indication, status, day)]
    tables = facts.tables
    for part in parts:
        record = tables.written.get(id(part))
        if record is None:
            record = tables.written[id(part)] = part.model_dump_json()
        finding = known.get(record)
        if finding is None:  # many uses ask for the same: an adult, a melanoma, a metastasis
            finding = known[record] = _finding(part, facts)
        findings.append(finding)
    answer = all_of(finding.answer for finding in findings)
    regimen = tables.texts.get(id(indication)) or regimen_text(indication, tables)
    tables.texts[id(indication)] = regimen
    return Verdict(indication, answer, tuple(findings), regimen)


def _finding(part: Criteria, facts: Facts) -> Finding:
    judged = judge(part, facts)
    missing = judged.missing if judged.answer is Answer.UNKNOWN else ()
    texts = facts.tables.texts
    rule = texts.get(id(part)) or criteria_text(part, facts.tables)
    texts[id(part)] = rule
    return Finding(rule, judged.answer, judged.value, missing)


def _approval(indication: Indication, status: IndicationStatus, day: date | None) -> Finding:
    rule = f"approved by the {indication.agency.value}" + (f" on {day}" if day else "")
    pathway = indication.pathway(day) if status is IndicationStatus.APPROVED else None
    if pathway is not None:
        return Finding(rule, Answer.YES, f"{pathway.value.replace('_', ' ')} approval")
    last = [a for a in indication.actions if day is None or a.date.by(day)][-1]
    return Finding(rule, Answer.NO, f"{status.value.replace('_', ' ')} {last.date}")


# --- Kleene's logic -------------------------------------------------------------------------------


def all_of(answers: Iterable[Answer]) -> Answer:
    """No if one is no; else unknown if one is unknown; else yes.

    >>> all_of([Answer.YES, Answer.UNKNOWN]), all_of([Answer.NO, Answer.UNKNOWN])
    (<Answer.UNKNOWN: 'unknown'>, <Answer.NO: 'no'>)
    """
    given = set(answers)
    if Answer.NO in given:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in given else Answer.YES


def any_of(answers: Iterable[Answer]) -> Answer:
    """Yes if one is yes; else unknown if one is unknown; else no.

    >>> any_of([Answer.YES, Answer.UNKNOWN]), any_of([Answer.NO, Answer.UNKNOWN])
    (<Answer.YES: 'yes'>, <Answer.UNKNOWN: 'unknown'>)
    """
    given = set(answers)
    if Answer.YES in given:
        return Answer.YES
    return Answer.UNKNOWN if Answer.UNKNOWN in given else Answer.NO


def judge(criteria: Criteria, facts: Facts) -> Judgement:
    """How a patient stands to a requirement or a tree of them."""
    if isinstance(criteria, AllOf | AnyOf):
        parts = [judge(part, facts) for part in criteria.of]
        combine = all_of if isinstance(criteria, AllOf) else any_of
        answer = combine(part.answer for part in parts)
        # What decided: for "no" of any and "yes" of all, every part did.
        deciding = [part for part in parts if part.answer is answer]
        values = dict.fromkeys(part.value for part in deciding)
        missing = dict.fromkeys(
            fact for part in parts if part.answer is Answer.UNKNOWN for fact in part.missing
        )
        return Judgement(answer, "; ".join(values), tuple(missing))
    if isinstance(criteria, Not):
        inner = judge(criteria.of, facts)
        return attrs.evolve(inner, answer=_OPPOSITE[inner.answer])
    return facts.judge(criteria)
