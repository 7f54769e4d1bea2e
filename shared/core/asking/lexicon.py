"""The words of questions, English and Hinglish, that speak of no table: data only, no rules."""

from __future__ import annotations

NUMBER_WORDS: dict[str, int] = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "fifty": 50,
    "hundred": 100,
}

MAGNITUDES: dict[str, int] = {
    "k": 1_000,
    "thousand": 1_000,
    "hazaar": 1_000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "lac": 100_000,
    "lacs": 100_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "million": 1_000_000,
    "cr": 10_000_000,
    "crore": 10_000_000,
    "crores": 10_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}

SYNONYM_GROUPS: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "gender sex",
        "country nation countries",
        "nationality citizenship",
        "population resident inhabitant",
        "salary wage pay earning compensation",
        "employee staff worker personnel",
        "customer client buyer user",
        "supplier vendor",
        "revenue turnover",
        "price cost",
        "quantity qty units",
        "city town",
        "elevation altitude",
        "kind type",
        "category class",
        "phone telephone mobile",
        "mail email",
        "id identifier",
        "maximum max maximal highest",
        "minimum min minimal lowest",
        "average avg mean",
        "film movie",
        "car vehicle automobile",
        "mileage mpg",
        "manager boss",
        "teacher instructor",
        "student pupil",
        "birthday birthdate",
        "job occupation profession",
        "description detail",
        "language tongue",
        "zip postcode zipcode",
        "lecturer teacher",
        "apartment flat",
        "grade mark",
        "company firm",
        "hometown birthplace",
        "amount sum",
        "shop store",
        "aircraft airplane plane",
        "winner champion",
        "purchase buying",
        "discount rebate",
        "percent percentage proportion rate",
        "start begin",
        "end finish",
        "director filmmaker",
        "writer author",
        "ship vessel",
        "match game",
        "year yr",
        "code symbol",
        "invoice voucher bill",
    )
)
"""Everyday words for the same thing; only used where the plain word matches nothing."""

SUPERLATIVES: dict[str, tuple[str, bool]] = {
    "oldest": ("age", True),
    "youngest": ("age", False),
    "heaviest": ("weight", True),
    "lightest": ("weight", False),
    "tallest": ("height", True),
    "shortest": ("height length duration distance", False),
    "longest": ("length duration distance time", True),
    "cheapest": ("price cost", False),
    "costliest": ("price cost", True),
    "priciest": ("price cost", True),
    "fastest": ("speed", True),
    "slowest": ("speed", False),
    "hottest": ("temperature", True),
    "coldest": ("temperature", False),
    "richest": ("income salary wealth", True),
    "farthest": ("distance", True),
    "nearest": ("distance", False),
    "busiest": ("", True),
}
"""Superlatives that carry their own measure (words of a field's name, tried in turn) and whether the most is meant."""

COMPARATIVES: dict[str, str] = {
    "older": "age",
    "younger": "age",
    "heavier": "weight",
    "lighter": "weight",
    "taller": "height",
    "cheaper": "price cost",
    "longer": "length duration distance",
    "faster": "speed",
    "slower": "speed",
}
"""Comparatives that carry their own measure: words of a field's name, tried in turn."""

FILLER = frozenset(
    """
    a an the of in on at for to from with within by as into out up and or so then also too just only please kindly
    is are was were be been being am do does did done has have had having can could would should will shall may might
    i we you he she it they me us him her them my our your his its their this that these those there here
    what which who whom whose when where how why
    show shows showing shown display displays displaying list lists listing give gives giving tell return returns
    returning find finds finding get gets fetch provide present see view let know want need like wish help
    visualize visualise visualizing visualization visualisation visual draw drawing plot plotting plots create make
    build generate produce report take use using used compute calculate determine identify name describe
    illustrate depict depicting represent representing print output look check compare comparing comparison
    comparisons explain study analyze analyse analysis examine view
    all any every each some both either else another other others own same such different distinct various unique
    many much more most less least few fewer
    chart charts graph graphs diagram figure picture table result results data dataset record records information info
    row rows entry entries detail item items thing things value values field column columns attribute attributes
    number numbers count counts total amount amounts
    about regarding concerning between among amongst across along together corresponding respective respectively
    respect relative terms term per versus vs against over under around
    relationship relation relate related relates correlation correlations correlate distribution distributions
    breakdown overview summary trend trends change changes changed changing vary varies varied varying variation
    pattern proportion proportions percentage share ratio
    exist existing available recorded given associated listed involved belong belonging belongs contain contains
    currently now ever still already overall general entire whole complete full
    yes no not ok okay hi hello hey thanks thank dear well
    whether if than while during since until after before when
    order sorted sort ranked rank ranking arranged grouped group grouping categorized segregated
    one ones first
    legend panel panels axes stacked stack vertical horizontal multiple multiples grouped clustered facet faceted
    combination combinations tendency way
    side axis xaxis yaxis x y bar bars line lines point points
    based according depending basis based-on wise
    let's lets it's what's who's i'd i'm we're that's
    """.split()
)
"""Words that need no explanation: they hold a question together but name nothing in the data."""

STATES = frozenset(
    """
    cancelled canceled diverted delayed returned refunded rejected approved declined failed overdue unpaid pending
    expired blocked suspended discontinued damaged lapsed churned
    """.split()
)
"""What befell a thing: such a word selects rows wherever it stands."""

VERBS = frozenset(
    """
    live lives lived living work works worked working play plays played playing study studies studied win wins won
    sell sells sold buy buys bought purchase purchased order ordered pay pays paid earn earns earned receive received
    offer offers offered teach teaches taught run runs ran hold holds held own owns owned go goes going went come comes
    came hire hired join joined leave left start started end ended begin began open opened close closed publish
    published release released write written wrote produce produced direct directed act acted appear appeared serve
    served locate located base based found founded establish established operate operated fly flies flew flown
    depart arrive arrived travel travelled visit visited stay stayed rent rented book booked manage managed
    supervise supervised
    lead led member register registered enroll enrolled attend attended participate participated compete competed
    score scored host hosted organize organized hang stand stood born die died suffer suffered injured call called
    named titled known made make makes built build cost costs weigh weighs spend spent require required
    deal dealt handle handled process processed complete completed cancel cancelled happen happened occur occurred
    take takes took taken place get got gotten keep kept put set held use uses used say said become became belong
    originate come from supply supplied provide provided manufacture manufactured deliver delivered ship shipped
    represent represented elected vote voted affiliate affiliated assign assigned include includes included including
    correspond corresponds corresponding reflect reflects reflecting fall falls evolve evolves evolved mean means
    separate separately separated segregate segregated differentiate differentiated filter filtered select selected
    add added put access accessed
    collect collects collected bill billed invoice invoiced
    allocate allocated contribute contributed donate donated claim claimed settle settled issue issued
    """.split()
)
"""Everyday verbs between a thing and its attribute; they carry no filter of their own."""
