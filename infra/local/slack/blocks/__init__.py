"""What Slack accepts as blocks: a small grammar, one table of rules a block type, and the three surfaces."""
