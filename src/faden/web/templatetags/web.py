"""Template helpers that know no domain."""

import difflib
from collections.abc import Mapping
from datetime import time
from typing import Any
from urllib.parse import urlencode

from django import forms, template
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from faden.kernel.text import fold, shorten
from faden.web.forms import dress

register = template.Library()
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")
_NUMBERS = "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()

register.filter("dress", dress)


@register.filter
def quoted(text: str) -> SafeString:
    """Set `text` in German quotation marks; the marks it opens with inside become single ones."""
    inner = text.strip()
    if isinstance(text, SafeString):
        return SafeString(f"„{inner}“")
    if (
        len(inner) > 2
        and inner[:1] in '"„“'
        and inner[-1:] in '"“”'
        and inner.count('"') + inner.count("„") + inner.count("“") <= 2
    ):
        inner = f"‚{inner[1:-1]}‘"
    return format_html("„{}“", inner)


@register.filter
def markdown(text: str) -> SafeString:
    """Render Markdown; HTML in it is shown as text, never run."""
    return SafeString(_MARKDOWN.render(text))


@register.filter
def in_words(number: int) -> str:
    """Write small numbers as words: 9 → "neun"."""
    return _NUMBERS[number] if 2 <= number <= 12 else ("eine" if number == 1 else str(number))


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
    return SafeString(escaped.replace("[Name verdeckt]", '<span class="f-redact">Name verdeckt</span>'))


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
def clock(moment: time) -> str:
    """Say a time of day as people do: "18", "18:30"."""
    return f"{moment:%-H:%M}" if moment.minute else str(moment.hour)


@register.filter
def in_fours(secret: str) -> str:
    """Set a long secret in blocks of four, so that people can type it."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
