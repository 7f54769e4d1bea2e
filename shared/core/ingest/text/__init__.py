"""Text as people send it: decoded, cut into records, laid out into tables."""
