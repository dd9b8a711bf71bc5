"""Forms of the public pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faden.dialogue.models import DialogueGroup, Kind
from faden.dialogue.queries import Filters
from faden.goals.queries import FieldTree
from faden.kernel.text import shorten


class FilterForm(forms.Form):
    """Filters of the list of statements. What it does not understand it leaves out, it never refuses."""

    suche = forms.CharField(
        label=_("Suche"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    gruppe = forms.TypedChoiceField(label=_("Gruppe"), required=False, coerce=int, empty_value=None)
    feld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    art = forms.ChoiceField(label=_("Art"), required=False, choices=[("", _("alle")), *Kind.choices])
    sortierung = forms.ChoiceField(
        label=_("Reihenfolge"),
        required=False,
        choices=[
            ("gruppe", _("wie im Dokument")),
            ("neu", pgettext_lazy("Reihenfolge", "neueste zuerst")),
            ("alt", pgettext_lazy("Reihenfolge", "älteste zuerst")),
        ],
    )
    ziel = forms.ChoiceField(label=_("Ziel"), required=False)

    def __init__(self, data: Any, *, groups: list[DialogueGroup], trees: list[FieldTree]) -> None:
        super().__init__(data)
        group, field, goal = self.fields["gruppe"], self.fields["feld"], self.fields["ziel"]
        assert isinstance(group, forms.ChoiceField)
        assert isinstance(field, forms.ChoiceField)
        assert isinstance(goal, forms.ChoiceField)
        goal.choices = [
            ("", _("alle")),
            *(
                (str(tree.field), [(one.code, f"{one.code} {shorten(one.title, 60)}".strip()) for one in tree.goals()])
                for tree in trees
            ),
        ]
        group.choices = [("", _("alle")), *((one.address.number, one.name) for one in groups)]
        field.choices = [
            ("", _("alle")),
            *((one.code, f"{one.code} {one.name}".strip()) for one in (tree.field for tree in trees)),
        ]

    def filters(self) -> Filters:
        """Return the filters that make sense."""
        self.is_valid()
        known = self.cleaned_data
        return Filters(
            words=known.get("suche", ""),
            group=known.get("gruppe"),
            # A goal that nobody knows has no statements, rather than all.
            goal=known.get("ziel", str(self.data.get("ziel", ""))[:24]),
            field=known.get("feld", ""),
            kind=known.get("art", ""),
            order=known.get("sortierung") or "gruppe",
        )


class ReportForm(forms.Form):
    """Reporting a mistake or personal data."""

    page = forms.CharField(label=_("Auf welcher Seite?"), max_length=300, help_text=_("Zum Beispiel: B83"))
    text = forms.CharField(
        label=_("Was stimmt nicht?"),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Steht dort etwas Falsches oder eine Angabe über eine Person? Bitte schreiben Sie, was und wo."),
    )
    contact = forms.EmailField(
        label=_("Ihre E-Mail-Adresse (nur, wenn Sie eine Antwort möchten)"),
        required=False,
        help_text=_("Wir löschen sie, sobald die Meldung erledigt ist."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
