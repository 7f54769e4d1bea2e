"""What a language model may do here: fill one query, within a budget, from what it may be told."""
