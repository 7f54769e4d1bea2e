SELECT * FROM avexra.digests ORDER BY id COLLATE "C"
