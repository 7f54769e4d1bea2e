"""A file in the raw bucket becomes tables, passages to quote, or the words of a channel."""
