-- What Avexra remembers. The tables people ask about live in schemas of their own, one a data set ("d_...").
-- transactional: true

CREATE TABLE avexra.datasets (
    id text PRIMARY KEY,
    workspace text NOT NULL,
    channel text NOT NULL,
    name text NOT NULL,
    label text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (workspace, name)
);

CREATE INDEX datasets_by_channel ON avexra.datasets (workspace, channel);

-- The pointer to each data set's current snapshot, with the semantic model inferred from it.
CREATE TABLE avexra.snapshots (
    dataset_id text PRIMARY KEY REFERENCES avexra.datasets (id) ON DELETE CASCADE,
    version bigint NOT NULL,
    object_key text NOT NULL,
    etag text NOT NULL,
    read_at timestamptz NOT NULL,
    tables json NOT NULL,
    model json NOT NULL,
    published_at timestamptz NOT NULL DEFAULT now()
);

-- Who was seen to speak where, as Slack said.
CREATE TABLE avexra.members (
    workspace text NOT NULL,
    channel text NOT NULL,
    user_id text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace, user_id, channel)
);

-- The audit: who asked what where, what was run, over what. No cell values.
CREATE TABLE avexra.answers (
    workspace text NOT NULL,
    id text NOT NULL,
    user_id text NOT NULL,
    channel text NOT NULL,
    audience text NOT NULL,
    thread text NOT NULL,
    question text NOT NULL,
    headline text NOT NULL,
    status text NOT NULL,
    tier text NOT NULL,
    query json,
    statement text NOT NULL,
    datasets text[] NOT NULL,
    row_count bigint NOT NULL,
    milliseconds double precision NOT NULL,
    asked_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace, id)
);

CREATE FUNCTION avexra.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'avexra.% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$body$;

CREATE TRIGGER answers_are_kept
BEFORE UPDATE OR DELETE OR TRUNCATE ON avexra.answers
FOR EACH STATEMENT EXECUTE FUNCTION avexra.refuse_change();

CREATE TABLE avexra.feedback (
    workspace text NOT NULL,
    answer_id text NOT NULL,
    user_id text NOT NULL,
    helpful boolean NOT NULL,
    given_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace, answer_id, user_id),
    FOREIGN KEY (workspace, answer_id) REFERENCES avexra.answers (workspace, id)
);

CREATE TABLE avexra.pins (
    workspace text NOT NULL,
    user_id text NOT NULL,
    id text NOT NULL,
    channel text NOT NULL,
    question text NOT NULL,
    headline text NOT NULL,
    query json NOT NULL,
    pinned_at timestamptz NOT NULL,
    PRIMARY KEY (workspace, user_id, id)
);

-- previous_due is what last_due was before the latest claim, so that a claim can be given back.
CREATE TABLE avexra.digests (
    id text PRIMARY KEY,
    workspace text NOT NULL,
    channel text NOT NULL,
    title text NOT NULL,
    cadence text NOT NULL,
    hour smallint NOT NULL CHECK (hour BETWEEN 0 AND 23),
    timezone text NOT NULL,
    last_due timestamptz,
    previous_due timestamptz
);

CREATE INDEX digests_by_workspace ON avexra.digests (workspace);

-- One row a file: the version being read (sequencer) and the version last finished.
CREATE TABLE avexra.ingestions (
    workspace text NOT NULL,
    file_id text NOT NULL,
    sequencer text,
    begun_at timestamptz NOT NULL DEFAULT now(),
    finished_sequencer text,
    finished_at timestamptz,
    channel text NOT NULL,
    thread_ts text NOT NULL,
    ts text NOT NULL,
    user_id text NOT NULL,
    dataset_id text NOT NULL DEFAULT '',
    report json,
    PRIMARY KEY (workspace, file_id)
);
