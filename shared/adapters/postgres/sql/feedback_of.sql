SELECT user_id, helpful FROM avexra.feedback WHERE workspace = %(workspace)s AND answer_id = %(id)s
