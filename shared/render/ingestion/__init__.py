"""The story of a shared file: received, being read, asked about, ready, refused; and the versions it became."""
