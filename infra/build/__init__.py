"""What goes into each function: its own modules, found by reading imports, and its dependency group's wheels."""
