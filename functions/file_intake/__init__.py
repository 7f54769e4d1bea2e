"""A file shared in Slack goes to the raw bucket."""
