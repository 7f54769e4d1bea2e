-- What went well or ill before is kept until this one ends.
INSERT INTO avexra.syncs (dataset_id, sync_id, began_at)
SELECT id, %(sync_id)s, %(at)s
FROM avexra.datasets
WHERE id = %(dataset_id)s
ON CONFLICT (dataset_id) DO UPDATE SET
    sync_id = excluded.sync_id,
    began_at = excluded.began_at,
    ended = false
