"""Forms of the intake: upload, columns, one item."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faden.dialogue.models import Document, Leaning
from faden.intake import heads
from faden.intake.models import SPOKEN, Draft, DraftGroup, ItemKind
from faden.intake.reading import MAX_BYTES
from faden.people.models import Person, Role

MOST_FILES = 50


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; cleans to a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        files = data if isinstance(data, list | tuple) else [data]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("Bitte laden Sie höchstens %(most)s Dateien auf einmal hoch.") % {"most": MOST_FILES}
            )
        return [self._checked(file) for file in files or [None]]

    def _checked(self, data: Any) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = super().clean(data)
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                _(
                    "%(name)s ist zu groß (höchstens 30 MB). Bitte entfernen Sie Bilder oder teilen Sie das Dokument auf."
                )
                % {"name": file.name}
            )
        return file


class UploadForm(forms.Form):
    file = FilesField(
        label=_("Ergebnisdokumente"),
        help_text=_(
            "PDF, Word oder LibreOffice (DOCX, ODT), Excel oder Tabellen (XLSX, ODS, CSV), HTML, Markdown oder Text. "
            "Eine Datei oder mehrere, jede höchstens 30 MB."
        ),
        widget=ManyFiles({"accept": ".pdf,.docx,.odt,.xlsx,.ods,.csv,.tsv,.txt,.md,.html,.htm,.json"}),
        error_messages={
            "empty": _("Diese Datei ist leer. Bitte wählen Sie das Dokument mit der Ergebnistabelle."),
            "required": _("Bitte wählen Sie mindestens eine Datei."),
        },
    )

    dated_on = forms.DateField(
        label=_("Datum des Dokuments"),
        required=False,
        help_text=_("So steht es später im Faden jedes Beitrags."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    document = forms.ModelChoiceField(
        label=_("Neue Fassung von"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("nein, ein neues Dokument"),
        help_text=_("Dann zeigen wir zuerst, was sich geändert hat, und jeder Beitrag behält seine Adresse."),
    )

    def __init__(self, *args: Any, documents: QuerySet[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if documents.exists():
            self.fields["document"].queryset = documents  # type: ignore[attr-defined]
        else:
            del self.fields["document"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        found.setdefault("document", None)
        if found["document"] and len(found.get("file") or []) > 1:
            self.add_error("document", _("Eine neue Fassung ist eine einzelne Datei. Bitte wählen Sie nur diese."))
        return found


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
        ("kind", _("Art des Beitrags (Frage, Chance …)")),
        ("text", _("Wortlaut des Beitrags")),
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
        if not heads.spoken([heads.ROLES[role] for role in found.values() if role]):
            raise forms.ValidationError(_("Bitte geben Sie mindestens eine Spalte mit Beiträgen an."))
        return found

    def columns(self) -> dict[int, str]:
        """Return the role of each column; those that nobody knows are left out of the results, not lost."""
        return {int(name.removeprefix("column_")): role or "ignore" for name, role in self.cleaned_data.items()}


class DraftGroupForm(forms.Form):
    name = forms.CharField(label=_("Name der Gruppe"), max_length=200)


class ReviewersForm(forms.Form):
    """Who else may review a draft: members of staff who could not see it anyway."""

    reviewers = forms.ModelMultipleChoiceField(
        label=_("Wer sieht mit durch?"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Diese Menschen sehen den Entwurf mit allen Namen."),
    )

    def __init__(self, data: Any, *, draft: Draft, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        colleagues = Person.objects.filter(
            memberships__programme=draft.programme_id, memberships__role=Role.FACILITATOR
        ).exclude(pk=draft.created_by_id or 0)
        self.fields["reviewers"].queryset = colleagues.order_by("name")  # type: ignore[attr-defined]


class SeenForm(forms.Form):
    """A step on an item: `seen` is the version of the item that the person has before them."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SplitForm(SeenForm):
    """Make several of one text: each begins on a new line."""

    text = forms.CharField(
        label=_("Wo beginnt der nächste Beitrag?"),
        help_text=_("Setzen Sie dort eine neue Zeile, und ändern Sie sonst nichts."),
        widget=forms.Textarea({"rows": 5}),
        strip=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "split_%s"} | kwargs)

    def parts(self) -> list[str]:
        return str(self.cleaned_data["text"]).splitlines()


class DropForm(SeenForm):
    """Leave a text out."""

    reason = forms.CharField(
        label=_("Warum weglassen?"),
        max_length=200,
        help_text=_("Der Text bleibt im Entwurf stehen, mit Ihrem Grund."),
        initial=_("kein Beitrag"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "drop_%s"} | kwargs)


class ItemForm(SeenForm):
    """Correct one text of a draft."""

    text = forms.CharField(label=_("Wortlaut"), max_length=20_000, widget=forms.Textarea({"rows": 4}))
    kind = forms.ChoiceField(label=_("Art"), choices=ItemKind.choices)
    group = forms.ModelChoiceField(
        label=_("Gruppe"), queryset=DraftGroup.objects.none(), required=False, empty_label=_("keine")
    )
    leaning = forms.ChoiceField(
        label=pgettext_lazy("Neigung", "Seite"),
        required=False,
        choices=[("", _("noch nicht gesagt")), *Leaning.choices],
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
