"""PostgreSQL on this machine, without an installation."""
