"""The AWS part of the stack on one machine: MiniStack runs template.yaml itself, with our own handlers behind it."""
