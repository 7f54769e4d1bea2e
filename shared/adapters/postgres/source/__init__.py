"""Tables read from PostgreSQL into Parquet, exactly and all as of one moment.

| file | what it knows |
|---|---|
| source.py | the door: the TableSource port |
| moment.py | one snapshot, and the reads in it |
| plan.py | what a read is to bring: settings, rows, ranges, columns as they will be stored |
| attempts.py | ways over the wire in turn until PostgreSQL's fingerprint agrees with one |
| session.py | a connection: its settings, what its errors mean |
| holding.py | a snapshot in which no table is replaced unnoticed |
| catalogue.py | the columns of a table or a query, with their types |
| carrying.py | how each type travels and what it becomes: what is exact, what stays text |
| plain_numbers.py | numerics without a precision, where they are wanted as DECIMAL |
| oddities.py | columns with values that their type in DuckDB cannot hold (NaN in a numeric(12,2)) |
| ranges.py | where a table can be cut, so that several connections read it |
| side_by_side.py | ranges given to workers; when one fails all stop |
| row_query.py | the statements of a read: PostgreSQL's, and DuckDB's over what comes |
| reading.py | what every way over the wire is given, and what it gives |
| adbc_tier.py, copy_tier.py, cursor_tier.py | three ways, the fastest first |
| pipe.py | a named pipe between COPY and DuckDB's reader of CSV |
| parquet.py | DuckDB as a writer of Parquet |
| fingerprint.py, comparing.py | what is compared: counts, sums, lengths; asked while the rows come |
| watermark.py | how far a read went, and where the next begins |
| quoting.py | names and texts in statements |
"""
