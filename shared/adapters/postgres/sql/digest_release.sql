-- Back to what had been served before the claim, unless a later due time was claimed since.
UPDATE avexra.digests
SET last_due = previous_due
WHERE id = %(id)s AND last_due = %(due)s
