"""The question queue: one answer in the thread."""
