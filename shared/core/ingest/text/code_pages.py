"""Which code page a text that is not UTF-8 is written in, going by what its letters would look like.

Windows-1252 is what most such files are, so another code page must look clearly better. A code page looks right where
its letters make words: of one script, small letters after the first, no signs in the middle, and mostly those letters
that are common in that script.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL = "cp1252"
_OTHERS = (
    ("cp1250", 1.0),
    ("iso8859_2", 0.99),
    ("cp850", 0.97),
    ("mac_roman", 0.96),
    ("cp1251", 1.0),
    ("koi8_r", 0.98),
    ("cp866", 0.98),
    ("cp1253", 1.0),
    ("iso8859_7", 0.99),
    ("cp1255", 1.0),
    ("cp1256", 1.0),
    ("cp874", 1.0),
    ("cp932", 1.0),
    ("cp949", 1.0),
    ("big5", 0.97),
    ("gb18030", 0.97),
)
"""Code pages people still write, with a small preference."""
_CLEARLY = 0.15
"""By so much another code page must look better."""
_ALPHABETS = {
    "CYRILLIC": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ",
    "GREEK": "αοιετσνηυρπκμλςάίόέδγωήθφχβύξώζψ",
    "HEBREW": "יוהלארתבםשמנדעקחןפכגטסצזךףץ",
    "ARABIC": "اليمنرتوبةعدفهسكقحجشصطخضءذثزظغ",
    "THAI": "านรอกเงมยลวดทสตะปบคหแ\u0e31\u0e35\u0e34\u0e48\u0e49",
}
"""Letters, the commonest first."""
_LATIN = frozenset("éèàùçêîôâäöüßñáíóúãõåøæëïûœìòýčřšžěůąćęłńśźżőűăâșțđ")
_FALL = 0.7
"""By so much the rarest letter of an alphabet looks worse than the commonest."""
_DOUBLED = 0.2
"""Two letters with accents in a row are rare in any language written in Latin letters."""
_RARE = 0.6
_CAPITALS = 0.7
_CAPITAL_INSIDE = 0.3
_UNHEARD = 0.3
_OUT_OF_PLACE = 0.0
_COMMONER = range(0xB0, 0xD8)
"""The rows of the Chinese standard that hold the commoner characters."""
_TYPOGRAPHY = frozenset("’‘“”–—…€£°«»§•©®™\u00a0")
_EAST = {"CJK": "EAST", "HIRAGANA": "EAST", "KATAKANA": "EAST", "KATAKANA-HIRAGANA": "EAST"}


def likely_code_page(runs: Sequence[bytes]) -> str:
    """The codec for a text, of which these are runs of letters and bytes beyond ASCII."""
    if not runs:
        return USUAL
    best, best_score = USUAL, _score(runs, USUAL) + _CLEARLY
    for codec, preference in _OTHERS:
        score = _score(runs, codec) * preference
        if score > best_score:
            best, best_score = codec, score
    return best


def _score(runs: Sequence[bytes], codec: str) -> float:
    """How right the text looks in a code page, from 0 to 1."""
    looks, count = 0.0, 0
    for run in runs:
        text = run.decode(codec, errors="replace")
        before = ""
        for letter in text:
            if not letter.isascii():
                looks += _look(letter, before)
                count += 1
            before = letter
    return looks / count if count else 0.0


@lru_cache(maxsize=20_000)
def _look(letter: str, before: str) -> float:
    """How right a letter looks behind another."""
    script = _script(letter)
    if not script:
        return 1.0 if letter in _TYPOGRAPHY and not (before and unicodedata.category(before) == "Ll") else _sign(letter)
    if before and _script(before) not in {script, ""}:
        return _OUT_OF_PLACE
    if letter.isupper() and before.isalpha():
        return _CAPITALS if before.isupper() else _CAPITAL_INSIDE
    if script in {"EAST", "HANGUL"}:
        return _look_of_the_east(letter, script)
    if script == "LATIN":
        return _DOUBLED if not before.isascii() else 1.0 if letter.lower() in _LATIN else _RARE
    alphabet = _ALPHABETS.get(script, "")
    rank = alphabet.find(letter.lower())
    return 1 - _FALL * (rank / len(alphabet) if rank >= 0 else 1)


def _sign(letter: str) -> float:
    """How right a sign looks behind a small letter: an apostrophe or a dash may well stand there."""
    return 1.0 if letter in "’–—…”»\u00a0" else _OUT_OF_PLACE


def _look_of_the_east(letter: str, script: str) -> float:
    """Kana, Hangul and the commoner half of the characters are what such texts are made of."""
    if "\u3040" <= letter <= "\u30ff":
        return 1.0
    if script == "HANGUL":
        # Syllables beyond the Korean standard are spelled out by that codec, in eight bytes.
        return 1.0 if len(letter.encode("euc_kr", errors="ignore")) == len("가".encode("euc_kr")) else _UNHEARD
    lead = (letter.encode("gb2312", errors="ignore") or b"\0")[0]
    return 0.95 if lead in _COMMONER else _RARE


@lru_cache(maxsize=20_000)
def _script(letter: str) -> str:
    """The script of a letter or of a mark on one; empty for what is neither."""
    if unicodedata.category(letter)[0] not in "LM" or letter in "ªº":
        return ""
    word = unicodedata.name(letter, "").split(" ", 1)[0]
    return _EAST.get(word, word)
