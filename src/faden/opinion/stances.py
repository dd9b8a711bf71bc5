"""What somebody may say of a statement, as forms, scripts and pages name it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from faden.opinion.models import Vote


class Stance(models.TextChoices):
    """One of four answers; who finds a sentence unclear passes on it."""

    AGREE = "zustimmung", _("Zustimmung")
    DISAGREE = "ablehnung", _("Ablehnung")
    PASS = "weiss-nicht", _("Weiß nicht")
    UNCLEAR = "unklar", _("Unklar formuliert")

    @classmethod
    def of(cls, vote: Vote) -> "Stance":
        """Return what a vote says."""
        if vote.is_unclear:
            return cls.UNCLEAR
        return {1: cls.AGREE, -1: cls.DISAGREE, 0: cls.PASS}[vote.value]

    @property
    def number(self) -> int:
        """The value that a vote keeps: 1, -1 or 0."""
        return {Stance.AGREE: 1, Stance.DISAGREE: -1}.get(self, 0)
