"""What the rows of a table are called beside their own name: data, and what makes a table one of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.core.asking.field_phrases import stems_of

if TYPE_CHECKING:
    from shared.core.semantic.model import Entity

SAID_ALIKE: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {
    ("salesperson",): (("sale", "representative"), ("sale", "rep"), ("sale", "agent"), ("salesman",), ("seller",)),
    ("sale", "person"): (("sale", "representative"), ("sale", "rep"), ("sale", "agent"), ("salesman",), ("seller",)),
    ("sale", "representative"): (("salesperson",), ("sale", "person"), ("sale", "rep"), ("seller",)),
    ("sale", "rep"): (("salesperson",), ("sale", "person"), ("sale", "representative"), ("seller",)),
    ("employee",): (("staff",), ("team", "member")),
}
"""What else rows are called, where it is more than one word."""
PEOPLE = frozenset({"customer", "client", "buyer", "user", "member", "subscriber", "shopper"})
SIGNED_UP = (("signup",), ("sign", "up"), ("sign", "ups"), ("registration",), ("new", "signup"), ("joiner",))
JOINED = frozenset({"join", "joined", "joining", "signup", "sign", "registered", "registration", "created", "crtd"})
PARTICIPLES = frozenset("made sold bought paid sent given taken born held".split())
"""Ends of nouns whose head stands before them: payments made are payments."""
QUOTES = {"open": ("open", "opening"), "high": ("high",), "low": ("low",), "close": ("close", "closing")}
"""The prices of a trading day and what they are called."""


def one_of_people(entity: Entity) -> bool:
    """True for tables whose rows are customers, by whatever word."""
    return stems_of(entity.noun)[-1] in PEOPLE
