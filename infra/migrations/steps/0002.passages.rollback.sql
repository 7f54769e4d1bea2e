-- The extension stays: others may use it.
DROP INDEX avexra.answers_by_words;
DROP TABLE avexra.passages;
