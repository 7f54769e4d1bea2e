"""Business rules as configuration has them: YAML, checked, then plain values for the core.

What we bring stands in rules/*.yaml; what people of a channel share has `rules:` or `keys:` at its margin:

    rules:
      - name: Key accounts
        when: {column: firm, is: [Sharma Traders, Gupta & Sons]}
        set: {column: segment, to: Key account}
      - name: Large orders
        when:
          all:
            - {column: quantity, more_than: 100}
            - any: [{column: city, starts_with: Pu}, {column: code, matches: '^P-[0-9]+$'}]
        set: {column: size, to: Large}
        otherwise: Usual
    keys: {invoices: voucher_no, order lines: [order_no, line_no]}
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from shared.config.rule_faults import faults
from shared.config.sales_rules import load_sales_rules
from shared.config.semantic_models import told
from shared.config.yaml_text import read_yaml
from shared.core.errors import UserError
from shared.core.ingest.rules.automaton import Pattern
from shared.core.ingest.rules.columns import words_of
from shared.core.ingest.rules.conditions import (
    AllOf,
    AnyOf,
    Bound,
    Condition,
    Contains,
    Is,
    IsEmpty,
    Matches,
    Not,
    StartsWith,
    Within,
)
from shared.core.ingest.rules.keys import MOST_KEY_COLUMNS, DeclaredKey, Written
from shared.core.ingest.rules.keywords import KeywordRule
from shared.core.ingest.rules.rule import MOST_RULES, MOST_VALUES, Rule
from shared.core.ingest.rules.rules import Rules
from shared.core.ingest.rules.tax_numbers import GstinColumns, TaxNumberRule

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = "The file of rules"
TABLE_RULES = Path(__file__).with_name("rules") / "tables.yaml"


class _Strict(BaseModel):
    """An unknown key is a mistake, not an extension."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, strict=True, arbitrary_types_allowed=True)


def _texts(value: object) -> object:
    """One text or several; numbers, days and truth values are taken as they are written."""
    given = value if isinstance(value, list) else [value]
    if not given or len(given) > MOST_VALUES:
        raise ValueError(f"takes from 1 to {MOST_VALUES:,} values")
    if any(each is None or isinstance(each, list | dict) for each in given):
        raise ValueError("takes a text or a list of texts")
    found = [str(each).strip() for each in given]
    if not all(found):
        raise ValueError("takes no empty text; for empty cells write is_empty: true")
    return found


def _columns(value: object) -> object:
    """The columns of a key: one, or several different ones."""
    found = [str(each).strip() for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
    if not found or not all(found) or (isinstance(value, list) and len(found) < len(value)):
        raise ValueError("takes the name of a column, or a list of such: [order_no, line_no]")
    if len(found) > MOST_KEY_COLUMNS or len({words_of(each) for each in found}) < len(found):
        raise ValueError(f"takes at most {MOST_KEY_COLUMNS} columns, each once")
    return found


def _bound(value: object) -> object:
    """A number or a day."""
    return _as_bound(value)


def _as_bound(value: object) -> Any:  # noqa: ANN401 - two of them may be compared, once they are of one kind
    if isinstance(value, bool) or not isinstance(value, int | float | date):
        raise ValueError("takes a number or a day as 2024-01-31")  # noqa: TRY004 - pydantic takes ValueError
    if isinstance(value, int | float):
        return Decimal(str(value))
    return value.date() if isinstance(value, datetime) else value


def _bounds(value: object) -> object:
    """Two of the same kind, the lower one first."""
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - a pair
        raise ValueError("takes two numbers or two days: [10, 20]")
    low, high = map(_as_bound, value)
    if type(low) is not type(high) or low > high:
        raise ValueError("takes two numbers or two days, the lower one first")
    return [low, high]


def _pattern(value: object) -> object:
    """A pattern that is taken."""
    if not isinstance(value, str):
        raise ValueError("takes a pattern in quotes")  # noqa: TRY004 - pydantic takes ValueError
    try:
        Pattern(value)
    except UserError as error:
        raise ValueError(f"is not taken: {error}") from None
    return value


def _listed(value: object) -> object:
    """One condition is a list of one."""
    return [value] if isinstance(value, dict) else value


def _cell(value: object) -> object:
    """A value that a cell can have."""
    if isinstance(value, list | dict | datetime):
        raise ValueError("should be a text, a number, a day, or true or false")  # noqa: TRY004 - pydantic takes ValueError
    return Decimal(str(value)) if isinstance(value, float) else value


_Shape = TypeVar("_Shape", bound=_Strict)
_Texts = Annotated[list[str] | None, BeforeValidator(_texts)]
_Columns = Annotated[list[str], BeforeValidator(_columns)]
_Bounded = Annotated[Any, BeforeValidator(_bound)]
_Value = Annotated[Any, BeforeValidator(_cell)]


class _Condition(_Strict):
    """A column and what is asked of it, or several conditions."""

    column: str | None = Field(None, min_length=1)
    is_: _Texts = Field(None, alias="is")
    contains: _Texts = None
    starts_with: _Texts = None
    matches: Annotated[str | None, BeforeValidator(_pattern)] = None
    more_than: _Bounded = None
    less_than: _Bounded = None
    between: Annotated[Any, BeforeValidator(_bounds)] = None
    is_empty: bool | None = None
    all: list[_Condition] | None = Field(None, min_length=1)
    any: list[_Condition] | None = Field(None, min_length=1)
    not_: _Condition | None = Field(None, alias="not")

    @model_validator(mode="after")
    def _says_one_thing(self) -> _Condition:
        joints = [each for each in (self.all, self.any, self.not_) if each is not None]
        asked = list(self._asked())
        if len(joints) == 1 and self.column is None and not asked:
            return self
        if joints or self.column is None or not asked:
            raise ValueError(
                "needs a column and what is asked of it (such as is, contains, more_than), or all, any, not"
            )
        return self

    def condition(self) -> Condition:
        """The plain value."""
        if self.all is not None:
            return AllOf(tuple(each.condition() for each in self.all))
        if self.any is not None:
            return AnyOf(tuple(each.condition() for each in self.any))
        if self.not_ is not None:
            return Not(self.not_.condition())
        asked = tuple(self._asked())
        return asked[0] if len(asked) == 1 else AllOf(asked)

    def _asked(self) -> Iterator[Condition]:
        """Yield what is asked of the column."""
        column = self.column or ""
        for values, kind in ((self.is_, Is), (self.contains, Contains), (self.starts_with, StartsWith)):
            if values:
                yield kind(column, tuple(values))
        if self.matches is not None:
            yield Matches(column, self.matches)
        yield from self._ranges(column)
        if self.is_empty is not None:
            yield IsEmpty(column, self.is_empty)

    def _ranges(self, column: str) -> Iterator[Condition]:
        low: Bound | None = self.more_than
        high: Bound | None = self.less_than
        if low is not None:
            yield Within(column, low, None, is_closed=False)
        if high is not None:
            yield Within(column, None, high, is_closed=False)
        if self.between is not None:
            yield Within(column, *self.between)


class _Set(_Strict):
    column: str = Field(min_length=1, max_length=100)
    to: _Value


class _Rule(_Strict):
    name: str = Field(min_length=1, max_length=100)
    when: Annotated[list[_Condition], BeforeValidator(_listed), Field(min_length=1)]
    set: _Set
    otherwise: _Value = None


class _RuleFile(_Strict):
    rules: list[_Rule] = Field([], max_length=MOST_RULES)
    keys: dict[Annotated[str, Field(min_length=1, max_length=100)], _Columns] = Field({}, max_length=MOST_RULES)

    @model_validator(mode="after")
    def _says_something(self) -> _RuleFile:
        if not self.model_fields_set:
            raise ValueError("needs rules, or keys")
        return self


class _TaxNumbers(_Strict):
    headers: list[str] = Field(min_length=1)
    share: float = Field(gt=0, le=1)
    columns: dict[str, str] = {}


class _TableRules(_Strict):
    gstin: _TaxNumbers
    pan: _TaxNumbers
    products: _TaxNumbers


def load_rules(path: Path = TABLE_RULES) -> Rules:
    """The rules that we bring, sales words among them. Raises UserError, naming each place that is wrong."""
    found = _checked(_TableRules, path.read_text(encoding="utf-8"), _FILE)
    return Rules(
        sales=load_sales_rules(),
        gstin=TaxNumberRule(tuple(found.gstin.headers), found.gstin.share),
        gstin_columns=GstinColumns(**found.gstin.columns),
        pan=TaxNumberRule(tuple(found.pan.headers), found.pan.share),
        keywords=KeywordRule(tuple(found.products.headers), found.products.share, **found.products.columns),
    )


def parse_rules(text: str) -> tuple[Written, ...]:
    """The rules and the keys that people wrote. Raises UserError, with a sentence on each mistake and its place."""
    found = _checked(_RuleFile, text, _FILE)
    rules = tuple(_rule(each) for each in found.rules)
    problems = [*_twice(rules), *_contradictions(rules)]
    if problems:
        raise UserError(told(_FILE, problems))
    return (*rules, *(DeclaredKey(table, tuple(columns)) for table, columns in found.keys.items()))


def _rule(given: _Rule) -> Rule:
    conditions = tuple(each.condition() for each in given.when)
    when = conditions[0] if len(conditions) == 1 else AllOf(conditions)
    return Rule(given.name, when, given.set.column, given.set.to, given.otherwise)


def _twice(rules: tuple[Rule, ...]) -> Iterator[str]:
    names = [rule.name.casefold() for rule in rules]
    for place, rule in enumerate(rules):
        if rule.name.casefold() in names[:place]:
            yield f"rules[{place + 1}].name: there is a rule called {rule.name} already"


def _contradictions(rules: tuple[Rule, ...]) -> Iterator[str]:
    """Yield where rules for one column say different things of the rows that none of them is about."""
    said: dict[str, Rule] = {}
    for place, rule in enumerate(rules):
        first = said.setdefault(words_of(rule.column), rule) if rule.otherwise is not None else rule
        if first.otherwise != rule.otherwise:
            yield f"rules[{place + 1}].otherwise: {first.name} says already that it is {first.otherwise}"


def _checked(shape: type[_Shape], text: str, what: str) -> _Shape:
    """The data of a YAML text in this shape. Raises UserError."""
    data = read_yaml(text)
    if not isinstance(data, dict):
        raise UserError(f"{what} should be a mapping; see the examples.")
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise UserError(told(what, faults(error, data, _KEYS))) from None


_KEYS = frozenset(
    field.alias or name
    for shape in (_Condition, _Set, _Rule, _RuleFile, _TaxNumbers, _TableRules)
    for name, field in shape.model_fields.items()
)
