"""The city's list of actors: who is meant by which names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from faden.kernel.messages import sentence
from faden.programme.models import Programme
from faden.synergy.actions.waiting import wait
from faden.synergy.actor_list import ActorRow
from faden.synergy.models import Actor


class ActorTaken(Exception):
    """Another actor is called like this; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class TakenRow:
    """What became of one row of a list: a German sentence. `left_out`: it was not taken."""

    row: int
    name: str
    outcome: str
    left_out: bool = False


@transaction.atomic
def save_actor(programme: Programme, found: Actor | None, *, name: str, aliases: Sequence[str]) -> Actor:
    """Change an actor, or add one. Raises ActorTaken when another one has the name."""
    actor = found or Actor(programme=programme)
    actor.name, actor.aliases = name, "\n".join(_others(name, aliases))
    try:
        with transaction.atomic():
            actor.save()
    except IntegrityError as error:
        raise ActorTaken(
            sentence("„{name}“ steht schon in der Liste. Bitte ergänzen Sie dort die anderen Namen.", name=name)
        ) from error
    wait(programme)
    return actor


@transaction.atomic
def remove_actor(actor: Actor) -> None:
    """Take an actor off the list."""
    actor.delete()
    wait(actor.programme)


@transaction.atomic
def load_actors(programme: Programme, rows: Iterable[ActorRow]) -> list[TakenRow]:
    """Take in a list: new actors, and further names of those that are known. Nothing is removed."""
    known = {one.name: one for one in Actor.objects.filter(programme=programme)}
    report = [_take(programme, known, row) for row in rows]
    if any(not one.left_out for one in report):
        wait(programme)
    return report


def _take(programme: Programme, known: dict[str, Actor], row: ActorRow) -> TakenRow:
    if row.problem:
        return TakenRow(row.row, row.name, row.problem, left_out=True)
    actor = known.get(row.name)
    if actor is None:
        known[row.name] = Actor.objects.create(
            programme=programme, name=row.name, aliases="\n".join(_others(row.name, row.aliases))
        )
        return TakenRow(row.row, row.name, sentence("neu"))
    _, *before = actor.names
    after = _others(row.name, [*before, *row.aliases])
    if after == before:
        return TakenRow(row.row, row.name, sentence("wie bisher"))
    actor.aliases = "\n".join(after)
    actor.save(update_fields=["aliases"])
    added = ", ".join(one for one in after if one not in before)
    return TakenRow(row.row, row.name, sentence("ergänzt um {names}", names=added))


def _others(name: str, aliases: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(one for one in aliases if one and one != name))
