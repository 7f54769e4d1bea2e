-- A channel shows its own data sets; a direct message (D...) also those of the channels where its person speaks.
SELECT d.*, s.version, s.object_key, s.etag, s.read_at, s.tables, s.model
FROM avexra.datasets AS d
LEFT JOIN avexra.snapshots AS s ON s.dataset_id = d.id
WHERE
    d.workspace = %(workspace)s
    AND (
        d.channel = %(channel)s
        OR (
            starts_with(%(channel)s, 'D')
            AND EXISTS (
                SELECT 1
                FROM avexra.members AS m
                WHERE m.workspace = d.workspace AND m.channel = d.channel AND m.user_id = %(user)s
            )
        )
    )
ORDER BY d.name COLLATE "C"
