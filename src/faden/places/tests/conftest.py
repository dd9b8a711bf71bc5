"""A small city: two districts side by side, a few places."""

from collections.abc import Callable

import pytest

from faden.addresses.actions import allot
from faden.addresses.models import Address, Kind
from faden.conftest import NOW
from faden.places.actions import load_gazetteer
from faden.places.gazetteer import read
from faden.programme.actions import found
from faden.programme.models import Programme

TABLE = """name;typ;stadtteil;breite;laenge;aliase;mehrdeutig
Weststadt;Stadtteil;;;;;
Oststadt;Stadtteil;;;;;
Brinkweg;Straße;Weststadt;51,5;7,05;;
Rathausplatz;Platz;Oststadt;51,5;7,15;;
Stadtbücherei;Einrichtung;Oststadt;51,51;7,16;Bücherei;ja
"""


@pytest.fixture
def city(db: None) -> Programme:
    """A programme of its own, with the gazetteer above."""
    programme = found(city="Musterstadt", name="Musterstadt 2040", now=NOW)
    load_gazetteer(programme, read(TABLE.encode()))
    return programme


@pytest.fixture
def make_addresses(city: Programme) -> Callable[[int], list[Address]]:
    def make(count: int) -> list[Address]:
        return allot(city, Kind.CONTRIBUTION, count=count, now=NOW, published=True)

    return make
