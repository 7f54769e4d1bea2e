SELECT * FROM avexra.digests WHERE workspace = %(workspace)s ORDER BY title COLLATE "C", id COLLATE "C"
