"""Names and texts in statements that take no parameters: COPY, what goes through ADBC, and DuckDB's COPY."""

from __future__ import annotations

from psycopg.sql import Literal


def name(identifier: str) -> str:
    """Return an identifier in double quotes, as PostgreSQL and DuckDB read it alike."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(value: str) -> str:
    """Return a string literal of PostgreSQL's, whatever standard_conforming_strings says."""
    return Literal(value).as_string()


def text(value: str) -> str:
    """Return a string literal of DuckDB's, where a backslash is a character like any other."""
    return "'" + value.replace("'", "''") + "'"
