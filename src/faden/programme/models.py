"""A city, its programmes, and the pages that law and courtesy ask for."""

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class City(models.Model):
    """A municipality. `ags`: official municipality key (Amtlicher Gemeindeschlüssel), eight digits as text."""

    name = models.CharField(_("Name"), max_length=120)
    ags = models.CharField(
        _("Amtlicher Gemeindeschlüssel"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^\d{8}$", _("Der Gemeindeschlüssel hat acht Ziffern."))],
    )
    state = models.CharField(_("Bundesland"), max_length=40, blank=True)
    mark = models.FileField(_("Zeichen der Stadt"), upload_to="marks/", blank=True)

    class Meta:
        verbose_name = _("Stadt")

    def __str__(self) -> str:
        return self.name

    @property
    def mark_name(self) -> str:
        """The last part of the mark's file name, as its address has it."""
        return str(self.mark.name).rsplit("/", 1)[-1]


class Programme(models.Model):
    """A city's process with its goals and groups. Pages live under `slug` where there are several.

    `has_places`: there is a map to show, kept by the room `places`. `content_version` rises with every change of what the public sees (`actions.content_changes`);
    `opinion_version` with every new picture of opinion, which fewer pages show.
    """

    city = models.ForeignKey(City, models.PROTECT, related_name="programmes")
    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(_("Kurzname in der Adresse"), max_length=60, unique=True)
    intro = models.TextField(_("Worum es geht"), blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)
    has_places = models.BooleanField(default=False, editable=False)
    content_version = models.PositiveBigIntegerField(default=1, editable=False)
    opinion_version = models.PositiveBigIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("Programm")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Page(models.Model):
    """An editable page such as the imprint. `text` is Markdown."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="pages")
    slug = models.SlugField(_("Kurzname"), max_length=60)
    title = models.CharField(_("Titel"), max_length=120)
    text = models.TextField(_("Text"), blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Seite")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="one_page_per_slug")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.slug])
