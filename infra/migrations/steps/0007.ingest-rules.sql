-- What the people of a channel wrote about what is done with the files shared there: the latest file of rules, empty once
-- it was taken away. shared_at is the Slack timestamp of our message about the file.
CREATE TABLE avexra.written_rules (
    workspace text NOT NULL,
    channel text NOT NULL,
    user_id text NOT NULL,
    shared_at text NOT NULL,
    rules text NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace, channel)
);
