"""Columns about people are known by their header and by the form of their values; things are not people."""

from __future__ import annotations

import pytest

from shared.core.ingest.cleaning.personal import is_personal, personal_in
from tests.fakes.table_evidence import listed


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Email", "email"),
        ("e-mail", "email"),
        ("E-Mail ID", "email"),
        ("custEmail_ID", "email"),
        ("Mobile No.", "phone"),
        ("WhatsApp", "phone"),
        ("Contact Number", "phone"),
        ("PAN", "PAN"),
        ("pan_no", "PAN"),
        ("Aadhaar", "Aadhaar"),
        ("Passport No", "passport"),
        ("Voter ID", "voter ID"),
        ("Driving Licence No", "driving licence"),
        ("Credit Card No", "card"),
        ("IBAN", "IBAN"),
        ("Bank Account No", "bank account"),
        ("customer_name", "name"),
        ("Employee Full Name", "name"),
        ("Father's Name", "name"),
        ("Name of the student", "name"),
        ("First Name", "name"),
        ("Surname", "name"),
        ("Contact person", "name"),
        ("Address Line 1", "address"),
        ("billing_address", "address"),
        ("DOB", "birth date"),
        ("Date of Birth", "birth date"),
        ("birthDate", "birth date"),
        ("Ph. No.", "phone"),
        ("Mob No", "phone"),
        ("IP", "IP address"),
        ("client_ip", "IP address"),
        ("A/c", "bank account"),
        ("Vorname", "name"),
        ("Kundenname", "name"),
        ("Geburtsdatum", "birth date"),
        ("Stra\u00dfe", "address"),
        ("Telefonnummer", "phone"),
        ("Pr\u00e9nom", "name"),
        ("Nom de famille", "name"),
        ("Date de naissance", "birth date"),
        ("Num\u00e9ro de s\u00e9curit\u00e9 sociale", "social security number"),
        ("T\u00e9l\u00e9phone", "phone"),
        ("Courriel", "email"),
        ("Apellidos", "name"),
        ("Tel\u00e9fono", "phone"),
        ("Direcci\u00f3n", "address"),
        ("DNI", "social security number"),
        ("\u092e\u094b\u092c\u093e\u0907\u0932", "phone"),
        ("\u092a\u0924\u093e", "address"),
        ("\u0917\u094d\u0930\u093e\u0939\u0915 \u0915\u093e \u0928\u093e\u092e", "name"),
        ("\u091c\u0928\u094d\u092e \u0924\u093f\u0925\u093f", "birth date"),
    ],
)
def test_headers_about_people(header: str, kind: str) -> None:
    """Ways to reach, identify or name somebody, however the header is written."""
    assert is_personal(header, (header,), ()) == kind


@pytest.mark.parametrize(
    "header",
    [
        "Product Name",
        "brand_name",
        "Firm",
        "Firm name",
        "Company",
        "Span",
        "Japan",
        "Name",
        "amount",
        "Dobby",
        "Emails sent",
        "Phone model",
        "Email verified",
        "Card type",
        "Customer type",
        "Company address",
        "Web address",
        "Username count",
        "Nom",
        "Nombre",
        "Nombre de ventes",
        "IP traffic",
        "Produktname",
        "Nom du produit",
        "\u0928\u093e\u092e",
    ],
)
def test_headers_about_things(header: str) -> None:
    """Names of things are not personal; a lone "name" is not known to be, and counts of e-mails reach nobody."""
    assert is_personal(header, (header,), ()) == ""


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Phone", ("iPhone", "Galaxy", "Pixel")),
        ("Email", ("yes", "no")),
        ("Contact", ("Web", "Walk in")),
        ("PAN", ("Steel", "Copper")),
        ("Employee", ("1042", "1043")),
        ("A/c", ("Sales", "Rent")),
        ("Portable", ("yes", "no")),
        ("Handy", ("Werkzeug", "Messer")),
        ("Manager", ("North", "4", "n/a", "7")),
    ],
)
def test_values_speak_against_a_header(header: str, values: tuple[str, ...]) -> None:
    """A telephone may be an article, and an employee a number."""
    assert is_personal(header, (header,), values) == ""


def test_a_name_beside_a_telephone_is_a_persons() -> None:
    """What a plain name means, its neighbours say."""
    assert is_personal("Name", ("Name", "Phone"), ()) == "name"
    assert is_personal("Name", ("Name", "Age", "Gender"), ()) == "name"
    assert is_personal("Nom", ("Nom", "T\u00e9l\u00e9phone"), ("Dupont",)) == "name"
    assert is_personal("Name", ("Name", "Price"), ()) == ""
    assert is_personal("Nombre", ("Nombre", "Courriel"), ("12", "7")) == ""


def test_a_role_is_a_name_where_its_values_are() -> None:
    """Salespeople are written by name, with initials and hyphens, in any script."""
    names = ("Asha Rao", "J. D. Mehta", "Anne-Marie Roy", "\u0906\u0936\u093e \u0930\u093e\u0935")
    assert is_personal("Salesperson", (), names) == "name"
    assert is_personal("Salesperson", (), ("north", "south", "4")) == ""


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("email", ("a@example.com", "b.c@example.org", "none")),
        ("phone", ("9876543210", "+91 98765 43210", "+44 20 7946 0958")),
        ("phone", ("098765-43210", "91 9876 543 210", "(415) 555-2671", "415-555-2671")),
        ("PAN", ("AAPPV8261K", "ABCCE1234F")),
        ("card", ("4111 1111 1111 1111", "5500005555555559", "3782 822463 10005")),
        ("Aadhaar", ("2345 6789 0124", "499118665246")),
        ("email", ("paid", "call ravi@example.com today", "late") * 3),
        ("phone", ("paid", "mobile 98765 43210 given", "ring +91-9876543210 at 5")),
        ("UPI ID", ("ravi@okicici", "anita.d@ybl", "9876543210@paytm")),
        ("IBAN", ("GB82 WEST 1234 5698 7654 32", "DE89370400440532013000")),
    ],
)
def test_values_about_people(kind: str, values: tuple[str, ...]) -> None:
    """The form tells it where the header does not; cards, IBANs and Aadhaar numbers by their check digits."""
    assert is_personal("column 1", (), values) == kind


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("x", ()),
        ("x", ("", "n/a")),
        ("x", ("123456", "99")),
        ("x", ("4111111111111112",) * 5),
        ("x", ("2024-01-01", "12-31-2024")),
        ("x", ("Pune", "SKU-9876543210")),
        ("x", ("654321.0001", "654321.0002")),
        ("imei", ("356938035643809", "490154203237518")),
        ("order_id", ("9876543210", "9876543211")),
        ("Population", ("7876543210",)),
        ("GSTIN", ("27AAPFU0939F1ZV",)),
        ("Remarks", ("order 9876543210123 sent", "SKU-9876543210 is out", "paid 9876543210.50 twice", "a @ b")),
        ("Social", ("@ravi", "@anita")),
    ],
)
def test_values_about_things(header: str, values: tuple[str, ...]) -> None:
    """Ordinary numbers, dates, words, and numbers of things have no personal form."""
    assert is_personal(header, (header,), values) == ""


def test_a_column_that_turns_personal_late_is_found() -> None:
    """The share is of all rows, not of the distinct values of the first ones."""
    rows = [("n",)] + [(f"note {number}",) for number in range(105)] + [("asha@example.com",)] * 30
    rows += [(f"a{number}@example.com",) for number in range(10)]
    evidence = listed(rows)
    assert is_personal("remarks", ("remarks",), evidence.sample(0)) == ""
    assert personal_in("remarks", ("remarks",), evidence, 0) == "email"
    assert personal_in("remarks", ("remarks",), listed([("note",), ("a b",)]), 0) == ""


def test_a_father_is_a_name_where_the_values_are() -> None:
    """As other kin and roles."""
    assert is_personal("Father/Husband", (), ("Ram Kumar", "Shyam Lal")) == "name"
    assert is_personal("Father/Husband", (), ("yes", "no")) == ""
