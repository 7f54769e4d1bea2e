"""The schema of the database, a step a file."""
