"""Words that were searched for, marked in what was found."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from faden.search.asked import Asked
from faden.search.marking import spans, window

register = template.Library()
LENGTH = 220


@register.filter
def marked(text: str, asked: Asked) -> SafeString:
    """Mark the words of `text` that were asked for; of a long text the part around the first of them is shown."""
    found = spans(text, asked)
    first, last = window(text, found, LENGTH)
    parts, at = ["… " if first else ""], first
    for begin, end in found:
        if begin >= at and end <= last:
            parts += [escape(text[at:begin]), "<mark>", escape(text[begin:end]), "</mark>"]
            at = end
    is_cut = last < len(text)
    rest = text[at:last].rstrip(" ,;:–-") if is_cut else text[at:last]
    return SafeString("".join([*parts, escape(rest), " …" if is_cut else ""]))
