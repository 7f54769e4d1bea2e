"""The statements of a read: what PostgreSQL is asked, and what DuckDB makes of the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.adapters.postgres.source.quoting import name

if TYPE_CHECKING:
    from shared.adapters.postgres.source.carrying import Carriage


@dataclass(frozen=True, slots=True)
class CarriedColumn:
    """A column and how it travels; is_filled where PostgreSQL vouches that it has no NULL."""

    name: str
    carriage: Carriage
    is_filled: bool = False

    @property
    def there(self) -> str:
        """The column in PostgreSQL's statements."""
        return f"source.{name(self.name)}"


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Rows of a source: its columns, and what stands behind FROM.

    On the wire columns are named c0, c1, ... : no name of theirs can disturb a statement.
    """

    columns: tuple[CarriedColumn, ...]
    rows: str
    is_filtered: bool = False

    @property
    def binary(self) -> str:
        """PostgreSQL's statement for the binary way."""
        return self._asked([_put(each.carriage.sent, each.there) for each in self.columns])

    @property
    def written(self) -> str:
        """PostgreSQL's statement for the text way; a mark at the end keeps a line of NULLs from being an empty one."""
        return self._asked([*(_put(each.carriage.written, each.there) for each in self.columns), "'.'"])

    @property
    def from_binary(self) -> str:
        """What DuckDB selects from what came by the binary way."""
        return _made([(each.name, each.carriage.arrives) for each in self.columns])

    @property
    def from_text(self) -> str:
        """What DuckDB selects from what came by the text way."""
        return _made([(each.name, each.carriage.read) for each in self.columns])

    def where(self, condition: str) -> RowQuery:
        """Return the query for those of its rows; rows ends in a condition or has none yet."""
        joined = "AND" if self.is_filtered else "WHERE"
        return replace(self, rows=f"{self.rows} {joined} ({condition})", is_filtered=True)

    def _asked(self, cells: list[str]) -> str:
        listed = ", ".join(f"{cell} AS c{place}" for place, cell in enumerate(cells))
        return f"SELECT {listed} FROM {self.rows}"  # noqa: S608 - names are quoted, expressions are ours


def _put(expression: str, column: str) -> str:
    return expression.replace("{}", column)


def _made(cells: list[tuple[str, str]]) -> str:
    return ", ".join(
        f"{_put(expression, f'c{place}')} AS {name(named)}" for place, (named, expression) in enumerate(cells)
    )
