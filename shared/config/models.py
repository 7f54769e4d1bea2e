"""The cascade of language models as configuration has it: YAML over environment over these defaults."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shared.core.asking.answer import Tier
from shared.core.errors import UserError
from shared.core.models.budget import MICROS, Budget, Price
from shared.core.models.plan import CascadePlan, ModelTier, Prompts, SharingPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

PROMPTS = Path(__file__).with_name("prompts")
MODELS_FILE = "MODELS_FILE"
"""The variable that may name a YAML file with the keys below; what it says goes over the environment."""

Dollars = Annotated[Decimal, Field(ge=0, le=100_000)]
PRICES: dict[str, tuple[str, str]] = {
    "gpt-5.4-nano": ("0.20", "1.25"),
    "gpt-5.4-mini": ("0.75", "4.50"),
    "gpt-5.4": ("2.50", "15.00"),
}
"""US dollars a million tokens in and out, of the provider's price list of 2026; any other model's must be given."""


class _Strict(BaseModel):
    """An unknown key is a mistake, not an extension."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True)


class ModelChoice(_Strict):
    """One model: its name at the provider, its price in US dollars a million tokens, and what one call may take."""

    name: str = Field(min_length=1, max_length=200)
    dollars_in: Dollars | None = None
    dollars_out: Dollars | None = None
    most_tokens: int = Field(default=2_000, ge=100, le=20_000)
    """Tokens of one reply, those a reasoning model thinks with among them."""
    seconds: float = Field(default=8.0, gt=0, le=60)
    effort: str = Field(default="", pattern=r"^(|none|minimal|low|medium|high|xhigh|max)$")

    @model_validator(mode="after")
    def _has_a_price(self) -> Self:
        if self.name not in PRICES and (self.dollars_in is None or self.dollars_out is None):
            raise ValueError("a model that is not in our price list needs dollars_in and dollars_out")
        return self

    @property
    def price(self) -> Price:
        """What is given, else what the price list says."""
        listed = PRICES.get(self.name, ("0", "0"))
        given = (self.dollars_in, self.dollars_out)
        into, out = (Decimal(known) if each is None else each for each, known in zip(given, listed, strict=True))
        return Price(into, out)


class CascadeSettings(_Strict):
    """Which models are asked, in which order, and within what limits. Budgets are in US dollars, by day of UTC."""

    cheap: ModelChoice | None = ModelChoice(name="gpt-5.4-mini", effort="low")
    strong: ModelChoice | None = ModelChoice(name="gpt-5.4", most_tokens=2_500, seconds=12.0, effort="low")
    deadline_seconds: float = Field(default=20.0, gt=0, le=30)
    """For all calls of a question together; a function that answers lives for 60 s, its query for 25 of them."""
    question_dollars: Dollars = Decimal("0.25")
    """Set aside before each call is the most it may cost: about 0.10 for the strong model over 400 columns."""
    user_dollars: Dollars = Decimal(2)
    workspace_dollars: Dollars = Decimal(20)
    sample_values: bool = False
    values_a_column: int = Field(default=10, ge=0, le=50)
    most_columns: int = Field(default=400, ge=10, le=2_000)
    hand_on_below: float = Field(default=0.7, ge=0, le=1)
    hand_on_unclear_below: float = Field(default=0.25, ge=0, le=1)
    breaker_failures: int = Field(default=5, ge=1, le=100)
    breaker_rest_seconds: float = Field(default=30.0, ge=0, le=3_600)

    def plan(self) -> CascadePlan:
        """Return what the app works with."""
        chosen = ((Tier.CHEAP, self.cheap), (Tier.STRONG, self.strong))
        return CascadePlan(
            tiers=tuple(
                ModelTier(tier, each.name, each.price, each.most_tokens, each.seconds, each.effort)
                for tier, each in chosen
                if each is not None
            ),
            budget=Budget(_micros(self.question_dollars), _micros(self.user_dollars), _micros(self.workspace_dollars)),
            prompts=load_prompts(),
            deadline_seconds=self.deadline_seconds,
            sharing=SharingPolicy(self.sample_values, self.values_a_column, self.most_columns),
            hand_on_below=self.hand_on_below,
            hand_on_unclear_below=self.hand_on_unclear_below,
            breaker_failures=self.breaker_failures,
            breaker_rest_seconds=self.breaker_rest_seconds,
        )


_VARIABLES: dict[str, tuple[str, ...]] = {
    "CHEAP_MODEL": ("cheap", "name"),
    "CHEAP_MODEL_DOLLARS_IN": ("cheap", "dollars_in"),
    "CHEAP_MODEL_DOLLARS_OUT": ("cheap", "dollars_out"),
    "STRONG_MODEL": ("strong", "name"),
    "STRONG_MODEL_DOLLARS_IN": ("strong", "dollars_in"),
    "STRONG_MODEL_DOLLARS_OUT": ("strong", "dollars_out"),
    "MODEL_DEADLINE_SECONDS": ("deadline_seconds",),
    "MODEL_QUESTION_DOLLARS": ("question_dollars",),
    "MODEL_USER_DOLLARS": ("user_dollars",),
    "MODEL_WORKSPACE_DOLLARS": ("workspace_dollars",),
    "MODEL_SAMPLE_VALUES": ("sample_values",),
}
"""What the environment may set; the rest is for the file."""


def load_cascade(environ: Mapping[str, str]) -> CascadePlan:
    """Return the plan that file, environment and defaults make. Raises UserError, naming the first wrong setting."""
    given: dict[str, Any] = {}
    for name, keys in _VARIABLES.items():
        if environ.get(name):
            _put(given, keys, environ[name])
    if environ.get(MODELS_FILE):
        given = _over(_yaml(Path(environ[MODELS_FILE])), given)
    try:
        return CascadeSettings.model_validate(_over(given, _defaults(given))).plan()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"])) or "the top level"
        raise UserError(f"The settings of the language models are wrong at {place}: {first['msg']}.") from None


def load_prompts() -> Prompts:
    """Return the texts that models are told."""
    fill, repair = ((PROMPTS / name).read_text(encoding="utf-8") for name in ("fill_query.md", "repair_query.md"))
    return Prompts(fill, repair)


def _defaults(given: Mapping[str, Any]) -> dict[str, Any]:
    """The default models' limits for those that are partly given; another model may not know how to think less."""
    defaults = CascadeSettings().model_dump(include={"cheap", "strong"}, exclude_none=True)
    for name, value in defaults.items():
        if isinstance(given.get(name), dict) and "name" in given[name]:
            del value["effort"]
    return {name: value for name, value in defaults.items() if isinstance(given.get(name), dict)}


def _micros(dollars: Decimal) -> int:
    return int(dollars * MICROS)


def _put(given: dict[str, Any], place: tuple[str, ...], value: str) -> None:
    for name in place[:-1]:
        given = given.setdefault(name, {})
    given[place[-1]] = value


def _over(upper: Mapping[str, Any], lower: Mapping[str, Any]) -> dict[str, Any]:
    """The upper mapping's values over the lower's, mapping by mapping."""
    merged = dict(lower)
    for name, value in upper.items():
        below = merged.get(name)
        merged[name] = _over(value, below) if isinstance(value, dict) and isinstance(below, dict) else value
    return merged


def _yaml(path: Path) -> dict[str, Any]:
    import yaml  # noqa: PLC0415 - only who has such a file pays for reading it

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise UserError(f"The file of language models cannot be read ({type(error).__name__}).") from None
    if content is None:
        return {}
    if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
        raise UserError("The file of language models is not a mapping of settings.")
    return content
