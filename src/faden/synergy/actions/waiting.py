"""Asking for the job that compares."""

from django.db import transaction

from faden.programme.models import Programme
from faden.synergy import events
from faden.synergy.models import Corpus


def wait(programme: Programme) -> None:
    """Say that something waits to be taken in, once until a job begins. In the transaction of the change."""
    corpus, is_new = Corpus.objects.get_or_create(programme=programme)
    if Corpus.objects.filter(pk=corpus.pk, waiting=False).update(waiting=True) or is_new:
        transaction.on_commit(lambda: events.waiting.send(programme.pk))
