"""Template helpers that know no domain."""

from typing import Any
from urllib.parse import urlencode

from django import forms, template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from faden.web.forms import dress

register = template.Library()
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")
_NUMBERS = "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()

register.filter("dress", dress)


@register.filter
def quoted(text: str) -> SafeString:
    """Set `text` in German quotation marks; the marks it opens with inside become single ones."""
    inner = str(text).strip()
    if inner[:1] in "\"„“" and inner[-1:] in "\"“”" and inner.count('"') + inner.count("„") + inner.count("“") <= 2:
        inner = f"‚{inner[1:-1]}‘"
    return format_html("„{}“", inner)


@register.filter
def markdown(text: str) -> SafeString:
    """Render Markdown; HTML in it is shown as text, never run."""
    return SafeString(_MARKDOWN.render(text))  # noqa: S308


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
