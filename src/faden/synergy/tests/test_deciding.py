"""What waits at the desk, in which order, and what pressing a button does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from faden.addresses.actions import Change, set_state
from faden.addresses.models import Address, State
from faden.conftest import NOW
from faden.dialogue.actions import edit_contribution
from faden.dialogue.models import Contribution, Kind
from faden.goals.models import Goal
from faden.people.models import Person, Role
from faden.programme.models import Programme
from faden.synergy.actions import decide
from faden.synergy.finding import reasons
from faden.synergy.models import Decision, Link, LinkKind, Suggestion
from faden.synergy.queries import deciding, explained
from faden.synergy.queries.deciding import Narrowing, Turn, turn, waiting
from faden.synergy.queries.things import things
from faden.synergy.tests.conftest import HEAT, PARKING, PLAY, TREES, at, group_of, suggest


@pytest.fixture
def three_pairs(programme: Programme) -> list[Suggestion]:
    """The only suggestions of the example programme: B30–B126, B12–B118, B83–MO_2.4, best first."""
    Suggestion.objects.filter(programme=programme).delete()
    Link.objects.filter(programme=programme).delete()
    Decision.objects.filter(programme=programme).delete()
    code = Goal.objects.get(programme=programme, code="MO_2.4").address
    pairs = [
        (_at(programme, 30), _at(programme, 126)),
        (_at(programme, 12), _at(programme, 118)),
        (_at(programme, 83), code),
    ]
    return [suggest(*pair, rank) for rank, pair in enumerate(pairs, 1)]


def _at(programme: Programme, number: int) -> Address:
    return Address.objects.get(programme=programme, kind="B", number=number)


def _page(client: Client, path: str = "") -> str:
    response = client.get(path or reverse("decide_pairs"))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def _answer(client: Client, first: str, second: str, kind: str, **fields: str) -> Any:
    sent = {"erste": first, "zweite": second, "art": kind, "erwartet": "", **fields}
    return client.post(reverse("decide_pair"), sent, follow=True)


def _keys(found: deciding.Waiting) -> list[int]:
    return [one.rank for one in found.suggestions]


@pytest.mark.parametrize(
    ("active", "me", "share"), [([], 7, (0, 1)), ([7], 7, (0, 1)), ([9, 3], 7, (1, 3)), ([3, 9, 7], 9, (2, 3))]
)
def test_those_at_work_share_the_pairs_in_the_order_of_their_keys(
    active: list[int], me: int, share: tuple[int, int]
) -> None:
    assert turn(active, me) == Turn(*share)


def test_own_share_comes_first_and_then_the_rest(programme: Programme, three_pairs: list[Suggestion]) -> None:
    assert _keys(waiting(programme)) == [1, 2, 3]
    assert _keys(waiting(programme, turn=Turn(0, 2))) == [2, 1, 3]
    assert _keys(waiting(programme, turn=Turn(1, 2))) == [1, 3, 2]


def test_who_decided_within_ten_minutes_is_at_work(
    programme: Programme, three_pairs: list[Suggestion], administrator: Person, facilitator: Person
) -> None:
    people = sorted((administrator, facilitator), key=lambda one: one.pk)
    decide(*_ends(three_pairs[0]), LinkKind.SAME, change=Change(people[0], NOW))
    of = deciding.turn_of
    assert of(programme, people[1], now=NOW + timedelta(minutes=9)) == Turn(1, 2)
    assert of(programme, people[1], now=NOW + timedelta(minutes=11)) == Turn(0, 1)


def _ends(one: Suggestion) -> tuple[Address, Address]:
    return one.first, one.second


def test_decided_pairs_wait_no_more_and_reopened_ones_come_first(two_groups: Programme, change: Change) -> None:
    trees, heat, play, parking = (at(two_groups, text) for text in (TREES, HEAT, PLAY, PARKING))
    Suggestion.objects.filter(programme=two_groups).delete()
    suggest(trees, play, 1)
    suggest(heat, parking, 2)
    link = decide(trees, play, LinkKind.SAME, change=change)
    assert (waiting(two_groups).reopened, _keys(waiting(two_groups))) == ([], [2])
    _say(play, "Lindenallee sperren", change)
    found = waiting(two_groups)
    assert (found.reopened, found.count()) == ([link], 1 + found.suggestions.count())
    assert found.since(None, limit=1) == (1, [link])


def _say(address: Address, text: str, change: Change) -> None:
    one = Contribution.objects.select_related("address", "group__address", "programme").get(address=address)
    later = Change(change.by, change.now + timedelta(minutes=1), "Tippfehler")
    edit_contribution(one, text=text, kind=Kind(one.kind), leaning=one.leaning, change=later)


def test_narrowing_keeps_what_one_end_fits(programme: Programme, three_pairs: list[Suggestion]) -> None:
    number = group_of(three_pairs[0].first).address.number
    assert 1 in _keys(waiting(programme, Narrowing(group=number)))
    assert len(_keys(waiting(programme, Narrowing(group=number)))) < 3
    assert 3 in _keys(waiting(programme, Narrowing(goal="MO_2.4")))
    assert _keys(waiting(programme, Narrowing(goal="XX_9"))) == []
    Suggestion.objects.filter(pk=three_pairs[1].pk).update(kinds=" place meaning ")
    assert _keys(waiting(programme, Narrowing(reason="place"))) == [2]


def test_what_is_no_longer_public_does_not_wait(
    programme: Programme, three_pairs: list[Suggestion], change: Change
) -> None:
    Address.objects.filter(pk=three_pairs[0].first_id).update(state=State.WITHDRAWN)
    assert _keys(waiting(programme)) == [2, 3]


def test_since_goes_on_behind_a_pair_that_was_decided_meanwhile(
    programme: Programme, three_pairs: list[Suggestion], change: Change
) -> None:
    second = (three_pairs[1].first_id, three_pairs[1].second_id)
    assert waiting(programme).since(second, limit=9) == (2, three_pairs[1:])
    decide(*_ends(three_pairs[1]), LinkKind.NONE, change=change)
    assert waiting(programme).since(second, limit=9) == (2, [three_pairs[2]])
    third = (three_pairs[2].first_id, three_pairs[2].second_id)
    decide(*_ends(three_pairs[2]), LinkKind.NONE, change=change)
    assert waiting(programme).since(third, limit=9) == (1, [three_pairs[0]]), "begins anew"


def test_proposal_is_read_before_the_challenge_and_a_goal_last(two_groups: Programme) -> None:
    known = things([at(two_groups, TREES).pk, at(two_groups, HEAT).pk, Goal.objects.all()[0].address_id])
    trees, heat, goal = known.values()
    assert deciding.reading_order(heat, trees) == (trees, heat)
    assert deciding.reading_order(goal, heat) == (heat, goal)
    assert deciding.reading_order(trees, trees) == (trees, trees)


def test_every_kind_of_reason_has_a_name() -> None:
    assert set(explained.LABELS) == set(reasons.KINDS)


def test_reasons_are_told_in_the_order_of_their_weight() -> None:
    kept = reasons.to_json(
        [
            reasons.Reason("meaning", rank=9, of=165),
            reasons.Reason("words", ("Daten", "Schulen"), ((0, 5),), ((3, 8),)),
            reasons.Reason("goal", ("AK_5.3", "GES_10")),
        ]
    )
    found = explained.explained([*kept, {"kind": "from a later version"}])
    assert [(one.label, one.words, one.codes) for one in found] == [
        ("Dieselben Ziele", "", ("AK_5.3", "GES_10")),
        ("Dieselben Wörter", "Daten, Schulen", ()),
        ("Ähnlicher Sinn", "Platz 9 von 165", ()),
    ]
    assert explained.spans(kept, "second") == [(3, 8)]


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([], [("Daten der Schulen", False)]),
        ([(10, 17), (0, 5)], [("Daten", True), (" der ", False), ("Schulen", True)]),
        ([(0, 9), (6, 40)], [("Daten der", True), (" Schulen", True)]),
        ([(30, 40)], [("Daten der Schulen", False)]),
    ],
)
def test_marks_never_lose_or_double_a_letter(spans: list[tuple[int, int]], found: list[tuple[str, bool]]) -> None:
    assert explained.pieces("Daten der Schulen", spans) == found


def test_page_shows_the_best_pair_with_its_marks_and_the_next_ones(
    programme: Programme, three_pairs: list[Suggestion], desk: Client
) -> None:
    first = three_pairs[0]
    first.reasons = [{"kind": "words", "names": ["Zahlen"], "first": [[0, 7]], "second": [[0, 6]]}]
    first.save()
    page = _page(desk)
    assert "Paar 1 von 3, beste zuerst." in page
    assert page.count("<mark>") == 2
    assert "Dieselben Wörter" in page
    assert "paar=B12-B118" in page
    assert "Paar 2 von 3" in _page(desk, reverse("decide_pairs") + "?paar=B118-B12")


@pytest.mark.parametrize("query", ["?paar=B1", "?paar=x-y-z", "?paar=B1-G1", "?gruppe=x&ziel=1&grund=%00", "?paar=-"])
def test_nonsense_in_the_address_shows_the_best_pair(three_pairs: list[Suggestion], desk: Client, query: str) -> None:
    assert "Gehören diese beiden zusammen?" in _page(desk, reverse("decide_pairs") + query)


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        ("same", "same", "B126 und B30 sagen dasselbe."),
        ("supports", "supports", "B126 unterstützt B30."),
        ("supported", "supports", "B30 unterstützt B126."),
        ("solved", "solves", "B30 löst B126."),
        ("conflicts", "conflicts", "widersprechen sich."),
        ("none", "none", "haben keinen Bezug."),
    ],
)
def test_an_answer_is_kept_said_and_leads_on(
    programme: Programme, three_pairs: list[Suggestion], desk: Client, answer: str, kind: str, sentence: str
) -> None:
    response = _answer(desk, "B126", "B30", answer, notiz="  mal\nsehen ")
    page = response.content.decode()
    link = Link.objects.get(programme=programme)
    assert (link.kind, link.note) == (kind, "mal sehen")
    assert sentence.replace("B126 und B30", f"{link.first} und {link.second}") in page
    assert "Paar 1 von 2" in page
    assert "Eines haben Sie heute entschieden." in page


def test_narrowing_stays_while_one_decides(programme: Programme, three_pairs: list[Suggestion], desk: Client) -> None:
    where = reverse("decide_pair") + "?grund=meaning&gruppe="
    response = desk.post(where, {"erste": "B30", "zweite": "B126", "art": "none"})
    assert parse_qs(urlsplit(response["Location"]).query) == {"grund": ["meaning"], "paar": ["B30-B126"]}


def test_who_comes_second_is_told_who_was_first_and_what_they_said(
    programme: Programme, three_pairs: list[Suggestion], desk: Client, facilitator: Person
) -> None:
    decide(*_ends(three_pairs[0]), LinkKind.SAME, change=Change(facilitator, NOW))
    page = _answer(desk, "B30", "B126", "none").content.decode()
    assert "Erika Moderation war schneller:" in page
    assert "sagen dasselbe." in page
    assert Link.objects.get(programme=programme).kind == LinkKind.SAME
    assert "Paar 1 von 2" in page


def test_words_that_changed_since_the_page_was_shown_are_read_again(
    programme: Programme, three_pairs: list[Suggestion], desk: Client
) -> None:
    response = _answer(desk, "B30", "B126", "same", gesehen="0" * 64)
    assert "Bitte lesen Sie noch einmal." in response.content.decode()
    assert not Link.objects.filter(programme=programme).exists()


@pytest.mark.parametrize("fields", [("B30", "B30", "same"), ("B30", "B126", "vielleicht"), ("B30", "B99999", "same")])
def test_what_cannot_be_decided_is_refused_with_a_sentence(
    programme: Programme, three_pairs: list[Suggestion], desk: Client, fields: tuple[str, str, str]
) -> None:
    assert "f-message--error" in _answer(desk, *fields).content.decode()
    assert not Link.objects.filter(programme=programme).exists()


def test_undo_shows_the_pair_again(programme: Programme, three_pairs: list[Suggestion], desk: Client) -> None:
    _answer(desk, "B12", "B118", "solves")
    response = desk.post(reverse("undo_decision"), follow=True)
    page = response.content.decode()
    assert "Zurückgenommen: " in page
    assert "Paar 2 von 3" in page
    assert not Link.objects.filter(programme=programme).exists()
    assert "Es gibt nichts" in desk.post(reverse("undo_decision"), follow=True).content.decode()


def test_reopened_pair_says_what_was_decided_and_what_changed(
    programme: Programme, three_pairs: list[Suggestion], desk: Client, change: Change
) -> None:
    decide(_at(programme, 30), _at(programme, 126), LinkKind.SOLVES, change=change, note="ruft an")
    _say(_at(programme, 30), "Schulen rechnen selbst", change)
    page = _page(desk)
    assert "Gehören diese beiden noch zusammen?" in page
    assert "B30 löst B126." in page
    assert "„ruft an“" in page
    assert "<ins>" in page
    _answer(desk, "B30", "B126", "same")
    assert Link.objects.get(programme=programme).reopened_at is None


def test_reopened_pair_shows_no_words_that_were_deleted(two_groups: Programme, change: Change) -> None:
    trees, play = at(two_groups, TREES), at(two_groups, PLAY)
    link = decide(trees, play, LinkKind.SAME, change=change)
    one = Contribution.objects.select_related("address", "group__address", "programme").get(address=play)
    later = Change(change.by, change.now + timedelta(minutes=1), "Name")
    edit_contribution(one, text="Spielen", kind=Kind(one.kind), leaning="", change=later, redacts=True)
    assert deciding.changed_words(link) == [(play, "", "Spielen")]


def test_decisions_are_listed_changed_and_taken_away(
    programme: Programme, three_pairs: list[Suggestion], desk: Client, change: Change
) -> None:
    link = decide(_at(programme, 126), _at(programme, 30), LinkKind.SOLVES, change=change, note="ruft an")
    decide(_at(programme, 12), _at(programme, 118), LinkKind.NONE, change=change)
    everything = _page(desk, reverse("decided_links"))
    assert "2 Paare sind entschieden" in everything
    assert "Erika Administration" in everything
    only = _page(desk, reverse("decided_links") + "?art=none")
    assert "keinen Bezug" in only
    assert "B126 löst B30" not in only
    changed = _answer(desk, "B30", "B126", "solves", erwartet="solves", zurueck=reverse("decided_links"))
    assert changed.redirect_chain[-1][0] == reverse("decided_links")
    assert "B30 löst B126" in changed.content.decode()
    removed = desk.post(reverse("remove_link", args=[link.pk]), {"zurueck": reverse("decided_links")}, follow=True)
    assert "sind wieder offen." in removed.content.decode()
    assert 1 in _keys(waiting(programme))


def test_a_form_leads_back_to_no_other_site(programme: Programme, three_pairs: list[Suggestion], desk: Client) -> None:
    sent = {"erste": "B30", "zweite": "B126", "art": "none", "zurueck": "https://example.org/"}
    assert desk.post(reverse("decide_pair"), sent)["Location"].startswith(reverse("decide_pairs"))


def test_by_hand_takes_addresses_codes_and_words(programme: Programme, desk: Client, change: Change) -> None:
    where = reverse("link_by_hand")
    assert "Wie hängen diese beiden zusammen?" in _page(desk, f"{where}?von=B30&nach=MO%202.4")
    hits = _page(desk, f"{where}?von=30&nach=Bleicherstraße")
    assert "Welchen meinen Sie als zweiten?" in hits
    assert "nach=B75" in hits
    assert "Dazu haben wir nichts gefunden." in _page(desk, f"{where}?von=xyzzy&nach=B99999")
    assert "beide Male dasselbe" in _page(desk, f"{where}?von=B30&nach=b%2030")
    set_state(_at(programme, 30), State.HIDDEN, change=change)
    assert "B30 ist nicht öffentlich." in _page(desk, f"{where}?von=B30")


def test_by_hand_shows_what_was_decided_already(
    programme: Programme, three_pairs: list[Suggestion], desk: Client, change: Change
) -> None:
    decide(_at(programme, 30), _at(programme, 126), LinkKind.CONFLICTS, change=change, note="ruft an")
    page = _page(desk, reverse("link_by_hand") + "?von=B30&nach=B126")
    assert "Entschieden: B30 und B126 widersprechen sich" in page
    assert 'name="erwartet" value="conflicts"' in page
    assert "ruft an</textarea>" in page


def test_statement_page_leads_staff_to_linking(programme: Programme, desk: Client) -> None:
    assert reverse("link_by_hand") + "?von=B83" in _page(desk, "/B83")
    assert reverse("link_by_hand") not in _page(Client(), "/B83")


def test_reading_writes_nothing(
    programme: Programme, three_pairs: list[Suggestion], desk: Client, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for path in ("desk_synergies", "decide_pairs", "decided_links", "link_by_hand", "new_synergy", "desk_themes"):
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse(path))
        writes = [one["sql"] for one in asked if one["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
        assert [one for one in writes if "session" not in one] == [], path


# Five of them are for the session, the person, their second factor, the programme.
QUERIES = {
    "/schreibtisch/synergien/": 20,
    "/schreibtisch/synergien/paare/": 24,
    "/schreibtisch/synergien/paare/?gruppe=4&ziel=MO_2.4&grund=words&paar=B30-B126": 26,
    "/schreibtisch/synergien/entschieden/": 16,
    "/schreibtisch/synergien/verknuepfen/?von=B30&nach=B126": 18,
    "/schreibtisch/synergien/verknuepfen/?von=Baum&nach=Schule": 30,
    "/schreibtisch/synergien/neu/?mit=B30,B126": 22,
    "/schreibtisch/synergien/S1/": 16,
    "/schreibtisch/synergien/themen/": 14,
    "/schreibtisch/synergien/akteure/": 12,
}


@pytest.mark.parametrize("path", QUERIES)
def test_page_asks_the_database_a_bounded_number_of_times(
    path: str, programme: Programme, desk: Client, django_assert_max_num_queries: Any
) -> None:
    desk.get(path)
    with django_assert_max_num_queries(QUERIES[path]):
        assert desk.get(path).status_code == 200


def test_queries_do_not_grow_with_the_pairs(
    programme: Programme, three_pairs: list[Suggestion], desk: Client, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        desk.get(reverse("decide_pairs"))
    for rank, number in enumerate(range(31, 71), 4):
        suggest(_at(programme, 30), _at(programme, number), rank)
    with django_assert_num_queries(len(asked)):
        desk.get(reverse("decide_pairs"))


def test_residents_and_visitors_do_not_see_the_desk(
    three_pairs: list[Suggestion], make_person: Callable[..., Person]
) -> None:
    resident = Client()
    resident.force_login(make_person(Role.RESIDENT))
    for name in ("desk_synergies", "decide_pairs", "decided_links", "link_by_hand", "desk_themes"):
        assert Client().get(reverse(name)).status_code == 302
        assert resident.get(reverse(name)).status_code == 403
