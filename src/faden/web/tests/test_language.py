"""The path alone says the language, and nothing else in the house knows of it."""

from datetime import time

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language, override

from faden.conftest import NOW
from faden.programme.actions import found
from faden.programme.models import Programme
from faden.web.language import address_in, language
from faden.web.templatetags.web import clock, in_words, quoted, redacted


def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{get_language()} {request.path} {request.path_info} {reverse('contributions')}")


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/beitraege/", "de /beitraege/ /beitraege/ /beitraege/"),
        ("/en/beitraege/", "en /en/beitraege/ /beitraege/ /en/beitraege/"),
        ("/en/", "en /en/ / /en/beitraege/"),
        ("/english", "de /english /english /beitraege/"),
        ("/enten/", "de /enten/ /enten/ /beitraege/"),
    ],
)
def test_language_is_the_first_part_of_the_path(path: str, answer: str) -> None:
    response = language(_answer)(RequestFactory(HTTP_ACCEPT_LANGUAGE="fr", HTTP_COOKIE="django_language=en").get(path))
    assert response.content.decode() == answer


def test_nothing_is_left_of_the_language_after_the_request() -> None:
    def refuse(request: HttpRequest) -> HttpResponse:
        raise PermissionDenied

    with pytest.raises(PermissionDenied):
        language(refuse)(RequestFactory().get("/en/B83"))
    assert (get_script_prefix(), get_language()) == ("/", "de")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/en", "/en/"),
        ("/en?a=1", "/en/?a=1"),
        ("/de/B83?x=%C3%BC", "/B83?x=%C3%BC"),
        ("/de", "/"),
        ("/de//b.org/", "/b.org/"),
    ],
)
def test_other_ways_to_write_it_lead_to_the_one(path: str, target: str) -> None:
    response = language(_answer)(RequestFactory().get(path))
    assert (response.status_code, response["Location"]) == (301, target)


@pytest.mark.parametrize(
    ("path", "code", "target"),
    [
        ("/B83", "en", "/en/B83"),
        ("/en/B83", "de", "/B83"),
        ("/en/ziele/?suche=B%C3%A4ume&seite=2", "de", "/ziele/?suche=B%C3%A4ume&seite=2"),
        ("/en//böse.org/", "de", "/b%C3%B6se.org/"),
        ("/\\boese.org", "de", "/boese.org"),
        ("/ziele/M%3C1", "en", "/en/ziele/M%3C1"),
    ],
)
def test_a_page_has_its_address_in_each_language(path: str, code: str, target: str) -> None:
    assert address_in(code, RequestFactory().get(path)) == target


def test_a_page_below_a_folder_of_the_server_has_its_address_there() -> None:
    request = RequestFactory(SCRIPT_NAME="/dialog").get("/en/B83")
    assert request.path == "/dialog/en/B83"
    assert address_in("de", request) == "/dialog/B83"


@pytest.mark.django_db
def test_links_forms_and_redirects_stay_in_their_language(programme: Programme, client: Client) -> None:
    page = client.get("/en/beitraege/").content.decode()
    assert '<html lang="en" dir="ltr">' in page
    assert 'href="/en/G' in page or 'href="/en/B' in page
    assert 'action="/en/beitraege/"' in page
    assert '<a href="/en/beitraege/" aria-current="page">' in page
    assert client.get("/en/b83")["Location"] == "/en/B83"
    assert client.get("/en/adresse/?nr=B83")["Location"] == "/en/B83"
    assert client.get("/en/beitraege")["Location"] == "/en/beitraege/"
    assert client.get("/en/schreibtisch/")["Location"] == "/en/konto/anmelden/?next=/en/schreibtisch/"
    assert client.post("/en/melden/", {"page": "B83", "text": "Falsch"})["Location"] == "/en/melden/danke/"
    assert client.get("/en/gibt-es-nicht/").status_code == 404
    assert "There is no such page" in client.get("/en/gibt-es-nicht/").content.decode()


@pytest.mark.django_db
def test_each_page_leads_to_itself_in_the_other_language(programme: Programme, client: Client, desk: Client) -> None:
    for path, other, code, name in (
        ("/B83", "/en/B83", "en", "English"),
        ("/en/B83", "/B83", "de", "Deutsch"),
        ("/beitraege/?seite=2", "/en/beitraege/?seite=2", "en", "English"),
    ):
        page = client.get(path).content.decode()
        assert page.count(f'<a href="{other}" lang="{code}" hreflang="{code}">{name}</a>') == 2
        assert f'<link rel="alternate" hreflang="{code}" href="http://testserver{other}">' in page
    page = desk.get("/en/schreibtisch/gruppen/neu/").content.decode()
    assert '<a href="/schreibtisch/gruppen/neu/" lang="de" hreflang="de">Deutsch</a>' in page
    assert 'rel="alternate" hreflang' not in page


@pytest.mark.django_db
def test_an_answer_to_a_form_offers_no_page_that_would_lose_what_was_typed(
    programme: Programme, client: Client
) -> None:
    page = client.post("/en/melden/", {"page": "B83"}).content.decode()
    assert "This field is required." in page
    assert "hreflang" not in page


@pytest.mark.django_db
def test_language_stands_before_the_programme(programme: Programme, client: Client) -> None:
    assert client.get("/en/ulmenfurt-2035/B83?a=1")["Location"] == "/en/B83?a=1"
    found(city="Musterstadt", name="Musterstadt 2040", now=NOW)
    page = client.get("/en/ulmenfurt-2035/B83").content.decode()
    assert '<a href="/ulmenfurt-2035/B83" lang="de" hreflang="de">' in page
    assert 'href="/en/ulmenfurt-2035/beitraege/"' in page
    assert 'href="/en/musterstadt-2040/"' in client.get("/en/").content.decode()


@pytest.mark.django_db
def test_no_programme_is_called_like_a_language(db: None) -> None:
    assert found(city="Musterstadt", name="EN", now=NOW).slug == "programm-en"


@pytest.mark.django_db
def test_files_of_results_are_the_same_in_every_language(programme: Programme, client: Client) -> None:
    for ending in ("csv", "json", "html"):
        german, english = (client.get(f"{prefix}/G5/ergebnisse.{ending}") for prefix in ("", "/en"))
        assert german.getvalue() == english.getvalue()


def test_what_people_said_is_marked_where_the_page_speaks_another_language() -> None:
    template = Template("{% load web %}<p{% spoken %}>Mehr Bänke</p>")
    assert template.render(Context()) == "<p>Mehr Bänke</p>"
    with override("en"):
        assert template.render(Context()) == '<p lang="de">Mehr Bänke</p>'
    with override("ar"):
        assert template.render(Context()) == '<p lang="de" dir="ltr">Mehr Bänke</p>'


def test_numbers_marks_and_times_are_written_as_the_language_does() -> None:
    with override("en"):
        assert [in_words(number) for number in (0, 1, 12, 13)] == ["0", "one", "twelve", "13"]
        assert quoted('"Tauschbörse"') == "“‘Tauschbörse’”"
        assert [clock(time(18)), clock(time(18, 30))] == ["18:00", "18:30"]
        assert redacted("[Name verdeckt] sagt") == '<span class="f-redact" lang="en">name covered</span> sagt'
        date = Template('{{ day|date:"DATE_FORMAT" }}; {{ day|date:"DATETIME_FORMAT" }}')
        assert date.render(Context({"day": NOW})) == "20 July 2026; 20 July 2026, 14:00"
    assert Template('{{ day|date:"DATETIME_FORMAT" }}').render(Context({"day": NOW})) == "20. Juli 2026, 14:00"
