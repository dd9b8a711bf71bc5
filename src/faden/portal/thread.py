"""A statement's thread: all that hangs on it, in order of time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from faden.addresses.models import Address, Revision, State
from faden.dialogue import queries as dialogue
from faden.dialogue.models import Contribution, GoalMention
from faden.opinion.models import InterestQuestion
from faden.opinion.queries.around import Asked
from faden.portal import history
from faden.synergy.models import Synergy
from faden.synergy.queries.shown import Around, Tie


@dataclass(frozen=True, slots=True)
class Knot:
    """One entry of the thread. `template` draws it with `facts`; `on` is when, if anybody knows."""

    title: str
    template: str
    on: date | datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def knots(
    contribution: Contribution,
    changes: list[Revision],
    around: Around,
    asked: Iterable[Asked] = (),
    interests: Iterable[InterestQuestion] = (),
) -> list[Knot]:
    """Return the thread of a public contribution with its public history and what hangs on it.

    `asked`: how it was voted on; `interests`: what was asked about it.

    Its source and group must be loaded.
    """
    mentions = list(dialogue.mentions(contribution.group))
    # It begins with what was said and what for, even where nobody knows the day; the rest has one.
    beginning = [_spoken(contribution), *([_goals(contribution, mentions)] if mentions else [])]
    since = [*_changes(contribution, changes), *map(_linked, around.ties), *map(_in_synergy, around.synergies)]
    since += [*(_voted_on(contribution, one) for one in asked), *map(_of_interest, interests)]
    return beginning + sorted(since, key=_day)


def changes(address: Address) -> list[Revision]:
    """Return the public history of what stands at an address, oldest first. One query."""
    return list(history.of(address).select_related(None).order_by("at", "pk"))


def _day(knot: Knot) -> date:
    return knot.on.date() if isinstance(knot.on, datetime) else knot.on or date.min


def _spoken(contribution: Contribution) -> Knot:
    source = contribution.source
    before, after = dialogue.neighbours(contribution)
    facts = {"contribution": contribution, "source": source, "before": before, "after": after}
    if source and source.meeting:
        return Knot(_("Gesagt und festgehalten"), "portal/knots/spoken.html", source.meeting.on, facts)
    if source and source.version:
        document = source.version.document
        return Knot(_("Im Dokument festgehalten"), "portal/knots/spoken.html", document.dated_on, facts)
    return Knot(_("Von der Moderation festgehalten"), "portal/knots/spoken.html", None, facts)


def _goals(contribution: Contribution, mentions: list[GoalMention]) -> Knot:
    on = contribution.source.version.document.dated_on if contribution.source and contribution.source.version else None
    return Knot(
        _("Ziele der Gruppe"),
        "portal/knots/goals.html",
        on,
        {"mentions": mentions, "group": contribution.group},
    )


def _changes(contribution: Contribution, changes: list[Revision]) -> list[Knot]:
    address = contribution.address
    found = []
    if address.published_at:
        found.append(
            Knot(_("Hier veröffentlicht"), "portal/knots/published.html", address.published_at, {"address": address})
        )
    for revision in changes:
        if revision.field == "link":
            # What links there are now have knots of their own.
            continue
        titles = {
            "text": _("Wortlaut berichtigt"),
            "kind": _("Anders eingeordnet"),
            "leaning": _("Genauer eingeordnet"),
            "state": _("Wieder veröffentlicht") if revision.after == State.PUBLISHED else _("Geändert"),
        }
        found.append(
            Knot(
                titles.get(revision.field, _("Geändert")),
                "portal/knots/changed.html",
                revision.at,
                {"revision": revision, "address": address},
            )
        )
    return found


def _linked(tie: Tie) -> Knot:
    return Knot(f"{tie.words}:", "portal/knots/linked.html", tie.on, {"tie": tie})


def _in_synergy(synergy: Synergy) -> Knot:
    template = _("Teil des Widerspruchs %(address)s") if synergy.is_conflict else _("Teil der Synergie %(address)s")
    return Knot(
        template % {"address": synergy.address},
        "portal/knots/synergy.html",
        synergy.address.published_at,
        {"synergy": synergy},
    )


def _voted_on(contribution: Contribution, asked: Asked) -> Knot:
    conversation = asked.statement.conversation
    # The words were copied when the statement was taken in, and may have been corrected since.
    has_other_words = asked.statement.text != contribution.text
    return Knot(
        _("Im Meinungsbild %(address)s") % {"address": conversation.address},
        "portal/knots/opinion.html",
        conversation.opened_at,
        {"asked": asked, "conversation": conversation, "has_other_words": has_other_words},
    )


def _of_interest(question: InterestQuestion) -> Knot:
    return Knot(_("Frage nach Interesse"), "portal/knots/interest.html", question.made_at, {"question": question})
