INSERT INTO avexra.dataset_versions (
    dataset_id, number, change, share, sequencer, file_name, user_id, content_hash, tables, "of", is_current, is_kept
)
VALUES (
    %(dataset)s, %(number)s, %(change)s, %(share)s, %(sequencer)s, %(file_name)s, %(user)s, %(content_hash)s,
    %(tables)s, %(of)s, true, true
)
RETURNING *
