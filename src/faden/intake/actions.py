"""Writes: taking a document, reading it into a draft, reviewing, publishing."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import PurePath

from django.db import transaction
from django.db.models import Q

from faden.addresses.actions import Change
from faden.dialogue import actions as dialogue
from faden.dialogue.models import Contribution, DialogueGroup, Kind, Leaning, Source
from faden.goals import codes
from faden.intake import events, persons, results
from faden.intake.heads import ROLES
from faden.intake.models import SPOKEN, Draft, DraftGroup, DraftItem, DraftName, DraftState, ItemKind
from faden.intake.readers.blocks import Place
from faden.intake.reading import ColumnsUnclear, Unreadable, read_document
from faden.intake.results import Results
from faden.kernel.text import squeeze
from faden.people.models import Person
from faden.programme.models import Programme

LEASE = timedelta(minutes=5)
COVERED = "[Name verdeckt]"


class NotReady(Exception):
    """The draft cannot be published (any more); the message is a German sentence."""


class CodeNeeded(Exception):
    """A goal needs a code; the message is a German sentence."""


@transaction.atomic
def take(
    *, programme: Programme, name: str, data: bytes, by: Person | None, now: datetime, dated_on: date | None = None
) -> Draft:
    """Keep a document. `queue` has it read in the background, `claim` and `read` do it here and now."""
    title = PurePath(name).stem.replace("_", " ").strip() or name
    version = dialogue.keep_document(
        programme=programme, title=title, name=name, data=data, dated_on=dated_on, by=by, now=now
    )
    return Draft.objects.create(programme=programme, version=version, created_at=now, created_by=by)


def queue(draft: Draft) -> None:
    """Have a waiting draft read in the background, once it is safely stored."""
    transaction.on_commit(lambda: events.waiting.send(draft.pk))


def claim(draft_id: int, *, now: datetime) -> bool:
    """Reserve a waiting or abandoned draft for one reader; False if somebody else has it."""
    free = Q(state=DraftState.WAITING) | Q(state=DraftState.READING, lease_until__lt=now)
    return bool(Draft.objects.filter(free, pk=draft_id).update(state=DraftState.READING, lease_until=now + LEASE))


def read(draft: Draft, *, ask: bool = True) -> Draft:
    """Read the document of a claimed draft; afterwards it is ready, asks for its columns, or failed with a reason.

    `ask`: also where much of the text stands in columns that were not understood; else that stays unplaced.
    """
    with draft.version.file.open("rb") as file:
        data = file.read()
    given = {int(at): ROLES[role] for at, role in (draft.columns or {}).items()}
    try:
        reading = read_document(data, draft.version.name, columns=given or None)
    except ColumnsUnclear as error:
        return _finish(draft, DraftState.ASKING, sample=error.rows)
    except Unreadable as error:
        return _finish(draft, DraftState.FAILED, failure=str(error))
    if ask and not given and reading.results.unknown > results.MUCH:
        return _finish(draft, DraftState.ASKING, sample=reading.results.sample)
    with transaction.atomic():
        _fill(draft, reading.results)
        draft.characters = reading.to_dict()["characters"]
        if reading.results.title:
            draft.version.document.title = reading.results.title[:300]
            draft.version.document.save(update_fields=["title"])
        return _finish(draft, DraftState.READY)


def fail(draft_id: int) -> None:
    """Say on the draft that reading broke for a reason of ours."""
    Draft.objects.filter(pk=draft_id, state=DraftState.READING).update(
        state=DraftState.FAILED,
        lease_until=None,
        failure="Beim Lesen ist ein Fehler im Programm aufgetreten. Das Dokument ist unverändert aufgehoben. "
        "Bitte geben Sie es als CSV oder Text, oder melden Sie den Fehler.",
    )


def _finish(draft: Draft, state: DraftState, *, failure: str = "", sample: list[list[str]] | None = None) -> Draft:
    draft.state, draft.failure, draft.sample, draft.lease_until = state, failure, sample, None
    draft.save(update_fields=["state", "failure", "sample", "lease_until", "characters"])
    return draft


def _fill(draft: Draft, found_in: Results) -> None:
    draft.items.all().delete()
    draft.groups.all().delete()
    draft.names.all().delete()
    groups = DraftGroup.objects.bulk_create(
        DraftGroup(draft=draft, name=group.name[:200], position=at) for at, group in enumerate(found_in.groups, 1)
    )
    items = list(_items(draft, groups, found_in))
    for position, item in enumerate(items, 1):
        item.position = position
    DraftItem.objects.bulk_create(items, batch_size=500)
    # A document without a title is called by its file, and people's names stand in those too.
    in_title = persons.find(draft.version.document.title)
    found = [(one.text, one.rule) for one in found_in.persons] + [(one.text, one.rule) for one in in_title]
    texts = [draft.version.document.title, *(group.name for group in groups), *(item.text for item in items)]
    alone = persons.alone(texts, [text for text, _rule in found])
    _note_names(draft, [(one.text, one.rule) for one in alone] + found)


def _items(draft: Draft, groups: list[DraftGroup], found: Results) -> Iterator[DraftItem]:
    for row, group in zip(groups, found.groups, strict=True):
        for goal in group.goals:
            yield DraftItem(
                draft=draft,
                group=row,
                kind=ItemKind.GOAL,
                code=goal.code,
                text=goal.wording,
                maybe_two=goal.maybe_two,
                **_place(goal.place),
            )
        for one in group.contributions:
            yield DraftItem(
                draft=draft,
                group=row,
                kind=ItemKind(one.kind),
                leaning=one.leaning or "",
                text=one.text,
                unsure=one.unsure,
                **_place(one.place),
            )
    for kind, rests in ((ItemKind.UNPLACED, found.unplaced), (ItemKind.FURNITURE, found.furniture)):
        for rest in rests:
            yield DraftItem(draft=draft, kind=kind, text=rest.text, why=rest.why, **_place(rest.place))


def _place(place: Place) -> dict[str, int | None]:
    first, last = place.lines or (None, None)
    return {
        "page": place.page,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "first_line": first,
        "last_line": last,
    }


def _note_names(draft: Draft, found: list[tuple[str, str]]) -> None:
    DraftName.objects.bulk_create(
        (DraftName(draft=draft, text=text[:200], rule=rule) for text, rule in dict(found).items()),
        ignore_conflicts=True,
    )


def answer_columns(draft: Draft, columns: dict[int, str]) -> Draft:
    """Say what each column holds (grid column → a key of `heads.ROLES`) and let the draft wait again."""
    draft.columns = {str(at): role for at, role in columns.items() if role}
    return retry(draft)


def retry(draft: Draft) -> Draft:
    """Let a draft wait again whose reading asked, failed or was killed."""
    draft.state, draft.failure, draft.lease_until = DraftState.WAITING, "", None
    draft.save(update_fields=["state", "failure", "lease_until", "columns"])
    return draft


def edit_item(
    item: DraftItem, *, kind: ItemKind, group: DraftGroup | None, text: str, leaning: str = "", code: str = ""
) -> DraftItem:
    """Correct what was read: its words, its kind, its group. Names in new words are found again."""
    _check_open(item.draft)
    text = squeeze(text)
    if kind == ItemKind.GOAL:
        try:
            code = codes.normalise(code.upper())
        except ValueError:
            raise CodeNeeded("Bitte geben Sie das Kürzel des Ziels an, zum Beispiel MO_2.4.") from None
    item.kind, item.group, item.text = kind, group if kind in (*SPOKEN, ItemKind.GOAL) else None, text
    item.leaning = leaning if kind in (ItemKind.ASSESSMENT, ItemKind.PROPOSAL) else ""
    item.code = code if kind == ItemKind.GOAL else ""
    item.unsure, item.maybe_two, item.dropped, item.edited = 0, False, "", True
    with transaction.atomic():
        item.save()
        _note_names(item.draft, [(one.text, one.rule) for one in persons.find(text)])
    return item


def drop_item(item: DraftItem, *, reason: str) -> DraftItem:
    """Leave a text out of what will be published; the draft keeps it with the reason."""
    _check_open(item.draft)
    item.dropped = squeeze(reason) or "ohne Angabe"
    item.save(update_fields=["dropped"])
    return item


def restore_item(item: DraftItem) -> DraftItem:
    """Take a dropped text in again."""
    _check_open(item.draft)
    item.dropped = ""
    item.save(update_fields=["dropped"])
    return item


def release_name(name: DraftName, *, released: bool) -> DraftName:
    """Show a person's name in public, or cover it again."""
    _check_open(name.draft)
    name.released = released
    name.save(update_fields=["released"])
    return name


def rename_group(group: DraftGroup, *, name: str) -> DraftGroup:
    """Correct a group's name."""
    _check_open(group.draft)
    group.name = squeeze(name)[:200]
    group.save(update_fields=["name"])
    return group


def _check_open(draft: Draft) -> None:
    if not draft.is_open:
        raise NotReady("Dieser Entwurf ist schon veröffentlicht. Bitte bearbeiten Sie die Beiträge selbst.")


@transaction.atomic
def publish(draft: Draft, *, change: Change) -> list[DialogueGroup]:
    """Publish everything in a draft that is neither dropped nor unplaced; names that nobody released are covered."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.state != DraftState.READY:
        raise NotReady("Dieser Entwurf ist nicht bereit oder schon veröffentlicht.")
    covered = list(draft.names.filter(released=False).values_list("text", flat=True))
    items = list(draft.items.filter(dropped="").exclude(kind__in=[ItemKind.FURNITURE, ItemKind.UNPLACED]))
    sources = dict(
        zip((item.pk for item in items), Source.objects.bulk_create(_source(draft, one) for one in items), strict=True)
    )
    groups = []
    for group in draft.groups.all():
        own = [item for item in items if item.group_id == group.pk]
        groups.append(
            dialogue.NewGroup(
                name=cover(group.name, covered),
                goals=[
                    dialogue.NewGoal(one.code, cover(one.text, covered), one.maybe_two, sources[one.pk])
                    for one in own
                    if one.kind == ItemKind.GOAL and one.code
                ],
                contributions=[
                    dialogue.NewContribution(
                        Kind(one.kind),
                        Leaning(one.leaning) if one.leaning else None,
                        cover(one.text, covered),
                        sources[one.pk],
                    )
                    for one in own
                    if one.kind in SPOKEN
                ],
            )
        )
    published = dialogue.publish(draft.programme, groups, change=change)
    document = draft.version.document
    document.title = cover(document.title, covered)
    document.save(update_fields=["title"])
    draft.state, draft.published_at = DraftState.PUBLISHED, change.now
    draft.save(update_fields=["state", "published_at"])
    return published


def _source(draft: Draft, item: DraftItem) -> Source:
    return Source(
        version=draft.version,
        page=item.page,
        table=item.table,
        row=item.row,
        column=item.column,
        first_line=item.first_line,
        last_line=item.last_line,
    )


def cover(text: str, names: list[str]) -> str:
    """Return `text` with each of `names` covered, longest first, in whatever spacing."""
    for name in sorted(names, key=len, reverse=True):
        pattern = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in name.split()) + r"(?!\w)"
        text = re.sub(pattern, COVERED, text)
    return text


def forget_words(contribution_id: int) -> None:
    """Replace what a draft still holds of a redacted contribution by its words of now, where it stood in the document."""
    contribution = Contribution.objects.select_related("source").get(pk=contribution_id)
    source = contribution.source
    if source is None or source.version_id is None:
        return
    same_place = DraftItem.objects.filter(
        draft__version=source.version_id, table=source.table, row=source.row, column=source.column, kind__in=SPOKEN
    )
    items = list(same_place.order_by("position"))
    if len(items) > 1:
        # Several statements stood in one cell: the one at the same step among the group's own.
        column = Contribution.objects.filter(
            source__version=source.version_id,
            source__table=source.table,
            source__row=source.row,
            source__column=source.column,
        )
        at = column.filter(position__lt=contribution.position).count()
        items = items[at : at + 1]
    for item in items:
        item.text, item.edited = contribution.text, True
        item.save(update_fields=["text", "edited"])


@transaction.atomic
def discard(draft: Draft) -> None:
    """Delete an unpublished draft with its document."""
    if draft.state == DraftState.PUBLISHED:
        raise NotReady("Dieser Entwurf ist veröffentlicht und kann nicht verworfen werden.")
    document = draft.version.document
    file = draft.version.file
    document.delete()
    transaction.on_commit(lambda: file.delete(save=False))
