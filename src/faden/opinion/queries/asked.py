"""What the page says of a statement that somebody votes on."""

from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from faden.opinion.models import Origin, Statement
from faden.web.templatetags.web import quoted


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement with where it comes from: a `contribution` (B83, with its address) of a group, or `origin` in words."""

    statement: Statement
    contribution: str
    address: str
    group: str
    origin: str

    def facts(self) -> dict[str, Any]:
        """Return it for the script: `worte` as they are shown, `text` as they were said."""
        return {
            "nummer": self.statement.number,
            "text": self.statement.text,
            "worte": unescape(quoted(self.statement.text)),
            "sprache": self.statement.language,
            "beitrag": self.contribution,
            "gruppe": self.group,
            "herkunft": self.origin,
            "adresse": self.address,
        }


def shown(statement: Statement) -> Shown:
    """Return what is said of a statement; asks nothing where its source came with its contribution and group."""
    contribution = getattr(statement.source, "contribution", None)
    if contribution is not None and statement.source is not None:
        label, group = str(statement.source), contribution.group.name
        origin = _("Beitrag %(label)s aus der Dialoggruppe %(group)s") % {"label": label, "group": group}
        return Shown(statement, label, statement.source.get_absolute_url(), group, origin)
    words = {
        Origin.CONTRIBUTION: _("Aus einem Beitrag"),
        Origin.FACILITATOR: _("Frage zu Ihnen") if statement.is_meta else _("Von der Moderation"),
        Origin.PARTICIPANT: _("Vorgeschlagen von jemandem, der mitmacht"),
    }
    return Shown(statement, "", "", "", words[Origin(statement.origin)])
