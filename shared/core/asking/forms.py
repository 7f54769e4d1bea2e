"""Pieces of the regular expressions that conditions are made of, over a draft's text."""

from __future__ import annotations

BE = (
    r"(?:(?:is|are|was|were|be|being|been|has|have|having|had|do|does|did|with|"
    r"values?|of|that|which|must|should|who|either|it|they|equal|numbers?|got|"
    r"fall|falls|falling|lies|lie|in|on|only|dated|at|:|,) )*"
)
NOT = (
    r"(?P<not>(?:not|n't|never|isn't|aren't|wasn't|doesn't|don't|didn't|without|"
    r"except|excluding|exclude|other than|non|but not|apart from|no longer) "
    r"(?:(?:belong|belonging|belongs|headquartered|located|based|part|parts|"
    r"member|members|for|those|have|having|in|from|with|contain|containing|include|"
    r"includes?|equal to|be|the|any|been|of|being|is|are|suffering|as|"
    r"to|at|by|born|live|living|made|a) )*)?"
)
NOT_IN = (
    r"(?:not|except|excluding|other than|outside|apart from|but not|without)(?: (?:(?:those|the|any) )?"
    r"(?:in|from|of|on|at|for|with))?"
)
"""Said before a field and its value: "not in plan Basic"."""
N = r"@[ny](?P<one>\d+)"
N2 = r"@[ny](?P<two>\d+)"
BETWEEN = (
    r"(?:(?:(?:in|within) )?(?:range of|range between|range from|range|between|"
    r"ranging from|ranging between|ranges? from|from|among))"
)
UNIT = (
    r"(?: (?P<unit>hours?|hrs?|minutes?|mins?|seconds?|secs?|"
    r"years?|days?|dollars?|rupees|inr|usd|kg|km|miles|percent|units?|people|times)(?: (?:old|ago))?(?= ))?"
)
"""A unit said after a number; hours and minutes are converted to the column's own."""
MORE = (
    r"(?P<tail> (?:or|and) (?:more|above|higher|greater|over|less|below|lower|"
    r"fewer|under|older|younger|later|earlier|after|before)(?= ))?"
)
LETTERS = (
    r"(?:(?:with|by|in|from|the|letters?|characters?|words?|strings?|substrings?|"
    r"prefix|suffix|phrase|text|either|an?) )*"
)
TEXT = r"(?:@[qv]\d+|[^\W_]+)"
VALUES = (
    r"@v\d+(?:(?: ,| or| and| and also| ,? ?(?:or|and)| /| vs| versus| against|"
    r" compared to| compared with) (?:in |from |with |for )?(?:@f\d+ )?@v\d+)*"
)
ONLY_VALUES = VALUES.replace(r"(?:@f\d+ )?", "")
"""Values of one field: another field named among them has values of its own."""
YEAR_WORDS = (
    r"(?P<word>in|during|for|from|since|before|after|until|till|by|of|on|within|"
    r"through|year|later than|earlier than|prior to|starting|beginning|only|to)"
)
F = r"@f(?P<field>\d+)"
NOT_EACH = "(?<! each)(?<! every)(?<! by)(?<! per)(?<! across)"
ABOVE = (
    r"(?:(?P<above>above|over|more than|greater than|higher than|larger than|"
    r"exceeds?)|(?:below|under|less than|lower than|smaller than))"
)
