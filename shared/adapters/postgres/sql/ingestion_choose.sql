-- The first choice wins; from then on the version may begin once more.
UPDATE avexra.ingestions
SET choice = %(choice)s, chosen_by = %(user)s, finished_sequencer = NULL, begun_at = 'epoch'
WHERE
    workspace = %(workspace)s
    AND file_id = %(file)s
    AND choice = ''
    AND offer ->> 'id' = %(offer)s
    AND finished_sequencer = sequencer
