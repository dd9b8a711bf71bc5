"""One programme lives at the root; several live under their names and never mix."""

from collections.abc import Callable

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client
from django.urls import get_script_prefix

from faden.addresses.actions import Change
from faden.conftest import NOW
from faden.dialogue.actions import NewContribution, NewGroup, publish
from faden.dialogue.models import Kind
from faden.people.models import Person, Role
from faden.programme.actions import found
from faden.programme.models import Programme


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    """Forget attempts of other tests to sign in."""
    cache.clear()


@pytest.fixture
def second(programme: Programme) -> Programme:
    """A second programme in which one group said one thing."""
    made = found(city="Musterstadt", name="Musterstadt 2040", now=NOW)
    publish(
        made,
        [NewGroup("Gruppe Zauberwald", contributions=[NewContribution(Kind.QUESTION, None, "Wo wohnt das Einhorn?")])],
        change=Change(by=None, now=NOW),
    )
    return made


# One programme


def test_only_programme_lives_at_the_root(programme: Programme, client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Ulmenfurt 2035+" in page
    assert 'href="/gruppen/"' in page


@pytest.mark.parametrize("rest", ["", "B83", "gruppen/", "ziele/AK_5.3"])
def test_only_programme_leads_from_its_name_to_the_root(programme: Programme, client: Client, rest: str) -> None:
    response = client.get(f"/ulmenfurt-2035/{rest}")
    assert (response.status_code, response["Location"]) == (301, f"/{rest}")


def test_way_to_the_root_keeps_what_was_asked_for(programme: Programme, client: Client) -> None:
    assert client.get("/ulmenfurt-2035/beitraege/?suche=Platz")["Location"] == "/beitraege/?suche=Platz"


@pytest.mark.parametrize("rest", ["/evil.example/", "//evil.example", "/\\evil.example"])
def test_way_to_the_root_never_leads_to_another_site(programme: Programme, client: Client, rest: str) -> None:
    response = client.get(f"/ulmenfurt-2035/{rest}")
    target = response.get("Location", "/")
    assert not target.startswith(("//", "/\\", "http")), f"leads away: {target}"


# Several programmes


def test_root_lists_all_programmes(second: Programme, client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'href="/ulmenfurt-2035/"' in page
    assert 'href="/musterstadt-2040/"' in page
    assert client.get("/robots.txt").status_code == 200


@pytest.mark.parametrize("path", ["/B83", "/gruppen/", "/beitraege/", "/seiten/impressum/", "/melden/"])
def test_pages_of_a_programme_are_not_at_the_root(second: Programme, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["", "B1", "G1", "gruppen/", "beitraege/", "ziele/", "seiten/impressum/", "melden/"])
def test_pages_of_each_programme_are_under_its_name(
    second: Programme, programme: Programme, client: Client, path: str
) -> None:
    for one in (programme, second):
        response = client.get(f"/{one.slug}/{path}")
        assert response.status_code == 200
        assert one.name in response.content.decode()


def test_links_of_a_programme_stay_in_it(second: Programme, client: Client) -> None:
    page = client.get("/musterstadt-2040/").content.decode()
    for path in ("", "gruppen/", "beitraege/", "ziele/", "B1", "G1", "seiten/impressum/"):
        assert f'href="/musterstadt-2040/{path}"' in page
    assert "ulmenfurt" not in page.lower()
    assert 'href="/static/web/faden.css"' in page


def test_prefix_is_gone_after_the_request(second: Programme, client: Client) -> None:
    client.get("/musterstadt-2040/")
    assert get_script_prefix() == "/"
    assert client.get("/ulmenfurt-2035/").context["request"].path == "/ulmenfurt-2035/"


def test_redirects_stay_in_their_programme(second: Programme, client: Client) -> None:
    assert client.get("/musterstadt-2040/b1")["Location"] == "/musterstadt-2040/B1"
    assert client.get("/musterstadt-2040/adresse/?nr=1")["Location"] == "/musterstadt-2040/B1"
    assert client.get("/musterstadt-2040/schreibtisch/")["Location"].startswith("/musterstadt-2040/konto/anmelden/")


def test_no_programme_shows_what_another_said(second: Programme, client: Client) -> None:
    shown = {
        path: client.get(f"/ulmenfurt-2035/{path}").content.decode()
        for path in ("", "gruppen/", "beitraege/?sortierung=neu", "beitraege/?suche=Einhorn", "B1", "G1", "ziele/")
    }
    found_in = [path for path, page in shown.items() if "wohnt das Einhorn" in page or "Zauberwald" in page]
    assert not found_in, f"Shows another programme's words: {found_in}"
    own = client.get("/musterstadt-2040/beitraege/").content.decode()
    assert "wohnt das Einhorn" in own
    assert "Bleicherstraße" not in own


@pytest.mark.parametrize("path", ["B83", "G5", "ziele/AK_5.3", "beitraege/?suche=AK_5.3", "beitraege/?ziel=AK_5.3"])
def test_addresses_of_another_programme_are_unknown(second: Programme, client: Client, path: str) -> None:
    response = client.get(f"/musterstadt-2040/{path}")
    assert response.status_code == 404 or "Dazu haben wir nichts gefunden" in response.content.decode()


def test_unknown_name_is_a_page_that_does_not_exist(second: Programme, client: Client) -> None:
    response = client.get("/nirgendwo/")
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in response.content.decode()


def test_staff_of_one_programme_cannot_open_the_desk_of_another(second: Programme, desk: Client) -> None:
    assert desk.get("/ulmenfurt-2035/schreibtisch/").status_code == 200
    assert desk.get("/musterstadt-2040/schreibtisch/").status_code == 403


def test_signing_in_under_a_programme_leads_to_its_desk(
    second: Programme, make_person: Callable[..., Person], client: Client
) -> None:
    person = make_person(Role.ADMINISTRATOR)
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    first = client.post("/ulmenfurt-2035/konto/anmelden/", {"login": person.email, "password": "nur-fuer-die-probe-1"})
    assert first["Location"] == "/ulmenfurt-2035/konto/sicherheit/anmelden/"
    assert client.post(first["Location"], {"code": code})["Location"] == "/ulmenfurt-2035/schreibtisch/"


@pytest.mark.parametrize("path", ["anmelden/", "passwort/vergessen/", "gesperrt/", "neu/"])
def test_account_pages_outside_any_programme_open_for_visitors(second: Programme, client: Client, path: str) -> None:
    assert client.get(f"/konto/{path}").status_code == 200


@pytest.mark.parametrize("path", ["sicherheit/", "abmelden/", "passwort/", "anmelden/"])
def test_account_pages_outside_any_programme_open_for_staff(second: Programme, desk: Client, path: str) -> None:
    assert desk.get(f"/konto/{path}").status_code in (200, 302)


def test_signing_in_outside_any_programme_works(
    second: Programme, make_person: Callable[..., Person], client: Client
) -> None:
    person = make_person(Role.ADMINISTRATOR)
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    client.post("/konto/anmelden/", {"login": person.email, "password": "nur-fuer-die-probe-1"})
    assert client.post("/konto/sicherheit/anmelden/", {"code": code}).status_code == 302
