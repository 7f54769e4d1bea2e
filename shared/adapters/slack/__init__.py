"""Slack: signatures in, messages out."""
