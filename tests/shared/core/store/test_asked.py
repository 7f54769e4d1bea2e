"""What people ask of the store, in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.errors import UserError
from shared.core.store.asked import (
    MOST_ROWS,
    AskSync,
    ShowRows,
    ShowStatus,
    ShowTable,
    ShowValues,
    SortKey,
    StoreAsk,
    is_for_store,
    read_ask,
    words_of,
)
from shared.core.store.sync import SyncKind

DOWN = SortKey("amount", descending=True)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=20).map(
    lambda text: " ".join(text.split())
)
NAME = NAMES.filter(bool)
ROWS = st.builds(
    ShowRows,
    target=NAME,
    columns=st.lists(NAME, max_size=4, unique=True).map(tuple),
    sort=st.lists(st.builds(SortKey, NAME, st.booleans()), max_size=3, unique_by=lambda each: each.column).map(tuple),
    search=st.one_of(st.just(""), NAME),
    first=st.integers(1, 10**9),
    size=st.integers(1, MOST_ROWS),
    as_file=st.booleans(),
)
KINDS = st.sampled_from(list(SyncKind))
ASKS: st.SearchStrategy[StoreAsk] = st.one_of(
    ROWS,
    st.builds(ShowStatus, st.one_of(st.just(""), NAME)),
    st.builds(AskSync, st.one_of(st.just(""), NAME.filter(lambda name: name != "sync")), KINDS),
    st.builds(AskSync, NAME.filter(lambda name: name != "watermark"), st.just(SyncKind.FULL), st.just(value=True)),
    st.builds(ShowTable, NAME),
    st.builds(ShowValues, NAME, NAME),
)


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("store", ShowStatus()),
        ("STORE Status shop", ShowStatus("shop")),
        ("store sync", AskSync()),
        ("store sync shop.orders", AskSync("shop.orders")),
        ("store full sync orders", AskSync("orders", SyncKind.FULL)),
        ("store reconcile", AskSync("", SyncKind.RECONCILED)),
        ("store reset watermark “My shop”", AskSync("My shop", SyncKind.FULL, reset=True)),
        ("store rows orders", ShowRows("orders")),
        (
            "store rows orders sort -amount search acme page 2",
            ShowRows("orders", (), (DOWN,), "acme", first=21),
        ),
        (
            "store rows orders columns id, amount sort amount desc, id asc search acme, inc size 50 page 3",
            ShowRows("orders", ("id", "amount"), (DOWN, SortKey("id")), "acme, inc", first=101, size=50),
        ),
        (
            'rows orders sort -"Order date" search "page 2"',
            ShowRows("orders", (), (SortKey("Order date", descending=True),), "page 2"),
        ),
        ("store rows orders csv", ShowRows("orders", size=MOST_ROWS, as_file=True)),
        ("store table orders", ShowTable("orders")),
        ("store values orders region", ShowValues("orders", "region")),
    ],
)
def test_words_are_read(text: str, ask: StoreAsk) -> None:
    """In any order behind the table; quotes, straight or curved, keep words together."""
    assert read_ask(text) == ask


@given(ASKS)
def test_what_a_button_carries_asks_for_the_same(ask: StoreAsk) -> None:
    """Whatever tables and columns are called."""
    assert read_ask(words_of(ask)) == ask


@given(st.text(max_size=80))
def test_any_words_are_read_or_refused_in_a_sentence(text: str) -> None:
    """Nothing that people write breaks anything."""
    is_for_store(text)
    said = ""
    try:
        read_ask(f"store rows {text}")
    except UserError as error:
        said = str(error)
    assert not said or said.endswith(".")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("store foo", "“foo” is not something the store does; it knows status, sync"),
        ("store rows", "Say rows of which table"),
        ("store rows orders big", "“big” is not understood there"),
        ("store rows orders page 0", "“page” takes a whole number from 1"),
        ("store rows orders size 501", "“size” takes a whole number from 1 to 500."),
        ("store rows orders page 1 2", "“page” takes a whole number"),
        ("store rows orders page 2 from 7", "Say page or from, not both."),
        ("store rows orders sort a sort b", "“sort” stands there twice."),
        ("store rows orders sort -", "Say which column to sort by"),
        ("store rows orders search", "Say what to search for"),
        ("store rows orders search " + "x" * 201, "A search takes 200 characters at most."),
        ("store rows orders csv now", "“csv” comes last"),
        ("store table", "Say which table"),
        ("store values orders", "Say of which column"),
        ("store sync my shop", "takes one name"),
    ],
)
def test_what_is_not_understood_is_said_in_one_sentence(text: str, said: str) -> None:
    """With the words that would do."""
    with pytest.raises(UserError) as caught:
        read_ask(text)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["store", "Store rows x", "store SYNC", "store full sync orders", "store reset"])
def test_these_words_are_for_the_store(text: str) -> None:
    """However they are written."""
    assert is_for_store(text)


@pytest.mark.parametrize("text", ["", "stores", "store sales by month", "sync", "which store sold most", '"store"'])
def test_a_question_about_stores_is_a_question(text: str) -> None:
    """A shop's people ask about stores all day."""
    assert not is_for_store(text)
