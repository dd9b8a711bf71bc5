"""Who takes part and what they think. Political opinions (Art. 9 DSGVO): nothing here names anybody."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from faden.opinion.models.conversations import Conversation, Statement

WITHDRAWN = -128
"""The value of an event that takes a vote back; as in `opinion.votes`."""


class ConsentText(models.Model):
    """The exact words that somebody agreed to. Never changed: other words are another row."""

    text_hash = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    language = models.CharField(max_length=12)
    first_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.language} {self.text_hash[:8]}"


class Ticket(models.Model):
    """Somebody who takes part in one conversation.

    `code_hash`: of a code that takes the ticket to another device, until `code_until`, once.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="tickets")
    consent = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    consented_at = models.DateTimeField()
    code_hash = models.CharField(max_length=64, blank=True, db_index=True)
    code_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.pk}"


class TicketKey(models.Model):
    """The hash of what one browser holds of a ticket, or of what a signed-in person's ticket is found by."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="keys")
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.token_hash[:8]}"


class Vote(models.Model):
    """What one ticket thinks of one statement now: 1 agrees, -1 disagrees, 0 passes. Unseen statements have no row.

    `is_unclear`: they pass because the sentence is not clear.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="votes", db_index=False)
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="votes")
    value = models.SmallIntegerField()
    is_unclear = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("Stimme")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "statement"], name="one_vote_per_statement"),
            models.CheckConstraint(condition=models.Q(value__in=(-1, 0, 1)), name="vote_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}, {self.statement_id}: {self.value}"


class VoteEvent(models.Model):
    """One step of voting, in order: a vote, another one on the same statement, or that it was taken back."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="events")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="+", db_index=False)
    value = models.SmallIntegerField()
    is_unclear = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["conversation", "at"], name="votes_since")]
        constraints = [
            models.CheckConstraint(condition=models.Q(value__in=(-1, 0, 1, WITHDRAWN)), name="event_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}, {self.statement_id}: {self.value}"


class NetworkKey(models.Model):
    """The key of one day with which network addresses are hashed. Without it, hashes tell nothing; kept seven days."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return self.day.isoformat()


class NetworkTrace(models.Model):
    """From which network (/24 or /48, hashed) a ticket was made, to see bursts. Kept seven days."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="trace")
    day = models.DateField(db_index=True)
    network_hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.day}: {self.network_hash[:8]}"
