"""A file in the raw bucket becomes tables."""
