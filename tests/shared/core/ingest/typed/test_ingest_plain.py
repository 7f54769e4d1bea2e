"""Plain forms are what engines read as it stands, from the narrowest to any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.ingest.typed.evidence import PlainForm
from shared.core.ingest.typed.plain import fits, guess_form, is_spelled_null
from tests.fakes.table_evidence import listed

_CELLS = st.sampled_from(
    [
        *"0 -12 007 1.50 5. 1,234 1e-05 -2.5E+3 9223372036854775808 -9223372036854775808".split(),
        *"2024-02-29 2023-02-29 2024-01-31T10:00:00.5 NA n/a - none word ####".split(),
        "2024-01-31 00:00",
    ]
)


@pytest.mark.parametrize("form", PlainForm)
@given(cell=_CELLS)
def test_a_guess_and_a_scan_agree(form: PlainForm, cell: str) -> None:
    """What is guessed from a sample is what the scan of all rows then counts."""
    scan = listed([(cell,)]).scan({0: form})[0]
    assert is_spelled_null(cell) == bool(scan.nulls)
    assert is_spelled_null(cell) or fits(cell, form) == (scan.fits == 1)


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (("1", "-20"), PlainForm.INTEGER),
        (("1", "2.50"), PlainForm.DECIMAL),
        (("1", "1e-05"), PlainForm.DECIMAL),
        (("2024-02-29",), PlainForm.DATE),
        (("2024-02-29 10:00",), PlainForm.TIMESTAMP),
        (("2023-02-29",), PlainForm.TEXT),
        (("007",), PlainForm.TEXT),
        (("\u0967",), PlainForm.TEXT),
        ((), PlainForm.TEXT),
    ],
)
def test_the_narrowest_form_is_guessed(texts: tuple[str, ...], form: PlainForm) -> None:
    """A scan of decimals counts numbers with exponents too, so that they are guessed as such."""
    assert guess_form(texts) is form


@given(_CELLS)
def test_plain_forms_contain_each_other(cell: str) -> None:
    """Whole numbers are decimals, decimals are floats, and everything is text."""
    assert fits(cell, PlainForm.DECIMAL) >= fits(cell, PlainForm.INTEGER)
    assert fits(cell, PlainForm.FLOAT) >= fits(cell, PlainForm.DECIMAL)
    assert fits(cell, PlainForm.TEXT)
    assert not (is_spelled_null(cell) and fits(cell, PlainForm.FLOAT))
