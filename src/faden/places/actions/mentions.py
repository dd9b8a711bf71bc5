"""What statements name: found by recognition, decided by people."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from django.db import transaction

from faden.addresses.models import Address
from faden.kernel.portions import SIZE, portions
from faden.people.models import Person
from faden.places.actions import counting as counts
from faden.places.actions.counting import counting, tally
from faden.places.models import Directory, District, MentionState, Place, PlaceMention, PlaceName
from faden.places.recognition import Name, NameIndex
from faden.programme.actions import content_changes
from faden.programme.models import Programme

EXCERPT = 240
"""Characters of a statement that are kept around the words found."""

_FOUND = ("words", "excerpt", "start", "state")
T = TypeVar("T")
Target = tuple[str, int]
Wanted = dict[Target, PlaceMention]


@dataclass(frozen=True, slots=True)
class _Names:
    """What is looked for in a programme's statements; `within`: the keys of the districts of its places."""

    programme: int
    index: NameIndex[Target]
    within: Mapping[Target, int | None]


@transaction.atomic
def recognise(programme: Programme, texts: Mapping[int, str]) -> None:
    """Look for places in public statements, given by the key of their address. What people decided stays.

    Suggestions that no longer hold go; decisions whose words have left the statement go too.
    """
    content_changes(programme)
    if names := _names(programme):
        for portion in portions(texts.items()):
            _replace(names, dict(portion))


def recognise_all(
    programme: Programme, addresses: Iterable[int], texts_of: Callable[[list[int]], Mapping[int, str]]
) -> None:
    """Look through all public statements, each portion in a transaction of its own. Doing it again does no harm.

    `texts_of` returns those of some addresses that are still public, and is asked in the portion's transaction.
    """
    begun = _edition(programme)
    for portion in portions(addresses):
        with transaction.atomic():
            content_changes(programme)
            if names := _names(programme):
                _replace(names, texts_of(portion))
    if begun:
        Directory.objects.filter(programme=programme, edition=begun).update(searched=begun)


@transaction.atomic
def forget(address_ids: Iterable[int]) -> None:
    """Drop what was found in statements that are no longer public; decisions stay, without the words around them.

    Belongs into the transaction that takes the statements out of the public.
    """
    for portion in portions(address_ids):
        with counting(portion):
            found = PlaceMention.objects.filter(address__in=portion)
            found.filter(decided_at=None).delete()
            found.update(excerpt="", start=0, is_public=False)


@transaction.atomic
def confirm(mention: PlaceMention, *, by: Person, now: datetime, alike: bool = False) -> int:
    """Say that the words mean this place; others suggested for the same words go. Returns how many were decided.

    `alike`: do so wherever the same words were taken for the same place.
    """
    return _decide(mention, MentionState.CONFIRMED, by=by, now=now, alike=alike)


@transaction.atomic
def reject(mention: PlaceMention, *, by: Person, now: datetime, alike: bool = False) -> int:
    """Say that the words do not mean this place; one that a person had added goes. Returns how many were decided."""
    if not mention.words:
        content_changes(mention.programme_id)
        with counting([mention.address_id]):
            mention.delete()
        return 1
    return _decide(mention, MentionState.REJECTED, by=by, now=now, alike=alike)


@transaction.atomic
def choose(mention: PlaceMention, target: Place | District, *, by: Person, now: datetime) -> PlaceMention:
    """Say that the words mean another place than the one found."""
    reject(mention, by=by, now=now)
    said: dict[str, str | int] = {"words": mention.words, "excerpt": mention.excerpt, "start": mention.start}
    return _stand(mention.address, target, by=by, now=now, is_public=mention.is_public, said=said)


@transaction.atomic
def add(address: Address, target: Place | District, *, by: Person, now: datetime) -> PlaceMention:
    """Say that a statement is about a place, whatever its words."""
    content_changes(address.programme_id)
    known = PlaceMention.objects.filter(address=address).first()
    is_public = known.is_public if known else address.is_public
    return _stand(address, target, by=by, now=now, is_public=is_public, said={"words": "", "excerpt": "", "start": 0})


@transaction.atomic
def reopen(mention: PlaceMention) -> None:
    """Take a decision back: the words are suggested again."""
    content_changes(mention.programme_id)
    with counting([mention.address_id]):
        mention.state, mention.by, mention.decided_at = MentionState.SUGGESTED, None, None
        mention.save(update_fields=["state", "by", "decided_at"])


def _decide(mention: PlaceMention, state: MentionState, *, by: Person, now: datetime, alike: bool) -> int:
    content_changes(mention.programme_id)
    found = {mention.pk: mention.address_id}
    if alike:
        others = PlaceMention.objects.filter(
            programme=mention.programme_id,
            is_public=True,
            state=MentionState.SUGGESTED,
            words=mention.words,
            place=mention.place_id,
            district=mention.district_id,
        )
        found |= dict(others.values_list("pk", "address"))
    decision = {"by": by, "decided_at": now}
    for portion in portions(found.items()):
        keys, addresses = zip(*portion, strict=True)
        with counting(addresses):
            PlaceMention.objects.filter(pk__in=keys).update(state=state, **decision)
            if state == MentionState.CONFIRMED and mention.words:
                namesakes = PlaceMention.objects.filter(address__in=addresses, words__iexact=mention.words)
                namesakes.filter(state=MentionState.SUGGESTED).update(state=MentionState.REJECTED, **decision)
    return len(found)


def _stand(
    address: Address,
    target: Place | District,
    *,
    by: Person,
    now: datetime,
    is_public: bool,
    said: Mapping[str, str | int],
) -> PlaceMention:
    of = {"place": target} if isinstance(target, Place) else {"district": target}
    decided = {"state": MentionState.CONFIRMED, "by": by, "decided_at": now}
    stands = {
        "programme_id": address.programme_id,
        "within": target.district if isinstance(target, Place) else target,
        "is_public": is_public,
    }
    with counting([address.pk]):
        made, _ = PlaceMention.objects.update_or_create(address=address, **of, defaults=decided | stands | dict(said))
    return made


def _edition(programme: Programme) -> uuid.UUID | None:
    return Directory.objects.filter(programme=programme).values_list("edition", flat=True).first()


def _names(programme: Programme) -> _Names | None:
    """Return what is looked for, None where a programme has no places. One query as long as nothing changes."""
    edition = _edition(programme)
    return _names_of(programme.pk, edition) if edition else None


@lru_cache(maxsize=4)
def _names_of(programme: int, edition: uuid.UUID) -> _Names:
    """Return the names of an edition. There is no other edition of this number, not even after a rollback."""
    rows = PlaceName.objects.filter(place__programme=programme) | PlaceName.objects.filter(
        district__programme=programme
    )
    names = [
        Name(
            name,
            ("place", place) if place else ("district", district),
            ambiguous=ambiguous,
            district=("district", within) if within else None,
            derives=not place,
            full=of_place or of_district,
        )
        for name, ambiguous, place, district, within, of_place, of_district in rows.values_list(
            "name", "ambiguous", "place", "district", "place__district", "place__name", "district__name"
        )
    ]
    lies = {one.target: one.district[1] if one.district else None for one in names if one.target[0] == "place"}
    districts = {one.target: one.target[1] for one in names if one.target[0] == "district"}
    return _Names(programme, NameIndex(names), lies | districts)


def _replace(names: _Names, texts: Mapping[int, str]) -> None:
    """Bring the mentions of these statements in line with their words. Nine queries at most, one if nothing changes."""
    known: dict[int, list[PlaceMention]] = {address: [] for address in texts}
    for one in PlaceMention.objects.filter(address__in=list(texts)):
        known[one.address_id].append(one)
    before = tally(one for rows in known.values() for one in rows)
    new: list[PlaceMention] = []
    gone: list[PlaceMention] = []
    changed: list[PlaceMention] = []
    kept: list[PlaceMention] = []
    for address, text in texts.items():
        wanted = _wanted(names.index, address, text)
        for one in known[address]:
            found = wanted.pop(_target(one), None)
            if found is None and one.decided_at and one.words:
                found = _still_there(one, text)
            if found is None and one.words:
                gone.append(one)
                continue
            kept.append(one)
            if _refresh(one, found):
                changed.append(one)
        for target, one in wanted.items():
            one.programme_id, one.within_id = names.programme, names.within[target]
            new.append(one)
    PlaceMention.objects.filter(pk__in=[one.pk for one in gone]).delete()
    PlaceMention.objects.bulk_create(new, batch_size=SIZE)
    PlaceMention.objects.bulk_update(changed, [*_FOUND, "is_public"], batch_size=SIZE)
    counts.add(tally([*kept, *new]), before)


def _target(one: PlaceMention) -> Target:
    return ("place", one.place_id) if one.place_id else ("district", one.district_id or 0)


def _wanted(names: NameIndex[Target], address: int, text: str) -> Wanted:
    wanted: Wanted = {}
    for found in names.find(text):
        state = MentionState.CONFIRMED if found.sure else MentionState.SUGGESTED
        for kind, key in found.targets:
            before = wanted.get((kind, key))
            if before is None or (found.sure and before.state == MentionState.SUGGESTED):
                wanted[kind, key] = _mention(address, text, found.start, found.end, state, **{f"{kind}_id": key})
    return wanted


def _mention(address: int, text: str, start: int, end: int, state: str, **of: int) -> PlaceMention:
    words = text[start:end][:200]
    excerpt, at = _around(text, start, start + len(words))
    return PlaceMention(address_id=address, words=words, excerpt=excerpt, start=at, state=state, **of)


def _still_there(one: PlaceMention, text: str) -> PlaceMention | None:
    """A person said what these words mean: they count as long as they stand there."""
    at = text.find(one.words)
    return _mention(one.address_id, text, at, at + len(one.words), one.state) if at >= 0 else None


def _refresh(one: PlaceMention, found: PlaceMention | None) -> bool:
    """Take over what was found, if anything, for a mention of a public statement; returns whether that changes it."""
    before = [getattr(one, name) for name in (*_FOUND, "is_public")]
    one.is_public = True
    if found and one.words:
        for name in _FOUND:
            if name != "state" or not one.decided_at:
                setattr(one, name, getattr(found, name))
    return before != [getattr(one, name) for name in (*_FOUND, "is_public")]


def _around(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the words around ``text[start:end]`` with "…" where it was cut, and where the part begins in them."""
    spare = max(0, EXCERPT - (end - start)) // 2
    first, last = max(0, start - spare), min(len(text), end + spare)
    if first:
        first = text.find(" ", first, start) + 1 or start
    if last < len(text):
        cut = text.rfind(" ", end, last)
        last = cut if cut >= 0 else end
    before = "…" if first else ""
    return before + text[first:last] + ("…" if last < len(text) else ""), len(before) + start - first
