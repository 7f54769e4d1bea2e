"""Charts: the figures a result gives, and two ways to draw them."""
