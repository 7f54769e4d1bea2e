-- Passages of documents, searched by words and by vectors (pgvector 0.8 or newer).
-- transactional: true

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;

-- space names the embedder a vector is of; embedding is NULL for a text no embedder could place.
CREATE TABLE avexra.passages (
    workspace text NOT NULL,
    id text NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    title text NOT NULL,
    place text NOT NULL,
    body text NOT NULL,
    channel text NOT NULL,
    space text NOT NULL,
    embedding public.vector(512),
    words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title || ' ' || place), 'A') || setweight(to_tsvector('english', body), 'B')
    ) STORED,
    written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace, id)
);

CREATE INDEX passages_by_source ON avexra.passages (workspace, source);
CREATE INDEX passages_by_channel ON avexra.passages (workspace, channel);
CREATE INDEX passages_by_words ON avexra.passages USING gin (words);
CREATE INDEX passages_by_vector ON avexra.passages USING hnsw (embedding public.vector_cosine_ops);

-- Earlier questions that were answered from tables, by their words.
CREATE INDEX answers_by_words ON avexra.answers USING gin (to_tsvector('english', question)) WHERE statement <> '';
