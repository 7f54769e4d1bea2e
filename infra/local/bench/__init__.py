"""What the program takes on this machine: `make bench`, or python -m infra.local.bench with the sections wanted."""
