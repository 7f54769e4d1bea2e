"""Hinglish: Hindi as people in offices write it in Latin letters, and what it says in English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HINGLISH: dict[str, str] = {
    "kitna": "how much",
    "kitni": "how much",
    "kitne": "how many",
    "kaunsa": "which",
    "kaunsi": "which",
    "kaunse": "which",
    "konsa": "which",
    "konsi": "which",
    "kaun": "who",
    **{
        f"sabse {much} bikne {of}": said
        for much, said in (("zyada", "best selling"), ("jyada", "best selling"), ("kam", "worst selling"))
        for of in ("wala", "wali", "wale")
    },
    "bikne wala": "selling",
    "bikne wali": "selling",
    "bikne wale": "selling",
    "kis": "which",
    "kin": "which",
    "kaun sa": "which",
    "kaun si": "which",
    "kya": "what",
    "sabse zyada": "most",
    "sabse jyada": "most",
    "sabse adhik": "most",
    "sabse kam": "least",
    "sabse bada": "largest",
    "sabse badi": "largest",
    "sabse chota": "smallest",
    "sabse chhota": "smallest",
    "se zyada": "more than",
    "se jyada": "more than",
    "se kam": "less than",
    "se upar": "above",
    "se neeche": "below",
    "har": "each",
    "har ek": "each",
    "pratyek": "each",
    "kul": "total",
    "total kitna": "total",
    "total kitni": "total",
    "ausat": "average",
    "dikhao": "show",
    "dikhaiye": "show",
    "dikha do": "show",
    "batao": "tell",
    "bataiye": "tell",
    "bata do": "tell",
    "karo": "do",
    "nikalo": "find",
    "chahiye": "want",
    "ke hisaab se": "wise",
    "ke hisab se": "wise",
    "ke anusar": "wise",
    "aur": "and",
    "ya": "or",
    "nahi": "not",
    "ke bina": "without",
    "mein": "in",
    "ke liye": "for",
    "wale": "with",
    "wali": "with",
    "wala": "with",
    "bikri": "sales",
    "grahak": "customers",
    "upar ke": "top",
}
"""Hinglish with the English said in its place, longest first when several fit."""

HINGLISH_PERIODS: dict[str, str] = {
    **dict.fromkeys(("pichle", "pichhle", "pichla", "guzre"), "last"),
    **dict.fromkeys(("agle", "agla"), "next"),
    **dict.fromkeys(("is", "iss"), "this"),
    **dict.fromkeys(("mahine", "mahina"), "month"),
    **dict.fromkeys(("hafte", "hafta"), "week"),
    "saal": "year",
    "din": "day",
    "timahi": "quarter",
    "ghante": "hour",
    "aaj": "today",
    "parso": "the day before yesterday",
    "kal": "yesterday",
    "pehle": "ago",
    "teen": "3",
    "char": "4",
    "paanch": "5",
}
"""The words of periods in Hinglish, with the English that an answer says in their place."""

HINGLISH_POSTPOSITIONS = frozenset(
    {
        "ka",
        "ki",
        "ke",
        "hai",
        "hain",
        "ho",
        "hua",
        "hui",
        "hue",
        "tha",
        "thi",
        "the",
        "ko",
        "se",
        "bhi",
        "mujhe",
        "hamara",
        "hamare",
        "hamari",
        "apna",
        "apne",
        "raha",
        "rahi",
        "zara",
        "ne",
        "gaya",
        "gayi",
        "gaye",
        "gayin",
        "bana",
        "bani",
        "bane",
        "mila",
        "mili",
        "mile",
        "aaya",
        "aayi",
        "aaye",
        "kiya",
        "kiye",
        "bika",
        "biki",
        "bike",
        "becha",
        "bechi",
        "beche",
        "kharida",
        "kharidi",
        "kharide",
    }
)


def as_typed(said: Iterable[str], text: str) -> tuple[str, ...]:
    """The words as the person typed them: in Hinglish where what is said in its place stands nowhere in the text."""
    lower = text.casefold()
    return tuple(dict.fromkeys(each if each.casefold() in lower else _hinglish_of(each, lower) for each in said))


def _hinglish_of(word: str, text: str) -> str:
    meant = word.casefold()
    typed = [each for each, english in HINGLISH.items() if english == meant or meant in english.split()]
    found = [each for each in typed if re.search(rf"\b{each}\b", text)]
    return max(found, key=len, default=word)
