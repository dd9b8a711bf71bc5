"""Addresses, their counters, revisions and reports."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from faden.people.models import Role
from faden.programme.models import Page, Programme


class Kind(models.TextChoices):
    """The letter of an address. Goals have one too, but are spoken by their code."""

    CONTRIBUTION = "B", _("Beitrag")
    GROUP = "G", _("Dialoggruppe")
    GOAL = "Z", _("Ziel")
    SYNERGY = "S", _("Synergie")
    CONFLICT = "W", _("Widerspruch")
    OPINION = "U", _("Meinungsbild")
    INTEREST = "F", _("Frage nach Interesse")


class State(models.TextChoices):
    DRAFT = "draft", _("Entwurf")
    PUBLISHED = "published", _("veröffentlicht")
    HIDDEN = "hidden", _("ausgeblendet")
    WITHDRAWN = "withdrawn", _("zurückgezogen")
    MERGED = "merged", _("zusammengelegt")


class AddressCounter(models.Model):
    """The last number given in a programme for a kind. Numbers are never given twice."""

    programme = models.ForeignKey(Programme, models.CASCADE)
    kind = models.CharField(max_length=1, choices=Kind)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "kind"], name="one_counter_per_kind")]


class Address(models.Model):
    """Where a thing can always be found, and whether it is public: the only place that knows."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=1, choices=Kind)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    reason = models.CharField(_("öffentlicher Grund"), max_length=300, blank=True)
    redirect_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="redirected_from")
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "kind", "number"], name="address_is_unique"),
            models.CheckConstraint(
                condition=models.Q(state=State.MERGED, redirect_to__isnull=False)
                | (~models.Q(state=State.MERGED) & models.Q(redirect_to__isnull=True)),
                name="merged_means_redirected",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "kind", "state", "-number"], name="address_list"),
            models.Index(fields=["programme", "state", "published_at"], name="address_news"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("address", args=[str(self)])

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLISHED


class Revision(models.Model):
    """One change of one field, in time. Written by actions only.

    About what stands at `address`, about a fixed `page`, or about neither: then about the programme as a whole.
    `role`: what `by` was when it happened; empty when nobody noted it. `public`: everybody may read it, words too,
    as long as what it is about is public itself.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="revisions", db_index=False)
    address = models.ForeignKey(Address, models.CASCADE, null=True, related_name="revisions")
    page = models.ForeignKey(Page, models.CASCADE, null=True, related_name="revisions")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role, blank=True)
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.CharField(max_length=300, blank=True)
    public = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["address", "at"], name="revision_thread"),
            models.Index(fields=["programme", "at"], condition=models.Q(public=True), name="revision_news"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(address=None) | models.Q(page=None), name="revision_of_address_or_page"
            )
        ]


class Report(models.Model):
    """Somebody found a mistake or personal data on a page. `contact` only if they want an answer."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="reports")
    address = models.ForeignKey(Address, models.SET_NULL, null=True, blank=True, related_name="reports")
    page = models.CharField(_("Seite"), max_length=300)
    text = models.TextField(_("Was stimmt nicht?"), max_length=4000)
    contact = models.EmailField(_("Ihre E-Mail-Adresse"), blank=True)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["closed_at", "-at"]
