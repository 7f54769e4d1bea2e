-- Only forward: a late publication of an older version, or of an earlier look at the same one, changes nothing.
INSERT INTO avexra.snapshots (dataset_id, version, object_key, etag, read_at, tables, model)
SELECT id, %(version)s, %(key)s, %(etag)s, %(read_at)s, %(tables)s, %(model)s
FROM avexra.datasets
WHERE id = %(id)s
ON CONFLICT (dataset_id) DO UPDATE SET
    version = excluded.version,
    object_key = excluded.object_key,
    etag = excluded.etag,
    read_at = excluded.read_at,
    tables = excluded.tables,
    model = excluded.model,
    published_at = now()
WHERE (snapshots.version, snapshots.read_at) < (excluded.version, excluded.read_at)
