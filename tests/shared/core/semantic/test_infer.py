"""What tables are taken to mean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.core.semantic.infer import candidate_relationships, infer_model
from shared.core.semantic.model import Aggregation, Relationship, SemanticModel, TableRef
from shared.core.semantic.naming import expand, label, plural, shared_prefix, singular, words
from shared.core.semantic.profile import ColumnProfile, TableProfile
from shared.core.table.types import DataType

TEXT, WHOLE, REAL, DATE = DataType.TEXT, DataType.INTEGER, DataType.FLOAT, DataType.DATE


def column(name: str, kind: DataType, distinct: int, *values: str, **more: str) -> ColumnProfile:
    """A column profile."""
    longest = max(map(len, values), default=0)
    return ColumnProfile(name, name, kind, distinct, 0, values, more.get("low"), more.get("high"), longest)


def table(name: str, rows: int, *columns: ColumnProfile) -> TableProfile:
    """A table profile."""
    return TableProfile(name, name, TableRef("main", name), rows, columns)


FLIGHTS = table(
    "flights",
    1000,
    column("carrier", TEXT, 16, "UA"),
    column("origin", TEXT, 3, "JFK", "LGA"),
    column("dest", TEXT, 100, "LAX"),
    column("time_hour", DataType.TIMESTAMP, 900),
    column("dep_delay", REAL, 300),
)
AIRPORTS = table(
    "airports", 1458, column("faa", TEXT, 1458, "JFK", "LAX"), column("name", TEXT, 1440, "John F Kennedy")
)
AIRLINES = table("airlines", 16, column("carrier", TEXT, 16, "UA"), column("name", TEXT, 16, "United"))
WEATHER = table(
    "weather",
    900,
    column("origin", TEXT, 3, "JFK", "LGA"),
    column("time_hour", DataType.TIMESTAMP, 300),
    column("temp", REAL, 90),
)
STAR = (FLIGHTS, AIRPORTS, AIRLINES, WEATHER)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("dep_delay", ("dep", "delay")),
        ("sbTxType", ("sb", "tx", "type")),
        ("HTTPServer", ("http", "server")),
        ("meter_400", ("meter", "400")),
        ("GSTIN", ("gstin",)),
        ("Total Value", ("total", "value")),
        ("Kundenliste März", ("kundenliste", "märz")),
        ("ÉtatDuStock", ("état", "du", "stock")),
        ("CzłowiekMiasto", ("człowiek", "miasto")),
        ("город", ("город",)),
    ],
)
def test_names_are_cut_where_people_would(name: str, parts: tuple[str, ...]) -> None:
    """snake_case, camelCase, ALLCAPS and blanks."""
    assert words(name) == parts


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("city", "cities"),
        ("box", "boxes"),
        ("person", "people"),
        ("day", "days"),
        ("status", "statuses"),
        ("aircraft", "aircraft"),
        ("bus", "buses"),
    ],
)
def test_singular_and_plural_are_each_others(one: str, many: str) -> None:
    """English nouns go there and back."""
    assert plural(one) == many
    assert singular(many) == one


def test_abbreviations_are_spelled_and_shared_prefixes_found() -> None:
    """As in "dep_delay" is departure delay; a prefix needs three names."""
    assert expand(("dep", "delay")) == ("departure", "delay")
    assert label(("dep", "delay")) == "Dep delay"
    assert shared_prefix((("sb", "id"), ("sb", "name"), ("sb", "type"))) == 1
    assert shared_prefix((("sb", "id"), ("sb", "name"))) == 0


def test_candidates_hold_the_true_relationships() -> None:
    """By name, by codes of one form, and by two columns together."""
    found = set(candidate_relationships(STAR))
    assert Relationship("flights", ("carrier",), "airlines", ("carrier",)) in found
    assert Relationship("flights", ("origin",), "airports", ("faa",)) in found
    assert Relationship("flights", ("dest",), "airports", ("faa",)) in found
    assert Relationship("flights", ("origin", "time_hour"), "weather", ("origin", "time_hour")) in found


def test_keys_named_after_the_table_are_candidates() -> None:
    """As in "car_id" refers to cars.id; an abbreviated and prefixed name does too."""
    cars, sales = (
        table("cars", 9, column("id", WHOLE, 9)),
        table("sales", 50, column("id", WHOLE, 50), column("car_id", WHOLE, 8)),
    )
    assert candidate_relationships((cars, sales)) == (Relationship("sales", ("car_id",), "cars", ("id",)),)
    ticker = table(
        "sbTicker",
        9,
        column("sbTickerId", TEXT, 9, "T001"),
        column("sbTickerName", TEXT, 9, "Apple"),
        column("sbTickerType", TEXT, 2, "stock"),
    )
    prices = table(
        "sbPrice",
        50,
        column("sbDpTickerId", TEXT, 9, "T001"),
        column("sbDpDate", DATE, 6),
        column("sbDpOpen", REAL, 40),
    )
    assert Relationship("sbPrice", ("sbDpTickerId",), "sbTicker", ("sbTickerId",)) in candidate_relationships(
        (ticker, prices)
    )


@pytest.fixture(scope="module")
def star() -> SemanticModel:
    """The star with its relationships measured."""
    return infer_model(
        STAR,
        {
            Relationship("flights", ("carrier",), "airlines", ("carrier",)): 1.0,
            Relationship("flights", ("origin",), "airports", ("faa",)): 1.0,
            Relationship("flights", ("dest",), "airports", ("faa",)): 0.97,
            Relationship("flights", ("carrier",), "airports", ("faa",)): 0.1,
        },
    )


def test_a_table_referred_to_twice_plays_two_roles(star: SemanticModel) -> None:
    """Origin airport and destination airport are two entities over one table."""
    origin, dest = star.entity("origin_airport"), star.entity("dest_airport")
    assert origin is not None
    assert dest is not None
    assert (origin.label, dest.label) == ("Origin airport", "Destination airport")
    assert origin.table == dest.table == AIRPORTS.table
    assert Relationship("flights", ("origin",), "origin_airport", ("faa",)) in star.relationships


def test_a_weak_match_is_no_relationship(star: SemanticModel) -> None:
    """One row in ten found is chance."""
    assert Relationship("flights", ("carrier",), "airports", ("faa",)) not in star.relationships


def test_the_time_of_the_rows_and_the_measures_are_found(star: SemanticModel) -> None:
    """Delays are averaged, rows are counted."""
    flights = star.entity("flights")
    assert flights is not None
    assert flights.time == "time_hour"
    assert [(m.label, m.aggregation) for m in flights.measures] == [
        ("Number of flights", Aggregation.COUNT),
        ("Average dep delay", Aggregation.AVG),
    ]


def test_roles_of_columns() -> None:
    """Names of things are identifiers, amounts are summed, prices averaged, people's data marked and not indexed."""
    model = infer_model(
        (
            table(
                "customers",
                100,
                column("customer_id", WHOLE, 100),
                column("customer_name", TEXT, 99, "Asha Rao"),
                column("contact", TEXT, 90, "a@b.co", "c@d.org"),
                column("zip_code", WHOLE, 40),
                column("month", WHOLE, 12, low="1", high="12"),
                column("total_amount", REAL, 80),
                column("unit_price", REAL, 60),
                column("created_at", DATE, 50),
                column("order_date", DATE, 50),
                column("origin", TEXT, 2, "USA", "Japan"),
                column("tailnum", TEXT, 60, "N1"),
            ),
        ),
        {},
    )
    entity = model.entities[0]
    fields = {field.name: field for field in entity.fields}
    assert {name for name, field in fields.items() if field.identifier} == {"customer_id", "zip_code", "month"}
    assert {name for name, field in fields.items() if field.personal} == {"customer_name", "contact"}
    assert fields["contact"].values == ()
    assert fields["origin"].values_complete
    assert "country" in fields["origin"].synonyms
    assert "tail number" in fields["tailnum"].synonyms
    assert entity.time == "order_date"
    assert entity.key == ("customer_id",)
    kinds = {measure.field: measure.aggregation for measure in entity.measures}
    assert kinds == {None: Aggregation.COUNT, "total_amount": Aggregation.SUM, "unit_price": Aggregation.AVG}


def test_rows_that_are_sales_have_revenue() -> None:
    """The money of sales is what people call revenue."""
    model = infer_model((table("sales", 50, column("id", WHOLE, 50), column("sale_price", REAL, 40)),), {})
    revenue = model.entities[0].measures[-1]
    assert (revenue.aggregation, revenue.field) == (Aggregation.SUM, "sale_price")
    assert {"revenue", "total sales"} <= set(revenue.synonyms)


@pytest.mark.parametrize(
    ("columns", "revenue"),
    [
        (("total_quantity", "gross_total"), "gross_total"),
        (("total_qty", "tax_amount", "discount_value", "amount_paid"), "amount_paid"),
        (("total_weight", "total_tax"), None),
    ],
)
def test_revenue_is_money_and_not_a_quantity(columns: tuple[str, ...], revenue: str | None) -> None:
    """A total of things, a tax or what was taken off is not what people call revenue."""
    model = infer_model((table("orders", 9, *(column(name, REAL, 9) for name in columns)),), {})
    found = [each.field for each in model.entities[0].measures if each.label == "Revenue"]
    assert found == ([] if revenue is None else [revenue])


def test_of_two_totals_the_one_in_a_currency_is_revenue() -> None:
    """Its unit says what its name does not."""
    first, second = column("total_out", REAL, 9), replace(column("total_due", REAL, 9), unit="₹")
    model = infer_model((table("orders", 9, first, second),), {})
    assert [each.field for each in model.entities[0].measures if each.label == "Revenue"] == ["total_due"]


def test_a_readers_own_label_says_what_rows_are() -> None:
    """The reader of an export calls its tables what people call their rows, and the older name still finds them."""
    plain = table("sales_transactions", 800, column("voucher_no", TEXT, 800), column("gross_total", REAL, 700))
    invoices = replace(plain, label="Invoices", columns=(plain.columns[0], replace(plain.columns[1], unit="₹")))
    (entity,) = infer_model((invoices,), {}).entities
    assert (entity.noun, entity.label) == ("invoices", "Invoices")
    assert "sales transactions" in entity.synonyms
    gross = entity.find("gross_total")
    assert gross is not None
    assert "invoice value" in gross.synonyms
    assert [measure.label for measure in entity.measures[:2]] == ["Number of invoices", "Gross total"]


def test_months_in_numbers_are_months_of_the_year() -> None:
    """Whole numbers from 1 to 12 under the name month are January to December; other months are a count."""
    months = column("month", WHOLE, 12, low="1", high="12")
    served = column("month_served", WHOLE, 40, low="1", high="60")
    (entity,) = infer_model((table("rain", 400, months, served),), {}).entities
    assert [field.unit for field in entity.fields] == ["month of year", ""]


def test_rows_without_a_plural_are_records() -> None:
    """Nobody counts weathers."""
    (entity,) = infer_model((WEATHER,), {}).entities
    assert entity.noun == "weather records"


def test_the_firm_on_a_sale_is_the_customer() -> None:
    """Where rows are sales, "customers" and "clients" are the firms on them."""
    (entity,) = infer_model(
        (table("orders", 90, column("firm", TEXT, 9, "Om"), column("value", REAL, 80)),), {}
    ).entities
    firm = entity.find("firm")
    assert firm is not None
    assert {"customer", "client"} <= set(firm.synonyms)


def test_what_the_file_told_to_be_personal_stays_personal() -> None:
    """Whatever the column is called: nothing of its cells gets into the model, only how many there are."""
    known = replace(column("remark", TEXT, 2, "Asha Rao", "Ravi"), personal=True)
    born = replace(column("day", DATE, 9, low="1990-04-03", high="2001-01-01"), personal=True)
    found = infer_model((table("notes", 10, known, born),), {}).entities[0]
    for name in ("remark", "day"):
        field = found.find(name)
        assert field is not None
        assert (field.personal, field.values, field.minimum, field.maximum) == (True, (), None, None)
    assert "Asha" not in repr(found)
    assert "1990" not in repr(found)
