"""Pinned insights and the boards they stand on."""
