"""The versions of a data set: what changed, whether a file fits, what is to become of it."""
