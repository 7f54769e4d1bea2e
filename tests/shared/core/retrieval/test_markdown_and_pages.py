"""Texts become headings and paragraphs; nothing in them is rendered or followed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.retrieval.document import Block
from shared.core.retrieval.markdown import read_markdown, read_plain, reads_as_prose
from shared.core.retrieval.pages import read_pages

MARKDOWN = """---
author: somebody
---
# Title

A paragraph that
goes on *here* with a [link](https://example.com "x") and `code`.

Other
-----
- one item
- another **one**
  that goes on

| Fee | Amount |
|-----|-------:|
| Late | 5 % |

<!-- a remark -->
```
# no heading
```
> quoted words
"""


def test_markdown_keeps_words_and_loses_marks() -> None:
    """Links keep their words only; code is text; remarks and front matter are left out."""
    assert list(read_markdown(MARKDOWN)) == [
        Block("Title", 1),
        Block("A paragraph that goes on here with a link and code."),
        Block("Other", 2),
        Block("• one item"),
        Block("• another one that goes on"),
        Block("Fee | Amount"),
        Block("Late | 5 %"),
        Block("# no heading"),
        Block("quoted words"),
    ]


def test_plain_text_keeps_its_signs() -> None:
    """Only underlined lines and lists are more than paragraphs."""
    assert list(read_plain("Rules\n=====\nUse *this* #1\nand that.\n\n1. first\n2) second")) == [
        Block("Rules", 1),
        Block("Use *this* #1 and that."),
        Block("• first"),
        Block("• second"),
    ]


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("Goods may be returned within 30 days. Keep the\nbill until then, please, and the box.", True),
        ("Notes\n\nWe met on Monday and agreed on the following price list for dealers.\n", True),
        ("city,sales\nPune,10\nAgra,20\n", False),
        ("id\tname\n1\tAsha\n2\tRavi", False),
        ("date | city | note\n1 | Pune | it went well, and we will go again\n", False),
        ("10\n20\n30\n", False),
        ("", False),
    ],
)
def test_prose_is_told_from_tables(text: str, *, prose: bool) -> None:
    """By the signs that cut every line into as many cells."""
    assert reads_as_prose(text) is prose


def test_pages_become_paragraphs_with_their_number() -> None:
    """Wrapped lines are joined, split words too; running titles and page numbers are left out."""
    first = (
        "Acme handbook\nReturns\nGoods may be returned within thirty days of the in-\nvoice date to our ware-\nhouse.\n"
        "First of all, call us before you send anything back.\n• keep the box\nPage 1 of 3"
    )
    pages = [
        first,
        "Acme handbook\nSecond page of text, which goes on for a while.\nPage 2 of 3",
        "Acme handbook\nThird.\nPage 3 of 3",
    ]
    assert read_pages(pages) == (
        Block("Returns", 2, 1),
        Block("Goods may be returned within thirty days of the invoice date to our warehouse.", 0, 1),
        Block("First of all, call us before you send anything back.", 0, 1),
        Block("• keep the box", 0, 1),
        Block("Second page of text, which goes on for a while.", 0, 2),
        Block("Third.", 0, 3),
    )


@given(st.text(max_size=500))
def test_any_text_can_be_read(text: str) -> None:
    """Each block is one line that says something."""
    for block in (*read_markdown(text), *read_plain(text), *read_pages([text, text])):
        assert block.text.strip() == block.text != ""
        assert "\n" not in block.text


@pytest.mark.parametrize(
    "text", ["*" * 50_000, "[" * 50_000, "`a" * 25_000, "<!--" * 10_000, "- - " * 12_000, "|" * 50_000]
)
def test_no_text_takes_long(text: str) -> None:
    """Whatever its marks."""
    began = time.perf_counter()
    read_markdown(text)
    assert time.perf_counter() - began < 1
