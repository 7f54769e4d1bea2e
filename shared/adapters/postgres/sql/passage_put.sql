INSERT INTO avexra.passages (workspace, id, kind, source, title, place, body, channel, space, embedding)
VALUES (
    %(workspace)s, %(id)s, %(kind)s, %(source)s, %(title)s, %(place)s, %(body)s, %(channel)s, %(space)s,
    %(vector)s::public.vector
)
ON CONFLICT (workspace, id) DO UPDATE SET
    kind = excluded.kind,
    source = excluded.source,
    title = excluded.title,
    place = excluded.place,
    body = excluded.body,
    channel = excluded.channel,
    space = excluded.space,
    embedding = excluded.embedding
