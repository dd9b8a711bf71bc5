"""What this room does in the background."""

from django_tasks import task

from faden.search import actions


@task()
def forget_traces() -> None:
    """Clear away what is left of words that stand nowhere any more."""
    actions.forget_traces()
