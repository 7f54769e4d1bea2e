SELECT *
FROM avexra.pins
WHERE workspace = %(workspace)s AND user_id = %(user)s
ORDER BY pinned_at DESC, id COLLATE "C"
