"""Use cases, named by verbs."""
