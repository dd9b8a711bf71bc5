"""Persons, offices and memberships."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from faden.programme.models import Programme


class PersonManager(BaseUserManager["Person"]):
    """Creates persons; what Django's and allauth's machinery expects of a user manager."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Person":
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody with an account. Reading needs none."""

    email = models.EmailField(_("E-Mail-Adresse"), unique=True)
    name = models.CharField(_("Name"), max_length=120)
    is_active = models.BooleanField(_("aktiv"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()

    class Meta:
        verbose_name = _("Person")

    def __str__(self) -> str:
        return self.name or self.email


class Office(models.Model):
    """A department or other body that answers or acts."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="offices")
    name = models.CharField(_("Name"), max_length=160)

    class Meta:
        verbose_name = _("Amt oder Stelle")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="one_office_per_name")]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administration")
    FACILITATOR = "facilitator", _("Moderation")
    RESIDENT = "resident", _("Einwohnerin oder Einwohner")


class Membership(models.Model):
    """What a person is in one programme."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="memberships")
    role = models.CharField(_("Rolle"), max_length=20, choices=Role, default=Role.RESIDENT)
    office = models.ForeignKey(Office, models.SET_NULL, null=True, blank=True, related_name="memberships")
    named_since = models.DateTimeField(null=True, blank=True)
    """When this person agreed that the public history names them; None: it names their role only."""

    class Meta:
        verbose_name = _("Mitgliedschaft")
        constraints = [models.UniqueConstraint(fields=["person", "programme"], name="one_membership_per_programme")]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    @property
    def is_staff(self) -> bool:
        """Whether the desk is open to this person."""
        return self.role in (Role.ADMINISTRATOR, Role.FACILITATOR)
