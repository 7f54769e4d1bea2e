"""The command line: `avexra`. An error is one plain sentence on stderr; exit code 2 for bad use, 1 for the rest."""
