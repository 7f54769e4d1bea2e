"""The steps from a staged table to a clean one, and how sound it came."""
