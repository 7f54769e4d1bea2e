DELETE FROM avexra.pins WHERE workspace = %(workspace)s AND user_id = %(user)s AND id = %(id)s
