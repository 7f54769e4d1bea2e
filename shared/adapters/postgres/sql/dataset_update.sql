UPDATE avexra.datasets
SET channel = %(channel)s, label = %(label)s, updated_at = now()
WHERE id = %(id)s AND workspace = %(workspace)s
