"""A programme with one public group."""

import pytest

from faden.conftest import NOW
from faden.dialogue.actions import NewGroup
from faden.dialogue.models import DialogueGroup, Kind, Leaning
from faden.dialogue.tests.said import goal, published, said
from faden.programme.actions import found
from faden.programme.models import Programme


@pytest.fixture
def empty(db: None) -> Programme:
    return found(city="Musterstadt", name="Musterstadt 2040", now=NOW)


@pytest.fixture
def group(empty: Programme) -> DialogueGroup:
    (made,) = published(
        empty,
        [
            NewGroup(
                "Grüne Straßen",
                goals=[goal("MO_2.4", "Flächen umwandeln"), goal("GES_1", "Gut leben")],
                contributions=[
                    said("Wer gießt die Straßenbäume?", Kind.QUESTION),
                    said("Xanten ist zu eng", Kind.ASSESSMENT, Leaning.CHALLENGE),
                    said("Mehr Bänke an der Bürgerallee"),
                    said("Trinkbrunnen am Markt"),
                    said("Weniger Schilder"),
                ],
            )
        ],
    )
    return DialogueGroup.objects.select_related("address", "programme").get(pk=made.pk)
