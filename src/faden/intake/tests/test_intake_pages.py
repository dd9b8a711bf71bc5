"""The review desk in a browser without scripts: every page, every button, alone and with a colleague."""

import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import typst
from django.test import Client
from PIL import Image

from faden.addresses.actions import Change
from faden.conftest import NOW
from faden.dialogue.models import Contribution
from faden.intake import actions
from faden.intake.models import Draft, ItemKind
from faden.intake.tests.desk import DESK, ENGLISH, file, page, path, words
from faden.intake.tests.taken import DATA, item, newer, sheet, taken, texts, waiting
from faden.intake.views import taking
from faden.people.actions import invite
from faden.people.models import Person, Role
from faden.programme.models import Programme


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "PATIENCE", 0)


@pytest.fixture
def draft(programme: Programme, facilitator: Person) -> Draft:
    return taken(programme, DATA + "\t\t\t\t\tniemandes Spalte\n", by=facilitator)


@pytest.fixture
def mine(facilitator: Person) -> Client:
    client = Client()
    client.force_login(facilitator)
    return client


def _colleague(programme: Programme) -> tuple[Person, Client]:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    person = invite(
        programme=programme,
        email="kollege@example.org",
        name="Kai Kollege",
        role=Role.FACILITATOR,
        password="probe-12345",
    ).person
    TOTP.activate(person, generate_totp_secret())
    client = Client()
    client.force_login(person)
    return person, client


# Review


def test_document_goes_from_the_desk_to_the_public_page(
    mine: Client, client: Client, programme: Programme, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        at = mine.post(f"{DESK}neu/", {"file": file("vom_bach.txt")})["Location"]
    review = page(mine, at)
    assert "Petra Quellmann" in review
    assert "Eine Stelle braucht Ihren Blick" in review
    assert mine.post(f"{at}veroeffentlichen/")["Location"] == "/gruppen/"
    assert "Bäche" in client.get("/gruppen/").content.decode()
    assert "Brücken bauen" in client.get("/beitraege/?suche=Brücken+bauen").content.decode()
    assert "Veröffentlichung zurücknehmen" in page(mine, at)
    response = mine.post(f"{at}zuruecknehmen/", follow=True)
    assert "Alles ist wie vorher" in response.content.decode()
    assert "Dazu haben wir nichts gefunden" in client.get('/beitraege/?suche="Brücken+bauen"').content.decode()


def test_every_page_of_a_review_opens(mine: Client, draft: Draft) -> None:
    for at in (path(draft), path(draft, "gruppe", draft.groups.get().pk)):
        assert "Bäche" in page(mine, at)
    for one in draft.items.all():
        assert one.text in page(mine, path(draft, "eintrag", one.pk))


def test_item_is_edited_checked_split_joined_dropped_and_taken_in_again(mine: Client, draft: Draft) -> None:
    one = item(draft, "Brücken bauen")

    def post(*parts: object, **fields: object) -> None:
        one.refresh_from_db()
        assert mine.post(path(draft, "eintrag", one.pk, *parts), {"seen": one.version} | fields).status_code == 302

    post(text="Stege und Brücken", kind="proposal", group=one.group_id, leaning="solution", code="")
    post("stimmt")
    post("teilen", text="Stege\nund Brücken")
    assert texts(draft, "proposal")[1:] == ["Stege", "und Brücken"]
    one = item(draft, "und Brücken")
    post("verbinden")
    one = item(draft, "Stege")
    assert (one.text, one.leaning) == ("Stege und Brücken", "solution")
    post("weglassen", reason="doppelt")
    assert "doppelt" in page(mine, path(draft, "eintrag", one.pk))
    post("zurueckholen")
    one.refresh_from_db()
    assert one.dropped == ""
    for _step in range(6):
        mine.post(path(draft, "rueckgaengig"))
    assert item(draft, "Brücken bauen").edited is False
    assert "Es gibt keinen Schritt" in mine.post(path(draft, "rueckgaengig"), follow=True).content.decode()


def test_wrong_input_is_answered_with_a_sentence_and_kept(mine: Client, draft: Draft) -> None:
    one = item(draft, "Brücken bauen")
    at = path(draft, "eintrag", one.pk)
    for extra, fields, sentence in (
        ("", {"text": "Mein Wort", "kind": "goal", "group": one.group_id, "code": "?"}, "Kürzel des Ziels"),
        ("", {"text": "Mein Wort", "kind": "question"}, "Bitte wählen Sie die Gruppe"),
        ("teilen/", {"text": "Mein Wort\nanders"}, "beginnen Sie eine neue Zeile"),
    ):
        response = mine.post(at + extra, fields)
        assert response.status_code == 400
        assert sentence in words(response.content.decode())
        assert "Mein Wort" in response.content.decode()
        assert not ENGLISH.findall(words(response.content.decode()))
    one.refresh_from_db()
    assert (one.text, one.version) == ("Brücken bauen", 0)


def test_checking_leads_on_from_place_to_place_and_then_back_to_the_overview(mine: Client, draft: Draft) -> None:
    draft.items.filter(kind=ItemKind.ASSESSMENT).update(unsure=0.5)
    place = mine.get(path(draft, "weiter"))["Location"]
    seen = []
    while place != path(draft):
        seen.append(place)
        place = mine.post(f"{place}stimmt/")["Location"]
    assert len(set(seen)) == len(seen) == 3


def test_names_are_released_and_covered_and_groups_renamed(mine: Client, draft: Draft) -> None:
    name, group = draft.names.get(), draft.groups.get()
    for value, released in (("1", True), ("0", False)):
        assert mine.post(path(draft, "name", name.pk), {"released": value})["Location"].endswith("#n")
        name.refresh_from_db()
        assert (name.released, name.checked) == (released, True)
    mine.post(path(draft, "gruppe", group.pk), {"name": "Seen"})
    assert "Seen" in page(mine, path(draft, "gruppe", group.pk))
    assert mine.post(path(draft, "gruppe", group.pk), {"name": ""}).status_code == 400


@pytest.mark.parametrize("step", ["²", "x", "-1", "9" * 30, ""])
def test_step_that_nobody_took_is_not_undone(mine: Client, draft: Draft, step: str) -> None:
    response = mine.post(path(draft, "rueckgaengig"), {"step": step}, follow=True)
    assert "Es gibt keinen Schritt" in response.content.decode()


@pytest.mark.parametrize("seen", ["²", "x", "-1", "9" * 30])
def test_version_that_no_item_has_is_answered_politely(mine: Client, draft: Draft, seen: str) -> None:
    one = item(draft, "Brücken bauen")
    assert mine.post(path(draft, "eintrag", one.pk, "stimmt"), {"seen": seen}).status_code in (302, 400, 409)


# Two people


def test_colleague_opens_a_draft_only_once_it_is_shared(mine: Client, draft: Draft, programme: Programme) -> None:
    colleague, theirs = _colleague(programme)
    one = item(draft, "Brücken bauen")
    assert theirs.get(path(draft)).status_code == 404
    assert theirs.post(path(draft, "eintrag", one.pk, "weglassen"), {"reason": "x"}).status_code == 404
    for part in ("veroeffentlichen", "verwerfen", "gemeinsam", "rueckgaengig", "unterschiede", "zuruecknehmen"):
        assert theirs.post(path(draft, part)).status_code == 404
    assert "Kai Kollege" in page(mine, path(draft))
    mine.post(path(draft, "gemeinsam"), {"reviewers": [colleague.pk]})
    assert "Brücken bauen" in page(theirs, path(draft, "eintrag", one.pk))
    assert "Ein Dokument wartet auf Sie" in page(theirs, DESK)
    mine.post(path(draft, "gemeinsam"), {})
    assert theirs.get(path(draft)).status_code == 404


def test_draft_is_shared_with_members_of_staff_only(
    mine: Client, draft: Draft, make_person: Callable[..., Person]
) -> None:
    resident = make_person(Role.RESIDENT, second_factor=False)
    mine.post(path(draft, "gemeinsam"), {"reviewers": [resident.pk]})
    assert not draft.reviewers.exists()


@pytest.mark.parametrize(
    ("part", "fields"),
    [("", {"text": "Meine Worte", "kind": "proposal"}), ("teilen", {"text": "Brücken\nbauen"})],
)
def test_words_of_the_second_person_stay_in_the_form_and_are_saved_the_second_time(
    mine: Client, desk: Client, draft: Draft, part: str, fields: dict[str, str]
) -> None:
    one = item(draft, "Brücken bauen")
    group = {"group": str(one.group_id)}
    theirs = {"text": "Brücken  bauen" if part else "Ihre Worte", "kind": "proposal", "seen": "0"} | group
    assert desk.post(path(draft, "eintrag", one.pk), theirs).status_code == 302
    at = path(draft, "eintrag", one.pk, *([part] if part else []))
    response = mine.post(at, {**fields, **group, "seen": "0"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Erika Administration hat diese Stelle" in words(html)
    assert fields["text"] in unescape(html)
    assert not ENGLISH.findall(words(html))
    one.refresh_from_db()
    assert one.text != "Meine Worte"
    form = re.search(rf'(?s)<form[^>]*action="{re.escape(at)}".*?</form>', html)
    assert form
    seen = re.search(r'name="seen" value="(\d+)"', form[0])
    assert seen
    assert mine.post(at, {**fields, **group, "seen": seen[1]}).status_code == 302
    assert fields["text"].splitlines()[0] in texts(draft, "proposal")


def test_item_that_is_gone_meanwhile_is_said_to_be_gone(mine: Client, desk: Client, draft: Draft) -> None:
    one = item(draft, "Brücken bauen")
    desk.post(path(draft, "eintrag", one.pk, "verbinden"), {"seen": 0})
    fields = {"text": "Meine Worte", "kind": "proposal", "group": one.group_id, "seen": 0}
    response = mine.post(path(draft, "eintrag", one.pk), fields)
    assert response.status_code == 404
    assert "Vielleicht wurde er mit einem anderen verbunden" in unescape(response.content.decode())
    assert "Meine Worte" in response.content.decode(), "what somebody typed is not lost"


# Reading again


def test_differences_are_decided_page_by_page_and_then_published(
    mine: Client, draft: Draft, facilitator: Person, client: Client
) -> None:
    change = Change(by=facilitator, now=NOW)
    first = taken(
        draft.programme, sheet(("Teiche", ["Drei Brücken über den Teich bauen", "Schilf schneiden"])), by=facilitator
    )
    actions.publish(first, change=change)
    again = newer(first, sheet(("Teiche", ["Vier Brücken über den Teich bauen", "Boote an Land holen"])))
    actions.share(again, [facilitator])
    at = path(again, "unterschiede")
    assert "Eine Stelle ist noch zu entscheiden" in page(mine, at)
    refused = mine.post(path(again, "veroeffentlichen"), follow=True)
    assert refused.redirect_chain[-1][0] == at
    assert "noch zu entscheiden" in refused.content.decode()
    for sort in ("changed", "new", "gone", "gibt-es-nicht"):
        page(mine, f"{at}?art={sort}&seite=99")
    key = re.search(r'name="(fall-[^"]+)"', mine.get(f"{at}?art=changed").content.decode())
    assert key
    mine.post(at, {key[1]: "take"})
    assert "Das ändert sich, wenn Sie veröffentlichen" in page(mine, at)
    mine.post(path(again, "veroeffentlichen"))
    assert Contribution.objects.public().filter(text="Vier Brücken über den Teich bauen").exists()
    assert mine.get(at)["Location"] == path(again)


def test_all_suggestions_are_accepted_with_one_button(mine: Client, draft: Draft, facilitator: Person) -> None:
    actions.publish(draft, change=Change(by=facilitator, now=NOW))
    again = newer(draft, DATA.replace("Bäche\t", "Bäche und Ufer\t"))
    actions.share(again, [facilitator])
    mine.post(path(again, "unterschiede"), {"alle": "1"})
    assert "Das ändert sich" in page(mine, path(again, "unterschiede"))


# Pictures


def test_page_of_a_pdf_is_shown_to_staff_as_a_picture(
    mine: Client, client: Client, programme: Programme, facilitator: Person
) -> None:
    pdf = typst.compile(b"#set page(width: 10cm, height: 5cm)\nGruppe\n#pagebreak()\nBach")
    draft = waiting(programme, pdf, "bach.pdf", by=facilitator)
    response = mine.get(f"{path(draft)}seite/2.png")
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert "private" in response["Cache-Control"]
    with Image.open(io.BytesIO(response.content)) as image:
        assert (image.format, image.width, image.height) == ("PNG", 1600, 800)
    for number in (0, 3, 10**30):
        assert mine.get(f"{path(draft)}seite/{number}.png").status_code == 404
    assert client.get(f"{path(draft)}seite/1.png").status_code == 302
    assert _colleague(programme)[1].get(f"{path(draft)}seite/1.png").status_code == 404


def test_document_that_is_no_pdf_has_no_pictures(mine: Client, draft: Draft) -> None:
    assert mine.get(f"{path(draft)}seite/1.png").status_code == 404
