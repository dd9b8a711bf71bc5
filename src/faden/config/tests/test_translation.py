"""Nothing on any page is left in German: with every message and every text of people in brackets, nothing stands outside."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse
from django.utils.translation import override, trans_real
from lxml import html

from faden.addresses.models import Address, State
from faden.config.tests import test_pages
from faden.config.tests.test_pages import TABLE, Entry
from faden.conftest import NOW
from faden.intake.models import Draft, DraftItem, DraftName, DraftState
from faden.intake.views import taking
from faden.opinion.models import Conversation, InterestQuestion, Stage
from faden.post.models import Mail
from faden.programme.models import Page, Programme
from faden.programme.whole_pages import TICKET_COOKIE
from faden.web.sentences import said

world = test_pages.world

WORDS = {
    "name", "title", "text", "intro", "wording", "place", "about", "words", "why", "caretaker", "next_step", "label",
    "aliases", "note", "question", "reason",
}  # fmt: skip
"""Fields that hold what people wrote."""
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "button", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "label", "legend", "li", "main", "nav", "ol", "option",
    "optgroup", "p", "pre", "section", "select", "summary", "svg", "table", "tbody", "td", "textarea", "th", "thead", "title", "tr", "ul",
}  # fmt: skip
UNSEEN = {"script", "style", "code", "kbd", "textarea"}
SPEAKING = ("alt", "aria-label", "placeholder", "title")
NAMES = {"Roter", "Faden", "Word", "Excel", "OpenDocument", "PDF", "CSV", "JSON", "HTML", "EUPL"}
NO_WORD = re.compile(r"\S*[@_\d/]\S*|\b[A-ZÄÖÜ]{1,4}\b")
LEFT = re.compile(r"[A-Za-zÄÖÜäöüß]{2,}")


class Brackets:
    """A language whose catalogue has a translation for every message of any package: the message in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message.rpartition(chr(4))[2]}⟧"

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)

    def language(self) -> str:
        return "en"

    to_language = language


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch, world: dict[str, int], desk: Client) -> dict[str, int]:
    """The world of `test_pages`, with everything in brackets that people wrote, and a language of brackets at /en/."""
    real = trans_real.translation
    monkeypatch.setattr(trans_real, "translation", lambda code: Brackets() if code == "en" else real(code))
    for model in apps.get_models():
        if not model.__module__.startswith("faden."):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField | TextField) and field.name in WORDS and not field.choices:
                found = model._default_manager.exclude(**{field.name: ""})
                found.update(**{field.name: Concat(Value("⟦"), F(field.name), Value("⟧"), output_field=TextField())})
    Page.objects.update(text="⟦Ein Text.⟧")
    for conversation in Conversation.objects.all():
        conversation.group_names = {label: f"⟦{name}⟧" for label, name in conversation.group_names.items()}
        conversation.save(update_fields=["group_names"])
    return world


def _pieces(element: html.HtmlElement, language: str) -> Iterator[str]:
    """Yield the texts of a page piece by piece, blocks parted by "\\n"; what says its own language is left out."""
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return
    for name, value in element.attrib.items():
        if name in SPEAKING or (name.startswith("data-") and re.search(r"[a-zäöüß]{3,} .*[a-zäöüß]{3,}", value)):
            yield f"\n{value}\n"
    if element.tag == "meta" and element.get("name") == "description":
        yield f"\n{element.get('content')}\n"
    if element.get("lang", language) != language:
        return
    edge = "\n" if element.tag in BLOCKS else ""
    yield edge + (element.text or "").replace("\n", " ")
    for child in element:
        yield from _pieces(child, language)
        yield (child.tail or "").replace("\n", " ")
    yield edge


def check(page: str) -> None:
    found = outside_brackets(page)
    assert not found, "\n".join(found)


def outside_brackets(page: str) -> list[str]:
    """Return the words of a page that stand in no brackets; a text that was cut short ends with its block."""
    root = html.document_fromstring(page)
    found = []
    for line in "".join(_pieces(root, root.get("lang") or "")).split("\n"):
        depth, left = 0, ""
        for sign in line:
            depth += {"⟦": 1, "⟧": -1}.get(sign, 0)
            left += " " if depth > 0 or sign == "⟧" else sign
        rest = [word for word in LEFT.findall(NO_WORD.sub(" ", left)) if word not in NAMES]
        if rest:
            found.append(f"{' '.join(rest)} ← {line.strip()[:160]}")
    return found


def test_words_outside_brackets_are_found() -> None:
    page = (
        '<html lang="en"><p>⟦Ein ⟦langer⟧ <b>Satz⟧</b> B83 WO_1.2</p><p>⟦Ein abgeschnittener…</p><p lang="de">Gesagt</p>'
        '<p>Vergessen <a title="Auch">⟦hier⟧</a></p></html>'
    )
    assert [line.split(" ← ")[0] for line in outside_brackets(page)] == ["Vergessen", "Auch"]


def _shown(entry: Entry, world: dict[str, int], client: Client) -> str:
    """Return the page of an entry of the table in the language of brackets; of a form, the page it leads to."""
    url = "/en" + reverse(entry.name, args=[world.get(str(one), one) for one in entry.args]) + entry.query
    response = client.get(url, follow=True) if entry.post is None else client.post(url, entry.post, follow=True)
    return response.content.decode() if response["Content-Type"].startswith("text/html") else ""


@pytest.mark.parametrize("entry", [one for one in TABLE if one.html], ids=str)
def test_every_word_of_a_page_and_of_its_refused_form_is_translated_or_said_by_people(
    entry: Entry, bracketed: dict[str, int], client: Client, desk: Client
) -> None:
    for visitor in (client, desk):
        if page := _shown(entry, bracketed, visitor):
            check(page)
    if entry.post is None and entry.name not in ("account_logout", "mfa_generate_recovery_codes"):
        check_refused(entry, bracketed, desk)


def check_refused(entry: Entry, world: dict[str, int], desk: Client) -> None:
    url = "/en" + reverse(entry.name, args=[world.get(str(one), one) for one in entry.args])
    response = desk.post(url, {"email": "niemand", "role": "x", "kind": "x", "ags": "1"}, follow=True)
    if response.status_code != 405 and response["Content-Type"].startswith("text/html"):
        check(response.content.decode())


@pytest.mark.parametrize("state", DraftState)
def test_every_word_about_a_draft_is_translated_in_each_state(
    state: DraftState, bracketed: dict[str, int], desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "PATIENCE", 0)
    published_at = NOW if state == DraftState.PUBLISHED else None
    for lease_until in (None, NOW):
        Draft.objects.filter(pk=bracketed["draft"]).update(
            state=state,
            published_at=published_at,
            lease_until=lease_until,
            sample=[["⟦Kopf⟧"]],
            failure="Kaputt",
            journal={},
        )
        for name in ("draft", "drafts", "desk"):
            page = desk.get("/en" + reverse(name, args=[bracketed["draft"]] if name == "draft" else []))
            check(page.content.decode())


@pytest.mark.parametrize("state", [State.HIDDEN, State.WITHDRAWN])
@pytest.mark.parametrize("reason", ["", "⟦Auf Wunsch⟧"])
def test_every_word_about_what_is_gone_is_translated(
    state: State, reason: str, bracketed: dict[str, int], client: Client
) -> None:
    Address.objects.filter(kind="B", number=83).update(state=state, reason=reason)
    check(client.get("/en/B83").content.decode())


@pytest.mark.parametrize("number", [1, 2], ids=["open", "closed"])
@pytest.mark.parametrize("name", ["wall", "embed"])
def test_every_word_on_a_wall_and_on_other_websites_is_translated(
    name: str, number: int, bracketed: dict[str, int], client: Client
) -> None:
    check(client.get("/en" + reverse(name, args=[number])).content.decode())


def test_every_word_for_somebody_who_votes_is_translated(bracketed: dict[str, int], client: Client) -> None:
    Conversation.objects.update(takes_statements=True)
    at = {
        name: "/en" + reverse(name, args=[1])
        for name in ("vote", "consent", "own_votes", "take_back", "move_ticket", "redeem", "propose", "erase_votes")
    }
    asked = client.post(at["vote"], {"aussage": "1", "stimme": "zustimmung"}).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)"', asked))
    sent: list[tuple[str, dict[str, str]]] = [
        ("consent", hidden),
        ("consent", {**hidden, "einverstanden": "on"}),
        ("vote", {"aussage": "2", "stimme": "unklar"}),
        ("vote", {"aussage": "3", "stimme": "weiss-nicht", "zurueck": "1"}),
        ("vote", {"aussage": "3", "stimme": "x"}),
        ("propose", {"text": "x"}),
        ("propose", {"text": "⟦Die Stadt soll Bänke aufstellen.⟧"}),
        ("take_back", {"aussage": "3"}),
        ("move_ticket", {}),
        ("redeem", {"code": "falsch"}),
    ]
    check(asked)
    for name, facts in sent:
        check(client.post(at[name], facts, follow=True).content.decode())
    for name in ("vote", "own_votes", "propose", "redeem", "erase_votes"):
        check(client.get(at[name]).content.decode())
    assert any(cookie.startswith(TICKET_COOKIE) for cookie in client.cookies), "somebody who votes has a ticket"
    Conversation.objects.update(stage=Stage.PAUSED)
    for name in ("vote", "own_votes"):
        check(client.get(at[name]).content.decode())
    check(client.post(at["erase_votes"], follow=True).content.decode())


def test_every_word_for_somebody_who_is_interested_is_translated_on_pages_and_in_mails(
    bracketed: dict[str, int], client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    InterestQuestion.objects.update(threshold=2)
    wishes = {"name": "⟦Ada⟧", "wants_news": "on", "wants_contact": "on"}
    for address in ("ada@example.org", "bo@example.org"):
        person = Client()
        for name, facts in (
            ("take_interest", {}),
            ("set_interest_contact", wishes),
            ("set_interest_contact", {**wishes, "email": address}),
        ):
            check(person.post("/en" + reverse(name, args=[1]), facts, follow=True).content.decode())
        key = re.findall(r"/en/\S+/bestaetigen/\S+", Mail.objects.get(to=address).text)[0]
        for page in (
            client.get(key),
            client.post(key, follow=True),
            person.get("/en" + reverse("take_interest", args=[1])),
        ):
            check(page.content.decode())
    told = [f"{one.subject}\n{one.text}" for one in Mail.objects.filter(to__in=("ada@example.org", "bo@example.org"))]
    assert len(told) > 4
    for text in told:
        check(f'<html lang="en"><p>{"</p><p>".join(text.splitlines())}</p></html>')
    leave = re.findall(r"/en/\S+", told[-1])[-1]
    for page in (client.get(leave), client.post(leave, follow=True)):
        check(page.content.decode())
    check(person.post("/en" + reverse("withdraw_interest", args=[1]), follow=True).content.decode())


def test_error_pages_are_translated(bracketed: dict[str, int]) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    pages = [client.get("/en/gibt-es-nicht/"), client.post("/en/melden/", {"page": "B83"})]
    for page in pages:
        check(page.content.decode())
    assert [page.status_code for page in pages] == [404, 403]


def test_installation_without_a_programme_is_translated(
    bracketed: dict[str, int], client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr("django.db.models.query.QuerySet.__iter__", lambda self: iter([]))
    check(client.get("/en/").content.decode())


@pytest.mark.django_db
def test_reasons_that_the_reader_gave_have_a_translation(programme: Programme, world: dict[str, int]) -> None:
    reasons = {*DraftItem.objects.values_list("why", flat=True), *DraftName.objects.values_list("rule", flat=True)} - {
        ""
    }
    assert len(reasons) > 5
    with override("en"):
        assert {reason for reason in reasons if said(reason) == reason} == set()
