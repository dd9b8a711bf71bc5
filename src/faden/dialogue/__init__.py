"""Dialogue groups, their meetings, what they said, and the documents in which it stands."""
