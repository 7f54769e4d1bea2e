"""How people ask why something changed, and what they compare: the forms of such questions in English."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UP = (
    r"rise[ns]?|rising|rose|gr[eo]w(?:n|s|ing|th)?|increase[sd]?|increasing|jump(?:s|ed|ing)?|spik(?:e|es|ed|ing)|"
    r"surg(?:e|es|ed|ing)|climb(?:s|ed|ing)?|soar(?:s|ed|ing)?|improv(?:e|es|ed|ing|ement)|g(?:o|oes|one|oing|ain|ained)"
    r" up|went up|gain(?:s|ed)?|up|higher|more|high|better|uptick|double[ds]?"
)
_DOWN = (
    r"drop(?:s|ped|ping)?|f[ae]ll(?:en|ing|s)?|declin(?:e|es|ed|ing)|decrease[sd]?|decreasing|dip(?:s|ped|ping)?|"
    r"shr[aiu]nk(?:ing|s)?|plung(?:e|es|ed|ing)|collapse[sd]?|collapsing|crash(?:es|ed|ing)?|worsen(?:s|ed|ing)?|"
    r"reduc(?:e|ed|tion)|slump(?:s|ed)?|go(?:es|ne|ing)? down|went down|downturn|lost|loss|"
    r"down|lower|less|fewer|low|worse"
)
_EITHER = r"chang(?:e|es|ed|ing)|differ(?:s|ed|ent|ence)?|mov(?:e|es|ed|ing|ement)|vari(?:es|ed|ation)|different"
_NOUNS = (
    r"rise|growth|increase|jump|spike|surge|climb|improvement|gain|uptick|drop|fall|decline|decrease|dip|plunge|"
    r"collapse|crash|reduction|slump|downturn|loss|change|difference|movement|variation|swing|shift"
)
_HOW_MUCH = (
    r"(?: (?:so (?:much|fast|quickly|far|sharply)|a (?:lot|bit|little)|sharply|suddenly|significantly|steeply|much|"
    r"by (?:about )?[\d.,]+ ?(?:%|percent|per cent)?|that much|like (?:this|that)))*"
)
_ASKS = (
    r"(?:why|how come|explain why|tell me why|(?:do you )?know why|(?:can you )?explain(?: to me)?|"
    r"(?:what|which \w+|who)(?: is| was| are| were|'s| has| have)?(?: mainly| mostly)? "
    r"(?:drove|dr[io]ving|driven|caus(?:ed|es|ing)|explain(?:s|ed)?|"
    r"behind|led to|contribut(?:ed|es|ing) to|responsible for|made)|(?:what (?:is|was|are|were|'s) )?(?:the )?"
    r"(?:main )?(?:reasons?|drivers?|causes?|explanation) (?:for|of|behind|why)|analy[sz]e)"
)
_NOUN_FORM = re.compile(
    rf"^{_ASKS}(?: (?:is|was|were|are|has) there(?: been)?)?"
    rf"(?: (?:the|this|that|an?|our|such|big|sharp|sudden|recent|large|huge|overall|\w+ly))*"
    rf" (?P<change>{_NOUNS})s? (?:in|of|for) (?P<what>.+)$",
    re.IGNORECASE,
)
_VERB_FORM = re.compile(
    rf"^{_ASKS}(?: (?:did|does|do|has|have|had|is|are|was|were|the|our|my))* (?P<what>.+?)"
    rf"(?: (?:has|have|had|been|being|is|are|was|were|so|to|keep|keeps|getting))*"
    rf" (?P<change>{_UP}|{_DOWN}|{_EITHER}){_HOW_MUCH}(?P<rest>(?: .*)?)$",
    re.IGNORECASE,
)
_DROVE = re.compile(r"^what (?:drove|is driving|was driving|has driven|moved) (?P<what>.+)$", re.IGNORECASE)
_BARE = re.compile(
    rf"^(?:(?:but|and|so|ok|okay|hm+|then) )*(?:why|how come|why (?:is|was) (?:that|this|it)|"
    rf"why so|what happened|what changed|kyun?|"
    rf"{_ASKS} (?:it|this|that|the (?:{_NOUNS})|this (?:{_NOUNS})|that (?:{_NOUNS})))(?: (?:there|then|here))?"
    rf"(?P<rest>(?: (?:in|during|on|last|this) .+)?)$",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:(?:but|and|so|ok|okay|please|hey|hi) )+", re.IGNORECASE)
IT = re.compile(
    r"(?:it|this|that|they|these|those|them|there)(?: (?:number|figure|value)s?)?"
    r"(?P<rest>(?: (?:in|during|on|for|last|this|since|at|over) .+)?)",
    re.IGNORECASE,
)
PERCENT = re.compile(r"(?i),? (?:by )?(?:about |almost |nearly |over )?\d[\d.,]* ?(?:%|percent|per cent)(?= |$)")
IN_FRONT = re.compile(
    r"(?P<when>jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?|q[1-4]|(?:last|this) (?:week|month|quarter|year)|yesterday|today)(?:'s)?"
    r"(?P<year> \d{4})? (?P<what>.+)",
    re.IGNORECASE,
)
A_YEAR_BEFORE = re.compile(
    r",? ?(?:(?:(?:compared|relative) (?:to|with)|versus|vs\.?|against|over|than|from|on) (?:in )?(?:the )?"
    r"(?:last|previous|prior) year(?:'s)?|"
    r"(?:(?:compared|relative) (?:to|with)|versus|vs\.?|against|over|than|from|on)? ?(?:in )?(?:"
    r"(?:the )?same (?:time|period|month|week|quarter|day|span)(?: of| in)? (?:last|the previous|the prior) year|"
    r"a year (?:ago|before|earlier)|the year before|year[- ](?:over|on|to)[- ]year|yoy))$",
    re.IGNORECASE,
)
_BESIDE = r",? (?:(?:compared|relative) (?:to|with)|versus|vs\.?|against|over|than)(?: (?:in|during|the one in))?"
THE_SPAN_BEFORE = re.compile(
    rf"(?:{_BESIDE} (?:the )?(?:last|previous|prior|preceding) (?P<unit>day|week|month|quarter|period)|"
    rf"{_BESIDE} the (?:day|week|month|quarter|period) before|"
    r" (?:(?P<over>week|month|quarter|day)[- ](?:over|on)[- ](?:week|month|quarter|day)|(?P<short>mom|wow|qoq)))$",
    re.IGNORECASE,
)
OVER = {"mom": "month", "wow": "week", "qoq": "quarter"}
AGAINST = re.compile(rf"^(?P<what>.+?){_BESIDE} (?P<one>.+)$", re.IGNORECASE)
TWO_SPANS = re.compile(
    r"^(?P<what>.*?) ?\b(?:between|from) (?P<one>.+?) (?:and|to|till|until) (?P<two>.+)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a question asks about (empty: what was answered last), and the way it is said to have gone."""

    what: str
    way: int = 0


def heard(text: str) -> Heard | None:
    """Return what change a question is about; None when it is about none."""
    said = _LEAD.sub("", re.sub(r"\s+", " ", text.strip()).rstrip(" ?!."))
    noun = _NOUN_FORM.match(said)
    if noun is not None:
        return Heard(noun["what"], _way(noun["change"]))
    bare = _BARE.match(said)
    if bare is not None:
        return Heard(bare["rest"].strip() and f"it {bare['rest'].strip()}")
    verb = _VERB_FORM.match(said)
    if verb is not None:
        return Heard(f"{verb['what']}{verb['rest']}", _way(verb["change"]))
    drove = _DROVE.match(said)
    return Heard(drove["what"]) if drove else None


def _way(change: str) -> int:
    if re.fullmatch(_UP, change, re.IGNORECASE):
        return 1
    return -1 if re.fullmatch(_DOWN, change, re.IGNORECASE) or change.casefold() in {"plunge", "reduction"} else 0
