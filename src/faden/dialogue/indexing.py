"""Keeps what depends on what is public in step: what can be found, which places are named, how much a group holds.

Each function looks at the database as it is and is called in the transaction of the change; calling it once too
often does no harm.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from faden.addresses.models import Address, State
from faden.addresses.models import Kind as AddressKind
from faden.dialogue import events
from faden.dialogue.models import PLACES_PER_GROUP, Contribution, DialogueGroup, Document, GoalMention, Meeting
from faden.goals.models import Goal
from faden.kernel.portions import SIZE, portions
from faden.places import actions as places
from faden.programme.actions import content_changes
from faden.programme.models import Programme
from faden.search import actions as search
from faden.search.findable import Findable
from faden.search.models import Entry
from faden.search.models import Kind as Found


def take_in(programme: Programme, keys: Iterable[int]) -> None:
    """Take in statements whose words, kind, group, order or state changed, and count their groups anew."""
    groups = set()
    for portion in portions(dict.fromkeys(keys)):
        rows = list(Contribution.objects.filter(pk__in=portion).select_related("address", "group__address"))
        groups |= {row.group_id for row in rows}
        _statements(programme, rows)
        events.changed.send(programme, [row.address_id for row in rows])
    _count(groups)


def take_in_groups(programme: Programme, keys: Iterable[int]) -> None:
    """Take in groups that were added, renamed or changed their state, with their meetings; not what they said."""
    rows = list(DialogueGroup.objects.filter(pk__in=list(keys)).select_related("address"))
    public = [row for row in rows if row.address.is_public]
    search.put(programme, map(_group, public))
    search.drop(programme, "G", [row.pk for row in rows if not row.address.is_public])
    take_in_meetings(programme, Meeting.objects.filter(group__in=rows).values_list("pk", flat=True))


def take_in_meetings(programme: Programme, keys: Iterable[int]) -> None:
    """Take in meetings that were added or changed; those that are gone leave."""
    keys = list(keys)
    rows = Meeting.objects.filter(pk__in=keys, group__address__state=State.PUBLISHED).select_related("group__address")
    found = {row.pk: _meeting(row) for row in rows}
    search.put(programme, found.values())
    search.drop(programme, "T", [key for key in keys if key not in found])


def take_in_documents(programme: Programme, keys: Iterable[int]) -> None:
    """Take in documents from which something is public; the others leave."""
    keys = list(keys)
    stands = Contribution.objects.public().filter(
        group__address__state=State.PUBLISHED, source__version__document=OuterRef("pk")
    )
    cited = {row.pk: row for row in Document.objects.filter(Exists(stands), pk__in=keys)}
    search.put(programme, map(_document, cited.values()))
    search.drop(programme, "D", [key for key in keys if key not in cited])


def take_in_goals(programme: Programme, keys: Iterable[int]) -> None:
    """Take in goals with every wording that a public group's documents have for them."""
    for portion in portions(dict.fromkeys(keys)):
        rows = list(Goal.objects.filter(pk__in=portion).select_related("address", "field"))
        mentions = GoalMention.objects.filter(goal__in=portion, group__address__state=State.PUBLISHED)
        wordings = defaultdict(list)
        for goal, wording in mentions.values_list("goal", "wording"):
            wordings[goal].append(wording)
        search.put(programme, (_goal(row, wordings[row.pk]) for row in rows))
        events.changed.send(programme, [row.address_id for row in rows])


def goals_changed(programme_id: int) -> None:
    """Take in all goals: their fields of action have other names."""
    programme = Programme.objects.get(pk=programme_id)
    take_in_goals(programme, Goal.objects.filter(programme=programme).values_list("pk", flat=True))


@transaction.atomic
def build(programme: Programme) -> None:
    """Make the programme's index anew."""
    content_changes(programme)
    search.clear(programme)
    take_in_all(programme)
    events.index_built.send(programme)


def take_in_all(programme: Programme) -> None:
    """Take in everything of this room, as if it had just been published."""
    groups = DialogueGroup.objects.filter(programme=programme).values_list("pk", flat=True)
    take_in_groups(programme, groups)
    take_in(programme, Contribution.objects.filter(programme=programme).values_list("pk", flat=True))
    # Groups that hold no statement any more are counted too.
    _count(set(groups))
    take_in_goals(programme, Goal.objects.filter(programme=programme).values_list("pk", flat=True))
    take_in_documents(programme, Document.objects.filter(programme=programme).values_list("pk", flat=True))


def look_for_places(programme_id: int) -> None:
    """Look for the programme's places in all that is public: its gazetteer changed."""
    public = Contribution.objects.public().filter(programme=programme_id, group__address__state=State.PUBLISHED)
    places.recognise_all(
        Programme.objects.get(pk=programme_id),
        public.order_by("pk").values_list("address", flat=True).iterator(chunk_size=SIZE),
        lambda portion: dict(public.filter(address__in=portion).values_list("address", "text")),
    )


def state_changed(addresses: list[Address]) -> None:
    """Take in what stands at addresses that were published, hidden, withdrawn or merged."""
    by_programme = defaultdict(list)
    for address in addresses:
        by_programme[address.programme_id].append(address)
    for programme in Programme.objects.filter(pk__in=list(by_programme)):
        changed = by_programme[programme.pk]
        keys = [one.pk for one in changed if one.kind == AddressKind.GROUP]
        groups = list(DialogueGroup.objects.filter(address__in=keys).values_list("pk", flat=True))
        said = Contribution.objects.filter(group__in=groups)
        if groups:
            take_in_groups(programme, groups)
            take_in(programme, said.values_list("pk", flat=True))
            take_in_documents(programme, set(said.values_list("source__version__document", flat=True)) - {None})
        for portion in portions(dict.fromkeys(one.pk for one in changed if one.kind == AddressKind.CONTRIBUTION)):
            said = Contribution.objects.filter(address__in=portion)
            take_in(programme, said.exclude(group__in=groups).values_list("pk", flat=True))
            take_in_documents(programme, set(said.values_list("source__version__document", flat=True)) - {None})


def _statements(programme: Programme, rows: list[Contribution]) -> None:
    public = [row for row in rows if row.address.is_public and row.group.address.is_public]
    gone = {row.pk: row.address_id for row in rows} | dict.fromkeys((row.pk for row in public), 0)
    search.put(programme, map(_statement, public))
    search.drop(programme, "B", [key for key, address in gone.items() if address])
    places.recognise(programme, {row.address_id: row.text for row in public})
    places.forget([address for address in gone.values() if address])


def _statement(row: Contribution) -> Findable:
    return Findable(
        kind="B",
        key=row.pk,
        path=str(row.address),
        text=row.text,
        address=row.address_id,
        within=row.group.address_id,
        sort=row.kind,
        leaning=row.leaning,
        number=row.address.number,
        place=row.group.position * PLACES_PER_GROUP + row.position,
        since=timezone.localdate(row.address.published_at) if row.address.published_at else None,
    )


def _group(row: DialogueGroup) -> Findable:
    return Findable(
        kind="G",
        key=row.pk,
        path=str(row.address),
        title=row.name,
        text=row.intro,
        address=row.address_id,
        number=row.address.number,
        place=row.position,
        since=timezone.localdate(row.address.published_at) if row.address.published_at else None,
    )


def _goal(row: Goal, wordings: list[str]) -> Findable:
    others = [wording for wording in dict.fromkeys(wordings) if wording != row.title]
    return Findable(
        kind="Z",
        key=row.pk,
        path=f"ziele/{row.code}",
        title=row.title or row.code,
        text=" · ".join([*others, *([row.field.name] if row.field.name else [])]),
        address=row.address_id,
        number=row.address.number,
        place=(row.field.position << 32) + row.address.number,
        since=timezone.localdate(row.address.published_at) if row.address.published_at else None,
    )


def _meeting(row: Meeting) -> Findable:
    return Findable(
        kind="T",
        key=row.pk,
        path=f"{row.group.address}#treffen",
        title=row.title,
        text=row.place,
        address=row.group.address_id,
        within=row.group.address_id,
        place=row.on.toordinal(),
        since=row.on,
    )


def _document(row: Document) -> Findable:
    return Findable(kind="D", key=row.pk, path=f"dokumente/{row.pk}", title=row.title, place=row.pk, since=row.dated_on)


def _count(groups: set[int]) -> None:
    """Keep how many public statements of each kind and leaning these groups hold."""
    for portion in portions(dict.fromkeys(groups)):
        addresses = dict(DialogueGroup.objects.filter(pk__in=portion).values_list("address", "pk"))
        entries = Entry.objects.filter(kind=Found.STATEMENT, within__in=list(addresses))
        counts: dict[int, dict[str, dict[str, int]]] = {group: {} for group in portion}
        cells = entries.order_by().values_list("within", "sort", "leaning").annotate(Count("pk"))
        for within, kind, leaning, count in cells:
            counts[addresses[within]].setdefault(kind, {})[leaning] = count
        for group, known in counts.items():
            DialogueGroup.objects.filter(pk=group).update(public_counts=known)
