"""CompiledQuery: SQL that our compiler made, ready for an engine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.core.semantic.model import TableRef
    from shared.core.table.result import ResultColumn
    from shared.core.table.types import Cell


class Dialect(StrEnum):
    """The engines we make SQL for, by sqlglot's names."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """A statement with its bound parameters, by name.

    reads lists every physical table it touches; columns describe the result in order; row_limit is the most rows the
    engine may return (one more is asked for, to know whether there were more).
    """

    sql: str
    params: Mapping[str, Cell]
    reads: tuple[TableRef, ...]
    columns: tuple[ResultColumn, ...]
    dialect: Dialect
    row_limit: int
