-- What the people of a channel wrote about what its tables mean: the latest file, an empty form once it was taken away.
-- shared_at is the Slack timestamp of our message about the file.
CREATE TABLE avexra.written_models (
    workspace text NOT NULL,
    channel text NOT NULL,
    user_id text NOT NULL,
    shared_at text NOT NULL,
    form json NOT NULL,
    left_out json NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace, channel)
);
