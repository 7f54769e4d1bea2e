SELECT
    *,
    coalesce(finished_sequencer = sequencer, false) AS is_done
FROM avexra.ingestions
WHERE workspace = %(workspace)s AND file_id = %(file)s
