"""Verbs of what rows record: selling, joining, paying, and the columns and tables that they speak of."""

from __future__ import annotations

TRADE = frozenset(
    """
    sell sells sold buy buys bought purchase purchased order ordered spend spends spent earn earns earned pay paid
    bika biki bike becha bechi beche kharida kharidi kharide
    """.split()
)
"""Verbs of selling and buying: "which brand sold the most" asks for the rows' main amount."""

DEEDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("sold", "sell", "sells"), ("sale", "order", "transaction")),
    **dict.fromkeys(("bought", "buy"), ("purchase", "order", "sale", "transaction")),
    **dict.fromkeys(("purchased", "purchase"), ("purchase", "order", "sale", "transaction")),
    **dict.fromkeys(("ordered", "order"), ("order",)),
    **dict.fromkeys(("purchases",), ("purchase", "order", "sale", "transaction")),
    **dict.fromkeys(("paid", "pay"), ("payment",)),
    **dict.fromkeys(("transacted", "traded", "trade"), ("transaction", "trade")),
    **dict.fromkeys(("shipped",), ("shipment",)),
    **dict.fromkeys(("delivered",), ("delivery",)),
    **dict.fromkeys(("rented", "rent"), ("rental",)),
    **dict.fromkeys(("borrowed", "loaned"), ("loan",)),
    **dict.fromkeys(("booked", "booking"), ("booking", "reservation")),
    **dict.fromkeys(("visited",), ("visit",)),
    **dict.fromkeys(("reviewed",), ("review",)),
    **dict.fromkeys(("rated",), ("rating", "review")),
    **dict.fromkeys(("invoiced", "billed"), ("invoice", "bill")),
    **dict.fromkeys(("enrolled", "enroll"), ("enrollment", "enrolment")),
    **dict.fromkeys(("treated",), ("treatment",)),
}
"""What people do, with the nouns (stems) of the tables that record it, likeliest first."""

VERB_DATES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("joined", "joining", "signed", "signing", "registered", "registering", "enrolled"),
        ("join", "regist", "signup", "sign", "enrol"),
    ),
    **dict.fromkeys(("hired", "hiring", "employed", "recruited"), ("hire", "hiring", "employ", "join")),
    **dict.fromkeys(("fired", "terminated", "dismissed", "firing"), ("terminat", "fire", "dismiss", "leav", "exit")),
    **dict.fromkeys(("left", "leaving", "resigned"), ("leav", "exit", "resign", "terminat")),
    **dict.fromkeys(("sold", "selling"), ("sale", "sold")),
    **dict.fromkeys(("bought", "purchased"), ("purchas", "buy", "order")),
    **dict.fromkeys(("paid", "paying"), ("pay",)),
    **dict.fromkeys(("sent",), ("sent", "send", "dispatch", "ship")),
    **dict.fromkeys(("born",), ("birth",)),
    **dict.fromkeys(("shipped", "shipping"), ("ship", "dispatch")),
    **dict.fromkeys(("delivered", "delivery"), ("deliver",)),
    **dict.fromkeys(("received",), ("receiv", "receipt", "arriv")),
    **dict.fromkeys(("returned",), ("return",)),
    **dict.fromkeys(("ordered",), ("order",)),
    **dict.fromkeys(("opened",), ("open",)),
    **dict.fromkeys(("closed",), ("clos",)),
    **dict.fromkeys(("started",), ("start", "begin")),
    **dict.fromkeys(("ended", "finished"), ("end", "finish")),
}
"""Verbs with the beginnings of the date columns that say when it was done, likeliest first."""
