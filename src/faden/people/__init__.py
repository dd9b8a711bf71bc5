"""Persons, their memberships in programmes, and the offices they work in."""
