"""Reports of mistakes, and what administrators do at the desk."""

import re

import pytest
from django.test import Client

from faden.addresses.models import Report
from faden.programme.models import Programme


def _page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return " ".join(response.content.decode().split())


@pytest.fixture(autouse=True)
def _close_nothing(programme: Programme) -> None:
    """Every page here shows the example programme."""


# Reports


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found
    return found[1]


def test_report_works_with_no_cookie_but_the_one_against_forgery(programme: Programme) -> None:
    browser = Client(enforce_csrf_checks=True)
    form = browser.get("/melden/?seite=/B83")
    assert set(form.cookies) == {"faden_csrf"}
    page = form.content.decode()
    assert 'value="/B83"' in page
    fields = {"page": "/B83", "text": "Da steht mein Name", "contact": "", "csrfmiddlewaretoken": _token(page)}
    sent = browser.post("/melden/", fields)
    assert sent["Location"] == "/melden/danke/"
    assert set(browser.cookies) == {"faden_csrf"}
    report = Report.objects.get(text="Da steht mein Name")
    assert str(report.address) == "B83"
    assert report.contact == ""


def test_report_without_the_token_is_refused_with_a_page_that_helps(programme: Programme) -> None:
    response = Client(enforce_csrf_checks=True).post("/melden/", {"page": "/B83", "text": "x"})
    assert response.status_code == 403
    assert "Bitte senden Sie das Formular noch einmal" in response.content.decode()


def test_report_that_is_refused_keeps_what_was_written(client: Client) -> None:
    fields = {
        "page": "/B83",
        "text": "Ein langer Text, den niemand noch einmal tippen will",
        "contact": "keine Adresse",
    }
    response = client.post("/melden/", fields)
    page = response.content.decode()
    assert response.status_code == 400
    assert fields["text"] in page
    assert 'value="keine Adresse"' in page
    assert "kern-error" in page
    assert not Report.objects.filter(page="/B83").exists()


@pytest.mark.parametrize(
    ("page", "address"),
    [("B83", "B83"), ("b83", "B83"), ("https://faden.example/B83", "B83"), ("/G5/", "G5"), ("/gruppen/", None), ("Start", None), ("83", None), ("B99999", None)],
)  # fmt: skip
def test_report_is_tied_to_the_address_it_names(client: Client, page: str, address: str | None) -> None:
    client.post("/melden/", {"page": page, "text": "Falsch"})
    report = Report.objects.get(text="Falsch")
    assert (str(report.address) if report.address else None) == address
    assert report.page == page


def test_closing_a_report_at_the_desk_erases_the_contact(desk: Client, client: Client) -> None:
    client.post("/melden/", {"page": "B83", "text": "Mein Name", "contact": "ida@example.org"})
    assert "ida@example.org" in desk.get("/schreibtisch/meldungen/").content.decode()
    report = Report.objects.get(text="Mein Name")
    desk.post(f"/schreibtisch/meldungen/{report.pk}/erledigt/")
    assert "ida@example.org" not in desk.get("/schreibtisch/meldungen/").content.decode()
    report.refresh_from_db()
    assert (report.contact, str(report.closed_by)) == ("", "Erika Administration")


# Members, fields, pages


def test_invited_person_gets_a_password_that_is_shown_once(desk: Client) -> None:
    fields = {"name": "Ida Neu", "email": "ida@example.org", "role": "facilitator"}
    page = desk.post("/schreibtisch/mitglieder/", fields).content.decode()
    secret = re.search(r'<code class="f-secret">(.+?)</code>', page)
    assert secret
    assert Client().login(login="ida@example.org", email="ida@example.org", password=secret[1])
    assert "f-secret" not in desk.get("/schreibtisch/mitglieder/").content.decode()
    assert "f-secret" not in desk.post("/schreibtisch/mitglieder/", fields).content.decode()


def test_fields_of_action_are_named_and_ordered_at_the_desk(programme: Programme, desk: Client, client: Client) -> None:
    fields = {}
    for at, one in enumerate(programme.fields.all()):
        fields[f"name_{one.pk}"] = f"Feld {one.code}"
        fields[f"position_{one.pk}"] = str(50 - at)
    assert desk.post("/schreibtisch/handlungsfelder/", fields).status_code == 302
    page = _page(client, "/ziele/")
    assert page.index("Feld GES") < page.index("Feld LE") < page.index("Feld WO")


def test_edited_page_is_public_and_runs_no_script(desk: Client, client: Client) -> None:
    fields = {"title": "Impressum", "text": "**Stadt** <script>alert(1)</script> [böse](javascript:alert(1))"}
    desk.post("/schreibtisch/seiten/impressum/", fields)
    page = _page(client, "/seiten/impressum/")
    assert "<strong>Stadt</strong>" in page
    assert "<script" not in page
    assert 'href="javascript' not in page


def test_hiding_at_the_desk_needs_a_reason(desk: Client, client: Client) -> None:
    path = "/schreibtisch/beitraege/83/sichtbarkeit/"
    refused = desk.post(path, {"state": "hidden", "reason": " "})
    assert refused.status_code == 400
    assert "Bitte nennen Sie den Grund" in refused.content.decode()
    assert client.get("/B83").status_code == 200
    desk.post(path, {"state": "hidden", "reason": "Name"})
    assert "Ausgeblendet am" in _page(client, "/B83")
