"""The cells of a shared file in DuckDB: staged as texts, asked about, and made clean, in bounded memory."""
