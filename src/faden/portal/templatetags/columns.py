"""What the columns of a results table are called on pages."""

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from faden.dialogue.models import Kind, Leaning
from faden.search.models import Entry

register = template.Library()
_NAMES = {
    Kind.QUESTION: _("Fragestellungen"),
    Kind.ASSESSMENT: _("Chancen und Heraus\u00adforderungen"),
    Kind.PROPOSAL: _("Lösungsansätze und Synergien"),
}


@register.filter
def column_name(kind: str) -> str:
    """Return the head of the column of `kind`."""
    return str(_NAMES[Kind(kind)])


@register.filter
def column_head(kind: str, count: int) -> str:
    """Return the column's name as it follows a number."""
    if kind == Kind.QUESTION:
        return ngettext("Fragestellung", "Fragestellungen", count)
    return column_name(kind)


@register.filter
def kind_in_words(entry: Entry) -> str:
    """Say what a statement that was found is: its side if it is known, else its kind."""
    return str(Leaning(entry.leaning).label if entry.leaning else Kind(entry.sort).label)
