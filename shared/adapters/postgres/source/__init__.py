"""Tables read from PostgreSQL into Parquet, exactly and all as of one moment.

| file | what it knows |
|---|---|
| source.py | the door: the TableSource port, its settings |
| moment.py | one snapshot, and the reads in it: tiers tried in turn, each compared with the fingerprint |
| session.py | a connection: its settings, its snapshot, what its errors mean |
| catalogue.py | the columns of a table or a query, with their types |
| carrying.py | how each type travels and what it becomes: what is exact, what stays text |
| oddities.py | columns with values that their type in DuckDB cannot hold (NaN in a numeric(12,2)) |
| ranges.py | where a table can be cut, so that several connections read it |
| row_query.py | the statements of a read: PostgreSQL's, and DuckDB's over what comes |
| adbc_tier.py, copy_tier.py, cursor_tier.py | three ways over the wire, the fastest first |
| pipe.py | a named pipe between COPY and DuckDB's reader of CSV |
| parquet.py | DuckDB as a writer of Parquet |
| side_by_side.py | ranges given to workers; when one fails all stop |
| fingerprint.py | what is compared: counts, sums, lengths |
| watermark.py | how far a read went, and where the next begins |
"""
