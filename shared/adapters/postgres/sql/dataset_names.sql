SELECT name FROM avexra.datasets WHERE workspace = %(workspace)s
