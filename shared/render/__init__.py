"""Answers as Slack blocks and charts. Pure."""
