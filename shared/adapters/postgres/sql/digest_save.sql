-- Of an existing digest the due time that was served stays; another workspace's digest is not touched.
INSERT INTO avexra.digests (id, workspace, channel, title, cadence, hour, timezone, last_due)
VALUES (
    %(id)s, %(workspace)s, %(channel)s, %(title)s, %(cadence)s, %(hour)s, %(timezone)s, %(last_due)s
)
ON CONFLICT (id) DO UPDATE SET
    channel = excluded.channel,
    title = excluded.title,
    cadence = excluded.cadence,
    hour = excluded.hour,
    timezone = excluded.timezone
WHERE digests.workspace = excluded.workspace
