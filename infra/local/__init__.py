"""The stack on one machine, and the command line."""
