"""The demo workspace's data: a seeded sales export, real flights, and sample files to share."""
