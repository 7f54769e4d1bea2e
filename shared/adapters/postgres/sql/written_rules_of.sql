SELECT * FROM avexra.written_rules WHERE workspace = %(workspace)s AND channel = %(channel)s
