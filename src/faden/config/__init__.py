"""Wires the rooms together: settings, addresses of pages, the command line, the example programme."""
