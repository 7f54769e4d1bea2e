-- Its reader has had its time, as it were.
UPDATE avexra.ingestions
SET begun_at = 'epoch'
WHERE
    workspace = %(workspace)s
    AND file_id = %(file)s
    AND sequencer = lower(%(sequencer)s)
    AND finished_sequencer IS DISTINCT FROM sequencer
