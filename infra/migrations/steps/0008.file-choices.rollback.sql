ALTER TABLE avexra.ingestions
DROP COLUMN offer,
DROP COLUMN choice,
DROP COLUMN chosen_by;
