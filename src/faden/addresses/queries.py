"""Reads about addresses."""

from django.db.models import QuerySet

from faden.addresses import labels
from faden.addresses.models import Address, Report
from faden.programme.models import Programme


def find(programme: Programme, label: str) -> Address | None:
    """Return the address that `label` ("B83", "b 83", "83") means, or None."""
    parsed = labels.parse(label)
    if parsed is None:
        return None
    kind, number = parsed
    return Address.objects.filter(programme=programme, kind=kind, number=number).select_related("redirect_to").first()


def open_reports(programme: Programme) -> QuerySet[Report]:
    """Return what was reported and not yet dealt with, oldest first."""
    return Report.objects.filter(programme=programme, closed_at=None).select_related("address").order_by("at")
