"""The sales rules as configuration has them: YAML, checked, then plain values for the core."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.core.errors import UserError
from shared.core.ingest.sales.sales_rules import BrandRule, CategoryRule, SalesRules

SALES_RULES = Path(__file__).with_name("rules") / "sales.yaml"


class _Strict(BaseModel):
    """An unknown key is a mistake, not an extension."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Brand(_Strict):
    brand: str = Field(min_length=1)
    keywords: list[str] = Field(min_length=1)


class _Category(_Strict):
    category: str = Field(min_length=1)
    sub_category: str = ""
    keywords: list[str] = Field(min_length=1)


class _Rules(_Strict):
    brands: list[_Brand] = []
    categories: list[_Category] = []


def load_sales_rules(path: Path = SALES_RULES) -> SalesRules:
    """The rules of a YAML file. Raises UserError, naming the first place that is wrong."""
    try:
        rules = _Rules.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the top level"
        message = f"The sales rules are wrong at {place}: {first['msg']}."
        raise UserError(message) from error
    except (OSError, yaml.YAMLError) as error:
        message = "The sales rules cannot be read as YAML."
        raise UserError(message) from error
    return SalesRules(
        brands=tuple(BrandRule(each.brand, tuple(each.keywords)) for each in rules.brands),
        categories=tuple(
            CategoryRule(each.category, each.sub_category, tuple(each.keywords)) for each in rules.categories
        ),
    )
