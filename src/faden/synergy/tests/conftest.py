"""Two public groups that want the same street changed."""

import pytest

from faden.addresses.models import Address
from faden.conftest import NOW
from faden.dialogue.actions import NewGroup
from faden.dialogue.models import Contribution, DialogueGroup, Kind, Leaning
from faden.dialogue.tests.said import goal, published, said
from faden.programme.actions import found
from faden.programme.models import Programme
from faden.synergy.models import Suggestion, in_order

TREES = "Straßenbäume an der Lindenallee pflanzen"
HEAT = "Die Lindenallee ist im Sommer zu heiß"
PARKING = "Parkplätze an der Lindenallee erhalten"
PLAY = "Lindenallee am Sonntag als Spielstraße"


@pytest.fixture
def empty(db: None) -> Programme:
    return found(city="Musterstadt", name="Musterstadt 2040", now=NOW)


@pytest.fixture
def two_groups(empty: Programme) -> Programme:
    published(
        empty,
        [
            NewGroup(
                "Klima",
                goals=[goal("ST_1.1", "Hitze in der Stadt mindern")],
                contributions=[said(TREES), said(HEAT, Kind.ASSESSMENT, Leaning.CHALLENGE)],
            ),
            NewGroup(
                "Verkehr",
                goals=[goal("MO_2.4", "Straßen für alle umbauen"), goal("ST_1.1", "Schatten schaffen")],
                contributions=[said(PARKING), said(PLAY)],
            ),
        ],
    )
    return empty


def at(programme: Programme, text: str) -> Address:
    """Return the address of the statement with these words."""
    return Contribution.objects.select_related("address").get(programme=programme, text=text).address


def suggest(one: Address, other: Address, rank: int, *kinds: str) -> Suggestion:
    """Suggest a pair, as the machine does, for reasons of some kinds."""
    first, second = in_order(one, other)
    groups = [group_of(end) for end in (first, second)]
    found = [{"kind": kind} for kind in kinds or ("meaning",)]
    return Suggestion.objects.create(
        programme=one.programme, first=first, second=second, first_group=groups[0], second_group=groups[1],
        score=1 / rank, rank=rank, reasons=found, kinds=f" {' '.join(kinds or ('meaning',))} ",
    )  # fmt: skip


def group_of(address: Address) -> DialogueGroup:
    """Return the group that says what stands at an address; of a goal, the first one."""
    said = Contribution.objects.filter(address=address).select_related("group").first()
    return said.group if said else DialogueGroup.objects.filter(programme=address.programme)[0]
