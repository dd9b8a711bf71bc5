"""Taking over what a city has: reading documents into drafts, review, publishing."""
