"""Districts and places of a programme, what they are called, and where statements name them.

Counts are of public statements; `actions.counting` keeps them with every change.
"""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from faden.addresses.models import Address
from faden.programme.models import Programme


class Directory(models.Model):
    """All places of a programme. `edition` is another with each change of what they are called or where they lie.

    `searched` is the edition whose names were looked for in all statements. `count`: statements that name any place.
    """

    programme = models.OneToOneField(Programme, models.CASCADE, primary_key=True, related_name="+")
    edition = models.UUIDField(default=uuid.uuid4)
    searched = models.UUIDField(null=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.edition)


class District(models.Model):
    """A part of the city. `outline`: GeoJSON Polygon or MultiPolygon; the point lies inside. Degrees, WGS84.

    `count`: statements that name it, or a place in it.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="districts")
    name = models.CharField(_("Name"), max_length=160)
    key = models.CharField(max_length=400, editable=False)
    slug = models.SlugField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    outline = models.JSONField(null=True, blank=True)
    west = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("Stadtteil")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="one_district_per_name"),
            models.UniqueConstraint(fields=["programme", "slug"], name="one_district_per_slug"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("district", args=[self.slug])


class Kind(models.TextChoices):
    STREET = "street", _("Straße oder Platz")
    INSTITUTION = "institution", _("Einrichtung")
    AREA = "area", _("Fläche")
    OTHER = "other", _("Sonstiges")


class Place(models.Model):
    """A street, an institution, a park. `geometry`: GeoJSON of what is more than a point. Degrees, WGS84.

    `count`: its statements; `suggested_count`: those of which nobody has confirmed that they mean it.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="places")
    name = models.CharField(_("Name"), max_length=160)
    key = models.CharField(max_length=400, editable=False)
    kind = models.CharField(_("Art"), max_length=12, choices=Kind, default=Kind.OTHER)
    district = models.ForeignKey(
        District, models.SET_NULL, null=True, blank=True, related_name="places", verbose_name=_("Stadtteil")
    )
    latitude = models.FloatField(_("Breite"), null=True, blank=True)
    longitude = models.FloatField(_("Länge"), null=True, blank=True)
    geometry = models.JSONField(null=True, blank=True)
    count = models.PositiveIntegerField(default=0, editable=False)
    suggested_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("Ort")
        ordering = ["key", "pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="one_place_per_name")]

    def __str__(self) -> str:
        return self.name


_ONE = models.Q(place__isnull=True, district__isnull=False) | models.Q(place__isnull=False, district__isnull=True)


class PlaceName(models.Model):
    """One of the names of a place or a district, its own among them. `ambiguous`: an everyday word as well."""

    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="names")
    district = models.ForeignKey(District, models.CASCADE, null=True, blank=True, related_name="names")
    name = models.CharField(max_length=160)
    ambiguous = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=_ONE, name="name_of_one_thing")]

    def __str__(self) -> str:
        return self.name


class MentionState(models.TextChoices):
    SUGGESTED = "suggested", _("vorgeschlagen")
    CONFIRMED = "confirmed", _("bestätigt")
    REJECTED = "rejected", _("abgelehnt")


class MentionSet(models.QuerySet["PlaceMention"]):
    """Filters for mentions."""

    def standing(self) -> "MentionSet":
        """What counts: in a public statement; confirmed or suggested, not rejected."""
        return self.filter(is_public=True).exclude(state=MentionState.REJECTED)


class PlaceMention(models.Model):
    """A statement names a place or a district: found by its words, or added by a person (then without words).

    `excerpt` is the part of the statement around `words`, which begin at its character `start`. `decided_at` is set
    when a person decided; recognition leaves such a mention alone as long as its words stand in the statement.
    `within` is the district itself or the one in which the place lies. `is_public`: the statement is.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+", db_index=False)
    address = models.ForeignKey(Address, models.CASCADE, related_name="place_mentions", db_index=False)
    place = models.ForeignKey(Place, models.CASCADE, null=True, blank=True, related_name="mentions", db_index=False)
    district = models.ForeignKey(District, models.CASCADE, null=True, blank=True, related_name="mentions")
    within = models.ForeignKey(
        District, models.SET_NULL, null=True, blank=True, related_name="mentions_within", db_index=False
    )
    is_public = models.BooleanField(default=True)
    words = models.CharField(max_length=200, blank=True)
    excerpt = models.CharField(max_length=400, blank=True)
    start = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=MentionState, default=MentionState.SUGGESTED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = MentionSet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=_ONE, name="mention_of_one_thing"),
            models.UniqueConstraint(fields=["address", "place"], name="mentions_place_once"),
            models.UniqueConstraint(fields=["address", "district"], name="mentions_district_once"),
        ]
        # Each covers what is counted or listed, in its order. SQLite takes no condition on a truth value as a range.
        indexes = [
            models.Index(fields=["within", "address", "state", "is_public"], name="mentions_within"),
            models.Index(fields=["place", "address", "state", "is_public"], name="mentions_of_place"),
            models.Index(fields=["address", "within", "place", "state", "is_public"], name="mentions_of_address"),
            models.Index(fields=["programme", "state", "id", "is_public"], name="mentions_to_review"),
            models.Index(
                fields=["programme", "-decided_at", "-id"],
                name="mentions_decided",
                condition=models.Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address_id}: {self.target}"

    @property
    def target(self) -> Place | District:
        """What is named."""
        found = self.place or self.district
        assert found is not None
        return found

    @property
    def before(self) -> str:
        return self.excerpt[: self.start]

    @property
    def after(self) -> str:
        return self.excerpt[self.start + len(self.words) :]
