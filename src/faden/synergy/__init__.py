"""Synergies: what belongs together across groups is found by machine, explained, and decided by people."""
