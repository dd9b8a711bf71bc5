"""Pure helpers, each module named after the thing it knows. No Django, no domain."""
