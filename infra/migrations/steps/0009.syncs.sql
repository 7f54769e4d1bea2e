-- How the syncs of each data set went: the latest that began, the last success with its report, the last failure.
-- transactional: true

CREATE TABLE avexra.syncs (
    dataset_id text PRIMARY KEY REFERENCES avexra.datasets (id) ON DELETE CASCADE,
    sync_id text NOT NULL,
    began_at timestamptz NOT NULL,
    ended boolean NOT NULL DEFAULT false,
    report json,
    reported_at timestamptz,
    error text NOT NULL DEFAULT '',
    failed_at timestamptz
);
