"""What changed, computed."""
