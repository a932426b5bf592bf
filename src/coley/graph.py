"""The dataset as a graph: nodes and edges as plain rows, or as a networkx graph.

Every edge rests on a record: ``claim`` is the id to ask ``Dataset.why`` for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import attrs

from coley._tables import Tables
from coley.errors import MissingExtraError
from coley.model import Indication, Programme, Rationale, Resistance
from coley.model.criteria import BiomarkerLevel, HasHla
from coley.table import Column, Table
from coley.vocab import Agency, IndicationStatus

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Graph", "graph_of"]

Edge = tuple[str, str, str, str, str | None]
"""Source node, target node, relation, claim, detail."""

_NODES = (Column("node", str), Column("kind", str), Column("id", str), Column("name", str))
_EDGES = (
    Column("source", str),
    Column("target", str),
    Column("relation", str),
    Column("claim", str),
    Column("detail", str),
)
_KINDS = {
    "therapies": "therapy",
    "mechanisms": "mechanism",
    "targets": "target",
    "biomarkers": "biomarker",
    "diseases": "disease",
    "adverse_events": "event",
    "partners": "partner",
    "resistance": "resistance",
    "rationales": "rationale",
    "programmes": "programme",
}
"""Tables whose records are nodes, and the prefix of their nodes."""


@attrs.frozen
class Graph:
    """Nodes ``kind:id`` and directed edges between them."""

    nodes: Table
    """``node``, ``kind``, ``id``, ``name``."""
    edges: Table
    """``source``, ``target``, ``relation``, ``claim``, ``detail``."""

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The same as a networkx graph: attributes of nodes and edges are the other columns.

        Raises:
            MissingExtraError: if networkx is not installed (extra ``graph``).

        >>> import coley
        >>> graph = coley.load().graph().to_networkx()
        >>> graph.nodes["therapy:pembrolizumab"]["name"]
        'pembrolizumab'

        """
        try:
            import networkx as nx  # noqa: PLC0415  (optional)
        except ImportError:
            raise MissingExtraError("to_networkx()", "graph") from None
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for row in self.nodes.rows():
            graph.add_node(row.pop("node"), **row)
        for row in self.edges.rows():
            source, target = row.pop("source"), row.pop("target")
            graph.add_edge(source, target, key=row["relation"] + row["claim"], **row)
        return graph

    def __repr__(self) -> str:
        """The sizes."""
        return f"<Graph: {len(self.nodes)} nodes, {len(self.edges)} edges>"


def graph_of(tables: Tables, day: date | None) -> Graph:
    """Everything that hangs together: see ``Dataset.graph``."""
    edges = sorted(set(_edges(tables, day)), key=lambda edge: tuple(part or "" for part in edge))
    nodes = [
        (f"{kind}:{record.id}", kind, record.id, str(getattr(record, "name", record.id)))
        for table, kind in _KINDS.items()
        for record in tables.records(table).values()
    ]
    known = {node[0] for node in nodes}
    for node in dict.fromkeys(node for edge in edges for node in edge[:2]):
        if node not in known:  # cells and HLA types have no records of their own
            kind, _, name = node.partition(":")
            nodes.append((node, kind, name, name))
    return Graph(Table("nodes", _NODES, tuple(sorted(nodes))), Table("edges", _EDGES, tuple(edges)))


def _edges(tables: Tables, day: date | None) -> Iterator[Edge]:
    for table in ("mechanisms", "diseases", "adverse_events", "partners", "biomarkers"):
        kind = _KINDS[table]
        for record in tables.records(table).values():
            for parent in getattr(record, "parents", ()):
                yield f"{kind}:{record.id}", f"{kind}:{parent}", "is_a", record.id, None
    yield from _mechanism_edges(tables)
    yield from _therapy_edges(tables, day)
    yield from _prediction_edges(tables)
    for table in ("resistance", "rationales", "programmes"):
        for record in tables.records(table).values():
            yield from _biology_edges(record)


def _mechanism_edges(tables: Tables) -> Iterator[Edge]:
    for mechanism in tables.mechanisms.values():
        own = f"mechanism:{mechanism.id}"
        action = mechanism.action.value if mechanism.action else None
        for target in mechanism.targets:
            yield own, f"target:{target}", "acts_on", mechanism.id, action
        for cell in mechanism.cells:
            yield own, f"cell:{cell}", "carried_out_by", mechanism.id, None


def _prediction_edges(tables: Tables) -> Iterator[Edge]:
    for biomarker in tables.biomarkers.values():
        for prediction in biomarker.predictions:
            relation = f"predicts_{prediction.predicts.value}"
            for treatment in prediction.treatments:
                other = _treatment(tables, treatment)
                strength = prediction.strength.value
                yield f"biomarker:{biomarker.id}", other, relation, prediction.id, strength


def _therapy_edges(tables: Tables, day: date | None) -> Iterator[Edge]:
    for therapy in tables.therapies.values():
        own = f"therapy:{therapy.id}"
        for link in therapy.mechanisms:
            yield own, f"mechanism:{link.mechanism}", "works_by", therapy.id, None
        for component in therapy.components:
            if component.therapy is not None:
                yield own, f"therapy:{component.therapy}", "contains", therapy.id, None
        for effect in therapy.adverse_effects:
            yield own, f"event:{effect.event}", "can_cause", effect.id, effect.prominence.value
        for indication in therapy.indications:
            if indication.status(day) is IndicationStatus.APPROVED:
                yield from _indication_edges(tables, own, indication)


def _indication_edges(tables: Tables, own: str, indication: Indication) -> Iterator[Edge]:
    agency: Agency = indication.agency
    for disease in indication.diseases:
        yield own, f"disease:{disease}", "approved_for", indication.id, agency.value
    for leaf, negated in indication.requirements:
        if negated:
            continue
        if isinstance(leaf, BiomarkerLevel):
            yield own, f"biomarker:{leaf.biomarker}", "selected_by", indication.id, agency.value
        elif isinstance(leaf, HasHla):
            for allele in leaf.any_of:
                yield own, f"hla:{allele}", "selected_by", indication.id, agency.value
    for part in indication.regimen:
        for treatment in part.one_of:
            other = _treatment(tables, treatment)
            if other != own:
                yield own, other, "given_with", indication.id, agency.value


_RELATIONS = {  # how a record is related to what its fields name
    Resistance: {"mechanisms": "defeats", "targets": "involves", "diseases": "seen_in"},
    Rationale: {"mechanisms": "combines", "partners": "combines", "diseases": "tried_in"},
    Programme: {"mechanisms": "works_by", "targets": "acts_on", "diseases": "tried_in"},
}


def _biology_edges(record: object) -> Iterator[Edge]:
    if not isinstance(record, Resistance | Rationale | Programme):
        return
    own = f"{type(record).__name__.lower()}:{record.id}"
    detail = record.last.stage.value if isinstance(record, Programme) else None
    for table, relation in _RELATIONS[type(record)].items():
        for other in getattr(record, table):
            yield own, f"{_KINDS[table]}:{other}", relation, record.id, detail


def _treatment(tables: Tables, treatment: str) -> str:
    kinds: Iterable[str] = ("therapies", "mechanisms", "partners")
    table = next(name for name in kinds if treatment in tables.records(name))
    return f"{_KINDS[table]}:{treatment}"
