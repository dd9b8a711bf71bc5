"""Every public change can be read in public: what, when, by whom in which role, and why; and nothing else."""

from datetime import date, timedelta

import pytest
from django.test import Client

from faden.addresses.actions import FORGOTTEN, Change, edit_page, set_state
from faden.addresses.models import Revision, State
from faden.conftest import NOW
from faden.dialogue.actions import (
    Gone,
    NewContribution,
    NewGoal,
    NewGroup,
    add_contributions,
    add_group,
    add_meeting,
    edit_contribution,
    edit_group,
    edit_meeting,
    publish,
    publish_group,
    remove_meeting,
    take_back,
)
from faden.dialogue.models import Contribution, DialogueGroup, Kind, Source
from faden.goals.actions import name_fields, record_goals
from faden.people.actions import agree_to_be_named, dismiss, invite
from faden.people.models import Membership, Person, Role
from faden.portal import history
from faden.programme.models import Page, Programme

LATER = NOW + timedelta(days=200)
PLAIN = Change(by=None, now=LATER)


def words_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, f"{path}: {response.status_code}"
    return " ".join(response.content.decode().split())


@pytest.fixture
def one(programme: Programme) -> Contribution:
    return Contribution.objects.select_related("address", "group__address").get(programme=programme, address__number=83)


def _edit(one: Contribution, text: str, change: Change = PLAIN, *, redacts: bool = False) -> None:
    edit_contribution(one, text=text, kind=Kind(one.kind), leaning=one.leaning, change=change, redacts=redacts)


# What it says


def test_an_edit_says_what_changed_by_whom_in_which_role_and_why(
    one: Contribution, client: Client, facilitator: Person
) -> None:
    _edit(one, "Erste neue Worte")
    _edit(one, "Zweite neue Worte", Change(by=facilitator, now=LATER + timedelta(days=1), reason="Hörfehler"))
    page = words_of(client, "/B83/verlauf")
    assert "2 Änderungen" in page or "Zwei Änderungen" in page
    assert '<del><span class="kern-sr-only">[gestrichen: </span>Erste<span class="kern-sr-only">]</span></del>' in page
    assert '<ins><span class="kern-sr-only">[neu: </span>Zweite<span class="kern-sr-only">]</span></ins>' in page
    assert "Grund: <span>Hörfehler</span>" in page
    assert "Moderation" in page
    assert facilitator.name not in page
    assert page.index("Hörfehler") < page.index("Erste neue") < page.index("Hier veröffentlicht"), "newest first"


def test_the_role_is_the_one_of_that_time(
    one: Contribution, programme: Programme, client: Client, facilitator: Person
) -> None:
    _edit(one, "Neue Worte", Change(by=facilitator, now=LATER, reason="Hörfehler"))
    invite(programme=programme, email=facilitator.email, name="", role=Role.ADMINISTRATOR, password="")
    assert Revision.objects.get(address=one.address, field="text").role == Role.FACILITATOR
    assert "Moderation" in words_of(client, "/B83/verlauf")


def test_who_agreed_is_named_until_they_say_no(
    one: Contribution, programme: Programme, client: Client, facilitator: Person
) -> None:
    member = Membership.objects.get(person=facilitator, programme=programme)
    _edit(one, "Neue Worte", Change(by=facilitator, now=LATER))
    agree_to_be_named(member, agrees=True, now=LATER)
    assert "Erika Moderation (Moderation)" in words_of(client, "/B83/verlauf")
    agree_to_be_named(member, agrees=False, now=LATER)
    assert "Erika" not in words_of(client, "/B83/verlauf")


def test_who_left_is_no_longer_named(
    one: Contribution, programme: Programme, client: Client, facilitator: Person
) -> None:
    member = Membership.objects.get(person=facilitator, programme=programme)
    _edit(one, "Neue Worte", Change(by=facilitator, now=LATER))
    agree_to_be_named(member, agrees=True, now=LATER)
    words_of(client, "/B83/verlauf")
    dismiss(member)
    page = words_of(client, "/B83/verlauf")
    assert ("Erika" in page, "Moderation" in page) == (False, True)


def test_only_oneself_agrees_at_the_desk(desk: Client, administrator: Person) -> None:
    assert "nur „Administration“" in words_of(desk, "/schreibtisch/name/")
    assert desk.post("/schreibtisch/name/", {"agrees": "on"}).status_code == 302
    assert administrator.memberships.get().named_since is not None
    assert desk.post("/schreibtisch/name/", {}).status_code == 302
    assert administrator.memberships.get().named_since is None


def test_an_unknown_role_says_so(one: Contribution, client: Client) -> None:
    _edit(one, "Neue Worte")
    assert "Von wem, ist nicht festgehalten." in words_of(client, "/B83/verlauf")


def test_what_changed_at_once_is_one_entry(one: Contribution, programme: Programme) -> None:
    edit_contribution(one, text="Neue Worte", kind=Kind.QUESTION, leaning="", change=PLAIN)
    (entry,) = history.entries(programme, history.of(one.address))
    assert [step.title for step in entry.steps][:2] == ["Wortlaut geändert", "Anders eingeordnet"]
    assert entry.steps[1].after == "Fragestellung"


# Groups, goals, pages


def test_a_group_tells_of_its_name_meetings_and_goals(programme: Programme, client: Client) -> None:
    group = DialogueGroup.objects.select_related("address", "programme").get(programme=programme, address__number=5)
    edit_group(group, name="Neuer Name", intro=group.intro, change=PLAIN)
    meeting = add_meeting(group, title="Runde", on=date(2027, 1, 5), begins=None, ends=None, place="Saal", change=PLAIN)
    edit_meeting(meeting, title="Runde", on=date(2027, 1, 6), begins=None, ends=None, place="Saal", change=PLAIN)
    remove_meeting(meeting, change=PLAIN)
    source = Source.objects.create()
    publish(programme, [NewGroup("Neuer Name", goals=[NewGoal("WO_9", "Anders wohnen", False, source)])], change=PLAIN)
    page = words_of(client, "/G5/verlauf")
    for words in (
        "Name geändert",
        "Treffen angesetzt",
        "Treffen geändert",
        "Treffen gestrichen",
        "05.01.2027",
        "Ziel WO_9 dazugekommen",
    ):
        assert words in page
    assert "Anders wohnen" in words_of(client, "/ziele/WO_9/verlauf")


def test_a_goal_that_gets_its_title_and_another_wording_says_so(programme: Programme, client: Client) -> None:
    record_goals(programme, {"WO_8.1": "Unten"}, change=PLAIN)
    record_goals(programme, {"WO_8": "Oben"}, change=PLAIN)
    page = words_of(client, "/ziele/WO_8/verlauf")
    assert "Titel geändert" in page
    assert "Oben" in page


def test_wordings_that_come_and_go_with_a_document_are_kept_and_taken_back(programme: Programme) -> None:
    group = DialogueGroup.objects.get(programme=programme, address__number=5)
    mention = group.mentions.select_related("goal").first()
    assert mention
    publication = publish(programme, [], gone=Gone(mentions=[mention.pk]), change=PLAIN)
    take_back(programme, publication.journal, change=Change(by=None, now=LATER + timedelta(days=1)))
    kept = history.of_goal(mention.goal).filter(field__startswith="goal ")
    assert [(one.before, one.after) for one in kept] == [("", mention.wording), (mention.wording, "")]


def test_a_first_publication_is_no_change(programme: Programme) -> None:
    goal = NewGoal("WO_9", "Anders wohnen", False, Source.objects.create())
    publication = publish(programme, [NewGroup("Ganz neu", goals=[goal])], change=PLAIN)
    assert not history.of(publication.groups[0].address).exists()


def test_a_fixed_page_tells_what_it_said_before(programme: Programme, client: Client, administrator: Person) -> None:
    page = Page.objects.get(programme=programme, slug="impressum")
    edit_page(page, title=page.title, text="Es gilt das Alte.", change=PLAIN)
    change = Change(by=administrator, now=LATER + timedelta(days=1), reason="Neue Stelle")
    edit_page(page, title=page.title, text="Es gilt das Neue.", change=change)
    shown = words_of(client, "/seiten/impressum/verlauf")
    assert "Altes" not in shown
    assert "Alte." in shown
    assert "Neue Stelle" in shown
    assert "Administration" in shown
    assert "Verlauf (2 Änderungen)" in words_of(client, "/seiten/impressum/")


def test_names_of_fields_of_action_are_history_of_the_programme(programme: Programme) -> None:
    name_fields(programme, [("AK", "Ganz anders")], change=PLAIN)
    (entry,) = history.entries(programme, history.of(programme).filter(at=LATER))
    assert (entry.steps[0].title, entry.steps[0].after, entry.url) == (
        "Handlungsfeld AK benannt",
        "Ganz anders",
        "/ziele/",
    )


# What it does not say


def test_forgotten_words_are_a_sentence(one: Contribution, client: Client) -> None:
    _edit(one, "Zilla Ölmüller fragt")
    _edit(one, "Jemand fragt", redacts=True)
    page = words_of(client, "/B83/verlauf")
    assert "Ölmüller" not in page
    assert FORGOTTEN not in page
    assert page.count("Die alten Worte sind gelöscht, weil eine Person darin genannt war.") == 2


def test_covering_a_name_forgets_it_without_being_asked(one: Contribution, client: Client) -> None:
    _edit(one, "Zilla Ölmüller fragt")
    _edit(one, "[Name verdeckt] fragt")
    assert "Ölmüller" not in words_of(client, "/B83/verlauf")
    assert not Revision.objects.filter(after__contains="Ölmüller").exists()


def test_a_new_version_that_covers_a_name_does_not_tell_it(
    programme: Programme, one: Contribution, client: Client
) -> None:
    _edit(one, "Zilla Ölmüller fragt", Change(by=None, now=NOW))
    Revision.objects.all().delete()
    new = NewContribution(Kind(one.kind), None, "[Name verdeckt] fragt", None, keeps=one.pk)
    publish(programme, [NewGroup(one.group.name, contributions=[new])], change=PLAIN)
    (entry,) = history.entries(programme, history.of(one.address))
    assert ([step.title for step in entry.steps], entry.steps[0].is_shown) == (["Wortlaut geändert"], False)
    assert "Ölmüller" not in words_of(client, "/B83/verlauf")


def test_a_group_forgets_old_words_and_meetings(programme: Programme, client: Client) -> None:
    group = DialogueGroup.objects.select_related("address").get(programme=programme, address__number=5)
    meeting = add_meeting(
        group, title="Bei Zilla Ölmüller", on=date(2027, 1, 5), begins=None, ends=None, place="", change=PLAIN
    )
    edit_group(group, name=group.name, intro="Fragen Sie Zilla Ölmüller.", change=PLAIN)
    edit_meeting(meeting, title="Runde", on=meeting.on, begins=None, ends=None, place="", change=PLAIN)
    assert "Ölmüller" in words_of(client, "/G5/verlauf")
    edit_group(group, name=group.name, intro="Fragen Sie uns.", change=PLAIN, redacts=True)
    assert "Ölmüller" not in words_of(client, "/G5/verlauf")
    assert not Revision.objects.filter(after__contains="Ölmüller").exists()


def test_a_fixed_page_forgets_old_words(programme: Programme, desk: Client, client: Client) -> None:
    fields = {"title": "Impressum", "text": "Verantwortlich: Zilla Ölmüller", "reason": ""}
    desk.post("/schreibtisch/seiten/impressum/", fields)
    desk.post("/schreibtisch/seiten/impressum/", {**fields, "text": "Verantwortlich: die Stadt", "redacts": "on"})
    assert "Ölmüller" not in words_of(client, "/seiten/impressum/verlauf")
    assert not Revision.objects.filter(after__contains="Ölmüller").exists()


def test_what_a_draft_said_before_is_not_told(programme: Programme, client: Client) -> None:
    group = add_group(programme, name="Leise", change=PLAIN)
    (one,) = add_contributions(group, [NewContribution(Kind.PROPOSAL, None, "Roh")], change=PLAIN, published=False)
    _edit(one, "Reif")
    assert client.get(f"/{one.address}/verlauf").status_code == 404
    assert client.get(f"/{group.address}/verlauf").status_code == 404
    publish_group(group, change=PLAIN)
    page = words_of(client, f"/{one.address}/verlauf")
    assert "Noch keine Änderung" in page
    assert "Roh" not in page
    assert "Wortlaut" not in words_of(client, f"/{one.address}")


@pytest.mark.parametrize("state", [State.HIDDEN, State.WITHDRAWN])
def test_what_is_gone_tells_states_and_reasons_without_words(one: Contribution, client: Client, state: State) -> None:
    old = one.text
    _edit(one, "Neue Worte")
    set_state(one.address, state, change=Change(by=None, now=LATER, reason="Auf Wunsch"))
    gone = words_of(client, "/B83", 410 if state == State.WITHDRAWN else 200)
    assert "/B83/verlauf" in gone
    page = words_of(client, "/B83/verlauf")
    assert "Auf Wunsch" in page
    assert not {"Neue", "Worte"} & set(page.split())
    assert old not in page


def test_a_joined_statement_says_with_which(one: Contribution, programme: Programme, client: Client) -> None:
    other = Contribution.objects.select_related("address").get(programme=programme, address__number=84)
    set_state(one.address, State.MERGED, change=PLAIN, redirect_to=other.address)
    assert "Mit B84 zusammengelegt" in words_of(client, "/B83/verlauf")


def test_statements_of_a_hidden_group_tell_nothing(one: Contribution, client: Client) -> None:
    _edit(one, "Neue Worte")
    set_state(one.group.address, State.HIDDEN, change=Change(by=None, now=LATER, reason="Prüfung"))
    assert client.get("/B83/verlauf").status_code == 404
    page = words_of(client, f"/{one.group.address}/verlauf")
    assert "Prüfung" in page
    assert one.group.name not in page


def test_the_name_of_a_hidden_group_that_a_statement_left_is_not_told(
    one: Contribution, programme: Programme, client: Client
) -> None:
    former = one.group
    publish(
        programme,
        [NewGroup("Anderswo", contributions=[NewContribution(Kind(one.kind), None, one.text, None, keeps=one.pk)])],
        change=PLAIN,
    )
    publish_group(DialogueGroup.objects.get(name="Anderswo"), change=PLAIN)
    Revision.objects.filter(address=one.address, field="group").update(public=True)
    assert former.name in words_of(client, "/B83/verlauf")
    set_state(former.address, State.HIDDEN, change=Change(by=None, now=LATER, reason="Prüfung"))
    page = words_of(client, "/B83/verlauf")
    assert "Zu einer anderen Gruppe gekommen" in page
    assert former.name not in page


def test_changes_that_are_not_public_tell_that_they_were_and_no_words(one: Contribution, client: Client) -> None:
    Revision.objects.create(
        programme=one.programme, address=one.address, at=LATER, by=None, field="text", before="Früher", after="Jetzt"
    )
    assert "Früher" not in words_of(client, "/B83/verlauf")
    assert "Wortlaut geändert" in words_of(client, "/B83/verlauf")
    assert "Wortlaut berichtigt" in words_of(client, "/B83")


@pytest.mark.parametrize(
    ("path", "right"),
    [("/b83/verlauf", "/B83/verlauf"), ("/ziele/ak_5.3/verlauf", "/ziele/AK_5.3/verlauf")],
)
def test_other_spellings_lead_to_the_one_history(programme: Programme, client: Client, path: str, right: str) -> None:
    assert client.get(path)["Location"] == right


def test_a_goal_by_number_leads_to_its_code(programme: Programme, client: Client) -> None:
    goal = programme.goals.select_related("address").get(code="AK_5.3")
    assert client.get(f"/{goal.address}/verlauf")["Location"] == "/ziele/AK_5.3/verlauf"
    assert client.get("/B99999/verlauf").status_code == 404


def test_a_long_history_is_paged(one: Contribution, client: Client) -> None:
    Revision.objects.bulk_create(
        Revision(
            programme=one.programme,
            address=one.address,
            at=LATER + timedelta(minutes=at),
            field="text",
            before=f"Fassung {at}",
            after=f"Fassung {at + 1}",
            public=True,
        )
        for at in range(120)
    )
    first, last = words_of(client, "/B83/verlauf"), words_of(client, "/B83/verlauf?seite=3")
    assert first.count("Wortlaut geändert") == 50
    assert last.count("Wortlaut geändert") == 20
    assert ("Hier veröffentlicht" in first, "Hier veröffentlicht" in last) == (False, True)
