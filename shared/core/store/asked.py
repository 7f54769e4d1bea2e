"""What people ask of the store, read from their words: “rows orders sort -amount search acme page 2”.

The same words are what buttons carry, so that there is one way in, and one check of what comes in by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from shared.core.errors import UserError
from shared.core.store.sync import SyncKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

STORE = "store"
"""The first word of them all."""
MOST_ROWS = 500
"""Rows of a page."""
USUAL_ROWS = 20
LONGEST_SEARCH = 200
_MOST_COLUMNS = 200
_FARTHEST = 10**10
"""Rows that a page may lie behind; no table has as many."""


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """Where data sets stand; target names one, "" all of the channel."""

    target: str = ""


@dataclass(frozen=True, slots=True)
class AskSync:
    """A sync of what target names: a data set, a table, or "" for all. reset forgets the watermarks first."""

    target: str = ""
    kind: SyncKind = SyncKind.INCREMENTAL
    reset: bool = False


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column to sort by."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ShowRows:
    """Rows of a table: from the first on (counted from 1) so many; columns () for all; as_file as CSV."""

    target: str
    columns: tuple[str, ...] = ()
    sort: tuple[SortKey, ...] = ()
    search: str = ""
    first: int = 1
    size: int = USUAL_ROWS
    as_file: bool = False


@dataclass(frozen=True, slots=True)
class ShowTable:
    """What is known of a table."""

    target: str


@dataclass(frozen=True, slots=True)
class ShowValues:
    """The distinct values of a column."""

    target: str
    column: str


StoreAsk = ShowStatus | AskSync | ShowRows | ShowTable | ShowValues


@dataclass(frozen=True, slots=True)
class _Word:
    """A word; a quoted one is never a word of ours. sign is what stood before its quotes."""

    text: str
    quoted: bool = False
    sign: str = ""

    @property
    def plain(self) -> str:
        """The word as ours are written; "" for a quoted one."""
        return "" if self.quoted else self.text.casefold()


_WORD = re.compile(r'([-+]?)(?:"((?:[^"]|"")*)"|[“„«]([^“”„«»]*)[“”»])(?=[\s,]|$),?|(\S+)')
"""A word in quotes, of a keyboard or as phones write them, or one without."""
_BARE = re.compile(r"[^\W\d]\w*")
_PARTS = ("columns", "sort", "search", "page", "size", "from", "csv")
_DOWN = {"desc": True, "descending": True, "asc": False, "ascending": False}
_FOLLOWS = "After the table come columns, sort, search, page, size, from or csv."


def is_for_store(text: str) -> bool:
    """Return True for words that are read here; “store sales by month” is a question about stores."""
    words = [each.plain for each in _words(text)]
    return words[:1] == [STORE] and (len(words) == 1 or words[1] in _VERBS)


def read_ask(text: str) -> StoreAsk:
    """Return what the words ask. Raises UserError with a sentence on the first that cannot be understood."""
    words = [each for each in _words(text) if each.text or each.quoted]
    words = words[1:] if words and words[0].plain == STORE else words
    if not words:
        return ShowStatus()
    read = _VERBS.get(words[0].plain)
    if read is None:
        known = ", ".join(dict.fromkeys(_VERBS))
        raise UserError(f"“{words[0].text[:60]}” is not something the store does; it knows {known}.")
    return read(words[1:])


def words_of(ask: StoreAsk) -> str:
    """Return words that ask for just this."""
    match ask:
        case ShowStatus(target):
            parts = ["status", *_named(target)]
        case AskSync(target, kind, reset):
            parts = ["reset" if reset else _SYNC_VERBS[kind], *_named(target)]
        case ShowTable(target):
            parts = ["table", *_named(target)]
        case ShowValues(target, column):
            parts = ["values", *_named(target), *_named(column)]
        case ShowRows():
            parts = ["rows", *_rows_words(ask)]
        case _:
            assert_never(ask)
    return " ".join([STORE, *parts])


_SYNC_VERBS = {SyncKind.INCREMENTAL: "sync", SyncKind.RECONCILED: "reconcile", SyncKind.FULL: "full"}


def _rows_words(ask: ShowRows) -> Iterator[str]:
    yield from _named(ask.target)
    if ask.columns:
        yield "columns " + ", ".join(_quoted(each) for each in ask.columns)
    if ask.sort:
        yield "sort " + ", ".join(("-" if each.descending else "") + _quoted(each.column) for each in ask.sort)
    if ask.search:
        yield "search " + _in_quotes(ask.search)
    if ask.size != (MOST_ROWS if ask.as_file else USUAL_ROWS):
        yield f"size {ask.size}"
    if ask.first != 1:
        yield f"from {ask.first}"
    if ask.as_file:
        yield "csv"


def _named(name: str) -> list[str]:
    if not name:
        return []
    is_plain = all(_BARE.fullmatch(part) for part in name.split(".")) and name.casefold() not in _OURS
    return [name if is_plain else _in_quotes(name)]


def _quoted(name: str) -> str:
    return name if _BARE.fullmatch(name) and name.casefold() not in _OURS else _in_quotes(name)


def _in_quotes(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _words(text: str) -> list[_Word]:
    return [_word(each) for each in _WORD.finditer(text)]


def _word(found: re.Match[str]) -> _Word:
    sign, straight, curved, bare = found.groups()
    if bare is not None:
        return _Word(bare)
    return _Word(straight.replace('""', '"') if straight is not None else curved, quoted=True, sign=sign)


def _status(words: list[_Word]) -> StoreAsk:
    return ShowStatus(_target(words, "status"))


def _sync(words: list[_Word]) -> StoreAsk:
    return AskSync(_target(words, "sync"))


def _reconcile(words: list[_Word]) -> StoreAsk:
    return AskSync(_target(words, "reconcile"), SyncKind.RECONCILED)


def _full(words: list[_Word]) -> StoreAsk:
    return AskSync(_target(_without(words, "sync"), "full"), SyncKind.FULL)


def _reset(words: list[_Word]) -> StoreAsk:
    return AskSync(_target(_without(words, "watermark"), "reset"), SyncKind.FULL, reset=True)


def _table(words: list[_Word]) -> StoreAsk:
    return ShowTable(_target(words, "table", is_needed=True))


def _values(words: list[_Word]) -> StoreAsk:
    if len(words) != 2:  # noqa: PLR2004 - a table and a column
        raise UserError("Say of which column: “store values orders region”.")
    return ShowValues(words[0].text, words[1].text)


def _without(words: list[_Word], filler: str) -> list[_Word]:
    return words[1:] if words and words[0].plain == filler else words


def _target(words: list[_Word], verb: str, *, is_needed: bool = False) -> str:
    if is_needed and not words:
        raise UserError(f"Say which table: “store {verb} orders”.")
    if len(words) > 1:
        raise UserError(f"“store {verb}” takes one name; put a name of several words in quotes.")
    return words[0].text if words else ""


def _rows(words: list[_Word]) -> StoreAsk:
    if not words:
        raise UserError("Say rows of which table: “store rows orders”.")
    parts = _by_part(words[1:])
    as_file = "csv" in parts
    if parts.get("csv"):
        raise UserError("“csv” comes last, and takes nothing after it.")
    size = _number(parts, "size", MOST_ROWS if as_file else USUAL_ROWS, MOST_ROWS)
    if "page" in parts and "from" in parts:
        raise UserError("Say page or from, not both.")
    page = _number(parts, "page", 1, _FARTHEST // MOST_ROWS)
    return ShowRows(
        target=words[0].text,
        columns=_columns(parts.get("columns", [])),
        sort=_sort(parts.get("sort", [])),
        search=_search(parts),
        first=_number(parts, "from", (page - 1) * size + 1, _FARTHEST),
        size=size,
        as_file=as_file,
    )


def _by_part(words: Iterable[_Word]) -> dict[str, list[_Word]]:
    """The words behind each of ours."""
    parts: dict[str, list[_Word]] = {}
    here: list[_Word] | None = None
    for each in words:
        if each.plain in _PARTS:
            if each.plain in parts:
                raise UserError(f"“{each.plain}” stands there twice.")
            here = parts.setdefault(each.plain, [])
        elif here is None:
            raise UserError(f"“{each.text[:60]}” is not understood there. {_FOLLOWS}")
        else:
            here.append(each)
    return parts


def _number(parts: Mapping[str, list[_Word]], name: str, usual: int, most: int) -> int:
    if name not in parts:
        return usual
    said = " ".join(each.text for each in parts[name])
    if not re.fullmatch(r"[0-9]{1,12}", said) or not 1 <= int(said) <= most:
        raise UserError(f"“{name}” takes a whole number from 1 to {most:,}.")
    return int(said)


def _search(parts: Mapping[str, list[_Word]]) -> str:
    said = " ".join(each.sign + each.text for each in parts.get("search", []))
    if "search" in parts and not said.strip():
        raise UserError("Say what to search for: “search acme”.")
    if len(said) > LONGEST_SEARCH:
        raise UserError(f"A search takes {LONGEST_SEARCH} characters at most.")
    return said


def _listed(words: Iterable[_Word]) -> Iterator[_Word]:
    """The words of a list: commas part those that are not quoted."""
    for each in words:
        if each.quoted:
            yield each
        else:
            yield from (_Word(part) for part in each.text.split(",") if part)


def _columns(words: list[_Word]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(each.text for each in _listed(words)))
    if len(found) > _MOST_COLUMNS:
        raise UserError(f"Choose {_MOST_COLUMNS} columns at most.")
    return found


def _sort(words: list[_Word]) -> tuple[SortKey, ...]:
    keys: list[SortKey] = []
    for each in _listed(words):
        if keys and each.plain in _DOWN:
            keys[-1] = SortKey(keys[-1].column, _DOWN[each.plain])
        elif each.quoted:
            keys.append(SortKey(each.text, each.sign == "-"))
        else:
            keys.append(SortKey(each.text.lstrip("+-"), each.text.startswith("-")))
    if any(not each.column for each in keys):
        raise UserError("Say which column to sort by: “sort -amount”.")
    return tuple({each.column: each for each in keys}.values())


_VERBS: Mapping[str, Callable[[list[_Word]], StoreAsk]] = {
    "status": _status,
    "sync": _sync,
    "full": _full,
    "reconcile": _reconcile,
    "reset": _reset,
    "rows": _rows,
    "table": _table,
    "values": _values,
}
_OURS = frozenset({STORE, "watermark", *_PARTS, *_DOWN, *_VERBS})
