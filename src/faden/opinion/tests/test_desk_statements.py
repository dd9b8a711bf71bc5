"""The desk: choosing contributions, writing sentences, deciding on proposals, putting words right."""

import pytest
from django.test import Client
from django.urls import reverse

from faden.addresses import actions as addresses
from faden.addresses.actions import Change
from faden.addresses.models import Address, State
from faden.conftest import NOW
from faden.dialogue.models import Contribution, GoalMention
from faden.opinion import actions
from faden.opinion.models import Conversation, Reckoning, Statement, StatementState, Ticket
from faden.opinion.queries import desk as queries
from faden.opinion.tests import town
from faden.opinion.tests.test_desk import page, sent
from faden.programme.models import Programme


@pytest.fixture
def draft(programme: Programme, change: Change) -> Conversation:
    return actions.found(programme, actions.Facts("Die Altstadt"), change=change)


@pytest.fixture
def opened(programme: Programme) -> Conversation:
    return town.conversation(programme, 3, takes_statements=True)


@pytest.fixture
def ticket(opened: Conversation) -> Ticket:
    return town.ticket(opened, "ein Browser")


@pytest.fixture
def proposals(opened: Conversation, ticket: Ticket, change: Change) -> list[Statement]:
    texts = ("Mehr Bänke am Fluss.", "Weniger Laternen am Fluss.", "Ein Steg über den Fluss.")
    return [actions.propose(ticket, text, language="de", change=change) for text in texts]


def _states(conversation: Conversation) -> dict[int, str]:
    return dict(conversation.statements.values_list("number", "state"))


def _numbers(programme: Programme, **asked: object) -> list[int]:
    found = queries.contributions(programme, queries.Asked(**asked))  # type: ignore[arg-type]
    return [one.address.number for one in found]


def test_contributions_are_offered_by_number_from_one_or_several_groups(programme: Programme) -> None:
    found = queries.contributions(programme, queries.Asked(groups=(4, 5)))
    assert {one.group.address.number for one in found} == {4, 5}
    numbers = [one.address.number for one in found]
    assert numbers == sorted(numbers)
    assert set(_numbers(programme, groups=(4,))) < set(numbers)


def test_contributions_are_narrowed_by_kind_leaning_goal_and_words(programme: Programme) -> None:
    everything = Contribution.objects.public().filter(programme=programme)
    assert len(_numbers(programme, sort="question")) == everything.filter(kind="question").count()
    assert len(_numbers(programme, sort="challenge")) == everything.filter(leaning="challenge").count() > 0
    serving = GoalMention.objects.filter(group__programme=programme, goal__code="AK_5.3").values("group")
    assert len(_numbers(programme, goal="AK_5.3")) == everything.filter(group__in=serving).count() > 0
    assert 0 < len(_numbers(programme, words="platz")) < everything.count()
    assert not _numbers(programme, words="xyzzy")


def test_hidden_contributions_are_not_offered(programme: Programme, change: Change) -> None:
    addresses.set_state(Address.objects.get(programme=programme, kind="B", number=1), State.HIDDEN, change=change)
    assert 1 not in _numbers(programme)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Wer hilft?", "question"),
        ("„Wer hilft denn nun?“", "question"),
        ("Zu wenig", "fragment"),
        ("Mehr Bäume pflanzen", ""),
        ("Die Stadt soll " + "viel " * 60 + "tun.", "long"),
    ],
)
def test_sentences_that_are_hard_to_vote_on_are_known(text: str, why: str) -> None:
    assert queries.hard_to_vote_on(text) == why


def test_chosen_contributions_are_taken_in_and_marked(draft: Conversation, desk: Client) -> None:
    answer = sent(desk, "choose_statements", draft.number, beitrag=["1", "3"])
    assert "2 Aussagen sind dazugekommen." in answer
    assert "Zwei Aussagen sind dabei" in answer
    assert "Schon dabei, als Aussage 2." in answer
    assert [one.source.number for one in draft.statements.all() if one.source] == [1, 3]
    assert "Das war alles schon dabei." in sent(desk, "choose_statements", draft.number, beitrag=["1"])


def test_all_of_a_page_are_taken_at_once_under_the_same_filter(draft: Conversation, desk: Client) -> None:
    path = reverse("choose_statements", args=[draft.number]) + "?gruppe=4&gruppe=5&art=proposal"
    shown = [row.contribution.address.number for row in desk.get(path).context["rows"]]
    answer = desk.post(path, {"alle": "1", "gezeigt": shown}, follow=True)
    assert answer.redirect_chain == [(path, 302)]
    assert sorted(one.source.number for one in draft.statements.all() if one.source) == shown
    assert not answer.context["takable"]


def test_nothing_chosen_is_said(draft: Conversation, desk: Client) -> None:
    for chosen in ([], ["x", "²"]):
        assert "Kein Beitrag ist gewählt." in sent(desk, "choose_statements", draft.number, beitrag=chosen)
    assert not draft.statements.exists()


def test_taking_in_questions_says_that_they_are_hard_to_vote_on(draft: Conversation, desk: Client) -> None:
    question = next(
        one.address.number
        for one in queries.contributions(draft.programme, queries.Asked())
        if queries.hard_to_vote_on(one.text) == "question"
    )
    answer = sent(desk, "choose_statements", draft.number, beitrag=[str(question)])
    assert "Eine davon ist eine Frage oder ein Stichwort." in answer
    assert "Das ist eine Frage." in page(desk, "desk_statements", draft.number)


def test_long_new_and_left_out_contributions_say_what_they_are(
    draft: Conversation, desk: Client, change: Change
) -> None:
    programme = draft.programme
    sources = list(Address.objects.filter(programme=programme, kind="B", number__in=(1, 2)).order_by("number"))
    first, _second = actions.add_sources(draft, sources, change=change)
    first.conversation = draft
    actions.leave_out(first, change=change)
    Contribution.objects.filter(programme=programme, address__number=2).update(text="Jetzt steht es anders da.")
    Contribution.objects.filter(programme=programme, address__number=3).update(text="x" * 501)
    text = page(desk, "choose_statements", draft.number)
    assert "War dabei, als Aussage 1, und ist herausgenommen." in text
    assert "Mit früheren Worten dabei, als Aussage 2." in text
    assert "Zu lang zum Abstimmen." in text
    offered = {one.contribution.address.number: one for one in _offered(draft)}
    assert [offered[number].can_be_taken for number in (1, 2, 3, 4)] == [False, True, False, True]


def _offered(conversation: Conversation) -> list[queries.Offered]:
    return queries.offered(conversation, queries.contributions(conversation.programme, queries.Asked())[:10])


def test_a_filter_that_is_not_understood_leaves_all(draft: Conversation, desk: Client) -> None:
    everything = desk.get(reverse("choose_statements", args=[draft.number])).context["page"].paginator.count
    path = reverse("choose_statements", args=[draft.number]) + "?gruppe=999&art=x&ziel=y&seite=-3"
    assert desk.get(path).context["page"].paginator.count == everything


def test_own_sentences_and_those_about_people_are_taken_line_by_line(draft: Conversation, desk: Client) -> None:
    told = {"texts": "Mehr Bäume am Markt.\r\n\r\n Weniger  Autos am Markt.", "meta": "Ich wohne hier."}
    assert "3 Aussagen sind dazugekommen." in sent(desk, "add_statements", draft.number, **told)
    found = draft.statements.values_list("number", "text", "is_meta")
    assert list(found) == [
        (1, "Mehr Bäume am Markt.", False), (2, "Weniger Autos am Markt.", False), (3, "Ich wohne hier.", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"texts": "Ein Satz, der gut ist.\n" + "x" * 501}, "Zeile 2 ist länger als 500 Zeichen."),
        ({"texts": "Ein Satz, der gut ist.", "meta": "ja"}, "Zeile 1 ist zu kurz"),
        ({"texts": "  \n ", "meta": ""}, "Bitte schreiben Sie mindestens eine Aussage."),
        ({"texts": "\n".join(f"Satz mit der Nummer {at}." for at in range(301))}, "mehr als 300 Zeilen"),
    ],
)
def test_wrong_lines_are_named_nothing_is_kept_and_what_was_typed_stays(
    draft: Conversation, desk: Client, told: dict[str, str], words: str
) -> None:
    answer = desk.post(reverse("add_statements", args=[draft.number]), told)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert told["texts"].split("\n")[0] in answer.content.decode()
    assert not draft.statements.exists()


def test_a_closed_one_takes_nothing_and_says_so(opened: Conversation, desk: Client, change: Change) -> None:
    actions.close(opened, change=change)
    for name in ("choose_statements", "add_statements"):
        assert "Neue Aussagen gehen nicht mehr." in page(desk, name, opened.number)
    assert "geschlossen" in sent(desk, "choose_statements", opened.number, beitrag=["1"])
    answer = desk.post(reverse("add_statements", args=[opened.number]), {"texts": "Ein später Gedanke."})
    assert answer.status_code == 400
    assert "Ein später Gedanke." in answer.content.decode()
    assert opened.statements.count() == 3


def test_proposals_come_first_and_one_is_taken_in(
    opened: Conversation, proposals: list[Statement], desk: Client
) -> None:
    text = page(desk, "desk_statements", opened.number)
    assert "Drei Vorschläge warten" in text
    assert text.index(proposals[0].text) < text.index(town.SENTENCES[0])
    answer = sent(desk, "desk_statements", opened.number, aussage=["4"], tun="aufnehmen")
    assert "Eine Aussage ist dabei." in answer
    assert "Zwei Vorschläge warten" in answer
    assert _states(opened)[4] == StatementState.OPEN


def test_many_are_decided_at_once_and_the_reason_is_public(
    opened: Conversation, proposals: list[Statement], desk: Client
) -> None:
    told = {"aussage": ["4", "6"], "tun": "herausnehmen", "grund": " Steht schon  da. "}
    assert "2 Aussagen sind herausgenommen." in sent(desk, "desk_statements", opened.number, **told)
    assert opened.statements.get(number=4).reason == "Steht schon da."
    assert "Grund: Steht schon da." in page(desk, "desk_statements", opened.number, query="?stand=heraus")
    assert "2 Aussagen sind dabei." in sent(desk, "desk_statements", opened.number, aussage=["5", "6"], tun="aufnehmen")


def test_what_people_see_leaves_only_with_a_reason(opened: Conversation, desk: Client) -> None:
    answer = sent(desk, "desk_statements", opened.number, aussage=["1"], tun="herausnehmen")
    assert "Aussage 1: Bitte nennen Sie den Grund." in answer
    assert _states(opened)[1] == StatementState.OPEN


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"tun": "aufnehmen"}, "Keine Aussage ist gewählt."),
        ({"tun": "aufnehmen", "aussage": ["99"]}, "Diese Aussage gibt es hier nicht."),
        ({"tun": "aufnehmen", "aussage": ["x"]}, "Diese Aussage gibt es hier nicht."),
    ],
)
def test_wrong_decisions_are_refused(opened: Conversation, desk: Client, told: dict[str, object], words: str) -> None:
    assert words in sent(desk, "desk_statements", opened.number, **told)


def test_a_decision_of_somebody_else_is_not_undone_unseen(
    opened: Conversation, proposals: list[Statement], desk: Client
) -> None:
    shown = desk.get(reverse("desk_statements", args=[opened.number])).context["shown_at"]
    told = {"aussage": ["4"], "tun": "herausnehmen", "grund": "Doppelt", "gezeigt": shown}
    sent(desk, "desk_statements", opened.number, **told)
    late = {"aussage": ["4", "5"], "tun": "aufnehmen", "gezeigt": shown}
    answer = sent(desk, "desk_statements", opened.number, **late)
    assert "Über Aussage 4 hat inzwischen jemand anderes entschieden." in answer
    assert "Eine Aussage ist dabei." in answer
    assert _states(opened) == {1: "open", 2: "open", 3: "open", 4: "left_out", 5: "open", 6: "waiting"}


def test_what_somebody_erased_is_shown_nowhere_and_cannot_come_back(
    opened: Conversation, ticket: Ticket, proposals: list[Statement], desk: Client
) -> None:
    actions.erase(ticket)
    text = page(desk, "desk_statements", opened.number)
    assert all(one.text not in text for one in proposals)
    assert "Aussage 4" not in text
    sent(desk, "desk_statements", opened.number, aussage=["4"], tun="aufnehmen")
    assert _states(opened)[4] == StatementState.LEFT_OUT
    assert desk.get(reverse("edit_statement", args=[opened.number, 4])).status_code == 404


def test_votes_and_unclear_ones_are_counted(opened: Conversation, ticket: Ticket, desk: Client) -> None:
    actions.cast(ticket, opened.statements.get(number=1), 0, now=NOW, is_unclear=True)
    Reckoning.objects.filter(conversation=opened).update(unclear={"1": 7})
    text = page(desk, "desk_statements", opened.number)
    assert "eine Stimme" in text
    assert "für 7 unklar" in text


def test_words_change_while_nobody_voted(opened: Conversation, desk: Client) -> None:
    path = reverse("edit_statement", args=[opened.number, 2])
    told = {"text": " Ein  anderer Satz. ", "is_meta": "on", "gesehen": _seen(desk, path)}
    assert "Gespeichert." in sent(desk, "edit_statement", opened.number, 2, **told)
    found = opened.statements.get(number=2)
    assert (found.text, found.is_meta) == ("Ein anderer Satz.", True)


@pytest.mark.parametrize("text", ["", "ja", "x" * 501])
def test_words_that_are_none_are_refused_and_stay_in_the_form(opened: Conversation, desk: Client, text: str) -> None:
    path = reverse("edit_statement", args=[opened.number, 2])
    answer = desk.post(path, {"text": text, "gesehen": _seen(desk, path)})
    assert answer.status_code == 400
    assert answer.context["form"]["text"].value() == text
    assert opened.statements.get(number=2).text == town.SENTENCES[1]


def test_words_that_were_voted_on_stay_even_when_the_form_was_open_before(
    opened: Conversation, ticket: Ticket, desk: Client
) -> None:
    path = reverse("edit_statement", args=[opened.number, 2])
    told = {"text": "Zu spät geändert.", "gesehen": _seen(desk, path)}
    actions.cast(ticket, opened.statements.get(number=2), 1, now=NOW)
    answer = desk.post(path, told)
    assert answer.status_code == 400
    assert "die Worte bleiben" in answer.content.decode()
    assert "Zu spät geändert." in answer.content.decode()
    assert "Darauf steht schon eine Stimme; die Worte bleiben." in desk.get(path).content.decode()


def test_two_facilitators_do_not_overwrite_words_unseen(opened: Conversation, desk: Client) -> None:
    path = reverse("edit_statement", args=[opened.number, 2])
    seen = _seen(desk, path)
    desk.post(path, {"text": "Ihr Satz zuerst.", "gesehen": seen})
    answer = desk.post(path, {"text": "Sein Satz danach.", "gesehen": seen})
    assert answer.status_code == 400
    assert "Jetzt steht da: „Ihr Satz zuerst.“." in answer.content.decode()
    assert "Sein Satz danach." in answer.content.decode()
    again = answer.context["form"]["gesehen"].value()
    assert desk.post(path, {"text": "Sein Satz danach.", "gesehen": again}).status_code == 302
    assert opened.statements.get(number=2).text == "Sein Satz danach."


def _seen(client: Client, path: str) -> object:
    return client.get(path).context["form"]["gesehen"].value()
