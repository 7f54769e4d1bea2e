-- Two versions of one document are written one after the other.
SELECT pg_advisory_xact_lock(hashtextextended(%(workspace)s || '/' || %(source)s, 4242002))
