-- A sync that lost its lease to a later one tells nothing any more.
UPDATE avexra.syncs
SET ended = true, report = %(report)s, reported_at = %(at)s, error = '', failed_at = NULL
WHERE dataset_id = %(dataset_id)s AND sync_id = %(sync_id)s
