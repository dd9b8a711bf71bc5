"""Publishing what a document holds, so that what is public already keeps its addresses; and taking that back.

What publishing does is written into a journal, plain data for JSON:

    {"groups": {key: [name before, name after]}, "made_groups": [key], "made": {key: key of its source},
     "statements": {key: [fields before, fields after]},
     "mentions": [[fields before or None, fields after or None]]}
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext

from faden.addresses import actions as addresses
from faden.addresses.actions import FORGOTTEN, Change
from faden.addresses.models import Address, State
from faden.dialogue import events, indexing
from faden.dialogue.actions.contributions import NewContribution, covers_more, make_contributions
from faden.dialogue.actions.groups import add_group, edit_group
from faden.dialogue.models import Contribution, DialogueGroup, Document, GoalMention, Source, goal_field
from faden.goals import actions as goals
from faden.goals.models import Goal
from faden.kernel.messages import sentence
from faden.kernel.text import squeeze
from faden.programme.actions import content_changes
from faden.programme.models import Programme

NOT_IN_NEW_VERSION = sentence("Steht in der neuen Fassung des Dokuments nicht mehr.")
TAKEN_BACK = sentence("Die Übernahme des Dokuments wurde zurückgenommen.")
RETURNING = (NOT_IN_NEW_VERSION, TAKEN_BACK)
"""Statements withdrawn for these reasons come back when a document holds them again."""

Row = TypeVar("Row", bound=Model)
_FIELDS = ("text", "kind", "leaning", "group_id", "source_id", "derived_from_id", "position")
_FIELDS_WRITTEN = [name.removesuffix("_id") for name in _FIELDS]


class ChangedSince(Exception):
    """A publication cannot be taken back; the message is a German sentence that says why."""


@dataclass(frozen=True, slots=True)
class NewGoal:
    """What a document calls a goal. `keeps`: the key of the mention that it is."""

    code: str
    wording: str
    maybe_two: bool
    source: Source
    keeps: int | None = None


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group as a document brings it; `text` and wordings are free of names that nobody released.

    `keeps`: the key of the group that it is, when it is known under another name.
    """

    name: str
    goals: Sequence[NewGoal] = field(default_factory=list)
    contributions: Sequence[NewContribution] = field(default_factory=list)
    keeps: int | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """What a newer version no longer holds: statements, those that `joined` others (key → key), mentions of goals."""

    contributions: Sequence[int] = ()
    joined: Mapping[int, int] = field(default_factory=dict)
    mentions: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published, and the journal to take it back."""

    groups: list[DialogueGroup]
    journal: dict[str, Any]


@transaction.atomic
def publish(
    programme: Programme,
    groups: Iterable[NewGroup],
    *,
    change: Change,
    gone: Gone | None = None,
    in_order: bool = False,
) -> Publication:
    """Publish groups with all that they said, and withdraw what is `gone`.

    A group of the same name gets what is new added. `in_order`: its statements take the order they have here.
    """
    content_changes(programme)
    change, gone = addresses.in_role(change, programme), gone or Gone()
    groups = list(groups)
    touched = [one.keeps for new in groups for one in new.contributions if one.keeps]
    touched += [*gone.contributions, *gone.joined]
    if in_order:
        known = DialogueGroup.objects.filter(programme=programme)
        reordered = known.filter(name__in=[new.name for new in groups]) | known.filter(
            pk__in=[new.keeps for new in groups if new.keeps]
        )
        touched += Contribution.objects.filter(group__in=reordered).values_list("pk", flat=True)
    before = _statements(programme, touched)
    mentions, public = _mentions(programme), _public_groups(programme)
    journal: dict[str, Any] = {"groups": {}, "made_groups": [], "made": {}}
    published = []
    for new in groups:
        group = _group(programme, new, journal, change=change)
        _mention_goals(group, new.goals, change=change)
        made = _contributions(group, new.contributions, in_order=in_order, change=change)
        journal["made"] |= {str(one.pk): one.source_id for one in made}
        published.append(group)
    _withdraw(programme, gone, change=change)
    GoalMention.objects.filter(group__programme=programme, pk__in=gone.mentions).delete()
    after = _statements(programme, touched)
    journal["statements"] = {str(key): [before[key], after[key]] for key in before if before[key] != after[key]}
    journal["mentions"] = _changed(mentions, _mentions(programme))
    _record_mentions(public, journal["mentions"], change=change)
    _take_in(programme, journal)
    return Publication(published, journal)


def _take_in(programme: Programme, journal: dict[str, Any]) -> None:
    """Let the index follow what `journal` says. Where a statement stands in a document, it does not tell."""
    told = {"source_id": None, "derived_from_id": None}
    changed = [key for key, (before, after) in journal["statements"].items() if before | told != after | told]
    indexing.take_in(programme, map(int, [*changed, *journal["made"]]))
    indexing.take_in_goals(programme, {one["goal_id"] for both in journal["mentions"] for one in both if one})
    indexing.take_in_documents(programme, Document.objects.filter(programme=programme).values_list("pk", flat=True))


def _statements(programme: Programme, keys: Iterable[int]) -> dict[int, dict[str, Any]]:
    return {
        one.pk: {name: getattr(one, name) for name in _FIELDS}
        | {"state": one.address.state, "reason": one.address.reason, "into": one.address.redirect_to_id}
        for one in _by_key(programme, keys).values()
    }


def _by_key(programme: Programme, keys: Iterable[int]) -> dict[int, Contribution]:
    """Return statements with their address and group; in portions, as databases bound the parameters of a query."""
    found = Contribution.objects.filter(programme=programme).select_related("address", "group")
    return found.in_bulk(list(dict.fromkeys(keys)))


def _mentions(programme: Programme) -> dict[int, dict[str, Any]]:
    fields = ("pk", "group_id", "goal_id", "wording", "maybe_two", "source_id", "position")
    return {one["pk"]: one for one in GoalMention.objects.filter(group__programme=programme).values(*fields)}


def _changed(before: dict[int, Any], after: dict[int, Any]) -> list[list[Any]]:
    keys = sorted({*before, *after})
    return [[before.get(key), after.get(key)] for key in keys if before.get(key) != after.get(key)]


def _public_groups(programme: Programme) -> dict[int, Address]:
    found = Address.objects.filter(programme=programme, group__isnull=False, state=State.PUBLISHED)
    return {address.group.pk: address for address in found.select_related("group")}


def _record_mentions(public: dict[int, Address], changed: list[list[Any]], *, change: Change) -> None:
    """Keep in the history of groups that were public how their goals are worded now; see `goal_field`."""
    keys = {one["goal_id"] for both in changed for one in both if one}
    goal_codes = dict(Goal.objects.filter(pk__in=keys).values_list("pk", "code"))
    fields: dict[int, list[tuple[str, str, str]]] = {}
    for before, after in changed:
        one = after or before
        words = (before["wording"] if before else "", after["wording"] if after else "")
        fields.setdefault(one["group_id"], []).append((goal_field(goal_codes[one["goal_id"]]), *words))
    for group, rows in fields.items():
        if group in public:
            addresses.record(public[group], change, rows, public=True)


def _group(programme: Programme, new: NewGroup, journal: dict[str, Any], *, change: Change) -> DialogueGroup:
    known = DialogueGroup.objects.filter(programme=programme).select_related("address")
    group = known.filter(pk=new.keeps).first() if new.keeps else known.filter(name=new.name).first()
    if group is None:
        group = add_group(programme, name=new.name, change=change)
        journal["made_groups"].append(group.pk)
    elif group.name != squeeze(new.name):
        journal["groups"][str(group.pk)] = [group.name, squeeze(new.name)]
        group = edit_group(group, name=new.name, intro=group.intro, change=change)
    # One that was hidden on purpose stays so.
    if group.address.state == State.DRAFT or _returns(group.address):
        addresses.set_state(group.address, State.PUBLISHED, change=change)
    return group


def _returns(address: Address) -> bool:
    return address.state == State.WITHDRAWN and address.reason in RETURNING


def _mention_goals(group: DialogueGroup, mentions: Sequence[NewGoal], *, change: Change) -> None:
    wordings: dict[str, str] = {}
    for mention in mentions:
        wordings.setdefault(mention.code, mention.wording)
    known = goals.record_goals(group.programme, wordings, change=change)
    there = {one.pk: one for one in GoalMention.objects.filter(group=group)}
    wordings_taken = {(one.goal_id, one.wording): one.pk for one in there.values()}
    changed = []
    for mention in (one for one in mentions if one.keeps in there):
        one = there[mention.keeps]  # type: ignore[index]
        wording = mention.wording[:500]
        if wordings_taken.setdefault((one.goal_id, wording), one.pk) != one.pk:
            # Another mention says just that already: they become one.
            one.delete()
            continue
        one.wording, one.maybe_two, one.source = wording, mention.maybe_two, mention.source
        changed.append(one)
    _rewrite(GoalMention, changed, ["wording", "maybe_two", "source"])
    at = max((one.position for one in there.values()), default=0)
    GoalMention.objects.bulk_create(
        (
            GoalMention(
                group=group,
                goal=known[mention.code],
                wording=mention.wording[:500],
                maybe_two=mention.maybe_two,
                source=mention.source,
                position=at + step,
            )
            for step, mention in enumerate((one for one in mentions if one.keeps not in there), 1)
        ),
        ignore_conflicts=True,
    )


def _contributions(
    group: DialogueGroup, brought: Sequence[NewContribution], *, in_order: bool, change: Change
) -> list[Contribution]:
    """Bring a group's statements in; returns those that are new."""
    known = Contribution.objects.select_related("address", "group").in_bulk([one.keeps for one in brought if one.keeps])
    made = iter(make_contributions(group, [one for one in brought if not one.keeps], change=change, published=True))
    new = []
    in_document = []
    for one in brought:
        if one.keeps:
            in_document.append(known[one.keeps])
            _carry_on(known[one.keeps], group, one, change=change)
        else:
            new.append(next(made))
            in_document.append(new[-1])
    _rewrite(Contribution, list(known.values()), ["source"])
    if in_order:
        _reorder(group, in_document)
    return new


def _carry_on(known: Contribution, group: DialogueGroup, new: NewContribution, *, change: Change) -> None:
    """Let a statement go on under its address, with its words, kind and group of now."""
    known.source = new.source
    fields = [
        ("text", known.text, new.text),
        ("kind", known.kind, str(new.kind)),
        ("leaning", known.leaning, str(new.leaning or "")),
        ("group", known.group.name, group.name),
    ]
    covers = covers_more(new.text, known.text)
    if any(before != after for _field, before, after in fields):
        known.text, known.kind, known.leaning, known.group = new.text, new.kind, new.leaning or "", group
        known.save(update_fields=["text", "kind", "leaning", "group"])
        public = known.address.is_public and group.address.is_public and not covers
        addresses.record(known.address, change, fields, public=public)
        Address.objects.filter(pk=known.address_id).update(changed_at=change.now)
    if _returns(known.address):
        addresses.set_state(known.address, State.PUBLISHED, change=change)


def _reorder(group: DialogueGroup, in_document: Sequence[Contribution]) -> None:
    """Put a group's statements into the order of the document; what it lacks comes after."""
    order = {one.pk: at for at, one in enumerate(in_document, 1)}
    rows = list(group.contributions.all())
    rows.sort(key=lambda one: order.get(one.pk, len(order) + one.position))
    moved = []
    for position, one in enumerate(rows, 1):
        if one.position != position:
            one.position = position
            moved.append(one)
    _rewrite(Contribution, moved, ["position"])


def _rewrite(model: type[Row], rows: Sequence[Row], fields: list[str]) -> None:
    """Write `fields` of existing rows: ten times as fast as bulk_update, which writes a CASE for each row."""
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=500
    )


def _withdraw(programme: Programme, gone: Gone, *, change: Change) -> None:
    joined = _by_key(programme, [*gone.joined, *gone.joined.values()])
    for key, into in gone.joined.items():
        addresses.set_state(joined[key].address, State.MERGED, change=change, redirect_to=joined[into].address)
    why = replace(change, reason=NOT_IN_NEW_VERSION)
    # What was hidden on purpose stays so, and does not come back with a later version either.
    leaving = (one.address for one in _by_key(programme, gone.contributions).values())
    addresses.withdraw_all((one for one in leaving if one.state != State.HIDDEN), change=why)


@transaction.atomic
def take_back(programme: Programme, journal: dict[str, Any], *, change: Change) -> None:
    """Undo a publication: what it changed is as before, what it made is withdrawn; each as a new revision.

    Raises ChangedSince when somebody changed any of it since, or something else stands on it.
    """
    content_changes(programme)
    _check_unchanged(programme, journal)
    made_keys = [int(key) for key in journal["made"]]
    events.withdrawing.send(made_keys)
    why = replace(addresses.in_role(change, programme), reason=TAKEN_BACK)
    addresses.withdraw_all((one.address for one in _by_key(programme, made_keys).values()), change=why)
    restored = list(_by_key(programme, [int(key) for key in journal["statements"]]).values())
    names = dict(DialogueGroup.objects.filter(programme=programme).values_list("pk", "name"))
    for one in restored:
        _restore(one, journal["statements"][str(one.pk)][0], names, change=why)
    _rewrite(Contribution, restored, _FIELDS_WRITTEN)
    for key, (name, _now) in journal["groups"].items():
        group = DialogueGroup.objects.get(programme=programme, pk=key)
        edit_group(group, name=name, intro=group.intro, change=why)
    for group in DialogueGroup.objects.filter(pk__in=journal["made_groups"]).select_related("address"):
        if not group.contributions.filter(address__state=State.PUBLISHED).exists():
            addresses.set_state(group.address, State.WITHDRAWN, change=why)
    GoalMention.objects.filter(pk__in=[after["pk"] for _before, after in journal["mentions"] if after]).delete()
    GoalMention.objects.bulk_create(
        (GoalMention(**before) for before, _after in journal["mentions"] if before), ignore_conflicts=True
    )
    undone = [[after, before] for before, after in journal["mentions"]]
    _record_mentions(_public_groups(programme), undone, change=why)
    _take_in(programme, journal)


def _check_unchanged(programme: Programme, journal: dict[str, Any]) -> None:
    now = _statements(programme, [int(key) for key in journal["statements"]])
    changed = {key for key, fields in now.items() if fields != journal["statements"][str(key)][1]}
    made = _by_key(programme, [int(key) for key in journal["made"]])
    corrected = Contribution.objects.filter(
        programme=programme, address__revisions__field__in=["text", "kind", "leaning", "group"]
    )
    edited = set(corrected.values_list("pk", flat=True))
    changed |= {
        one.pk
        for one in made.values()
        if one.pk in edited or one.address.state != State.PUBLISHED or one.source_id != journal["made"][str(one.pk)]
    }
    names = {
        str(group.pk): group for group in DialogueGroup.objects.filter(pk__in=[int(key) for key in journal["groups"]])
    }
    renamed = [
        str(names[key].address) for key, (_before, after) in journal["groups"].items() if names[key].name != after
    ]
    if changed or renamed:
        found = sorted(_by_key(programme, changed).values(), key=lambda one: one.address.number)
        labels = [
            *renamed,
            *(str(one.address) for one in found[:5]),
            *([gettext("weitere")] if len(changed) > 5 else []),
        ]
        raise ChangedSince(
            gettext(
                "Seit der Veröffentlichung ist daran gearbeitet worden: %(labels)s. "
                "Bitte ändern Sie sie einzeln; zurückgenommen wurde nichts."
            )
            % {"labels": ", ".join(labels)}
        )


def _restore(one: Contribution, before: dict[str, Any], names: dict[int, str], *, change: Change) -> None:
    """Give a statement back what it said and where it stood; the caller writes the row."""
    fields = [
        ("text", one.text, before["text"]),
        ("kind", one.kind, before["kind"]),
        ("leaning", one.leaning, before["leaning"]),
        ("group", names[one.group_id], names[before["group_id"]]),
    ]
    for name in _FIELDS:
        setattr(one, name, before[name])
    if any(was != is_again for _field, was, is_again in fields):
        public = one.address.is_public and not covers_more(fields[0][2], fields[0][1])
        addresses.record(one.address, change, fields, public=public)
    if (one.address.state, one.address.redirect_to_id) != (before["state"], before["into"]):
        into = Address.objects.get(pk=before["into"]) if before["into"] else None
        reason = replace(change, reason=before["reason"])
        addresses.set_state(one.address, State(before["state"]), change=reason, redirect_to=into)


def forget_in(journal: dict[str, Any], contribution_id: int) -> dict[str, Any]:
    """Return `journal` without the former words of a statement."""
    for fields in journal["statements"].get(str(contribution_id), []):
        fields["text"] = FORGOTTEN
    return journal
