"""Pure rooms: no I/O, no clock, no environment."""
