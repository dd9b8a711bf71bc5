"""Documents and sources; groups and meetings; contributions and mentions of goals."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from faden.addresses.models import Address, State
from faden.goals.models import Goal
from faden.programme.models import Programme


class Document(models.Model):
    """A document that a city brought, whatever its versions."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="documents")
    title = models.CharField(_("Titel"), max_length=300)
    dated_on = models.DateField(_("Datum des Dokuments"), null=True, blank=True)

    class Meta:
        verbose_name = _("Dokument")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """One file of a document. The original is for staff: names in it are not redacted."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="documents/%Y/")
    name = models.CharField(_("Dateiname"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["document", "-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="version_is_unique")]

    def __str__(self) -> str:
        return gettext("%(name)s, Fassung %(number)s") % {"name": self.name, "number": self.number}


class Source(models.Model):
    """Where something was said or stands. Numbers count from 1; `column_name` is the head of the column."""

    version = models.ForeignKey(DocumentVersion, models.PROTECT, null=True, blank=True, related_name="sources")
    meeting = models.ForeignKey("Meeting", models.SET_NULL, null=True, blank=True, related_name="sources")
    page = models.PositiveIntegerField(null=True, blank=True)
    table = models.PositiveIntegerField(null=True, blank=True)
    row = models.PositiveIntegerField(null=True, blank=True)
    column = models.PositiveIntegerField(null=True, blank=True)
    first_line = models.PositiveIntegerField(null=True, blank=True)
    last_line = models.PositiveIntegerField(null=True, blank=True)

    @property
    def place(self) -> str:
        """Say the place in words: "Seite 5, Tabelle 2, Zeile 7, Spalte 3"."""
        parts = [
            (_("Seite"), self.page),
            (_("Tabelle"), self.table if self.page is None else None),
            (_("Zeile"), self.row),
            (_("Spalte"), self.column),
        ]
        return ", ".join(f"{word} {number}" for word, number in parts if number)


PLACES_PER_GROUP = 1 << 32
"""Group by group, statement by statement: the place of a statement is its group's position times this, and its own."""


class DialogueGroup(models.Model):
    """A thematic group that serves several goals. `intro` is the facilitator's sentence about it.

    `public_counts`: public statements by kind, then by leaning ("" for none), kept by `dialogue.indexing`:
    ``{"question": {"": 3}, "assessment": {"chance": 1, "challenge": 2}}``.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="groups")
    address = models.OneToOneField(Address, models.PROTECT, related_name="group")
    name = models.CharField(_("Name"), max_length=200)
    intro = models.TextField(_("Worum es geht"), blank=True)
    position = models.PositiveIntegerField(default=0)
    public_counts = models.JSONField(default=dict, editable=False)
    facilitators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Facilitation", related_name="facilitated_groups"
    )

    class Meta:
        verbose_name = _("Dialoggruppe")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="group_name_is_unique")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.address.get_absolute_url()

    @property
    def contribution_count(self) -> int:
        """How many public statements it holds."""
        return sum(map(self.count_of, self.public_counts))

    def count_of(self, kind: str) -> int:
        """Return how many public statements of one kind it holds."""
        return sum(self.public_counts.get(kind, {}).values())


class Facilitation(models.Model):
    """A person runs a group."""

    group = models.ForeignKey(DialogueGroup, models.CASCADE, related_name="facilitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="facilitations")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="facilitates_once")]


class Meeting(models.Model):
    """An evening, a workshop, an excursion of a group."""

    group = models.ForeignKey(DialogueGroup, models.CASCADE, related_name="meetings")
    title = models.CharField(_("Titel"), max_length=200)
    on = models.DateField(_("Tag"))
    begins = models.TimeField(_("Beginn"), null=True, blank=True)
    ends = models.TimeField(_("Ende"), null=True, blank=True)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    changed_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    """How often it was changed; calendars ask for it."""

    class Meta:
        verbose_name = _("Treffen")
        ordering = ["on", "begins"]
        indexes = [models.Index(fields=["on"], name="meeting_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def facts(self) -> str:
        """All of it in one line, the same in every language: "Große Runde, 05.01.2026, 18:00–20:00, Saal"."""
        hours = "–".join(f"{one:%H:%M}" for one in (self.begins, self.ends) if one)
        return ", ".join(part for part in (self.title, f"{self.on:%d.%m.%Y}", hours, self.place) if part)


class Kind(models.TextChoices):
    QUESTION = "question", _("Fragestellung")
    ASSESSMENT = "assessment", _("Chance oder Herausforderung")
    PROPOSAL = "proposal", _("Lösungsansatz oder Synergie")


class Leaning(models.TextChoices):
    """Which side of its column a contribution is on; empty while nobody has said."""

    CHANCE = "chance", pgettext_lazy("Neigung", "Chance")
    CHALLENGE = "challenge", _("Herausforderung")
    SOLUTION = "solution", _("Lösungsansatz")
    SYNERGY = "synergy", pgettext_lazy("Neigung", "Synergie")


LEANINGS = {
    Kind.QUESTION: (),
    Kind.ASSESSMENT: (Leaning.CHANCE, Leaning.CHALLENGE),
    Kind.PROPOSAL: (Leaning.SOLUTION, Leaning.SYNERGY),
}


class ContributionSet(models.QuerySet["Contribution"]):
    """Filters for contributions."""

    def public(self) -> "ContributionSet":
        return self.filter(address__state=State.PUBLISHED)


class Contribution(models.Model):
    """One statement of one kind. `text` is public: names of persons are redacted before it is written."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="contributions")
    address = models.OneToOneField(Address, models.PROTECT, related_name="contribution")
    group = models.ForeignKey(DialogueGroup, models.PROTECT, related_name="contributions")
    kind = models.CharField(_("Art"), max_length=12, choices=Kind)
    leaning = models.CharField(pgettext_lazy("Neigung", "Seite"), max_length=12, choices=Leaning, blank=True)
    text = models.TextField(_("Wortlaut"))
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="contributions")
    derived_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="parts")
    position = models.PositiveIntegerField(default=0)

    objects = ContributionSet.as_manager()

    class Meta:
        verbose_name = _("Beitrag")
        ordering = ["group", "position", "pk"]
        indexes = [models.Index(fields=["group", "kind", "position"], name="contribution_column")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(leaning="")
                | models.Q(kind=Kind.ASSESSMENT, leaning__in=LEANINGS[Kind.ASSESSMENT])
                | models.Q(kind=Kind.PROPOSAL, leaning__in=LEANINGS[Kind.PROPOSAL]),
                name="leaning_fits_kind",
            )
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("address", args=[str(self.address)])

    @property
    def kind_in_words(self) -> str:
        """The side if it is known, else what the column is called."""
        return str(self.get_leaning_display() or self.get_kind_display())


def goal_field(code: str) -> str:
    """Return the name under which a group's history keeps how it words the goal `code`."""
    return f"goal {code}"


class GoalMention(models.Model):
    """What one document calls a goal, for one group. `maybe_two`: the wording may hold two goals."""

    group = models.ForeignKey(DialogueGroup, models.CASCADE, related_name="mentions")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="mentions")
    wording = models.CharField(_("Wortlaut"), max_length=500)
    maybe_two = models.BooleanField(default=False)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="mentions")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Nennung")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["group", "goal", "wording"], name="mention_is_unique")]
