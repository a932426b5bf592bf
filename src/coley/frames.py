"""Whole cohorts: the frame a user has goes in, and the same kind of frame comes out.

pandas, polars (eager and lazy), pyarrow, DuckDB relations and PySpark, through narwhals (extra
``frames``). Criteria become expressions: no patient is looped over in Python. An answer is a small
integer while it is computed (no 0, unknown 1, yes 2), so that "all of" is the least, "any of" the
greatest and "not" the difference from 2 on every engine, whatever it makes of null.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from coley._tables import Tables
from coley.dataset import Dataset
from coley.dates import Day, as_day
from coley.errors import ArgumentError, MissingExtraError
from coley.facts import (
    ANY_VARIANT,
    FUSIONS,
    IMPLIES,
    MAY_BE,
    RELAPSES,
    RESECTION,
    SPREAD,
    Facts,
    hla_groups,
    is_systemic,
    stage_fits,
)
from coley.matching import judge
from coley.model import Indication, Patient
from coley.model.criteria import (
    Age,
    AllOf,
    Alteration,
    AnyOf,
    BiomarkerLevel,
    ClinicalCondition,
    Criteria,
    HasDisease,
    HasExtent,
    HasHla,
    HasStage,
    InSetting,
    InState,
    Not,
    PriorLines,
    PriorTherapy,
    Requirement,
    Weight,
)
from coley.names import normalise
from coley.table import Column, Table
from coley.vocab import (
    Agency,
    Answer,
    Comparator,
    DiseaseState,
    Extent,
    IndicationStatus,
    coerce,
)

if TYPE_CHECKING:
    import narwhals as nw

__all__ = ["annotate", "cohort_columns", "flatten", "match_cohort", "verdict_column"]

Frame = TypeVar("Frame")

_NO, _UNKNOWN, _YES = 0, 1, 2
_LISTS = {"extent": Extent, "state": DiseaseState}
_FOLDED = "__coley_text_"
_NUMBER = {Answer.NO: _NO, Answer.UNKNOWN: _UNKNOWN, Answer.YES: _YES}
_WILD = ["wt", "wild-type", "wild type", "wildtype", "negative", "not altered", "false"]
_ALTERED = ["altered", "mutated", "mutant", "positive", "true"]


def _narwhals() -> Any:  # noqa: ANN401  (an optional module)
    try:
        import narwhals as nw  # noqa: PLC0415  (an optional extra)
    except ImportError:
        raise MissingExtraError("coley.frames", "frames") from None
    return nw


# --- names of columns -----------------------------------------------------------------------------


def verdict_column(indication: str) -> str:
    """The name of the column that holds the answers on an indication.

    >>> verdict_column("tebentafusp.fda.uveal-melanoma")
    'tebentafusp__fda__uveal_melanoma'
    """
    return indication.replace(".", "__").replace("-", "_")


def _column(id_: str) -> str:
    return id_.replace("-", "_")


def _prior_column(rule: PriorTherapy) -> str:
    """One column per distinct requirement of prior therapy."""
    parts = ["prior", "or".join(f"_{_column(item)}_" for item in rule.any_of).strip("_")]
    parts += ["or".join(f"_{item.value}_" for item in rule.outcome).strip("_")]
    parts += ["or".join(f"_{item.value}_" for item in rule.setting).strip("_")]
    if rule.within_months is not None:
        parts.append(f"within_{rule.within_months:g}_months".replace(".", "_"))
    if rule.minimum_courses is not None:
        parts.append(f"{rule.minimum_courses}_courses")
    return "__".join(part for part in parts if part)


_FIXED = {  # kind of requirement: column, type, what it holds
    "disease": ("disease", "text", "id, name or synonym of the disease"),
    "extent": ("extent", "text", "all that hold, joined with |: metastatic|unresectable"),
    "stage": ("stage", "text", "IV, IIIB"),
    "setting": ("setting", "text", "adjuvant ..., or palliative for none of them"),
    "state": ("state", "text", "all that hold, joined with |: relapsed|refractory"),
    "prior_lines": ("prior_lines", "number", "lines of systemic therapy so far"),
    "age": ("age", "number", "years; half a year is 0.5"),
    "weight": ("weight", "number", "kilograms"),
    "hla": ("hla", "text", "alleles joined with |: HLA-A*02:01|HLA-A*24:02"),
}


def _columns_of(rule: Requirement, tables: Tables) -> Iterator[tuple[str, str, str]]:
    if rule.kind in _FIXED:
        yield _FIXED[rule.kind]
    elif isinstance(rule, PriorTherapy):
        yield _prior_column(rule), "true or false", "whether this was had, with this outcome"
    elif isinstance(rule, BiomarkerLevel):
        for marker in sorted(tables.below("biomarkers", rule.biomarker)):
            name = tables.biomarkers[marker].name
            yield _column(marker), "number", f"{name}, its value"
            yield f"{_column(marker)}_positive", "true or false", f"{name}, positive by a test"
    elif isinstance(rule, Alteration):
        yield rule.gene, "text", "wt, altered, or the variant: V600E"
    elif isinstance(rule, ClinicalCondition):
        yield _column(rule.condition), "true or false", tables.conditions[rule.condition].name


def _chosen(
    dataset: Dataset, indications: Iterable[Indication] | None, agency: Agency | str, on: Day | None
) -> list[Indication]:
    day = dataset.day if on is None else as_day(on, "on")
    regulator = coerce(Agency, agency)
    return [
        indication
        for indication in (dataset.indications if indications is None else indications)
        if indication.agency is regulator and indication.status(day) is IndicationStatus.APPROVED
    ]


def cohort_columns(
    dataset: Dataset,
    *,
    indications: Iterable[Indication] | None = None,
    agency: Agency | str = Agency.FDA,
    on: Day | None = None,
) -> Table:
    """The columns that ``match_cohort`` reads, their types, and how many indications ask for each.

    Any of them may be absent, and any value null: that is unknown.

    >>> import coley
    >>> cohort_columns(coley.load()).rows()[0]["column"]
    'disease'
    """
    counts: dict[tuple[str, str, str], set[str]] = {}
    for indication in _chosen(dataset, indications, agency, on):
        for rule, _ in indication.requirements:
            for column in _columns_of(rule, dataset.tables):
                counts.setdefault(column, set()).add(indication.id)
    rows = sorted(
        ((*column, len(ids)) for column, ids in counts.items()), key=lambda row: (-row[3], row[0])
    )
    columns = (Column("column", str), Column("type", str), Column("holds", str))
    return Table("cohort_columns", (*columns, Column("indications", int)), tuple(rows))


def match_cohort(
    frame: Frame,
    dataset: Dataset,
    *,
    indications: Iterable[Indication] | None = None,
    agency: Agency | str = Agency.FDA,
    on: Day | None = None,
) -> Frame:
    """Add one column per approved indication: ``yes``, ``no`` or ``unknown`` for every patient.

    The answers are those of ``dataset.match`` for the same facts; ``verdict_column`` names the
    columns that are added, ``cohort_columns`` those that are read. Lazy frames stay lazy.

    Args:
        frame: one row per patient.
        dataset: whose indications are asked.
        indications: some of them, such as ``dataset.indications.where(disease="melanoma")``; all
            are some hundred columns, and take Spark minutes to plan.
        agency: the regulator.
        on: the day on which the indications must be approved; else the last known state.

    Raises:
        ArgumentError: if a column has a type that its fact cannot have, or *frame* is no frame.
        MissingExtraError: if narwhals is not installed.

    >>> import polars as pl, coley
    >>> from coley.frames import match_cohort, verdict_column
    >>> frame = pl.DataFrame({"disease": ["uveal melanoma"], "extent": ["metastatic"], "age": [60],
    ...                       "hla": ["HLA-A*02:01|HLA-A*24:02"]})
    >>> found = match_cohort(frame, coley.load())
    >>> found[verdict_column("tebentafusp.fda.uveal-melanoma")].to_list()
    ['yes']

    """
    nw = _narwhals()
    wrapped = _wrap(frame)
    chosen = _chosen(dataset, indications, agency, on)
    compiler = _Compiler(nw, dataset.tables, dict(wrapped.collect_schema()))
    rules = dict.fromkeys(rule for i in chosen for rule, _ in i.requirements)
    temporary = {rule: f"__coley_{number}" for number, rule in enumerate(rules)}
    leaves = [compiler.leaf(rule).cast(nw.Int8).alias(column) for rule, column in temporary.items()]
    answers = [
        compiler.words(compiler.tree(indication.criteria, temporary)).alias(
            verdict_column(indication.id)
        )
        for indication in chosen
    ]
    texts = compiler.folded(rules)
    if texts:
        wrapped = wrapped.with_columns(*texts)
    flags = compiler.flags(wrapped.collect_schema().names())
    if flags:
        wrapped = wrapped.with_columns(*flags)
    folded = [name for name in wrapped.collect_schema().names() if name.startswith(_FOLDED)]
    found = wrapped.with_columns(*leaves).with_columns(*answers).drop(*temporary.values(), *folded)
    native: Frame = found.to_native()
    return native


def _wrap(frame: object) -> Any:  # noqa: ANN401  (narwhals' own frames)
    nw = _narwhals()
    try:
        return nw.from_native(frame)
    except TypeError:
        raise ArgumentError("frame", frame, "a dataframe that narwhals knows") from None


@attrs.frozen(slots=False)
class _Compiler:
    """Turns criteria into expressions over the columns that a frame has."""

    nw: Any
    tables: Tables
    schema: Mapping[str, Any]

    def words(self, number: nw.Expr) -> nw.Expr:
        """Answers as words."""
        nw = self.nw
        return nw.when(number == _YES).then(nw.lit("yes")).otherwise(
            nw.when(number == _NO).then(nw.lit("no")).otherwise(nw.lit("unknown"))
        )  # fmt: skip

    def tree(self, criteria: Criteria, leaves: Mapping[Requirement, str]) -> nw.Expr:
        """A tree over the columns that hold the answers of its leaves."""
        nw = self.nw
        if isinstance(criteria, AllOf):
            return nw.min_horizontal(*(self.tree(part, leaves) for part in criteria.of))
        if isinstance(criteria, AnyOf):
            return nw.max_horizontal(*(self.tree(part, leaves) for part in criteria.of))
        if isinstance(criteria, Not):
            return _YES - self.tree(criteria.of, leaves)
        return nw.col(leaves[criteria])

    def leaf(self, rule: Requirement) -> nw.Expr:  # noqa: PLR0911, PLR0912  (one branch per kind)
        """One requirement."""
        match rule:
            case HasDisease():
                return self._disease(rule)
            case HasExtent():
                return self._extent(rule)
            case HasStage():
                return self._stage(rule)
            case InSetting():
                return self._in("setting", [word.value for word in rule.any_of])
            case InState():
                return self._state(rule)
            case PriorLines():
                return self._between("prior_lines", rule.minimum, rule.maximum)
            case PriorTherapy():
                return self._prior(rule)
            case BiomarkerLevel():
                return self._marker(rule)
            case Alteration():
                return self._gene(rule)
            case HasHla():
                return self._hla(rule)
            case Age():
                scale = 12 if rule.unit == "months" else 1
                below = None if rule.maximum is None else (int(rule.maximum) + 1) / scale
                minimum = None if rule.minimum is None else rule.minimum / scale
                return self._between("age", minimum, None, below)
            case Weight():
                return self._between("weight", rule.minimum, None)
            case ClinicalCondition():
                return self._flag(_column(rule.condition))

    # --- helpers

    def _unknown(self) -> nw.Expr:
        return self.nw.lit(_UNKNOWN)

    def _greatest(self, answers: Sequence[nw.Expr]) -> nw.Expr:
        """Any of some answers; some engines want two at least."""
        return answers[0] if len(answers) == 1 else self.nw.max_horizontal(*answers)

    def _cases(self, column: str, *cases: tuple[nw.Expr, int], other: int) -> nw.Expr:
        """The first case that holds decides; null is unknown."""
        nw = self.nw
        found = nw.lit(other)
        for condition, number in reversed(cases):
            found = nw.when(condition).then(nw.lit(number)).otherwise(found)
        return nw.when(nw.col(column).is_null()).then(nw.lit(_UNKNOWN)).otherwise(found)

    def _has(self, column: str, kind: str) -> bool:
        """Whether the frame has a column, and whether it can hold what it must."""
        nw = self.nw
        dtype = self.schema.get(column)
        if dtype is None or dtype == nw.Unknown:
            return False
        fits = {
            "text": dtype in {nw.String, nw.Categorical, nw.Enum},
            "number": dtype.is_numeric(),
            "true or false": dtype == nw.Boolean,
        }
        if not fits[kind]:
            raise ArgumentError(f"column {column!r}", str(dtype), f"a column of {kind}")
        return True

    def folded(self, rules: Iterable[Requirement]) -> list[nw.Expr]:
        """Every text column that the rules read, in one spelling, to be worked out only once.

        Lists ("metastatic|unresectable") begin and end with ``|`` as well, so that a word between
        two bars is a whole word.
        """
        nw = self.nw
        wanted = {column for rule in rules for column, kind, _ in _columns_of(rule, self.tables)
                  if kind == "text" and self.schema.get(column) != nw.Boolean}  # fmt: skip
        found = []
        for column in sorted(name for name in wanted if self._has(name, "text")):
            text = nw.col(column).cast(nw.String).str.strip_chars().str.to_lowercase()
            if column in _LISTS:
                text = text.str.replace_all(r" *\| *", "|").str.replace_all("[ -]", "_")
                text = nw.concat_str(nw.lit("|"), text, nw.lit("|"))
            found.append(text.alias(f"{_FOLDED}{column}"))
        return found

    def flags(self, folded: Iterable[str]) -> list[nw.Expr]:
        """Whether each word of a vocabulary is in a list, for the lists that were folded."""
        return [
            self._text(column)
            .str.contains(f"|{word.value}|", literal=True)
            .alias(f"{_FOLDED}{column}_{word.value}")
            for column, vocabulary in _LISTS.items()
            if f"{_FOLDED}{column}" in folded
            for word in vocabulary
        ]

    def _text(self, column: str) -> nw.Expr:
        return self.nw.col(f"{_FOLDED}{column}")

    def _in(self, column: str, words: Sequence[str]) -> nw.Expr:
        if not self._has(column, "text"):
            return self._unknown()
        return self._cases(column, (self._text(column).is_in(list(words)), _YES), other=_NO)

    def _flag(self, column: str) -> nw.Expr:
        if not self._has(column, "true or false"):
            return self._unknown()
        return self._cases(column, (self.nw.col(column), _YES), other=_NO)

    def _between(
        self, column: str, low: float | None, high: float | None, below: float | None = None
    ) -> nw.Expr:
        if not self._has(column, "number"):
            return self._unknown()
        nw = self.nw
        outside = []
        if low is not None:
            outside.append((nw.col(column) < low, _NO))
        if high is not None:
            outside.append((nw.col(column) > high, _NO))
        if below is not None:
            outside.append((nw.col(column) >= below, _NO))
        return self._cases(column, *outside, other=_YES)

    def _listed(self, column: str, words: Iterable[str]) -> nw.Expr:
        """Whether a text joined with ``|`` holds one of the words."""
        found = None
        for word in sorted(words):
            here = self.nw.col(f"{_FOLDED}{column}_{word}")
            found = here if found is None else found | here
        assert found is not None  # noqa: S101  (a vocabulary is never empty)
        return found

    # --- requirements

    def _vocabulary(self, ids: Iterable[str]) -> list[str]:
        """Every word for some diseases, in lower case."""
        words: set[str] = set()
        for id_ in ids:
            record = self.tables.diseases[id_]
            words |= {text.lower() for text in (id_, record.name, *record.synonyms)}
        return sorted(words)

    @cached_property
    def _every_disease(self) -> list[str]:
        return self._vocabulary(self.tables.diseases)

    def _disease(self, rule: HasDisease) -> nw.Expr:
        if not self._has("disease", "text"):
            return self._unknown()
        below = self.tables.below("diseases", rule.disease)
        out = {d for excluded in rule.excluding for d in self.tables.below("diseases", excluded)}
        over = {
            d
            for excluded in rule.excluding
            for d in self.tables.above("diseases", excluded)
            if d in below and d not in out
        }
        vague = self.tables.above("diseases", rule.disease) - {rule.disease}
        text = self._text("disease")
        cases = [
            (text.is_in(self._vocabulary(ids)), number)
            for ids, number in ((out, _NO), (vague | over, _UNKNOWN), (below, _YES))
            if ids
        ]
        every = text.is_in(self._every_disease)
        return self._cases("disease", *cases, (every, _NO), other=_UNKNOWN)

    def _extent(self, rule: HasExtent) -> nw.Expr:
        if not self._has("extent", "text"):
            return self._unknown()
        answers = []
        for wanted in rule.any_of:
            implying = {wanted} | {e for e, implied in IMPLIES.items() if wanted in implied}
            group = next((g for g in (SPREAD, RESECTION) if wanted in g), set())
            cases = [(self._listed("extent", implying), _YES)]
            vague = {e for e, may in MAY_BE.items() if wanted in may}
            if vague:
                cases.append((self._listed("extent", vague), _UNKNOWN))
            if group:
                cases.append((self._listed("extent", group), _NO))
            answers.append(self._cases("extent", *cases, other=_UNKNOWN))
        return self._greatest(answers)

    def _state(self, rule: InState) -> nw.Expr:
        if not self._has("state", "text"):
            return self._unknown()
        answers = []
        for wanted in rule.any_of:
            implying = {wanted} | (RELAPSES if wanted is DiseaseState.RELAPSED else set())
            cases = [(self._listed("state", implying), _YES)]
            if wanted in RELAPSES:
                cases.append((self._listed("state", RELAPSES), _NO))
                cases.append((self._listed("state", {DiseaseState.RELAPSED}), _UNKNOWN))
            answers.append(self._cases("state", *cases, other=_NO))
        return self._greatest(answers)

    def _stage(self, rule: HasStage) -> nw.Expr:
        if not self._has("stage", "text"):
            return self._unknown()
        text = self._text("stage").str.replace_all("stage ", "", literal=True)
        exact = "|".join(f"{stage.lower()}(?:[^iv].*)?" for stage in rule.any_of)
        vague = [
            stage[:end].lower()
            for stage in rule.any_of
            for end in range(1, len(stage))
            if stage_fits(stage, stage[:end])
        ]
        cases = [(text.str.contains(f"^(?:{exact})$"), _YES)]
        if vague:
            cases.append((text.is_in(vague), _UNKNOWN))
        return self._cases("stage", *cases, other=_NO)

    def _prior(self, rule: PriorTherapy) -> nw.Expr:
        column = _prior_column(rule)
        if self._has(column, "true or false"):
            return self._flag(column)
        # Without a column of its own, no prior line at all still excludes a systemic treatment.
        systemic = is_systemic(rule, self.tables)
        if systemic and not rule.setting and self._has("prior_lines", "number"):
            none = self.nw.col("prior_lines") <= 0
            return self._cases("prior_lines", (none, _NO), other=_UNKNOWN)
        return self._unknown()

    def _marker(self, rule: BiomarkerLevel) -> nw.Expr:
        """One value that settles it is enough; yes before no."""
        nw = self.nw
        answers = []
        by_test = rule.comparator in {Comparator.POSITIVE, Comparator.NEGATIVE}
        for marker in sorted(self.tables.below("biomarkers", rule.biomarker)):
            value, test = _column(marker), f"{_column(marker)}_positive"
            if self._has(test, "true or false"):
                col = nw.col(test)
                if by_test:
                    positive = rule.comparator is Comparator.POSITIVE
                    good, bad = (_YES, _NO) if positive else (_NO, _YES)
                    answers.append(self._cases(test, (col, good), other=bad))
                elif rule.comparator in {Comparator.AT_LEAST, Comparator.MORE_THAN}:
                    answers.append(self._cases(test, (col, _UNKNOWN), other=_NO))
            if not by_test and self._has(value, "number"):
                answers.append(self._cases(value, (self._level(value, rule), _YES), other=_NO))
        if not answers:
            return self._unknown()
        if len(answers) == 1:
            return answers[0]
        most, least = nw.max_horizontal(*answers), nw.min_horizontal(*answers)
        return nw.when(most == _YES).then(nw.lit(_YES)).otherwise(
            nw.when(least == _NO).then(nw.lit(_NO)).otherwise(nw.lit(_UNKNOWN))
        )  # fmt: skip

    def _level(self, column: str, rule: BiomarkerLevel) -> nw.Expr:
        col = self.nw.col(column)
        match rule.comparator:
            case Comparator.AT_LEAST:
                return col >= rule.threshold
            case Comparator.MORE_THAN:
                return col > rule.threshold
            case Comparator.AT_MOST:
                return col <= rule.threshold
            case _:
                return col < rule.threshold

    def _gene(self, rule: Alteration) -> nw.Expr:
        if self.schema.get(rule.gene) == self.nw.Boolean:
            altered = _YES if rule.variant is None else _UNKNOWN
            return self._cases(rule.gene, (self.nw.col(rule.gene), altered), other=_NO)
        if not self._has(rule.gene, "text"):
            return self._unknown()
        text = self._text(rule.gene)
        cases = [(text.is_in(_WILD), _NO)]
        if rule.variant is None:
            return self._cases(rule.gene, *cases, other=_YES)
        cases.append((text.is_in(_ALTERED), _UNKNOWN))
        wanted = normalise(rule.variant)
        if wanted in ANY_VARIANT:
            return self._cases(rule.gene, *cases, other=_YES)
        cases.append((text.str.starts_with(wanted), _YES))
        if wanted in FUSIONS:
            cases.append((text.str.contains("|".join(FUSIONS)), _YES))
        vague = any(word in wanted for word in ANY_VARIANT)
        return self._cases(rule.gene, *cases, other=_UNKNOWN if vague else _NO)

    def _hla(self, rule: HasHla) -> nw.Expr:
        if not self._has("hla", "text"):
            return self._unknown()
        text = self._text("hla").str.to_uppercase()
        groups = hla_groups(self.tables)
        answers = []
        for allele in rule.any_of:
            locus = re.escape(allele.partition("*")[0]) + r"\*"
            fields = allele.partition("*")[2].rstrip("PGNLSCAQ").split(":")
            whole = locus + ":".join(fields)
            end = r"[PGNLSCAQ]?(?:\||$|:)"
            vague = [f"{locus}{':'.join(fields[:n])}[PGNLSCAQ]?" for n in range(1, len(fields))]
            if allele.endswith(("P", "G")) and len(fields) > 1:
                named = {group.partition(":")[2].rstrip("PG") for group in groups}
                vague.append(
                    f"{locus}{fields[0]}:{_greater(fields[1], named)}(?::[0-9]+)*[NLSCAQ]?"
                )
            cases = [(text.str.contains(rf"(?:^|\|){whole}{end}"), _YES)]
            if vague:
                body = "|".join(vague)
                cases.append((text.str.contains(rf"(?:^|\|)(?:{body})(?:\||$)"), _UNKNOWN))
            cases.append((text.str.contains(rf"(?:^|\|){locus}[^|]*\|(?:.*\|)?{locus}"), _NO))
            answers.append(self._cases("hla", *cases, other=_UNKNOWN))
        return self._greatest(answers)


def _greater(digits: str, named: Iterable[str] = ()) -> str:
    """A pattern for the numbers above a two-digit one, those left out that have their own group.

    >>> import re
    >>> [n for n in ("05", "06", "07", "10", "101") if re.fullmatch(_greater("05", ["06"]), n)]
    ['07', '10', '101']
    """
    above = sorted({f"{n:02}" for n in range(int(digits) + 1, 100)} - set(named))
    return f"(?:{'|'.join([*above, '[1-9][0-9]{2}'])})"


# --- from patients to rows ------------------------------------------------------------------------


def flatten(
    patients: Iterable[Patient],
    dataset: Dataset,
    *,
    indications: Iterable[Indication] | None = None,
    agency: Agency | str = Agency.FDA,
    on: Day | None = None,
) -> list[dict[str, Any]]:
    """Patients as the rows that ``match_cohort`` reads, one dict each, all with the same keys.

    Bounds of a biomarker ("TPS < 1 %") and assays have no column; they become unknown.

    >>> import coley
    >>> row = flatten([coley.Patient(disease="nsclc", alterations=["EGFR wt"])], coley.load())[0]
    >>> row["disease"], row["EGFR"], row["age"]
    ('nsclc', 'wt', None)
    """
    tables = dataset.tables
    rules = dict.fromkeys(
        rule for i in _chosen(dataset, indications, agency, on) for rule, _ in i.requirements
    )
    empty = dict.fromkeys(column for rule in rules for column, _, _ in _columns_of(rule, tables))
    found = (_row(patient, rules, tables) for patient in patients)
    return [{column: row.get(column) for column in empty} for row in found]


def _row(patient: Patient, rules: Iterable[Requirement], tables: Tables) -> dict[str, Any]:
    facts = Facts.of(patient, tables)
    row: dict[str, Any] = {
        "disease": facts.disease,
        "extent": _joined(patient.extent),
        "stage": patient.stage,
        "setting": patient.setting and str(patient.setting),
        "state": _joined(patient.state),
        "prior_lines": facts.lines,
        "age": patient.age,
        "weight": patient.weight,
        "hla": _joined(patient.hla),
    }
    for gene in patient.alterations:
        row[gene.gene] = (gene.variant or "altered") if gene.altered else "wt"
    for marker, values in facts.markers.items():
        for value in values:
            if value.positive is not None:
                row[f"{_column(marker)}_positive"] = value.positive
            elif value.at_least is not None and value.at_least == value.at_most:
                row[_column(marker)] = value.at_least
    for condition, holds in facts.conditions.items():
        row[_column(condition)] = holds
    for rule in rules:
        if isinstance(rule, PriorTherapy):
            answer = judge(rule, facts).answer
            row[_prior_column(rule)] = None if answer is Answer.UNKNOWN else answer is Answer.YES
    return row


def _joined(words: Iterable[str] | None) -> str | None:
    return None if words is None else "|".join(str(word) for word in words)


# --- names in columns -----------------------------------------------------------------------------


def annotate(
    frame: Frame,
    dataset: Dataset,
    column: str,
    *,
    day: str | None = None,
    agency: Agency | str = Agency.FDA,
) -> Frame:
    """Say which therapies a column of free text names; one row may name several.

    Adds ``<column>_therapies``, ``<column>_classes`` and ``<column>_targets``, each joined with
    ``|``, empty where nothing is named, null where the text is. With *day*, the name of a column
    of dates, also ``<column>_approved``: ``yes`` or ``no`` as every therapy named had an approved
    indication of that agency on the day of the row, or ``unknown``. A text is read only once.

    Args:
        frame: any frame that narwhals knows; of a DuckDB relation, one of the default connection.
        dataset: whose names are looked for.
        column: the column of text.
        day: a column of dates.
        agency: the regulator that *day* asks.

    Raises:
        ArgumentError: if the frame has no such column, or it is not of text or of dates.

    >>> import polars as pl, coley
    >>> frame = pl.DataFrame({"drug": ["KEYTRUDA 200 mg", "nivo/ipi", "aspirin", None]})
    >>> from coley.frames import annotate
    >>> annotate(frame, coley.load(), "drug")["drug_therapies"].to_list()
    ['pembrolizumab', 'nivolumab|ipilimumab', '', None]

    """
    nw = _narwhals()
    wrapped = _wrap(frame)
    schema = dict(wrapped.collect_schema())
    if schema.get(column) not in {nw.String, nw.Categorical, nw.Enum}:
        raise ArgumentError("column", column, f"a text column, one of {list(schema)}")
    if day is not None and not _dated(nw, schema.get(day)):
        raise ArgumentError("day", day, f"a column of dates, one of {list(schema)}")
    distinct = wrapped.select(nw.col(column).cast(nw.String)).unique()
    if isinstance(distinct, nw.LazyFrame):
        distinct = distinct.collect()
    texts = [text for text in distinct[column].drop_nulls().to_list() if isinstance(text, str)]
    found = dict(zip(["", *texts], _named(["", *texts], dataset), strict=True))
    added = [f"{column}_therapies", f"{column}_classes", f"{column}_targets"]
    told = _look_up(wrapped, column, added, found)
    if day is not None:
        as_time = schema[day] == nw.Datetime
        regulator = coerce(Agency, agency)
        approved = _approved(dataset, added[0], nw.col(day), regulator, as_time=as_time)
        told = told.with_columns(approved.alias(f"{column}_approved"))
    native: Frame = told.to_native()
    return native


def _dated(nw: Any, dtype: Any) -> bool:  # noqa: ANN401  (narwhals and its types)
    return bool(dtype == nw.Date or dtype == nw.Datetime)  # noqa: PLR1714  (types with parameters)


def _named(texts: list[str], dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    """Therapies, classes and targets named in each text; few sets of them come again and again."""
    told: dict[tuple[str, ...], tuple[str, str, str]] = {}
    for ids in dataset.tables.names.scan_column(texts):
        if ids not in told:
            therapies = [dataset.therapies[therapy] for therapy in ids]
            classes = dict.fromkeys(therapy.immunotherapy_class.value for therapy in therapies)
            targets = dict.fromkeys(
                target for therapy in therapies for target in dataset.tables.targets_of(therapy)
            )
            told[ids] = ("|".join(ids), "|".join(classes), "|".join(targets))
        yield told[ids]


def _look_up(
    wrapped: Any,  # noqa: ANN401  (narwhals' own frames)
    column: str,
    added: Sequence[str],
    found: Mapping[str, tuple[str, ...]],
) -> Any:  # noqa: ANN401
    """Put what was found for each distinct text beside it, on whatever engine."""
    nw = _narwhals()
    if isinstance(wrapped, nw.DataFrame):  # keeps the order of the rows
        text = nw.col(column).cast(nw.String)
        answers = list(dict.fromkeys(found.values()))
        number = {answer: i for i, answer in enumerate(answers)}
        code = text.fill_null("").replace_strict(
            list(found), [number[row] for row in found.values()], return_dtype=nw.Int32
        )
        told = wrapped.with_columns(code.alias(f"__coley_{column}"))
        return told.with_columns(
            *(
                nw.when(text.is_null())
                .then(nw.lit(None, nw.String))
                .otherwise(
                    nw.col(f"__coley_{column}").replace_strict(
                        list(range(len(answers))),
                        [answer[i] for answer in answers],
                        return_dtype=nw.String,
                    )
                )
                .alias(name)
                for i, name in enumerate(added)
            )
        ).drop(f"__coley_{column}")
    key = f"__coley_{column}"
    data = {key: list(found)} | {
        name: [row[i] for row in found.values()] for i, name in enumerate(added)
    }
    table = nw.from_native(_like(wrapped, data))
    told = wrapped.with_columns(nw.col(column).cast(nw.String).alias(key))
    return told.join(table, on=key, how="left").drop(key)


def _like(wrapped: Any, data: dict[str, list[str]]) -> object:  # noqa: ANN401
    """A lazy frame of the same engine from a few columns of text."""
    engine = wrapped.implementation
    if engine.is_polars():
        import polars as pl  # noqa: PLC0415  (the user has it)

        return pl.LazyFrame(data, schema=dict.fromkeys(data, pl.String))
    if engine.is_duckdb():
        import duckdb  # noqa: PLC0415  (the user has it)
        import pyarrow as pa  # noqa: PLC0415

        return duckdb.from_arrow(pa.table({k: pa.array(v, pa.string()) for k, v in data.items()}))
    if engine.is_pyspark():
        session = wrapped.to_native().sparkSession
        columns = ", ".join(f"`{name}` string" for name in data)
        return session.createDataFrame(list(zip(*data.values(), strict=True)), columns)
    raise ArgumentError("frame", engine, "pandas, polars, pyarrow, DuckDB or PySpark")


def _approved(
    dataset: Dataset, therapies: str, day: nw.Expr, agency: Agency, *, as_time: bool
) -> Any:  # noqa: ANN401  (an expression)
    """Whether every therapy in a text had an open indication on the day of the row."""
    nw = _narwhals()
    named = nw.col(therapies)
    good, count = [], []
    for therapy in dataset.therapies:
        here = named.str.contains(rf"(?:^|\|){re.escape(therapy.id)}(?:\||$)")
        count.append(nw.when(here).then(nw.lit(1)).otherwise(nw.lit(0)))
        spans = _open_spans(therapy.indications, agency)
        if not spans:
            continue
        open_ = None
        for start, end in spans:
            span = day >= nw.lit(_midnight(start) if as_time else start)
            if end is not None:
                span = span & (day < nw.lit(_midnight(end) if as_time else end))
            open_ = span if open_ is None else open_ | span
        good.append(nw.when(here & open_).then(nw.lit(1)).otherwise(nw.lit(0)))
    total, fine = nw.sum_horizontal(*count), nw.sum_horizontal(*good)
    known = nw.when(total == fine).then(nw.lit("yes")).otherwise(nw.lit("no"))
    unknown = named.is_null() | day.is_null() | (total == 0)
    return nw.when(unknown).then(nw.lit("unknown")).otherwise(known)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  (as naive as the column)


def _open_spans(
    indications: Iterable[Indication], agency: Agency
) -> list[tuple[date, date | None]]:
    """First day and first day after, of every stretch in which a use stood approved."""
    spans: list[tuple[date, date | None]] = []
    for indication in indications:
        if indication.agency is not agency:
            continue
        start = None
        for action in indication.actions:
            approved = indication.status(action.date.last) is IndicationStatus.APPROVED
            if approved and start is None:
                start = action.date.last
            elif not approved and start is not None:
                spans.append((start, action.date.last))
                start = None
        if start is not None:
            spans.append((start, None))
    return spans
