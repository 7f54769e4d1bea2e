"""Business rules: columns that are made, or set, from what other columns of a row say."""
