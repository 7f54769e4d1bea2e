-- S3 compares sequencers as hexadecimal numbers after padding the shorter with zeros on the right; case does not count.
-- A version that was begun but not finished may begin again once its reader's time is over; what was offered and chosen
-- for it stays, and goes when a newer version comes.
INSERT INTO avexra.ingestions AS i (workspace, file_id, sequencer, channel, thread_ts, ts, user_id)
VALUES (
    %(workspace)s, %(file)s, lower(%(sequencer)s), %(channel)s, %(thread_ts)s, %(ts)s, %(user)s
)
ON CONFLICT (workspace, file_id) DO UPDATE SET
    sequencer = excluded.sequencer,
    begun_at = now(),
    channel = excluded.channel,
    thread_ts = excluded.thread_ts,
    ts = excluded.ts,
    user_id = excluded.user_id,
    offer = CASE WHEN i.sequencer = excluded.sequencer THEN i.offer END,
    choice = CASE WHEN i.sequencer = excluded.sequencer THEN i.choice ELSE '' END,
    chosen_by = CASE WHEN i.sequencer = excluded.sequencer THEN i.chosen_by ELSE '' END
WHERE
    i.sequencer IS NULL
    OR rpad(i.sequencer, greatest(length(i.sequencer), length(excluded.sequencer)), '0') COLLATE "C"
    < rpad(excluded.sequencer, greatest(length(i.sequencer), length(excluded.sequencer)), '0') COLLATE "C"
    OR (
        i.sequencer = excluded.sequencer
        AND i.finished_sequencer IS DISTINCT FROM i.sequencer
        AND i.begun_at <= now() - make_interval(secs => %(lease)s)
    )
