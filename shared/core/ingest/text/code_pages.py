"""Which code page a text that is not UTF-8 is written in, going by what its letters would look like.

Windows-1252 is what most such files are, so another code page must look clearly better. A code page looks right where
its letters make words: of one script, small letters after the first, no signs in the middle, and mostly those letters
that are common in that script, where it is Latin in one language. Signs stand where signs do.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
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
    ("cp1254", 1.0),
    ("cp1253", 1.0),
    ("iso8859_7", 0.99),
    ("cp1255", 1.0),
    ("cp1256", 1.0),
    ("cp874", 1.0),
    ("cp932", 1.0),
    ("cp949", 1.0),
    ("big5", 0.97),
    ("gb18030", 0.97),
    ("euc_jp", 0.95),
)
"""Code pages people still write, with a small preference."""
_CLEARLY, _UNCLEARLY = 0.15, -0.05
"""By so much another code page must look better; the same where the letters are those of a language seldom met."""
_ALPHABETS = {
    "CYRILLIC": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ",
    "GREEK": "αοιετσνηυρπκμλςάίόέδγωήθφχβύξώζψ",
    "HEBREW": "יוהלארתבםשמנדעקחןפכגטסצזךףץ",
    "ARABIC": "اليمنرتوبةعدفهسكقحجشصطخضءذثزظغ",
    "THAI": "านรอกเงมยลวดทสตะปบคหแ\u0e31\u0e35\u0e34\u0e48\u0e49",
}
"""Letters, the commonest first."""
_LANGUAGES = {
    "French": "éèàùçêîôâëïûœæÿü",
    "German": "äöüß",
    "Spanish": "áéíóúñü",
    "Portuguese": "áàâãçéêíóôõúü",
    "Italian": "àèéìíîòóùú",
    "Nordic": "åäöøæéü",
    "Icelandic": "áéíóúýþæöð",
    "Czech": "áčďéěíňóřšťúůýžäĺľôŕ",
    "Polish": "ąćęłńóśźż",
    "Hungarian": "áéíóöőúüű",
    "Romanian": "ăâîşţșț",
    "Croatian": "čćđšž",
    "Turkish": "çğıöşüâîû",
}
"""Letters with accents, by language: a text is mostly in one. Icelandic is what Turkish looks like in cp1252."""
_SELDOM = "Icelandic"
_FALL = 0.7
"""By so much the rarest letter of an alphabet looks worse than the commonest."""
_DOUBLED, _TREBLED = 0.5, 0.2
"""Two or three letters with accents in a row are rare in any language written in Latin letters."""
_RARE = 0.6
_CAPITALS = 0.7
_CAPITAL_INSIDE = 0.3
_UNHEARD = 0.3
_OUT_OF_PLACE = 0.0
_COMMONER = range(0xB0, 0xD8)
"""The rows of the Chinese standard that hold the commoner characters."""
_TYPOGRAPHY = frozenset("’‘“”–—…€°«»§•©®™\u00a0")
_AMOUNTS = frozenset("£¥¢±½¼¾×÷ºª")
"""Signs that stand with numbers, hence not before letters."""
_POWERS = frozenset("²³")
"""Signs behind numbers and the units of lengths."""
_OPENING = frozenset("¿¡µ")
"""Signs with which words begin."""
_BRANDS = frozenset("©®™")
"""Signs behind names."""
_MAYBE = 0.7
_ENOUGH = 20_000
"""Bytes that tell a code page."""
_CHINESE = frozenset({"gb18030", "big5"})
_EAST = {"CJK": "EAST", "HIRAGANA": "EAST", "KATAKANA": "EAST", "KATAKANA-HIRAGANA": "EAST"}


def likely_code_page(runs: Sequence[bytes]) -> str:
    """The codec for a text, of which these are runs of letters and bytes beyond ASCII."""
    if not runs:
        return USUAL
    runs = _some(runs)
    usual = [run.decode(USUAL, errors="replace") for run in runs]
    best, best_score = USUAL, _score(runs, USUAL) + (_CLEARLY if _language(usual) != _SELDOM else _UNCLEARLY)
    for codec, preference in _OTHERS:
        score = _score(runs, codec) * preference
        if score > best_score:
            best, best_score = codec, score
    return best


def _some(runs: Sequence[bytes]) -> Sequence[bytes]:
    """As many of the runs, from the first to the last, as are looked at in a moment."""
    size = sum(map(len, runs))
    return runs[:: -(-size // _ENOUGH)] if size > _ENOUGH else runs


def _score(runs: Sequence[bytes], codec: str) -> float:
    """How right the text looks in a code page, from 0 to 1."""
    looks, count = 0.0, 0
    texts = [run.decode(codec, errors="replace") for run in runs]
    language = _language(texts)
    for text in texts:
        for at, letter in enumerate(text):
            if not letter.isascii():
                look = _look(letter, text[max(0, at - 2) : at], text[at + 1 : at + 2], language)
                # Chinese texts have no kana, though their codecs do.
                looks += _RARE if codec in _CHINESE and _is_kana(letter) else look
                count += 1
    return looks / count if count else 0.0


def _language(texts: Sequence[str]) -> str:
    """The language that has most of the letters with accents."""
    found = Counter("".join(texts).lower())
    return max(_LANGUAGES, key=lambda each: sum(found[letter] for letter in _LANGUAGES[each]))


def _is_kana(letter: str) -> bool:
    """True for a letter of the Japanese syllabaries."""
    return "\u3040" <= letter <= "\u30ff"


@lru_cache(maxsize=50_000)
def _look(letter: str, two_before: str, after: str, language: str) -> float:
    """How right a letter looks behind others and before another."""
    script, before = _script(letter), two_before[-1:]
    if not script:
        return _sign(letter, before, after)
    if before and _script(before) not in {script, ""}:
        return _OUT_OF_PLACE
    if letter.isupper() and before.isalpha():
        return _CAPITALS if before.isupper() else _CAPITAL_INSIDE
    if script in {"EAST", "HANGUL"}:
        return _look_of_the_east(letter, script)
    if script == "LATIN":
        return _look_of_an_accent(letter, two_before, language)
    alphabet = _ALPHABETS.get(script, "")
    rank = alphabet.find(letter.lower())
    return 1 - _FALL * (rank / len(alphabet) if rank >= 0 else 1)


def _look_of_an_accent(letter: str, two_before: str, language: str) -> float:
    """How right a Latin letter with an accent looks behind others."""
    if not two_before[-1:].isascii():
        return _DOUBLED if two_before[:-1].isascii() else _TREBLED
    return 1.0 if letter.lower() in _LANGUAGES[language] else _RARE


def _sign(letter: str, before: str, after: str) -> float:
    """How right a sign looks: an apostrophe or a dash may well stand behind a small letter."""
    if letter in _POWERS:
        return float(not after.isalpha() and (not before.isalpha() or before in "mt"))
    if letter in _OPENING:
        return _OUT_OF_PLACE if before.isalpha() else _MAYBE
    if letter in _AMOUNTS:
        return float(not after.isalpha() and (not before.isalpha() or (letter in "ºª" and before.isupper())))
    if letter in _BRANDS and after.isalpha():
        return _OUT_OF_PLACE
    is_behind_small = before and unicodedata.category(before) == "Ll"
    return float(letter in "’–—…”»\u00a0" or (letter in _TYPOGRAPHY and not is_behind_small))


def _look_of_the_east(letter: str, script: str) -> float:
    """Kana, Hangul and the commoner half of the characters are what such texts are made of."""
    if _is_kana(letter):
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
