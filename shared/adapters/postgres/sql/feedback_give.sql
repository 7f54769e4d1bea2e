-- Nothing happens for an answer that was never given.
INSERT INTO avexra.feedback (workspace, answer_id, user_id, helpful)
SELECT workspace, id, %(user)s, %(helpful)s
FROM avexra.answers
WHERE workspace = %(workspace)s AND id = %(id)s
ON CONFLICT (workspace, answer_id, user_id) DO UPDATE SET helpful = excluded.helpful, given_at = now()
