"""Forms of the desk's own pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from faden.goals.models import FieldOfAction
from faden.people.models import Role
from faden.programme.actions import picture_kind


class PageForm(forms.Form):
    title = forms.CharField(label=_("Titel"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea({"rows": 18}),
        help_text=_("Leere Zeile: neuer Absatz. „## “ davor: Überschrift. „- “ davor: Aufzählung. „**“ darum: fett."),
    )
    reason = forms.CharField(
        label=_("Warum ändern Sie das?"),
        max_length=300,
        required=False,
        help_text=_("Steht öffentlich im Verlauf dieser Seite, wie die alten Worte."),
    )
    redacts = forms.BooleanField(label=_("Die alten Worte löschen, weil eine Person darin genannt war"), required=False)


class ProgrammeForm(forms.Form):
    name = forms.CharField(label=_("Name des Programms"), max_length=120)
    intro = forms.CharField(
        label=_("Worum es geht"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Zwei Sätze für die Startseite."),
    )
    city = forms.CharField(label=_("Stadt"), max_length=120)
    state = forms.CharField(label=_("Bundesland"), max_length=40, required=False)
    ags = forms.RegexField(
        r"^\d{8}$",
        label=_("Amtlicher Gemeindeschlüssel"),
        required=False,
        error_messages={"invalid": _("Der Gemeindeschlüssel hat acht Ziffern.")},
    )
    mark = forms.FileField(
        label=_("Zeichen der Stadt"),
        required=False,
        help_text=_("Wappen oder Logo als PNG, JPEG oder WebP, höchstens 200 KB. Steht im Kopf jeder Seite."),
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg,.webp"}),
    )
    without_mark = forms.BooleanField(label=_("Zeichen entfernen"), required=False)

    def clean_mark(self) -> bytes | None:
        file = self.cleaned_data["mark"]
        if file is None:
            return None
        if file.size > 200 * 1024:
            raise forms.ValidationError(_("Das Bild ist größer als 200 KB. Bitte verkleinern Sie es."))
        data: bytes = file.read()
        if picture_kind(data) is None:
            raise forms.ValidationError(_("Das ist kein Bild als PNG, JPEG oder WebP."))
        return data

    def changes(self) -> dict[str, Any]:
        """Return the arguments of `edit_programme`."""
        found = dict(self.cleaned_data)
        without = found.pop("without_mark")
        return found | ({"mark": b""} if without and found["mark"] is None else {})


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


class NamedForm(forms.Form):
    agrees = forms.BooleanField(
        label=_("Mein Name darf öffentlich bei dem stehen, was ich ändere"),
        required=False,
        help_text=_("Auch bei früheren Änderungen. Ohne Haken steht dort nur Ihre Rolle."),
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
