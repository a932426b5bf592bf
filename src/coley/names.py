"""Find therapy names in text: the right answer or none, never a guess.

Text is folded to bytes (``_FOLD``), cut into words, and each word that begins a known name is
followed as far as a name goes; the longest name wins. Only the search for those first words has two
engines: a set intersection in pure Python, and Aho-Corasick if the ``fast`` extra is installed.
Everything after it is shared, so both give the same answers.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

import attrs

from coley.errors import (
    AmbiguousNameError,
    ArgumentError,
    MissingExtraError,
    UnknownNameError,
    near_misses,
)
from coley.vocab import NameKind, coerce

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["NameEntry", "NameIndex", "NameMatch", "normalise"]

# --- folding --------------------------------------------------------------------------------

_GREEK = {  # "GREEK SMALL LETTER GAMMA" -> "gamma"; Unicode spells lambda without the b
    letter: unicodedata.name(letter).split()[-1].lower().replace("lamda", "lambda")
    for letter in "αβγδεζηθικλμνξοπρστυφχψω"
}
_RANK = {kind: rank for rank, kind in enumerate(NameKind)}


# Chinese is written without spaces, and Japanese sets its particles right behind a katakana name.
# Each Chinese character and each hiragana is a word by itself; katakana and hangul are not.
_UNSPACED = (
    ("\u3005", "\u3007"),  # repetition mark, closing mark, zero
    ("\u3041", "\u3096"),  # hiragana
    ("\u3400", "\u9fff"),
    ("\U00020000", "\U0003ffff"),
)


def _fold_ascii(char: str) -> str:
    """Keep letters and digits, and of everything else only what may stand inside a name."""
    if char.isalnum():
        return char.lower()
    if char.isspace():
        return " "
    return {"_": "-", "&": "+"}.get(char, char if char in "-+/," else ".")


def _fold_char(char: str) -> bytes:
    """Fold one character to lower-case UTF-8 words and the separators `` -+/,.``."""
    if char in "®™℠©":  # before NFKD, which would spell ™ out as a word
        return b" "
    folded = []
    # Character by character, so that offsets in the original text stay known.
    for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold()):
        category = unicodedata.category(part)
        if part.isascii():
            folded.append(_fold_ascii(part))
        elif "\u0300" <= part <= "\u036f" or "\ufe00" <= part <= "\ufe0f" or category == "Cf":
            pass  # accents, variation selectors, soft hyphens, zero-width characters
        elif part == "\u0131":  # dotless i, which Turkish software makes of I
            folded.append("i")
        elif part in _GREEK:
            folded.append(_GREEK[part])
        elif any(first <= part <= last for first, last in _UNSPACED):
            folded.append(f" {part} ")
        elif category[0] in "LMN":
            folded.append(part)
        elif category == "Pd" or part == "\u2212":
            folded.append("-")
        else:
            folded.append(" " if category[0] == "Z" else ".")
    return "".join(folded).encode()


class _Folding(dict[str, bytes]):
    """Every character's folding, filled as characters are met (Unicode bounds its size)."""

    def __missing__(self, char: str) -> bytes:
        folded = self[char] = _fold_char(char)
        return folded


_FOLD = _Folding()
# The same for ASCII, in one pass; bytes from 0x80 (folded UTF-8) stay. _FLAT has one separator.
_RICH = bytes(ord(_fold_ascii(chr(code))) for code in range(128)) + bytes(range(128, 256))
_FLAT = _RICH.translate(bytes(32 if code in b"-+/,." else code for code in range(256)))

_WIDEST_GAP = 3  # separators between two words of one name
_WIDE_GAP = re.compile(rb"([ +/,.\-]{2,3})([^ +/,.\-]+)")
_WORD = re.compile(rb"[^ ]+")


def _fold(text: str) -> bytes:
    if text.isascii():
        return text.encode().translate(_RICH)
    return b"".join(map(_FOLD.__getitem__, text))


def normalise(text: str) -> str:
    r"""Bring a name to the form in which names are compared.

    Case, compatibility forms, accents, Greek letters, dashes, ``®`` and ``™``, punctuation and
    spacing make no difference. Any ``str`` is accepted; Chinese characters and hiragana count as a
    word each, so that a name is found in text that has no spaces.

    >>> normalise("Interferon \N{GREEK SMALL LETTER GAMMA}-1b"), normalise(" KEYTRUDA®, ")
    ('interferon gamma 1b', 'keytruda')
    """
    if not isinstance(text, str):
        raise ArgumentError("text", text, "a str")
    return b" ".join(_fold(text).translate(_FLAT).split()).decode()


# --- entries and matches --------------------------------------------------------------------


def _kind(word: str) -> NameKind:
    return coerce(NameKind, word)


@attrs.frozen
class NameEntry:
    """One known name of one therapy or (``partner=True``) of a drug given along with it.

    ``ambiguous`` marks a text that often means something else (``TIL``, ``IL-2``): it is answered
    only where the text around it settles what is meant.

    >>> NameEntry("pembrolizumab", "Keytruda", "brand").kind
    <NameKind.BRAND: 'brand'>
    """

    id: str
    text: str
    kind: NameKind = attrs.field(converter=_kind)
    region: str | None = None
    ambiguous: bool = False
    partner: bool = False


class NameMatch(NamedTuple):
    """A name found in a text: ``text == source[span[0]:span[1]]``.

    A named tuple, because a column of notes yields millions of them and a frozen class takes three
    times as long to fill.

    >>> NameMatch("pembrolizumab", NameKind.BRAND, (3, 11), "Keytruda").therapy
    'pembrolizumab'
    """

    therapy: str
    """Id of the therapy, or of the partner drug."""
    kind: NameKind
    """What sort of name was found."""
    span: tuple[int, int]
    """Where it starts and ends in the text."""
    text: str
    """The name as it stands there."""
    partner: bool = False
    """Whether it is a partner drug."""


# --- the index ------------------------------------------------------------------------------

_Form = tuple[tuple[bytes, bytes], ...]  # a name as words, each after the separator before it

# An antibody's name before one of these is another drug: trastuzumab, trastuzumab deruxtecan.
_PAYLOADS = (
    b"adizutecan botidotin brengitecan citatuxetan corixetan debotansine deruxtecan duocarmazine "
    b"ecteribulin emtansine envedotin estafenatox govitecan imbotolimod ledadotin mafodotin "
    b"merpentan mertansine monatox ozogamicin pasudotox pelidotin pendetide ravtansine rezetecan "
    b"rilsodotin samrotecan sarotalocan satetraxetan soravtansine sudotox tagacorizine talirine "
    b"tesirine tetraxetan tirumotecan tiuxetan vedotin zovodotin"
).split()
# Interferon beta-1a, of multiple sclerosis, is another drug than interferon beta.
_SUBTYPES = tuple(b"1a 1b 2a 2b 2c n1 n3".split())
# BCG against bladder cancer is a therapy, against tuberculosis it is none.
_OTHER_MEANINGS = ((b"bcg", b"vaccine", b"vaccination", b"vaccinated", b"scar"),)
_ANTIBODY = re.compile(rb"[a-z]{4,}(?:mab|bart|mig|tug)")
# A short abbreviation before a number may be the start of another code: IPI-549, IPI 926.
_CODE_NUMBER = re.compile(
    rb"-\d| \d{3}(?![^ +/,.\-])(?![ .]*(?:[mun]?c?g|m?iu|mu|ml|m|million|units?|cfu|x|q\d+[a-z]*|"
    rb"weekly|iv|flat|dose|doses)(?![^ +/,.\-]))"
)
# Any name before a hyphen and a small number is another thing's name: Abecma-2.
_NUMBERED = re.compile(rb"[-_]\d{1,2}(?![\w.,%])")
_HYPHENS = frozenset(b"-_")
_JOINED = re.compile(rb" *[/+&] *")
_DOSE = re.compile(
    rb" ?\d+(?:[.,]\d+)* ?(?:mg|mcg|ug|m?iu|mu|million|units?)(?![a-z\d])", re.IGNORECASE
)
_SPLITTABLE = re.compile(rb"([a-z]{2,})(\d{2,}[a-z\d]*)")
_SHORT = 4  # letters
_REMEMBERED = 1 << 14  # texts
_REMEMBERED_LENGTH = 200  # characters of a text; a whole clinic letter seldom comes twice
_AT_ONCE = 1 << 10  # texts of a column that are searched together; more strain the memory caches
_WALL = " \0\0\0\0  "  # between two of them: wider than any gap in a name, and no joint
_FEW = 4
_SPACE = ord(" ")
_DIGITS = frozenset(b"0123456789")
_GREEK_WORDS = {word.encode() for word in _GREEK.values()} | {b"alfa"}
_FAMILIES = tuple(_GREEK_WORDS)  # a name that ends with one may be that of several substances


@attrs.frozen
class _Known:
    """What one spelling stands for; with no ids, a spelling that must not match."""

    ids: tuple[str, ...]
    kind: NameKind = NameKind.SYNONYM
    partner: bool = False
    ambiguous: bool = False
    therapy: str = attrs.field(
        init=False, default=attrs.Factory(lambda self: self.ids[0] if self.ids else "", True)
    )
    alone: tuple[str, ...] = attrs.field(
        init=False, default=attrs.Factory(lambda self: self.ids[:1], True)
    )
    sure: bool = attrs.field(
        init=False,
        default=attrs.Factory(lambda self: len(self.ids) == 1 and not self.ambiguous, True),
    )


_STOP = _Known(())


class _Node:
    """A word of some names: what ends here, and which words may follow."""

    __slots__ = ("known", "next", "short", "starts")

    def __init__(self, known: _Known | None = None) -> None:
        self.known = known
        self.next: dict[bytes, _Node] = {}
        self.short = False
        # The first bytes of all that may follow and matter; before any other, walk() is no use.
        self.starts: frozenset[int] = frozenset()

    def walk(self, rich: bytes, flat: bytes, end: int) -> tuple[_Known | None, int]:
        """Follow the text from the end of this word to the end of the longest name."""
        known, known_end, node, at = self.known, end, self, end
        while node.next:
            stop = flat.find(b" ", at + 1)
            if stop > at + 1:
                key = rich[at:stop]
            elif wider := _WIDE_GAP.match(rich, at):
                key, stop = _GAPS[wider[1]] + wider[2], wider.end()
            else:
                break
            step = node.next.get(key)
            if step is None:
                break
            node, at = step, stop
            if node.known:
                known, known_end = node.known, at
        if self.short and known_end == end and _CODE_NUMBER.match(rich, end):
            return None, end
        return known, known_end


def _gap(separators: bytes) -> bytes:
    """Reduce what stands between two words to one separator; ``.`` stands for a mixture too."""
    core = set(separators.replace(b" ", b""))
    if not core:
        return b" "
    return bytes(core) if len(core) == 1 else b"."


_GAPS = {
    bytes(gap): _gap(bytes(gap))
    for length in range(1, _WIDEST_GAP + 1)
    for gap in itertools.product(b" -+/,.", repeat=length)
}


def _form(text: str) -> _Form:
    """Take a recorded name apart: a space and a hyphen are the same, as people write either."""
    rich = _fold(text)
    form: list[tuple[bytes, bytes]] = []
    end = 0
    for word in re.finditer(rb"[^ +/,.\-]+", rich):
        gap = _gap(rich[end : word.start()])
        form.append((gap.replace(b"-", b" ") if form else b"", word[0]))
        end = word.end()
    return tuple(form)


def _spellings(form: _Form, kind: NameKind) -> Iterator[_Form]:
    """Yield the other ways in which people write a recorded name."""
    forms = {form}
    swap = {b"alfa": b"alpha", b"alpha": b"alfa"}
    forms |= {tuple((gap, swap.get(word, word)) for gap, word in form)}
    joinable = kind in (NameKind.CODE, NameKind.ABBREVIATION)
    for each in tuple(forms):
        options = []
        for (_, left), (gap, right) in itertools.pairwise(each):
            joined = left + right
            letters_digits = left in _GREEK_WORDS and right[:1].isdigit()  # gamma1b
            two_numbers = left[-1:].isdigit() and right[:1].isdigit()
            code = joinable and not two_numbers and (len(joined) >= 4 or not joined.isalpha())
            options.append((False, True) if gap == b" " and (letters_digits or code) else (False,))
        for choice in itertools.islice(itertools.product(*options), 16):
            words = [each[0]]
            for join, (gap, word) in zip(choice, each[1:], strict=True):
                if join:
                    words[-1] = (words[-1][0], words[-1][1] + word)
                else:
                    words.append((gap, word))
            forms.add(tuple(words))
    if joinable:  # CTL019, CTL-019
        for each in tuple(forms):
            if parts := _SPLITTABLE.fullmatch(each[0][1]):
                forms.add(((b"", parts[1]), (b" ", parts[2]), *each[1:]))
    yield from forms - {form}


def _steps(form: _Form) -> Iterator[tuple[bytes, ...]]:
    """Yield the keys under which each word after the first is reached."""
    for (_, left), (gap, right) in itertools.pairwise(form):
        if gap != b" ":
            yield (gap + right,)
        elif len(left) == 1 and left.isalpha() and right[:1].isdigit():
            yield (b"-" + right,)  # N-803, but not the N of "N 803 patients"
        else:
            yield b" " + right, b"-" + right


def _knowns(entries: Iterable[NameEntry]) -> dict[_Form, _Known]:
    """Say what each spelling stands for; a recorded one beats one that is only derived."""
    recorded: dict[_Form, dict[str, NameEntry]] = {}
    derived: dict[_Form, dict[str, NameEntry]] = {}

    def note(table: dict[_Form, dict[str, NameEntry]], form: _Form, entry: NameEntry) -> None:
        owners = table.setdefault(form, {})
        other = owners.setdefault(entry.id, entry)
        if other is not entry:
            best = min(other, entry, key=lambda each: _RANK[each.kind])
            owners[entry.id] = attrs.evolve(best, ambiguous=other.ambiguous or entry.ambiguous)

    partners: dict[str, bool] = {}
    for entry in entries:
        if not isinstance(entry, NameEntry):
            raise ArgumentError("entries", entry, "NameEntry objects")
        form = _form(entry.text)
        if not form:
            raise ArgumentError("NameEntry.text", entry.text, "a name with a letter or a digit")
        note(recorded, form, entry)
        partners[entry.id] = entry.partner
    for name, partner in partners.items():  # each id is a name, whether or not it was listed
        note(recorded, _form(name), NameEntry(name, name, NameKind.ID, partner=partner))
    for form, owners in recorded.items():
        for entry in owners.values():
            for spelling in _spellings(form, entry.kind):
                if spelling not in recorded:
                    note(derived, spelling, entry)
    return {
        form: _Known(
            tuple(owners),
            next(iter(owners.values())).kind,
            all(entry.partner for entry in owners.values()),
            any(entry.ambiguous for entry in owners.values()),
        )
        for form, owners in (recorded | derived).items()
    }


def _trie(entries: Iterable[NameEntry]) -> dict[bytes, _Node]:
    """Arrange all spellings by first word, then by each next word."""
    heads: dict[bytes, _Node] = {}
    families: list[_Node] = []
    for form, known in _knowns(entries).items():
        node = heads.setdefault(form[0][1], _Node())
        for keys in _steps(form):
            step = node.next.get(keys[0]) or _Node()
            node.next.update(dict.fromkeys(keys, step))
            node = step
        node.known = known
        if form[-1][1].endswith(_FAMILIES):
            families.append(node)
    stop = _Node(_STOP)
    subtypes = {gap + word: stop for gap in (b" ", b"-") for word in _SUBTYPES}
    for node in families:
        node.next = subtypes | node.next
    conjugates = {gap + word: stop for gap in (b" ", b"-") for word in _PAYLOADS}
    negated = {b"-" + word: stop for word in heads}
    for word, node in heads.items():
        if _ANTIBODY.fullmatch(word):
            node.next = conjugates | node.next if node.next else conjugates
        node.short = node.known is not None and len(word) <= _SHORT and word.isalpha()
    for first, *others in _OTHER_MEANINGS:
        if first in heads:
            heads[first].next |= {gap + word: stop for gap in (b" ", b"-") for word in others}
    for word in (b"anti", b"non"):
        node = heads.setdefault(word, _Node())
        node.next = negated | node.next
    for node in heads.values():
        node.starts = frozenset(key[1] for key in node.next) | (_DIGITS if node.short else set())
    return heads


_Hit = tuple[int, int, int]  # the number of a word that begins a name; its start and end
_Finder = Callable[[bytes], Sequence[_Hit]]


class _PureFinder:
    """Find the words that begin names with one set intersection per text."""

    __slots__ = ("needles", "words")

    def __init__(self, words: Sequence[bytes]) -> None:
        self.needles = {word: (number, b" %b " % word) for number, word in enumerate(words)}
        self.words = frozenset(words)

    def __call__(self, flat: bytes) -> Sequence[_Hit]:
        words = self.words.intersection(flat.split())
        if not words:
            return ()
        needles = self.needles
        if len(words) > _FEW:  # one pass over all words is quicker than one search per word
            return [
                (needles[word[0]][0], word.start() - 1, word.end())
                for word in _WORD.finditer(flat)
                if word[0] in needles
            ]
        hits = []
        for word in words:
            number, needle = needles[word]
            at = flat.find(needle)
            while at >= 0:
                end = at + len(needle) - 1
                hits.append((number, at, end))
                at = flat.find(needle, end)
        if len(hits) > 1:
            hits.sort(key=itemgetter(1))
        return hits


def _fast_finder(heads: dict[bytes, _Node]) -> _Finder:
    """Build an Aho-Corasick automaton and return its search.

    A word of one letter is sought together with the word behind it (the T of T-VEC), or it
    would be hit all over the text. Such a hit swallows a word that may begin another name, so its
    number is beyond the heads, and the few texts that have one are searched without the automaton.
    """
    try:
        from ahocorasick_rs import BytesAhoCorasick, MatchKind  # noqa: PLC0415 (an optional extra)
    except ImportError:
        raise MissingExtraError("NameIndex(fast=True)", "fast") from None
    brief = {word: node for word, node in heads.items() if len(word) == 1 and not node.known}
    # Such a word keeps its number with a pattern that nothing matches: no folded text has a NUL.
    patterns = [(b"\0" if word in brief else b" ") + word for word in heads]
    for word, node in brief.items():
        patterns += [
            b" %b%b%b" % (word, b" " * gap, following)
            for gap in range(1, _WIDEST_GAP + 1)
            for following in {key[1:] for key in node.next}
        ]
    automaton = BytesAhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest)
    return automaton.find_matches_as_indexes


def _match(text: str, origins: list[int] | None, known: _Known, begin: int, end: int) -> NameMatch:
    """Fill a match, with offsets in the text as it was given."""
    start, end = begin, end - 1
    if origins:
        # A character folded to nothing shares its start with the next: the last is meant.
        start, end = bisect_right(origins, start) - 1, bisect_right(origins, end - 1)
    return NameMatch(known.therapy, known.kind, (start, end), text[start:end], known.partner)


def _alone(flat: bytes, begin: int, end: int, starts: list[int] | None) -> bool:
    """Whether a name is all of its text."""
    low, high = 0, len(flat)
    if starts is not None:
        at = bisect_right(starts, begin + 1)
        low, high = starts[at - 1], starts[at]
    return not (flat[low:begin].strip() or flat[end:high].strip())


class NameIndex:
    """Every known name; built once, never changed, safe to share between threads.

    ``fast`` chooses the engine: ``None`` takes Aho-Corasick where it is installed, ``False`` never,
    ``True`` raises MissingExtraError where it is not. The answers are the same.

    - The longest name at a place wins; matches never overlap and never lie inside longer words.
    - A text that belongs to two therapies is no match, and resolve() raises AmbiguousNameError.
    - A name flagged ambiguous ("IPI" is also a prognostic index) is a match only if it is the
      whole text, stands before a dose, or is joined with ``/`` or ``+`` to a name that is not.
    - "anti-nivolumab" (antibodies) and "trastuzumab deruxtecan" (another drug than trastuzumab)
      are no matches, and neither is a name that a number makes another one ("IPI-549", "Abecma-2").
    - Each id is a name as well.

    >>> index = NameIndex([
    ...     NameEntry("nivolumab", "nivo", NameKind.ABBREVIATION),
    ...     NameEntry("ipilimumab", "ipi", NameKind.ABBREVIATION),
    ... ])
    >>> [(match.therapy, match.span) for match in index.scan("pt on NIVO/ipi q3w")]
    [('nivolumab', (6, 10)), ('ipilimumab', (11, 14))]
    """

    __slots__ = (
        "_entries", "_fast", "_finder", "_heads", "_plain", "_pure", "_remembered", "_texts",
    )  # fmt: skip

    def __init__(self, entries: Iterable[NameEntry], fast: bool | None = None) -> None:
        """Read every entry; raise ArgumentError for one without a letter or digit."""
        self._entries = tuple(entries)
        self._fast = fast
        self._heads = _trie(self._entries)
        self._plain = [(node.known, node.starts, node) for node in self._heads.values()]
        self._texts = {normalise(entry.text): entry.text for entry in reversed(self._entries)}
        self._pure = _PureFinder(tuple(self._heads))
        self._finder: _Finder = self._pure if fast is False else self._choose_finder
        if fast:
            self._finder = _fast_finder(self._heads)
        self._remembered = lru_cache(_REMEMBERED)(self._scan)

    def __reduce__(self) -> tuple[type[NameIndex], tuple[tuple[NameEntry, ...], bool | None]]:
        """Pickle the entries; the rest is built from them."""
        return NameIndex, (self._entries, self._fast)

    def __repr__(self) -> str:
        """Count the names."""
        return f"<NameIndex of {len(self._entries)} names>"

    def scan(self, text: str) -> tuple[NameMatch, ...]:
        """Find every name, left to right, partner drugs included.

        Columns of drug records say the same few things over and over, so the answers to the last
        sixteen thousand short texts are remembered.

        >>> index = NameIndex([NameEntry("pembrolizumab", "Keytruda", NameKind.BRAND)])
        >>> index.scan("s/p KEYTRUDA® x2")[0].text
        'KEYTRUDA'
        >>> index.scan("Keytruba")
        ()
        """
        if not isinstance(text, str):
            raise ArgumentError("text", text, "a str")
        if len(text) <= _REMEMBERED_LENGTH:
            return self._remembered(text)
        return self._scan(text)

    def _scan(self, text: str) -> tuple[NameMatch, ...]:
        return tuple(self._find(text))

    def resolve(self, name: str) -> NameMatch:
        """Return the one therapy that is named, with or without dose, route and schedule around it.

        Raises UnknownNameError (for a partner drug too) or AmbiguousNameError. Suggestions take
        milliseconds to find, so use scan() for columns of text.

        >>> index = NameIndex([NameEntry("pembrolizumab", "Keytruda", NameKind.BRAND)])
        >>> index.resolve("Keytruda 200 mg IV q3w").therapy
        'pembrolizumab'
        >>> index.resolve("Keytruba")
        Traceback (most recent call last):
            ...
        coley.errors.UnknownNameError: 'Keytruba' is not a name of any therapy. Did you mean ...
        """
        if not isinstance(name, str):
            raise ArgumentError("name", name, "a str")
        doubtful: list[_Known] = []
        found = self._find(name, doubtful)
        matches = [match for match in found if not match.partner]
        therapies = dict.fromkeys(match.therapy for match in matches)
        for known in doubtful:
            # Where one of the owners is named as well, a shared text adds nothing.
            if len(known.ids) > 1 and therapies.keys().isdisjoint(known.ids):
                therapies |= dict.fromkeys(known.ids)
        if len(therapies) > 1:
            raise AmbiguousNameError(name, tuple(therapies))
        if therapies:
            return min(matches, key=lambda match: _RANK[match.kind])
        if found:
            raise UnknownNameError(name, remark="It is a partner drug, not an immunotherapy.")
        if doubtful:
            ids = dict.fromkeys(known.therapy for known in doubtful)
            remark = "A name in it may mean something else too; write a fuller one."
            raise UnknownNameError(name, tuple(ids), remark)
        raise UnknownNameError(name, self.suggest(name))

    def suggest(self, text: str) -> tuple[str, ...]:
        """Return up to three recorded names that look like the text: hints, never answers.

        >>> NameIndex([NameEntry("ipilimumab", "Yervoy", NameKind.BRAND)]).suggest("yervo 3 mg/kg")
        ('Yervoy',)
        """
        words = normalise(text).split()
        if not words or sum(map(len, words)) > 200:
            return ()
        # The whole first, then each longer word of it.
        tries = dict.fromkeys([" ".join(words), *(word for word in words[:8] if len(word) > 4)])
        near = itertools.chain.from_iterable(
            near_misses(each, self._texts, 3, 0.75) for each in tries
        )
        return tuple(itertools.islice(dict.fromkeys(self._texts[each] for each in near), 3))

    def scan_column(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        """The ids of the therapies named in each of many texts, in the order of scan().

        Many texts are searched at once, which is several times quicker than one by one. Partner
        drugs are left out.

        >>> index = NameIndex([NameEntry("pembrolizumab", "Keytruda", NameKind.BRAND)])
        >>> index.scan_column(["s/p KEYTRUDA® x2", "aspirin"])
        [('pembrolizumab',), ()]
        """
        found: list[tuple[str, ...]] = []
        for start in range(0, len(texts), _AT_ONCE):
            found += self._scan_chunk(texts[start : start + _AT_ONCE])
        return found

    def _scan_chunk(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        joined = _WALL.join(["", *texts, ""])
        if joined.isascii():
            raw = joined.encode()
            lengths = map(len, texts)
        else:
            pieces = [text.encode() if text.isascii() else _fold(text) for text in texts]
            raw = _WALL.encode().join([b"", *pieces, b""])
            lengths = map(len, pieces)
        flat = raw.translate(_FLAT)
        wall = len(_WALL)
        starts = list(itertools.accumulate((n + wall for n in lengths), initial=wall))
        hits = self._finder(flat)
        limit = len(self._heads)
        odd = {bisect_right(starts, hit[1] + 1) - 1 for hit in hits if hit[0] >= limit}
        if odd:  # see _fast_finder(); these few are searched again, each by itself
            hits = [hit for hit in hits if hit[0] < limit]
        found: list[tuple[str, ...]] = [()] * len(texts)
        at, behind = 0, starts[1]
        for known, begin, _ in self._sure(raw, flat, hits, starts=starts):
            if known.partner:
                continue
            while begin + 1 >= behind:
                at += 1
                behind = starts[at + 1]
            if not found[at]:
                found[at] = known.alone
            elif known.therapy not in found[at]:
                found[at] = (*found[at], known.therapy)
        for i in odd:
            matches = self._find(texts[i])
            found[i] = tuple(dict.fromkeys(m.therapy for m in matches if not m.partner))
        return found

    def _find(self, text: str, doubtful: list[_Known] | None = None) -> list[NameMatch]:
        """Find the sure names; what the doubtful ones stand for is added to a list, if given."""
        # A space before and two behind, so that every word has neighbours to look at.
        origins = None
        if text.isascii():
            raw = f" {text}  ".encode()
        else:
            pieces = list(map(_FOLD.__getitem__, text))
            origins = list(itertools.accumulate(map(len, pieces), initial=0))
            raw = b" %b  " % b"".join(pieces)
        flat = raw.translate(_FLAT)
        hits = self._finder(flat)
        limit = len(self._heads)
        if any(number >= limit for number, _, _ in hits):  # see _fast_finder()
            hits = self._pure(flat)
        if not hits:
            return []
        return [_match(text, origins, *found) for found in self._sure(raw, flat, hits, doubtful)]

    def _sure(
        self,
        raw: bytes,
        flat: bytes,
        hits: Sequence[_Hit],
        doubtful: list[_Known] | None = None,
        starts: list[int] | None = None,
    ) -> list[tuple[_Known, int, int]]:
        """List what is surely named, with its place in the folded text.

        With *starts* the text is many texts, each between walls that no name reaches across.
        """
        sure: list[tuple[_Known, int, int]] = []
        waiting: tuple[_Known, int, int] | None = None  # an ambiguous name before the next one
        plain = self._plain
        rich = b""
        done = 0
        for number, begin, stop in hits:
            if flat[stop] != _SPACE or begin < done:
                continue
            known, follows, node = plain[number]
            end = stop
            first = flat[stop + 1]
            if first == _SPACE:  # of a wider gap, or of the end
                first = (flat[stop + 2 : stop + 1 + _WIDEST_GAP].lstrip() or b" ")[0]
            if first in follows:
                rich = rich or raw.translate(_RICH)
                known, end = node.walk(rich, flat, stop)
            if known is None or (raw[end] in _HYPHENS and _NUMBERED.match(raw, end)):
                continue
            if known.sure:
                if waiting is not None:
                    if _JOINED.fullmatch(raw, done, begin + 1):
                        sure.append(waiting)
                        if doubtful:
                            doubtful.pop()
                    waiting = None
            elif len(known.ids) != 1 or not (
                (sure and waiting is None and _JOINED.fullmatch(raw, done, begin + 1))
                or _DOSE.match(raw, end)
                or _alone(flat, begin, end, starts)
            ):
                if known.ids:
                    waiting = (known, begin, end) if len(known.ids) == 1 else None
                    if doubtful is not None:
                        doubtful.append(known)
                done = end
                continue
            done = end
            sure.append((known, begin, end))
        return sure

    def _choose_finder(self, flat: bytes) -> Sequence[_Hit]:
        """Choose the engine at the first search, and make that search."""
        try:
            self._finder = _fast_finder(self._heads)
        except MissingExtraError:
            self._finder = self._pure
        return self._finder(flat)
