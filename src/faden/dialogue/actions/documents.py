"""Documents, their versions and files."""

import hashlib
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max

from faden.dialogue.models import Document, DocumentVersion
from faden.people.models import Person
from faden.programme.actions import content_changes
from faden.programme.models import Programme


def add_document(*, programme: Programme, title: str, dated_on: date | None) -> Document:
    """Create a document that has no version yet."""
    return Document.objects.create(programme=programme, title=title[:300], dated_on=dated_on)


@transaction.atomic
def keep_version(document: Document, *, name: str, data: bytes, by: Person | None, now: datetime) -> DocumentVersion:
    """Keep a file as the next version of a document."""
    Document.objects.select_for_update().get(pk=document.pk)
    last = document.versions.aggregate(Max("number"))["number__max"] or 0
    version = DocumentVersion(
        document=document,
        number=last + 1,
        name=name[:255],
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        uploaded_at=now,
        uploaded_by=by,
    )
    # The stored name says nothing of the sender's; the readable one is in `name`.
    version.file.save(f"{version.sha256[:16]}.bin", ContentFile(data), save=False)
    version.save()
    return version


@transaction.atomic
def move_version(version: DocumentVersion, document: Document) -> DocumentVersion:
    """Make a version the newest of another document; a document left without versions goes."""
    content_changes(document.programme_id)
    Document.objects.select_for_update().get(pk=document.pk)
    former = version.document
    version.document = document
    version.number = (document.versions.aggregate(Max("number"))["number__max"] or 0) + 1
    version.save(update_fields=["document", "number"])
    if not former.versions.exists():
        former.delete()
    return version


@transaction.atomic
def delete_version(version: DocumentVersion) -> None:
    """Delete a version that nothing was published from, with its file; a document without versions goes too."""
    document, file = version.document, version.file
    version.delete()
    if not document.versions.exists():
        document.delete()
    transaction.on_commit(lambda: file.delete(save=False))


def delete_original(version: DocumentVersion) -> DocumentVersion:
    """Delete a document's file for good. What was read from it and its sources stay."""
    version.file.delete(save=False)
    version.size = 0
    version.save(update_fields=["file", "size"])
    return version
