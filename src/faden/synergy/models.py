"""Links, synergies and themes that people decide on, and what machines suggest.

A pair is kept with the smaller key of an address first (`first`, `second`), whatever its direction.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from faden.addresses.models import Address, State
from faden.addresses.models import Kind as AddressKind
from faden.dialogue.models import DialogueGroup
from faden.programme.models import Programme


class LinkKind(models.TextChoices):
    SAME = "same", _("Dasselbe")
    SUPPORTS = "supports", _("Unterstützt")
    SOLVES = "solves", _("Löst")
    CONFLICTS = "conflicts", _("Widerspricht")
    NONE = "none", _("Kein Bezug")


DIRECTED = frozenset((LinkKind.SUPPORTS, LinkKind.SOLVES))

_IN_ORDER = models.Q(first__lt=models.F("second"))


class LinkSet(models.QuerySet["Link"]):
    """Filters for links."""

    def standing(self) -> "LinkSet":
        """Decided, and the words are still those that were decided on."""
        return self.filter(reopened_at=None)

    def public(self) -> "LinkSet":
        """What everybody may see: two public things belong together."""
        return (
            self.standing()
            .filter(first__state=State.PUBLISHED, second__state=State.PUBLISHED)
            .exclude(kind=LinkKind.NONE)
        )


class Link(models.Model):
    """How two statements or goals hang together, as a person decided; `NONE`: they do not.

    `is_reversed`: `second` supports or solves `first`. The hashes are of the words that were decided on; other words
    reopen the decision. `rank`: the place the machine gave the pair, None: linked by hand.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="links", db_index=False)
    first = models.ForeignKey(Address, models.PROTECT, related_name="links_first")
    second = models.ForeignKey(Address, models.PROTECT, related_name="links_second")
    kind = models.CharField(max_length=10, choices=LinkKind)
    is_reversed = models.BooleanField(default=False)
    note = models.CharField(_("Notiz"), max_length=300, blank=True)
    first_hash = models.CharField(max_length=64)
    second_hash = models.CharField(max_length=64)
    rank = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True)

    objects = LinkSet.as_manager()

    class Meta:
        verbose_name = _("Verknüpfung")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_link_per_pair"),
            models.CheckConstraint(condition=_IN_ORDER, name="link_in_order"),
        ]
        indexes = [models.Index(fields=["programme", "-decided_at"], name="link_lately")]

    def __str__(self) -> str:
        return f"{self.first} {self.kind} {self.second}"

    @property
    def source(self) -> Address:
        """Where the link begins: what supports or solves."""
        return self.second if self.is_reversed else self.first

    @property
    def target(self) -> Address:
        return self.first if self.is_reversed else self.second


class Decision(models.Model):
    """One step of deciding on a pair: what it was before and after; "" is undecided. `features` teach the ranking."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="link_decisions", db_index=False)
    first = models.ForeignKey(Address, models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Address, models.CASCADE, related_name="+", db_index=False)
    before = models.JSONField(default=dict)
    after = models.CharField(max_length=10, choices=LinkKind)
    features = models.JSONField(default=list)
    rank = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["programme", "-at"], name="decision_lately"),
            models.Index(fields=["first", "second"], name="decision_of_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}, {self.second_id}: {self.after}"


class Stage(models.TextChoices):
    OPEN = "open", _("noch nichts verabredet")
    AGREED = "agreed", _("nächster Schritt verabredet")
    RUNNING = "running", _("läuft")
    DONE = "done", _("erledigt")
    DROPPED = "dropped", _("nicht weiterverfolgt")


class Synergy(models.Model):
    """A decided bundle of what two or more groups said, with a next step; or an open conflict (address W).

    `caretaker` and everything else here is public once the address is.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="synergies")
    address = models.OneToOneField(Address, models.PROTECT, related_name="synergy")
    title = models.CharField(_("Name"), max_length=160)
    why = models.TextField(_("Warum gehört das zusammen?"), max_length=1000, blank=True)
    caretaker = models.CharField(_("Kümmert sich"), max_length=160, blank=True)
    next_step = models.CharField(_("Nächster Schritt"), max_length=300, blank=True)
    next_on = models.DateField(_("Wann"), null=True, blank=True)
    stage = models.CharField(_("Stand"), max_length=10, choices=Stage, default=Stage.OPEN)

    class Meta:
        verbose_name = _("Synergie")
        ordering = ["-address__number"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.address.get_absolute_url()

    @property
    def is_conflict(self) -> bool:
        return self.address.kind == AddressKind.CONFLICT


class Member(models.Model):
    """A statement or goal in a synergy. `side`: of a conflict, 1 or 2; of a synergy 1."""

    synergy = models.ForeignKey(Synergy, models.CASCADE, related_name="members")
    address = models.ForeignKey(Address, models.PROTECT, related_name="memberships_in_synergies")
    side = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["side", "pk"]
        constraints = [models.UniqueConstraint(fields=["synergy", "address"], name="member_once")]

    def __str__(self) -> str:
        return str(self.address)


class Theme(models.Model):
    """What many statements of several groups are about. `label` is of their own words, until somebody names it."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="themes")
    number = models.PositiveIntegerField()
    label = models.CharField(_("Name"), max_length=160)
    is_named = models.BooleanField(default=False)
    is_pinned = models.BooleanField(_("bleibt, wie es ist"), default=False)
    size = models.PositiveIntegerField(default=0)
    group_count = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged")

    class Meta:
        verbose_name = _("Thema")
        ordering = ["-size", "number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="theme_is_unique")]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("theme", args=[self.number])


class ThemeMember(models.Model):
    """A statement in a theme, at most one. `is_pinned`: a person put it there. `place`: the telling ones first.

    Without a theme it is always pinned: a person said that the statement belongs to none.
    """

    theme = models.ForeignKey(Theme, models.CASCADE, null=True, related_name="members")
    address = models.OneToOneField(Address, models.CASCADE, related_name="theme_member")
    is_pinned = models.BooleanField(default=False)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return f"{self.address_id} in {self.theme_id}"


class Actor(models.Model):
    """A body that people name: a school, an association, an office. `aliases`: its other names, one a line."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="actors")
    name = models.CharField(_("Name"), max_length=160)
    aliases = models.TextField(_("Andere Namen und Abkürzungen"), blank=True)

    class Meta:
        verbose_name = _("Akteur")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="one_actor_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> list[str]:
        return [self.name, *(alias for line in self.aliases.splitlines() if (alias := line.strip()))]


class Corpus(models.Model):
    """How far the machine is with a programme, and what it reckons with.

    `reference`: the frozen statistics of the edition; `versions`: of the models whose vectors are in it, the best last;
    `model`: what people read of them, "" for letters only. `waiting`: something changed that was not yet taken in. A job
    holds the lease while it works.
    `lessons`: what was learned from `learned_from` pairs that people decided on, as `actions.lessons` tells it.
    """

    programme = models.OneToOneField(Programme, models.CASCADE, primary_key=True, related_name="+")
    edition = models.PositiveIntegerField(default=0)
    reference = models.BinaryField(null=True)
    model = models.CharField(max_length=120, blank=True)
    versions = models.JSONField(default=list)
    size = models.PositiveIntegerField(default=0)
    pair_count = models.PositiveBigIntegerField(default=0)
    waiting = models.BooleanField(default=True)
    lease_until = models.DateTimeField(null=True)
    taken_in_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    lessons = models.JSONField(default=dict)
    learned_from = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.edition}"


class Vector(models.Model):
    """What one wording means to one model: `data` holds float16 values, not centred. Made anew when words change."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+", db_index=False)
    address = models.ForeignKey(Address, models.CASCADE, related_name="+")
    model = models.CharField(max_length=120)
    text_hash = models.CharField(max_length=64)
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "model", "text_hash", "address"], name="one_vector_per_wording"
            )
        ]

    def __str__(self) -> str:
        return f"{self.address_id}, {self.model}"


class Suggestion(models.Model):
    """A pair of different groups that may belong together. `reasons`: as `reasons.to_json` says; `kinds`: theirs.

    `rank` counts from 1, best first, over all pairs that were compared.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="suggestions", db_index=False)
    first = models.ForeignKey(Address, models.CASCADE, related_name="+")
    second = models.ForeignKey(Address, models.CASCADE, related_name="+")
    first_group = models.ForeignKey(DialogueGroup, models.CASCADE, related_name="+")
    second_group = models.ForeignKey(DialogueGroup, models.CASCADE, related_name="+")
    score = models.FloatField()
    rank = models.PositiveIntegerField()
    reasons = models.JSONField(default=list)
    kinds = models.CharField(max_length=120, blank=True)
    features = models.JSONField(default=list)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_suggestion_per_pair"),
            models.CheckConstraint(condition=_IN_ORDER, name="suggestion_in_order"),
        ]
        indexes = [models.Index(fields=["programme", "rank"], name="suggestion_list")]

    def __str__(self) -> str:
        return f"{self.first_id}, {self.second_id}"


class Likeness(models.Model):
    """The addresses of what is most like a statement, whatever its group, best first."""

    address = models.OneToOneField(Address, models.CASCADE, primary_key=True, related_name="+")
    nearest = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.address_id)


def in_order(one: Address, other: Address) -> tuple[Address, Address]:
    """Return a pair as it is kept."""
    return (one, other) if one.pk < other.pk else (other, one)


def pairs_among(addresses: Iterable[int]) -> models.Q:
    """Return the condition that both ends of a pair are among some addresses."""
    keys = list(addresses)
    return models.Q(first__in=keys, second__in=keys)
