SELECT id FROM avexra.datasets ORDER BY id COLLATE "C"
