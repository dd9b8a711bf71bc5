"""Staff come in with a password and a second factor; everybody else reads without an account."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from faden.conftest import NOW
from faden.people.actions import invite
from faden.people.models import Membership, Person, Role
from faden.people.queries import membership
from faden.programme.actions import found
from faden.programme.models import Programme

PASSWORD = "nur-fuer-die-probe-1"


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    """Forget failed attempts and used codes of other tests."""
    cache.clear()


def _sign_in(client: Client, person: Person, password: str = PASSWORD) -> str:
    response = client.post("/konto/anmelden/?next=/schreibtisch/", {"login": person.email, "password": password})
    return response.get("Location", str(response.status_code))


def test_password_alone_leads_to_the_second_step(administrator: Person, client: Client) -> None:
    assert _sign_in(client, administrator).startswith("/konto/sicherheit/anmelden/")
    assert client.get("/schreibtisch/").status_code == 302


def test_code_of_the_app_signs_in(administrator: Person, client: Client) -> None:
    step = _sign_in(client, administrator)
    secret = administrator.authenticator_set.get(type="totp").data["secret"]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert client.post(step, {"code": code})["Location"] == "/schreibtisch/"
    assert client.get("/schreibtisch/").status_code == 200


def test_recovery_code_signs_in_once(administrator: Person, client: Client) -> None:
    code = RecoveryCodes.activate(administrator).get_unused_codes()[0]
    assert client.post(_sign_in(client, administrator), {"code": code})["Location"] == "/schreibtisch/"
    assert client.get("/schreibtisch/").status_code == 200
    again = Client()
    assert again.post(_sign_in(again, administrator), {"code": code}).status_code == 200
    assert again.get("/schreibtisch/").status_code == 302


def test_wrong_code_signs_nobody_in(administrator: Person, client: Client) -> None:
    response = client.post(_sign_in(client, administrator), {"code": "000000"})
    assert "kern-error" in response.content.decode()
    assert client.get("/schreibtisch/").status_code == 302


def test_wrong_password_keeps_the_address_and_says_so(administrator: Person, client: Client) -> None:
    response = client.post("/konto/anmelden/", {"login": administrator.email, "password": "falsch"})
    page = response.content.decode()
    assert response.status_code == 200
    assert administrator.email in page
    assert "kern-error" in page or "f-message--error" in page


def test_unknown_address_is_answered_like_a_wrong_password(administrator: Person, client: Client) -> None:
    pages = []
    for address in (administrator.email, "nobody@example.org"):
        page = client.post("/konto/anmelden/", {"login": address, "password": "falsch"}).content.decode()
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(address, ""))
    assert pages[0] == pages[1]


def test_staff_without_second_factor_are_sent_to_set_it_up(make_person: Callable[..., Person], client: Client) -> None:
    person = make_person(Role.FACILITATOR, second_factor=False)
    assert _sign_in(client, person) == "/schreibtisch/"
    for path in ("/schreibtisch/", "/schreibtisch/uebernahme/neu/", "/schreibtisch/dokumente/"):
        assert client.get(path)["Location"] == "/konto/sicherheit/einrichten/"
    secret = client.get("/konto/sicherheit/einrichten/").context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert client.post("/konto/sicherheit/einrichten/", {"code": code}).status_code == 302
    assert client.get("/schreibtisch/").status_code == 200
    assert person.authenticator_set.filter(type="recovery_codes").exists(), "nobody is locked out with a lost phone"


def test_second_factor_needs_the_password_again_when_signing_in_is_long_past(
    make_person: Callable[..., Person], client: Client
) -> None:
    person = make_person(Role.FACILITATOR, second_factor=False)
    client.force_login(person)
    Person.objects.filter(pk=person.pk).update(last_login=timezone.now() - timedelta(hours=1))
    assert client.get("/konto/sicherheit/einrichten/")["Location"].startswith("/konto/bestaetigen/")


def test_nobody_signs_up_by_themselves(programme: Programme, client: Client) -> None:
    fields = {"email": "ida@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert "Konten vergibt die Administration" in client.get("/konto/neu/").content.decode()
    assert "Konten vergibt die Administration" in client.post("/konto/neu/", fields).content.decode()
    assert not Person.objects.filter(email="ida@example.org").exists()


def test_resident_may_sign_in_but_not_open_the_desk(make_person: Callable[..., Person]) -> None:
    client = Client()
    client.force_login(make_person(Role.RESIDENT))
    assert client.get("/schreibtisch/").status_code == 403
    assert client.get("/").status_code == 200


def test_facilitator_may_not_open_what_is_for_administrators(facilitator: Person) -> None:
    client = Client()
    client.force_login(facilitator)
    assert client.get("/schreibtisch/").status_code == 200
    assert client.get("/schreibtisch/mitglieder/").status_code == 403


def test_account_that_is_no_longer_active_opens_nothing(administrator: Person, client: Client) -> None:
    signed_in = Client()
    signed_in.force_login(administrator)
    Person.objects.filter(pk=administrator.pk).update(is_active=False)
    assert signed_in.get("/schreibtisch/").status_code in (302, 403)
    _sign_in(client, administrator)
    assert client.get("/schreibtisch/").status_code == 302


def test_signing_out_closes_the_desk(desk: Client) -> None:
    assert desk.post("/konto/abmelden/").status_code == 302
    assert desk.get("/schreibtisch/").status_code == 302


def test_way_after_signing_in_never_leads_to_another_site(administrator: Person, client: Client) -> None:
    code = RecoveryCodes.activate(administrator).get_unused_codes()[0]
    step = client.post(
        "/konto/anmelden/?next=https://evil.example/", {"login": administrator.email, "password": PASSWORD}
    )["Location"]
    assert "evil" not in client.post(step, {"code": code})["Location"]


# Roles


@pytest.mark.parametrize(
    ("role", "staff", "boss"),
    [(Role.ADMINISTRATOR, True, True), (Role.FACILITATOR, True, False), (Role.RESIDENT, False, False)],
)
def test_role_says_what_is_open(role: Role, staff: bool, boss: bool) -> None:
    assert (Membership(role=role).is_staff, Membership(role=role).is_administrator) == (staff, boss)


def test_inviting_somebody_known_changes_the_role_and_keeps_the_password(
    administrator: Person, programme: Programme
) -> None:
    again = invite(
        programme=programme,
        email=administrator.email.upper(),
        name="Ganz anders",
        role=Role.FACILITATOR,
        password="eines-das-nicht-gilt",
    )
    administrator.refresh_from_db()
    assert again.person == administrator
    assert administrator.check_password(PASSWORD)
    assert administrator.name == "Erika Administration"
    assert Membership.objects.get(person=administrator, programme=programme).role == Role.FACILITATOR


def test_membership_counts_in_its_programme_only(administrator: Person, programme: Programme) -> None:
    other = found(city="Musterstadt", name="Musterstadt 2040", now=NOW)
    assert membership(administrator, programme) is not None
    assert membership(administrator, other) is None
    assert membership(administrator, None) is None


def test_person_is_called_by_name_or_by_address() -> None:
    assert str(Person(name="Erika", email="e@example.org")) == "Erika"
    assert str(Person(email="e@example.org")) == "e@example.org"
