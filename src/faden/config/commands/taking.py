"""`faden import`: a document into a programme."""

import sys
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from faden.addresses.actions import Change
from faden.config.commands.reading import load, parse_columns, read_with_hints
from faden.config.environment import Refused
from faden.dialogue.models import Document
from faden.intake import actions, queries
from faden.intake.models import Draft, DraftState
from faden.programme.models import Programme


def find_programme(name: str) -> Programme:
    """Return the programme called `name`; raises Refused and says which there are."""
    found = Programme.objects.filter(Q(name__iexact=name) | Q(slug=name)).first()
    if found is None:
        known = ", ".join(f"„{one}“" for one in Programme.objects.all()) or "noch keines (bitte zuerst „faden setup“)"
        raise Refused(f"Ein Programm „{name}“ gibt es hier nicht. Vorhanden: {known}.")
    return found


def find_document(programme: Programme, title: str) -> Document:
    """Return the document called `title` (or whose file is); raises Refused and says which there are."""
    known = Document.objects.filter(programme=programme)
    found = known.filter(Q(title__iexact=title) | Q(versions__name__iexact=title)).distinct()
    if len(found) > 1:
        raise Refused(
            f"„{title}“ heißen mehrere Dokumente. Bitte geben Sie den Namen der Datei an, oder nehmen Sie die neue Fassung am Schreibtisch auf."
        )
    if not found:
        there = ", ".join(f"„{one}“" for one in known) or "noch keines"
        raise Refused(f"Ein Dokument „{title}“ gibt es in diesem Programm nicht. Vorhanden: {there}.")
    return found[0]


def take(file: str, *, programme: str, publish: bool, columns: str | None, version_of: str | None = None) -> int:
    """Read `file` into a draft (of a newer version of the document called `version_of`) and, if asked, publish it."""
    target = find_programme(programme)
    document = find_document(target, version_of) if version_of else None
    data = load(file)
    name = Path(file).name
    given = parse_columns(columns)
    # Refused before anything is kept: nothing half imported.
    read_with_hints(data, name, columns=given)
    draft = actions.take(programme=target, name=name, data=data, by=None, now=timezone.now(), document=document)
    if columns:
        actions.answer_columns(draft, dict(enumerate((part.strip() for part in columns.split(",")), 1)))
    actions.claim(draft.pk, now=timezone.now())
    draft.refresh_from_db()
    draft = actions.read(draft, ask=False)
    if draft.state != DraftState.READY:
        print(draft.failure, file=sys.stderr)
        return 2
    items = draft.items
    counted = items.exclude(kind__in=["goal", "furniture", "unplaced"]).count()
    print(
        f"Gelesen: {draft.groups.count()} Gruppen, {items.filter(kind='goal').count()} Nennungen von Zielen, {counted} Beiträge."
    )
    if unplaced := items.filter(kind="unplaced").count():
        print(f"Nicht zugeordnet: {unplaced} Textstellen. Sie stehen im Entwurf und werden nicht veröffentlicht.")
    if names := draft.names.filter(released=False).count():
        print(f"Namen von Menschen: {names}. Sie bleiben verdeckt, bis jemand sie am Schreibtisch freigibt.")
    if queries.has_public_groups(draft):
        _tell_differences(draft)
    if publish:
        try:
            groups = actions.publish(draft, change=Change(by=None, now=timezone.now()))
        except actions.NotReady as refused:
            raise Refused(f"{refused} Der Entwurf {draft.pk} liegt am Schreibtisch.") from None
        print(f"Veröffentlicht: {', '.join(str(group.address) for group in groups)}.")
    else:
        print(f"Entwurf {draft.pk} liegt am Schreibtisch zur Durchsicht.")
    return 0


def _tell_differences(draft: Draft) -> None:
    """Say what publishing would change about what is public already."""
    found = queries.differences(draft)
    counted = [f"{words}: {len(cases)}" for _sort, words, cases in found.by_sort]
    print(
        f"Schon öffentlich und unverändert: {len(found.same)} Beiträge. {', '.join(counted) or 'Es ändert sich nichts'}."
    )
