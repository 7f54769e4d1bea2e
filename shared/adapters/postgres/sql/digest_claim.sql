UPDATE avexra.digests
SET previous_due = last_due, last_due = %(due)s
WHERE id = %(id)s AND (last_due IS NULL OR last_due < %(due)s)
