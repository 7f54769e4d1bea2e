SELECT d.*, s.version, s.object_key, s.etag, s.read_at, s.tables, s.model
FROM avexra.datasets AS d
LEFT JOIN avexra.snapshots AS s ON s.dataset_id = d.id
WHERE d.workspace = %(workspace)s
ORDER BY d.name COLLATE "C"
