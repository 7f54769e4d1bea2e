"""PostgreSQL: the durable home of tables and of what Avexra itself remembers.

database.py runs statements; sql/ holds every statement on our own tables, one a file; identifiers of data tables go
through psycopg.sql.
"""
