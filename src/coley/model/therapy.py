"""Therapies: what is given, what it is made of, what it is called, who sells it."""

import warnings
from typing import Annotated, Literal

from pydantic import Field

from coley.dates import PartialDate
from coley.model._base import Curie, HlaAllele, Id, Record, Text
from coley.model.adverse_effect import AdverseEffect
from coley.model.evidence import Citation, Claim, Evidenced
from coley.model.indication import Indication
from coley.vocab import (
    Agency,
    CellSource,
    CostimulatoryDomain,
    DateKind,
    ImmunotherapyClass,
    Modality,
    NameKind,
    Scope,
    VectorKind,
)

__all__ = [
    "AntibodyArm",
    "AntibodyConstruct",
    "BacteriumConstruct",
    "CarConstruct",
    "Component",
    "Construct",
    "CytokineConstruct",
    "MechanismLink",
    "Name",
    "OtherAction",
    "Product",
    "TcrBispecificConstruct",
    "TcrConstruct",
    "Therapy",
    "TilConstruct",
    "VaccineConstruct",
    "VirusConstruct",
]


class Name(Record):
    """One name of a therapy or of a partner drug."""

    text: Text
    """The name as written."""
    kind: NameKind
    """What sort of name it is."""
    region: str | None = None
    """Where it is used, if not everywhere: ``"US"``, ``"EU"``, ``"Japan"``."""
    ambiguous: bool = False
    """Whether the text also means other things, so that alone it proves nothing."""
    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]
    """Where the name was read."""


class Component(Record):
    """One active substance of a fixed-dose combination."""

    name: Text
    """Name of the substance."""
    therapy: Id | None = None
    """Its own record, if it is a therapy of this dataset."""


class MechanismLink(Evidenced):
    """That a therapy works by a mechanism."""

    mechanism: Id
    """Id of the mechanism."""


class Product(Evidenced):
    """A licensed product or formulation of a therapy."""

    brand: Text
    """Brand name."""
    agency: Agency
    """The regulator that licensed it."""
    holder: Text | None = None
    """Who holds the licence."""
    application: str | None = None
    """Application or licence number, such as ``BLA 125377``."""
    dosage_form: str | None = None
    """What is in the package, such as ``"injection, solution"``."""
    routes: tuple[Text, ...] = ()
    """How it is given: ``"intravenous"``, ``"intravesical"``, ``"intralesional"``."""
    first_approval: PartialDate | None = None
    """When the regulator first licensed it."""
    date_kind: DateKind = DateKind.DECISION
    """What ``first_approval`` is the date of; an announcement may follow the decision by days."""
    discontinued: PartialDate | None = None
    """When it was taken off the market or its licence ended."""


class OtherAction(Evidenced):
    """An efficacy action of a regulator that is no new indication, with the reason why not."""

    agency: Agency
    """The regulator."""
    application: Text
    """The application or supplement, such as ``BLA 761049/S-13``."""
    date: PartialDate
    """When it was approved."""
    reason: Text
    """What it was: a pharmacokinetic update, a final survival analysis, a new schedule ..."""


# --- constructs: what matters of each modality ------------------------------------------------


class AntibodyArm(Record):
    """One binding specificity of an antibody or engager."""

    target: Id
    """Id of the target."""
    format: str | None = None
    """How it binds: ``"Fab"``, ``"scFv"``, ``"VHH"``."""


class AntibodyConstruct(Record):
    """An antibody, or a molecule of antibody parts."""

    type: Literal["antibody"]
    arms: Annotated[tuple[AntibodyArm, ...], Field(min_length=1)]
    """What it binds; two arms or more for a bispecific."""
    isotype: str | None = None
    """Immunoglobulin class, such as ``"IgG1 kappa"``."""
    origin: Literal["human", "humanised", "chimeric", "murine"] | None = None
    """Species of its variable regions."""
    fc: str | None = None
    """What its Fc part does or lacks, such as ``"native, ADCC-competent"`` or ``"none"``."""


class CarConstruct(Record):
    """A chimeric antigen receptor T cell."""

    type: Literal["car"]
    antigens: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Target ids that the receptor recognises."""
    binder: str | None = None
    """The binding part, such as ``"FMC63 murine scFv"``."""
    costimulation: tuple[CostimulatoryDomain, ...] = ()
    """Costimulatory domains."""
    signalling: str | None = None
    """The signalling domain, such as ``"CD3 zeta"``."""
    vector: VectorKind | None = None
    """How the receptor's gene is brought in."""
    cells: CellSource
    """Whose cells are used."""


class TcrConstruct(Record):
    """A T cell with an introduced or enhanced T-cell receptor."""

    type: Literal["tcr"]
    antigen: Id
    """Target id of the antigen whose peptide is recognised."""
    hla: Annotated[tuple[HlaAllele, ...], Field(min_length=1)]
    """Alleles that present the peptide to the receptor."""
    vector: VectorKind | None = None
    """How the receptor's gene is brought in."""
    cells: CellSource
    """Whose cells are used."""


class TcrBispecificConstruct(Record):
    """A soluble T-cell receptor joined to an antibody fragment that binds T cells."""

    type: Literal["tcr_bispecific"]
    antigen: Id
    """Target id of the antigen whose peptide is recognised."""
    hla: Annotated[tuple[HlaAllele, ...], Field(min_length=1)]
    """Alleles that present the peptide."""
    effector: Id
    """Target id bound on the T cell."""


class TilConstruct(Record):
    """Tumour-infiltrating lymphocytes grown outside the body."""

    type: Literal["til"]
    cells: CellSource
    """Whose cells are used."""
    preparation: str | None = None
    """How they are obtained and grown."""


class CytokineConstruct(Record):
    """A cytokine, natural or engineered."""

    type: Literal["cytokine"]
    cytokine: Id
    """Target id of the cytokine."""
    receptors: tuple[Id, ...] = ()
    """Target ids of the receptor chains it acts on."""
    engineering: str | None = None
    """How it differs from the natural molecule."""
    expression: str | None = None
    """The organism it is made in."""


class VaccineConstruct(Record):
    """A therapeutic vaccine."""

    type: Literal["vaccine"]
    antigens: tuple[Id, ...] = ()
    """Target ids of the antigens it shows to the immune system."""
    platform: Text
    """How it shows them, such as ``"antigen-presenting cells"`` or ``"mRNA"``."""
    cells: CellSource | None = None
    """Whose cells are used, if it is a cell product."""


class VirusConstruct(Record):
    """An oncolytic virus or a viral gene therapy."""

    type: Literal["virus"]
    backbone: Text
    """The virus, such as ``"herpes simplex virus type 1"``."""
    transgenes: tuple[Text, ...] = ()
    """Genes put in."""
    deletions: tuple[Text, ...] = ()
    """Genes taken out."""
    replicating: bool | None = None
    """Whether it multiplies in tumour cells."""


class BacteriumConstruct(Record):
    """A live bacterium."""

    type: Literal["bacterium"]
    species: Text
    """The species."""
    strains: tuple[Text, ...] = ()
    """Strains or substrains on the market."""


Construct = Annotated[
    AntibodyConstruct
    | CarConstruct
    | TcrConstruct
    | TcrBispecificConstruct
    | TilConstruct
    | CytokineConstruct
    | VaccineConstruct
    | VirusConstruct
    | BacteriumConstruct,
    Field(discriminator="type"),
]
"""What matters per modality."""


with warnings.catch_warnings():
    # ``construct`` is the domain's own word, and hides a method that pydantic deprecated in 2023.
    warnings.filterwarnings("ignore", 'Field name "construct" in "Therapy" shadows', UserWarning)

    class Therapy(Claim):
        """An immunotherapy: one active substance, or one fixed combination, in all its products."""

        name: Text
        """The international non-proprietary name without suffix, or else the established name."""
        names: tuple[Name, ...]
        """Every other name."""
        modality: Modality
        """What it physically is."""
        immunotherapy_class: ImmunotherapyClass
        """How it is immunotherapy."""
        scope: Scope
        """``core``, or ``extended`` where its action is only partly immune."""
        xrefs: tuple[Curie, ...] = ()
        """The same substance elsewhere."""
        construct: Construct | None = None  # type: ignore[assignment]
        """What it is made of."""
        components: tuple[Component, ...] = ()
        """Active substances of a fixed-dose combination."""
        products: tuple[Product, ...] = ()
        """Licensed products and formulations."""
        mechanisms: tuple[MechanismLink, ...] = ()
        """How it works."""
        indications: tuple[Indication, ...] = ()
        """What it is approved for, by whom, and since when."""
        other_actions: tuple[OtherAction, ...] = ()
        """Efficacy actions that are no new indications."""
        adverse_effects: tuple[AdverseEffect, ...] = ()
        """What it can do to the patient."""
