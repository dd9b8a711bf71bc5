"""Forms of questions of interest: what facilitators ask, how somebody may be reached."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from faden.addresses import queries as addresses
from faden.addresses.models import Address
from faden.addresses.models import Kind as AddressKind
from faden.kernel.text import squeeze
from faden.opinion.actions.interest import Contact, Facts
from faden.opinion.models import Interest, InterestQuestion
from faden.programme.models import Programme

MOST = 10_000
_NO_NAME = re.compile(r"[/@<>]|www\.", re.IGNORECASE)


class QuestionForm(forms.Form):
    """What is asked, and when enough are interested."""

    question = forms.CharField(
        label=_("Frage"),
        max_length=300,
        help_text=_("Zum Beispiel: Gibt es ein Interesse, eine Arbeitsgruppe zu gründen?"),
    )
    about = forms.CharField(
        label=_("Worum es geht"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4})
    )
    source = forms.CharField(
        label=_("Beitrag, aus dem sie kommt"), max_length=12, required=False, help_text=_("Eine Adresse wie B83.")
    )
    threshold = forms.IntegerField(
        label=_("So viele sind genug"),
        min_value=2,
        max_value=MOST,
        initial=5,
        help_text=_("Dann erfahren es die Moderation und alle, die es wissen möchten."),
    )
    closes_on = forms.DateField(
        label=_("Letzter Tag"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    next_step = forms.CharField(
        label=_("Wie es weitergeht"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Steht öffentlich und in den Mails, wenn genug Interesse haben."),
    )

    def __init__(self, data: Any, *, programme: Programme, question: InterestQuestion | None) -> None:
        names = ("question", "about", "source", "threshold", "closes_on", "next_step")
        super().__init__(data, initial={name: getattr(question, name) for name in names} if question else None)
        self.programme, self.known = programme, question

    def clean_source(self) -> Address | None:
        label = self.cleaned_data["source"]
        if not label:
            return None
        found = addresses.find(self.programme, label)
        was = self.known.source_id if self.known else None
        if found is None or found.kind != AddressKind.CONTRIBUTION or not (found.is_public or found.pk == was):
            raise forms.ValidationError(_("Unter dieser Adresse steht kein öffentlicher Beitrag."))
        return found

    def clean_closes_on(self) -> Any:
        day = self.cleaned_data["closes_on"]
        if day and day < timezone.localdate() and not (self.known and self.known.closed_at):
            raise forms.ValidationError(_("Dieser Tag ist vorbei. Zum Beenden gibt es „Schließen“."))
        return day

    def facts(self) -> Facts:
        return Facts(**self.cleaned_data)


NEWS = _("Schreiben Sie mir, wenn genug Menschen Interesse haben.")
TOGETHER = _(
    "Geben Sie meinen Namen und meine E-Mail-Adresse der Moderation und allen anderen, die das auch erlauben. So finden wir zusammen."
)
KEPT = _(
    "Sie können das jederzeit ändern oder zurücknehmen. 90 Tage nach dem Ende der Frage löschen wir Name und Adresse."
)


class ContactForm(forms.Form):
    """How somebody may be reached and for what. All empty: not at all."""

    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_(
            "Sie bekommen eine Mail mit einem Link zum Bestätigen. Vorher schreiben wir nichts anderes dorthin."
        ),
    )
    name = forms.CharField(
        label=_("Name"), required=False, max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    wants_news = forms.BooleanField(label=NEWS, required=False)
    wants_contact = forms.BooleanField(label=TOGETHER, required=False)

    def __init__(self, data: Any, *, interest: Interest) -> None:
        super().__init__(data, initial={name: getattr(interest, name) for name in self.base_fields})

    def clean_name(self) -> str:
        name = squeeze(self.cleaned_data["name"])
        if _NO_NAME.search(name):
            raise forms.ValidationError(_("Bitte nur einen Namen, ohne Links und Adressen."))
        return name

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        wanted = found.get("wants_news") or found.get("wants_contact")
        if wanted and not found.get("email") and "email" not in self.errors:
            self.add_error("email", _("Dafür brauchen wir eine E-Mail-Adresse."))
        if found.get("email") and not wanted:
            self.add_error(
                "email", _("Bitte kreuzen Sie an, wofür wir Ihnen schreiben dürfen, oder lassen Sie die Adresse weg.")
            )
        if found.get("wants_contact") and not found.get("name") and "name" not in self.errors:
            self.add_error("name", _("Wie sollen die anderen Sie nennen? Ein Vorname genügt."))
        return found

    def contact(self) -> Contact:
        """Return what was sent, with the words that were agreed to as the page showed them."""
        found = self.cleaned_data
        agreed = [str(words) for name, words in (("wants_news", NEWS), ("wants_contact", TOGETHER)) if found[name]]
        consent = "\n".join([*agreed, str(KEPT)])
        # Without the wish to be found nobody needs the name.
        name = found["name"] if found["wants_contact"] else ""
        return Contact(
            name, found["email"], found["wants_news"], found["wants_contact"], consent, get_language() or "de"
        )
