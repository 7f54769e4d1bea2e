SELECT sync_id, began_at, ended, report, reported_at, error, failed_at
FROM avexra.syncs
WHERE dataset_id = %(dataset_id)s
