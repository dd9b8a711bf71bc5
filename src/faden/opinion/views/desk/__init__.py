"""The desk's pages of this room."""
