SELECT * FROM avexra.ingestions WHERE workspace = %(workspace)s AND file_id = %(file)s
