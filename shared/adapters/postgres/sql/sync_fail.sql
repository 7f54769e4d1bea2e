UPDATE avexra.syncs
SET ended = true, error = %(error)s, failed_at = %(at)s
WHERE dataset_id = %(dataset_id)s AND sync_id = %(sync_id)s
