"""Who publishes in tests of this room."""

import pytest

from faden.addresses.actions import Change
from faden.conftest import NOW
from faden.people.models import Person


@pytest.fixture
def change(administrator: Person) -> Change:
    return Change(by=administrator, now=NOW)
