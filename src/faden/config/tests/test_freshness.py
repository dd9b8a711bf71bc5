"""No kept page outlives what it shows: every action of every room between two visits."""

import importlib
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from faden.addresses import actions as addresses
from faden.addresses.actions import Change
from faden.addresses.models import Address, State
from faden.addresses.models import Kind as AddressKind
from faden.config.tests.test_pages import OPEN, TABLE, THEME, found_by_machine
from faden.config.tests.test_structure import FLOORS
from faden.conftest import NOW
from faden.dialogue import actions as dialogue
from faden.dialogue.actions import Gone, NewContribution, NewGoal, NewGroup
from faden.dialogue.models import Contribution, DialogueGroup, Document, DocumentVersion, Kind, Source
from faden.goals import actions as goals
from faden.intake import actions as intake
from faden.intake.models import Draft
from faden.opinion import actions as opinions
from faden.opinion.actions import interest, reckoning
from faden.opinion.actions.interest import Facts as Asked
from faden.opinion.models import Conversation, InterestQuestion, Ticket
from faden.opinion.tests import town
from faden.people import actions as people
from faden.people.models import Person, Role
from faden.places import actions as places
from faden.places import gazetteer
from faden.places.models import District, MentionState, Place, PlaceMention
from faden.programme import actions as programmes
from faden.programme.models import Page, Programme
from faden.programme.whole_pages import Key, shelf, whole_pages
from faden.programme.whole_pages import Page as Kept
from faden.synergy import actions as synergies
from faden.synergy.models import Link, LinkKind, Synergy, Theme

# A change shows on the page of the example's statement, group and goal that these actions are about.
ABOUT = [
    "/B83",
    "/seiten/impressum/",
    "/G5",
    "/G1",
    "/B1",
    "/beitraege/?suche=Kirschbaum",
    "/beitraege/?sortierung=neu",
    "/B57",
]


LATER = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
"""After all that the example's people did."""


@dataclass
class World:
    """The example programme, who changes it, and what its pages were when they were last visited."""

    programme: Programme
    person: Person
    seen: dict[str, bytes] = field(default_factory=dict)

    @property
    def change(self) -> Change:
        return Change(by=self.person, now=NOW, reason="Zur Probe")

    @property
    def statement(self) -> Contribution:
        return Contribution.objects.select_related("address", "group__address", "programme").get(
            programme=self.programme, address__number=83
        )

    @property
    def group(self) -> DialogueGroup:
        return self.statement.group

    @property
    def page(self) -> Page:
        return Page.objects.get(programme=self.programme, slug="impressum")

    @property
    def mention(self) -> PlaceMention:
        """A place that nobody has confirmed yet."""
        return PlaceMention.objects.select_related("address", "place").filter(
            address__programme=self.programme, place__isnull=False, state=MentionState.SUGGESTED
        )[0]

    @property
    def other_place(self) -> Place:
        return Place.objects.filter(programme=self.programme).exclude(mentions__address=self.statement.address)[0]

    @property
    def synergy(self) -> Synergy:
        return Synergy.objects.select_related("address", "programme").filter(programme=self.programme).latest("pk")

    @property
    def conversation(self) -> Conversation:
        """One that people vote in, with a picture."""
        return Conversation.objects.select_related("address", "programme").get(
            programme=self.programme, address__number=1
        )

    @property
    def question(self) -> InterestQuestion:
        """What was asked last."""
        return InterestQuestion.objects.select_related("address", "programme").latest("pk")

    @property
    def theme(self) -> Theme:
        return Theme.objects.select_related("programme").get(programme=self.programme, number=THEME)

    @property
    def link(self) -> Link:
        """A decision that everybody sees."""
        return Link.objects.public().select_related("first", "second").filter(programme=self.programme)[0]

    def at(self, number: int) -> Address:
        """Return the address of a statement."""
        known = Address.objects.select_related("programme").filter(programme=self.programme)
        return known.get(kind=AddressKind.CONTRIBUTION, number=number)

    def said(self, text: str = "Ein Kirschbaum vor jeder Schule") -> NewContribution:
        return NewContribution(Kind.PROPOSAL, None, text)


def _visit_all(world: World) -> None:
    world.seen = {path: _visit(path) for path in world.seen}


def _publish(world: World) -> None:
    version = DocumentVersion.objects.filter(document__programme=world.programme)[0]
    goal = NewGoal("AK_9.9", "Kirschen für alle", maybe_two=False, source=Source.objects.create(version=version))
    dialogue.publish(world.programme, [NewGroup("Kirschen", [goal], [world.said()])], change=world.change)


def _take_back(world: World) -> None:
    gone = Gone(contributions=[world.statement.pk])
    done = dialogue.publish(world.programme, [NewGroup("Kirschen", [], [world.said()])], change=world.change, gone=gone)
    _visit_all(world)
    dialogue.take_back(world.programme, done.journal, change=world.change)


def _edit(world: World, text: str = "Kirschbaum statt Parkplatz", *, redacts: bool = False) -> None:
    one = world.statement
    dialogue.edit_contribution(
        one, text=text, kind=Kind(one.kind), leaning=one.leaning, change=world.change, redacts=redacts
    )


def _draft(world: World) -> Draft:
    data = "Gruppe\tZiele\tFragen\tChancen\tIdeen\nObst\tST_9.1 Obst\tWer pflückt?\tSaft\tEin Kirschbaum\n".encode()
    draft = intake.take(programme=world.programme, name="obst.txt", data=data, by=world.person, now=NOW)
    intake.claim(draft.pk, now=NOW)
    return intake.read(Draft.objects.get(pk=draft.pk))


def _publish_group(world: World) -> None:
    group = dialogue.add_group(world.programme, name="Kirschgruppe", change=world.change)
    dialogue.add_contributions(group, [world.said()], change=world.change, published=False)
    _visit_all(world)
    dialogue.publish_group(group, change=world.change)


def _take_back_draft(world: World) -> None:
    draft = _draft(world)
    intake.publish(draft, change=world.change)
    _visit_all(world)
    intake.take_back(draft, change=world.change)


def _move_version(world: World) -> None:
    version = DocumentVersion.objects.get(document__programme=world.programme)
    dialogue.move_version(
        version, dialogue.add_document(programme=world.programme, title="Der Kirschbericht", dated_on=date(2026, 1, 2))
    )


def _agree(world: World) -> None:
    _edit(world)
    _visit_all(world)
    people.agree_to_be_named(world.person.memberships.get(), agrees=True, now=NOW)


def _dismiss(world: World) -> None:
    _agree(world)
    people.invite(
        programme=world.programme, email="b@example.org", name="B", role=Role.ADMINISTRATOR, password="lang-genug-1-2"
    )
    _visit_all(world)
    people.dismiss(world.person.memberships.get())


def _load(world: World) -> None:
    places.load_gazetteer(world.programme, gazetteer.read(b"name;typ\nKirschallee;Stra\xc3\x9fe\n"))
    places.recognise(world.programme, {world.statement.address_id: "In der Kirschallee"})


def _reopen(world: World) -> None:
    mention = world.mention
    places.confirm(mention, by=world.person, now=NOW)
    _visit_all(world)
    mention.refresh_from_db()
    places.reopen(mention)


def _meeting(world: World) -> dict[str, Any]:
    return {"title": "Kirschenfest", "on": date(2027, 6, 1), "begins": None, "ends": None, "place": "Markt"}


def _decide(world: World, kind: LinkKind = LinkKind.SUPPORTS) -> None:
    synergies.decide(world.at(83), world.at(1), kind, change=world.change)


def _undo(world: World) -> None:
    _decide(world)
    _visit_all(world)
    synergies.undo(world.programme, change=world.change)


def _bundle(world: World) -> None:
    sides = {world.at(83).pk: 1, world.at(1).pk: 1}
    synergies.bundle(world.programme, synergies.Facts(title="Kirschen", why="Rot"), sides, change=world.change)


def _edit_synergy(world: World) -> None:
    sides = dict(world.synergy.members.values_list("address", "side"))
    synergies.edit(world.synergy, synergies.Facts(title="Kirschen"), sides, change=world.change)


def _publish_synergy(world: World) -> None:
    synergies.withdraw(world.synergy, change=world.change)
    _visit_all(world)
    synergies.publish(world.synergy, change=world.change)


def _merge_theme(world: World) -> None:
    into = Theme.objects.create(programme=world.programme, number=THEME + 2, label="Kirschen")
    synergies.merge_theme(world.theme, into, change=world.change)


def _reopen_conversation(world: World) -> None:
    opinions.pause(world.conversation, change=world.change)
    _visit_all(world)
    opinions.open_(world.conversation, change=world.change)


def _open_conversation(world: World) -> None:
    made = opinions.found(world.programme, opinions.Facts(title="Kirschen"), change=world.change)
    opinions.add_sources(made, [world.statement.address], change=world.change)
    _visit_all(world)
    opinions.open_(made, change=world.change)


def _take_in(world: World) -> None:
    out = opinions.leave_out(world.conversation.statements.open()[0], change=world.change)
    _visit_all(world)
    opinions.take_in(out, change=world.change)


def _edit_words(world: World) -> None:
    (made,) = opinions.add_own(world.conversation, ["Kirschen für alle"], change=world.change)
    _visit_all(world)
    opinions.edit_words(made, "Pflaumen für alle", is_meta=False, change=world.change)


def _ask(world: World) -> None:
    interest.ask(
        world.programme, Asked(question="Gibt es ein Interesse?", source=world.statement.address), change=world.change
    )


def _asked(change: Callable[[World], object]) -> Callable[[World], None]:
    """Return what asks a question first, lets everybody see it, and then changes it."""

    def asked(world: World) -> None:
        _ask(world)
        world.seen[world.question.get_absolute_url()] = b""
        _visit_all(world)
        change(world)

    return asked


def _reopen_question(world: World) -> None:
    interest.close(world.question, change=world.change)
    _visit_all(world)
    interest.reopen(world.question, change=world.change)


CHANGES: dict[str, Callable[[World], object]] = {
    "programme.edit_programme": lambda w: programmes.edit_programme(
        w.programme, name="Kirsch 2035", intro="Kirschen", city="Ulmenfurt", state="", ags="", mark=None
    ),
    "programme.edit_page": lambda w: programmes.edit_page(w.page, title="Impressum", text="Kirschen", now=NOW),
    "addresses.edit_page": lambda w: addresses.edit_page(w.page, title="Kirschen", text="", change=w.change),
    "people.agree_to_be_named": _agree,
    "people.dismiss": _dismiss,
    "places.load_gazetteer": _load,
    "places.save_place": lambda w: places.save_place(
        w.programme,
        w.mention.place,
        name="Kirschplatz",
        kind="street",
        district=None,
        longitude=7.1,
        latitude=51.5,
        aliases=[],
        ambiguous=False,
    ),
    "places.save_district": lambda w: places.save_district(
        w.programme,
        District.objects.filter(programme=w.programme)[0],
        name="Kirschviertel",
        aliases=[],
        ambiguous=False,
    ),
    "places.remove_place": lambda w: places.remove_place(Place.objects.get(mentions=w.mention)),
    "places.recognise": lambda w: places.recognise(w.programme, {w.statement.address_id: "Am Kirschplatz"}),
    "places.confirm": lambda w: places.confirm(w.mention, by=w.person, now=NOW),
    "places.reject": lambda w: places.reject(w.mention, by=w.person, now=NOW),
    "places.choose": lambda w: places.choose(w.mention, w.other_place, by=w.person, now=NOW),
    "places.add": lambda w: places.add(w.statement.address, w.other_place, by=w.person, now=NOW),
    "places.reopen": _reopen,
    "programme.found": lambda w: programmes.found(city="Kirschstadt", name="Kirschen 2040", now=NOW),
    "addresses.set_state": lambda w: addresses.set_state(w.statement.address, State.HIDDEN, change=w.change),
    "addresses.set_state of a group": lambda w: addresses.set_state(w.group.address, State.HIDDEN, change=w.change),
    "addresses.set_state to merged": lambda w: addresses.set_state(
        w.statement.address,
        State.MERGED,
        change=w.change,
        redirect_to=Address.objects.get(programme=w.programme, kind=AddressKind.CONTRIBUTION, number=1),
    ),
    "addresses.withdraw_all": lambda w: addresses.withdraw_all([w.statement.address], change=w.change),
    "goals.record_goals": lambda w: goals.record_goals(w.programme, {"AK_8.8": "Kirschen"}, change=w.change),
    "goals.name_fields": lambda w: goals.name_fields(w.programme, [("AK", "Kirschen")], change=w.change),
    "dialogue.add_contributions": lambda w: dialogue.add_contributions(
        w.group, [w.said()], change=w.change, published=True
    ),
    "dialogue.edit_contribution": _edit,
    "dialogue.edit_contribution that redacts": lambda w: _edit(w, redacts=True),
    "dialogue.edit_group": lambda w: dialogue.edit_group(w.group, name="Kirschgruppe", intro="", change=w.change),
    "dialogue.add_meeting": lambda w: dialogue.add_meeting(w.group, change=w.change, **_meeting(w)),
    "dialogue.edit_meeting": lambda w: dialogue.edit_meeting(w.group.meetings.all()[0], change=w.change, **_meeting(w)),
    "dialogue.remove_meeting": lambda w: dialogue.remove_meeting(w.group.meetings.all()[0], change=w.change),
    "dialogue.move_version": _move_version,
    "dialogue.publish_group": _publish_group,
    "dialogue.publish": _publish,
    "dialogue.take_back": _take_back,
    "synergy.decide": _decide,
    "synergy.decide that there is no relation": lambda w: synergies.decide(
        w.at(83), w.at(84), LinkKind.NONE, change=w.change
    ),
    "synergy.undo": _undo,
    "synergy.remove": lambda w: synergies.remove(w.link, change=w.change),
    "synergy.bundle": _bundle,
    "synergy.edit": _edit_synergy,
    "synergy.withdraw": lambda w: synergies.withdraw(w.synergy, change=w.change),
    "synergy.publish": _publish_synergy,
    "synergy.rename_theme": lambda w: synergies.rename_theme(w.theme, "Kirschen", change=w.change),
    "synergy.merge_theme": _merge_theme,
    "synergy.move_statement": lambda w: synergies.move_statement(w.at(66), None, change=w.change),
    "opinion.open_": _open_conversation,
    "opinion.open_ after a pause": _reopen_conversation,
    "opinion.pause": lambda w: opinions.pause(w.conversation, change=w.change),
    "opinion.close": lambda w: opinions.close(w.conversation, change=w.change),
    "opinion.edit": lambda w: opinions.edit(w.conversation, opinions.Facts(title="Kirschen"), change=w.change),
    "opinion.name_group": lambda w: opinions.name_group(w.conversation, 0, "Kirschen", change=w.change),
    "opinion.add_sources": lambda w: opinions.add_sources(w.conversation, [w.statement.address], change=w.change),
    "opinion.add_own": lambda w: opinions.add_own(w.conversation, ["Kirschen für alle"], change=w.change),
    "opinion.leave_out": lambda w: opinions.leave_out(w.conversation.statements.open()[0], change=w.change),
    "opinion.take_in": _take_in,
    "opinion.edit_words": _edit_words,
    "opinion.interest.ask": _ask,
    "opinion.interest.edit": _asked(lambda w: interest.edit(w.question, Asked("Wer mag Kirschen?"), change=w.change)),
    "opinion.interest.close": _asked(lambda w: interest.close(w.question, change=w.change)),
    "opinion.interest.reopen": _asked(_reopen_question),
    "intake.publish": lambda w: intake.publish(_draft(w), change=w.change),
    "intake.take_back": _take_back_draft,
}


# Forms hold a token, and what comes next to vote on is drawn by lot.
NEVER_KEPT = {
    "report", "vote", "consent", "own_votes", "erase_votes", "move_ticket", "redeem", "propose", "wall",
    "take_interest", "confirm_interest", "leave_interest",
}  # fmt: skip


def _paths(world: World) -> list[str]:
    """Return every public page that is kept, in German, and some in English; with what a machine would have found."""
    found_by_machine(world.programme)
    known = {
        "label": str(world.group.address),
        "meeting": world.group.meetings.all()[0].pk,
        "document": Document.objects.get(programme=world.programme).pk,
        "place": Place.objects.filter(programme=world.programme, mentions__isnull=False)[0].pk,
    }
    entries = [one for one in TABLE if one.expected is OPEN and one.post is None and not one.name.endswith("results")]
    entries = [one for one in entries if one.name not in NEVER_KEPT and not one.name.startswith("account")]
    paths = [reverse(one.name, args=[known.get(arg, arg) for arg in one.args]) + one.query for one in entries]
    return list(dict.fromkeys([*ABOUT, *(f"/en{path}" for path in ABOUT), *paths]))


def _visit(path: str) -> bytes:
    response = Client().get(path)
    return str(response.status_code).encode() + response.get("Location", "").encode() + response.content


@cache
def _first_visit(paths: tuple[str, ...]) -> tuple[dict[str, bytes], list[tuple[Key, Kept]]]:
    """Visit the example, and return what its pages are and what is kept of them: every test begins with both."""
    return {path: _visit(path) for path in paths}, list(shelf._pages.items())


def _kept(paths: Iterable[str]) -> list[str]:
    """Return the pages that are answered without being made."""
    made = HttpResponse()
    answer = whole_pages(lambda request: made)
    return [path for path in paths if answer(RequestFactory().get(path)) is not made]


def _visited(programme: Programme, administrator: Person) -> World:
    """Return the world after everybody visited every page."""
    world = World(programme, administrator)
    paths = _paths(world)
    seen, pages = _first_visit(tuple(paths))
    world.seen = dict(seen)
    for key, page in pages:
        shelf.put(key, page)
    assert len(_kept(paths)) > 75
    return world


def _check_that_pages_are_fresh(world: World) -> None:
    """Compare each page that is still kept with one made anew."""
    kept = {path: _visit(path) for path in _kept(world.seen)}
    shelf.clear()
    assert [path for path in kept if kept[path] != _visit(path)] == []
    assert any(_visit(path) != seen for path, seen in world.seen.items()), "nothing to see"


@pytest.mark.parametrize("name", CHANGES)
def test_after_a_change_every_kept_page_is_as_fresh_as_one_made_anew(
    name: str, programme: Programme, administrator: Person
) -> None:
    world = _visited(programme, administrator)
    CHANGES[name](world)
    _check_that_pages_are_fresh(world)
    assert programme.content_version < Programme.objects.get(pk=programme.pk).content_version or name.endswith("found")


def _vote(world: World) -> None:
    town.vote(world.conversation, 40, now=LATER)


def _picture(world: World) -> None:
    _vote(world)
    assert reckoning.claim(world.conversation.pk)
    reckoning.reckon(world.conversation.pk, now=LATER)


def _erase_votes(world: World) -> None:
    opinions.erase(Ticket.objects.filter(conversation=world.conversation)[0])
    assert reckoning.claim(world.conversation.pk)
    reckoning.reckon(world.conversation.pk, now=LATER)


OPINIONS: dict[str, Callable[[World], object]] = {
    "a new picture": _picture,
    "somebody who wants to be forgotten": _erase_votes,
    "interest": _asked(lambda w: interest.join(w.question, "", now=NOW)),
}


@pytest.mark.parametrize("name", OPINIONS)
def test_a_new_picture_renews_the_pages_that_tell_of_opinion_and_no_others(
    name: str, programme: Programme, administrator: Person
) -> None:
    world = _visited(programme, administrator)
    OPINIONS[name](world)
    assert {"/G5", "/gruppen/", "/seiten/impressum/"} <= set(_kept(world.seen))
    assert "/U1" not in _kept(world.seen)
    _check_that_pages_are_fresh(world)


def test_a_vote_makes_no_page_anew(programme: Programme, administrator: Person) -> None:
    world = _visited(programme, administrator)
    kept, before = _kept(world.seen), Programme.objects.values_list("content_version", "opinion_version").get()
    conversation = world.conversation
    ticket, _token = opinions.admit(conversation, consent="Ja", language="de", now=NOW)
    for statement in conversation.statements.open()[:3]:
        opinions.cast(ticket, statement, 1, now=NOW)
    opinions.take_back(ticket, conversation.statements.open()[0], now=NOW)
    assert Programme.objects.values_list("content_version", "opinion_version").get() == before
    assert _kept(world.seen) == kept
    _picture(world)
    content, opinion = Programme.objects.values_list("content_version", "opinion_version").get()
    assert (content, opinion > before[1]) == (before[0], True)


def test_page_made_twice_is_the_same(programme: Programme, administrator: Person) -> None:
    paths = _paths(World(programme, administrator))
    once = {path: _visit(path) for path in paths}
    shelf.clear()
    assert [path for path in paths if once[path] != _visit(path)] == []


# They change nothing that the public sees, or are only ever called by one of those above.
QUIET = {
    "programme": {"content_changes", "opinion_changes", "picture_kind"},
    "people": {"invite"},
    "addresses": {"allot", "forget", "forget_all", "in_role", "publish_all", "record", "report", "close_report"},
    "places": {"begin_edition", "forget", "lying_in", "names_of", "recognise_all", "relocate"},
    "search": {"clear", "drop", "forget_traces", "put"},
    "post": {"claim", "forget", "note_failure", "note_sent", "send", "send_all"},
    # Votes are shown by the next picture (`OPINIONS`), proposals when they are taken in.
    "opinion": {"admit", "cast", "erase", "found", "make_code", "propose", "redeem", "take_back"},
    "synergy": {"forget_words", "load_actors", "pin_theme", "remove_actor", "save_actor", "take_note", "wait"},
    "dialogue": {
        "add_document", "add_group", "delete_original", "delete_version", "forget_in", "keep_version",
        "set_facilitators",
    },
    "intake": {
        "accept_all", "answer_columns", "check_item", "claim", "decide", "discard", "drop_item", "edit_item", "fail", "forget_words",
        "join_item", "make_version_of", "note_names", "place_of", "queue", "read", "release_name", "rename_group",
        "restore_item", "retry", "share", "split_item", "take", "undo",
    },
}  # fmt: skip


def test_every_action_is_tried_or_known_to_change_nothing_public() -> None:
    known = {name.partition(" ")[0] for name in CHANGES}
    missing = []
    for room in FLOORS:
        try:
            module = importlib.import_module(f"faden.{room}.actions")
        except ModuleNotFoundError:
            continue
        for name, function in inspect.getmembers(module, inspect.isfunction):
            is_ours = function.__module__.startswith(module.__name__) and not name.startswith("_")
            if is_ours and f"{room}.{name}" not in known and name not in QUIET.get(room, ()):
                missing.append(f"{room}.{name}")
    assert missing == []
