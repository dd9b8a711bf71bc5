"""What this room does in the background."""

from django_tasks import task

from faden.dialogue import indexing


@task()
def look_for_places(programme_id: int) -> None:
    """Look for the programme's places in all statements. Doing it twice does no harm."""
    indexing.look_for_places(programme_id)
