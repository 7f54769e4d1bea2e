-- Any of the words may match, as in passages_by_words.sql. An answer without a statement was not read from tables.
WITH asked AS (SELECT replace(plainto_tsquery('english', %(text)s)::text, '&', '|')::tsquery AS words),

found AS (
    SELECT DISTINCT ON (lower(a.question))
        a.id, a.workspace, a.channel, a.question, a.headline, a.asked_at,
        ts_rank_cd(to_tsvector('english', a.question), asked.words, 1) AS worth
    FROM avexra.answers AS a, asked
    WHERE
        a.workspace = %(workspace)s
        AND a.channel = ANY(%(channels)s)
        AND a.audience = 'channel'
        AND a.status = 'answered'
        AND a.statement <> ''
        AND to_tsvector('english', a.question) @@ asked.words
        AND NOT EXISTS (
            SELECT 1
            FROM avexra.feedback AS f
            WHERE f.workspace = a.workspace AND f.answer_id = a.id AND NOT f.helpful
        )
    ORDER BY lower(a.question), a.asked_at DESC, a.id
)

SELECT * FROM found ORDER BY worth DESC, asked_at DESC, id COLLATE "C" LIMIT %(limit)s
