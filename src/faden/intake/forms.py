"""Forms of the intake: upload, columns, one item."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faden.dialogue.models import Leaning
from faden.intake.models import SPOKEN, Draft, DraftGroup, ItemKind
from faden.intake.reading import MAX_BYTES


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Ergebnisdokument"),
        help_text=_("Word (DOCX), Excel (XLSX), CSV oder Text, höchstens 30 MB."),
        widget=forms.ClearableFileInput({"accept": ".docx,.xlsx,.csv,.tsv,.txt"}),
        error_messages={"empty": _("Diese Datei ist leer. Bitte wählen Sie das Dokument mit der Ergebnistabelle.")},
    )

    dated_on = forms.DateField(
        label=_("Datum des Dokuments"),
        required=False,
        help_text=_("So steht es später im Faden jedes Beitrags."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                _(
                    "Diese Datei ist zu groß (höchstens 30 MB). Bitte entfernen Sie Bilder oder teilen Sie das Dokument auf."
                )
            )
        return file


class ColumnsForm(forms.Form):
    """Ask what stands in each column."""

    ROLES = [
        ("", _("weiß nicht, auslassen")),
        ("group", _("Name der Gruppe")),
        ("goals", _("Ziele")),
        ("question", _("Fragestellungen")),
        ("assessment", _("Chancen und Herausforderungen")),
        ("chance", _("nur Chancen")),
        ("challenge", _("nur Herausforderungen")),
        ("proposal", _("Lösungsansätze und Synergien")),
        ("solution", _("nur Lösungsansätze")),
        ("synergy", pgettext_lazy("Spalte", "nur Synergien")),
        ("number", _("laufende Nummer")),
    ]

    def __init__(self, data: Any, *, width: int) -> None:
        super().__init__(data)
        for at in range(1, width + 1):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=_("Spalte %(at)s") % {"at": at}, choices=self.ROLES, required=False
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not {"question", "assessment", "chance", "challenge", "proposal", "solution", "synergy"} & set(
            found.values()
        ):
            raise forms.ValidationError(_("Bitte geben Sie mindestens eine Spalte mit Beiträgen an."))
        return found

    def columns(self) -> dict[int, str]:
        """Return the role of each column; those that nobody knows are left out of the results, not lost."""
        return {int(name.removeprefix("column_")): role or "ignore" for name, role in self.cleaned_data.items()}


class DraftGroupForm(forms.Form):
    name = forms.CharField(label=_("Name der Gruppe"), max_length=200)


class ItemForm(forms.Form):
    """Correct one text of a draft."""

    text = forms.CharField(label=_("Wortlaut"), max_length=20_000, widget=forms.Textarea({"rows": 4}))
    kind = forms.ChoiceField(label=_("Art"), choices=ItemKind.choices)
    group = forms.ModelChoiceField(
        label=_("Gruppe"), queryset=DraftGroup.objects.none(), required=False, empty_label=_("keine")
    )
    leaning = forms.ChoiceField(
        label=_("Seite"), required=False, choices=[("", _("noch nicht gesagt")), *Leaning.choices]
    )
    code = forms.CharField(
        label=_("Kürzel, wenn es ein Ziel ist"), max_length=24, required=False, help_text=_("Zum Beispiel: MO_2.4")
    )

    def __init__(self, data: Any, *, draft: Draft, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["group"].queryset = draft.groups.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("kind") in (*SPOKEN, ItemKind.GOAL) and not found.get("group"):
            self.add_error("group", _("Bitte wählen Sie die Gruppe, zu der das gehört."))
        kind, leaning = found.get("kind"), found.get("leaning")
        fitting = {"assessment": ("chance", "challenge"), "proposal": ("solution", "synergy")}
        if leaning and leaning not in fitting.get(str(kind), ()):
            found["leaning"] = ""
        return found
