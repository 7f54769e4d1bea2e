"""Names and texts in the few statements that DuckDB takes no parameters in."""

from sqlglot import exp

from shared.core.table.types import DataType

DUCKDB_TYPES = {
    DataType.TEXT: "VARCHAR",
    DataType.INTEGER: "BIGINT",
    DataType.DECIMAL: "VARCHAR",
    DataType.FLOAT: "DOUBLE",
    DataType.BOOLEAN: "BOOLEAN",
    DataType.DATE: "DATE",
    DataType.TIME: "TIME",
    DataType.TIMESTAMP: "TIMESTAMP",
}
"""The types CSV is read as; decimals come as text, so that their scale can be chosen from all rows."""


def quoted(name: str) -> str:
    """Return an identifier in double quotes."""
    return exp.to_identifier(name, quoted=True).sql(dialect="duckdb")


def text(value: str) -> str:
    """Return a string literal."""
    return exp.Literal.string(value).sql(dialect="duckdb")
