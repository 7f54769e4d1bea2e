INSERT INTO avexra.pins (workspace, user_id, id, channel, question, headline, query, pinned_at)
VALUES (
    %(workspace)s, %(user)s, %(id)s, %(channel)s, %(question)s, %(headline)s, %(query)s, %(pinned_at)s
)
ON CONFLICT (workspace, user_id, id) DO NOTHING
