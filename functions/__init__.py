"""The front doors: one folder a function on AWS."""
