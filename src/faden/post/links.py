"""Whole addresses of pages, for mails."""

from django.conf import settings
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils.translation import get_language

from faden.programme.models import Programme


def link(programme: Programme, page: str, *args: object) -> str:
    """Return the address of a page (its name in the URLs) of a programme, in the language that is in use.

    Who asks for something can make a request say any host: links in mails never come from one.
    """
    before = get_script_prefix()
    set_script_prefix(_prefix(programme))
    try:
        return f"{settings.SITE_ADDRESS}{reverse(page, args=args)}"
    finally:
        set_script_prefix(before)


def _prefix(programme: Programme) -> str:
    """Return what stands before the path, as `web.language` and `programme.middleware` take it off."""
    language = get_language() or settings.LANGUAGE_CODE
    parts = [] if language == settings.LANGUAGE_CODE else [language]
    if Programme.objects.exclude(pk=programme.pk).exists():
        parts.append(programme.slug)
    return "".join(f"/{part}" for part in parts) + "/"
