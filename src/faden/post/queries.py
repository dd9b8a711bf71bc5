"""Reads about mails."""

from datetime import datetime

from django.db.models import Q

from faden.post.models import Mail, MailSet
from faden.programme.models import Programme


def undelivered(programme: Programme) -> MailSet:
    """Return the mails of a programme that could not be delivered, the newest first; `failure` says why."""
    return Mail.objects.filter(programme=programme).given_up().order_by("-pk")


def due(now: datetime) -> MailSet:
    """Return the mails whose time has come and that no worker holds, in the order of their time."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return Mail.objects.filter(free, next_try__lte=now).order_by("next_try", "pk")


def count_since(to: str, since: datetime) -> int:
    """Return how many mails were made for an address since then."""
    return Mail.objects.filter(to__iexact=to, made_at__gte=since).count()
