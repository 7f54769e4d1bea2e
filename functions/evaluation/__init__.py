"""Evaluation runs: a door with its room still empty."""
