"""What people are asked: a conversation and its statements."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from faden.addresses.models import Address
from faden.programme.models import Programme


class Stage(models.TextChoices):
    DRAFT = "draft", _("in Vorbereitung")
    OPEN = "open", _("offen")
    PAUSED = "paused", _("unterbrochen")
    CLOSED = "closed", _("geschlossen")


class Admission(models.TextChoices):
    EVERYBODY = "everybody", _("Alle")
    CODE = "code", _("Wer den Zugangscode kennt")
    MEMBERS = "members", _("Wer angemeldet ist")


class Conversation(models.Model):
    """A Meinungsbild: statements on which people say what they think.

    `voter_key` makes the tickets of people who are signed in; it is destroyed 30 days after closing, and nobody can tell
    from then on whose they were. `reveal_at_end`: numbers and groups are shown when it is closed. `group_names`: what
    facilitators call groups, by label. `closes_on`: the last day of voting.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="conversations")
    address = models.OneToOneField(Address, models.PROTECT, related_name="conversation")
    title = models.CharField(_("Titel"), max_length=160)
    intro = models.TextField(_("Worum es geht"), blank=True, max_length=2000)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    admission = models.CharField(_("Wer abstimmen darf"), max_length=10, choices=Admission, default=Admission.EVERYBODY)
    access_code = models.CharField(max_length=12, blank=True)
    takes_statements = models.BooleanField(_("Teilnehmende dürfen eigene Aussagen vorschlagen"), default=False)
    reveal_at_end = models.BooleanField(_("Ergebnisse erst zeigen, wenn es geschlossen ist"), default=False)
    closes_on = models.DateField(_("Letzter Tag"), null=True, blank=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    voter_key = models.BinaryField(null=True, max_length=32)
    group_names = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("Meinungsbild")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.address}: {self.title}"

    def get_absolute_url(self) -> str:
        return self.address.get_absolute_url()

    @property
    def number(self) -> int:
        """The number of its address, as its pages have it."""
        return self.address.number

    @property
    def is_open(self) -> bool:
        return self.stage == Stage.OPEN

    def page(self, name: str, *args: object) -> str:
        """Return the address of one of its pages."""
        return reverse(name, args=[self.number, *args])


class Origin(models.TextChoices):
    CONTRIBUTION = "contribution", _("aus einem Beitrag")
    FACILITATOR = "facilitator", _("von der Moderation")
    PARTICIPANT = "participant", _("von Teilnehmenden")


class StatementState(models.TextChoices):
    WAITING = "waiting", _("wartet auf Prüfung")
    OPEN = "open", _("dabei")
    LEFT_OUT = "left_out", _("herausgenommen")


class StatementSet(models.QuerySet["Statement"]):
    """Filters for statements."""

    def open(self) -> "StatementSet":
        """Those that are voted on."""
        return self.filter(state=StatementState.OPEN)


class Statement(models.Model):
    """One sentence to vote on. Its words are frozen when it opens: other words are another statement.

    `number` counts from 1 in its conversation without gaps; it stands for the column `number - 1` of votes. `is_meta`:
    a question about the people who vote, which takes no part in the map. `weight`: how likely it comes next.
    `decided_at`: when it was taken in or left out; `reason` of leaving it out is public.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="statements", db_index=False)
    number = models.PositiveIntegerField()
    source = models.ForeignKey(Address, models.SET_NULL, null=True, blank=True, related_name="opinion_statements")
    text = models.TextField(_("Aussage"), max_length=500)
    language = models.CharField(max_length=12, default="de")
    origin = models.CharField(max_length=14, choices=Origin, default=Origin.FACILITATOR)
    is_meta = models.BooleanField(_("Frage zur Person"), default=False)
    state = models.CharField(max_length=10, choices=StatementState, default=StatementState.OPEN)
    reason = models.CharField(_("Öffentlicher Grund"), max_length=300, blank=True)
    written_by = models.ForeignKey("opinion.Ticket", models.SET_NULL, null=True, blank=True, related_name="statements")
    weight = models.FloatField(default=81.0)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    objects = StatementSet.as_manager()

    class Meta:
        verbose_name = _("Aussage")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["conversation", "number"], name="one_statement_per_number")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("statement", args=[self.conversation.number, self.number])

    @property
    def is_open(self) -> bool:
        return self.state == StatementState.OPEN
