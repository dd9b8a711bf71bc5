"""Meinungsbilder and questions of interest can be found by their words, as long as they are public."""

import pytest

from faden.addresses.actions import Change, set_state
from faden.addresses.models import Address, State
from faden.conftest import NOW
from faden.dialogue import indexing as dialogue_index
from faden.dialogue.actions import edit_contribution
from faden.dialogue.models import Contribution
from faden.dialogue.models import Kind as Spoken
from faden.opinion import actions
from faden.opinion.actions import interest
from faden.opinion.models import Conversation
from faden.opinion.tests import town
from faden.programme.models import Programme
from faden.search import queries as search
from faden.search.models import Entry, Kind

CHANGE = Change(by=None, now=NOW, reason="Zur Probe")


def _found(programme: Programme, words: str) -> list[str]:
    """Return where Meinungsbilder and questions stand that hold all the words."""
    entries = search.ask(programme, words, literally=True).entries.filter(kind__in=(Kind.OPINION, Kind.INTEREST))
    return sorted(entries.values_list("path", flat=True))


@pytest.fixture
def asked(programme: Programme) -> Conversation:
    return town.conversation(programme, title="Zwischen Furt und Wall", intro="Quittengelee für alle")


def test_a_conversation_is_found_by_title_intro_and_statements(programme: Programme, asked: Conversation) -> None:
    for words in ("Furt Wall", "Quittengelee", "Freibad", "Kino Quittengelee"):
        assert _found(programme, words) == [str(asked.address)], words
    (entry,) = Entry.objects.filter(programme=programme, kind=Kind.OPINION, key=asked.pk)
    assert (entry.title, entry.path, entry.number) == (
        "Zwischen Furt und Wall",
        str(asked.address),
        asked.address.number,
    )


def test_what_is_being_prepared_is_not_found(programme: Programme) -> None:
    draft = actions.found(programme, actions.Facts(title="Quittengelee"), change=CHANGE)
    actions.add_own(draft, ["Quitten für alle"], change=CHANGE)
    actions.edit(draft, actions.Facts(title="Noch mehr Quittengelee"), change=CHANGE)
    assert _found(programme, "Quittengelee") == []


def test_it_follows_what_facilitators_change(programme: Programme, asked: Conversation) -> None:
    path = str(asked.address)
    actions.edit(asked, actions.Facts(title="Neu gesagt"), change=CHANGE)
    assert (_found(programme, "Quittengelee"), _found(programme, "Neu gesagt")) == ([], [path])
    (own,) = actions.add_own(asked, ["Ein Mirabellenfest im Herbst"], change=CHANGE)
    assert _found(programme, "Mirabellenfest") == [path]
    own = actions.edit_words(own, "Ein Quittenfest im Herbst", is_meta=False, change=CHANGE)
    assert (_found(programme, "Mirabellenfest"), _found(programme, "Quittenfest")) == ([], [path])
    actions.leave_out(own, change=CHANGE)
    assert _found(programme, "Quittenfest") == []
    actions.take_in(own, change=CHANGE)
    assert _found(programme, "Quittenfest") == [path]


def test_proposals_are_found_when_they_are_taken_in(programme: Programme) -> None:
    asked = town.conversation(programme, takes_statements=True)
    ticket = town.ticket(asked, "x")
    proposal = actions.propose(ticket, "Mehr Mirabellenbäume", language="de", change=CHANGE)
    assert _found(programme, "Mirabellenbäume") == []
    actions.take_in(proposal, change=CHANGE)
    assert _found(programme, "Mirabellenbäume") == [str(asked.address)]


def test_paused_and_closed_it_is_still_found_withdrawn_not(programme: Programme, asked: Conversation) -> None:
    actions.pause(asked, change=CHANGE)
    actions.close(asked, change=CHANGE)
    assert _found(programme, "Quittengelee") == [str(asked.address)]
    set_state(asked.address, State.HIDDEN, change=CHANGE)
    assert _found(programme, "Quittengelee") == []
    set_state(asked.address, State.PUBLISHED, change=CHANGE)
    assert _found(programme, "Quittengelee") == [str(asked.address)]


def _of_statement(programme: Programme) -> tuple[Contribution, Conversation]:
    said = Contribution.objects.select_related("address", "group__address").get(programme=programme, address__number=83)
    edit_contribution(said, text="Frau Quittenbaum weiß es", kind=Spoken(said.kind), leaning="", change=CHANGE)
    asked = actions.found(programme, actions.Facts(title="Altstadt"), change=CHANGE)
    actions.add_sources(asked, [said.address], change=CHANGE)
    actions.add_own(asked, [town.SENTENCES[0]], change=CHANGE)
    return said, actions.open_(asked, change=CHANGE)


def test_words_that_were_covered_are_found_no_more(programme: Programme) -> None:
    said, asked = _of_statement(programme)
    assert _found(programme, "Quittenbaum") == [str(asked.address)]
    edit_contribution(said, text="Frau ███ weiß es", kind=Spoken(said.kind), leaning="", change=CHANGE, redacts=True)
    assert _found(programme, "Quittenbaum") == []


def test_words_of_a_contribution_that_was_hidden_are_found_no_more(programme: Programme) -> None:
    said, _asked = _of_statement(programme)
    assert _found(programme, "Quittenbaum")
    set_state(Address.objects.get(pk=said.address_id), State.HIDDEN, change=CHANGE)
    assert _found(programme, "Quittenbaum") == []


def test_questions_of_interest_are_found_by_their_words(programme: Programme) -> None:
    made = interest.ask(
        programme, interest.Facts(question="Wer pflückt Mirabellen?", about="Im Quittenhof"), change=CHANGE
    )
    assert _found(programme, "Mirabellen") == _found(programme, "Quittenhof") == [str(made.address)]
    interest.edit(made, interest.Facts(question="Wer pflückt Quitten?"), change=CHANGE)
    assert _found(programme, "Mirabellen") == []
    set_state(made.address, State.WITHDRAWN, change=CHANGE)
    assert _found(programme, "Quitten") == []


def test_an_index_made_anew_holds_them_again(programme: Programme, asked: Conversation) -> None:
    made = interest.ask(programme, interest.Facts(question="Wer kocht Quittengelee?"), change=CHANGE)
    dialogue_index.build(programme)
    assert _found(programme, "Quittengelee") == sorted([str(made.address), str(asked.address)])


def test_they_are_suggested_by_their_titles(programme: Programme, asked: Conversation) -> None:
    _words, things = search.suggestions(programme, "Furt")
    assert str(asked.address) in [one.path for one in things]
    _words, things = search.suggestions(programme, str(asked.address))
    assert [one.path for one in things] == [str(asked.address)]
