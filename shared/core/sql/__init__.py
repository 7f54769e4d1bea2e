"""The compiler and the guard: the only place where SQL is made."""
