"""What people decide about themes: names, which are one, which stay, where a statement belongs.

The job that gathers themes leaves alone what was decided here.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from faden.addresses import actions as addresses
from faden.addresses.actions import Change
from faden.addresses.models import Address, State
from faden.kernel.text import squeeze
from faden.programme.actions import content_changes
from faden.synergy.models import Theme, ThemeMember

FIELD = "theme"
"""Under which the programme's history keeps, for staff, what was done."""


class NotMerged(Exception):
    """These two themes cannot become one; the message is a German sentence."""


@transaction.atomic
def rename_theme(theme: Theme, label: str, *, change: Change) -> Theme:
    """Give a theme a name that the machine never replaces."""
    content_changes(theme.programme_id)
    before, theme.label, theme.is_named = theme.label, squeeze(label), True
    theme.save(update_fields=["label", "is_named"])
    _record(theme, change, before, theme.label)
    return theme


@transaction.atomic
def merge_theme(theme: Theme, into: Theme, *, change: Change) -> Theme:
    """Make a theme a part of another: its statements stay there for good, its page leads there.

    Raises NotMerged for one and the same theme, or where the other was merged itself.
    """
    content_changes(theme.programme_id)
    theme, into = _locked(theme), _locked(into)
    if theme.pk == into.pk:
        raise NotMerged(_("Das ist dasselbe Thema. Bitte wählen Sie ein anderes."))
    if into.merged_into_id or theme.merged_into_id or into.programme_id != theme.programme_id:
        raise NotMerged(_("Dieses Thema gibt es so nicht mehr. Bitte laden Sie die Seite neu."))
    last = into.members.aggregate(last=Max("place"))["last"] or 0
    for at, one in enumerate(theme.members.all(), last + 1):
        one.theme, one.place, one.is_pinned = into, at, True
        one.save(update_fields=["theme", "place", "is_pinned"])
    Theme.objects.filter(merged_into=theme).update(merged_into=into)
    theme.merged_into = into
    theme.save(update_fields=["merged_into"])
    _count([theme, into])
    _record(theme, change, theme.label, into.label)
    return into


@transaction.atomic
def pin_theme(theme: Theme, is_pinned: bool, *, change: Change) -> Theme:
    """Say whether a theme stays as it is, with just the statements it has; or is the machine's again."""
    content_changes(theme.programme_id)
    theme.is_pinned = is_pinned
    theme.save(update_fields=["is_pinned"])
    words = (_("veränderlich"), _("bleibt, wie es ist"))
    _record(theme, change, f"{theme.label}: {words[not is_pinned]}", f"{theme.label}: {words[is_pinned]}")
    return theme


@transaction.atomic
def move_statement(address: Address, theme: Theme | None, *, change: Change) -> ThemeMember:
    """Put a statement into a theme for good, or into none; the machine moves it no more."""
    content_changes(address.programme_id)
    known = ThemeMember.objects.select_for_update(of=("self",)).select_related("theme").filter(address=address).first()
    before = known.theme if known else None
    last = theme.members.aggregate(last=Max("place"))["last"] or 0 if theme else 0
    member, _is_new = ThemeMember.objects.update_or_create(
        address=address, defaults={"theme": theme, "is_pinned": True, "place": last + 1}
    )
    _count([one for one in (before, theme) if one])
    none = _("kein Thema")
    was, now = (f"{address}: {one.label if one else none}" for one in (before, theme))
    addresses.record(address.programme, change, [(FIELD, was, now)], public=False)
    return member


def _locked(theme: Theme) -> Theme:
    return Theme.objects.select_for_update(of=("self",)).select_related("programme").get(pk=theme.pk)


def _count(themes: Iterable[Theme]) -> None:
    """Keep how many public statements of how many groups stand in each."""
    public = Q(
        members__address__state=State.PUBLISHED,
        members__address__contribution__group__address__state=State.PUBLISHED,
    )
    counted = Theme.objects.filter(pk__in=[one.pk for one in themes]).annotate(
        n=Count("members", filter=public),
        groups=Count("members__address__contribution__group", filter=public, distinct=True),
    )
    for one in counted:
        Theme.objects.filter(pk=one.pk).update(size=one.n, group_count=one.groups)


def _record(theme: Theme, change: Change, before: str, after: str) -> None:
    addresses.record(theme.programme, change, [(FIELD, before, after)], public=False)
