"""The invented firms and products of the demo's distributor, and how each sells through the year."""

from __future__ import annotations

from dataclasses import dataclass

from shared.core.ingest.sales.gstin import check_digit

SELLER = "Shree Samarth Electricals"
SELLER_ADDRESS = "Gala 14, Bhosari Industrial Estate, Pune 411026"
HOME_STATE = "27"
"""Maharashtra: sales within it carry CGST and SGST, sales to other states IGST."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A buyer; gstin is empty for end clients, wrong for a few. weight is its share of the invoices."""

    name: str
    gstin: str
    weight: float


@dataclass(frozen=True, slots=True)
class Product:
    """A product; paise is the list price, months the factor of demand from January to December, growth a month's."""

    name: str
    brand: str | None
    paise: int
    usual_quantity: int
    months: tuple[float, ...]
    growth: float
    weight: float


EVEN = (1.0,) * 12
SUMMER = (0.5, 0.8, 1.7, 2.3, 2.4, 1.6, 0.9, 0.7, 0.6, 0.5, 0.4, 0.4)
WINTER = (1.8, 1.2, 0.6, 0.3, 0.2, 0.3, 0.4, 0.5, 0.8, 1.5, 2.2, 2.3)
FESTIVAL = (0.9, 0.8, 0.9, 0.8, 0.8, 0.8, 0.9, 1.1, 1.5, 2.2, 1.6, 1.0)
BUILDING = (1.2, 1.2, 1.3, 1.2, 1.1, 0.7, 0.5, 0.6, 0.8, 1.1, 1.2, 1.2)

_BRAND_GROWTH = {
    "Suryadeep": 0.012,
    "Voltrika": 0.045,
    "Neelkanth": 0.010,
    "Kavacha": 0.018,
    "Dhruvtara": 0.006,
    "Megharaj": -0.030,
    "Pavanputra": 0.015,
    None: 0.0,
}

_PRODUCTS: tuple[tuple[str, str | None, int, int, tuple[float, ...], float], ...] = (
    ("Suryadeep LED Bulb 9W B22 Cool White", "Suryadeep", 8_900, 60, FESTIVAL, 3.0),
    ("Suryadeep LED Bulb 12W B22 Warm White", "Suryadeep", 12_400, 48, FESTIVAL, 2.4),
    ("Suryadeep Batten 20W 4ft", "Suryadeep", 21_500, 30, FESTIVAL, 2.0),
    ("SDP Panel Light 15W Round", "Suryadeep", 38_000, 20, BUILDING, 1.3),
    ("Voltrika LED Bulb 9W Pack of 2", "Voltrika", 15_900, 40, FESTIVAL, 1.6),
    ("Voltrika Downlight 7W", "Voltrika", 29_500, 24, BUILDING, 1.1),
    ("Voltrika MCB 32A SP C Curve", "Voltrika", 18_750, 36, BUILDING, 1.6),
    ("Voltrika MCB 63A DP", "Voltrika", 64_000, 12, BUILDING, 1.0),
    ("VLT RCCB 40A 30mA", "Voltrika", 148_500, 6, BUILDING, 0.8),
    ("Neelkanth House Wire 1.5 sqmm 90m Red", "Neelkanth", 142_000, 18, BUILDING, 2.4),
    ("Neelkanth House Wire 2.5 sqmm 90m Blue", "Neelkanth", 226_000, 14, BUILDING, 2.2),
    ("NKC House Wire 4 sqmm 90m Green", "Neelkanth", 348_500, 8, BUILDING, 1.2),
    ("Neelkanth Armoured Cable 4C x 10 sqmm", "Neelkanth", 41_200, 50, BUILDING, 0.7),
    ("Kavacha Modular Switch 6A 1 Way", "Kavacha", 4_600, 120, BUILDING, 2.0),
    ("Kavacha Socket 16A Combined", "Kavacha", 17_800, 40, BUILDING, 1.4),
    ("Kavacha Modular Switch 16A", "Kavacha", 9_900, 60, BUILDING, 1.2),
    ("Pavanputra Ceiling Fan 1200mm Brown", "Pavanputra", 168_000, 12, SUMMER, 2.2),
    ("Pavanputra Ceiling Fan BLDC 28W White", "Pavanputra", 289_000, 8, SUMMER, 1.6),
    ("Pavan Exhaust Fan 150mm", "Pavanputra", 112_500, 8, SUMMER, 0.8),
    ("Megharaj Ceiling Fan 1200mm Ivory", "Megharaj", 152_000, 10, SUMMER, 1.2),
    ("Megharaj Geyser 15L Vertical", "Megharaj", 598_000, 4, WINTER, 0.9),
    ("Dhruvtara Geyser 25L 5 Star", "Dhruvtara", 894_000, 3, WINTER, 0.9),
    ("Dhruvtara Instant Water Heater 3L", "Dhruvtara", 312_000, 6, WINTER, 1.1),
    ("Dhruv Monoblock Pump 1HP", "Dhruvtara", 745_000, 3, SUMMER, 0.7),
    ("Dhruv Monoblock Pump 0.5HP", "Dhruvtara", 468_000, 4, SUMMER, 0.7),
    ("Cable Tie 200mm Pack of 100", None, 11_000, 20, EVEN, 0.8),
    ("PVC Insulation Tape 10 Pack", None, 9_500, 24, EVEN, 0.9),
)

PRODUCTS = tuple(
    Product(name, brand, paise, quantity, months, _BRAND_GROWTH[brand], weight)
    for name, brand, paise, quantity, months, weight in _PRODUCTS
)

_DEALERS: tuple[tuple[str, str, str, float], ...] = (
    ("Mahalaxmi Electric Stores", "27", "AABFM4471K", 9.0),
    ("Sai Krupa Enterprises", "27", "AAJFS9012L", 7.5),
    ("Om Traders", "27", "ABOPT3365C", 6.5),
    ("Deccan Power Solutions Pvt Ltd", "27", "AAECD7718R", 6.0),
    ("Patil Electricals", "27", "BHKPP2204F", 5.5),
    ("New Bharat Hardware", "27", "AAKFN5523Q", 4.5),
    ("Gajanan Agencies", "27", "AATFG8890H", 4.2),
    ("Kothari Brothers", "24", "AADFK1187M", 4.0),
    ("Rajlaxmi Lights", "24", "AAMFR6645B", 3.4),
    ("Surat Switchgear House", "24", "ACZFS3098N", 3.0),
    ("Vinayaka Electro Mart", "29", "AAQFV2276J", 3.6),
    ("Cauvery Cables and Fittings", "29", "AAICC9954D", 2.8),
    ("Hubli Fan Centre", "29", "AEDPH4410G", 2.2),
    ("Sri Balaji Electricals", "36", "AAWFS7731P", 3.2),
    ("Charminar Trading Co", "36", "AAFFC1608E", 2.4),
    ("Annapurna Agencies", "37", "AAHFA5589K", 1.8),
    ("Kovai Motors and Pumps", "33", "AAGFK3342L", 2.3),
    ("Marina Electric Company", "33", "AABCM8027T", 2.0),
    ("Malabar Home Needs", "32", "AALFM6613C", 1.6),
    ("Goa Lights and More", "30", "AAOFG2951R", 1.9),
    ("Narmada Traders", "23", "AARFN4876F", 1.8),
    ("Indore Electric Depot", "23", "AACFI1135Q", 1.5),
    ("Jaipur Roshni Stores", "08", "AAUFJ7702H", 1.4),
    ("Yamuna Electricals", "07", "AABFY3390M", 1.7),
    ("Ganga Hardware and Sanitary", "09", "AAVFG6048B", 1.2),
    ("Ludhiana Cable Works", "03", "AADCL9217N", 1.0),
    ("Himalaya Enterprises", "38", "AAPFH5564J", 0.5),
    ("Kalinga Distributors", "21", "AAKCK8803D", 0.8),
    ("Purvanchal Agencies", "18", "AAZFP2419G", 0.6),
    ("Hooghly Lamp House", "19", "AAYFH7156P", 1.1),
)

_END_CLIENTS = (
    ("Shantivan Housing Society", 2.2),
    ("Gurukul Public School", 1.6),
    ("Sanjeevani Hospital", 1.5),
    ("Cash Sale", 3.0),
    ("Anand Joshi", 0.8),
    ("Meera Kulkarni", 0.7),
    ("Hotel Sahyadri Retreat", 1.2),
    ("Ravindra Deshpande", 0.5),
)

# A digit off, two letters changed places, and a number that is one character short.
_INVALID = (
    ("Shivneri Sales Corporation", "27AABFS1429K1Z9", 1.4),
    ("Konkan Electric Hub", "27AAKFK36O8L1ZC", 1.0),
    ("Tungabhadra Traders", "29AACFT5512Q1Z", 0.8),
)


def _gstin(state: str, pan: str) -> str:
    """The number of a firm's first registration in a state."""
    stem = f"{state}{pan}1Z"
    return stem + check_digit(stem)


SELLER_GSTIN = _gstin(HOME_STATE, "AAGFS4402E")
FIRMS = (
    *(Firm(name, _gstin(state, pan), weight) for name, state, pan, weight in _DEALERS),
    *(Firm(name, "", weight) for name, weight in _END_CLIENTS),
    *(Firm(name, gstin, weight) for name, gstin, weight in _INVALID),
)
INVALID_FIRMS = frozenset(name for name, _, _ in _INVALID)
LEAVING_FIRM = "Kothari Brothers"
"""Buys nothing in the last five months, so that somebody can notice."""
