"""Forms of the public pages."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from faden.dialogue.models import Kind, Leaning
from faden.dialogue.queries import GroupSummary
from faden.goals.models import FieldOfAction
from faden.goals.queries import GoalSummary
from faden.kernel.text import shorten
from faden.places.models import District
from faden.portal.listing import Narrowing
from faden.portal.news import Narrowed, moment, narrow
from faden.portal.news_titles import PAGE
from faden.programme.models import Programme
from faden.web.forms import PlainSelect

ALL = _("alle")
_BESIDE = "suchen"
"""The form to which fields beside the list belong."""


def _choice(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=PlainSelect({"form": _BESIDE}))


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput({"form": _BESIDE, "type": "date"}, format="%Y-%m-%d")
    )


class FilterForm(forms.Form):
    """Search and filters of the list of statements. What it does not understand it leaves out, it never refuses."""

    suche = forms.CharField(
        label=_("Suche"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )
    sortierung = _choice(_("Reihenfolge"))
    gruppe = _choice(_("Gruppe"))
    art = _choice(_("Art"))
    feld = _choice(_("Handlungsfeld"))
    ziel = _choice(_("Ziel"))
    stadtteil = _choice(_("Stadtteil"))
    von = _day(_("Veröffentlicht ab"))
    bis = _day(_("Veröffentlicht bis"))
    stand = _choice(_("Stand"))
    FILTERS = ("gruppe", "art", "feld", "ziel", "stadtteil", "von", "bis", "stand")
    MOST_GROUPS = 50
    COUNTED = ("gruppe", "art", "feld", "ziel", "stadtteil")

    def __init__(
        self, data: Any, *, groups: list[GroupSummary], goals: list[GoalSummary], districts: list[District]
    ) -> None:
        super().__init__(data)
        self.districts = {one.slug: one for one in districts}
        self.words: dict[str, dict[str, Any]] = {}
        self.idle: set[str] = set()
        self._offer("gruppe", [(str(one.number), one.name) for one in groups])
        self._offer("art", [*Kind.choices, *Leaning.choices])
        fields = {one.field: one.field_name for one in goals}
        self._offer("feld", [(code, f"{code} {name}".strip()) for code, name in fields.items()])
        self._offer("ziel", [(one.code, f"{one.code} {shorten(one.title, 60)}".strip()) for one in goals])
        self._offer("stadtteil", [(one.slug, one.name) for one in districts])
        self._offer("stand", [("weg", _("nicht mehr öffentlich"))], every=_("öffentlich"))
        orders = [
            ("gruppe", _("wie im Dokument")),
            ("neu", pgettext_lazy("Reihenfolge", "neueste zuerst")),
            ("alt", pgettext_lazy("Reihenfolge", "älteste zuerst")),
        ]
        every = pgettext_lazy("Reihenfolge", "beste Treffer zuerst") if data.get("suche", "").strip() else None
        self._offer("sortierung", orders, every=every)
        self.is_valid()
        self.narrowing = self._narrowing()

    def _offer(self, name: str, choices: list[tuple[str, Any]], *, every: Any = ALL) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", every), *choices] if every else choices
        self.words[name] = dict(choices)

    def _narrowing(self) -> Narrowing:
        known = self.cleaned_data
        return Narrowing(
            words=known.get("suche", ""),
            literally="genau" in self.data,
            group=int(known["gruppe"]) if known.get("gruppe") else None,
            # A goal that nobody knows has no statements, rather than all.
            goal=known.get("ziel", str(self.data.get("ziel", ""))[:24]),
            field=known.get("feld", ""),
            sort=known.get("art", ""),
            district=self.districts.get(known.get("stadtteil", "")),
            since=known.get("von"),
            until=known.get("bis"),
            gone=bool(known.get("stand")),
            order=known.get("sortierung", ""),
        )

    def count(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Say beside each option how many statements it leaves; options that leave none go, unless chosen.

        Of the groups those stay that have most; the page of all groups leads to the others.
        """
        for name in self.COUNTED:
            field = self.fields[name]
            assert isinstance(field.widget, PlainSelect)
            here, chosen = counts.get(name, {}), self.data.get(name)
            left = [value for value in self.words[name] if here.get(value) or value == chosen]
            if name == "gruppe" and (more := len(left) - self.MOST_GROUPS) > 0:
                most = {chosen, *sorted(left, key=lambda value: -here.get(value, 0))[: self.MOST_GROUPS]}
                left = [value for value in left if value in most]
                self[name].help_text = ngettext(
                    "Hier stehen die größten. Eine weitere finden Sie unter „Gruppen“.",
                    "Hier stehen die größten. %(count)d weitere finden Sie unter „Gruppen“.",
                    more,
                ) % {"count": more}
            # Those of the widget: what was asked is understood already, and hundreds are looked through only once.
            field.widget.choices = [
                ("", ALL),
                *((value, f"{self.words[name][value]} ({here.get(value, 0)})") for value in left),
            ]
            if not left:
                self.idle.add(name)

    def fields_beside(self) -> list[forms.BoundField]:
        """Return the fields that narrow and order, without those that offer nothing."""
        return [self[name] for name in ("sortierung", *self.FILTERS) if name not in self.idle]

    def chosen(self) -> list[tuple[str, str, str]]:
        """Return name, label and value in words of every filter that narrows the list."""
        found = []
        for name in self.FILTERS:
            value = self.cleaned_data.get(name)
            if not value:
                continue
            words = self.words[name][value] if name in self.words else date_format(value)
            found.append((name, str(self.fields[name].label), shorten(str(words), 60)))
        return found


_KINDS = {
    "beitraege": "B",
    "gruppen": "G",
    "ziele": "Z",
    "synergien": "S",
    "meinungsbilder": "U",
    "interesse": "F",
    "seiten": PAGE,
}
"""Kinds of news, as addresses name them."""


class NewsForm(forms.Form):
    """What the news are narrowed to. What it does not understand it leaves out, it never refuses.

    `since`: the moment asked for, "2026-11-01" or, as scripts ask, "2026-11-01T14:00Z"; None without one.
    """

    seit = forms.CharField(label=_("Seit"), required=False, max_length=40, widget=forms.TextInput({"type": "date"}))
    gruppe = forms.TypedChoiceField(label=_("Gruppe"), required=False, coerce=int, empty_value=None, widget=PlainSelect)
    feld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)
    art = forms.ChoiceField(
        label=_("Was"),
        required=False,
        choices=[
            ("", _("alles")),
            ("beitraege", _("Beiträge")),
            ("gruppen", _("Dialoggruppen und Treffen")),
            ("ziele", _("Ziele")),
            ("synergien", _("Synergien und Widersprüche")),
            ("meinungsbilder", _("Meinungsbilder")),
            ("interesse", _("Fragen nach Interesse")),
            ("seiten", _("Seiten")),
        ],
    )

    def __init__(self, data: Any, *, groups: list[GroupSummary], fields: list[FieldOfAction]) -> None:
        self.since = moment(str(data.get("seit", "")))
        shown = data.copy()
        shown["seit"] = timezone.localdate(self.since).isoformat() if self.since else ""
        super().__init__(shown)
        group, field = self.fields["gruppe"], self.fields["feld"]
        assert isinstance(group, forms.ChoiceField)
        assert isinstance(field, forms.ChoiceField)
        group.choices = [("", _("alle")), *((one.number, one.name) for one in groups)]
        field.choices = [("", _("alle")), *((one.code, f"{one.code} {one.name}".strip()) for one in fields)]
        self.is_valid()

    def narrowed(self, programme: Programme) -> Narrowed:
        """Return what makes sense of it."""
        known = self.cleaned_data
        kind = _KINDS.get(known.get("art", ""), "")
        return narrow(programme, group=known.get("gruppe"), field=known.get("feld", ""), kind=kind)


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
