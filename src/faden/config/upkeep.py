"""What a database needs from time to time: an index that fits this version, and to know how full its tables are."""

from django.db import connection

from faden.dialogue import indexing
from faden.search import queries as search


def build_indexes() -> int:
    """Build the index of each programme anew that was made with other rules for words; returns how many."""
    outdated = search.outdated()
    for programme in outdated:
        indexing.build(programme)
    return len(outdated)


def count_rows() -> None:
    """Let SQLite look how its tables are filled, so that it takes the right index; PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # A sample of each index is enough, and takes milliseconds.
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")
