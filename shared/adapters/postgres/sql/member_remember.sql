INSERT INTO avexra.members (workspace, channel, user_id)
VALUES (%(workspace)s, %(channel)s, %(user)s)
ON CONFLICT (workspace, channel, user_id) DO UPDATE SET seen_at = now()
