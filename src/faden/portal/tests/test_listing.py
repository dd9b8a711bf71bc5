"""The list of statements is narrowed and ordered as asked."""

import pytest

from faden.conftest import NOW
from faden.dialogue import queries
from faden.dialogue.actions import NewGroup, publish
from faden.dialogue.models import DialogueGroup, Kind
from faden.dialogue.tests.said import NOBODY, goal, published, said
from faden.portal.listing import Narrowing, listing
from faden.programme.actions import found
from faden.programme.models import Programme
from faden.search.models import Entry


@pytest.fixture
def group(db: None) -> DialogueGroup:
    (made,) = published(
        found(city="Musterstadt", name="Musterstadt 2040", now=NOW),
        [
            NewGroup(
                "Grüne Straßen",
                goals=[goal("MO_2.4", "Flächen umwandeln"), goal("GES_1", "Gut leben")],
                contributions=[
                    said("Wer gießt die Straßenbäume?", Kind.QUESTION),
                    said("Xanten ist zu eng", Kind.ASSESSMENT),
                    said("Mehr Bänke an der Bürgerallee"),
                    said("Trinkbrunnen am Markt"),
                    said("Weniger Schilder"),
                ],
            )
        ],
    )
    return made


def listed(programme: Programme, **narrowing: object) -> list[Entry]:
    groups = list(queries.summaries(programme))
    return list(listing(programme, Narrowing(**narrowing), groups=groups, districts=[], page=None).page.object_list)  # type: ignore[arg-type]


def texts(programme: Programme, **narrowing: object) -> list[str]:
    return [one.text for one in listed(programme, **narrowing)]


def test_list_is_narrowed_by_group_kind_and_both(group: DialogueGroup) -> None:
    publish(group.programme, [NewGroup("Zweite", contributions=[said("Und noch etwas")])], change=NOBODY)
    assert texts(group.programme, group=2) == ["Und noch etwas"]
    assert len(texts(group.programme, group=1)) == 5
    assert texts(group.programme, sort="question") == ["Wer gießt die Straßenbäume?"]
    assert texts(group.programme, sort="question", group=2) == []
    assert texts(group.programme, group=99) == []


def test_list_of_a_goal_holds_the_groups_that_name_it_or_one_below_it(group: DialogueGroup) -> None:
    publish(
        group.programme,
        [
            NewGroup("Tiefer", goals=[goal("MO_2.4.1", "Bordsteine")], contributions=[said("Tief")]),
            NewGroup("Ähnlich", goals=[goal("MO_2.40", "Ganz anders")], contributions=[said("Anders")]),
        ],
        change=NOBODY,
    )
    assert set(texts(group.programme, goal="MO_2.4")) == {*texts(group.programme, group=1), "Tief"}
    assert texts(group.programme, goal="MO_2.4.1") == ["Tief"]
    assert texts(group.programme, goal="MO_2.40") == ["Anders"]
    assert len(texts(group.programme, goal="MO_2")) == 7
    assert texts(group.programme, goal="WO_1") == []


def test_list_of_a_field_holds_its_groups_once(group: DialogueGroup) -> None:
    publish(
        group.programme,
        [NewGroup("Wohnen", goals=[goal("WO_1", "a"), goal("WO_2", "b")], contributions=[said("Umzug")])],
        change=NOBODY,
    )
    assert texts(group.programme, field="WO") == ["Umzug"]
    assert len(texts(group.programme, field="GES")) == 5


def test_list_has_three_orders(group: DialogueGroup) -> None:
    numbers = {
        order: [one.number for one in listed(group.programme, order=order)]
        for order in ("neu", "alt", "gruppe", "irgendwie")
    }
    assert numbers["alt"] == [1, 2, 3, 4, 5]
    assert numbers["neu"] == [5, 4, 3, 2, 1]
    assert numbers["gruppe"] == numbers["irgendwie"]
    assert sorted(numbers["gruppe"]) == numbers["alt"]
