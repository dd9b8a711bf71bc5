"""Forms of the desk's pages for synergies."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from faden.dialogue.queries import GroupSummary
from faden.goals.queries import GoalSummary
from faden.kernel.text import shorten, squeeze
from faden.synergy.actor_list import LONGEST, MAX_BYTES
from faden.synergy.models import LinkKind, Stage, Theme
from faden.synergy.queries.deciding import Narrowing
from faden.synergy.queries.explained import LABELS
from faden.synergy.queries.things import Thing
from faden.web.forms import PlainSelect

ANSWERS = {
    "same": (LinkKind.SAME, False),
    "supports": (LinkKind.SUPPORTS, False),
    "supported": (LinkKind.SUPPORTS, True),
    "solves": (LinkKind.SOLVES, False),
    "solved": (LinkKind.SOLVES, True),
    "conflicts": (LinkKind.CONFLICTS, False),
    "none": (LinkKind.NONE, False),
}
"""What the buttons below a pair say: a kind, and whether the second supports or solves the first."""


class NarrowForm(forms.Form):
    """Which pairs are shown. What it does not understand it leaves out, it never refuses."""

    gruppe = forms.ChoiceField(label=_("Gruppe"), required=False, widget=PlainSelect)
    ziel = forms.ChoiceField(label=_("Ziel"), required=False, widget=PlainSelect)
    grund = forms.ChoiceField(label=_("Grund"), required=False, widget=PlainSelect)

    def __init__(self, data: Any, *, groups: Iterable[GroupSummary], goals: Iterable[GoalSummary]) -> None:
        super().__init__(data)
        self._offer("gruppe", _("alle Gruppen"), [(str(one.number), one.name) for one in groups])
        self._offer("ziel", _("alle Ziele"), [(one.code, f"{one.code} {shorten(one.title, 60)}") for one in goals])
        self._offer("grund", _("alle Gründe"), LABELS.items())

    def _offer(self, name: str, every: Any, choices: Iterable[tuple[str, Any]]) -> None:
        self.fields[name].choices = [("", every), *choices]  # type: ignore[attr-defined]

    def narrowing(self) -> Narrowing:
        self.is_valid()
        found = self.cleaned_data
        return Narrowing(int(found.get("gruppe") or 0), found.get("ziel", ""), found.get("grund", ""))


class AnswerForm(forms.Form):
    """How two things hang together: their addresses, what the page showed (`erwartet`, `gesehen`), the answer."""

    erste = forms.CharField(max_length=12)
    zweite = forms.CharField(max_length=12)
    art = forms.ChoiceField(choices=[(one, one) for one in ANSWERS])
    erwartet = forms.CharField(max_length=10, required=False)
    gesehen = forms.CharField(max_length=64, required=False)
    notiz = forms.CharField(
        label=_("Notiz"),
        help_text=_("Nur für die Moderation."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2, "maxlength": 300}),
    )

    def clean_notiz(self) -> str:
        return squeeze(self.cleaned_data["notiz"])


class SynergyForm(forms.Form):
    """What people write about a synergy, and which of some things belong to it, of a conflict on which side."""

    title = forms.CharField(
        label=_("Name"), max_length=160, help_text=_("Kurz und so, dass ihn auch Fremde verstehen.")
    )
    why = forms.CharField(
        label=_("Warum gehört das zusammen?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Ein Satz genügt."),
    )
    caretaker = forms.CharField(
        label=_("Kümmert sich"),
        max_length=160,
        required=False,
        help_text=_("Steht öffentlich. Nennen Sie jemanden nur mit dessen Einverständnis."),
    )
    next_step = forms.CharField(label=_("Nächster Schritt"), max_length=300, required=False)
    next_on = forms.DateField(
        label=_("Wann"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    stage = forms.ChoiceField(label=_("Stand"), choices=Stage.choices)
    dazu = forms.CharField(
        label=_("Noch etwas dazunehmen"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("Adressen wie B12 oder B12, B30, ein Ziel wie MO_2.4, oder Wörter daraus."),
    )

    def __init__(
        self, data: Any = None, *, offered: Iterable[tuple[Thing, int]], conflict: bool, initial: Any = None
    ) -> None:
        """`offered`: things with their side, 0: not in it."""
        super().__init__(data, initial=initial)
        self.offered = [thing for thing, _side in offered]
        if conflict:
            self.fields["why"].label = _("Worum geht es?")
        for thing, side in offered:
            self.fields[_side_name(thing)] = _side_field(thing, side, conflict=conflict)

    def facts(self) -> list[forms.BoundField]:
        """The fields about the whole."""
        return [self[name] for name in ("title", "why", "caretaker", "next_step", "next_on", "stage")]

    def rows(self) -> list[tuple[forms.BoundField, Thing]]:
        """The fields that say of each thing whether it belongs to it."""
        return [(self[_side_name(one)], one) for one in self.offered]

    def sides(self) -> dict[int, int]:
        """Return the chosen things by the key of their address, each with its side."""
        chosen = ((one.address.pk, int(self.cleaned_data.get(_side_name(one)) or 0)) for one in self.offered)
        return {key: side for key, side in chosen if side}


def _side_name(thing: Thing) -> str:
    return f"seite-{thing.address}"


def _side_field(thing: Thing, side: int, *, conflict: bool) -> forms.Field:
    name = thing.code or str(thing.address)
    if not conflict:
        return forms.BooleanField(label=name, required=False, initial=bool(side))
    choices = [("1", _("bei den einen")), ("2", _("bei den anderen")), ("0", _("nicht dabei"))]
    return forms.ChoiceField(label=name, choices=choices, initial=str(side), widget=PlainSelect)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Öffentlicher Grund"), max_length=300, help_text=_("Steht auf der Seite, die Adresse bleibt.")
    )


class ThemeForm(forms.Form):
    label = forms.CharField(label=_("Name"), max_length=160)
    is_pinned = forms.BooleanField(
        label=_("Bleibt, wie es ist"),
        required=False,
        help_text=_("Dann kommt von selbst kein Beitrag dazu, und keiner geht."),
    )


class ThemeChoiceForm(forms.Form):
    """Another theme than one; `none`: or none at all."""

    theme = forms.ModelChoiceField(label=_("Thema"), queryset=Theme.objects.none(), required=False)

    def __init__(self, data: Any = None, *, theme: Theme, none: bool) -> None:
        super().__init__(data, auto_id=f"id_{'move' if none else 'merge'}_%s")
        others = Theme.objects.filter(programme=theme.programme_id, merged_into=None).exclude(pk=theme.pk)
        field: Any = self.fields["theme"]
        field.queryset = others.order_by("label")
        field.empty_label = _("in kein Thema") if none else _("bitte wählen")
        field.required = not none


class ActorForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=LONGEST)
    aliases = forms.CharField(
        label=_("Andere Namen und Abkürzungen"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Einer in jeder Zeile: wie Menschen ihn sonst nennen."),
    )

    def clean_name(self) -> str:
        return squeeze(self.cleaned_data["name"])

    def clean_aliases(self) -> list[str]:
        found = [squeeze(line) for line in self.cleaned_data["aliases"].splitlines()]
        if any(len(one) > LONGEST for one in found):
            raise forms.ValidationError(_("Ein Name ist länger als 160 Zeichen."))
        return [one for one in found if one]


class ActorFileForm(forms.Form):
    file = forms.FileField(
        label=_("Datei"),
        help_text=_("CSV oder Text, höchstens 2 MB."),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt"}),
        error_messages={"empty": _("Diese Datei ist leer.")},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("Die Datei ist größer als 2 MB. Bitte teilen Sie sie."))
        return file
