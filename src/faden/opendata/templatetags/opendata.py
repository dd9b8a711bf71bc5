"""The list of files to take away, for pages that show results."""

from django import template
from django.urls import reverse

from faden.dialogue.models import DialogueGroup
from faden.opendata.formats import FORMATS

register = template.Library()


@register.inclusion_tag("opendata/downloads.html")
def downloads(group: DialogueGroup | None = None) -> dict[str, object]:
    """List the formats for one `group`, or for all of the programme."""
    page, args = ("group_results", [str(group.address)]) if group else ("results", [])
    return {"group": group, "files": [(one, reverse(page, args=[*args, one.ending])) for one in FORMATS.values()]}
