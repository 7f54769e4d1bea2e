"""DuckDB: snapshots built, profiled, and questioned in a child process that can be killed."""
