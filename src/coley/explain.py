"""An account of one therapy, assembled from records: no sentence without a record behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING

import attrs

from coley.biology import mechanisms_of
from coley.model import (
    AdverseEffect,
    Citation,
    Claim,
    Indication,
    Outcome,
    Source,
    Therapy,
)
from coley.model.criteria import BiomarkerLevel, HasHla
from coley.vocab import (
    EvidenceDirection,
    Prominence,
    Statistic,
)

if TYPE_CHECKING:
    from coley.dataset import Dataset

__all__ = ["Explanation", "Section", "Sentence", "explain"]

_MOST = 8  # items of a list that a short account names


@attrs.frozen
class Sentence:
    """One sentence, and the records that it was made from."""

    text: str
    claims: tuple[str, ...]
    """Ids to ask ``Dataset.why`` for."""
    citations: tuple[Citation, ...]
    """Where those were read."""


@attrs.frozen
class Section:
    """Sentences under a title."""

    title: str
    sentences: tuple[Sentence, ...]


@attrs.frozen
class Explanation:
    """A short account with numbered sources: print it, or take it as HTML or Markdown."""

    name: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    """The documents that the sentences rest on, in the order of their numbers."""
    use: str
    """What the dataset is for, and what not."""

    def _numbers(self, sentence: Sentence) -> list[int]:
        number = {source.id: i for i, source in enumerate(self.sources, 1)}
        return sorted({number[citation.source] for citation in sentence.citations})

    def __str__(self) -> str:
        """Plain text for a terminal."""
        lines = [self.name, "=" * len(self.name)]
        for section in self.sections:
            lines += ["", section.title, "-" * len(section.title)]
            lines += [f"{s.text} {_marks(self._numbers(s))}" for s in section.sentences]
        lines += ["", "Sources", "-------"]
        lines += [f"[{i}] {_reference(source)}" for i, source in enumerate(self.sources, 1)]
        return "\n".join([*lines, "", self.use])

    def to_markdown(self) -> str:
        """Markdown, with the sources as a numbered list."""
        lines = [f"# {self.name}"]
        for section in self.sections:
            lines += ["", f"## {section.title}", ""]
            lines += [f"- {s.text} {_marks(self._numbers(s))}" for s in section.sentences]
        lines += ["", "## Sources", ""]
        lines += [f"{i}. {_reference(source)}" for i, source in enumerate(self.sources, 1)]
        return "\n".join([*lines, "", f"*{self.use}*", ""])

    def to_html(self) -> str:
        """A fragment of HTML, everything escaped."""
        parts = [f"<h2>{escape(self.name)}</h2>"]
        for section in self.sections:
            sentences = "".join(
                f"<li>{escape(s.text)} <sup>{escape(_marks(self._numbers(s)))}</sup></li>"
                for s in section.sentences
            )
            parts.append(f"<h3>{escape(section.title)}</h3><ul>{sentences}</ul>")
        sources = "".join(f"<li>{escape(_reference(source))}</li>" for source in self.sources)
        parts.append(f"<h3>Sources</h3><ol>{sources}</ol><p><small>{escape(self.use)}</small></p>")
        return "".join(parts)

    def _repr_html_(self) -> str:
        """The same, for notebooks."""
        return self.to_html()


def _marks(numbers: list[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def _reference(source: Source) -> str:
    date = f", {source.date}" if source.date else ""
    return f"{source.title}. {source.publisher}{date}. {source.link}".rstrip()


def _sentence(text: str, *records: Claim) -> Sentence:
    citations = [c for record in records for c in record.citations]
    return Sentence(text, tuple(dict.fromkeys(r.id for r in records)), tuple(citations))


def explain(ds: Dataset, therapy: Therapy) -> Explanation:
    """Assemble the account; see ``Dataset.explain``."""
    chapters: tuple[tuple[str, Callable[[Dataset, Therapy], Iterable[Sentence]]], ...] = (
        ("What it is", _identity),
        ("How it works", _working),
        ("What it is approved for", _approvals),
        ("Which patient", _selection),
        ("What came of it", _results),
        ("What it can do to the patient", _harms),
        ("Why it fails", _failures),
        ("Why it is combined", _combinations),
    )
    sections = []
    for title, chapter in chapters:
        sentences = tuple(chapter(ds, therapy))
        if sentences:
            sections.append(Section(title, sentences))
    cited = dict.fromkeys(
        c.source for section in sections for s in section.sentences for c in s.citations
    )
    sources = tuple(ds.whole.sources[source] for source in cited)
    return Explanation(therapy.name, tuple(sections), sources, ds.manifest.use)


def _listed(items: Iterable[str], most: int = _MOST) -> str:
    every = list(dict.fromkeys(items))
    left = len(every) - most
    return ", ".join(every[:most]) + (f" and {left} more" if left > 0 else "")


def _identity(ds: Dataset, therapy: Therapy) -> Iterator[Sentence]:
    kind = therapy.modality.value.replace("_", " ")
    for small, word in (("t cell", "T-cell"), ("tcr", "TCR"), ("car ", "CAR "), ("til", "TIL")):
        kind = kind.replace(small, word)
    sort = next(
        (t.name for t in ds.immunotherapy_types if t.word is therapy.immunotherapy_class),
        therapy.immunotherapy_class.value.replace("_", " "),
    )
    parts = " and ".join(component.name for component in therapy.components)
    made = f", made of {parts}" if parts else ""
    yield _sentence(f"{therapy.name}: {kind}{made}; type of immunotherapy: {sort}.", therapy)
    for product in therapy.products:
        if product.first_approval is not None:
            end = f", discontinued {product.discontinued}" if product.discontinued else ""
            text = (
                f"{product.brand}: approved {product.first_approval} ({product.agency.value}){end}."
            )
            yield Sentence(text, (therapy.id,), product.citations)


def _working(ds: Dataset, therapy: Therapy) -> Iterator[Sentence]:
    for link in therapy.mechanisms:
        mechanism = ds.mechanisms[link.mechanism]
        targets = _listed(
            f"{ds.targets[target].full_name} ({ds.targets[target].name})"
            for target in mechanism.targets
        )
        acts = f" It acts on {targets}." if targets else ""
        yield _sentence(f"{mechanism.name}: {mechanism.immune_effect}{acts}", mechanism)


def _approvals(ds: Dataset, therapy: Therapy) -> Iterator[Sentence]:
    by_agency: dict[str, list[Indication]] = {}
    for use in ds.indications.where(therapy=therapy.id, status="approved"):
        by_agency.setdefault(use.agency.value, []).append(use)
    for agency, uses in sorted(by_agency.items()):
        uses.sort(key=lambda use: use.actions[0].date.first, reverse=True)
        count = f"{len(uses)} use{'s' if len(uses) != 1 else ''}"
        diseases = _listed(ds.diseases[disease].name for use in uses for disease in use.diseases)
        yield _sentence(f"{agency}: approved for {count}: {diseases}.", *uses)
        for use in uses[:_MOST]:
            first = use.actions[0]
            way = first.action.value.replace("_", " ")
            yield _sentence(f"{use.title} ({way}, {first.date}).", use)
    for use in ds.indications.where(therapy=therapy.id, status="withdrawn"):
        yield _sentence(f"Withdrawn: {use.title} ({use.actions[-1].date}).", use)


def _selection(ds: Dataset, therapy: Therapy) -> Iterator[Sentence]:
    asked: dict[str, list[Indication]] = {}
    for use in ds.indications.where(therapy=therapy.id, status="approved"):
        for leaf, negated in use.requirements:
            if isinstance(leaf, BiomarkerLevel) and not negated:
                asked.setdefault(ds.biomarkers[leaf.biomarker].name, []).append(use)
            elif isinstance(leaf, HasHla) and not negated:
                asked.setdefault(f"HLA type {_listed(leaf.any_of)}", []).append(use)
    for marker, uses in asked.items():
        count = f"{len(uses)} approved use{'s' if len(uses) != 1 else ''}"
        yield _sentence(f"{marker} is asked for by {count}.", *uses)
    for prediction in list(ds.predictions.where(treatment=therapy.id))[:_MOST]:
        marker = ds.biomarkers[prediction.biomarker].name
        yield _sentence(f"{marker}: {prediction.summary}", prediction)


def _results(ds: Dataset, therapy: Therapy) -> Iterator[Sentence]:
    """The longest survival landmark of each of a few trials, and hazard ratios for survival."""
    outcomes = list(ds.outcomes.where(therapy=therapy.id, endpoint="OS"))
    landmarks = [o for o in outcomes if o.statistic is Statistic.LANDMARK_RATE and o.value]
    ratios = [o for o in outcomes if o.statistic is Statistic.HAZARD_RATIO and o.value]
    responses = [
        o
        for o in ds.outcomes.where(therapy=therapy.id, endpoint="ORR", statistic="proportion")
        if o.interval is not None
    ]
    landmarks.sort(key=lambda o: (-(o.at_months or 0), o.id))
    for outcome in _one_a_study(landmarks)[:4]:
        yield _sentence(
            f"{_trial(ds, outcome)}: {outcome.value:g} % were alive at "
            f"{outcome.at_months:g} months{_interval(outcome)}.",
            outcome,
        )
    for outcome in _one_a_study(ratios)[:4]:
        other = ds.studies[outcome.study].find_arm(outcome.comparator or "")
        yield _sentence(
            f"{_trial(ds, outcome)}: hazard ratio for death {outcome.value:g}"
            f"{_interval(outcome)} against {other.label}.",
            outcome,
        )
    if not ratios:
        for outcome in _one_a_study(responses)[:4]:
            yield _sentence(
                f"{_trial(ds, outcome)}: {outcome.value:g} % responded{_interval(outcome)}.",
                outcome,
            )


def _one_a_study(outcomes: list[Outcome]) -> list[Outcome]:
    found: dict[str, Outcome] = {}
    for outcome in outcomes:
        found.setdefault(outcome.study, outcome)
    return list(found.values())


def _trial(ds: Dataset, outcome: Outcome) -> str:
    study = ds.studies[outcome.study]
    who = f", {outcome.population}" if outcome.population else ""
    return f"{study.name} ({study.find_arm(outcome.arm).label}{who})"


def _interval(outcome: Outcome) -> str:
    bounds = outcome.interval
    if bounds is None or bounds.low is None or bounds.high is None:
        return ""
    return f" ({bounds.level:g} % interval {bounds.low:g} to {bounds.high:g})"


def _harms(ds: Dataset, therapy: Therapy) -> Iterator[Sentence]:
    effects = [
        effect for effect in ds.adverse_effects.where(therapy=therapy.id) if not effect.until
    ]
    for prominence, words in (
        (Prominence.BOXED_WARNING, "Boxed warnings"),
        (Prominence.WARNING, "Warnings"),
        (Prominence.COMMON, "Common"),
    ):
        named = [effect for effect in effects if effect.prominence is prominence]
        if named:
            names = _listed((ds.adverse_events[effect.event].name for effect in named), 15)
            yield _sentence(f"{words}: {names}.", *named)
    fatal = [effect for effect in effects if effect.fatal]
    if fatal:
        names = _listed((ds.adverse_events[effect.event].name for effect in fatal), 15)
        yield _sentence(f"Deaths are on record from: {names}.", *fatal)
    managed = [effect for effect in effects if effect.management]
    for effect in managed[:4]:
        yield _management(ds, effect)


def _management(ds: Dataset, effect: AdverseEffect) -> Sentence:
    steps = "; ".join(
        f"grade {step.grades.value}: "
        + ", ".join(action.value.replace("_", " ") for action in step.actions)
        for step in effect.management
    )
    citations = tuple(c for step in effect.management for c in step.citations)
    name = ds.adverse_events[effect.event].name
    return Sentence(f"What is done about {name}: {steps}.", (effect.id,), citations)


def _failures(ds: Dataset, therapy: Therapy) -> Iterator[Sentence]:
    for record in list(ds.resistance.where(therapy=therapy.id))[:_MOST]:
        yield _sentence(f"{record.name} ({record.timing.value}): {record.explanation}", record)


def _combinations(ds: Dataset, therapy: Therapy) -> Iterator[Sentence]:
    own = mechanisms_of(ds.tables, therapy.id)
    found = [r for r in ds.rationales if not own.isdisjoint(r.mechanisms)]
    for record in found[:_MOST]:
        yield _sentence(f"{record.name}: {record.proposal}", record)
        for direction, words in (
            (EvidenceDirection.FOR, "For it"),
            (EvidenceDirection.AGAINST, "Against it"),
        ):
            for item in [e for e in record.evidence if e.direction is direction][:1]:
                yield Sentence(f"{words}: {item.summary}", (record.id,), item.citations)
