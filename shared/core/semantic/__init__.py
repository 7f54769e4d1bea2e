"""The semantic model, the semantic query, and what makes a query sound."""
