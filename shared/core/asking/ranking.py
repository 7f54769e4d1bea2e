"""Top and bottom N, N per group, and superlatives ("which brand has the highest sales", "the most common colour")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.core.asking.adjectives import superlative_field
from shared.core.asking.amounts import row_worth
from shared.core.asking.draft import Idea, Sorting
from shared.core.asking.lexicon import SUPERLATIVES
from shared.core.asking.popular import read_common, read_selling
from shared.core.asking.vocabulary import AGGREGATION, aggregation_of
from shared.core.asking.worth import subject_of
from shared.core.semantic.model import Aggregation
from shared.core.semantic.naming import words

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.query import FieldRef

_MOST = r"most|highest|largest|biggest|greatest|maximum|max|best|top|strongest|longest"
_LEAST = r"least|lowest|smallest|fewest|minimum|min|worst|bottom|shortest"
_LIMIT = (
    re.compile(
        r"(?<! at) (?P<down>top|first|best|highest|largest|biggest|greatest|most|"
        r"leading)(?: most)? @n(?P<n>\d+)(?: (?:most|highest|best|largest))?(?= )"
    ),
    re.compile(
        r"(?<! at) (?P<up>bottom|last|worst|lowest|smallest|least|fewest)(?: least)? "
        r"@n(?P<n>\d+)(?: (?:least|lowest|worst|smallest))?(?= )"
    ),
    re.compile(rf" @n(?P<n>\d+) (?:(?P<down>{_MOST})|(?P<up>{_LEAST}))(?= )"),
    re.compile(
        r" (?:limit|only show|show only|show me only|just)(?: to| the)? @n(?P<n>\d+)(?: (?:rows|results|records))?(?= )"
    ),
)
_PER = re.compile(r" (?:(?:for|in|of|within|from|at) )?(?:each|every|per) (?:of )?@f(?P<field>\d+)(?= )")
_BY_MEASURE = re.compile(
    rf" (?:by|based on|in terms of|according to|on|ranked by|sorted by|with|having|"
    rf"for|of|in) (?:the |their )*(?:(?:{_MOST}|{_LEAST}) )?(?:@f(?P<field>\d+)"
    rf"|@m(?P<measure>\d+)|(?<=by )@e(?P<rows>\d+))(?= )"
)
_VERBS = (
    r"(?:(?:that|which|who|has|have|had|having|with|got|get|gets|is|are|was|"
    r"were|made|makes|make|of|sold|sells|earned|earns|received|produced|scored|"
    r"won|do|does|did|in|for|by|most|been|being|terms|number|[a-z]+ed) )*"
)
_SUPERLATIVE = re.compile(
    rf" (?:(?:which|what|who|whose|find|show|me|name|list|tell|give|is|are|return|get|for|in|at|of|on|from) )*"
    rf"(?P<subject>@[fe]\d+) (?P<between>(?!the )(?:(?!@)[a-z']+ )*?)?(?:(?P<down>{_MOST})|(?P<up>{_LEAST})) "
    rf"(?P<agg>{AGGREGATION} )?(?P<count>(?:number|amount|count|quantity|numbers)"
    rf" of )?(?:of |in |the |total )*(?P<object>@[fem]\d+)(?= )"
)
_HAS = re.compile(
    r"\b(?:has|have|had|having|with|got|gets?|is|are|was|were|made|makes?|sold|"
    r"sells?|by|earn(?:s|ed)?|receive[sd]?|produce[sd]?|score[sd]?|won|place[sd]?|"
    r"spend|spent|spends)\b"
)
_ADJECTIVE = re.compile(rf" (?P<word>{'|'.join(SUPERLATIVES)}) (?P<subject>@[ef]\d+)(?= )")
_ADJECTIVE_LAST = re.compile(
    rf" (?P<subject>@[ef]\d+) (?:is|are|was|with|has)? ?(?P<word>{'|'.join(SUPERLATIVES)})(?= )"
)
_NUMBERED = re.compile(rf" (?P<n>@n\d+) (?P<word>{'|'.join(SUPERLATIVES)})(?= )")
_WHICH = re.compile(r"^[ ,.]*(?:(?:so|and|tell me|show me|show|find|list) )?(?:which|what|who|whose)\b")
_WHOSE = re.compile(
    rf" (?:(?P<down>{_MOST})|(?P<up>{_LEAST})) (?P<object>@[efm]\d+) (?:(?:of|"
    rf"by|for|in|from|on|has|have|is) )*(?:which|what) (?P<subject>@[ef]\d+)(?= )"
)
_MADE = re.compile(
    rf" (?P<subject>@[ef]\d+) (?:(?:has|have|had|with|is|are|was|were|got) )+(?:(?P<down>{_MOST})|(?P<up>{_LEAST})) "
    r"@a(?P<idea>\d+)(?= )"
)
_UNWANTED = frozenset(
    "delay delays cost costs loss losses error errors defect defects complaint complaints return returns refund "
    "refunds expense expenses debt penalty downtime churn wait waiting rejected rejections".split()
)
"""What there should be little of."""
_STARTING = re.compile(
    r"(?: ,)?(?: and)? (?:starting|beginning|start) (?:from|with|at) (?:the )?"
    r"(?:(?P<down>top|highest|largest|biggest|most)|(?P<up>bottom|lowest|smallest|least))(?= )"
)
_SUBJECT = re.compile(r" @z0 (?P<subject>@e\d+)(?= )")
_SHOWN = 10
_MANY = 30


def read_ranking(draft: Draft) -> None:
    """Take limits and superlatives out of the text."""
    match = _STARTING.search(draft.text)
    if match is not None:
        draft.sorting = draft.sorting or [Sorting(bool(match["down"]), "y")]
        draft.take(match)
    _numbered_adjective(draft)
    _limits(draft)
    read_common(draft)
    read_selling(draft)
    _adjectives(draft)
    _most_of_made(draft)
    _superlatives(draft)


def _numbered_adjective(draft: Draft) -> None:
    match = _NUMBERED.search(draft.text)
    if match is not None and superlative_field(draft, match["word"]):
        draft.limit = int(draft.things[int(match["n"][2:])].number or 1)
        draft.text = draft.text.replace(match["n"], "@z0", 1)


def _limits(draft: Draft) -> None:
    for form in _LIMIT:
        match = form.search(draft.text)
        if match is None:
            continue
        number = draft.things[int(match["n"])].number
        if not isinstance(number, int) or number < 1:
            continue
        groups = match.groupdict()
        draft.limit = number
        ranked = groups.get("down") not in {None, "first"} or groups.get("up") not in {None, "last"}
        draft.limit_descending = (not groups.get("up")) if ranked or groups.get("up") else None
        draft.take(match)
        _per_group(draft)
        idea = _ranked_by(draft, draft.text.find("@z", max(0, match.start() - 20)))
        if groups.get("up") == "worst" or groups.get("down") == "best":
            _turn_unwanted(draft)
        if idea is not None and not draft.sorting:
            draft.sorting.append(Sorting(draft.limit_descending is not False, "", idea))
        return


def _per_group(draft: Draft) -> None:
    match = _PER.search(draft.text)
    if match is None:
        return
    ranked = re.search(r"@f(\d+)", draft.text[draft.text.find("@z") :])
    if ranked is None or draft.ref(ranked[1]) != draft.ref(match["field"]) or ranked.start() == match.start():
        draft.limit_per = draft.ref(match["field"])
    draft.take(match)


def _ranked_by(draft: Draft, after: int) -> Idea | None:
    """As in "top 5 brands by sales": what follows "by" is the number, unless it can only be a category.

    What is said after the limit goes before what is said ahead of it: "average of shares, for the top 3 by orders".
    """
    found = sorted(_BY_MEASURE.finditer(draft.text), key=lambda match: (match.start() < after, match.start()))
    for match in found:
        if match["rows"]:
            draft.ideas.append(Idea(Aggregation.COUNT))
        elif match["measure"]:
            entity, measure = draft.measure_at(match["measure"])
            draft.ideas.append(Idea(None, entity=entity, measure=measure.name))
        elif draft.field_at(match["field"]).type.is_numeric and not draft.field_at(match["field"]).identifier:
            draft.ideas.append(Idea(None, draft.ref(match["field"])))
        else:
            continue
        idea = draft.ideas[-1]
        draft.take(match, "a", len(draft.ideas) - 1)
        _ranked_rows(draft)
        return idea if draft.ideas and draft.ideas[-1] is idea else None
    _by_worth(draft)
    return None


def _by_worth(draft: Draft) -> None:
    """As in "the smallest 3 invoices": by what a row is worth."""
    match = _SUBJECT.search(draft.text)
    worth = row_worth(draft, draft.root) if draft.limit_descending is not None else None
    if match is None or worth is None:
        return
    if draft.things[int(match["subject"][2:])].found[0].entity == draft.root.name:
        _list_by(draft, worth)


def _ranked_rows(draft: Draft) -> None:
    """As in "top 5 airlines by delay" of flights: another table's rows are the groups; its own rows are listed."""
    match = _SUBJECT.search(draft.text)
    if match is None:
        return
    own = draft.things[int(match["subject"][2:])].found[0].entity == draft.root.name
    idea = draft.ideas[-1] if draft.ideas else None
    if not own:
        draft.text = draft.text.replace(match[0], f" @z0 {subject_of(draft, match['subject'])}", 1)
    elif idea is not None and idea.field is not None and idea.aggregation is None and not draft.groups:
        draft.ideas.pop()
        _list_by(draft, idea.field)


def _list_by(draft: Draft, ref: FieldRef) -> None:
    draft.sorting.append(Sorting(draft.limit_descending is not False, "", None, ref))
    draft.bare.append(ref)
    draft.superlative, draft.all_columns = True, True


def _turn_unwanted(draft: Draft) -> None:
    """The five worst by delay are the longest delays."""
    ref = draft.ideas[-1].field if draft.ideas else None
    if ref is not None and _UNWANTED & set(words(draft.field_of(ref).label)):
        draft.limit_descending = not draft.limit_descending


def _adjectives(draft: Draft) -> None:
    """As in "the oldest student": rows in the order of a field; "the oldest age" is its greatest value."""
    for form in (_ADJECTIVE, _ADJECTIVE_LAST):
        match = form.search(draft.text)
        found = superlative_field(draft, match["word"]) if match else None
        if match is None or found is None:
            continue
        ref, most = found
        number = match["subject"][2:]
        if match["subject"][1] == "f" and draft.ref(number) == ref:
            draft.ideas.append(Idea(Aggregation.MAX if most else Aggregation.MIN, ref))
            draft.take(match, "a", len(draft.ideas) - 1)
            return
        draft.sorting.append(Sorting(most, "", None, ref))
        draft.limit = draft.limit or (1 if not draft.things[int(number)].plural else _SHOWN)
        draft.superlative = True
        draft.bare.append(ref)
        draft.text = draft.text.replace(match[0], f" {match['subject']}", 1)
        return


def _superlatives(draft: Draft) -> None:
    match = _WHOSE.search(draft.text)
    if match is not None:
        _superlative(draft, match)
        return
    match = _SUPERLATIVE.search(draft.text)
    if match is None or not (_WHICH.match(draft.text) or _HAS.search(match["between"] or "")):
        return
    if re.search(r"\b(?:and|of|for)\b", match["between"] or "") or (
        not _HAS.search(match["between"] or "") and " what " in draft.text[:12]
    ):
        return
    if (
        not _HAS.search(match["between"] or "")
        and match["subject"][1] == match["object"][1] == "f"
        and not (match["between"] or "").strip()
    ):
        return
    _superlative(draft, match)


def _most_of_made(draft: Draft) -> None:
    """As in "which channel has the highest cancellation rate"."""
    match = _MADE.search(draft.text)
    if match is None:
        return
    idea = draft.ideas[int(match["idea"])]
    draft.sorting.append(Sorting(bool(match["down"]), "", idea))
    draft.superlative = True
    draft.limit = draft.limit or (None if draft.things[int(match["subject"][2:])].plural else 1)
    said = f" {subject_of(draft, match['subject'])} @a{match['idea']}"
    draft.text = draft.text.replace(match[0], said, 1)


def _superlative(draft: Draft, match: re.Match[str]) -> None:
    idea = _object_idea(draft, match)
    if idea is None:
        return
    draft.ideas.append(idea)
    draft.sorting.append(Sorting(_descends(draft, match), "", idea))
    thing = draft.things[int(match["subject"][2:])]
    draft.superlative = True
    if draft.limit is None:
        many = thing.tag == "f" and (draft.field_at(match["subject"][2:]).distinct or 0) > _MANY
        draft.limit = 1 if not thing.plural else (_SHOWN if many else None)
    draft.text = draft.text.replace(match[0], f" {subject_of(draft, match['subject'])} @a{len(draft.ideas) - 1}", 1)


def _descends(draft: Draft, match: re.Match[str]) -> bool:
    """The worst delay is the longest, the best cost the lowest; the worst sales are the least."""
    tag, number = match["object"][1], match["object"][2:]
    said = match["down"] or match["up"]
    if tag == "f" and said in {"best", "worst"} and _UNWANTED & set(words(draft.field_at(number).label)):
        return said == "worst"
    return bool(match["down"])


def _object_idea(draft: Draft, match: re.Match[str]) -> Idea | None:
    tag, number = match["object"][1], match["object"][2:]
    if tag == "e":
        found = draft.things[int(number)].found[0]
        return Idea(Aggregation.COUNT, entity=found.entity)
    if tag == "m":
        entity, measure = draft.measure_at(number)
        return Idea(None, entity=entity, measure=measure.name)
    field = draft.field_at(number)
    groups = match.groupdict()
    kind = aggregation_of(groups["agg"]) if groups.get("agg") else None
    if field.type.is_numeric and not (field.identifier and groups.get("count")):
        return Idea(kind, draft.ref(number))
    return (
        Idea(Aggregation.COUNT, draft.ref(number), distinct=True)
        if groups.get("count") or match["down"] in {"most", None}
        else None
    )
