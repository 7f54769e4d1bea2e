"""Tables, their types, and the charts that fit them."""
