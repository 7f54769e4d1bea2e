"""Columns of any of PostgreSQL's types, and literals of them, for tests that draw tables."""

from __future__ import annotations

import json

from hypothesis import strategies as st

Kind = tuple[str, st.SearchStrategy[str]]
"""A type of PostgreSQL's, and literals of it."""

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
ODD_TEXTS = st.sampled_from(["", "NULL", "\\N", "\\.", '"', '""', "\r\n", ",", "{}", "!", " ", "\\", "'"])
INFINITE = st.sampled_from(["infinity", "-infinity"])
MICROSECONDS = st.integers(-210_866_803_200_000_000, 9_224_318_015_999_999_999) | st.integers(2**63 - 3, 2**63 + 1)
MOMENTS = MICROSECONDS.map(lambda n: f"microseconds {n}")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
).map(lambda value: json.dumps(value, ensure_ascii=False).replace("\\u0000", ""))


def array(elements: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Literals of arrays; some are lists of lists, some begin elsewhere than at 1."""
    escaped = elements.map(lambda e: '"' + e.replace("\\", "\\\\").replace('"', '\\"') + '"')
    plain = st.lists(escaped | st.just("NULL"), max_size=3).map(lambda es: "{" + ",".join(es) + "}")
    nested = escaped.map(lambda e: f"{{{{{e}}},{{{e}}}}}")
    return st.one_of(plain, plain, plain, nested, escaped.map(lambda e: f"[0:0]={{{e}}}"))


@st.composite
def numerics(draw: st.DrawFn) -> Kind:
    """A numeric of any precision and scale."""
    precision = draw(st.integers(1, 45))
    scale = draw(st.integers(-5, precision + 5))
    digits = st.integers(-(10**precision) + 1, 10**precision - 1)
    last = digits.map(lambda n: f"{n}e{-scale}")
    return f"numeric({precision},{scale})", st.one_of(last, last, last, last, last, st.just("NaN"))


def whole(bits: int) -> st.SearchStrategy[str]:
    """Whole numbers of so many bits."""
    return st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1).map(str)


FLOATS = st.floats().map(repr)
DAYS = st.integers(-2_451_545, 2_145_031_948).map(lambda n: f"days {n}") | INFINITE
KINDS: st.SearchStrategy[Kind] = st.one_of(
    numerics(),
    st.sampled_from(
        [
            ("smallint", whole(16)),
            ("integer", whole(32)),
            ("bigint", whole(64)),
            ("oid", st.integers(0, 2**32 - 1).map(str)),
            ("numeric", st.decimals(allow_nan=False, allow_infinity=False).map(str) | st.just("NaN")),
            ("real", st.floats(width=32).map(repr)),
            ("double precision", FLOATS),
            ("boolean", st.sampled_from("tf")),
            ("text", TEXTS | ODD_TEXTS),
            ("varchar", TEXTS),
            ("char(15)", TEXTS),
            ("uuid", st.uuids().map(str)),
            ("bytea", st.binary(max_size=9).map(lambda b: "\\x" + b.hex())),
            ("json", JSON),
            ("jsonb", JSON),
            ("date", DAYS),
            ("time", st.integers(0, 86_400_000_000).map(lambda n: f"{n / 1e6:.6f}")),
            ("timestamp", MOMENTS | INFINITE),
            ("timestamptz", MOMENTS | INFINITE),
            (
                "interval",
                st.tuples(
                    st.integers(-(2**31), 2**31 - 1), st.integers(-(2**31), 2**31 - 1), st.integers(-(2**62), 2**62)
                ).map(lambda t: f"interval {t[0]} {t[1]} {t[2]}"),
            ),
            ("inet", st.ip_addresses().map(str)),
            ("bit varying", st.text("01", max_size=9)),
            ("integer[]", array(whole(32))),
            ("text[]", array(TEXTS | ODD_TEXTS)),
            ("double precision[]", array(FLOATS)),
            ("uuid[]", array(st.uuids().map(str))),
            ("jsonb[]", array(JSON)),
        ]
    ),
)


def value(kind: str, literal: str | None) -> str:
    """The SQL of a cell. Days and microseconds are counted by PostgreSQL: Python's calendar ends before its."""
    if literal is None:
        return "NULL"
    what, *numbers = literal.split(" ")
    if kind == "date" and what == "days":
        return f"DATE '2000-01-01' + ({numbers[0]})"
    if kind == "time":
        return f"CASE WHEN {literal} = 86400 THEN TIME '24:00' ELSE TIME '00:00' + interval '{literal} seconds' END"
    if kind.startswith("timestamp") and what == "microseconds":
        days, rest = divmod(int(numbers[0]), 86_400_000_000)
        return f"{kind} '1970-01-01 00:00:00+00' + interval '{days} days {rest} microseconds'"
    if kind == "interval" and what == "interval":
        return f"interval '{numbers[0]} months {numbers[1]} days {numbers[2]} microseconds'"
    return "E'" + literal.replace("\\", "\\\\").replace("'", "\\'") + f"'::{kind}"
