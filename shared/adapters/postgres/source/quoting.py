"""Names and texts in PostgreSQL's statements that take no parameters: COPY, and what goes through ADBC."""

from __future__ import annotations

from psycopg.sql import Literal


def name(identifier: str) -> str:
    """Return an identifier in double quotes, as PostgreSQL and DuckDB read it alike."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(value: str) -> str:
    """Return a string literal of PostgreSQL's, whatever standard_conforming_strings says."""
    return Literal(value).as_string()
