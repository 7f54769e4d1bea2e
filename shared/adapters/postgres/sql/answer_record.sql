INSERT INTO avexra.answers (
    workspace, id, user_id, channel, audience, thread, question, headline, status, tier, query, statement, datasets,
    row_count, milliseconds, asked_at, cost, rows_worked
)
VALUES (
    %(workspace)s, %(id)s, %(user)s, %(channel)s, %(audience)s, %(thread)s, %(question)s, %(headline)s, %(status)s,
    %(tier)s, %(query)s, %(sql)s, %(datasets)s, %(rows)s, %(milliseconds)s, %(asked_at)s, %(cost)s,
    %(rows_worked)s
)
ON CONFLICT (workspace, id) DO NOTHING
