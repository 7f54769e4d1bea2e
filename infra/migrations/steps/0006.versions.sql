-- What each data set's content was: a line a version, the content itself in schemas of its own ("d_x" the current one,
-- "d_x__v3" the kept third). dataset_id is not a reference: tables are written before their data set is registered.
-- sequence is what sequencers are compared by, as in core/ingest/versions/versions.py.
-- transactional: true

CREATE TABLE avexra.dataset_versions (
    dataset_id text NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    change text NOT NULL CHECK (change IN ('first', 'appended', 'replaced', 'renewed', 'restored')),
    share text NOT NULL,
    sequencer text NOT NULL,
    sequence text NOT NULL GENERATED ALWAYS AS (rtrim(lower(sequencer), '0')) STORED,
    file_name text NOT NULL,
    user_id text NOT NULL,
    content_hash text NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    tables json NOT NULL,
    "of" integer,
    is_current boolean NOT NULL,
    is_kept boolean NOT NULL,
    PRIMARY KEY (dataset_id, number),
    CHECK (is_kept OR NOT is_current)
);

CREATE UNIQUE INDEX one_version_is_current ON avexra.dataset_versions (dataset_id) WHERE is_current;

CREATE UNIQUE INDEX a_version_is_written_once ON avexra.dataset_versions (dataset_id, share, sequence, change)
WHERE sequencer <> '' AND change <> 'restored';
