"""Which columns hold data about people, told by their header and by the form of their values.

What numbers are is checked where they can be: Aadhaar by Verhoeff's digit, cards by their issuer's prefix and Luhn's,
IBANs by theirs. Names of products, brands and firms are no personal data.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

from stdnum import iban, luhn, verhoeff

from shared.core.ingest.cleaning.personal_words import IN_OTHER_LANGUAGES
from shared.core.ingest.sales.gstin import looks_like_pan
from shared.core.ingest.typed.digit_names import PHONES, counts_or_numbers, words_of_header
from shared.core.ingest.typed.nulls import is_null

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from shared.core.ingest.typed.evidence import TableEvidence

_SAMPLE = 500
_SOME = 0.2
"""A header that speaks of numbers or addresses is believed when this share of the values could be such."""
_NEAR = 0.05
"""All values are looked at where this share of a sample has a form."""
_ABOUT_IT = re.compile(
    r"\b(?:type|kind|status|count|total|verified|valid|sent|opened|clicked|model|brand|category|length|flag|consent"
    r"|opt in|opt out|sold|sales|price|cost|charges|provider|carrier|domain|bounce[ds]?|rate|date|time|score)$"
)
"""Headers that end so are about an address or a number, and do not hold it."""
_ROLES = (
    r"person|people|employee|customer|client|patient|student|contact|owner|user|father|mother|parent|spouse|husband|wife"
    r"|child|nominee|guest|passenger|driver|rider|buyer|manager|teacher|sales ?person|sales ?man|sales ?rep|staff"
    r"|worker|member|applicant|candidate|tenant|landlord|borrower|guarantor|insured|beneficiary|resident|supervisor"
    r"|attendee|subscriber|donor|holder|card ?holder|sender|recipient|receiver|proprietor|interviewer"
)
"""Those whose names are their own affair; doctors, authors, players and the like are known to the public by theirs."""
_HEADERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"\be ?mails?\b|\bmail id\b")),
    ("phone", PHONES),
    ("phone", re.compile(r"^tel$|\btel$")),
    ("Aadhaar", re.compile(r"\b(?:aadh?aa?r|adhaar|uidai)\b")),
    ("PAN", re.compile(r"\bpan(?: card)?(?: (?:no|number))?$|^pan\b(?! india)")),
    ("passport", re.compile(r"\bpassport\b")),
    ("voter ID", re.compile(r"\b(?:voter(?: id)?|epic no|epic number)\b")),
    ("driving licence", re.compile(r"\b(?:driv(?:ing|ers?)(?: s)? licen[cs]e|dl (?:no|number))\b")),
    ("social security number", re.compile(r"\b(?:ssn|social security|national id|nric)\b")),
    ("card", re.compile(r"\b(?:credit|debit) card\b|\bcard (?:no|number)\b")),
    ("IBAN", re.compile(r"\biban\b")),
    (
        "bank account",
        re.compile(r"\b(?:bank )?(?:account|acct|a c) ?(?:no|num|number)\b|\bbank account\b|\bifsc\b|^a c$"),
    ),
    ("UPI ID", re.compile(r"\b(?:upi(?: id)?|vpa)\b")),
    ("IP address", re.compile(r"\bip (?:addr|address)\b|^(?:(?:client|user|source|remote|login) )?ip$")),
    ("birth date", re.compile(r"\b(?:dob|date of birth|birth ?(?:day|date)|born(?: on)?)\b")),
    (
        "address",
        re.compile(
            r"(?<!web )(?<!url )(?<!firm )(?<!company )(?<!branch )(?<!store )(?<!warehouse )(?<!office )(?<!shop )"
            r"(?<!plant )(?<!factory )(?<!mac )(?<!memory )\baddress(?: line)?(?: ?\d)?$|\bstreet address\b"
        ),
    ),
    ("name", re.compile(rf"\b(?:{_ROLES})s?(?: s)?(?: full)? name\b|\bname of (?:the )?(?:{_ROLES})\b")),
    (
        "name",
        re.compile(r"\b(?:first|last|middle|full|maiden|given|family|nick) ?names?\b|\b(?:sur|fore|user)name\b"),
    ),
    ("name", re.compile(r"\b(?:f|l)name\b|\bcontact person\b")),
    *IN_OTHER_LANGUAGES,
)
"""The kinds by their headers in words; of several the first."""
_PERSON = re.compile(
    r"^(?:person|employee|patient|student|teacher|driver|passenger|guest|nominee|sales ?person|sales ?man|sales ?rep"
    r"|contact person|account manager|manager|supervisor|(?:handled|created|reported|approved|prepared) by"
    r"|assigned to|father|mother|husband|wife|spouse|guardian|father husband|husband father)$"
)
"""Headers of people's names without the word, where the values look like names."""
_ABOUT_PEOPLE = re.compile(
    r"\b(?:gender|sex|age|marital|designation|blood group|salary|joining|hobbies|occupation|nationality)\b"
)
_LEAST_PARTS, _MOST_PARTS = 2, 5
_MOSTLY = 0.6
_PLAIN_NAMES = frozenset({"name", "nom", "nombre", "nome", "naam", "\u0928\u093e\u092e"})
_NUMBERED = frozenset(
    {"phone", "Aadhaar", "PAN", "passport", "voter ID", "driving licence", "social security number", "card", "IBAN"}
    | {"bank account"}
)
_NUMBER_LIKE = 4
"""Digits, or signs that stand in place of digits, that an identifying number has at least."""
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[A-Za-z]{2,24}")
_EMAIL_WITHIN = re.compile(r"(?<![\w.@])[\w.+%-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){0,4}\.[A-Za-z]{2,24}(?!\w)")
_MOBILE_WITHIN = re.compile(r"(?<![\w+.,/-])(?:\+91[ -]?|0)?[6-9]\d{4}[ -]?\d{5}(?![\w.,/-]*\d)")
_UPI = re.compile(r"[\w.\-]{2,64}@[A-Za-z]{3,20}")
_DIALLED = re.compile(r"\+?[\d\s().\-/\u2010-\u2013]{8,24}")
_DECIMAL = re.compile(r"\d+\.\d+")
_GROUPED_BY_THREE = re.compile(r"(?:1[- .])?(?:\(\d{3}\) ?|\d{3}[- .])\d{3}[- .]\d{4}")
_AADHAAR = re.compile(r"[2-9]\d{3}[\s-]?\d{4}[\s-]?\d{4}")
_CARD = re.compile(r"[2-68]\d{3}[\s-]?\d{4,6}[\s-]?\d{4,5}[\s-]?\d{0,4}(?:[\s-]?\d{1,3})?")
_ISSUERS = (
    # the first digits of cards, and how many digits these have
    (re.compile(r"4"), frozenset({13, 16, 19})),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720"), frozenset({16})),
    (re.compile(r"3[47]"), frozenset({15})),
    (re.compile(r"36|38|39|30[0-5]"), frozenset({14})),
    (re.compile(r"60|64[4-9]|65|81|82|508|35[2-8]"), frozenset({16})),
)
_LONGEST_NAME = 60
_LONGEST_SENTENCE = 2_000
"""Characters of a cell that are looked through."""
_INDIAN_DIGITS = 10
_LEAST_DIALLED, _MOST_DIALLED = 8, 15


def is_personal(label: str, labels: Iterable[str], sample: Iterable[str]) -> str:
    """Which kind of personal data a column holds ("email", "phone", "name" ...); empty for none.

    labels are those of the whole table; sample has values of the column, or none where only the header is known.
    """
    values = [text for text in islice(sample, _SAMPLE) if not is_null(text.strip())]
    words = words_of_header(label)
    return _by_header(words, labels, values) or _by_values(words, values)


def personal_in(label: str, labels: Iterable[str], evidence: TableEvidence, place: int) -> str:
    """The same, over all values of a column where a sample comes near to a form."""
    sample = evidence.sample(place)
    found = is_personal(label, labels, sample)
    if found or not sample:
        return found
    words = words_of_header(label)
    near = [each for each in _FORMS if _share(islice(sample, _SAMPLE), each[2], words) >= _NEAR]
    for kind, needed, form in near:
        hits = rows = 0
        for text, count in evidence.values(place):
            rows += count
            hits += count * form(text, words)
        if hits >= rows * needed:
            return kind
    return ""


def _by_header(words: str, labels: Iterable[str], values: list[str]) -> str:
    """The kind that a header speaks of, where the values do not speak against it."""
    kind = next((kind for kind, form in _HEADERS if form.search(words)), "")
    if kind and (kind == "birth date" or not _ABOUT_IT.search(words)) and _could_be(kind, values):
        return kind
    if _PERSON.search(words) and values and _share(values, _is_name, words) >= _MOSTLY:
        return "name"
    is_name = words in _PLAIN_NAMES and _could_be("name", values)
    others = [words_of_header(other) for other in labels] if is_name else []
    return "name" if any(_is_about_people(other) for other in others) else ""


def _is_about_people(words: str) -> bool:
    is_header = any(form.search(words) for _, form in _HEADERS) and not _ABOUT_IT.search(words)
    return is_header or _ABOUT_PEOPLE.search(words) is not None


def _could_be(kind: str, values: list[str]) -> bool:
    """False for values that cannot be of the kind: "iPhone" under Phone, yes and no under Email."""
    if not values:
        return True
    if kind == "email":
        return sum("@" in text or "*" in text for text in values) >= len(values) * _SOME
    if kind in _NUMBERED:
        return sum(_is_number_like(text) or "@" in text for text in values) >= len(values) * _SOME
    if kind in {"name", "address"}:
        return any(any(map(str.isalpha, text)) for text in values) and not all(map(_is_yes_or_no, values))
    return True


def _is_number_like(text: str) -> bool:
    return sum(each.isdigit() or each in "xX*\u2022" for each in text) >= _NUMBER_LIKE


def _is_yes_or_no(text: str) -> bool:
    return text.strip().lower() in {"yes", "no", "y", "n", "true", "false", "0", "1"}


def _by_values(words: str, values: list[str]) -> str:
    """The kind whose form enough of the values have."""
    return next((kind for kind, needed, form in _FORMS if values and _share(values, form, words) >= needed), "")


def _share(values: Iterable[str], form: Callable[[str, str], bool], words: str) -> float:
    found = [form(text.strip(), words) for text in values]
    return sum(found) / len(found) if found else 0.0


def _is_name(text: str, words: str) -> bool:
    """Two to five words of letters, the first with a capital where the script has capitals."""
    del words
    parts = text.replace(".", " ").replace("-", " ").split() if len(text) <= _LONGEST_NAME else []
    letters = all(unicodedata.category(each)[0] in "LM" or each == "'" for part in parts for each in part)
    return letters and _LEAST_PARTS <= len(parts) <= _MOST_PARTS and not text[:1].islower()


def _is_email(text: str, words: str) -> bool:
    del words
    return _EMAIL.fullmatch(text) is not None


def _holds_email(text: str, words: str) -> bool:
    """An address within a sentence."""
    del words
    return "@" in text and _EMAIL_WITHIN.search(text[:_LONGEST_SENTENCE]) is not None


def _holds_mobile(text: str, words: str) -> bool:
    """A mobile number of India within a sentence: "call 98765 43210"."""
    del words
    is_sentence = any(map(str.isalpha, text[:_LONGEST_SENTENCE])) and " " in text
    return is_sentence and _MOBILE_WITHIN.search(text[:_LONGEST_SENTENCE]) is not None


def _is_upi(text: str, words: str) -> bool:
    """An address of money: ravi@okicici."""
    del words
    return _UPI.fullmatch(text) is not None


def _is_phone(text: str, words: str) -> bool:
    """International ones with their plus, Indian ones, and those grouped by three, three and four."""
    if not _DIALLED.fullmatch(text) or _DECIMAL.fullmatch(text):
        return False
    digits = _digits(text)
    if text.startswith("+"):
        return _LEAST_DIALLED <= len(digits) <= _MOST_DIALLED
    if _GROUPED_BY_THREE.fullmatch(text):
        return True
    own = digits.removeprefix("0") if len(digits) == _INDIAN_DIGITS + 1 else digits
    own = own.removeprefix("91") if len(digits) == _INDIAN_DIGITS + 2 else own
    is_bare = text.isdigit() and len(digits) == _INDIAN_DIGITS
    return len(own) == _INDIAN_DIGITS and own[0] in "6789" and not (is_bare and counts_or_numbers(words))


def _is_pan(text: str, words: str) -> bool:
    del words
    return looks_like_pan(text)


def _is_aadhaar(text: str, words: str) -> bool:
    del words
    return _AADHAAR.fullmatch(text) is not None and verhoeff.is_valid(_digits(text))


def _is_card(text: str, words: str) -> bool:
    del words
    if not _CARD.fullmatch(text):
        return False
    digits = _digits(text)
    is_issued = any(first.match(digits) and len(digits) in lengths for first, lengths in _ISSUERS)
    return is_issued and luhn.is_valid(digits)


def _is_iban(text: str, words: str) -> bool:
    del words
    return text[:2].isalpha() and text[2:4].isdigit() and len(text) <= _LONGEST_NAME and iban.is_valid(text)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


_FORMS: tuple[tuple[str, float, Callable[[str, str], bool]], ...] = (
    ("email", 0.2, _is_email),
    ("IBAN", 0.2, _is_iban),
    ("Aadhaar", 0.5, _is_aadhaar),
    ("card", 0.5, _is_card),
    ("phone", 0.5, _is_phone),
    ("PAN", 0.5, _is_pan),
    ("UPI ID", 0.5, _is_upi),
    ("email", 0.1, _holds_email),
    ("phone", 0.1, _holds_mobile),
)
"""The kinds by the form of their values, and the share of the values that must have it."""
