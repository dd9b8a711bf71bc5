"""Template helpers that know no domain."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any
from urllib.parse import urlencode

from django import forms, template
from django.conf import settings
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

from faden.kernel.differences import differences as kernel_differences
from faden.kernel.text import COVERED, fold, shorten
from faden.web.forms import dress
from faden.web.language import address_in
from faden.web.sentences import said

register = template.Library()
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")
# From 1 on; "eine" as in "eine Stelle".
_NUMBERS = (
    _("eine"),
    _("zwei"),
    _("drei"),
    _("vier"),
    _("fünf"),
    _("sechs"),
    _("sieben"),
    _("acht"),
    _("neun"),
    _("zehn"),
    _("elf"),
    _("zwölf"),
)
_MARKS = {"de": ("„", "“", "‚", "‘"), "en": ("“", "”", "‘", "’")}

register.filter("dress", dress)
register.filter("said", said)


@register.filter
def quoted(text: str) -> SafeString:
    """Set `text` in the quotation marks of the page's language; the marks it opens with inside become single ones."""
    opening, closing, opening_inside, closing_inside = _MARKS.get(get_language() or "", _MARKS["de"])
    inner = text.strip()
    if isinstance(text, SafeString):
        return SafeString(f"{opening}{inner}{closing}")
    if (
        len(inner) > 2
        and inner[:1] in '"„“'
        and inner[-1:] in '"“”'
        and inner.count('"') + inner.count("„") + inner.count("“") <= 2
    ):
        inner = f"{opening_inside}{inner[1:-1]}{closing_inside}"
    return format_html("{}{}{}", opening, inner, closing)


@register.filter
def markdown(text: str) -> SafeString:
    """Render Markdown; HTML in it is shown as text, never run."""
    return SafeString(_MARKDOWN.render(text))


@register.filter
def in_words(number: int) -> str:
    """Write small numbers as words: 9 → "neun"."""
    return str(_NUMBERS[number - 1] if 1 <= number <= len(_NUMBERS) else number)


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: object) -> str:
    """Return the current query string with `changes`; None drops a parameter."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return "?" + urlencode(list(query.items())) if query else "?"


@register.simple_tag(takes_context=True)
def query_without(context: dict[str, Any], *names: str) -> str:
    """Return the current query string without the parameters `names`."""
    return query_with(context, **dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the interface, with the address that the requested page has in it."""

    code: str
    name: str
    address: str
    is_current: bool


@register.simple_tag(takes_context=True)
def languages(context: dict[str, Any]) -> list[Language]:
    """List the languages; none for an answer to a form, whose address may have no page of its own."""
    request = context.get("request")
    if request is None or request.method not in ("GET", "HEAD"):
        return []
    return [
        Language(code, str(name), address_in(code, request), code == get_language())
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag
def spoken() -> SafeString:
    """Say of an element that what people said or wrote stands in it, which no catalogue translates."""
    if get_language() == settings.LANGUAGE_CODE:
        return SafeString("")
    direction = ' dir="ltr"' if get_language_bidi() else ""
    return SafeString(f' lang="{settings.LANGUAGE_CODE}"{direction}')


@register.filter
def is_checkbox(field: forms.BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_fieldset(field: forms.BoundField) -> bool:
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def is_select(field: forms.BoundField) -> bool:
    return isinstance(field.field.widget, forms.Select) and not is_fieldset(field)


@register.filter
def excerpt(text: str) -> str:
    """Shorten long statements in lists, between words."""
    return shorten(text, 220)


@register.filter(needs_autoescape=True)
def redacted(text: str, autoescape: bool = True) -> SafeString:
    """Draw covered names as a bar with words, readable by everyone."""
    escaped = conditional_escape(text) if autoescape else str(text)
    return SafeString(escaped.replace(COVERED, _bar()))


def _bar() -> SafeString:
    foreign = f' lang="{get_language()}"' if spoken() else ""
    return format_html('<span class="f-redact"{}>{}</span>', SafeString(foreign), gettext("Name verdeckt"))


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Look `key` up; None when it is missing."""
    return mapping.get(key)


@register.filter(needs_autoescape=True)
def differences(text: str, other: str, autoescape: bool = True) -> SafeString:
    """Mark the words of `text` that `other` lacks."""
    words, others = text.split(), [fold(word) for word in other.split()]
    matcher = difflib.SequenceMatcher(None, [fold(word) for word in words], others, autojunk=False)
    parts = []
    for tag, first, last, _first, _last in matcher.get_opcodes():
        words_here = " ".join(words[first:last])
        if words_here:
            parts.append(escape(words_here) if tag == "equal" else format_html("<mark>{}</mark>", words_here))
    return SafeString(" ".join(parts))


@register.filter
def changed_from(after: str, before: str) -> SafeString:
    """Show both texts in one: what went and what came, by marks, colour, and words for those who listen."""
    html = []
    for part in kernel_differences(before, after):
        if part.kept:
            html.append(format_html("{}{}", " ".join(part.kept), " …" if part.is_cut else ""))
        if part.before:
            html.append(_marked("del", gettext("gestrichen:"), part.before))
        if part.after:
            html.append(_marked("ins", gettext("neu:"), part.after))
    return SafeString(redacted(SafeString(" ".join(html))))


def _marked(tag: str, words: str, changed: list[str]) -> SafeString:
    """Put a passage into `tag`; what is heard before and after it is not seen."""
    return format_html(
        '<{}><span class="kern-sr-only">[{} </span>{}<span class="kern-sr-only">]</span></{}>',
        tag,
        words,
        " ".join(changed),
        tag,
    )


@register.filter
def clock(moment: time) -> str:
    """Say a time of day as people do: "18" (before "Uhr") or "18:30"; in other languages than German "18:00"."""
    return str(moment.hour) if not moment.minute and get_language() == "de" else f"{moment:%-H:%M}"


@register.filter
def in_fours(secret: str) -> str:
    """Set a long secret in blocks of four, so that people can type it."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
