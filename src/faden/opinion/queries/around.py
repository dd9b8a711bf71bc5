"""What of Meinungsbilder hangs on what people said in the groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from faden.addresses.models import Address, State
from faden.dialogue.models import DialogueGroup
from faden.opinion.models import Conversation, Picture, Stage, Statement, StatementState
from faden.opinion.queries.pictured import Row, is_held_back, told
from faden.programme.models import Programme


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement of a public conversation. `row`: its numbers as of `at`, None where there is nothing to show yet."""

    statement: Statement
    at: datetime | None = None
    row: Row | None = None


def newest_open(programme: Programme) -> tuple[Conversation, Picture | None] | None:
    """Return the public conversation that was opened last and is open, with its last picture. Two queries at most."""
    known = Conversation.objects.filter(programme=programme, address__state=State.PUBLISHED, stage=Stage.OPEN)
    found = known.select_related("address").order_by("-opened_at", "-pk").first()
    if found is None:
        return None
    return found, None if is_held_back(found) else found.pictures.defer("data").last()


def conversations_of(group: DialogueGroup) -> QuerySet[Conversation]:
    """Return the public conversations in which statements of a dialogue group are voted on, newest first."""
    said = Statement.objects.open().filter(source__contribution__group=group, source__state=State.PUBLISHED)
    found = Conversation.objects.filter(pk__in=said.values("conversation"), address__state=State.PUBLISHED)
    return found.select_related("address").order_by("-opened_at", "-pk")


def asked(address: Address) -> list[Asked]:
    """Return how what stands at an address was voted on, by the conversations' opening. Two queries at most."""
    known = Statement.objects.open().filter(source=address, conversation__address__state=State.PUBLISHED)
    found = list(known.select_related("conversation__address").order_by("conversation__opened_at", "pk"))
    pictures = _last_pictures({one.conversation_id for one in found}) if found else {}
    return [_asked(one, pictures.get(one.conversation_id)) for one in found]


def _last_pictures(conversations: Iterable[int]) -> dict[int, Picture]:
    """Return the last picture of each conversation that has one."""
    of_same = Picture.objects.filter(conversation=OuterRef("conversation")).order_by("-number")
    last = Picture.objects.filter(conversation__in=conversations, number=Subquery(of_same.values("number")[:1]))
    return {one.conversation_id: one for one in last}


def voted_on(programme: Programme) -> int:
    """Return how many public contributions are voted on in public conversations."""
    said = Statement.objects.filter(conversation__programme=programme, conversation__address__state=State.PUBLISHED)
    said = said.filter(state=StatementState.OPEN, source__state=State.PUBLISHED)
    return said.values("source").distinct().count()


def _asked(statement: Statement, picture: Picture | None) -> Asked:
    if picture is None or is_held_back(statement.conversation):
        return Asked(statement)
    rows = [one for one in told(statement.conversation, picture, [statement]).rows if one.total]
    return Asked(statement, picture.at, rows[0]) if rows else Asked(statement)
