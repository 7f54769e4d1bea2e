-- The vector index is read on until enough rows passed the audience rule, not just its first forty.
SELECT set_config('hnsw.iterative_scan', 'strict_order', true)
