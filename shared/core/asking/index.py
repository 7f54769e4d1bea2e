"""ReaderIndex: every phrase of a semantic model that a question may use, built once a model."""

from __future__ import annotations

from collections import ChainMap, OrderedDict, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from shared.core.asking.field_phrases import GENERIC, also_said, code_words, field_phrases, is_flag, stems_of
from shared.core.asking.lexicon import FILLER, SYNONYM_GROUPS, VERBS
from shared.core.asking.naming_numbers import Defined, metric_numbers
from shared.core.asking.naming_things import Candidate, Kind
from shared.core.asking.row_names import JOINED, PARTICIPLES, PEOPLE, QUOTES, SAID_ALIKE, SIGNED_UP, one_of_people
from shared.core.asking.spelling import SPELLED, deletes, distance, spelled_deletions
from shared.core.asking.word_roots import root_of
from shared.core.semantic.naming import stem, words
from shared.core.semantic.places import ALIASES
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from shared.core.semantic.model import Entity, Field, SemanticModel

_CANONICAL = {stem(word): min(group) for group in SYNONYM_GROUPS for word in group}
_KEPT, _REMEMBERED = 16, 5_000
_LONGEST = 8
_MIN_TYPO, _LONG_TYPO = 4, 8
_MIN_PART = 4
_MIN_SHORTENED = 6
_OWN_HEAD, _HEAD = 0.92, 0.6
_DONE = 0.72
_EXACT, _OWN, _BAG, _SYNONYM, _PART = 1.0, 0.96, 0.9, 0.86, 0.45
_STATES_AT_MOST = 12
_FLAG_WORDS = frozenset({"is", "was", "has", "had", "been", "flag", "indicator"})


@dataclass(slots=True)
class ReaderIndex:
    """Phrases (tuples of stems) to what they may name."""

    model: SemanticModel
    phrases: MutableMapping[tuple[str, ...], list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    canonical: dict[tuple[str, ...], list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    bags: dict[tuple[str, ...], list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    starts: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    roots: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    vocabulary: MutableMapping[str, bool] = field(default_factory=dict)
    defined: Mapping[str, Defined] = field(default_factory=dict)
    """The numbers made of numbers that go by a name: metrics of the model, and what a question's glossary defines."""
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

    def with_terms(self, defined: Mapping[str, Defined]) -> ReaderIndex:
        """The same index with names of numbers added; they go before what the model calls the same."""
        phrases: dict[tuple[str, ...], list[Candidate]] = {}
        for name, each in defined.items():
            found = Candidate(Kind.MEASURE, each.ref.entity, name, _EXACT)
            phrases |= {stems: [found] for said in each.said if (stems := stems_of(said))}
        learned = {word: True for stems in phrases for word in stems}
        return replace(
            self,
            phrases=ChainMap(phrases, self.phrases),
            vocabulary=ChainMap(learned, self.vocabulary),
            defined={**self.defined, **defined},
            longest=max(self.longest, *map(len, phrases)) if phrases else self.longest,
        )

    def befallen(self, word: str) -> list[Candidate]:
        """What the noun or adjective of a state says: "cancellation" and "successful" of a status, "return" of a flag.

        Only where it says one thing: the values or the flag of a single field.
        """
        found = self.roots.get(root_of(word), [])
        return found if len({(each.entity, each.name) for each in found}) == 1 else []

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
        if word in SPELLED:
            return None
        spelled: dict[str, list[str]] = spelled_deletions()
        keys = deletes(word, twice=True)
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
        self._add_named()
        for word, is_name in self.vocabulary.items():
            if len(word) >= _MIN_TYPO:
                for key in deletes(word, twice=is_name):
                    self.deletions[key].append(word)

    def _add_named(self) -> None:
        """Metrics of the model, which go by their names like measures, its named filters, and its people."""
        people = [entity for entity in self.model.entities if stems_of(entity.noun)[-1:] and one_of_people(entity)]
        if len(people) == 1:
            self._add_people(people[0])
        self.defined = metric_numbers(self.model)
        for name, each in self.defined.items():
            for said in each.said:
                self._add(stems_of(said), Candidate(Kind.MEASURE, each.ref.entity, name, _EXACT))
        for named in self.model.filters:
            for said in (named.label, *named.synonyms):
                self._add(stems_of(said), Candidate(Kind.FILTER, named.entity, named.name, _EXACT))

    def _add_people(self, entity: Entity) -> None:
        """The one table of people: users are its rows, and so are sign-ups where it says when they joined."""
        dated = any(each.type.is_temporal and set(words(each.label)) & JOINED for each in entity.fields)
        for word in sorted(PEOPLE):
            if (word,) not in self.phrases:
                self._add((word,), Candidate(Kind.ENTITY, entity.name, entity.name, _BAG))
        for said in SIGNED_UP if dated else ():
            if said not in self.phrases:
                self._add(said, Candidate(Kind.ENTITY, entity.name, entity.name, _BAG))
                self._add((stems_of(entity.noun)[-1], *said), Candidate(Kind.ENTITY, entity.name, entity.name, _EXACT))

    def _add_entity(self, entity: Entity) -> None:
        nouns = {stems_of(entity.noun), stems_of(entity.label), *(stems_of(each) for each in entity.synonyms)}
        nouns |= {alike for noun in tuple(nouns) for alike in SAID_ALIKE.get(noun, ())}
        for noun in nouns:
            self._add(noun, Candidate(Kind.ENTITY, entity.name, entity.name, _EXACT))
            if len(noun) > 1 and (noun[-1].endswith("ed") or noun[-1] in PARTICIPLES):
                self._add(noun[:-1], Candidate(Kind.ENTITY, entity.name, entity.name, _DONE))
            for length in range(1, len(noun)):
                if noun[-1] not in GENERIC:
                    self._add(
                        noun[-length:],
                        Candidate(Kind.ENTITY, entity.name, entity.name, _OWN_HEAD if length > 1 else _HEAD),
                    )
        for each in entity.fields:
            self._add_field(entity, each, nouns)
        self._add_quotes(entity)
        for measure in entity.measures:
            found = Candidate(Kind.MEASURE, entity.name, measure.name, _EXACT)
            for text in (measure.label, *measure.synonyms):
                self._add(stems_of(text), found)

    def _add_quotes(self, entity: Entity) -> None:
        """Prices of a trading day (open, high, low, close) are said as "closing price"."""
        named = {each.label.casefold(): each for each in entity.fields if each.type.is_numeric}
        if not named.keys() >= QUOTES.keys():
            return
        for label, said in QUOTES.items():
            found = Candidate(Kind.FIELD, entity.name, named[label].name, _EXACT)
            for word in said:
                self._add((word, "price"), found)
            self._add((said[-1],), _scored(found, _OWN))

    def _add_field(self, entity: Entity, each: Field, nouns: set[tuple[str, ...]]) -> None:
        for phrase, score in field_phrases(each, nouns):
            found = Candidate(Kind.FIELD, entity.name, each.name, score)
            self._add(phrase, found, own=phrase == stems_of(each.label))
            if score == _EXACT:
                self._add_own_name(phrase, each, found)
        for value in each.values:
            self._add_value(entity, each, value)
        self._add_states(entity, each)

    def _add_own_name(self, phrase: tuple[str, ...], each: Field, found: Candidate) -> None:
        """What follows from a field's own name: its beginning, its words in any order, and what it is said for."""
        if len(phrase[0]) in {3, 4} and len(phrase) == 1:
            self.starts[phrase[0]].append(_scored(found, 0.7))
        if len(phrase[0]) in {3, 4} and len(phrase) == 2 and phrase[1] in GENERIC:  # noqa: PLR2004 - "stu id"
            self.starts[phrase[0]].append(_scored(found, 0.65))
        for said, score in also_said(phrase, each):
            self._add(said, _scored(found, score))
        if len(phrase) > 1:
            self.bags[tuple(sorted(phrase))].append(_scored(found, _BAG))

    def _add_states(self, entity: Entity, each: Field) -> None:
        """What may befall a row: the single words of a column with few values, and the word of a flag."""
        if is_flag(each):
            said = [word for word in stems_of(each.label) if word not in _FLAG_WORDS]
            if len(said) == 1:
                self.roots[root_of(said[0])].append(Candidate(Kind.FIELD, entity.name, each.name, _SYNONYM))
        if each.type is DataType.TEXT and each.values_complete and len(each.values) <= _STATES_AT_MOST:
            for value in each.values:
                if value.isalpha():
                    found = Candidate(Kind.VALUE, entity.name, each.name, _SYNONYM, value)
                    self.roots[root_of(value.casefold())].append(found)

    def _add_value(self, entity: Entity, each: Field, value: str) -> None:
        stems = stems_of(value)
        if not stems or len(stems) > _LONGEST:
            return
        found = Candidate(Kind.VALUE, entity.name, each.name, 0.98, value)
        for alias in ALIASES.get(value.casefold(), ()):
            self.phrases[stems_of(alias)].append(_scored(found, 0.93))
            self._learn(stems_of(alias), is_name=False)
        for said in code_words(each, value):
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

    def _add(self, stems: tuple[str, ...], found: Candidate, *, own: bool = False) -> None:
        """A field's own label goes before what other fields are spelled out to."""
        if not stems:
            return
        ways = [stems] if len(stems) == 1 else [stems, ("".join(stems),)]
        for way in ways:
            if not any(_same(found, old) and old.score >= found.score for old in self.phrases[way]):
                self.phrases[way].insert(0 if own else len(self.phrases[way]), found)
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


def _same(one: Candidate, other: Candidate) -> bool:
    return (one.kind, one.entity, one.name, one.value) == (other.kind, other.entity, other.name, other.value)


def _scored(found: Candidate, score: float) -> Candidate:
    return Candidate(found.kind, found.entity, found.name, score, found.value)
