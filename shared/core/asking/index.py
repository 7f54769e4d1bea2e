"""ReaderIndex: every phrase of a semantic model that a question may use, built once a model."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from shared.core.asking.lexicon import FILLER, SYNONYM_GROUPS, VERBS
from shared.core.semantic.naming import expand, singular, stem, words
from shared.core.semantic.places import ALIASES
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.core.semantic.model import Entity, Field, SemanticModel

_CANONICAL = {stem(word): min(group) for group in SYNONYM_GROUPS for word in group}
_GENERIC = frozenset("name id number code date time type of the no key description detail value amount total".split())
_MIN_SPELLED = 5
_SPELLED = frozenset(
    word
    for word in (
        FILLER
        | VERBS
        | {
            "average",
            "total",
            "maximum",
            "minimum",
            "order",
            "descending",
            "ascending",
            "number",
            "month",
            "quarter",
            "highest",
            "lowest",
        }
    )
    if len(word) >= _MIN_SPELLED
)
_GENDERS = {
    "f": ("female", "woman", "girl"),
    "m": ("male", "man", "boy"),
    "female": ("woman", "girl"),
    "male": ("man", "boy"),
}
_KEPT, _REMEMBERED = 16, 5_000
_LONGEST = 8
_MIN_TYPO, _LONG_TYPO = 4, 8
_MIN_PART = 4
_MIN_SHORTENED = 6
_OWN_HEAD, _HEAD = 0.92, 0.6
_EXACT, _OWN, _BAG, _SYNONYM, _PART = 1.0, 0.96, 0.9, 0.86, 0.45


class Kind(StrEnum):
    """What a phrase names."""

    ENTITY = "entity"
    FIELD = "field"
    MEASURE = "measure"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that a phrase may name, with a score in 0..1: 1.0 is its own name."""

    kind: Kind
    entity: str
    name: str
    score: float
    value: str | None = None


@dataclass(slots=True)
class ReaderIndex:
    """Phrases (tuples of stems) to what they may name."""

    model: SemanticModel
    phrases: dict[tuple[str, ...], list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    canonical: dict[tuple[str, ...], list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    bags: dict[tuple[str, ...], list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    starts: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    vocabulary: dict[str, bool] = field(default_factory=dict)
    corrections: dict[str, str | None] = field(default_factory=dict)
    deletions: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    longest: int = 1
    reach: dict[str, dict[str, int]] = field(default_factory=dict)

    _made: ClassVar[OrderedDict[int, ReaderIndex]] = OrderedDict()

    @classmethod
    def of(cls, model: SemanticModel) -> ReaderIndex:
        """The index of this very model object; the latest sixteen are kept."""
        found = cls._made.get(id(model))
        if found is not None and found.model is model:
            cls._made.move_to_end(id(model))
            return found
        made = cls(model)
        made._build()
        cls._made[id(model)] = made
        while len(cls._made) > _KEPT:
            cls._made.popitem(last=False)
        return made

    def look_up(self, stems: tuple[str, ...]) -> list[Candidate]:
        """What the phrase may name: by its own words, else by synonyms, else by its words in another order."""
        found = self.phrases.get(stems)
        if found:
            return found
        found = self.canonical.get(tuple(_CANONICAL.get(word, word) for word in stems))
        if found:
            return found
        if len(stems) > 1:
            return self.bags.get(tuple(sorted(stems)), [])
        return self._shortened(stems[0])

    def _shortened(self, word: str) -> list[Candidate]:
        """The one field named by the word's first letters ("enr" for enrollment)."""
        if len(word) < _MIN_SHORTENED:
            return []
        found = {c for length in range(3, len(word)) for c in self.starts.get(word[:length], ())}
        return list(found) if len(found) == 1 else []

    def corrected(self, word: str) -> str | None:
        """The known word that a mistyped one stands for: one edit away, two for eight letters and more."""
        if len(word) < _MIN_TYPO or word in self.vocabulary or not word.isalpha():
            return None
        if word not in self.corrections:
            if len(self.corrections) > _REMEMBERED:
                self.corrections.clear()
            self.corrections[word] = self._nearest(word)
        return self.corrections[word]

    def _nearest(self, word: str) -> str | None:
        if word in _SPELLED:
            return None
        spelled: dict[str, list[str]] = _spelled_deletions()
        keys = _deletes(word, twice=True)
        near = {known for key in keys for known in (*self.deletions.get(key, ()), *spelled.get(key, ()))}
        allowed = 2 if len(word) >= _LONG_TYPO else 1
        ranked = sorted((distance(word, known), not self.vocabulary.get(known, True), known) for known in near)
        good = [entry for entry in ranked if entry[0] <= allowed and entry[2][0] == word[0]]
        if not good or (len(good) > 1 and good[0][:2] == good[1][:2]):
            return None
        return str(good[0][2])

    def _build(self) -> None:
        for entity in self.model.entities:
            self._add_entity(entity)
        self._add_reach()
        for word, is_name in self.vocabulary.items():
            if len(word) >= _MIN_TYPO:
                for key in _deletes(word, twice=is_name):
                    self.deletions[key].append(word)

    def _add_entity(self, entity: Entity) -> None:
        nouns = {_stems(entity.noun), _stems(entity.label), *(_stems(each) for each in entity.synonyms)}
        for noun in nouns:
            self._add(noun, Candidate(Kind.ENTITY, entity.name, entity.name, _EXACT))
            for length in range(1, len(noun)):
                if noun[-1] not in _GENERIC:
                    self._add(
                        noun[-length:],
                        Candidate(Kind.ENTITY, entity.name, entity.name, _OWN_HEAD if length > 1 else _HEAD),
                    )
        for each in entity.fields:
            self._add_field(entity, each, nouns)
        for measure in entity.measures:
            found = Candidate(Kind.MEASURE, entity.name, measure.name, _EXACT)
            for text in (measure.label, *measure.synonyms):
                self._add(_stems(text), found)

    def _add_field(self, entity: Entity, each: Field, nouns: set[tuple[str, ...]]) -> None:
        for phrase, score in _field_phrases(each, nouns):
            found = Candidate(Kind.FIELD, entity.name, each.name, score)
            self._add(phrase, found)
            if score == _EXACT and len(phrase) == 1 and len(phrase[0]) in {3, 4}:
                self.starts[phrase[0]].append(_scored(found, 0.7))
            if score == _EXACT and len(phrase) == 2 and len(phrase[0]) in {3, 4} and phrase[1] in _GENERIC:  # noqa: PLR2004 - "stu id"
                self.starts[phrase[0]].append(_scored(found, 0.65))
            if score == _EXACT and each.identifier and len(phrase) > 1 and phrase[-1] in {"id", "code"}:
                self._add((*phrase[:-1], "number"), _scored(found, _SYNONYM))
            if score == _EXACT and each.type is DataType.TEXT and phrase[-1] not in _GENERIC:
                self._add((*phrase, "name"), _scored(found, _BAG))
            if score == _EXACT and len(phrase) > 1:
                self.bags[tuple(sorted(phrase))].append(_scored(found, _BAG))
        for value in each.values:
            self._add_value(entity, each, value)

    def _add_value(self, entity: Entity, each: Field, value: str) -> None:
        stems = _stems(value)
        if not stems or len(stems) > _LONGEST:
            return
        found = Candidate(Kind.VALUE, entity.name, each.name, 0.98, value)
        for alias in ALIASES.get(value.casefold(), ()):
            self.phrases[_stems(alias)].append(_scored(found, 0.93))
            self._learn(_stems(alias), is_name=False)
        for said in _code_words(each, value):
            self.phrases[(said,)].append(found)
            self._learn((said,), is_name=False)
        self.phrases[stems].append(found)
        self._learn(stems, is_name=False)
        for length in range(2, len(stems)):
            self.phrases[stems[:length]].append(_scored(found, 0.8))
        if len(stems) > 1:
            for word in set(stems):
                if len(word) >= _MIN_PART and word not in FILLER and word not in VERBS:
                    self.parts[word].append(_scored(found, 0.5))

    def _add(self, stems: tuple[str, ...], found: Candidate) -> None:
        if not stems:
            return
        ways = [stems] if len(stems) == 1 else [stems, ("".join(stems),)]
        for way in ways:
            if not any(_same(found, old) and old.score >= found.score for old in self.phrases[way]):
                self.phrases[way].append(found)
        canonical = tuple(_CANONICAL.get(word, word) for word in stems)
        self.canonical[canonical].append(_scored(found, found.score * _SYNONYM))
        self._learn(stems, is_name=True)

    def _learn(self, stems: tuple[str, ...], *, is_name: bool) -> None:
        self.longest = max(self.longest, min(len(stems), _LONGEST))
        for word in stems:
            self.vocabulary[word] = self.vocabulary.get(word, False) or is_name

    def _add_reach(self) -> None:
        """For each entity, the entities that its rows refer to (itself at 0), with the number of joins."""
        for entity in self.model.entities:
            near, edge = {entity.name: 0}, [entity.name]
            while edge:
                name = edge.pop(0)
                for relation in self.model.relationships:
                    if relation.from_entity == name and relation.to_entity not in near:
                        near[relation.to_entity] = near[name] + 1
                        edge.append(relation.to_entity)
            self.reach[entity.name] = near


def _code_words(each: Field, value: str) -> tuple[str, ...]:
    """What people say for the codes of a sex or gender column."""
    if not {"sex", "gender"} & set(_stems(each.label)):
        return ()
    return _GENDERS.get(value.casefold(), ())


def _same(one: Candidate, other: Candidate) -> bool:
    return (one.kind, one.entity, one.name, one.value) == (other.kind, other.entity, other.name, other.value)


def _scored(found: Candidate, score: float) -> Candidate:
    return Candidate(found.kind, found.entity, found.name, score, found.value)


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words(text))


def _field_phrases(each: Field, nouns: set[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], float]]:
    """Every way to say a field: its names, its names without the entity's, with it, and parts of long names."""
    names = dict.fromkeys((_stems(each.label), _stems(each.name), *(_stems(text) for text in each.synonyms)))
    for name in names:
        yield name, _EXACT
        for noun in nouns:
            if name[: len(noun)] == noun and len(name) > len(noun):
                yield name[len(noun) :], _OWN
            else:
                yield (*noun, *name), _EXACT
        yield from _parts(name)
        spelled = tuple(singular(word) for word in expand(name))
        if spelled != name:
            yield from ((spelled, _EXACT), *_parts(spelled))


def _parts(name: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], float]]:
    """The beginnings and ends of a name of several words; a generic part alone says less."""
    size = len(name)
    for length in range(1, size):
        for at in (0, size - length):
            part = name[at : at + length]
            told = [word for word in part if word not in _GENERIC]
            if part[-1] == "of" or part[0] == "of" or all(word.isdigit() for word in part):
                continue
            yield part, _PART + (0.4 * length / size if told else 0.08) + (0.02 if at else 0.0)
    if size > 2:  # noqa: PLR2004 - a middle exists from three words on
        yield from (((word,), _PART) for word in name[1:-1] if word not in _GENERIC and not word.isdigit())
        yield from ((pair, _PART + 0.1) for pair in pairwise(name) if not set(pair) <= _GENERIC)


@cache
def _spelled_deletions() -> dict[str, list[str]]:
    """The long words of questions by what is left of them without one or two letters."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(_SPELLED):
        for key in _deletes(word, twice=True):
            found[key].append(word)
    return found


def _deletes(word: str, *, twice: bool) -> set[str]:
    """The word, and the word with one letter left out, or two where asked for and the word is long."""
    once = {word[:i] + word[i + 1 :] for i in range(len(word))}
    if not twice or len(word) < _LONG_TYPO:
        return {word, *once}
    return {word, *once} | {each[:i] + each[i + 1 :] for each in once for i in range(len(each))}


def distance(one: str, other: str) -> int:
    """Edits between two words: insert, delete, replace, swap neighbours (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        two_ago, before, row = before, row, [i] + [0] * len(other)
        for j, b in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], two_ago[j - 2] + 1)
    return row[-1]
