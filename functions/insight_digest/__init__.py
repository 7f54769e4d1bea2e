"""Insights posted to channels on schedule."""
