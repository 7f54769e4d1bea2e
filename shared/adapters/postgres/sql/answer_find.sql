SELECT * FROM avexra.answers WHERE workspace = %(workspace)s AND id = %(id)s
