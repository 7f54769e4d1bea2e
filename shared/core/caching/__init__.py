"""What was answered before: keys under which it is found again, and the form in which it is kept."""
