"""Lines that are quoted as a whole hold records, unless they are a list of texts."""

from __future__ import annotations

import pytest

from shared.core.ingest.text.wrapped import is_wrapped, unwrapped


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ('"id,name,amount"\n"1,Foo,2.5"\n"2,Bar,3.5"\n', "id,name,amount\n1,Foo,2.5\n2,Bar,3.5\n"),
        ('id;name;amount\n"1;""a;b"";2"\n\n"3;""z"";4"\n', 'id;name;amount\n1;"a;b";2\n\n3;"z";4\n'),
    ],
)
def test_lines_in_quotes_are_records(text: str, bare: str) -> None:
    """Whether the names are quoted or not; quotes within are those of cells."""
    assert is_wrapped(text)
    assert "".join(unwrapped(text.splitlines(keepends=True))) == bare


@pytest.mark.parametrize(
    "text",
    [
        'place\n"Austin, Texas, USA"\n"Pune, Maharashtra, India"\n',
        '"a"\n"b"\n"c"\n',
        '"id","name"\n"1","x"\n',
        '"id,name,amount"\n1,Foo,2.5\n2,Bar,3.5\n',
        '"one line, of, words"\n',
        "",
    ],
)
def test_lists_of_texts_are_left_as_they_are(text: str) -> None:
    """Their name has no commas; and cells that are quoted one by one are no lines."""
    assert not is_wrapped(text)
