"""The index: what can be found, and the words that occur."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faden.addresses.models import Address
from faden.programme.models import Programme


class Kind(models.TextChoices):
    """What an entry is; the letters are those of `findable.Letter`, in the order in which equal hits stand."""

    STATEMENT = "B", _("Beitrag")
    GROUP = "G", _("Gruppe")
    GOAL = "Z", _("Ziel")
    MEETING = "T", pgettext_lazy("Art", "Treffen")
    DOCUMENT = "D", _("Dokument")
    SYNERGY = "S", _("Synergie")
    CONFLICT = "W", _("Widerspruch")
    OPINION = "U", _("Meinungsbild")
    INTEREST = "F", _("Frage nach Interesse")


class Entry(models.Model):
    """Something public that can be found (`findable.Findable` says what the fields hold).

    `terms` are its tokens between spaces. SQLite's table `search_index` and PostgreSQL's column `vector` index them;
    the migration makes both, and whoever rebuilds this table on SQLite makes the triggers anew.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=1, choices=Kind)
    key = models.BigIntegerField()
    address = models.ForeignKey(Address, models.CASCADE, related_name="+", null=True)
    within = models.ForeignKey(Address, models.CASCADE, related_name="+", null=True)
    sort = models.CharField(max_length=12)
    leaning = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    place = models.BigIntegerField()
    since = models.DateField(null=True)
    length = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    title = models.TextField()
    text = models.TextField()
    terms = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "kind", "key"], name="entry_is_unique")]
        # Each covers what a list asks before it takes the texts of one page.
        indexes = [
            models.Index(
                fields=["programme", "kind", "within", "sort", "leaning", "since", "address"], name="entry_counts"
            ),
            models.Index(
                fields=["programme", "kind", "place", "number", "within", "sort", "leaning", "since", "id"],
                name="entry_place",
            ),
            models.Index(
                fields=["programme", "kind", "number", "within", "sort", "leaning", "since", "id"], name="entry_number"
            ),
        ]

    def __str__(self) -> str:
        return self.path


class Build(models.Model):
    """With which rules for words a programme's entries were made (`terms.rules`)."""

    programme = models.OneToOneField(Programme, models.CASCADE, related_name="+", primary_key=True)
    rules = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.rules


class Word(models.Model):
    """A word and in how many entries of the programme it stands. `shown` is how it was first written."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+", db_index=False)
    exact = models.CharField(max_length=60)
    stem = models.CharField(max_length=60)
    shown = models.CharField(max_length=60)
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "exact"], name="word_is_unique")]
        indexes = [
            models.Index(fields=["programme", "-count"], name="word_count"),
            models.Index(fields=["programme", "stem"], name="word_stem"),
            # PostgreSQL's order of letters depends on the installation; beginnings of words are compared by bytes.
            models.Index(
                fields=["programme", "exact"], opclasses=["int8_ops", "varchar_pattern_ops"], name="word_begin"
            ),
        ]

    def __str__(self) -> str:
        return self.shown
