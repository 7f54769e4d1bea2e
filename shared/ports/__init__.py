"""What the app needs from the world, one small protocol a file."""
