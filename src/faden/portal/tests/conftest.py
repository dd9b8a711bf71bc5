"""The example programme, as if it had been set up a while ago."""

import pytest

from faden.addresses.models import Address, Revision
from faden.conftest import NOW
from faden.programme.models import Programme


@pytest.fixture
def long_ago(programme: Programme) -> None:
    """What the example brought became public in July 2026; nothing changed since."""
    Address.objects.filter(programme=programme).update(published_at=NOW)
    Revision.objects.filter(programme=programme).delete()
