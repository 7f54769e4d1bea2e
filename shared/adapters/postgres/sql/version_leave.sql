-- The current version is so no longer; its content is kept, until something else is said.
UPDATE avexra.dataset_versions SET is_current = false WHERE dataset_id = %(dataset)s AND is_current
