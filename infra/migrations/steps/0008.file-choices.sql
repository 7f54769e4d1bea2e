-- What people are asked about a shared file that seems to belong to a data set (offer), what they chose, and who did.
-- transactional: true

ALTER TABLE avexra.ingestions
ADD COLUMN offer json,
ADD COLUMN choice text NOT NULL DEFAULT '',
ADD COLUMN chosen_by text NOT NULL DEFAULT '';
