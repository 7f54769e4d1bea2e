-- Any of the words may match: a question's words never all stand in its answer. plainto_tsquery reads what people write
-- as words only, and puts & between them; what it returns is a query, in which each & becomes |.
WITH asked AS (SELECT replace(plainto_tsquery('english', %(text)s)::text, '&', '|')::tsquery AS words)
SELECT p.workspace, p.id, p.kind, p.source, p.title, p.place, p.body, p.channel
FROM avexra.passages AS p, asked
WHERE p.workspace = %(workspace)s AND p.channel = ANY(%(channels)s) AND p.words @@ asked.words
ORDER BY ts_rank_cd(p.words, asked.words, 1) DESC, p.id COLLATE "C"
LIMIT %(limit)s
