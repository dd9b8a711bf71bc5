"""How this room's templates draw differences."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString

from faden.intake.queries import Difference
from faden.web.templatetags.web import differences, excerpt

register = template.Library()


def _words(one: Any) -> str:
    return str(getattr(one, "text", "") or getattr(one, "wording", "") or getattr(one, "name", ""))


@register.filter
def against(text: str, others: Sequence[Any]) -> SafeString:
    """Mark the words of `text` that stand in none of `others` (statements, mentions or draft rows)."""
    return differences(text, " ".join(_words(one) for one in others) if others else text)


@register.filter
def about(case: Difference) -> str:
    """Name a difference for those who hear it: its first words."""
    return excerpt(_words((case.old or case.new)[0]))
