"""Mechanisms: how immunotherapies work."""

from coley.model._base import Id, Text
from coley.model.evidence import Claim
from coley.vocab import CyclePhase, MechanismAction

__all__ = ["Mechanism"]


class Mechanism(Claim):
    """A way of working that several therapies may share; ``parents`` are the classes above it."""

    name: Text
    """Name of the mechanism or class."""
    synonyms: tuple[Text, ...] = ()
    """Other names of it, such as ``"PD-1 inhibitor"``."""
    parents: tuple[Id, ...] = ()
    """Broader mechanisms."""
    targets: tuple[Id, ...] = ()
    """What it acts on."""
    action: MechanismAction | None = None
    """What it does to the targets; a class above several may have none."""
    cells: tuple[Text, ...] = ()
    """Cells that carry out the effect."""
    immune_effect: Text
    """What follows in the immune system, in plain words."""
    cycle_steps: tuple[CyclePhase, ...] = ()
    """Where it acts in the cancer-immunity cycle."""
