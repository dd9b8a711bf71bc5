"""Forms for the gazetteer and for what statements name."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from faden.places import queries
from faden.places.gazetteer import MAX_BYTES
from faden.places.models import District, Kind, Place
from faden.programme.models import Programme

_CHOICES = 500
"""How many names a field offers; of more, one types."""


class LoadForm(forms.Form):
    file = forms.FileField(
        label=_("Datei"),
        help_text=_("GeoJSON oder CSV, höchstens 20 MB."),
        widget=forms.FileInput({"accept": ".geojson,.json,.csv,.tsv,.txt"}),
        error_messages={"empty": _("Diese Datei ist leer.")},
    )
    kind = forms.ChoiceField(
        label=_("Was steht darin?"),
        required=False,
        choices=[("", _("steht in der Datei")), ("district", _("Stadtteile")), *Kind.choices],
        help_text=_("Nur nötig, wenn die Datei die Art der Orte nicht nennt."),
    )
    zone = forms.ChoiceField(
        label=_("Koordinaten"),
        required=False,
        choices=[
            ("", _("Grad (WGS84), oder es steht in der Datei")),
            ("32", _("Meter, UTM-Zone 32 (EPSG:25832)")),
            ("33", _("Meter, UTM-Zone 33 (EPSG:25833)")),
        ],
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                _("Die Datei ist größer als 20 MB. Bitte vereinfachen Sie die Umrisse oder teilen Sie sie.")
            )
        return file


class NamesForm(forms.Form):
    """What a place or a district is called."""

    name = forms.CharField(label=_("Name"), max_length=160)
    aliases = forms.CharField(
        label=_("Weitere Namen"),
        required=False,
        max_length=1000,
        help_text=_("Wie Menschen ihn sonst nennen, mit | getrennt: „Bücherei | Stadtbücherei“."),
    )
    ambiguous = forms.BooleanField(
        label=_("Der Name ist auch ein Alltagswort"),
        required=False,
        help_text=_("Dann fragen wir jedes Mal nach, ob wirklich dieser Ort gemeint ist."),
    )

    def clean_aliases(self) -> list[str]:
        found = [" ".join(one.split()) for one in self.cleaned_data["aliases"].split("|")]
        if any(len(one) > 160 for one in found):
            raise forms.ValidationError(_("Ein Name ist länger als 160 Zeichen."))
        return [one for one in found if one]


class PlaceForm(NamesForm):
    kind = forms.ChoiceField(label=_("Art"), choices=Kind.choices)
    district = forms.ModelChoiceField(
        label=_("Stadtteil"),
        required=False,
        queryset=District.objects.none(),
        empty_label=_("der, in dem er liegt"),
    )
    latitude = forms.FloatField(label=_("Breite"), required=False, min_value=-90, max_value=90, localize=True)
    longitude = forms.FloatField(label=_("Länge"), required=False, min_value=-180, max_value=180, localize=True)

    def __init__(self, data: Any = None, *, programme: Programme, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["district"].queryset = District.objects.filter(programme=programme).defer("outline")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if (found.get("latitude") is None) != (found.get("longitude") is None) and not self.errors:
            self.add_error("longitude", _("Breite und Länge gehören zusammen."))
        return found


class TargetForm(forms.Form):
    """A place of the gazetteer, by its name; cleans to it."""

    target = forms.CharField(
        label=_("Ort"), max_length=160, widget=forms.TextInput({"list": "orte", "autocomplete": "off"})
    )

    def __init__(self, data: Any = None, *, programme: Programme) -> None:
        super().__init__(data)
        self.programme = programme

    def names(self) -> list[str]:
        """Return the names to choose from."""
        return queries.own_names(self.programme, limit=_CHOICES)

    def clean_target(self) -> Place | District:
        found = queries.called(self.programme, self.cleaned_data["target"])
        if not found:
            raise forms.ValidationError(_("Diesen Ort kennt das Verzeichnis nicht. Bitte schreiben Sie ihn wie dort."))
        if len(found) > 1:
            names = ", ".join(one.name for one in found[:5])
            raise forms.ValidationError(_("So heißen mehrere Orte: %(names)s.") % {"names": names})
        return found[0]
