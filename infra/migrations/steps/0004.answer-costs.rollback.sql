ALTER TABLE avexra.answers DROP COLUMN cost, DROP COLUMN rows_worked;
