"""The Web API: one module a family of methods, each a table of methods; dispatch.py checks what all of them share."""
