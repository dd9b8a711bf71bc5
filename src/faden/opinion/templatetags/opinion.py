"""How statements and large numbers are written on pages."""

from string import ascii_uppercase

from django import template
from django.conf import settings
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from faden.opinion.models import Statement
from faden.opinion.queries.pictured import Row
from faden.web.templatetags.web import quoted, redacted, spoken

register = template.Library()


@register.filter
def words(statement: Statement) -> SafeString:
    """Write what a statement says in quotation marks, with its language where that is not the page's."""
    return _spoken(statement, quoted(statement.text))


@register.filter
def in_short(row: Row) -> SafeString:
    """Write the words of a statement for a headline, without the full stop at their end."""
    return _spoken(row.statement, quoted(row.short.removesuffix(".")))


def _spoken(statement: Statement, said: SafeString) -> SafeString:
    shown = redacted(said)
    if statement.language == get_language():
        return shown
    return format_html('<span lang="{}" dir="auto">{}</span>', statement.language, shown)


@register.filter
def camp(name: str) -> str:
    """Write what a group of opinion is called, with its language where facilitators gave the name."""
    letters = {_("Gruppe %(letter)s") % {"letter": letter} for letter in ascii_uppercase}
    return name if not spoken() or name in letters else format_html("<span{}>{}</span>", spoken(), name)


@register.filter
def thousands(number: int) -> str:
    """Write a number with its thousands set apart: 4318 → 4.318."""
    return number_format(number, use_l10n=True, force_grouping=True)


@register.filter
def percent(number: int) -> str:
    """Write whole percents as the page's language does: 50 %, with a space that no line breaks at, or 50%."""
    return f"{number}\u00a0%" if get_language() == settings.LANGUAGE_CODE else f"{number}%"
