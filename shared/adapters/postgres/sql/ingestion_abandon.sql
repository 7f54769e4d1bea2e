-- What was finished before stays known, so that an older version still cannot begin.
UPDATE avexra.ingestions
SET sequencer = finished_sequencer
WHERE
    workspace = %(workspace)s
    AND file_id = %(file)s
    AND sequencer = lower(%(sequencer)s)
    AND finished_sequencer IS DISTINCT FROM sequencer
