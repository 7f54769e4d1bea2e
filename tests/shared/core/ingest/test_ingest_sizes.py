"""Sizes are said as people read them."""

from __future__ import annotations

import pytest

from shared.core.ingest.sizes import size, too_large


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (9, "9 bytes"),
        (1_023, "1023 bytes"),
        (1_024, "1 KB"),
        (1_536, "1.5 KB"),
        (100 << 20, "100 MB"),
        (1 << 30, "1 GB"),
        (5 << 40, "5120 GB"),
    ],
)
def test_a_size_is_said_in_the_unit_that_fits(count: int, words: str) -> None:
    """Of 1024 each, with a decimal only where it tells something."""
    assert size(count) == words


def test_a_file_that_is_too_large_says_what_to_do() -> None:
    """And how large it may be."""
    assert too_large(1 << 30) == "That file is larger than 1 GB, the limit; please share it in parts."
