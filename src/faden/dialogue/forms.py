"""Forms for groups, meetings and contributions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faden.dialogue.models import LEANINGS, DialogueGroup, Kind, Leaning
from faden.people.models import Person, Role


def _leanings() -> list[tuple[str, Any]]:
    return [("", _("noch nicht gesagt")), *Leaning.choices]


class GroupForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    intro = forms.CharField(
        label=_("Worum es geht"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Ein oder zwei Sätze, die auch Fremde verstehen."),
    )


class EditGroupForm(GroupForm):
    """What a public group was called before stands in its history."""

    reason = forms.CharField(
        label=_("Warum ändern Sie das?"),
        max_length=300,
        required=False,
        help_text=_("Steht öffentlich im Verlauf dieser Gruppe, wie die alten Worte."),
    )
    redacts = forms.BooleanField(
        label=_("Die alten Worte löschen, weil eine Person darin genannt war"),
        required=False,
        help_text=_("Auch die alten Angaben zu Treffen."),
    )


class FacilitatorsForm(forms.Form):
    """Who runs a group; for administrators."""

    facilitators = forms.ModelMultipleChoiceField(
        label=_("Wer betreut die Gruppe?"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, group: DialogueGroup) -> None:
        super().__init__(data, initial={"facilitators": group.facilitators.all()})
        staff = Person.objects.filter(
            memberships__programme=group.programme, memberships__role__in=[Role.FACILITATOR, Role.ADMINISTRATOR]
        )
        self.fields["facilitators"].queryset = staff.order_by("name")  # type: ignore[attr-defined]


class MeetingForm(forms.Form):
    title = forms.CharField(label=_("Titel"), max_length=200)
    on = forms.DateField(label=_("Tag"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    begins = forms.TimeField(
        label=_("Beginn"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(label=_("Ende"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    place = forms.CharField(label=_("Ort"), max_length=200, required=False)


class QuickForm(forms.Form):
    """One statement at a time: kind, text, Enter, next."""

    kind = forms.ChoiceField(label=_("Art"), choices=Kind.choices)
    text = forms.CharField(
        label=_("Wortlaut"),
        max_length=4000,
        help_text=_("So, wie es gesagt wurde. Mit der Eingabetaste speichern und weiter."),
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
    )


class ContributionForm(forms.Form):
    text = forms.CharField(label=_("Wortlaut"), max_length=20_000, widget=forms.Textarea({"rows": 4}))
    kind = forms.ChoiceField(label=_("Art"), choices=Kind.choices)
    leaning = forms.ChoiceField(label=pgettext_lazy("Neigung", "Seite"), required=False, choices=_leanings)
    reason = forms.CharField(
        label=_("Warum ändern Sie das?"),
        max_length=300,
        help_text=_("Steht öffentlich im Verlauf dieses Beitrags, wie die alten Worte."),
    )
    redacts = forms.BooleanField(
        label=_("Die alten Worte löschen, weil eine Person darin genannt war"),
        required=False,
        help_text=_("Auch aus der Übernahme. Das Original löschen Sie bei Bedarf unter „Dokumente“."),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        kind, leaning = found.get("kind"), found.get("leaning")
        if kind and leaning and leaning not in LEANINGS[Kind(kind)]:
            self.add_error("leaning", _("Das passt nicht zu dieser Art von Beitrag."))
        return found


class StateForm(forms.Form):
    """Hide, withdraw or show a contribution."""

    state = forms.ChoiceField(
        label=_("Sichtbarkeit"),
        choices=[
            ("published", _("öffentlich zeigen")),
            ("hidden", _("ausblenden (die Adresse sagt, warum)")),
            ("withdrawn", _("zurückziehen (auf Wunsch derer, die es gesagt haben)")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Öffentlicher Grund"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, str] | None = None) -> None:
        # Stands beside the form for the words, which has a reason too.
        super().__init__(data, initial=initial, auto_id="id_state_%s")
