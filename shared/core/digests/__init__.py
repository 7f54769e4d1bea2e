"""Which digests are due, and what they say."""
