"""Tables become a fresh DuckDB snapshot."""
