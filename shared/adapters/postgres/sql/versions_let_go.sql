UPDATE avexra.dataset_versions
SET is_kept = false, is_current = false
WHERE dataset_id = %(dataset)s AND number = ANY(%(numbers)s::integer[])
