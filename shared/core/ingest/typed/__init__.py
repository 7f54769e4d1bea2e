"""What the cells of a column are, decided from all of them."""
