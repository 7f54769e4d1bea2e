"""Names of countries and continents, to tell a column of places by its values: data only."""

from __future__ import annotations

PLACES = frozenset(
    name.strip()
    for name in """
    afghanistan, africa, albania, algeria, angola, antarctica, argentina, armenia, asia, australia, austria,
    azerbaijan, bahamas, bahrain, bangladesh, belarus, belgium, bolivia, botswana, brazil, bulgaria, cambodia,
    cameroon, canada, chile, china, colombia, costa rica, croatia, cuba, cyprus, czech republic, czechia,
    denmark, ecuador, egypt, england, estonia, ethiopia, europe, fiji, finland, france, georgia, germany, ghana,
    great britain, greece, guatemala, haiti, honduras, hong kong, hungary, iceland, india, indonesia, iran,
    iraq, ireland, israel, italy, jamaica, japan, jordan, kazakhstan, kenya, kuwait, latvia, lebanon, libya,
    lithuania, luxembourg, malaysia, mali, malta, mexico, moldova, mongolia, morocco, mozambique, myanmar,
    namibia, nepal, netherlands, new zealand, nicaragua, nigeria, north america, north korea, norway, oceania,
    oman, pakistan, panama, paraguay, peru, philippines, poland, portugal, qatar, romania, russia, rwanda, saudi
    arabia, scotland, senegal, serbia, singapore, slovakia, slovenia, somalia, south africa, south america,
    south korea, spain, sri lanka, sudan, sweden, switzerland, syria, taiwan, tanzania, thailand, trinidad and
    tobago, tunisia, turkey, uae, uganda, uk, ukraine, united arab emirates, united kingdom, united states,
    united states of america, uruguay, us, usa, uzbekistan, venezuela, vietnam, wales, yemen, zambia, zimbabwe
    """.replace("\n", " ").split(",")
)
"""Lower case, as people write them in data."""

_SAME = (
    ("usa", "us", "united states", "united states of america", "america", "american"),
    ("uk", "united kingdom", "great britain", "britain", "british"),
    ("uae", "united arab emirates", "emirati"),
    ("england", "english"),
    ("india", "indian"),
    ("china", "chinese"),
    ("japan", "japanese"),
    ("germany", "german"),
    ("france", "french"),
    ("italy", "italian"),
    ("spain", "spanish"),
    ("russia", "russian"),
    ("canada", "canadian"),
    ("mexico", "mexican"),
    ("brazil", "brazilian"),
    ("australia", "australian"),
    ("europe", "european"),
    ("asia", "asian"),
    ("africa", "african"),
)

ALIASES: dict[str, tuple[str, ...]] = {
    name: tuple(other for other in group if other != name) for group in _SAME for name in group
}
"""Other names of a place, with what its people and goods are called."""
