-- A reader that was overtaken by a newer version keeps nothing.
UPDATE avexra.ingestions
SET
    dataset_id = %(dataset)s,
    report = %(report)s,
    offer = %(offer)s,
    choice = CASE WHEN %(is_offer)s THEN '' ELSE choice END,
    chosen_by = CASE WHEN %(is_offer)s THEN '' ELSE chosen_by END,
    finished_sequencer = sequencer,
    finished_at = now()
WHERE
    workspace = %(workspace)s
    AND file_id = %(file)s
    AND sequencer = lower(%(sequencer)s)
