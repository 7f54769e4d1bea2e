"""The world, by technology."""
