-- Slack's timestamps have ten digits before the point and six after it, so that they sort as text.
INSERT INTO avexra.written_rules AS w (workspace, channel, user_id, shared_at, rules)
VALUES (%(workspace)s, %(channel)s, %(user)s, %(shared_at)s, %(rules)s)
ON CONFLICT (workspace, channel) DO UPDATE SET
    user_id = excluded.user_id,
    shared_at = excluded.shared_at,
    rules = excluded.rules,
    written_at = now()
WHERE w.shared_at COLLATE "C" <= excluded.shared_at COLLATE "C"
