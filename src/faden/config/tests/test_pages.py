"""One table of every page and who may open it. A page that is missing here fails."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from faden.addresses import actions as addresses
from faden.conftest import NOW
from faden.dialogue.models import Contribution, DialogueGroup, Document, DocumentVersion, Facilitation
from faden.intake import actions as intake
from faden.intake.models import Draft, DraftItem
from faden.opendata.formats import FORMATS
from faden.people.models import Person, Role
from faden.places.models import District, PlaceMention
from faden.programme.models import Programme
from faden.programme.whole_pages import shelf
from faden.synergy.models import Actor, Likeness, Link, Theme, ThemeMember

ROLES = ["visitor", "resident", "without_second_factor", "facilitator", "administrator"]
OPEN = dict.fromkeys(ROLES, 200)
DESK = {"visitor": 302, "resident": 403, "without_second_factor": 302, "facilitator": 200, "administrator": 200}
DESK_POST = {**DESK, "facilitator": 302, "administrator": 302}
BOSS_POST = {**DESK_POST, "facilitator": 403}
BOSS = {**DESK, "facilitator": 403}
# Right after signing in, setting up the first second factor needs no second password.
FIRST_FACTOR = {**dict.fromkeys(ROLES, 302), "resident": 200, "without_second_factor": 200}
# Nobody here has recovery codes; allauth hides the page then.
NONE_YET = {**dict.fromkeys(ROLES, 404), "visitor": 302}
MEMBER = {"visitor": 302, "resident": 200, "without_second_factor": 200, "facilitator": 200, "administrator": 200}


@dataclass(frozen=True)
class Entry:
    """`args` names facts of the world; `post` is what is sent."""

    name: str
    expected: dict[str, int]
    args: tuple[Any, ...] = ()
    query: str = ""
    post: dict[str, str] | None = None
    html: bool = True
    title: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.title or self.name


THEME = 77
"""The number of a theme that `found_by_machine` makes."""

TABLE = [
    Entry("start", OPEN),
    Entry("contributions", OPEN, query="?suche=Platz&gruppe=4&feld=MO&art=proposal&sortierung=neu&seite=99"),
    Entry("contributions", OPEN, query="?suche=xyzzy&gruppe=abc&ziel=AK_5.3"),
    Entry("contributions", OPEN, query="?suche=Parkpltz&art=solution&von=2026-01-01&bis=x&stadtteil=nordhang&genau=1"),
    Entry("contributions", OPEN, query="?stand=weg&seite=2", title="no longer public"),
    Entry("suggestions", OPEN, query="?q=pa", html=False),
    Entry("groups", OPEN),
    Entry("goals", OPEN),
    Entry("goal", OPEN, ("AK_5.3",)),
    Entry("goal", OPEN, ("AK_5",)),
    Entry("map", OPEN),
    Entry("map", OPEN, query="?stadtteil=siebenhoefe&art=proposal&feld=MO", title="map of a district"),
    Entry("map", OPEN, query="?stadtteil=xyzzy&art=1&feld=", title="map of nonsense"),
    Entry("map_data", OPEN, html=False),
    Entry("place", OPEN, ("place",)),
    Entry("place", dict.fromkeys(ROLES, 404), (999_999,), title="unknown place"),
    Entry("find", dict.fromkeys(ROLES, 404), query="?nr=B99999"),
    Entry("address", OPEN, ("B83",)),
    Entry("address", OPEN, ("G5",), title="group"),
    Entry("address", dict.fromkeys(ROLES, 302), ("Z1",), title="goal by number"),
    Entry("address", dict.fromkeys(ROLES, 301), ("b83",), title="small letter"),
    Entry("address", dict.fromkeys(ROLES, 404), ("X1",), title="unknown"),
    Entry("document", OPEN, ("document",)),
    Entry("document", dict.fromkeys(ROLES, 404), ("version",), title="document of which nothing is public"),
    Entry("page", OPEN, ("impressum",)),
    Entry("page", OPEN, ("datenschutz",)),
    Entry("page", OPEN, ("barrierefreiheit",)),
    Entry("page", OPEN, ("leichte-sprache",)),
    Entry("report", OPEN, query="?seite=/B83"),
    Entry("report_thanks", OPEN),
    Entry("mark", dict.fromkeys(ROLES, 404), ("fehlt.png",)),
    Entry("history", OPEN, ("B83",)),
    Entry("history", OPEN, ("G5",), title="history of a group"),
    Entry("history", dict.fromkeys(ROLES, 404), ("B99999",), title="history of nothing"),
    Entry("goal_history", OPEN, ("AK_5.3",)),
    Entry("page_history", OPEN, ("impressum",)),
    Entry("news", OPEN, query="?gruppe=4&feld=MO&art=gruppen&seit=2026-01-01&vor=2027-01-01"),
    Entry("news", OPEN, title="all news"),
    Entry("news_day", dict.fromkeys(ROLES, 404), (date(2020, 2, 29),)),
    Entry("news_count", OPEN, query="?seit=2026-01-01", html=False),
    Entry("feed", OPEN, html=False),
    Entry("address_feed", OPEN, ("B83",), html=False),
    Entry("address_feed", OPEN, ("G5",), html=False, title="feed of a group"),
    Entry("goal_feed", OPEN, ("AK_5.3",), html=False),
    Entry("meetings", OPEN, html=False),
    Entry("group_meetings", OPEN, ("G5",), html=False),
    Entry("group_meetings", dict.fromkeys(ROLES, 404), ("B83",), title="meetings of a statement"),
    Entry("meeting", OPEN, ("label", "meeting"), html=False),
    Entry("districts", OPEN),
    Entry("district", OPEN, ("siebenhoefe",), query="?seite=99"),
    Entry("district", dict.fromkeys(ROLES, 404), ("nirgends",), title="unknown district"),
    Entry("synergies", OPEN),
    Entry("synergies", OPEN, query="?art=widersprueche&stand=done&seite=99", title="conflicts that are over"),
    Entry("address", OPEN, ("S1",), title="synergy"),
    Entry("address", OPEN, ("W1",), title="conflict"),
    Entry("history", OPEN, ("S1",), title="history of a synergy"),
    Entry("address_feed", OPEN, ("S1",), html=False, title="feed of a synergy"),
    Entry("address", OPEN, ("U1",), title="Meinungsbild"),
    Entry("address", OPEN, ("U2",), title="Meinungsbild that is closed"),
    Entry("history", OPEN, ("U1",), title="history of a Meinungsbild"),
    Entry("address_feed", OPEN, ("U1",), html=False, title="feed of a Meinungsbild"),
    Entry("address", OPEN, ("F1",), title="question of interest"),
    Entry("opinion", OPEN),
    Entry("conversation", dict.fromkeys(ROLES, 302), (1,)),
    Entry("conversation", dict.fromkeys(ROLES, 404), (999,), title="unknown Meinungsbild"),
    Entry("vote", OPEN, (1,)),
    Entry("vote", OPEN, (1,), query="?aussage=x&angekommen=99&zurueck=1", title="vote on nonsense"),
    Entry("vote", OPEN, (2,), title="vote where it is closed"),
    Entry("consent", OPEN, (1,), query="?aussage=3&dann=x"),
    Entry("own_votes", OPEN, (1,)),
    Entry("take_back", dict.fromkeys(ROLES, 302), (1,), post={"aussage": "1"}),
    Entry("erase_votes", OPEN, (1,), query="?geloescht=1"),
    Entry("move_ticket", OPEN, (1,)),
    Entry("redeem", OPEN, (1,)),
    Entry("propose", dict.fromkeys(ROLES, 302), (1,)),
    Entry("propose", OPEN, (2,), title="propose where it is closed"),
    Entry("statements", OPEN, (1,), query="?sortierung=geteilt&seite=99"),
    Entry("statements", dict.fromkeys(ROLES, 404), (999,), title="statements of no Meinungsbild"),
    Entry("statement", OPEN, (1, 1)),
    Entry("statement", dict.fromkeys(ROLES, 404), (1, 999), title="unknown statement of a Meinungsbild"),
    Entry("over_time", OPEN, (2,)),
    Entry("wall", OPEN, (1,), html=False),
    Entry("embed", OPEN, (1,), html=False),
    Entry("results_csv", OPEN, (2,), html=False),
    Entry("picture_json", OPEN, (2,), html=False),
    Entry("method", OPEN),
    Entry("interests", OPEN),
    Entry("take_interest", OPEN, (1,)),
    Entry("set_interest_contact", dict.fromkeys(ROLES, 302), (1,), post={}),
    Entry("withdraw_interest", dict.fromkeys(ROLES, 302), (1,), post={}),
    Entry("confirm_interest", dict.fromkeys(ROLES, 410), ("falsch",)),
    Entry("leave_interest", OPEN, ("falsch",)),
    Entry("desk_interests", DESK),
    Entry("new_interest", DESK, query="?zu=B83"),
    Entry("desk_interest", DESK, (1,)),
    Entry("close_interest", DESK_POST, (1,), post={}),
    Entry("matrix", OPEN),
    Entry("matrix", OPEN, query="?feld=AK", title="goals of a field by groups"),
    Entry("network", OPEN),
    Entry("group_pair", OPEN, (4, 5)),
    Entry("group_pair", dict.fromkeys(ROLES, 404), (4, 4), title="a group and itself"),
    Entry("themes", OPEN),
    Entry("theme", OPEN, (THEME,), query="?gruppe=5&seite=99"),
    Entry("theme", dict.fromkeys(ROLES, 404), (THEME + 1,), title="unknown theme"),
    Entry("robots", OPEN, html=False),
    *(Entry("results", OPEN, (ending,), html=False, title=f"results {ending}") for ending in FORMATS),
    Entry("group_results", OPEN, ("G5", "csv"), html=False),
    Entry("group_results", dict.fromkeys(ROLES, 404), ("G999", "csv"), title="results of no group"),
    Entry("desk", DESK),
    Entry("desk_page", BOSS, ("impressum",)),
    Entry("desk_fields", BOSS),
    Entry("desk_programme", BOSS),
    Entry("desk_members", BOSS),
    Entry("dismiss_member", BOSS_POST, ("member",), post={}),
    Entry("desk_own_name", DESK),
    Entry("desk_reports", DESK),
    Entry("desk_close_report", DESK_POST, ("report",), post={}),
    Entry("new_group", DESK),
    Entry("desk_group", DESK, ("group",)),
    Entry("set_facilitators", BOSS_POST, ("group",), post={}),
    Entry("publish_group", DESK_POST, ("group",), post={}),
    Entry("quick_entry", DESK, ("group",)),
    Entry("new_meeting", DESK, ("group",)),
    Entry("desk_meeting", DESK, ("group", "meeting")),
    Entry("remove_meeting", DESK_POST, ("group", "meeting"), post={}),
    Entry("desk_contribution", DESK, ("contribution",)),
    Entry("desk_contribution_state", DESK_POST, ("contribution",), post={"state": "hidden", "reason": "Name"}),
    Entry("documents", DESK),
    Entry("original", DESK, ("version",), html=False),
    Entry("delete_original", BOSS_POST, ("version",), post={}),
    Entry("desk_places", DESK, query="?suche=platz"),
    Entry("load_places", BOSS),
    Entry("new_place", BOSS),
    Entry("desk_place", BOSS, ("place",)),
    Entry("remove_place", BOSS_POST, ("place",), post={}),
    Entry("new_district", BOSS),
    Entry("desk_district", BOSS, ("district",)),
    Entry("remove_district", BOSS_POST, ("district",), post={}),
    Entry("review_mentions", DESK),
    Entry("confirm_mention", DESK_POST, ("mention",), post={}),
    Entry("reject_mention", DESK_POST, ("mention",), post={}),
    Entry("choose_place", DESK_POST, ("mention",), post={"target": "Nirgends"}),
    Entry("reopen_mention", DESK_POST, ("mention",), post={}),
    Entry("desk_statement_places", DESK, ("contribution",)),
    Entry("desk_synergies", DESK),
    Entry("decide_pairs", DESK, query="?gruppe=4&ziel=AK_5.3&grund=words&paar=B83-B1"),
    Entry("decide_pair", DESK_POST, post={"erste": "B83", "zweite": "B1", "art": "solves"}),
    Entry("undo_decision", DESK_POST, post={}),
    Entry("decided_links", DESK, query="?art=solves&seite=99"),
    Entry("remove_link", DESK_POST, ("link",), post={}),
    Entry("link_by_hand", DESK, query="?von=B83&nach=Platz"),
    Entry("similar_statements", DESK, post={"text": "Bäume an der Straße"}, html=False),
    Entry("link_by_hand", DESK, query="?von=B83&nach=B1", title="link two statements by hand"),
    Entry("new_synergy", DESK, query="?mit=B83,B1"),
    Entry("new_synergy", DESK, query="?mit=B83&gegen=B1", title="new conflict"),
    Entry("desk_synergy", DESK, ("S1",), query="?dazu=B83"),
    Entry("desk_synergy", DESK, ("W1",), title="desk's page of a conflict"),
    Entry("desk_synergy", {**DESK, "facilitator": 404, "administrator": 404}, ("B83",), title="no synergy"),
    Entry("desk_synergy_state", DESK_POST, ("S1",), post={"reason": "doppelt"}),
    Entry("desk_themes", DESK),
    Entry("desk_theme", DESK, (THEME,)),
    Entry("merge_theme", DESK_POST, (THEME,), post={}),
    Entry("move_statements", DESK_POST, (THEME,), post={"dazu": "B83"}),
    Entry("desk_opinion", DESK),
    Entry("new_conversation", DESK),
    Entry("desk_conversation", DESK, (1,)),
    Entry("desk_conversation", DESK, (2,), title="desk's page of a closed Meinungsbild"),
    Entry("edit_conversation", DESK, (1,)),
    Entry("set_stage", DESK_POST, (1,), post={"stand": "paused"}),
    Entry("name_groups", DESK_POST, (1,), post={}),
    Entry("desk_oddities", DESK, (1,)),
    Entry("desk_statements", DESK, (1,), query="?stand=dabei&seite=99"),
    Entry("choose_statements", DESK, (1,), query="?gruppe=4&ziel=AK_5.3&art=proposal&suche=platz"),
    Entry("add_statements", DESK, (1,)),
    Entry("edit_statement", DESK, (1, 1)),
    Entry("import_polis", DESK),
    Entry("desk_files", DESK, (1,)),
    Entry("export_polis", DESK, (2,), post={}, html=False),
    Entry("publish_imported", DESK_POST, (2,), post={}),
    Entry("desk_actors", BOSS),
    Entry("new_actor", BOSS),
    Entry("desk_actor", BOSS, ("actor",)),
    Entry("remove_actor", BOSS_POST, ("actor",), post={}),
    Entry("load_actors", BOSS),
    Entry("upload", DESK),
    Entry("drafts", DESK),
    Entry("draft", DESK, ("draft",)),
    Entry("share_draft", DESK_POST, ("draft",), post={}),
    Entry("next_open", DESK_POST, ("draft",)),
    Entry("undo_step", DESK_POST, ("draft",), post={}),
    Entry("draft_page", DESK, ("draft", 1)),
    Entry("draft_picture", {**DESK, "facilitator": 404, "administrator": 404}, ("draft", 1)),
    Entry("answer_columns", DESK_POST, ("draft",), post={}),
    Entry("retry_draft", DESK_POST, ("draft",), post={}),
    Entry("draft_group", DESK, ("draft", "draft_group")),
    Entry("draft_item", DESK, ("draft", "item")),
    Entry("check_item", DESK_POST, ("draft", "item"), post={"seen": "0"}),
    Entry("split_item", DESK_POST, ("draft", "item"), post={"text": "Wer\nhilft?"}),
    Entry("join_item", DESK_POST, ("draft", "item"), post={}),
    Entry("drop_item", DESK_POST, ("draft", "item"), post={"reason": "doppelt"}),
    Entry("restore_item", DESK_POST, ("draft", "item"), post={}),
    Entry("release_name", DESK_POST, ("draft", "name"), post={"released": "1"}),
    Entry("differences", DESK, ("draft",)),
    Entry("publish_draft", DESK_POST, ("draft",), post={}),
    Entry("take_back_draft", DESK_POST, ("draft",), post={}),
    Entry("discard_draft", DESK_POST, ("draft",), post={}),
    Entry("account_login", {**dict.fromkeys(ROLES, 302), "visitor": 200}),
    Entry("account_logout", dict(MEMBER)),
    Entry("account_signup", {**dict.fromkeys(ROLES, 302), "visitor": 200}),
    Entry("account_inactive", OPEN),
    Entry("account_reauthenticate", MEMBER),
    Entry("account_change_password", MEMBER),
    Entry("account_reset_password", OPEN),
    Entry("account_reset_password_done", OPEN),
    Entry("account_reset_password_from_key", OPEN, ("1", "falsch")),
    Entry("account_reset_password_from_key_done", OPEN),
    Entry("mfa_index", MEMBER),
    Entry("mfa_authenticate", dict.fromkeys(ROLES, 302)),
    Entry("mfa_reauthenticate", {**dict.fromkeys(ROLES, 302), "facilitator": 200, "administrator": 200}),
    Entry("mfa_activate_totp", FIRST_FACTOR),
    Entry("mfa_deactivate_totp", {**NONE_YET, "facilitator": 200, "administrator": 200}),
    Entry("mfa_view_recovery_codes", NONE_YET),
    Entry("mfa_generate_recovery_codes", MEMBER),
    Entry("mfa_download_recovery_codes", NONE_YET, html=False),
]


def found_by_machine(programme: Programme) -> None:
    """What a job would find: a theme, and what is like a statement."""
    addresses = {one.address.number: one.address for one in programme.contributions.select_related("address")}
    theme = Theme.objects.create(programme=programme, number=THEME, label="Wasser · Keller", size=3, group_count=2)
    for place, number in enumerate((83, 66, 1)):
        ThemeMember.objects.create(theme=theme, address=addresses[number], place=place)
    Likeness.objects.create(address=addresses[83], nearest=[addresses[number].pk for number in (84, 74, 1)])


@pytest.fixture
def world(programme: Programme, make_person: Callable[..., Person]) -> dict[str, int | str]:
    """One thing of each kind, all of them the facilitator's own."""
    facilitator = make_person(Role.FACILITATOR)
    contribution = Contribution.objects.get(programme=programme, address__number=83)
    group = DialogueGroup.objects.get(pk=contribution.group_id)
    Facilitation.objects.create(group=group, person=facilitator)
    found_by_machine(programme)
    report = addresses.report(programme=programme, address=None, page="/", text="Falsch", contact="", now=NOW)
    data = (
        "Gruppe\tZiele\tFragen\tChancen\tIdeen\n"
        "Bäche\tST_9.1 Bäche öffnen\tWer hilft?\tSauberes Wasser\tAkteure: Petra Quellmann (Bachverein)\n"
    ).encode()
    draft = intake.take(programme=programme, name="baeche.txt", data=data, by=facilitator, now=NOW)
    intake.claim(draft.pk, now=NOW)
    intake.read(Draft.objects.get(pk=draft.pk))
    meeting = group.meetings.first()
    assert meeting
    name = draft.names.get()
    mention = PlaceMention.objects.filter(address__programme=programme, place__isnull=False).first()
    district = District.objects.filter(programme=programme).first()
    assert mention
    assert district
    return {
        "group": group.address.number,
        "label": str(group.address),
        "contribution": 83,
        "meeting": meeting.pk,
        "report": report.pk,
        "member": facilitator.memberships.get().pk,
        "draft": draft.pk,
        "draft_group": draft.groups.get().pk,
        "item": DraftItem.objects.filter(draft=draft, kind="question").get().pk,
        "name": name.pk,
        "mention": mention.pk,
        "place": mention.place_id or 0,
        "district": district.pk,
        "link": Link.objects.filter(programme=programme)[0].pk,
        "actor": Actor.objects.filter(programme=programme)[0].pk,
        "version": DocumentVersion.objects.get(draft=draft).pk,
        "document": Document.objects.get(programme=programme, versions__sources__contributions=contribution).pk,
    }


@pytest.fixture
def clients(make_person: Callable[..., Person], world: dict[str, int | str]) -> dict[str, Client]:
    people = {
        "resident": make_person(Role.RESIDENT, second_factor=False),
        "facilitator": Person.objects.get(email="facilitator@example.org"),
        "administrator": make_person(Role.ADMINISTRATOR),
    }
    people["without_second_factor"] = people["administrator"]
    found = {"visitor": Client()}
    for role, person in people.items():
        found[role] = Client()
        found[role].force_login(person)
    return found


@pytest.mark.parametrize("entry", TABLE, ids=str)
def test_page_opens_for_whom_it_is_meant(entry: Entry, world: dict[str, int | str], clients: dict[str, Client]) -> None:
    url = reverse(entry.name, args=[world.get(one, one) for one in entry.args]) + entry.query
    for role in ROLES:
        with transaction.atomic():
            _check_role(entry, role, url, clients[role])
            transaction.set_rollback(True)
        shelf.clear()


def _check_role(entry: Entry, role: str, url: str, client: Client) -> None:
    if role == "without_second_factor":
        Authenticator.objects.filter(user__email="administrator@example.org").delete()
    response = client.get(url) if entry.post is None else client.post(url, entry.post)
    assert response.status_code == entry.expected[role], f"{role} {url}: {response.status_code}"
    if response.status_code == 302 and role == "visitor" and _guarded(entry):
        assert response["Location"].startswith(reverse("account_login"))
    if response.status_code == 302 and role == "without_second_factor" and entry.expected in (DESK, DESK_POST, BOSS):
        assert response["Location"] == reverse("mfa_activate_totp")
    if response.status_code in (200, 404) and entry.html:
        _check_html(response.content.decode())
    if entry.post is not None:
        assert client.get(url).status_code == 405
    if response.streaming:
        # The client closes a stream when it is read to its end; closing it by hand would close the database as well.
        response.getvalue()


def _guarded(entry: Entry) -> bool:
    return any(entry.expected is one for one in (DESK, DESK_POST, BOSS, MEMBER))


def _check_html(html: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])[\s>]", html)]
    assert levels.count(1) == 1, "one first heading"
    assert levels[0] == 1
    jumps = [(one, two) for one, two in pairwise(levels) if two > one + 1]
    assert not jumps, f"headings jump: {levels}"
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), f"double ids: {sorted(one for one in ids if ids.count(one) > 1)}"
    assert '<html lang="de" dir="ltr">' in html
    assert "Fehler oder personenbezogene Angabe melden" in html
    assert "{%" not in html
    assert "{{" not in html


def _names(resolver: URLResolver | None = None) -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)


def test_no_page_is_missing_from_the_table() -> None:
    assert set(_names()) == {entry.name for entry in TABLE}


QUERIES = {
    "/": 15, "/beitraege/": 15, "/beitraege/?suche=platz&gruppe=4": 15,
    "/beitraege/?suche=warum+fehlen+zauberwürfel+parkpltz+xyzzy": 15, "/beitraege/?stand=weg": 8, "/gruppen/": 4, "/ziele/": 6, "/ziele/AK_5.3": 12,
    "/B83": 11, "/G5": 12, "/seiten/impressum/": 4,
    "/neu/": 18, "/neu/zahl.json?seit=2026-01-01": 8, "/B83/verlauf": 8, "/G5/verlauf": 8, "/karte/": 12, "/karte.json": 12, "/neu.atom": 16, "/termine.ics": 4,
    "/stadtteile/": 5, "/stadtteile/siebenhoefe/": 8,
    "/synergien/": 10, "/synergien/matrix/": 8, "/synergien/netz/": 7, "/synergien/gruppen/4-5/": 10, "/S1": 9, "/W1": 9, "/B57": 13,
    "/themen/": 7, "/meinungsbild/": 5,
    "/U1": 6, "/meinungsbild/1/aussagen/": 6, "/meinungsbild/1/aussagen/1/": 6, "/meinungsbild/1/verlauf/": 6,
}  # fmt: skip


@pytest.mark.parametrize("path", QUERIES)
def test_public_page_asks_the_database_a_bounded_number_of_times(
    path: str, programme: Programme, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(QUERIES[path]):
        response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies, "reading needs no cookie"
    assert len(response.content) < 80_000


def test_queries_do_not_grow_with_the_data(
    programme: Programme, client: Client, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from faden.addresses.actions import Change
    from faden.dialogue.actions import NewContribution, add_contributions
    from faden.dialogue.models import Kind

    paths = ["/", "/beitraege/", "/G1", "/B1", "/ziele/WO_1.3", "/ziele/", "/synergien/", "/synergien/netz/"]
    before = {}
    for path in paths:
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        before[path] = len(asked)
    group = DialogueGroup.objects.get(programme=programme, address__number=1)
    add_contributions(
        group,
        [NewContribution(Kind.PROPOSAL, None, f"Noch eine Bank an der Ecke {at}") for at in range(500)],
        change=Change(by=None, now=NOW),
        published=True,
    )
    shelf.clear()
    for path in paths:
        with django_assert_num_queries(before[path]):
            client.get(path)


def test_answers_forbid_everything_inline(client: Client, programme: Programme) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert settings.SESSION_COOKIE_NAME not in client.cookies
