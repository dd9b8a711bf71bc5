"""The spine: fields of action and coded goals."""
