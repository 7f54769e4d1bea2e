"""Words that names of columns and tables are made of, by what they tell about the column."""

from __future__ import annotations

IDENTIFIERS = frozenset(
    """
    id key code no num nbr number identifier guid uuid zip zipcode postcode postal pin phone mobile fax ssn isbn ean
    sku vin gstin pan iban account year yr month quarter fips
    """.split()
)

ADDITIVE = frozenset(
    """
    amount value sale revenue turnover quantity total cost count unit profit tax volume population passenger income
    expense payment spend spending budget gross net subtotal share visit click order point attendance seat vote win
    loss enrollment stock inventory production export import fee paid received refund donation goal hit run member
    employee student precipitation sum target achieved forecast quota
    """.split()
)

AVERAGED = frozenset(
    """
    rate price percent percentage ratio delay age average mean temperature speed score rating height weight length
    width depth latitude longitude per median humidity pressure index level rank margin gpa grade elevation altitude
    salary wage size density
    """.split()
)

PERSONAL_WORDS = frozenset(
    """
    email mail phone mobile telephone fax ssn passport aadhaar surname firstname lastname fname lname birthdate dob
    birthday
    """.split()
)

PEOPLE = frozenset(
    """
    person people customer client employee student patient user member staff salesperson contact guest passenger
    subscriber applicant candidate tenant owner driver friend donor teacher faculty manager representative
    """.split()
)
