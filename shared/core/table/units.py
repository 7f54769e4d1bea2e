"""Units that numbers come in."""

CURRENCIES = frozenset("₹$€£¥₩₽₺₫฿")
"""The signs of money."""
