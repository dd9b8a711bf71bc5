"""Taking a document, and reading it into a draft."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from faden.dialogue import actions as dialogue
from faden.dialogue.models import Document
from faden.intake import events, persons, results
from faden.intake.heads import ROLES
from faden.intake.models import Draft, DraftGroup, DraftItem, DraftName, DraftRow, DraftState, ItemKind
from faden.intake.readers.blocks import Block, Cell, Paragraph, Place, Progress, Table
from faden.intake.reading import ColumnsUnclear, Unreadable, read_document
from faden.intake.results import Results
from faden.kernel.messages import sentence
from faden.people.models import Person
from faden.programme.models import Programme

LEASE = timedelta(minutes=5)


class NotReady(Exception):
    """The draft is not open for this (any more); the message is a German sentence."""


@transaction.atomic
def take(
    *,
    programme: Programme,
    name: str,
    data: bytes,
    by: Person | None,
    now: datetime,
    dated_on: date | None = None,
    document: Document | None = None,
) -> Draft:
    """Keep a document, or a newer version of `document`.

    `queue` has it read in the background, `claim` and `read` do it here and now.
    """
    if document is None:
        title = PurePath(name).stem.replace("_", " ").strip() or name
        document = dialogue.add_document(programme=programme, title=title, dated_on=dated_on)
    version = dialogue.keep_version(document, name=name, data=data, by=by, now=now)
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
        reading = read_document(data, draft.version.name, columns=given or None, progress=_tell_progress(draft))
    except ColumnsUnclear as error:
        return _finish(draft, DraftState.ASKING, sample=error.rows)
    except Unreadable as error:
        return _finish(draft, DraftState.FAILED, failure=str(error))
    if ask and not given and reading.results.unknown > results.MUCH:
        return _finish(draft, DraftState.ASKING, sample=reading.results.sample)
    with transaction.atomic():
        _fill(draft, reading.results)
        _keep_rows(draft, reading.blocks)
        draft.characters = reading.to_dict()["characters"]
        if reading.results.title and draft.version.number == 1:
            draft.version.document.title = reading.results.title[:300]
            draft.version.document.save(update_fields=["title"])
        return _finish(draft, DraftState.READY)


def _tell_progress(draft: Draft) -> Progress:
    """Write down every few pages how far reading is, and hold on to the lease meanwhile."""

    def tell(done: int, total: int) -> None:
        if done % 10 == 1 or done == total:
            until = timezone.now() + LEASE
            Draft.objects.filter(pk=draft.pk).update(pages_read=done, pages=total, lease_until=until)

    return tell


def fail(draft_id: int) -> None:
    """Say on the draft that reading broke for a reason of ours."""
    Draft.objects.filter(pk=draft_id, state=DraftState.READING).update(
        state=DraftState.FAILED,
        lease_until=None,
        failure=sentence(
            "Beim Lesen ist ein Fehler im Programm aufgetreten. Das Dokument ist unverändert aufgehoben. "
            "Bitte geben Sie es als CSV oder Text, oder melden Sie den Fehler."
        ),
    )


def _finish(draft: Draft, state: DraftState, *, failure: str = "", sample: list[list[str]] | None = None) -> Draft:
    draft.state, draft.failure, draft.sample, draft.lease_until = state, failure, sample, None
    draft.save(update_fields=["state", "failure", "sample", "lease_until", "characters"])
    return draft


def _fill(draft: Draft, found_in: Results) -> None:
    draft.items.all().delete()
    draft.groups.all().delete()
    draft.names.all().delete()
    draft.steps.all().delete()
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
    note_names(draft, [(one.text, one.rule) for one in alone] + found)


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
                also=[one.to_dict() for one in goal.also],
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
                also=[place.to_dict() for place in one.also],
                **_place(one.place),
            )
    for kind, rests in ((ItemKind.UNPLACED, found.unplaced), (ItemKind.FURNITURE, found.furniture)):
        for rest in rests:
            yield DraftItem(draft=draft, kind=kind, text=rest.text, why=rest.why, **_place(rest.place))


def _keep_rows(draft: Draft, blocks: Sequence[Block]) -> None:
    """Keep the document as it stands there, to show beside what was read from it."""
    draft.rows.all().delete()
    rows = []
    for block in blocks:
        if isinstance(block, Table):
            rows += [_row(row.cells[0].place, row.filled) for row in block.rows if row.filled]
        elif block.text:
            rows.append(_row(block.place, [Cell((Paragraph(block.text),), block.place)]))
    for position, row in enumerate(rows, 1):
        row.draft, row.position = draft, position
    DraftRow.objects.bulk_create(rows, batch_size=500)


def _row(place: Place, filled: Sequence[Cell]) -> DraftRow:
    return DraftRow(
        page=place.page,
        table=place.table,
        row=place.row,
        first_line=place.lines[0] if place.lines else None,
        cells=[{"column": cell.place.column, "span": cell.span, "text": cell.text.strip()} for cell in filled],
    )


def _place(place: Place) -> dict[str, Any]:
    first, last = place.lines or (None, None)
    return {
        "page": place.page,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "first_line": first,
        "last_line": last,
        "box": place.box,
    }


def note_names(draft: Draft, found: list[tuple[str, str]]) -> None:
    """Keep names that were found, each once, with the rule that found it."""
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


@transaction.atomic
def discard(draft: Draft) -> None:
    """Delete an unpublished draft with its file, and its document when that has no other version."""
    if draft.state == DraftState.PUBLISHED:
        raise NotReady(_("Dieser Entwurf ist veröffentlicht und kann nicht verworfen werden."))
    if draft.version.sources.exists():
        raise NotReady(
            _(
                "Aus diesem Dokument war schon etwas öffentlich, und Beiträge nennen es als Quelle. "
                "Der Entwurf bleibt deshalb; das Original kann die Administration unter „Dokumente“ löschen."
            )
        )
    dialogue.delete_version(draft.version)
