DELETE FROM avexra.digests WHERE query IS NOT NULL;
ALTER TABLE avexra.digests
    DROP COLUMN minute,
    DROP COLUMN weekday,
    DROP COLUMN query,
    DROP COLUMN user_id,
    DROP COLUMN direct;
