"""Buttons, App Home, pins, rules, connections."""
