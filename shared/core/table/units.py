"""Units that numbers come in."""

CURRENCIES = frozenset("₹$€£¥₩₽₺₫฿")
"""The signs of money."""

MONTH_OF_YEAR = "month of year"
"""What the whole numbers 1 to 12 of a month column count: shown as names, January to December."""
