"""Documents for tests of the review and of reading again: written, taken, read."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from faden.conftest import NOW
from faden.dialogue.models import Contribution, Document
from faden.intake import actions
from faden.intake.models import Draft, DraftItem
from faden.people.models import Person
from faden.programme.models import Programme

HEAD = "Gruppe\tZiele\tFragen\tChancen und Herausforderungen\tIdeen"
DATA = (
    "Ergebnisse vom Bach\n\n"
    f"{HEAD}\n"
    "Bäche\tST_9.1 Bäche öffnen\tWer hilft?\tSauberes Wasser\tAkteure: Petra Quellmann (Bachverein)\n"
    "\tST_9.2 Ufer pflegen\t\tViel Müll am Ufer\tBrücken bauen\n"
)
UNCLEAR = "Bäche;ST_9.1 Bäche öffnen;Wer hilft?;Sauberes Wasser\nSeen;ST_9.2 Seen öffnen;Wer schwimmt?;Tiefes Wasser\n"


def sheet(
    *groups: str | tuple[str, Sequence[str]],
    goals: Sequence[str] = (),
    questions: Sequence[str] = (),
    assessments: Sequence[str] = (),
) -> str:
    """Write a document: (name, proposals) for each group; the rest belongs to the first one. One text a cell."""
    lines = [HEAD]
    for at, group in enumerate(groups):
        name, proposals = (group, ()) if isinstance(group, str) else group
        columns = [[name], *([goals, questions, assessments] if at == 0 else [(), (), ()]), proposals]
        lines += ["\t".join(row) for row in zip_longest(*columns, fillvalue="")]
    return "\n".join(lines) + "\n"


def waiting(
    programme: Programme,
    data: str | bytes = DATA,
    name: str = "vom_bach.txt",
    *,
    document: Document | None = None,
    by: Person | None = None,
) -> Draft:
    """Take a document that nobody has read yet."""
    written = data.encode() if isinstance(data, str) else data
    return actions.take(programme=programme, name=name, data=written, by=by, now=NOW, document=document)


def read(draft: Draft) -> Draft:
    """Read a draft that waits."""
    assert actions.claim(draft.pk, now=NOW)
    return actions.read(Draft.objects.select_related("version__document", "programme").get(pk=draft.pk))


def taken(programme: Programme, data: str | bytes = DATA, name: str = "vom_bach.txt", **how: Any) -> Draft:
    """Take a document and read it."""
    return read(waiting(programme, data, name, **how))


def newer(draft: Draft, data: str) -> Draft:
    """Take and read another version of the document of `draft`."""
    return taken(draft.programme, data, document=draft.version.document)


def item(draft: Draft, text: str) -> DraftItem:
    """Return the one item that holds `text`."""
    return draft.items.select_related("draft", "group").get(text__contains=text)


def texts(draft: Draft, kind: str) -> list[str]:
    """Return what a draft holds of a kind, in order."""
    return [one.text for one in draft.items.filter(kind=kind)]


def public(programme: Programme) -> dict[str, str]:
    """Return address → words of all public statements, in the order of their groups."""
    found = Contribution.objects.filter(programme=programme).public().select_related("address")
    return {str(one.address): one.text for one in found.order_by("group__position", "position", "pk")}
