"""Mails that are to go out, and what became of them."""

import uuid

from django.db import models

from faden.programme.models import Programme


class MailSet(models.QuerySet["Mail"]):
    """Filters for mails."""

    def given_up(self) -> "MailSet":
        """Those that could not be delivered and are tried no more."""
        return self.filter(sent_at=None, next_try=None)


class Mail(models.Model):
    """One mail to one address. `text` is empty once it is sent.

    `key`: its Message-ID, the same at each try. `next_try`: None when nothing is left to do: it is sent (`sent_at`), or
    given up. `lease_until`: a worker sends it, or was killed over it. `is_doubtful`: that happened once. `failure`: why
    the last try failed, for staff, without any address. `keep_until`: then the row goes.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+")
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    made_at = models.DateTimeField()
    next_try = models.DateTimeField(null=True, db_index=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    is_doubtful = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)
    keep_until = models.DateTimeField(db_index=True)

    objects = MailSet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["to", "made_at"], name="mails_to_somebody")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(next_try=None, text=""), name="sent_means_done"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.subject}"
