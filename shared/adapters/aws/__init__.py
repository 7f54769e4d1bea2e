"""What every AWS adapter shares: how clients are made, and what their errors mean."""
