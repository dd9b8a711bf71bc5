"""What changed, in words: when, by whom in which role, and why. Asks only for what everybody may read.

Words are shown as long as what they are about is public; of what was hidden or withdrawn the history tells states
and reasons. People are named who agreed to it, others by their role.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faden.addresses.actions import FORGOTTEN, Subject
from faden.addresses.models import Address, Revision, State
from faden.addresses.models import Kind as AddressKind
from faden.dialogue.models import DialogueGroup, Kind, Leaning, goal_field
from faden.goals.models import Goal
from faden.opinion.models import Admission
from faden.opinion.models import Stage as Voting
from faden.people import queries as people
from faden.people.models import Role
from faden.programme.models import Page, Programme
from faden.synergy.models import LinkKind, Stage
from faden.synergy.queries.shown import WORDS

_TITLES = {
    "text": gettext_lazy("Wortlaut geändert"),
    "kind": gettext_lazy("Anders eingeordnet"),
    "leaning": gettext_lazy("Genauer eingeordnet"),
    "group": gettext_lazy("Zu einer anderen Gruppe gekommen"),
    "name": gettext_lazy("Name geändert"),
    "intro": gettext_lazy("Einleitung geändert"),
    "title": gettext_lazy("Titel geändert"),
    "why": gettext_lazy("Begründung geändert"),
    "caretaker": gettext_lazy("Wer sich kümmert, geändert"),
    "next_step": gettext_lazy("Nächster Schritt geändert"),
    "next_on": gettext_lazy("Tag des nächsten Schritts geändert"),
    "stage": gettext_lazy("Stand geändert"),
    "members": gettext_lazy("Dazugehörige Beiträge geändert"),
    "admission": gettext_lazy("Wer abstimmen darf, geändert"),
    "closes_on": gettext_lazy("Letzter Tag geändert"),
    "group_name": gettext_lazy("Meinungsgruppe anders genannt"),
    "exported": gettext_lazy("Stimmen ohne Namen als Datei ausgegeben"),
    "imported": gettext_lazy("Aus Polis übernommen"),
    "question": gettext_lazy("Frage geändert"),
    "about": gettext_lazy("Worum es geht, geändert"),
    "threshold": gettext_lazy("Wie viele genug sind, geändert"),
    "source": gettext_lazy("Zugehöriger Beitrag geändert"),
}
_VOTING = {
    Voting.OPEN: gettext_lazy("Zum Abstimmen geöffnet"),
    Voting.PAUSED: gettext_lazy("Abstimmen unterbrochen"),
    Voting.CLOSED: gettext_lazy("Abstimmen beendet"),
}
_ASKED = {Voting.OPEN: gettext_lazy("Wieder geöffnet"), Voting.CLOSED: gettext_lazy("Geschlossen")}
_STATES = {
    State.PUBLISHED: gettext_lazy("Wieder öffentlich"),
    State.HIDDEN: gettext_lazy("Ausgeblendet"),
    State.WITHDRAWN: gettext_lazy("Zurückgezogen"),
    State.MERGED: gettext_lazy("Mit einem anderen Beitrag zusammengelegt"),
}
_CHOICES = {
    "kind": dict(Kind.choices),
    "leaning": dict(Leaning.choices),
    "stage": dict(Stage.choices),
    "admission": dict(Admission.choices),
}
_DAYS = ("next_on", "closes_on")


@dataclass(frozen=True, slots=True)
class Step:
    """One field that changed. `is_shown`: `before` and `after` may be read; else only that it changed."""

    title: str
    before: str
    after: str
    is_shown: bool
    is_forgotten: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody changed at once. `key` never changes; `about` and `url` say what it is about."""

    key: int
    at: datetime
    who: str
    reason: str
    about: str
    url: str
    steps: Sequence[Step]


def revisions(programme: Programme) -> QuerySet[Revision]:
    """Return the changes of a programme of which everybody may read the words, newest first."""
    return _readable().filter(programme=programme, public=True)


def _readable() -> QuerySet[Revision]:
    """Return what everybody may read, newest first.

    Of statements, groups and goals that are not public: only that they became so. Of statements of groups that
    are not public: nothing. Of changes that are not public: that they were, if it was after publication.
    """
    in_public_group = Q(address__contribution=None) | Q(address__contribution__group__address__state=State.PUBLISHED)
    is_public = Q(address=None) | Q(address__state=State.PUBLISHED) | Q(field="state")
    after_publication = Q(public=True) | Q(at__gt=F("address__published_at"))
    return (
        Revision.objects.filter(in_public_group, is_public, after_publication)
        .select_related("address__group", "address__goal", "address__redirect_to", "page")
        .order_by("-at", "-pk")
    )


def of(subject: Subject) -> QuerySet[Revision]:
    """Return the public history of what stands at an address, of a fixed page, or of the programme as a whole."""
    if isinstance(subject, Programme):
        return revisions(subject).filter(address=None, page=None)
    return _readable().filter(page=subject) if isinstance(subject, Page) else _readable().filter(address=subject)


def of_goal(goal: Goal) -> QuerySet[Revision]:
    """Return a goal's public history, with how public groups worded it."""
    groups = Address.objects.filter(programme=goal.programme_id, kind=AddressKind.GROUP, state=State.PUBLISHED)
    about = [goal.address_id, *groups.values_list("pk", flat=True)]
    return _readable().filter(Q(address=goal.address_id) | Q(field=goal_field(goal.code)), address__in=about)


def entries(programme: Programme, found: Iterable[Revision]) -> list[Entry]:
    """Say `found` in words, what changed at once in one entry. At most two queries."""
    rows = list(found)
    names = people.names(programme, {one.by_id for one in rows if one.by_id})
    hidden: set[str] = set()
    if any(one.field == "group" for one in rows):
        groups = DialogueGroup.objects.filter(programme=programme).exclude(address__state=State.PUBLISHED)
        hidden = set(groups.values_list("name", flat=True))
    at_once = groupby(rows, key=lambda one: (one.at, one.by_id, one.address_id, one.page_id, one.reason))
    return [_entry(list(together), names, hidden) for _key, together in at_once]


def _entry(together: list[Revision], names: dict[int, str], hidden: set[str]) -> Entry:
    one = together[0]
    about, url = subject(one)
    role = str(Role(one.role).label) if one.role else ""
    name = names.get(one.by_id or 0, "")
    return Entry(
        key=min(each.pk for each in together),
        at=one.at,
        who=f"{name} ({role})" if name and role else name or role,
        reason=one.reason,
        about=about,
        url=url,
        steps=[_step(each, hidden) for each in reversed(together)],
    )


def subject(one: Revision) -> tuple[str, str]:
    """Return what a revision is about, in words, and where that stands."""
    if one.page:
        return one.page.title, one.page.get_absolute_url()
    if one.address is None:
        return _("Handlungsfelder"), reverse("goals")
    address = one.address
    if address.kind == AddressKind.GOAL:
        return address.goal.code, address.goal.get_absolute_url()
    if address.kind == AddressKind.GROUP and address.is_public:
        return address.group.name, address.get_absolute_url()
    return str(address), address.get_absolute_url()


def _step(one: Revision, hidden: set[str]) -> Step:
    is_forgotten = FORGOTTEN in (one.before, one.after)
    before, after = _value(one.field, one.before), _value(one.field, one.after)
    says_it_all = one.field == "state" or _is_voting(one)
    is_shown = one.public and not (says_it_all or is_forgotten or {before, after} & hidden)
    return Step(_title(one), before, after, is_shown=is_shown, is_forgotten=is_forgotten)


def _value(field: str, value: str) -> str:
    if field in _CHOICES:
        return str(_CHOICES[field].get(value, _("noch nicht gesagt")))
    if field in _DAYS and value:
        return date_format(date.fromisoformat(value))
    return _linked(value) if field == "link" else value


def _linked(value: str) -> str:
    """Say a link as a revision keeps it: "solves> B12", "solves< B12"."""
    direction, _space, other = value.partition(" ")
    kind, leads_in = direction[:-1], direction.endswith("<")
    return f"{WORDS[LinkKind(kind)][leads_in]} {other}" if other and kind in WORDS else value


def _title(one: Revision) -> str:
    name, _space, code = one.field.partition(" ")
    if name == "state":
        if one.after == State.MERGED and one.address and one.address.redirect_to:
            return _("Mit %(address)s zusammengelegt") % {"address": one.address.redirect_to}
        return str(_STATES.get(State(one.after), _("Geändert")))
    if _is_voting(one):
        titles = _VOTING if one.address and one.address.kind == AddressKind.OPINION else _ASKED
        return str(titles.get(Voting(one.after), _("Geändert")))
    if name == "field":
        return _("Handlungsfeld %(code)s benannt") % {"code": code}
    if name in ("meeting", "goal", "link", "statement"):
        return _set_or_dropped(one, name, code)
    if one.page and name == "text":
        return _("Text geändert")
    return str(_TITLES.get(name, _("Geändert")))


ASKING = (AddressKind.OPINION, AddressKind.INTEREST)
"""Kinds of what is asked of everybody for a time."""


def _is_voting(one: Revision) -> bool:
    """Return whether it tells that a Meinungsbild or a question of interest began, was interrupted or ended."""
    return one.field == "stage" and one.address is not None and one.address.kind in ASKING


def _set_or_dropped(one: Revision, name: str, code: str) -> str:
    if name == "meeting":
        added, dropped, changed = _("Treffen angesetzt"), _("Treffen gestrichen"), _("Treffen geändert")
    elif name == "link":
        added, dropped, changed = _("Verknüpft"), _("Verknüpfung aufgehoben"), _("Verknüpfung geändert")
    elif name == "statement":
        added, dropped, changed = _("Aussage aufgenommen"), _("Aussage herausgenommen"), _("Aussage geändert")
    else:
        code_of = {"code": code}
        added = _("Ziel %(code)s dazugekommen") % code_of
        dropped = _("Ziel %(code)s nicht mehr genannt") % code_of
        changed = _("Ziel %(code)s anders formuliert") % code_of
    return changed if one.before and one.after else added if one.after else dropped
