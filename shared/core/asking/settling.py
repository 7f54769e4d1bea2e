"""Settling what groups, counts and bare fields mean together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.core.asking.amounts import main_idea
from shared.core.asking.draft import Group, Idea
from shared.core.asking.grouping import naming_fields
from shared.core.asking.kinds import FEW, REPEATS, is_amount, is_dimension
from shared.core.semantic.model import Aggregation
from shared.core.semantic.query import (
    FieldRef,
    Having,
)
from shared.core.table.chart import ChartKind
from shared.core.table.types import DataType

if TYPE_CHECKING:
    from shared.core.asking.draft import Draft
    from shared.core.semantic.model import Field


_NEARLY_ALL = 0.9
_BINS = 20
_RAW = re.compile(
    r"\b(?:relationship|correlations?|relation|correlate|against|versus|vs|comparison|"
    r"compare|proportion|distribution|change|scatter)\b"
)


@dataclass(slots=True)
class Parts:
    """The parts of an aggregate query in the making."""

    ideas: list[Idea]
    groups: list[Group]


def name_rows(draft: Draft, parts: Parts, bare: list[FieldRef]) -> None:
    """Values compared and rows told apart: "in USA and Japan" groups by country; "of models" by origin names rows."""
    if draft.ideas and not parts.groups and not any(is_dimension(draft.field_of(ref), draft.root.rows) for ref in bare):
        parts.groups.extend(Group(ref) for ref in draft.compared)
    if _side_by_side(draft, parts):
        parts.groups.extend(Group(ref) for ref in draft.compared)
    if draft.per_each and draft.ideas and not parts.groups and not bare:
        parts.groups.extend(Group(FieldRef(draft.root.name, name)) for name in naming_fields(draft.root))
    if any(group.explicit or group.grain for group in parts.groups):
        bare[:] = [ref for ref in bare if not _names_rows(draft, ref)]


def _side_by_side(draft: Draft, parts: Parts) -> bool:
    """As in "compare sales of Nike and Puma by month": along a time line, values to compare are told apart."""
    timed = bool(parts.groups) and all(group.grain for group in parts.groups)
    return bool(timed and draft.ideas and draft.words & {"compare", "comparing", "comparison", "versus", "vs"})


def _names_rows(draft: Draft, ref: FieldRef) -> bool:
    field, rows = draft.field_of(ref), draft.root.rows
    plural = any(t.tag == "f" and t.plural and draft.ref(i) == ref for i, t in enumerate(draft.things))
    unique = field.distinct is not None and bool(rows) and field.distinct >= _NEARLY_ALL * (rows or 1)
    return plural and unique and field.type is DataType.TEXT and ref.entity == draft.root.name and (rows or 0) > FEW


def count_ideas(draft: Draft, parts: Parts, bare: list[FieldRef]) -> None:
    """Settle what "number of X" counts: rows, X's values, or the field whose content is that number."""
    for i, idea in enumerate(list(parts.ideas)):
        if idea.aggregation is not Aggregation.COUNT or idea.field is None:
            continue
        field = draft.field_of(idea.field)
        others: list[Group] | list[FieldRef] = [g for g in parts.groups if g.field != idea.field] or [
            ref for ref in bare if is_dimension(draft.field_of(ref), draft.root.rows)
        ]
        if any(g.field == idea.field for g in parts.groups):
            parts.ideas[i] = replace(idea, field=None)
        elif is_amount(field) and not idea.distinct:
            parts.ideas[i] = _counted_number(draft, parts, bare, idea, field)
        elif not others and not idea.distinct and _asks_for_rows(draft, bare):
            parts.groups.append(Group(idea.field))
            parts.ideas[i] = replace(idea, field=None)
        elif (idea.field.field,) == draft.root.key and idea.field.entity == draft.root.name:
            parts.ideas[i] = replace(idea, field=None)
        elif _counts_different(draft, idea, alone=not others):
            parts.ideas[i] = replace(idea, aggregation=Aggregation.COUNT_DISTINCT)
    parts.ideas[:] = [idea for idea in parts.ideas if idea.entity != "·"]


def _counts_different(draft: Draft, idea: Idea, *, alone: bool) -> bool:
    """Different values are meant where asked for, with no group, across tables, and of names that come again."""
    ref = idea.field
    return ref is not None and (alone or idea.distinct or ref.entity != draft.root.name or _repeating(draft, ref))


def _repeating(draft: Draft, ref: FieldRef) -> bool:
    """A name that comes again and again is counted once: "products per category"."""
    field = draft.field_of(ref)
    return bool(draft.root.rows) and field.distinct is not None and field.distinct < REPEATS * (draft.root.rows or 0)


def _asks_for_rows(draft: Draft, bare: list[FieldRef]) -> bool:
    """A chart, an order or a limit asks for several rows, so a lone count of a name is meant name by name."""
    return draft.charted or bool(draft.sorting) or draft.limit is not None or bool(bare)


def _counted_number(draft: Draft, parts: Parts, bare: list[FieldRef], idea: Idea, field: Field) -> Idea:
    """As in "number of cylinders" of a column of numbers: a category beside another number, else that number."""
    others: list[Idea] | list[FieldRef] = [o for o in parts.ideas if o is not idea] or [
        ref for ref in bare if is_amount(draft.field_of(ref)) and not is_dimension(draft.field_of(ref), draft.root.rows)
    ]
    ref = idea.field
    if (
        ref is not None
        and is_dimension(field, draft.root.rows)
        and (others or parts.groups or draft.charted)
        and ref not in {g.field for g in parts.groups}
    ):
        parts.groups.insert(0, Group(ref))
        return Idea(None, entity="·") if others else Idea(Aggregation.COUNT)
    return Idea(None, ref)


def swap(draft: Draft, parts: Parts, bare: list[FieldRef]) -> None:
    """As in "cylinders by mpg": the group is the category, whichever stands first."""
    if len(parts.groups) != 1 or parts.ideas:
        return
    group = parts.groups[0]
    if not group.explicit or is_dimension(draft.field_of(group.field), draft.root.rows) or group.grain:
        return
    dims = [ref for ref in bare if is_dimension(draft.field_of(ref), draft.root.rows)]
    if dims:
        parts.groups[:] = [Group(ref) for ref in dims]
        bare[:] = [ref for ref in bare if ref not in dims]
        parts.ideas.append(Idea(None, group.field))


def place_bare(draft: Draft, parts: Parts, bare: list[FieldRef]) -> None:
    """Fields named beside a number: categories group it, amounts are numbers themselves."""
    measured = {idea.field for idea in parts.ideas}
    for ref in bare:
        field = draft.field_of(ref)
        if ref in measured and (draft.superlative or not is_dimension(field, draft.root.rows)):
            continue
        if is_dimension(field, draft.root.rows) or not parts.groups:
            parts.groups.append(Group(ref))
        else:
            parts.ideas.append(Idea(None, ref))


def without_ideas(draft: Draft, parts: Parts, bare: list[FieldRef]) -> bool:
    """Decide between numbers by group (True) and a plain list of columns (False)."""
    amounts = [ref for ref in bare if is_amount(draft.field_of(ref))]
    if draft.limit_per is not None or draft.superlative:
        return False
    if any(isinstance(each, Having) for each in draft.conditions):
        return _conditioned(draft, parts, bare)
    if not bare and parts.groups:
        parts.ideas.append(Idea(Aggregation.COUNT))
        return True
    if not bare or draft.chart is ChartKind.SCATTER:
        return False
    if len(bare) == 1 and (draft.compared or not parts.groups):
        return _ranked_groups(draft, parts, bare[0]) or _lone_field(draft, parts, bare, amounts)
    return bool(parts.groups) and _grouped_fields(draft, parts, bare, amounts)


def _ranked_groups(draft: Draft, parts: Parts, ref: FieldRef) -> bool:
    """As in "top 5 brands": what is ranked brings rows together, and nothing says by what."""
    field, rows = draft.field_of(ref), draft.root.rows or 0
    ranked = draft.limit is not None and draft.limit_descending is not None and not draft.sorting
    if not ranked or field.type is not DataType.TEXT or (field.distinct or rows) >= REPEATS * rows:
        return False
    parts.groups.append(Group(ref))
    parts.ideas.append(main_idea(draft.root))
    return True


def _conditioned(draft: Draft, parts: Parts, bare: list[FieldRef]) -> bool:
    """As in "brands with more than 10 orders": the condition's number is shown by what it is of."""
    measure = next(each.measure for each in draft.conditions if isinstance(each, Having))
    field = FieldRef(measure.entity, measure.field) if measure.field else None
    parts.groups.extend(Group(ref) for ref in bare)
    parts.ideas.append(Idea(measure.aggregation, field))
    return bool(parts.groups)


def _lone_field(draft: Draft, parts: Parts, bare: list[FieldRef], amounts: list[FieldRef]) -> bool:
    """One field alone: an amount of some rows, what a chart shows the distribution of, or a column to list."""
    field = draft.field_of(bare[0])
    if amounts and not draft.charted and (draft.compared or _one_number(draft, bare[0])):
        parts.groups.extend(Group(ref) for ref in draft.compared)
        parts.ideas.append(Idea(_said_aggregation(draft), bare[0]))
        return True
    if not (draft.charted or draft.words & {"distribution", "frequency", "breakdown", "proportion", "trend"}):
        return False
    measured = is_amount(field) and not is_dimension(field, draft.root.rows)
    names = naming_fields(draft.root)
    if measured and names and draft.chart in {ChartKind.BAR, ChartKind.PIE}:
        bare[:0] = [FieldRef(draft.root.name, name) for name in names]
        return False
    parts.groups.append(Group(bare[0], bins=(draft.bins or _BINS) if measured else None))
    parts.ideas.append(Idea(Aggregation.COUNT))
    return True


def _one_number(draft: Draft, ref: FieldRef) -> bool:
    """As in "quantity of Nike in April": an amount of some rows is one number, unless rows are asked for."""
    if draft.groups or draft.words & {"list", "all", "each", "every", "rows", "records", "details"}:
        return False
    narrowed = bool(draft.conditions) or draft.period is not None or _said_alone(draft)
    named = any(m.field == ref.field for e in draft.model.entities if e.name == ref.entity for m in e.measures)
    return named and narrowed and (draft.root.rows or 0) > FEW and not draft.sorting and draft.limit is None


def _said_alone(draft: Draft) -> bool:
    """As in "quantity?": nothing but the name of a number."""
    return re.fullmatch(r" *@f\d+ *[.]? *", draft.text) is not None


def _said_aggregation(draft: Draft) -> Aggregation | None:
    """A column called "total quantity" is added up when it is asked for by that name."""
    said = [thing.said.casefold() for thing in draft.things if thing.tag == "f"]
    return Aggregation.SUM if any(each.startswith("total ") for each in said) else None


def _grouped_fields(draft: Draft, parts: Parts, bare: list[FieldRef], amounts: list[FieldRef]) -> bool:
    said = any(group.explicit for group in parts.groups)
    repeats = all(_repeats(draft, group) for group in parts.groups)
    if amounts and (repeats or said):
        if not said and not any(group.grain for group in parts.groups) and _RAW.search(draft.text) and not repeats:
            return False
        if draft.words & {"distribution", "histogram", "frequency", "breakdown"} and all(
            is_dimension(draft.field_of(ref), draft.root.rows) for ref in bare
        ):
            parts.groups[:0] = [Group(ref) for ref in bare]
            parts.ideas.append(Idea(Aggregation.COUNT))
            return True
        real = [ref for ref in amounts if not is_dimension(draft.field_of(ref), draft.root.rows)] or amounts[-1:]
        parts.ideas.extend(Idea(None, ref) for ref in real)
        parts.groups.extend(Group(ref) for ref in bare if ref not in real)
        return True
    if said and not amounts:
        if not repeats:
            return False
        parts.groups[:0] = [Group(ref) for ref in bare]
        parts.ideas.append(Idea(Aggregation.COUNT))
        return True
    return False


def _repeats(draft: Draft, group: Group) -> bool:
    """True when grouping brings rows together: the column does not (nearly) tell all rows apart."""
    field, rows = draft.field_of(group.field), draft.root.rows
    if group.grain is not None or group.field.entity != draft.root.name:
        return True
    return field.distinct is None or not rows or field.distinct < REPEATS * rows
