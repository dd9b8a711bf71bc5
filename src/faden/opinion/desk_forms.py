"""Forms of the desk's pages for Meinungsbilder."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from faden.dialogue.models import Kind, Leaning
from faden.dialogue.queries import GroupSummary
from faden.goals.queries import GoalSummary
from faden.kernel.text import shorten, squeeze
from faden.opinion.actions import Facts
from faden.opinion.actions.statements import LONGEST
from faden.opinion.models import Admission, Conversation, Stage, Statement
from faden.opinion.queries.desk import Asked
from faden.opinion.queries.desk_pictures import Group
from faden.web.forms import PlainSelect

SHORTEST = 3
MOST_LINES = 300


def seen(*parts: object) -> str:
    """Return by what a page's form tells later what it showed."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def _seen_now(data: Any, shown: str) -> Any:
    """Return what was sent, as if the page had shown what stands there now."""
    copied = data.copy()
    copied["gesehen"] = shown
    return copied


class FactsForm(forms.Form):
    """What is said about a conversation, and its rules. What no longer can change says why."""

    title = forms.CharField(label=_("Titel"), max_length=160, help_text=_("Eine Frage oder ein Thema, kurz."))
    intro = forms.CharField(
        label=_("Worum es geht"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Zwei bis drei Sätze: wozu Sie fragen und was mit dem Ergebnis geschieht."),
    )
    admission = forms.ChoiceField(
        label=_("Wer darf abstimmen?"),
        choices=[
            (Admission.EVERYBODY, _("Alle, ohne Konto")),
            (Admission.CODE, _("Wer den Zugangscode kennt, zum Beispiel an einem Abend im Saal")),
            (Admission.MEMBERS, _("Wer angemeldet ist")),
        ],
        initial=Admission.EVERYBODY,
        widget=forms.RadioSelect,
        help_text=_("Das steht fest, sobald Sie öffnen. Den Zugangscode denken wir uns aus."),
    )
    takes_statements = forms.BooleanField(
        label=_("Teilnehmende dürfen eigene Aussagen vorschlagen"),
        required=False,
        help_text=_("Sie prüfen jede, bevor andere sie sehen."),
    )
    reveal_at_end = forms.BooleanField(
        label=_("Ergebnisse erst zeigen, wenn es geschlossen ist"),
        required=False,
        help_text=_(
            "So beeinflusst das Bild niemanden. Bis dahin sehen auch Sie es nicht. Das steht fest, sobald Sie öffnen."
        ),
    )
    closes_on = forms.DateField(
        label=_("Letzter Tag"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Danach schließt es von selbst. Ohne Tag schließen Sie es."),
    )
    gesehen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, conversation: Conversation | None, today: date) -> None:
        self.today, self.conversation = today, conversation
        initial = {} if conversation is None else {name: getattr(conversation, name) for name in _FACTS}
        super().__init__(data, initial=initial)
        self.shown = seen(*(initial.get(name) for name in _FACTS))
        self.initial["gesehen"] = self.shown
        stage = conversation.stage if conversation else Stage.DRAFT
        if stage != Stage.DRAFT:
            self._fix("admission", _("Steht seit dem Öffnen fest: Unter dieser Regel haben Menschen abgestimmt."))
            self._fix("reveal_at_end", _("Steht seit dem Öffnen fest: Darauf haben sich Menschen verlassen."))
        if stage == Stage.CLOSED:
            self._fix("takes_statements", _("Das Meinungsbild ist geschlossen."))
            self._fix("closes_on", _("Das Meinungsbild ist geschlossen."))

    def _fix(self, name: str, why: Any) -> None:
        self.fields[name].disabled, self.fields[name].help_text = True, why

    def clean_title(self) -> str:
        return squeeze(self.cleaned_data["title"])

    def clean_intro(self) -> str:
        text: str = self.cleaned_data["intro"]
        return text.replace("\r\n", "\n")

    def clean_closes_on(self) -> date | None:
        day: date | None = self.cleaned_data["closes_on"]
        if day and day < self.today and day != self.initial.get("closes_on"):
            raise forms.ValidationError(_("Dieser Tag ist schon vorbei."))
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse once, when somebody else has saved since the page was shown; what was typed stays."""
        known = super().clean() or self.cleaned_data
        if self.conversation is not None and known.get("gesehen") != self.shown:
            differing = [str(self.fields[name].label) for name in _FACTS if known.get(name) != self.initial.get(name)]
            self.data = _seen_now(self.data, self.shown)
            raise forms.ValidationError(
                gettext(
                    "Inzwischen hat jemand anderes gespeichert. Anders als bei Ihnen: %(names)s. "
                    "Wenn Ihre Fassung gelten soll, speichern Sie noch einmal."
                )
                % {"names": ", ".join(differing) or gettext("nichts")}
            )
        return known

    def facts(self) -> Facts:
        known = self.cleaned_data
        return Facts(**{name: known[name] for name in _FACTS} | {"admission": Admission(known["admission"])})


_FACTS = ("title", "intro", "admission", "takes_statements", "reveal_at_end", "closes_on")


class OwnStatementsForm(forms.Form):
    """Sentences of the facilitators, and sentences about the people who vote, one in each line."""

    texts = forms.CharField(
        label=_("Eigene Aussagen"),
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Eine in jeder Zeile. Ein Satz mit einem Gedanken, dem man zustimmen kann oder nicht."),
    )
    meta = forms.CharField(
        label=_("Aussagen zur Person"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "Eine in jeder Zeile, auch als Satz: „Ich wohne zur Miete.“ Sie zählen nicht für die Karte. "
            "Fragen Sie nur, was Sie wirklich brauchen."
        ),
    )

    def clean_texts(self) -> list[str]:
        return _lines(self.cleaned_data["texts"])

    def clean_meta(self) -> list[str]:
        return _lines(self.cleaned_data["meta"])

    def clean(self) -> dict[str, Any]:
        known = super().clean() or self.cleaned_data
        if not self.errors and not known["texts"] and not known["meta"]:
            raise forms.ValidationError(_("Bitte schreiben Sie mindestens eine Aussage."))
        return known


def _lines(text: str) -> list[str]:
    lines = [squeeze(line) for line in text.splitlines()]
    for number, line in enumerate(lines, start=1):
        if line and len(line) < SHORTEST:
            raise forms.ValidationError(gettext("Zeile %(number)s ist zu kurz für eine Aussage.") % {"number": number})
        if len(line) > LONGEST:
            raise forms.ValidationError(
                gettext("Zeile %(number)s ist länger als %(most)s Zeichen. Bitte kürzer fassen.")
                % {"number": number, "most": LONGEST}
            )
    found = [line for line in lines if line]
    if len(found) > MOST_LINES:
        raise forms.ValidationError(
            gettext("Das sind mehr als %(most)s Zeilen. Bitte teilen Sie sie.") % {"most": MOST_LINES}
        )
    return found


class WordsForm(forms.Form):
    """The words of one statement that nobody has voted on."""

    text = forms.CharField(
        label=_("Wortlaut"), max_length=LONGEST, min_length=SHORTEST, widget=forms.Textarea({"rows": 3})
    )
    is_meta = forms.BooleanField(
        label=_("Aussage zur Person"), required=False, help_text=_("Sie zählt nicht für die Karte.")
    )
    gesehen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, statement: Statement) -> None:
        self.shown = seen(statement.text, statement.is_meta)
        self.statement = statement
        super().__init__(data, initial={"text": statement.text, "is_meta": statement.is_meta, "gesehen": self.shown})
        if statement.source_id:
            self.fields["text"].help_text = _(
                "Mit anderen Worten ist es eine Aussage von Ihnen, nicht mehr dieser Beitrag."
            )

    def clean_text(self) -> str:
        return squeeze(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        """Refuse once, when somebody else has changed the words since the page was shown."""
        known = super().clean() or self.cleaned_data
        if known.get("gesehen") != self.shown:
            self.data = _seen_now(self.data, self.shown)
            raise forms.ValidationError(
                gettext(
                    "Inzwischen hat jemand anderes die Worte geändert. Jetzt steht da: „%(text)s“. "
                    "Wenn Ihre gelten sollen, speichern Sie noch einmal."
                )
                % {"text": self.statement.text}
            )
        return known


class DecisionForm(forms.Form):
    """What becomes of statements (`aussage`, numbers): "aufnehmen" or "herausnehmen". `gezeigt`: when the page was shown."""

    aussage = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": _("Keine Aussage ist gewählt.")})
    tun = forms.ChoiceField(choices=[("aufnehmen", "aufnehmen"), ("herausnehmen", "herausnehmen")])
    grund = forms.CharField(required=False, max_length=300)
    gezeigt = forms.FloatField(required=False)

    def __init__(self, data: Any, *, known: Iterable[int]) -> None:
        super().__init__(data)
        self.fields["aussage"].choices = [(number, number) for number in known]  # type: ignore[attr-defined]
        self.fields["aussage"].error_messages["invalid_choice"] = _("Diese Aussage gibt es hier nicht.")


class ChooseForm(forms.Form):
    """Which contributions are offered. What it does not understand it leaves out, it never refuses."""

    suche = forms.CharField(
        label=_("Suche"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    art = forms.ChoiceField(label=_("Art"), required=False, widget=PlainSelect)
    ziel = forms.ChoiceField(label=_("Ziel"), required=False, widget=PlainSelect)
    gruppe = forms.MultipleChoiceField(label=_("Gruppen"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, *, groups: Iterable[GroupSummary], goals: Iterable[GoalSummary]) -> None:
        super().__init__(data)
        self._offer("art", [("", _("alle")), *Kind.choices, *Leaning.choices])
        named = [(one.code, f"{one.code} {shorten(one.title, 60)}".strip()) for one in goals]
        self._offer("ziel", [("", _("alle")), *named])
        self._offer("gruppe", [(str(one.number), one.name) for one in groups])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        self.is_valid()
        known = self.cleaned_data
        return Asked(
            groups=tuple(int(one) for one in known.get("gruppe", ())),
            sort=known.get("art", ""),
            goal=known.get("ziel", ""),
            words=squeeze(known.get("suche", "")),
        )


class GroupNamesForm(forms.Form):
    """What facilitators call the groups of opinion. Only names that somebody changed here are written."""

    def __init__(self, data: Any = None, *, groups: list[Group]) -> None:
        super().__init__(data)
        self.groups = groups
        for one in groups:
            self.fields[f"gruppe-{one.label}"] = forms.CharField(
                label=gettext("Name der Gruppe %(name)s") % {"name": one.letter},
                max_length=80,
                required=False,
                initial=one.given,
                show_hidden_initial=True,
            )

    def rows(self) -> list[tuple[Group, forms.BoundField]]:
        """The groups, each with its field."""
        return [(one, self[f"gruppe-{one.label}"]) for one in self.groups]

    def clean(self) -> dict[str, Any]:
        known = super().clean() or self.cleaned_data
        names = [name.casefold() for one in known.values() if (name := squeeze(one))]
        if len(names) > len(set(names)):
            raise forms.ValidationError(_("Zwei Gruppen können nicht gleich heißen."))
        return known

    def changes(self) -> dict[int, str]:
        """Return the new names by label."""
        return {
            one.label: squeeze(self.cleaned_data[name])
            for one in self.groups
            if (name := f"gruppe-{one.label}") in self.changed_data
        }
