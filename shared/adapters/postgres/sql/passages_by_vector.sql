-- Distance 1 is a right angle: what lies there or beyond has nothing in common with what was asked.
WITH nearest AS MATERIALIZED (
    SELECT p.workspace, p.id, p.kind, p.source, p.title, p.place, p.body, p.channel,
        p.embedding OPERATOR(public.<=>) %(vector)s::public.vector AS distance
    FROM avexra.passages AS p
    WHERE p.workspace = %(workspace)s AND p.channel = ANY(%(channels)s) AND p.space = %(space)s
        AND p.embedding IS NOT NULL
    ORDER BY p.embedding OPERATOR(public.<=>) %(vector)s::public.vector
    LIMIT %(limit)s
)
SELECT * FROM nearest WHERE distance < 0.9999 ORDER BY distance, id COLLATE "C"
