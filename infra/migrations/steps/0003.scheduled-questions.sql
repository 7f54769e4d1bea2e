-- A digest may be one question: then query says which, in the form of shared/core/codec.py.
-- user_id is who asked for it; direct says that it goes to that user alone.
ALTER TABLE avexra.digests
    ADD COLUMN minute smallint NOT NULL DEFAULT 0 CHECK (minute BETWEEN 0 AND 59),
    ADD COLUMN weekday smallint NOT NULL DEFAULT 0 CHECK (weekday BETWEEN 0 AND 6),
    ADD COLUMN query json,
    ADD COLUMN user_id text NOT NULL DEFAULT '',
    ADD COLUMN direct boolean NOT NULL DEFAULT false;
