"""Pages of questions of interest: joining without an account, being reachable, leaving, and the desk."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from faden.addresses.actions import Change, set_state
from faden.addresses.models import State
from faden.conftest import NOW
from faden.opinion.actions import interest as actions
from faden.opinion.actions.interest import Facts
from faden.opinion.actions.interest_mails import leaving_key
from faden.opinion.models import Interest, InterestQuestion
from faden.people.models import Person, Role
from faden.post.models import Mail
from faden.post.tasks import deliver
from faden.programme.models import Programme

GARDEN = "Gibt es ein Interesse, einen Garten anzulegen?"
WISHES = {"email": "ada@example.org", "name": "Ada", "wants_news": "on", "wants_contact": "on"}


@pytest.fixture
def garden(programme: Programme) -> InterestQuestion:
    facts = Facts(GARDEN, about="Am Bahnhof.", threshold=2, next_step="Treffen am Beet")
    return actions.ask(programme, facts, change=Change(by=None, now=timezone.now()))


def page(name: str, question: InterestQuestion) -> str:
    return reverse(name, args=[question.address.number])


def join(client: Client, question: InterestQuestion) -> Interest:
    response = client.post(page("take_interest", question))
    assert response.status_code == 302
    return Interest.objects.latest("pk")


def text_of(response: object) -> str:
    html = response.content.decode()  # type: ignore[attr-defined]
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<main")[2].partition("</main>")[0]).split())


def links(address: str) -> list[str]:
    """The paths that mails to somebody lead to."""
    deliver.call()
    texts = [one.body for one in outbox.outbox if one.to == [address]]
    return [path for text in texts for path in re.findall(r"http://localhost:8000(/\S+)", str(text))]


def test_reading_sets_no_cookie_and_the_page_is_kept(
    client: Client, garden: InterestQuestion, django_assert_num_queries: Callable[[int], object]
) -> None:
    for path in (garden.get_absolute_url(), reverse("interests")):
        first = client.get(path)
        assert first.status_code == 200
        assert not first.cookies
        with django_assert_num_queries(1):  # type: ignore[attr-defined]
            client.get(path)


def test_pages_say_how_many_are_interested_as_soon_as_somebody_joins(client: Client, garden: InterestQuestion) -> None:
    told = []
    for _one in range(4):
        told.append(text_of(client.get(garden.get_absolute_url())))
        assert GARDEN in text_of(client.get(reverse("interests")))
        join(Client(), garden)
    assert "Noch hat niemand Interesse gezeigt. Gewünscht sind zwei." in told[0]
    assert "Eine von zwei gewünschten Personen hat Interesse. Es fehlt noch eine." in told[1]
    assert "Zwei Personen haben Interesse, zwei waren gewünscht. Das sind genug." in told[2]
    assert "Drei Personen haben Interesse, zwei waren gewünscht." in told[3]


def test_somebody_joins_without_an_account_counts_once_and_takes_it_back(
    client: Client, garden: InterestQuestion
) -> None:
    assert "Ja, ich habe Interesse" in text_of(client.get(page("take_interest", garden)))
    join(client, garden)
    join(client, garden)
    assert Interest.objects.filter(question=garden).count() == 1
    assert "Sie sind dabei" in text_of(client.get(page("take_interest", garden)))
    assert "Sie sind dabei" in text_of(client.get(garden.get_absolute_url()))
    assert "Sie sind dabei" not in text_of(Client().get(garden.get_absolute_url()))
    response = client.post(page("withdraw_interest", garden), follow=True)
    assert "Ihr Interesse ist zurückgenommen" in text_of(response)
    assert not Interest.objects.filter(question=garden).exists()


def test_cookie_is_signed_and_scripts_cannot_read_it(
    client: Client, garden: InterestQuestion, settings: Settings
) -> None:
    settings.HTTPS = True
    join(client, garden)
    [cookie] = [one for name, one in client.cookies.items() if name.startswith("faden_ticket_")]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"
    client.cookies[cookie.key] = cookie.value.replace(":", "x:", 1)
    assert "Haben Sie Interesse?" in text_of(client.get(page("take_interest", garden)))


def test_getting_a_page_changes_nothing_and_a_form_needs_our_page(garden: InterestQuestion) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get(page("take_interest", garden))
    assert strict.post(page("take_interest", garden)).status_code == 403
    for name in ("withdraw_interest", "set_interest_contact"):
        assert strict.get(page(name, garden)).status_code == 405
    assert not Interest.objects.filter(question=garden).exists()


def test_address_is_confirmed_by_the_button_behind_the_link_and_not_by_opening_it(
    client: Client, garden: InterestQuestion
) -> None:
    join(client, garden)
    response = client.post(page("set_interest_contact", garden), WISHES, follow=True)
    assert "Wir senden einen Link an ada@example.org" in text_of(response)
    confirm = next(path for path in links("ada@example.org") if "/bestaetigen/" in path)
    stranger = Client()
    shown = text_of(stranger.get(confirm))
    assert "Geben Sie meinen Namen und meine E-Mail-Adresse der Moderation und allen anderen" in shown
    assert Interest.objects.get(question=garden).confirmed_at is None
    assert "Ihre Adresse ist bestätigt" in text_of(stranger.post(confirm, follow=True))
    assert "Ihre Adresse ada@example.org ist bestätigt" in text_of(client.get(page("take_interest", garden)))
    kept = Interest.objects.select_related("consent").get(question=garden).consent
    assert kept
    assert "Schreiben Sie mir, wenn genug Menschen Interesse haben." in kept.text
    assert "90 Tage" in kept.text


def test_link_that_is_over_says_what_to_do(client: Client, garden: InterestQuestion) -> None:
    response = client.get(reverse("confirm_interest", args=["falsch"]))
    assert response.status_code == 410
    assert "dann senden wir einen neuen" in text_of(response)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"email": "ada@example.org"}, "Bitte kreuzen Sie an"),
        ({"wants_news": "on"}, "Dafür brauchen wir eine E-Mail-Adresse"),
        ({"email": "ada@example.org", "wants_contact": "on"}, "Wie sollen die anderen Sie nennen?"),
        ({**WISHES, "email": "ada@"}, "gültige E-Mail-Adresse"),
        ({**WISHES, "name": "Ada https://spam.example"}, "ohne Links und Adressen"),
    ],
    ids=["no wish", "no address", "no name", "wrong address", "name with a link"],
)
def test_contact_that_cannot_be_kept_is_refused_with_a_reason(
    client: Client, garden: InterestQuestion, sent: dict[str, str], words: str
) -> None:
    join(client, garden)
    response = client.post(page("set_interest_contact", garden), sent)
    assert response.status_code == 400
    assert words in text_of(response)
    assert not Mail.objects.exists()


def test_too_many_mails_are_refused_in_the_form(
    client: Client, garden: InterestQuestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_TO_ONE", 0)
    join(client, garden)
    response = client.post(page("set_interest_contact", garden), WISHES)
    assert response.status_code == 400
    assert "versuchen Sie es morgen" in text_of(response)


def test_name_is_not_kept_of_who_does_not_want_to_be_found(client: Client, garden: InterestQuestion) -> None:
    join(client, garden)
    client.post(page("set_interest_contact", garden), {"email": "ada@example.org", "name": "Ada", "wants_news": "on"})
    assert Interest.objects.get(question=garden).name == ""


def test_contact_is_erased_with_one_button_and_the_interest_still_counts(
    client: Client, garden: InterestQuestion
) -> None:
    join(client, garden)
    client.post(page("set_interest_contact", garden), WISHES)
    response = client.post(page("set_interest_contact", garden), follow=True)
    assert "Wir kennen keine E-Mail-Adresse von Ihnen" in text_of(response)
    assert Interest.objects.get(question=garden).email == ""


def test_mail_leads_to_leaving(client: Client, garden: InterestQuestion) -> None:
    join(client, garden)
    client.post(page("set_interest_contact", garden), WISHES)
    confirm, leave = links("ada@example.org")
    stranger = Client()
    assert "zurücknehmen" not in text_of(stranger.get(leave)), "of an unconfirmed address only itself can be erased"
    stranger.post(leave, {"ganz": "1"})
    assert Interest.objects.get(question=garden).email == ""
    assert "Sie bekommen keine Mails" in text_of(stranger.get(leave))
    assert stranger.get(confirm).status_code == 410


def test_who_confirmed_can_take_it_all_back_by_the_link(client: Client, garden: InterestQuestion) -> None:
    made = join(client, garden)
    client.post(page("set_interest_contact", garden), WISHES)
    client.post(links("ada@example.org")[0])
    made.refresh_from_db()
    leave = reverse("leave_interest", args=[leaving_key(made)])
    assert "Auch mein Interesse zurücknehmen" in text_of(Client().get(leave))
    Client().post(leave, {"ganz": "1"})
    assert not Interest.objects.filter(question=garden).exists()


def test_closed_question_takes_no_one_in_and_lets_everybody_out(client: Client, garden: InterestQuestion) -> None:
    join(client, garden)
    client.post(page("set_interest_contact", garden), WISHES)
    actions.close(garden, change=Change(by=None, now=NOW))
    shown = text_of(Client().get(garden.get_absolute_url()))
    assert "Geschlossen am 20. Juli 2026." in shown
    assert "Eine von zwei gewünschten Personen hatte Interesse." in shown
    assert "Es waren nicht genug." in shown
    response = Client().post(page("take_interest", garden))
    assert response.status_code == 400
    assert "Diese Frage ist geschlossen" in text_of(response)
    mine = text_of(client.get(page("take_interest", garden)))
    assert "Name und Adresse löschen" in mine
    assert "Speichern" not in mine
    client.post(page("withdraw_interest", garden))
    assert not Interest.objects.filter(question=garden).exists()


def test_what_is_hidden_shows_no_page(client: Client, garden: InterestQuestion, change: Change) -> None:
    join(client, garden)
    set_state(garden.address, State.HIDDEN, change=change)
    assert client.get(page("take_interest", garden)).status_code == 404
    assert client.post(page("take_interest", garden)).status_code == 404
    assert GARDEN not in client.get(reverse("interests")).content.decode()


def test_statement_that_it_comes_from_stands_on_the_page(programme: Programme, desk: Client) -> None:
    sent = {"question": GARDEN, "source": "b83", "threshold": "5", "about": "", "next_step": ""}
    response = desk.post(reverse("new_interest"), sent, follow=True)
    assert "Veröffentlicht." in text_of(response)
    made = InterestQuestion.objects.latest("pk")
    assert "B83" in text_of(Client().get(made.get_absolute_url()))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"source": "B99999"}, "kein öffentlicher Beitrag"),
        ({"source": "G5"}, "kein öffentlicher Beitrag"),
        ({"threshold": "1"}, "größer oder gleich 2"),
        ({"closes_on": "2020-02-29"}, "Dieser Tag ist vorbei"),
        ({"question": " "}, "Dieses Feld ist zwingend erforderlich"),
    ],
)
def test_desk_says_what_is_wrong(desk: Client, programme: Programme, wrong: dict[str, str], words: str) -> None:
    response = desk.post(reverse("new_interest"), {"question": GARDEN, "threshold": "5", **wrong})
    assert response.status_code == 400
    assert words in text_of(response)


def test_desk_changes_closes_and_opens_again(desk: Client, garden: InterestQuestion) -> None:
    form = desk.get(page("desk_interest", garden)).context["form"]
    sent = {name: form.initial[name] or "" for name in form.fields}
    response = desk.post(page("desk_interest", garden), {**sent, "next_step": "Am 3. Mai am Beet"}, follow=True)
    assert "So sehen es jetzt alle." in text_of(response)
    assert "Am 3. Mai am Beet" in text_of(Client().get(garden.get_absolute_url()))
    assert "ist geschlossen" in text_of(desk.post(page("close_interest", garden), follow=True))
    tomorrow = timezone.localdate() + timedelta(days=1)
    desk.post(page("desk_interest", garden), {**sent, "closes_on": tomorrow.isoformat()})
    assert "ist wieder offen" in text_of(desk.post(page("close_interest", garden), {"wieder": "1"}, follow=True))
    garden.refresh_from_db()
    assert (garden.closed_at, garden.closes_on) == (None, tomorrow)


def test_desk_sees_only_those_who_agreed_and_confirmed(client: Client, desk: Client, garden: InterestQuestion) -> None:
    join(client, garden)
    client.post(page("set_interest_contact", garden), WISHES)
    assert "ada@example.org" not in text_of(desk.get(page("desk_interest", garden)))
    client.post(links("ada@example.org")[0])
    seen = text_of(desk.get(page("desk_interest", garden)))
    assert "Ada ada@example.org" in seen
    assert "Eine Person hat eine E-Mail-Adresse bestätigt." in seen


def test_desk_says_which_mails_did_not_arrive_and_not_to_whom(desk: Client, garden: InterestQuestion) -> None:
    Mail.objects.create(
        programme=garden.programme, to="ada@example.org", subject="Genug Menschen haben Interesse",
        made_at=NOW, keep_until=NOW, failure="Der Mailserver hat die Mail nicht angenommen (550).",
    )  # fmt: skip
    seen = text_of(desk.get(reverse("desk_interests")))
    assert "Eine Mail kam nicht an Genug Menschen haben Interesse" in seen
    assert "nicht angenommen (550)" in seen
    assert "ada@" not in seen


@pytest.mark.parametrize("name", ["desk_interests", "new_interest"])
def test_desk_is_for_staff(name: str, client: Client, make_person: Callable[..., Person]) -> None:
    assert client.get(reverse(name)).status_code == 302
    client.force_login(make_person(Role.RESIDENT))
    assert client.get(reverse(name)).status_code == 403
