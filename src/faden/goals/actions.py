"""Writes: recording goals, naming fields of action."""

from django.db import transaction

from faden.addresses.actions import Change, allot, record
from faden.addresses.models import Kind
from faden.goals import codes, events
from faden.goals.models import FieldOfAction, Goal
from faden.programme.actions import content_changes
from faden.programme.models import Programme


@transaction.atomic
def record_goals(programme: Programme, wordings: dict[str, str], *, change: Change) -> dict[str, Goal]:
    """Return the goals of the codes in `wordings`, creating those that are new, with missing parents.

    A goal without a title takes the wording given here; a titled one keeps its title.
    """
    content_changes(programme)
    needed = {above for code in wordings for above in _with_parents(code)}
    there = Goal.objects.filter(programme=programme, code__in=needed).select_related("address")
    known = {goal.code: goal for goal in there}
    fields = _fields(programme, {codes.field(code) for code in needed})
    new = sorted(needed - set(known), key=codes.sort_key)
    addresses = allot(programme, Kind.GOAL, count=len(new), now=change.now, published=True)
    for code, address in zip(new, addresses, strict=True):
        above = codes.parent(code)
        known[code] = Goal.objects.create(
            programme=programme,
            address=address,
            field=fields[codes.field(code)],
            parent=known[above] if above else None,
            code=code,
            title=wordings.get(code, "")[:500],
        )
    for code, wording in wordings.items():
        if not known[code].title and wording:
            known[code].title = wording[:500]
            known[code].save(update_fields=["title"])
            record(known[code].address, change, [("title", "", known[code].title)], public=True)
    return known


def _with_parents(code: str) -> list[str]:
    found = [code]
    while (above := codes.parent(found[-1])) is not None:
        found.append(above)
    return found


def _fields(programme: Programme, letters: set[str]) -> dict[str, FieldOfAction]:
    for code in letters:
        FieldOfAction.objects.get_or_create(programme=programme, code=code)
    return {field.code: field for field in FieldOfAction.objects.filter(programme=programme, code__in=letters)}


@transaction.atomic
def name_fields(programme: Programme, names: list[tuple[str, str]], *, change: Change) -> None:
    """Set the names of fields of action and their order: (code, name) from first to last."""
    content_changes(programme)
    before = dict(FieldOfAction.objects.filter(programme=programme).values_list("code", "name"))
    renamed = [(f"field {code}", before.get(code, ""), name) for code, name in names]
    record(programme, change, renamed, public=True)
    for position, (code, name) in enumerate(names, 1):
        FieldOfAction.objects.update_or_create(
            programme=programme, code=code, defaults={"name": name, "position": position}
        )
    events.fields_named.send(programme.pk)
