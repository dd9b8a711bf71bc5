"""Writes: founding a programme, editing its pages."""

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext

from faden.kernel.text import fold
from faden.programme.models import City, Page, Programme

# The pages that every installation needs, with a text that says what is missing.
NEEDED_PAGES = {
    "impressum": ("Impressum", "Hier steht, wer diese Seiten verantwortet. *Bitte am Schreibtisch ergänzen.*"),
    "datenschutz": (
        "Datenschutz",
        "Zum Lesen brauchen Sie kein Konto. Wir setzen dabei keine Cookies und geben keine Daten an Dritte.\n\n"
        "Ihren letzten Besuch merkt sich Ihr Browser nur, wenn Sie es auf „Neues“ so wählen, und nur auf Ihrem Gerät. "
        "Bietet die Karte Bilder eines anderen Servers an, fragt Ihr Browser dort erst, wenn Sie es erlauben.\n\n"
        "*Bitte am Schreibtisch ergänzen: verantwortliche Stelle, Datenschutzbeauftragte, Rechte.*",
    ),
    "barrierefreiheit": (
        "Barrierefreiheit",
        "Diese Seiten sollen für alle benutzbar sein. Stoßen Sie auf ein Hindernis, melden Sie es bitte "
        "über „Fehler melden“ unten auf jeder Seite.\n\n*Bitte am Schreibtisch ergänzen: Erklärung nach BITV 2.0.*",
    ),
    "leichte-sprache": (
        "Leichte Sprache",
        "Auf diesen Seiten steht:\n\nDas haben die Menschen in der Stadt gesagt.\n\nSie können alles lesen.\n\n"
        "Sie müssen sich nicht anmelden.",
    ),
}
# Words that are paths of their own, so that no programme hides them.
RESERVED_SLUGS = frozenset(
    (
        "adresse beitraege de dokumente en gruppen interesse karte karte.json konto marke meinungsbild melden neu "
        "neu.atom orte robots.txt schreibtisch seiten stadtteile static synergien termine.ics themen vorschlaege ziele"
    ).split()
)


class NameTaken(Exception):
    """Another programme has this name; the message is a German sentence."""


def content_changes(programme: Programme | int) -> None:
    """Say that what the public sees of a programme changes in this transaction, so that no kept page outlives it.

    To be called first thing in the transaction of every such action: on PostgreSQL it waits for others that
    change the same programme, and as all begin with this row, none can lock each other out.
    """
    key = programme if isinstance(programme, int) else programme.pk
    Programme.objects.filter(pk=key).update(content_version=F("content_version") + 1)


def opinion_changes(programme: Programme | int) -> None:
    """Say that a new picture of opinion is public, so that no page kept with an older one is shown."""
    key = programme if isinstance(programme, int) else programme.pk
    Programme.objects.filter(pk=key).update(opinion_version=F("opinion_version") + 1)


@transaction.atomic
def found(
    *, city: str, name: str, now: datetime, slug: str = "", intro: str = "", is_example: bool = False
) -> Programme:
    """Create a programme (and its city where new) with the pages that every installation needs."""
    slug = (slug or slugify(fold(name)))[:50].strip("-")
    if not slug or slug in RESERVED_SLUGS:
        slug = f"programm-{slug}".strip("-")
    if Programme.objects.filter(slug=slug).exists():
        raise NameTaken(gettext("Ein Programm „%(name)s“ gibt es schon.") % {"name": name})
    town, _ = City.objects.get_or_create(name=city)
    programme = Programme.objects.create(city=town, name=name, slug=slug, intro=intro, is_example=is_example)
    Page.objects.bulk_create(
        Page(programme=programme, slug=page, title=title, text=text, changed_at=now)
        for page, (title, text) in NEEDED_PAGES.items()
    )
    return programme


@transaction.atomic
def edit_programme(
    programme: Programme, *, name: str, intro: str, city: str, state: str, ags: str, mark: bytes | None
) -> Programme:
    """Change a programme and its city. `mark`: PNG, JPEG or WebP; empty bytes remove it, None leaves it."""
    # The city may stand on the pages of its other programmes too.
    for one in programme.city.programmes.order_by("pk"):
        content_changes(one)
    programme.name, programme.intro = name, intro
    programme.save(update_fields=["name", "intro"])
    town = programme.city
    town.name, town.state, town.ags = city, state, ags
    if mark is not None:
        town.mark.delete(save=False)
    if mark:
        # The name changes with the contents, so that browsers may keep the picture.
        town.mark.save(f"{hashlib.sha256(mark).hexdigest()[:16]}.{picture_kind(mark)}", ContentFile(mark), save=False)
    town.save()
    return programme


def picture_kind(data: bytes) -> str | None:
    """Return "png", "jpeg" or "webp" as the first bytes tell; SVG is left out, it can carry scripts."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


@transaction.atomic
def edit_page(page: Page, *, title: str, text: str, now: datetime) -> Page:
    """Replace a page's title and text."""
    content_changes(page.programme_id)
    page.title, page.text, page.changed_at = title, text, now
    page.save(update_fields=["title", "text", "changed_at"])
    return page
