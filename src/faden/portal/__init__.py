"""Pages that show several rooms together: start, lists, a statement with its thread, the desk."""
