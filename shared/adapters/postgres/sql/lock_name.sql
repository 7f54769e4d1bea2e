-- One at a time for whoever names the same thing, until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))
