SELECT * FROM avexra.written_models WHERE workspace = %(workspace)s AND channel = %(channel)s
