"""Passages of text: cut from documents and definitions, ranked for a question, quoted with their source."""
