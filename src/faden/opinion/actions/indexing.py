"""Keeps in step what can be found of conversations and questions of interest. In the transaction of the change."""

from collections import defaultdict

from django.db.models import QuerySet
from django.utils import timezone

from faden.addresses.models import Address
from faden.addresses.models import Kind as AddressKind
from faden.opinion.models import Conversation, InterestQuestion
from faden.programme.models import Programme
from faden.search import actions as search
from faden.search.findable import Findable, Letter

LONGEST = 100_000
"""A conversation is found by the words of its first statements, up to so many characters."""


def take_in(*keys: int) -> None:
    """Take in conversations that changed: what is said about them, their statements, whether they are public."""
    _take_in(Conversation.objects.filter(pk__in=keys))


def take_in_questions(*keys: int) -> None:
    """Take in questions of interest that changed."""
    _take_in_questions(InterestQuestion.objects.filter(pk__in=keys))


def state_changed(addresses: list[Address]) -> None:
    """Take in what stands at addresses that were published, hidden or withdrawn."""
    keys: defaultdict[str, list[int]] = defaultdict(list)
    for one in addresses:
        keys[one.kind].append(one.pk)
    if found := keys[AddressKind.OPINION]:
        _take_in(Conversation.objects.filter(address__in=found))
    if found := keys[AddressKind.INTEREST]:
        _take_in_questions(InterestQuestion.objects.filter(address__in=found))


def take_in_all(programme: Programme) -> None:
    """Take in all that a programme has, whose index is filled anew."""
    _take_in(Conversation.objects.filter(programme=programme))
    _take_in_questions(InterestQuestion.objects.filter(programme=programme))


def _take_in(found: QuerySet[Conversation]) -> None:
    for row in found.select_related("address", "programme"):
        if not row.address.is_public:
            search.drop(row.programme, "U", [row.pk])
            continue
        asked = row.statements.open().order_by("number").values_list("text", flat=True)
        words = " · ".join(part for part in (row.intro, *asked) if part)
        search.put(row.programme, [_findable("U", row.pk, row.address, row.title, words[:LONGEST])])


def _take_in_questions(found: QuerySet[InterestQuestion]) -> None:
    for row in found.select_related("address", "programme"):
        if row.address.is_public:
            search.put(row.programme, [_findable("F", row.pk, row.address, row.question, row.about)])
        else:
            search.drop(row.programme, "F", [row.pk])


def _findable(kind: Letter, key: int, address: Address, title: str, text: str) -> Findable:
    return Findable(
        kind=kind,
        key=key,
        path=str(address),
        title=title,
        text=text,
        address=address.pk,
        number=address.number,
        place=address.number,
        since=timezone.localdate(address.published_at) if address.published_at else None,
    )
