"""What surrounds the program: migrations, deployment, the stack on one machine."""
