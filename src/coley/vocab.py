"""Closed vocabularies.

Every word is a ``StrEnum`` member, so ``"approved"`` and ``IndicationStatus.APPROVED`` are equal
everywhere; a word outside its vocabulary raises a VocabularyError that lists the right ones.
"""

from __future__ import annotations

import re
from enum import StrEnum, unique
from typing import TypeVar

from coley.errors import VocabularyError

__all__ = [
    "ActionKind",
    "AdverseEventCategory",
    "Agency",
    "Answer",
    "ApprovalPathway",
    "Attribution",
    "BiomarkerKind",
    "CellSource",
    "Comparator",
    "CostimulatoryDomain",
    "CyclePhase",
    "DateKind",
    "DiseaseState",
    "Endpoint",
    "EvidenceDirection",
    "EvidenceKind",
    "Extent",
    "GradeBand",
    "GradingScale",
    "ImmunotherapyClass",
    "IndicationStatus",
    "ManagementAction",
    "MechanismAction",
    "Modality",
    "NameKind",
    "PartnerKind",
    "PredictionStrength",
    "PredictsWhat",
    "ProgrammeEventKind",
    "ProgrammeStage",
    "Prominence",
    "ResistanceKind",
    "ResistanceTiming",
    "Scope",
    "Seriousness",
    "Setting",
    "SourceKind",
    "Statistic",
    "StudyKind",
    "StudyPhase",
    "Tier",
    "TreatmentOutcome",
    "VectorKind",
    "Verification",
    "coerce",
]

Word = TypeVar("Word", bound=StrEnum)


def coerce(vocabulary: type[Word], word: str) -> Word:
    """Turn a string or a member into the member, or raise VocabularyError.

    >>> coerce(Scope, "core")
    <Scope.CORE: 'core'>
    """
    try:
        return vocabulary(word)
    except ValueError:
        name = re.sub(r"(?<!^)(?=[A-Z])", " ", vocabulary.__name__).lower()
        raise VocabularyError(name, str(word), tuple(vocabulary)) from None


# --- evidence -------------------------------------------------------------------------------


@unique
class SourceKind(StrEnum):
    """What sort of document a source is."""

    LABEL = "label"
    REGULATOR_NOTICE = "regulator_notice"
    REGULATOR_TABLE = "regulator_table"
    REGULATOR_REVIEW = "regulator_review"
    REGISTRY = "registry"
    PUBLICATION = "publication"
    GUIDELINE = "guideline"
    CONGRESS = "congress"
    PRESS = "press"
    VOCABULARY = "vocabulary"


@unique
class Tier(StrEnum):
    """How near a source stands to the fact: paper, regulator, trusted report, the rest."""

    PRIMARY = "primary"
    REGULATOR = "regulator"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"


@unique
class Verification(StrEnum):
    """How a claim was verified: the primary or regulator text, a report of it, or not at all."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"


# --- therapies ------------------------------------------------------------------------------


@unique
class NameKind(StrEnum):
    """What sort of name it is, in the order in which names are resolved."""

    ID = "id"
    INN = "inn"
    PROPER_NAME = "proper_name"
    BRAND = "brand"
    CODE = "code"
    ABBREVIATION = "abbreviation"
    SYNONYM = "synonym"


@unique
class Modality(StrEnum):
    """What a therapy physically is."""

    MONOCLONAL_ANTIBODY = "monoclonal_antibody"
    BISPECIFIC_ANTIBODY = "bispecific_antibody"
    BISPECIFIC_T_CELL_ENGAGER = "bispecific_t_cell_engager"
    TCR_BISPECIFIC = "tcr_bispecific"
    CAR_T_CELL = "car_t_cell"
    CAR_NK_CELL = "car_nk_cell"
    TCR_T_CELL = "tcr_t_cell"
    TIL = "til"
    VIRUS_SPECIFIC_T_CELL = "virus_specific_t_cell"
    T_CELL = "t_cell"  # without an engineered receptor: cytokine-induced killers, donor T cells
    CYTOKINE = "cytokine"
    VACCINE = "vaccine"
    LIVE_BACTERIUM = "live_bacterium"
    ONCOLYTIC_VIRUS = "oncolytic_virus"
    GENE_THERAPY = "gene_therapy"
    IMMUNOMODULATOR = "immunomodulator"
    FIXED_DOSE_COMBINATION = "fixed_dose_combination"


@unique
class ImmunotherapyClass(StrEnum):
    """How it is immunotherapy: the US National Cancer Institute's types, two of them split out."""

    CHECKPOINT_INHIBITOR = "checkpoint_inhibitor"
    T_CELL_TRANSFER = "t_cell_transfer"
    T_CELL_ENGAGER = "t_cell_engager"
    MONOCLONAL_ANTIBODY = "monoclonal_antibody"
    TREATMENT_VACCINE = "treatment_vaccine"
    IMMUNE_SYSTEM_MODULATOR = "immune_system_modulator"
    ONCOLYTIC_VIRUS = "oncolytic_virus"


@unique
class Scope(StrEnum):
    """``core``: it acts through the immune system. ``extended``: its action is partly immune."""

    CORE = "core"
    EXTENDED = "extended"


@unique
class CellSource(StrEnum):
    """Whose cells are given."""

    AUTOLOGOUS = "autologous"
    ALLOGENEIC = "allogeneic"


@unique
class VectorKind(StrEnum):
    """How a gene gets into the cell."""

    LENTIVIRAL = "lentiviral"
    GAMMARETROVIRAL = "gammaretroviral"
    TRANSPOSON = "transposon"
    ADENOVIRAL = "adenoviral"
    MRNA = "mrna"


@unique
class CostimulatoryDomain(StrEnum):
    """The costimulatory part of a chimeric antigen receptor."""

    CD28 = "CD28"
    FOUR_1BB = "4-1BB"
    OX40 = "OX40"
    ICOS = "ICOS"


@unique
class PartnerKind(StrEnum):
    """What sort of treatment a partner (or an earlier treatment) is."""

    CHEMOTHERAPY = "chemotherapy"
    TARGETED_THERAPY = "targeted_therapy"
    ANTIBODY_DRUG_CONJUGATE = "antibody_drug_conjugate"
    ANTI_ANGIOGENIC = "anti_angiogenic"
    ENDOCRINE_THERAPY = "endocrine_therapy"
    RADIOTHERAPY = "radiotherapy"
    RADIOLIGAND = "radioligand"
    SURGERY = "surgery"
    TRANSPLANT = "transplant"
    IMMUNOTHERAPY = "immunotherapy"
    SUPPORTIVE = "supportive"
    SYSTEMIC_THERAPY = "systemic_therapy"


# --- mechanisms -----------------------------------------------------------------------------


@unique
class MechanismAction(StrEnum):
    """What a therapy does to its target or its host."""

    INHIBITS = "inhibits"
    ACTIVATES = "activates"
    BINDS_AND_REDIRECTS = "binds_and_redirects"
    DEPLETES = "depletes"
    REPLACES = "replaces"
    DELIVERS = "delivers"
    LYSES = "lyses"
    PRIMES = "primes"


@unique
class CyclePhase(StrEnum):
    """The seven steps of the cancer-immunity cycle (Chen and Mellman, 2013)."""

    ANTIGEN_RELEASE = "antigen_release"
    ANTIGEN_PRESENTATION = "antigen_presentation"
    PRIMING_AND_ACTIVATION = "priming_and_activation"
    TRAFFICKING = "trafficking"
    INFILTRATION = "infiltration"
    RECOGNITION = "recognition"
    KILLING = "killing"


@unique
class ResistanceKind(StrEnum):
    """Where resistance strikes."""

    ANTIGEN_LOSS = "antigen_loss"
    ANTIGEN_PRESENTATION_LOSS = "antigen_presentation_loss"
    INTERFERON_SIGNALLING_LOSS = "interferon_signalling_loss"
    APOPTOSIS_EVASION = "apoptosis_evasion"
    ONCOGENIC_SIGNALLING = "oncogenic_signalling"
    T_CELL_EXCLUSION = "t_cell_exclusion"
    T_CELL_DYSFUNCTION = "t_cell_dysfunction"
    ALTERNATIVE_CHECKPOINT = "alternative_checkpoint"
    SUPPRESSIVE_MICROENVIRONMENT = "suppressive_microenvironment"
    LOW_IMMUNOGENICITY = "low_immunogenicity"
    LINEAGE_SWITCH = "lineage_switch"
    HOST_FACTOR = "host_factor"
    DRUG_NEUTRALISATION = "drug_neutralisation"


@unique
class ResistanceTiming(StrEnum):
    """Whether resistance is there from the start (primary) or comes under treatment (acquired)."""

    PRIMARY = "primary"
    ACQUIRED = "acquired"
    EITHER = "either"


@unique
class EvidenceDirection(StrEnum):
    """Whether a finding speaks for a combination."""

    FOR = "for"
    AGAINST = "against"
    MIXED = "mixed"


@unique
class EvidenceKind(StrEnum):
    """What sort of evidence a finding is, weakest first."""

    LABORATORY = "laboratory"
    ANIMAL = "animal"
    OBSERVATIONAL = "observational"
    SINGLE_ARM_TRIAL = "single_arm_trial"
    RANDOMISED_TRIAL = "randomised_trial"
    META_ANALYSIS = "meta_analysis"


@unique
class PredictsWhat(StrEnum):
    """What goes with a biomarker."""

    MORE_BENEFIT = "more_benefit"
    LESS_BENEFIT = "less_benefit"
    MORE_TOXICITY = "more_toxicity"
    LESS_TOXICITY = "less_toxicity"
    NOTHING = "nothing"


@unique
class PredictionStrength(StrEnum):
    """What a prediction rests on."""

    LABEL_REQUIREMENT = "label_requirement"
    GUIDELINE = "guideline"
    RANDOMISED_TRIAL = "randomised_trial"
    META_ANALYSIS = "meta_analysis"
    ASSOCIATION = "association"


@unique
class ProgrammeStage(StrEnum):
    """How far an investigational programme has come."""

    PRECLINICAL = "preclinical"
    PHASE_1 = "phase_1"
    PHASE_2 = "phase_2"
    PHASE_3 = "phase_3"
    FILED = "filed"
    REFUSED = "refused"
    APPROVED = "approved"
    HALTED = "halted"
    ENDED = "ended"


@unique
class ProgrammeEventKind(StrEnum):
    """What happened to a programme."""

    TRIAL_START = "trial_start"
    READOUT = "readout"
    DESIGNATION = "designation"
    FILING = "filing"
    FILING_ACCEPTED = "filing_accepted"
    REFUSAL_TO_FILE = "refusal_to_file"
    COMPLETE_RESPONSE_LETTER = "complete_response_letter"
    CLINICAL_HOLD = "clinical_hold"
    TERMINATION = "termination"
    APPROVAL = "approval"
    STATUS = "status"


# --- indications ----------------------------------------------------------------------------


@unique
class Agency(StrEnum):
    """A medicines regulator."""

    FDA = "FDA"
    EMA = "EMA"
    PMDA = "PMDA"
    SWISSMEDIC = "Swissmedic"
    HEALTH_CANADA = "Health Canada"
    MHRA = "MHRA"
    TGA = "TGA"
    NMPA = "NMPA"
    MFDS = "MFDS"
    CDSCO = "CDSCO"
    MOH_RUSSIA = "MoH Russia"
    CECMED = "CECMED"
    AEMPS = "AEMPS"
    ZVA = "ZVA"
    PEI = "PEI"
    ANMAT = "ANMAT"


@unique
class ActionKind(StrEnum):
    """What a regulator did to one indication on one day.

    ``authorisation`` is an approval of which the text that was read does not say on what footing.
    """

    APPROVAL = "approval"
    ACCELERATED_APPROVAL = "accelerated_approval"
    CONDITIONAL_APPROVAL = "conditional_approval"
    EXCEPTIONAL_APPROVAL = "exceptional_approval"
    HOSPITAL_EXEMPTION = "hospital_exemption"
    SPECIAL_USE_PERMISSION = "special_use_permission"
    AUTHORISATION = "authorisation"
    CONVERSION = "conversion"
    LABEL_UPDATE = "label_update"
    RESTRICTION = "restriction"
    EXPANSION = "expansion"
    SUPERSEDED = "superseded"
    SUSPENSION = "suspension"
    WITHDRAWAL = "withdrawal"
    REFUSAL = "refusal"


@unique
class DateKind(StrEnum):
    """What a regulatory date is the date of."""

    DECISION = "decision"
    ANNOUNCEMENT = "announcement"
    REGISTRATION = "registration"
    RE_REGISTRATION = "re_registration"
    REFERENCE = "reference"


@unique
class IndicationStatus(StrEnum):
    """Where an indication stands on a day, derived from its actions."""

    NOT_YET = "not_yet"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


@unique
class ApprovalPathway(StrEnum):
    """On what footing an approved indication stands on a day."""

    REGULAR = "regular"
    ACCELERATED = "accelerated"
    CONDITIONAL = "conditional"
    EXCEPTIONAL = "exceptional"
    HOSPITAL_EXEMPTION = "hospital_exemption"
    SPECIAL_USE = "special_use"
    UNSPECIFIED = "unspecified"


@unique
class Extent(StrEnum):
    """How far the disease has spread, or where it sits."""

    IN_SITU = "in_situ"
    NON_MUSCLE_INVASIVE = "non_muscle_invasive"
    RESECTABLE = "resectable"
    RESECTED = "resected"
    UNRESECTABLE = "unresectable"
    LOCALISED = "localised"
    LOCALLY_ADVANCED = "locally_advanced"
    REGIONAL_LYMPH_NODE = "regional_lymph_node"
    ADVANCED = "advanced"
    RECURRENT = "recurrent"
    METASTATIC = "metastatic"


@unique
class Setting(StrEnum):
    """The purpose of the treatment in the course of the disease."""

    NEOADJUVANT = "neoadjuvant"
    ADJUVANT = "adjuvant"
    PERIOPERATIVE = "perioperative"
    CONSOLIDATION = "consolidation"
    MAINTENANCE = "maintenance"
    PROPHYLAXIS = "prophylaxis"


@unique
class DiseaseState(StrEnum):
    """Where a disease stands in its course of response and relapse."""

    NEWLY_DIAGNOSED = "newly_diagnosed"
    RELAPSED = "relapsed"
    REFRACTORY = "refractory"
    FIRST_COMPLETE_REMISSION = "first_complete_remission"
    SECOND_COMPLETE_REMISSION = "second_complete_remission"
    FIRST_RELAPSE = "first_relapse"
    SECOND_OR_LATER_RELAPSE = "second_or_later_relapse"
    PROGRESSIVE = "progressive"
    NOT_PROGRESSED = "not_progressed"


@unique
class TreatmentOutcome(StrEnum):
    """What came of an earlier treatment."""

    PROGRESSED = "progressed"
    RELAPSED = "relapsed"
    REFRACTORY = "refractory"
    NO_RESPONSE = "no_response"
    INADEQUATE_RESPONSE = "inadequate_response"
    INTOLERANT = "intolerant"
    RESPONDED = "responded"
    NOT_PROGRESSED = "not_progressed"


@unique
class Comparator(StrEnum):
    """How a biomarker value is compared with its threshold."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"
    POSITIVE = "positive"
    NEGATIVE = "negative"


@unique
class Answer(StrEnum):
    """Whether a patient meets a requirement; what is not known is unknown, never no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@unique
class BiomarkerKind(StrEnum):
    """What is measured."""

    PROTEIN_EXPRESSION = "protein_expression"
    GENOMIC = "genomic"
    GENE_ALTERATION = "gene_alteration"
    HLA = "hla"
    RESIDUAL_DISEASE = "residual_disease"
    IMMUNE_CELLS = "immune_cells"
    MICROBIOME = "microbiome"
    CLINICAL = "clinical"


# --- safety ---------------------------------------------------------------------------------


@unique
class AdverseEventCategory(StrEnum):
    """The family an adverse event belongs to."""

    IMMUNE_RELATED = "immune_related"
    CYTOKINE_RELEASE = "cytokine_release"
    NEUROTOXICITY = "neurotoxicity"
    HAEMATOLOGICAL = "haematological"
    INFECTION = "infection"
    INFUSION_RELATED = "infusion_related"
    SECONDARY_MALIGNANCY = "secondary_malignancy"
    CARDIOVASCULAR = "cardiovascular"
    CONSTITUTIONAL = "constitutional"
    GASTROINTESTINAL = "gastrointestinal"
    LABORATORY = "laboratory"
    LOCAL = "local"
    ORGAN = "organ"
    SUMMARY = "summary"


@unique
class Prominence(StrEnum):
    """How prominently the label (or else the literature) gives an adverse effect."""

    BOXED_WARNING = "boxed_warning"
    WARNING = "warning"
    COMMON = "common"
    REPORTED = "reported"


@unique
class ManagementAction(StrEnum):
    """One thing done about an adverse effect."""

    MONITOR = "monitor"
    INVESTIGATE = "investigate"
    PREMEDICATE = "premedicate"
    CONTINUE = "continue"
    WITHHOLD = "withhold"
    SLOW_OR_INTERRUPT_INFUSION = "slow_or_interrupt_infusion"
    PERMANENTLY_DISCONTINUE = "permanently_discontinue"
    RESUME = "resume"
    CORTICOSTEROID = "corticosteroid"
    TOCILIZUMAB = "tocilizumab"
    OTHER_IMMUNOSUPPRESSANT = "other_immunosuppressant"
    HORMONE_REPLACEMENT = "hormone_replacement"
    ANTI_INFECTIVE = "anti_infective"
    ANTICONVULSANT = "anticonvulsant"
    VASOPRESSOR = "vasopressor"
    OXYGEN = "oxygen"
    SUPPORTIVE_CARE = "supportive_care"
    INTENSIVE_CARE = "intensive_care"


@unique
class GradeBand(StrEnum):
    """A grade, or a band of grades, counted together."""

    ANY = "any"
    G1 = "1"
    G2 = "2"
    G3 = "3"
    G4 = "4"
    G5 = "5"
    G1_2 = "1-2"
    G2_3 = "2-3"
    G2_4 = "2-4"
    G3_4 = "3-4"
    GE2 = ">=2"
    GE3 = ">=3"
    GE4 = ">=4"

    @classmethod
    def parse(cls, text: str | int) -> GradeBand:
        """Read a band as people write it: ``"3+"``, ``"≥3"``, ``"3-5"``, ``"all"``, ``3``.

        >>> GradeBand.parse("3+")
        <GradeBand.GE3: '>=3'>
        """
        word = str(text).strip().lower().removeprefix("grade").removeprefix("g").strip()
        word = word.replace("\u2013", "-").replace("\u2265", ">=").replace(" ", "")
        word = re.sub(r"^(\d)(\+|-5)$", r">=\1", word)
        return coerce(cls, {"all": "any", "1-5": "any", ">=1": "any", ">=5": "5"}.get(word, word))

    @property
    def grades(self) -> frozenset[int]:
        """The grades counted, as integers from 1 to 5."""
        if self is GradeBand.ANY:
            return frozenset(range(1, 6))
        if self.startswith(">="):
            return frozenset(range(int(self[2:]), 6))
        low, _, high = self.partition("-")
        return frozenset(range(int(low), int(high or low) + 1))


@unique
class GradingScale(StrEnum):
    """The scale and version a grade belongs to; a grade without them is meaningless."""

    CTCAE_V2 = "CTCAE_v2.0"
    CTCAE_V3 = "CTCAE_v3.0"
    CTCAE_V4 = "CTCAE_v4.0"
    CTCAE_V4_03 = "CTCAE_v4.03"
    CTCAE_V5 = "CTCAE_v5.0"
    CTCAE_V6 = "CTCAE_v6.0"
    CTCAE_UNSPECIFIED = "CTCAE"
    PENN = "Penn"
    LEE_2014 = "Lee_2014"
    LEE_2014_MODIFIED = "Lee_2014_modified"
    ASTCT_2019 = "ASTCT_2019"
    UNSPECIFIED = "unspecified"


@unique
class Attribution(StrEnum):
    """To what an event was attributed when it was counted."""

    ANY_CAUSE = "any_cause"
    TREATMENT_RELATED = "treatment_related"
    IMMUNE_MEDIATED = "immune_mediated"
    UNSPECIFIED = "unspecified"


@unique
class Seriousness(StrEnum):
    """Whether all events were counted or only the serious ones."""

    ANY = "any"
    SERIOUS = "serious"


# --- studies --------------------------------------------------------------------------------


@unique
class StudyKind(StrEnum):
    """What sort of study the numbers come from."""

    TRIAL = "trial"
    POOLED_SAFETY = "pooled_safety"
    POOLED_EFFICACY = "pooled_efficacy"
    META_ANALYSIS = "meta_analysis"
    OBSERVATIONAL = "observational"


@unique
class StudyPhase(StrEnum):
    """The phase of a trial."""

    PHASE_1 = "1"
    PHASE_1_2 = "1/2"
    PHASE_2 = "2"
    PHASE_2_3 = "2/3"
    PHASE_3 = "3"
    PHASE_4 = "4"


@unique
class Endpoint(StrEnum):
    """What an outcome measures."""

    OVERALL_SURVIVAL = "OS"
    PROGRESSION_FREE_SURVIVAL = "PFS"
    EVENT_FREE_SURVIVAL = "EFS"
    DISEASE_FREE_SURVIVAL = "DFS"
    RECURRENCE_FREE_SURVIVAL = "RFS"
    DISTANT_METASTASIS_FREE_SURVIVAL = "DMFS"
    OBJECTIVE_RESPONSE_RATE = "ORR"
    COMPLETE_RESPONSE_RATE = "CR"
    COMPLETE_RESPONSE_WITH_INCOMPLETE_RECOVERY = "CRi"
    COMPLETE_REMISSION_ALL = "CR_CRi"
    COMPLETE_REMISSION_CRH = "CR_CRh"
    PARTIAL_RESPONSE_RATE = "PR"
    STRINGENT_COMPLETE_RESPONSE = "sCR"
    DURABLE_RESPONSE_RATE = "DRR"
    DISEASE_CONTROL_RATE = "DCR"
    DURATION_OF_RESPONSE = "DoR"
    DURATION_OF_COMPLETE_RESPONSE = "DoCR"
    TIME_TO_RESPONSE = "TTR"
    PATHOLOGICAL_COMPLETE_RESPONSE = "pCR"
    MAJOR_PATHOLOGICAL_RESPONSE = "MPR"
    MRD_NEGATIVITY = "MRD_negativity"
    RELAPSE_FREE_SURVIVAL = "RelapseFS"
    TREATMENT_FREE_SURVIVAL = "TFS"
    CYSTECTOMY_FREE_RATE = "cystectomy_free"
    TIME_TO_PROGRESSION = "TTP"


@unique
class Statistic(StrEnum):
    """What sort of number an outcome is."""

    PROPORTION = "proportion"
    MEDIAN = "median"
    LANDMARK_RATE = "landmark_rate"
    HAZARD_RATIO = "hazard_ratio"
    ODDS_RATIO = "odds_ratio"
    RATE_DIFFERENCE = "rate_difference"
