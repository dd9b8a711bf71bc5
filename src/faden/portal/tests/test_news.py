"""What is new, by day: grouped, narrowed, paged, and cheap whatever the amount of data."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from faden.addresses.actions import Change, edit_page, set_state
from faden.addresses.models import Address, Revision, State
from faden.dialogue.actions import (
    NewContribution,
    add_contributions,
    add_group,
    edit_contribution,
    edit_group,
    publish_group,
)
from faden.dialogue.models import Contribution, DialogueGroup, Kind
from faden.portal import news
from faden.portal.news_titles import TITLES
from faden.portal.tests.test_history import words_of
from faden.programme.models import Page, Programme

DAY = datetime(2027, 3, 2, 9, 0, tzinfo=timezone.get_default_timezone())


pytestmark = pytest.mark.usefixtures("long_ago")


@pytest.fixture(autouse=True)
def _next_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: DAY + timedelta(days=60))


def _group(programme: Programme, number: int = 5) -> DialogueGroup:
    return DialogueGroup.objects.select_related("address", "programme").get(programme=programme, address__number=number)


def _one(programme: Programme, number: int = 83) -> Contribution:
    return Contribution.objects.select_related("address", "group__address").get(
        programme=programme, address__number=number
    )


def _say(group: DialogueGroup, *texts: str, at: datetime = DAY) -> list[Contribution]:
    said = [NewContribution(Kind.PROPOSAL, None, text) for text in texts]
    return add_contributions(group, said, change=Change(by=None, now=at), published=True)


def _edit(one: Contribution, text: str, at: datetime = DAY) -> None:
    edit_contribution(one, text=text, kind=Kind(one.kind), leaning=one.leaning, change=Change(by=None, now=at))


def _titles(programme: Programme, narrowed: news.Narrowed | None = None) -> list[str]:
    span = news.Span(DAY - timedelta(days=30), DAY + timedelta(days=30))
    return [piece.title for piece in news.pieces(programme, narrowed or news.Narrowed(), span)[0]]


def test_an_import_is_one_piece_of_news(programme: Programme, client: Client) -> None:
    _say(_group(programme), *(f"Bank {at}" for at in range(400)))
    _say(_group(programme, 4), *(f"Baum {at}" for at in range(20)))
    assert _titles(programme) == ["420 neue Beiträge"]
    page = words_of(client, "/neu/")
    assert "420 neue Beiträge" in page
    assert "(400)" in page
    assert "Bank 7" not in page
    assert 'datetime="2027-03-02"' in page


def test_days_are_local_days(programme: Programme) -> None:
    """Half past midnight in Berlin is the day before in UTC."""
    night = datetime(2027, 3, 2, 0, 30, tzinfo=DAY.tzinfo)
    _say(_group(programme), "Nachts", at=night)
    _say(_group(programme), "Morgens")
    assert _titles(programme) == ["2 neue Beiträge"]


def test_what_was_edited_twice_on_a_day_counts_once(programme: Programme) -> None:
    one = _one(programme)
    _edit(one, "Erst so")
    _edit(one, "Dann so", DAY + timedelta(hours=1))
    assert _titles(programme) == ["Wortlaut geändert bei 1 Beitrag"]


def test_all_that_changes_is_news(programme: Programme, client: Client) -> None:
    change = Change(by=None, now=DAY)
    group = _group(programme)
    edit_group(group, name="Neuer Name", intro="Neu gesagt", change=change)
    edit_page(Page.objects.get(programme=programme, slug="impressum"), title="Wir", text="Wir", change=change)
    set_state(_one(programme, 84).address, State.HIDDEN, change=Change(by=None, now=DAY, reason="Name genannt"))
    new = add_group(programme, name="Frisch dabei", change=change)
    publish_group(new, change=change)
    assert sorted(_titles(programme)) == [
        "1 Beitrag ausgeblendet",
        "1 Dialoggruppe anders beschrieben",
        "1 Seite geändert",
        "1 neue Dialoggruppe",
    ]
    page = words_of(client, "/neu/")
    for words in ("Neuer Name", "/seiten/impressum/verlauf", "/B84/verlauf", "Frisch dabei", "/G5/verlauf"):
        assert words in page
    assert "Neu gesagt" in words_of(client, "/neu/2027-03-02/")


def test_every_title_is_written(programme: Programme) -> None:
    """Whatever an action writes into the history has words."""
    for (kind, what), title in TITLES.items():
        assert str(title % {"count": 2}), (kind, what)
        assert news.Piece(kind, what, DAY, 1).title


def test_what_is_not_public_is_no_news(programme: Programme, client: Client) -> None:
    (one, two) = _say(_group(programme), "Zilla Ölmüller fragt", "Bleibt")
    _edit(one, "Frau Ölmüller fragt")
    set_state(one.address, State.WITHDRAWN, change=Change(by=None, now=DAY, reason="Auf Wunsch"))
    page = words_of(client, "/neu/") + words_of(client, "/neu/2027-03-02/")
    assert "Ölmüller" not in page
    assert "1 neuer Beitrag" in page
    set_state(two.group.address, State.HIDDEN, change=Change(by=None, now=DAY, reason="Prüfung"))
    page = words_of(client, "/neu/") + words_of(client, "/neu/2027-03-02/")
    assert two.group.name not in page.partition("<form")[0] + page.partition("</form>")[2]
    assert "Bleibt" not in page
    assert "1 Dialoggruppe ausgeblendet" in page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("gruppe=5", ["Wortlaut geändert bei 1 Beitrag", "1 neuer Beitrag"]),
        ("gruppe=4", ["1 neuer Beitrag"]),
        ("art=beitraege", ["Wortlaut geändert bei 1 Beitrag", "2 neue Beiträge"]),
        ("art=seiten", ["1 Seite geändert"]),
        ("art=ziele", []),
        ("gruppe=999&feld=QQ&art=unsinn&seit=gestern&vor=morgen", None),
    ],
)
def test_news_can_be_narrowed(programme: Programme, client: Client, query: str, titles: list[str] | None) -> None:
    (one,) = _say(_group(programme), "Hier")
    _say(_group(programme, 4), "Dort")
    _edit(one, "Hier anders", DAY + timedelta(minutes=1))
    edit_page(
        Page.objects.get(programme=programme, slug="impressum"), title="Wir", text="Wir", change=Change(None, DAY)
    )
    page = words_of(client, f"/neu/?{query}")
    everything = ["Wortlaut geändert bei 1 Beitrag", "2 neue Beiträge", "1 Seite geändert"]
    expected = everything if titles is None else titles
    shown = [words for words in {*everything, "1 neuer Beitrag"} if f'<h3 class="f-h4">{words}</h3>' in page]
    assert sorted(shown) == sorted(expected)


def test_a_field_of_action_has_its_goals_and_groups(programme: Programme) -> None:
    group = _group(programme)
    field = group.mentions.select_related("goal__field").first()
    assert field
    _say(group, "Hier")
    outside = add_group(programme, name="Ohne Ziele", change=Change(None, DAY))
    publish_group(outside, change=Change(None, DAY))
    _say(outside, "Anderswo")
    assert _titles(programme, news.narrow(programme, field=field.goal.field.code)) == ["1 neuer Beitrag"]


def test_since_a_day_shows_what_is_new_since(programme: Programme, client: Client) -> None:
    _say(_group(programme), "Vorher")
    _say(_group(programme), "Nachher", at=DAY + timedelta(days=3))
    page = words_of(client, "/neu/?seit=2027-03-03")
    assert "Neu seit dem 3. März 2027" in page
    assert ("Nachher" in page, "Vorher" in page) == (True, False)
    page = words_of(client, "/neu/?seit=2027-03-02T07:59Z")
    assert ("Nachher" in page, "Vorher" in page) == (True, True)
    assert "Dazu gibt es nichts Neues." in words_of(client, "/neu/?seit=2027-04-01")


def test_older_news_are_on_further_pages_and_none_is_lost(programme: Programme, client: Client) -> None:
    for at in range(25):
        _say(_group(programme), f"Am Tag {at} gesagt", at=DAY + timedelta(days=at))
    shown: list[str] = []
    path = "/neu/"
    while path:
        page = words_of(client, path)
        shown += [f"Am Tag {at} gesagt" for at in range(25) if f"Am Tag {at} gesagt" in page]
        path = "/neu/" + page.partition('href="?vor=')[2][:10].join(["?vor=", ""]) if 'href="?vor=' in page else ""
    assert sorted(shown) == sorted(f"Am Tag {at} gesagt" for at in range(25))


def _days(programme: Programme, until: datetime) -> tuple[list[tuple[date, list[str]]], bool]:
    days, has_older = news.last_days(programme, news.Narrowed(), until=until, since=DAY - timedelta(days=30))
    return [(day, [piece.title for piece in of_day]) for day, of_day in days], has_older


@pytest.mark.parametrize("most", ["_MOST", "_MOST_MOMENTS"])
def test_where_reading_ends_pieces_say_at_least_and_older_days_are_on_the_next_page(
    programme: Programme, monkeypatch: pytest.MonkeyPatch, most: str
) -> None:
    monkeypatch.setattr(news, most, 7)
    _edit(_one(programme), "Vorher schon anders", DAY - timedelta(days=3))
    for at in range(12):
        _say(_group(programme), f"Nr. {at}", at=DAY + timedelta(minutes=at))
    for at in range(3):
        _say(_group(programme), f"Später {at}", at=DAY + timedelta(days=1, minutes=at))
    assert _days(programme, DAY + timedelta(days=2)) == (
        [(date(2027, 3, 3), ["3 neue Beiträge"]), (date(2027, 3, 2), ["Mindestens 4 neue Beiträge"])],
        True,
    )
    assert _days(programme, news.day_begins(date(2027, 3, 2))) == (
        [(date(2027, 2, 27), ["Wortlaut geändert bei 1 Beitrag"])],
        False,
    )


def test_a_change_after_a_large_import_hides_it_from_no_feed(
    programme: Programme, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "_MOST", 5)
    _say(_group(programme), *(f"Bank {at}" for at in range(8)))
    _edit(_one(programme), "Anders", DAY + timedelta(hours=1))
    feed = client.get("/neu.atom").content.decode()
    assert feed.index("Wortlaut geändert bei 1 Beitrag") < feed.index("Mindestens 5 neue Beiträge")


def test_of_many_groups_with_new_statements_the_largest_are_named(
    programme: Programme, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "GROUPS", 2)
    for number, said in ((2, 1), (3, 2), (4, 3), (5, 4)):
        _say(_group(programme, number), *(f"Bank {number}.{at}" for at in range(said)))
    page = words_of(client, "/neu/")
    assert "10 neue Beiträge" in page
    assert [f"({count})" in page for count in (4, 3, 2, 1)] == [True, True, False, False]
    assert "und 2 weitere Gruppen" in page


def test_a_day_lists_each_change_with_its_words(programme: Programme, client: Client) -> None:
    _edit(_one(programme), "Ganz andere Worte")
    page = words_of(client, "/neu/2027-03-02/")
    assert "andere Worte" in page
    assert ">B83</a>" in page
    assert client.get("/neu/2027-03-01/").status_code == 404
    assert client.get("/neu/2027-02-31/").status_code == 404


def test_of_very_many_changes_of_a_day_the_last_are_listed(
    programme: Programme, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(4):
        _edit(_one(programme), f"Andere Worte {at}.", DAY + timedelta(minutes=at))
    assert "Hier stehen die letzten" not in words_of(client, "/neu/2027-03-02/")
    monkeypatch.setattr(news, "MOST_CHANGES", 2)
    _edit(_one(programme), "Andere Worte 4.", DAY + timedelta(minutes=4))
    page = words_of(client, "/neu/2027-03-02/")
    assert "Hier stehen die letzten 2 Änderungen dieses Tages" in page
    assert page.count("Wortlaut geändert") == 2


# How much since the last visit


def test_how_much_is_new_is_asked_without_telling_who_asks(programme: Programme, client: Client) -> None:
    _say(_group(programme), "Eins", "Zwei")
    _edit(_one(programme), "Anders", DAY + timedelta(hours=2))
    answer = client.get("/neu/zahl.json?seit=2027-03-02T08:00Z")
    assert (answer.json(), answer.cookies) == ({"count": 3, "words": "3"}, {})
    assert answer["ETag"]
    assert client.get("/neu/zahl.json?seit=2027-03-02T10:00Z").json()["count"] == 1
    assert client.get("/neu/zahl.json?seit=2027-03-05T08:00Z").json()["count"] == 0
    assert client.get("/neu/zahl.json").status_code == 404
    assert client.get("/neu/zahl.json?seit=unsinn").status_code == 404


def test_much_that_is_new_is_not_counted_to_its_end(
    programme: Programme, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faden.portal.views.news.MOST", 3)
    _say(_group(programme), "Eins", "Zwei")
    _edit(_one(programme), "Anders", DAY)
    path = "/neu/zahl.json?seit=2027-03-02T08:00Z"
    assert client.get(path).json() == {"count": 3, "words": "3"}
    _say(_group(programme), "Drei", "Vier")
    assert client.get(path).json() == {"count": 4, "words": "mehr als 3"}


# Cheap


@pytest.fixture
def many(programme: Programme) -> int:
    addresses = list(Address.objects.filter(programme=programme, kind="B").values_list("pk", flat=True))
    Revision.objects.bulk_create(
        (
            Revision(
                programme=programme,
                address_id=addresses[at % len(addresses)],
                at=DAY - timedelta(minutes=7 * at),
                field="text",
                before="a",
                after="b",
                public=True,
            )
            for at in range(5000)
        ),
        batch_size=1000,
    )
    return 5000


@pytest.mark.parametrize("path", ["/neu/", "/neu/?gruppe=5", "/neu/?feld=MO", "/neu/2027-03-01/", "/neu.atom"])
def test_pages_of_news_ask_a_bounded_number_of_times(
    programme: Programme, client: Client, many: int, path: str
) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    assert len(asked) <= 15, "\n".join(one["sql"][:150] for one in asked)


def test_the_newest_are_found_along_indexes(programme: Programme, many: int) -> None:
    """What a programme published and changed is not walked through as a whole."""
    with CaptureQueriesContext(connection) as asked:
        news.pieces(programme, news.Narrowed(), news.Span(None, DAY))
    (walked,) = (one["sql"] for one in asked if "dialogue_contribution" in one["sql"].partition("WHERE")[0])
    changes = asked[-1]["sql"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # So few rows it would rather read all.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        for query, index in ((walked, "address_news"), (changes, "revision_news")):
            cursor.execute(f"{connection.ops.explain_query_prefix()} {query}")
            plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
            assert index in plan, plan
