"""The form that takes in files of a conversation held with Polis."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from faden.intake.forms import ManyFiles

MOST_FILES = 6
MOST_MEGABYTES = 40


class FilesField(forms.FileField):
    """One file or several, together not too large; cleans to a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        sent = data if isinstance(data, list | tuple) else [data]
        files: list[UploadedFile[bytes]] = [super(FilesField, self).clean(one) for one in sent or [None]]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("Das sind mehr als %(most)s Dateien. Bitte wählen Sie nur die eines Exports.") % {"most": MOST_FILES}
            )
        if sum(one.size or 0 for one in files) > MOST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(
                _(
                    "Zusammen sind die Dateien größer als %(most)s MB. Bitte lassen Sie sie mit „faden opinion import“ "
                    "übernehmen."
                )
                % {"most": MOST_MEGABYTES}
            )
        return files


class PolisForm(forms.Form):
    export = FilesField(
        label=_("Dateien"),
        help_text=_(
            "Das ZIP des Exports, oder daraus comments.csv und votes.csv (oder participants-votes.csv); summary.csv, "
            "wenn es sie gibt."
        ),
        widget=ManyFiles({"accept": ".zip,.csv"}),
        error_messages={
            "required": _("Bitte wählen Sie die Dateien des Exports."),
            "empty": _("Eine Datei ist leer. Bitte laden Sie den Export noch einmal herunter."),
        },
    )
    title = forms.CharField(
        label=_("Titel"),
        max_length=160,
        required=False,
        help_text=_("Ohne Angabe nehmen wir den aus summary.csv."),
    )
