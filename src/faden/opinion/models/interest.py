"""Asking whether enough people want something, and bringing them together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from faden.addresses.models import Address
from faden.opinion.models.voting import ConsentText
from faden.programme.models import Programme


class InterestQuestion(models.Model):
    """Asks who would like something: "Gibt es ein Interesse …?" Open until `closed_at`. `threshold`: so many are enough; `reached_at`: when they were.

    `next_step`: what happens now that enough want it, written by facilitators for everybody.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="interest_questions")
    address = models.OneToOneField(Address, models.PROTECT, related_name="interest_question")
    question = models.CharField(_("Frage"), max_length=300)
    about = models.TextField(_("Worum es geht"), blank=True, max_length=2000)
    source = models.ForeignKey(Address, models.SET_NULL, null=True, blank=True, related_name="interest_questions")
    threshold = models.PositiveIntegerField(_("So viele sind genug"), default=5)
    closes_on = models.DateField(_("Letzter Tag"), null=True, blank=True)
    next_step = models.CharField(_("Wie es weitergeht"), max_length=500, blank=True)
    made_at = models.DateTimeField()
    reached_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Interessenfrage")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return self.address.get_absolute_url()

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Interest(models.Model):
    """One person who wants it. Name and e-mail only of those who gave them, with the words they agreed to.

    `wants_news`: to be told when enough want it. `wants_contact`: name and e-mail go to the others who agreed.
    Nothing but the one asking mail goes to an e-mail address before `confirmed_at`.
    """

    question = models.ForeignKey(InterestQuestion, models.CASCADE, related_name="interests", db_index=False)
    token_hash = models.CharField(max_length=64)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    wants_news = models.BooleanField(default=False)
    wants_contact = models.BooleanField(default=False)
    consent = models.ForeignKey(ConsentText, models.PROTECT, null=True, related_name="+")
    confirm_hash = models.CharField(max_length=64, blank=True, db_index=True)
    confirmed_at = models.DateTimeField(null=True)
    brought_together_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Interesse")
        constraints = [models.UniqueConstraint(fields=["question", "token_hash"], name="one_interest_per_ticket")]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.pk}"
