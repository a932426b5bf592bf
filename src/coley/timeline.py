"""World time: the tables as the world stood on a day."""

from __future__ import annotations

from datetime import date

from coley._tables import Tables
from coley.model import (
    Biomarker,
    Evidenced,
    Indication,
    Programme,
    Rationale,
    Source,
    Study,
    Therapy,
)
from coley.vocab import NameKind

__all__ = ["tables_as_of"]


def tables_as_of(tables: Tables, day: date) -> Tables:
    """Leave out everything that had not certainly happened by the end of that day.

    Actions, products and sources count by their own date; adverse effects by ``since``; these
    without one, outcomes, incidences and undated therapies by the date of the oldest document
    that is cited for them. What cannot be dated is left out: a model that learns from the result
    must not see the future. A therapy stays if a regimen or an arm that stays needs it.
    """
    sources = {id_: source for id_, source in tables.sources.items() if _published(source, day)}
    studies = {}
    for id_, study in tables.studies.items():
        narrowed = _study(study, sources, day)
        if narrowed is not None:
            studies[id_] = narrowed
    therapies = {
        id_: _therapy(therapy, sources, studies, day) for id_, therapy in tables.therapies.items()
    }
    needed = {
        agent
        for therapy in therapies.values()
        for indication in therapy.indications
        for part in indication.regimen
        for agent in part.one_of
    } | {agent for study in studies.values() for arm in study.arms for agent in arm.therapies}
    needed |= {
        component.therapy
        for id_, therapy in therapies.items()
        if id_ in needed or _existed(therapy, tables.therapies[id_], sources)
        for component in therapy.components
        if component.therapy is not None
    }
    kept = {
        id_: therapy
        for id_, therapy in therapies.items()
        if id_ in needed or _existed(therapy, tables.therapies[id_], sources)
    }
    return Tables(
        therapies=kept,
        mechanisms=tables.mechanisms,
        resistance={
            id_: record for id_, record in tables.resistance.items() if _known(record, sources)
        },
        rationales=_rationales(tables, sources, studies),
        programmes=_programmes(tables, day, studies),
        targets=tables.targets,
        diseases=tables.diseases,
        biomarkers={
            id_: _biomarker(biomarker, sources, studies, day)
            for id_, biomarker in tables.biomarkers.items()
        },
        conditions=tables.conditions,
        partners=tables.partners,
        adverse_events=tables.adverse_events,
        scales=tables.scales,
        immunotherapy_types=tables.immunotherapy_types,
        studies=studies,
        sources=sources,
    )


def _published(source: Source, day: date) -> bool:
    return source.date is not None and source.date.by(day)


def _known(claim: Evidenced, sources: dict[str, Source]) -> bool:
    """Whether a document that is cited for it had been published."""
    return any(citation.source in sources for citation in claim.citations)


def _existed(narrowed: Therapy, whole: Therapy, sources: dict[str, Source]) -> bool:
    """Whether a therapy was approved by then or, if no approval is on record, written about."""
    if narrowed.indications or narrowed.products:
        return True
    dated = whole.indications or any(product.first_approval for product in whole.products)
    if dated:
        return False
    return _known(whole, sources) or any(
        citation.source in sources for name in whole.names for citation in name.citations
    )


def _therapy(
    therapy: Therapy, sources: dict[str, Source], studies: dict[str, Study], day: date
) -> Therapy:
    products = tuple(
        product
        if product.discontinued is None or product.discontinued.by(day)
        else product.model_copy(update={"discontinued": None})
        for product in therapy.products
        if product.first_approval is not None and product.first_approval.by(day)
    )
    brands = {product.brand for product in therapy.products} - {p.brand for p in products}
    return therapy.model_copy(
        update={
            "products": products,
            "names": tuple(
                name
                for name in therapy.names
                if not (name.kind is NameKind.BRAND and name.text in brands)
            ),
            "indications": tuple(
                _indication(indication, studies, day)
                for indication in therapy.indications
                if indication.actions[0].date.by(day)
            ),
            "other_actions": tuple(
                action for action in therapy.other_actions if action.date.by(day)
            ),
            "adverse_effects": tuple(
                effect
                if effect.until is None or effect.until.by(day)
                else effect.model_copy(update={"until": None})
                for effect in therapy.adverse_effects
                if (effect.since.by(day) if effect.since else _known(effect, sources))
            ),
        }
    )


def _indication(indication: Indication, studies: dict[str, Study], day: date) -> Indication:
    return indication.model_copy(
        update={
            "actions": tuple(action for action in indication.actions if action.date.by(day)),
            "studies": tuple(study for study in indication.studies if study in studies),
        }
    )


def _study(study: Study, sources: dict[str, Source], day: date) -> Study | None:
    """The study with what had been published by then; None if it was not yet known at all."""
    outcomes = tuple(outcome for outcome in study.outcomes if _known(outcome, sources))
    incidences = tuple(incidence for incidence in study.incidences if _known(incidence, sources))
    started = study.start is not None and study.start.by(day)
    if not (outcomes or incidences or started):
        return None
    return study.model_copy(update={"outcomes": outcomes, "incidences": incidences})


def _rationales(
    tables: Tables, sources: dict[str, Source], studies: dict[str, Study]
) -> dict[str, Rationale]:
    """Rationales with the evidence that had been published by then."""
    found = {}
    for id_, rationale in tables.rationales.items():
        evidence = tuple(
            item.model_copy(update={"studies": tuple(s for s in item.studies if s in studies)})
            for item in rationale.evidence
            if _known(item, sources)
        )
        if evidence:
            found[id_] = rationale.model_copy(update={"evidence": evidence})
    return found


def _programmes(tables: Tables, day: date, studies: dict[str, Study]) -> dict[str, Programme]:
    """Programmes with the news of which they had made by then."""
    found = {}
    for id_, programme in tables.programmes.items():
        events = tuple(event for event in programme.events if event.date.by(day))
        if events:
            known = tuple(study for study in programme.studies if study in studies)
            found[id_] = programme.model_copy(update={"events": events, "studies": known})
    return found


def _biomarker(
    biomarker: Biomarker, sources: dict[str, Source], studies: dict[str, Study], day: date
) -> Biomarker:
    return biomarker.model_copy(
        update={
            "predictions": tuple(
                prediction.model_copy(
                    update={"studies": tuple(s for s in prediction.studies if s in studies)}
                )
                for prediction in biomarker.predictions
                if _known(prediction, sources)
            ),
            "diagnostics": tuple(
                test
                for test in biomarker.diagnostics
                if (test.date.by(day) if test.date else _known(test, sources))
            ),
        }
    )
