-- Of an existing digest the due time that was served stays; another workspace's digest is not touched.
INSERT INTO avexra.digests (
    id, workspace, channel, title, cadence, hour, timezone, last_due, minute, weekday, query, user_id, direct
)
VALUES (
    %(id)s, %(workspace)s, %(channel)s, %(title)s, %(cadence)s, %(hour)s, %(timezone)s, %(last_due)s,
    %(minute)s, %(weekday)s, %(query)s, %(user)s, %(direct)s
)
ON CONFLICT (id) DO UPDATE SET
    channel = excluded.channel,
    title = excluded.title,
    cadence = excluded.cadence,
    hour = excluded.hour,
    timezone = excluded.timezone,
    minute = excluded.minute,
    weekday = excluded.weekday,
    query = excluded.query,
    user_id = excluded.user_id,
    direct = excluded.direct
WHERE digests.workspace = excluded.workspace
