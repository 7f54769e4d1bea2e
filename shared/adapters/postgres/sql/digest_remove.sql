DELETE FROM avexra.digests WHERE workspace = %(workspace)s AND id = %(id)s
