"""People's words from the names of tables and columns: splitting, labels, plurals, stems, abbreviations."""

from __future__ import annotations

import re
from functools import lru_cache

_LATIN = [chr(i) for i in range(0x250)]
_SMALL = "".join(each for each in _LATIN if each.islower())
_LARGE = "".join(each for each in _LATIN if each.isupper())
_BOUNDARIES = re.compile(
    rf"[{_LARGE}]+(?=[{_LARGE}][{_SMALL}])|[{_LARGE}]?[{_SMALL}]+|[{_LARGE}]+|\d+(?:\.\d+)?|[^\W\d_]+"
)
"""Capitals are told from small letters in the Latin script, of which Unicode holds nearly all in its first 0x250."""

ABBREVIATIONS: dict[str, str] = {
    "abv": "alcohol",
    "acc": "account",
    "acct": "account",
    "addr": "address",
    "adj": "adjusted",
    "admin": "administration",
    "alt": "altitude",
    "amt": "amount",
    "approx": "approximate",
    "arr": "arrival",
    "attr": "attribute",
    "avg": "average",
    "bal": "balance",
    "bday": "birthday",
    "bldg": "building",
    "cat": "category",
    "ccy": "currency",
    "cd": "code",
    "cnt": "count",
    "co": "company",
    "comm": "commission",
    "cond": "condition",
    "crtd": "created",
    "ctry": "country",
    "cur": "current",
    "curr": "currency",
    "cust": "customer",
    "dept": "department",
    "dep": "departure",
    "desc": "description",
    "dest": "destination",
    "diff": "difference",
    "dir": "direction",
    "disc": "discount",
    "dist": "distance",
    "div": "division",
    "dob": "birth date",
    "doc": "document",
    "dt": "date",
    "dur": "duration",
    "edu": "education",
    "emp": "employee",
    "eng": "engine",
    "env": "environment",
    "est": "estimate",
    "exp": "expense",
    "fname": "first name",
    "freq": "frequency",
    "fy": "fiscal year",
    "grp": "group",
    "hp": "horsepower",
    "hrs": "hours",
    "humid": "humidity",
    "img": "image",
    "inv": "invoice",
    "lang": "language",
    "lat": "latitude",
    "len": "length",
    "lname": "last name",
    "loc": "location",
    "lon": "longitude",
    "lng": "longitude",
    "max": "maximum",
    "med": "median",
    "mfr": "manufacturer",
    "mgr": "manager",
    "min": "minimum",
    "mo": "month",
    "mpg": "miles per gallon",
    "msg": "message",
    "nbr": "number",
    "no": "number",
    "num": "number",
    "org": "organization",
    "ord": "order",
    "pcs": "pieces",
    "pct": "percent",
    "perc": "percent",
    "pmt": "payment",
    "pop": "population",
    "pos": "position",
    "precip": "precipitation",
    "prev": "previous",
    "prod": "product",
    "pts": "points",
    "qty": "quantity",
    "recd": "received",
    "ref": "reference",
    "reg": "region",
    "rev": "revenue",
    "sched": "scheduled",
    "seq": "sequence",
    "spec": "specification",
    "src": "source",
    "std": "standard",
    "subj": "subject",
    "svc": "service",
    "tel": "telephone",
    "temp": "temperature",
    "tkt": "ticket",
    "tot": "total",
    "trans": "transaction",
    "ts": "timestamp",
    "tx": "transaction",
    "txn": "transaction",
    "tz": "time zone",
    "univ": "university",
    "usr": "user",
    "val": "value",
    "vol": "volume",
    "wh": "warehouse",
    "wk": "week",
    "wt": "weight",
    "yr": "year",
    "yrs": "years",
}
"""Abbreviations common in column names, with what people say."""

_IRREGULAR = {
    "children": "child",
    "data": "data",
    "feet": "foot",
    "indices": "index",
    "men": "man",
    "movies": "movie",
    "people": "person",
    "ids": "id",
    "series": "series",
    "species": "species",
    "women": "woman",
    "criteria": "criterion",
    "cookies": "cookie",
    "aircraft": "aircraft",
    "analyses": "analysis",
    "statuses": "status",
    "buses": "bus",
    "gas": "gas",
    "axes": "axis",
    "lives": "life",
    "wives": "wife",
    "shelves": "shelf",
    "leaves": "leaf",
    "halves": "half",
    "news": "news",
    "ties": "tie",
}
_PLURALS = {single: many for many, single in _IRREGULAR.items()} | {"person": "people"}
_INITIAL_NAMES: dict[tuple[str, ...], str] = {("f", "name"): "first", ("l", "name"): "last", ("m", "name"): "middle"}
_CAPITALS = frozenset(
    "id gstin gst cgst sgst igst hsn tds mrp vat sku isbn ean upc vin iban ssn url ip utc gpa gdp usd inr".split()
)
"""Abbreviations that people write in capitals."""
_MASSES = frozenset({"weather", "inventory", "equipment", "staff", "traffic", "feedback", "mail", "furniture"})
_KEEP_S = ("ss", "us", "is")
_SHORT = 3


@lru_cache(maxsize=20_000)
def words(name: str) -> tuple[str, ...]:
    """The lower-case words of a name in snake_case, camelCase, ALLCAPS or plain text; digits stand alone.

    A single capital glued to lower case letters starts a word ("cName" is "c", "name"; "depDelay" "dep", "delay").
    """
    return tuple(part.casefold() for part in _BOUNDARIES.findall(name.replace("'", "")))


def label(parts: tuple[str, ...]) -> str:
    """Words as a label: a capital first letter, abbreviations in capitals, the rest as they are."""
    text = " ".join(part.upper() if part in _CAPITALS else part for part in parts)
    return text[:1].upper() + text[1:]


def expand(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The words with abbreviations written out; the same words when there are none."""
    initial = _INITIAL_NAMES.get(parts[-2:])
    if initial is not None:
        parts = (*parts[:-2], initial, "name")
    return tuple(word for part in parts for word in ABBREVIATIONS.get(part, part).split())


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """The singular of an English noun, as good as rules without a dictionary get."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= _SHORT or not word.endswith("s") or word.endswith(_KEEP_S):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=50_000)
def plural(word: str) -> str:
    """The plural of an English noun; a word that is already plural stays."""
    if word in _IRREGULAR or (singular(word) != word):
        return word
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def rows_called(parts: tuple[str, ...]) -> str:
    """The plural of what one row of a table is: "order items", "people", "weather records", "sheet 1 records"."""
    if parts[-1] in _MASSES or parts[-1].isdigit():
        return " ".join((*parts, "records"))
    inner = any(singular(word) != word for word in parts[:-1])
    return " ".join(parts if inner else (*parts[:-1], plural(parts[-1])))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The form under which words are compared: lower case, singular, no possessive ending."""
    lower = word.casefold()
    for ending in ("'s", "s'", "’s"):
        lower = lower.removesuffix(ending)
    return singular(lower)


def shared_prefix(names: tuple[tuple[str, ...], ...]) -> int:
    """How many leading words every name starts with, leaving each at least one: 0 for fewer than three names.

    Database designers put the table's short name before every column ("tx_type", "tx_date"); nobody says it.
    """
    if len(names) < _SHORT:
        return 0
    shortest = min(len(name) for name in names) - 1
    count = 0
    while count < shortest and len({name[count] for name in names}) == 1:
        count += 1
    return count
