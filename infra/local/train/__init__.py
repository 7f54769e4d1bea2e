"""Fitting the local reader's ranker and its confidence on question suites, and saying what it is worth."""
