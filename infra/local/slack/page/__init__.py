"""The page a person sees: what it shows is rendered here, what they do goes to people.py and interactions.py."""
