"""Who asks, and who may see."""
