"""JSON decoded piece by piece, with its numbers as written and nothing lost in silence.

Imported by a child, so it imports nothing heavy.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 20
_LONGEST = 100 << 20
"""Characters of one record at the most."""
_BLANK = re.compile(r"[ \t\r\n]*")


class Whole(str):
    """A number without point and exponent, as written."""

    __slots__ = ()


class Real(str):
    """A number with a point or an exponent, as written."""

    __slots__ = ()


class NotSoundError(Exception):
    """The text is no JSON; the message says why, for people."""


class SeveralValuesError(ValueError):
    """A text has another value behind the first one."""


class Decoder:
    """Decodes values, and counts what JSON allows and no table can hold.

    doubled is how many objects named a key twice (the last one wins), odd how many NaN and Infinity became None.
    """

    def __init__(self) -> None:
        self.doubled = 0
        self.odd = 0
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_int=Whole,
            parse_float=Real,
            parse_constant=self._constant,
            strict=False,
        )

    def whole(self, text: str) -> Any:  # noqa: ANN401 - any value
        """The one value of text. Raises ValueError where it is none, or nested too deeply."""
        value, end = self.value(text, _behind_blanks(text, 0))
        rest = _behind_blanks(text, end)
        if rest != len(text):
            raise SeveralValuesError if text[rest] in "{[" else ValueError("something follows the value")
        return value

    def value(self, text: str, place: int) -> tuple[Any, int]:
        """The value that begins at place, and where it ends. Raises ValueError."""
        before = self.doubled, self.odd
        try:
            return self._decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            self.doubled, self.odd = before
            raise ValueError("no value") from error

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        self.doubled += len(found) != len(pairs)
        return found

    def _constant(self, _: str) -> None:
        self.odd += 1


def _behind_blanks(text: str, place: int) -> int:
    """Where the blanks at place end."""
    found = _BLANK.match(text, place)
    return found.end() if found else place


class Values:
    """The records of a file, which may be read again: left_out are the places of those that could not be decoded.

    After a reading, decoder says what it met.
    """

    what = "records"
    """What people call the places."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._begin()

    def __iter__(self) -> Iterator[tuple[int, Any]]:
        """Each record with its place, from 1."""
        self._begin()
        return self._read()

    def _begin(self) -> None:
        self._file.seek(0)
        self.decoder = Decoder()
        self.left_out: list[int] = []

    def _read(self) -> Iterator[tuple[int, Any]]:
        raise NotImplementedError


class Lines(Values):
    """JSON Lines: a value on each line that is not blank."""

    what = "lines"

    def _read(self) -> Iterator[tuple[int, Any]]:
        for place, line in enumerate(self._file, start=1):
            text = line.strip()
            if not text:
                continue
            try:
                value = self.decoder.whole(text)
            except ValueError:
                self.left_out.append(place)
                continue
            yield place, value


class Elements(Values):
    """The elements of an array that is the whole file, read without ever holding all of it.

    Raises NotSoundError while read where the text is no such array.
    """

    def _read(self) -> Iterator[tuple[int, Any]]:
        window = _Window(self._file)
        window.expect("[")
        place = 0
        while not window.takes("]"):
            if place:
                window.expect(",")
            place += 1
            yield place, window.value(self.decoder, place)
        window.end()


class Series(Values):
    """Values one after the other, over as many lines as they need.

    Raises NotSoundError while read where something else is among them.
    """

    def _read(self) -> Iterator[tuple[int, Any]]:
        window = _Window(self._file)
        window.takes("\ufeff")
        place = 0
        while not window.is_done():
            place += 1
            yield place, window.value(self.decoder, place)


class Parts(Values):
    """Records already in memory, the parts of a document."""

    def __init__(self, records: list[Any], decoder: Decoder) -> None:
        self._records = records
        self._known = decoder
        self._begin()

    def _begin(self) -> None:
        self.decoder = self._known
        self.left_out = []

    def _read(self) -> Iterator[tuple[int, Any]]:
        yield from enumerate(self._records, start=1)


class _Window:
    """The part of a text that is looked at."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._place = 0
        self._is_last = False

    def takes(self, mark: str) -> bool:
        """True when the mark comes next; then it is taken."""
        while True:
            self._place = _behind_blanks(self._text, self._place)
            if self._place < len(self._text) or self._is_last:
                break
            self._more(_CHUNK)
        found = self._text.startswith(mark, self._place)
        self._place += len(mark) if found else 0
        return found

    def expect(self, mark: str) -> None:
        """Take the mark, which must come next."""
        if not self.takes(mark):
            raise NotSoundError("it is no sound JSON, or ends before it is complete")

    def value(self, decoder: Decoder, number: int) -> Any:  # noqa: ANN401 - any value
        """The next value, which is the element of this number."""
        size = _CHUNK
        self.takes("")
        while True:
            try:
                value, end = decoder.value(self._text, self._place)
            except ValueError:
                end = len(self._text)
                if self._is_last or end - self._place > _LONGEST:
                    raise NotSoundError(
                        f"it is no sound JSON: record {number:,} cannot be read, or the file ends before it is complete"
                    ) from None
            if end < len(self._text) or self._is_last:
                self._place = end
                return value
            self._more(size)
            size *= 2

    def is_done(self) -> bool:
        """True when nothing but blanks follows."""
        self.takes("")
        return self._place >= len(self._text)

    def end(self) -> None:
        """Nothing but blanks may follow."""
        if not self.is_done():
            raise NotSoundError("it is no sound JSON: something follows the end of its list")

    def _more(self, size: int) -> None:
        part = self._file.read(size)
        self._is_last = not part
        self._text = self._text[self._place :] + part
        self._place = 0
