DELETE FROM avexra.passages WHERE workspace = %(workspace)s AND source = %(source)s
