"""A file in the raw bucket becomes tables, or passages to quote."""
