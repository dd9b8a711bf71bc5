"""German sentences that stand in the database, or that code without Django made, in the language of the page."""

import re
from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language, pgettext, trans_real

from faden.kernel.messages import SENTENCE

_PLACE = re.compile(r"\\\{(\w+)\\\}")


def said(text: str) -> str:
    """Say in the language of the page what `kernel.messages.sentence` made; other texts come back as they are."""
    language = get_language()
    if not text or language is None or language == settings.LANGUAGE_CODE:
        return text
    known = pgettext(SENTENCE, text)
    if known != text:
        return known
    for pattern, template in _templates(language):
        if found := pattern.fullmatch(text):
            return template.format(**{name: said(value) for name, value in found.groupdict().items()})
    return text


@lru_cache
def _templates(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Return what matches a finished sentence, with its translation, for each sentence that has ``{places}``."""
    catalogue = trans_real.translation(language)._catalog  # type: ignore[attr-defined]
    prefix = SENTENCE + trans_real.CONTEXT_SEPARATOR
    patterns = {
        re.escape(message.removeprefix(prefix)): translation
        for message, translation in catalogue.items()
        if isinstance(message, str) and message.startswith(prefix)
    }
    return [
        (re.compile(_with_places(pattern), re.DOTALL), translation)
        # Of two that fit, the one with more words of its own comes first: "{name}: {wrong}" fits many.
        for pattern, translation in sorted(patterns.items(), key=lambda one: -len(_PLACE.sub("", one[0])))
        if _PLACE.search(pattern)
    ]


def _with_places(pattern: str) -> str:
    """Return `pattern` with a group for each place; a place that stands there twice must hold the same both times."""
    known: set[str] = set()

    def group(place: re.Match[str]) -> str:
        is_new = place[1] not in known
        known.add(place[1])
        return f"(?P<{place[1]}>.+?)" if is_new else f"(?P={place[1]})"

    return _PLACE.sub(group, pattern)
