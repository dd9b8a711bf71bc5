"""Fields of action and goals."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from faden.addresses.models import Address
from faden.programme.models import Programme


class FieldOfAction(models.Model):
    """The letters before a goal's number, and what they stand for."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="fields")
    code = models.CharField(_("Kürzel"), max_length=8)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=100)

    class Meta:
        verbose_name = _("Handlungsfeld")
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="field_is_unique")]

    def __str__(self) -> str:
        return self.name or self.code


class Goal(models.Model):
    """A coded goal. `title` is the wording first recorded, empty for a parent that no document names."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="goals")
    address = models.OneToOneField(Address, models.PROTECT, related_name="goal")
    field = models.ForeignKey(FieldOfAction, models.PROTECT, related_name="goals")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField(_("Kürzel"), max_length=24)
    title = models.CharField(_("Titel"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("Ziel")
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="goal_is_unique")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("goal", args=[self.code])
