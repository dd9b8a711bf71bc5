"""A document on its way from upload to publication."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faden.dialogue.models import Contribution, DocumentVersion, Leaning
from faden.people.models import Person
from faden.programme.models import Programme


class DraftState(models.TextChoices):
    WAITING = "waiting", _("wartet")
    READING = "reading", _("wird gelesen")
    ASKING = "asking", _("braucht Auskunft über die Spalten")
    FAILED = "failed", _("nicht lesbar")
    READY = "ready", _("bereit zur Durchsicht")
    PUBLISHED = "published", _("veröffentlicht")


class Draft(models.Model):
    """What was read from one version of a document, until somebody publishes it.

    `columns` maps grid columns (as text, from 1) to roles where a person had to say; `sample` holds
    the first rows to ask them with; `characters` is the account of every character. `decisions` maps
    the differences to what is public already (`comparison.Case`) to what a person chose; `journal` is
    what `dialogue.actions.publish` needs to take the publication back; `changes` counts steps and undoings.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="drafts")
    version = models.OneToOneField(DocumentVersion, models.CASCADE, related_name="draft")
    state = models.CharField(max_length=12, choices=DraftState, default=DraftState.WAITING)
    lease_until = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True)
    pages_read = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    columns = models.JSONField(null=True, blank=True)
    sample = models.JSONField(null=True, blank=True)
    characters = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    journal = models.JSONField(null=True, blank=True)
    changes = models.PositiveIntegerField(default=0)
    reviewers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Entwurf")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.version.document.title

    def is_abandoned(self, now: datetime) -> bool:
        """Whether the job that read it was killed: its lease ran out and nobody reported."""
        return self.state == DraftState.READING and self.lease_until is not None and self.lease_until < now

    @property
    def is_open(self) -> bool:
        """Whether it may still be edited."""
        return self.state == DraftState.READY


class DraftGroup(models.Model):
    """A group as the document names it."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="groups")
    name = models.CharField(_("Name"), max_length=200)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class ItemKind(models.TextChoices):
    QUESTION = "question", _("Fragestellung")
    ASSESSMENT = "assessment", _("Chance oder Herausforderung")
    PROPOSAL = "proposal", _("Lösungsansatz oder Synergie")
    GOAL = "goal", pgettext_lazy("Art", "Ziel")
    UNPLACED = "unplaced", _("nicht zugeordnet")
    FURNITURE = "furniture", _("Beiwerk (Titel, Köpfe, Zeichen)")


UNSURE = 0.3
"""From this doubt on, a boundary is shown to a person."""
SPOKEN = (ItemKind.QUESTION, ItemKind.ASSESSMENT, ItemKind.PROPOSAL)


class DraftRow(models.Model):
    """One row of a table of the document as it stands there; or one text outside tables (`row` None).

    `cells`: [{"column", "span", "text"}], the empty ones left out.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True)
    table = models.PositiveIntegerField(null=True)
    row = models.PositiveIntegerField(null=True)
    first_line = models.PositiveIntegerField(null=True)
    cells = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["draft", "position"], name="draft_row_once")]
        indexes = [models.Index(fields=["draft", "table", "row"], name="draft_row_place")]


class DraftItem(models.Model):
    """One text of the document, with what the reader took it for. No text leaves a draft but by a step.

    `unsure`: doubt about the boundary before it, 0 to 1. `dropped`: the reason why it will not be
    published, empty while it will. `checked`: a person looked and agreed. `box`: where it stands on its
    page (`readers.blocks.Box`); `also`: further places, when it was sewn over a cut
    (`readers.blocks.Place.to_dict`). `version` is `Draft.changes` as of its last change. `contribution`: the
    statement that it was published as, and `published` the words it had then, free of names.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="items")
    group = models.ForeignKey(DraftGroup, models.CASCADE, null=True, blank=True, related_name="items")
    kind = models.CharField(_("Art"), max_length=12, choices=ItemKind)
    leaning = models.CharField(pgettext_lazy("Neigung", "Seite"), max_length=12, choices=Leaning, blank=True)
    code = models.CharField(_("Kürzel"), max_length=24, blank=True)
    text = models.TextField(_("Wortlaut"))
    unsure = models.FloatField(default=0)
    maybe_two = models.BooleanField(default=False)
    why = models.CharField(max_length=120, blank=True)
    dropped = models.CharField(_("Grund"), max_length=200, blank=True)
    edited = models.BooleanField(default=False)
    checked = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    contribution = models.ForeignKey(Contribution, models.SET_NULL, null=True, blank=True, related_name="draft_items")
    published = models.TextField(blank=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    table = models.PositiveIntegerField(null=True, blank=True)
    row = models.PositiveIntegerField(null=True, blank=True)
    column = models.PositiveIntegerField(null=True, blank=True)
    first_line = models.PositiveIntegerField(null=True, blank=True)
    last_line = models.PositiveIntegerField(null=True, blank=True)
    box = models.JSONField(null=True, blank=True)
    also = models.JSONField(default=list)
    position = models.FloatField()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["draft", "kind"], name="draft_item_kind"),
            models.Index(fields=["draft", "position"], name="draft_item_order"),
        ]

    @property
    def is_spoken(self) -> bool:
        return self.kind in SPOKEN

    @property
    def needs_a_look(self) -> bool:
        """Whether a person should look at it (`queries.needing_a_look` says the same in SQL)."""
        if self.checked or self.dropped or self.kind == ItemKind.FURNITURE:
            return False
        is_open = self.kind == ItemKind.UNPLACED or (self.kind == ItemKind.GOAL and not self.code)
        return is_open or self.maybe_two or self.unsure >= UNSURE

    @property
    def place(self) -> str:
        """Say the place in words."""
        words = [(_("Seite"), self.page), (_("Zeile"), self.row), (_("Spalte"), self.column)]
        if self.row is None:
            words.append((_("Absatz"), self.first_line))
        return ", ".join(f"{word} {number}" for word, number in words if number)


class DraftName(models.Model):
    """A person's name found in a draft. Covered everywhere in public until somebody releases it."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="names")
    text = models.CharField(max_length=200)
    rule = models.CharField(max_length=120)
    released = models.BooleanField(default=False)
    checked = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "text"], name="name_once_per_draft")]


class Verb(models.TextChoices):
    EDITED = "edited", _("Geändert")
    SPLIT = "split", _("Geteilt")
    JOINED = "joined", _("Verbunden")
    CHECKED = "checked", _("Bestätigt")
    DROPPED = "dropped", _("Weggelassen")
    RESTORED = "restored", _("Zurückgeholt")
    RELEASED = "released", _("Name freigegeben")
    COVERED = "covered", _("Name bleibt verdeckt")
    RENAMED = "renamed", _("Gruppe umbenannt")


class DraftStep(models.Model):
    """One step of a review, with what it changed: `before` and `after` map model and key to fields (None: no row).

    Steps are deleted when the draft is published or discarded: they hold words that nobody released.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=12, choices=Verb)
    about = models.CharField(max_length=120)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    before = models.JSONField()
    after = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    @property
    def last_at(self) -> datetime:
        """When it was made or undone, whichever came last."""
        return self.undone_at or self.at

    @property
    def last_by(self) -> Person | None:
        return self.undone_by if self.undone_at else self.by
