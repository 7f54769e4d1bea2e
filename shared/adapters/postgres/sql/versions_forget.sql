DELETE FROM avexra.dataset_versions WHERE dataset_id = %(dataset)s
