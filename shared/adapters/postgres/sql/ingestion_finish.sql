UPDATE avexra.ingestions
SET dataset_id = %(dataset)s, report = %(report)s, finished_sequencer = sequencer, finished_at = now()
WHERE workspace = %(workspace)s AND file_id = %(file)s
