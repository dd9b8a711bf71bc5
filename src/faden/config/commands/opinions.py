"""`faden opinion import` and `faden opinion export`: conversations in the files of Polis."""

from pathlib import Path
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.utils import timezone

from faden.addresses import labels
from faden.addresses.actions import Change
from faden.addresses.models import Kind as AddressKind
from faden.config.commands.exporting import IN_MEMORY, keep, only_programme
from faden.config.commands.reading import load
from faden.config.commands.taking import find_programme
from faden.config.environment import Refused
from faden.opinion.actions import NotReady
from faden.opinion.actions.exporting import export_polis
from faden.opinion.actions.importing import NotImported, import_polis, publish_imported
from faden.opinion.models import Conversation
from faden.programme.models import Programme


def take(files: list[str], *, programme: str, title: str, publish: bool) -> int:
    """Take in the files of a Polis export, and show them to everybody if asked."""
    target = find_programme(programme)
    given: dict[str, bytes] = {}
    for file in files:
        name = Path(file).name
        given[name if name not in given else file] = load(file)
    change = Change(by=None, now=timezone.now())
    try:
        done = import_polis(target, given, title=title, change=change)
    except NotImported as refused:
        raise Refused(str(refused)) from None
    label = done.conversation.address
    print(f"Übernommen als {label}: {done.votes} Stimmen von {done.people} Menschen.")
    for one in done.told:
        print(one)
    if publish:
        publish_imported(done.conversation, change=change)
        print(f"Veröffentlicht: {label}.")
    else:
        print("Öffentlich wird es am Schreibtisch oder mit --publish.")
    return 0


def give(label: str, *, programme: str | None, output: str | None, complete: bool) -> int:
    """Write all votes of a conversation under new pseudonyms into a ZIP ("-": standard output)."""
    target = find_programme(programme) if programme else only_programme()
    conversation = _conversation(target, label)
    name = f"{conversation.address}-stimmen-{timezone.localdate():%Y-%m-%d}.zip"
    url = f"{settings.SITE_ADDRESS}{conversation.get_absolute_url()}"
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        try:
            export_polis(conversation, file, change=Change(by=None, now=timezone.now()), url=url, complete=complete)
        except NotReady as refused:
            raise Refused(str(refused)) from None
        keep(file, output, name)
    return 0


def _conversation(programme: Programme, label: str) -> Conversation:
    kind, number = labels.parse(label) or ("", 0)
    known = Conversation.objects.filter(programme=programme).select_related("address", "programme")
    found = known.filter(address__kind=kind, address__number=number).first() if kind == AddressKind.OPINION else None
    if found is None:
        there = ", ".join(f"{one.address} „{one.title}“" for one in known) or "noch keines"
        raise Refused(f"Ein Meinungsbild „{label}“ gibt es hier nicht. Vorhanden: {there}.")
    return found
