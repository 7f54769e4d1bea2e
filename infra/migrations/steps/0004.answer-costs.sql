-- What an answer cost: US dollars paid to language models, and rows its statement's plan works through.
ALTER TABLE avexra.answers
ADD COLUMN cost double precision NOT NULL DEFAULT 0,
ADD COLUMN rows_worked bigint NOT NULL DEFAULT 0;
