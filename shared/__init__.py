"""The program: core, render, ports, app, adapters, config."""
