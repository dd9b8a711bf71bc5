"""What people type who take part."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from faden.opinion import consent
from faden.opinion.actions.statements import LONGEST
from faden.opinion.models import Admission, Conversation, Statement
from faden.opinion.stances import Stance

_SEEN = 200


class VoteForm(forms.Form):
    """A vote: number of the statement, what they say, and the numbers of votes that are still on their way."""

    aussage = forms.IntegerField(
        min_value=1,
        max_value=10**9,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), gettext_lazy("Diese Aussage gibt es hier nicht.")
        ),
    )
    stimme = forms.ChoiceField(
        choices=Stance.choices,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"),
            gettext_lazy("Bitte wählen Sie: Ich stimme zu, ich stimme nicht zu, oder weiß ich nicht."),
        ),
    )
    gesehen = forms.CharField(required=False, max_length=2000)

    def __init__(self, conversation: Conversation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conversation = conversation

    def clean_aussage(self) -> Statement:
        found = self.conversation.statements.filter(number=self.cleaned_data["aussage"]).first()
        if found is None:
            raise forms.ValidationError(_("Diese Aussage gibt es hier nicht."))
        return found

    def clean_stimme(self) -> Stance:
        return Stance(self.cleaned_data["stimme"])

    def clean_gesehen(self) -> list[int]:
        known = self.cleaned_data["gesehen"].split(",")[:_SEEN]
        return [int(one) for one in known if one.isascii() and one.isdigit() and len(one) < 10]

    @property
    def fault(self) -> str:
        """The first thing that is wrong, as a sentence."""
        return next(str(fault) for faults in self.errors.values() for fault in faults)


class ConsentForm(forms.Form):
    """Somebody agrees before the first vote. Hidden: which words they read, and what they were about to do."""

    code = forms.CharField(
        label=gettext_lazy("Zugangscode"),
        help_text=gettext_lazy("Er steht dort, wo zum Abstimmen eingeladen wurde."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Bitte geben Sie den Zugangscode ein.")},
    )
    einverstanden = forms.BooleanField(
        label=consent.AGREED,
        error_messages={
            "required": gettext_lazy(
                "Ohne Ihr Einverständnis können wir keine Stimme annehmen. Bitte setzen Sie den Haken."
            )
        },
    )
    fassung = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    aussage = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    stimme = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    dann = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, conversation: Conversation, words: str, *args: Any, **kwargs: Any) -> None:
        edition = consent.edition(words)
        super().__init__(*args, **{**kwargs, "initial": {**kwargs.get("initial", {}), "fassung": edition}})
        self.edition = edition
        if conversation.admission != Admission.CODE:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("fassung") != self.edition:
            # What is shown next is agreed to anew.
            self.data = {name: value for name, value in self.data.items() if name != "einverstanden"}
            self.data["fassung"] = self.edition
            raise forms.ValidationError(_("Der Text hat sich geändert. Bitte lesen Sie ihn noch einmal."))
        return self.cleaned_data


class RedeemForm(forms.Form):
    """The code that another device showed."""

    code = forms.CharField(
        label=gettext_lazy("Code vom anderen Gerät"),
        help_text=gettext_lazy("Acht Zeichen. Groß oder klein ist gleich, Leerzeichen stören nicht."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Bitte geben Sie den Code ein.")},
    )


class ProposalForm(forms.Form):
    """A sentence that somebody wants others to vote on."""

    text = forms.CharField(
        label=gettext_lazy("Ihre Aussage"),
        help_text=format_lazy(
            gettext_lazy("Ein Satz, ein Gedanke, höchstens {most} Zeichen. Bitte keine Namen."), most=LONGEST
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Bitte schreiben Sie Ihre Aussage.")},
    )
