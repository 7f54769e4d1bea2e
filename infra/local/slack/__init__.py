"""A development server that behaves like Slack: Web API, events, a page for people and a control API for scripts.

It never ships in a function, and it imports nothing of the program it serves, so that it can catch its mistakes.
"""
