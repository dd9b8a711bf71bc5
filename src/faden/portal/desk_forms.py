"""Forms of the desk's own pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faden.goals.models import FieldOfAction
from faden.people.models import Role
from faden.programme.models import Programme


class PageForm(forms.Form):
    title = forms.CharField(label=_("Titel"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea({"rows": 18}),
        help_text=_("Leere Zeile: neuer Absatz. „## “ davor: Überschrift. „- “ davor: Aufzählung. „**“ darum: fett."),
    )


class ProgrammeForm(forms.ModelForm[Programme]):
    class Meta:
        model = Programme
        fields = ["name", "intro"]
        help_texts = {"intro": _("Zwei Sätze für die Startseite.")}


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-Mail-Adresse"))
    role = forms.ChoiceField(
        label=_("Rolle"),
        choices=[
            (Role.FACILITATOR.value, Role.FACILITATOR.label),
            (Role.ADMINISTRATOR.value, Role.ADMINISTRATOR.label),
        ],
    )


class FieldsForm(forms.Form):
    """One name for each field of action; numbers set the order."""

    def __init__(self, data: Any, *, known: list[FieldOfAction]) -> None:
        super().__init__(data)
        self.known = known
        for at, field in enumerate(known, 1):
            self.fields[f"name_{field.pk}"] = forms.CharField(
                label=_("Name für %(code)s") % {"code": field.code}, max_length=120, required=False, initial=field.name
            )
            self.fields[f"position_{field.pk}"] = forms.IntegerField(
                label=_("Platz von %(code)s") % {"code": field.code}, min_value=1, max_value=999, initial=at
            )

    def names(self) -> list[tuple[str, str]]:
        """Return (code, name) in the order that was asked for."""
        found = [
            (self.cleaned_data[f"position_{one.pk}"], one.code, self.cleaned_data[f"name_{one.pk}"])
            for one in self.known
        ]
        return [(code, name) for _position, code, name in sorted(found)]
