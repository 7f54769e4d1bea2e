"""The HTTP door: verify, acknowledge, open modals, queue."""
