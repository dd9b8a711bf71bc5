"""What everybody sees of a picture: for no one, an evening, and many; what is hidden stays hidden."""

import csv
import json
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from faden.addresses.actions import Change
from faden.conftest import NOW
from faden.dialogue.models import Contribution
from faden.opinion import actions
from faden.opinion.disclosure import FEWEST
from faden.opinion.landscape import Params
from faden.opinion.models import Admission, Conversation, Picture, Statement
from faden.opinion.queries import pictured
from faden.opinion.tests import town
from faden.opinion.tickets import hand_over
from faden.programme.models import Programme
from faden.programme.whole_pages import shelf

CHANGE = Change(by=None, now=NOW)
NAMES = ("statements", "over_time", "wall", "embed", "results_csv", "picture_json")


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def picture(client: Client, conversation: Conversation) -> str:
    return page(client, conversation.get_absolute_url())


def voter(client: Client, conversation: Conversation, token: str = "t" * 43) -> Client:
    """Return the browser of somebody who takes part."""
    response = HttpResponse()
    hand_over(response, conversation, token)
    for name, cookie in response.cookies.items():
        client.cookies[name] = cookie.coded_value
    return client


def test_limits_are_those_of_the_pure_modules() -> None:
    params = Params()
    assert (params.least, params.min_votes, params.bootstraps) == (pictured.LEAST, pictured.ENOUGH, pictured.ROUNDS)
    assert pictured.FEWEST == FEWEST


def test_without_votes_the_page_says_what_happens(client: Client, programme: Programme) -> None:
    html = picture(client, town.conversation(programme, 6, closes_on=date(2027, 1, 15)))
    assert "Noch gibt es kein Bild." in html
    assert "sobald fünf Menschen abgestimmt haben. Ab 20 Menschen" in html
    assert "6 Aussagen, offen bis 15. Januar 2027" in html
    assert "Selbst abstimmen" in html


def test_three_people_are_told_of_nowhere(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 3, 6)
    assert "Noch gibt es kein Bild." in picture(client, made)
    for row in csv.reader(
        client.get(made.page("results_csv")).content.decode("utf-8-sig").splitlines()[1:], delimiter=";"
    ):
        assert row[3:] == ["", "", ""]
    assert client.get(made.page("picture_json")).json()["picture"] is None


@pytest.mark.parametrize("people", [8, 15])
def test_evening_has_totals_and_something_to_talk_of_but_no_map(
    client: Client, programme: Programme, people: int
) -> None:
    html = picture(client, town.opinion(programme, people, 10))
    assert f"von {people} Menschen. Stand" in html
    assert "Gruppen und eine Karte gibt es ab 20 Menschen." in html
    assert "Damit kann ein Gespräch anfangen" in html
    assert "f-comb" not in html
    assert "Gruppe A" not in html


def test_groups_stand_in_words_before_the_map(client: Client, programme: Programme) -> None:
    html = picture(client, town.opinion(programme, 60, 16))
    assert "Zwei Gruppen, und wofür sie stehen" in html
    assert html.index("Gruppe A") < html.index("Karte der Meinungen")
    assert re.search(r"dafür:</span> <a [^>]*>„", html)
    assert "16-mal nachgerechnet" in html
    assert "von 60 Menschen" in html


def test_cells_of_the_map_hold_five_people_or_more(client: Client, programme: Programme) -> None:
    html = picture(client, town.opinion(programme, 60, 16))
    numbers = [int(one) for one in re.findall(r'dy=".35em">(\d+)</text>', html)]
    assert numbers
    assert min(numbers) >= 5


def test_names_of_facilitators_stand_for_letters(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 60, 16)
    actions.name_group(made, 0, "Mehr Grün", change=CHANGE)
    html = picture(client, Conversation.objects.get(pk=made.pk))
    assert "Mehr Grün" in html
    assert "Gruppe A" not in html
    assert "Gruppe B" in html


def test_results_at_the_end_are_not_shown_before(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 30, 8, reveal_at_end=True)
    # Even if a picture were there by mistake.
    Picture.objects.create(conversation=made, number=9, at=NOW, people=30, votes=99, data={"people": 30})
    assert "Die Ergebnisse stehen hier, sobald das Meinungsbild geschlossen ist." in picture(client, made)
    for name in NAMES:
        assert not re.search(r"\d+\xa0%", page(client, made.page(name)))
    assert client.get(made.page("picture_json")).json()["picture"] is None
    Picture.objects.all().delete()
    actions.close(made, change=CHANGE)
    town.reckon(made)
    shelf.clear()
    assert "von 30 Menschen. Stand" in picture(client, made)


def test_closed_one_says_so_and_asks_for_no_vote(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 8, 6)
    actions.close(made, change=CHANGE)
    html = picture(client, made)
    assert "geschlossen am 20. Juli 2026" in html
    assert "Selbst abstimmen" not in html


def test_draft_is_for_nobody(client: Client, programme: Programme) -> None:
    made = actions.found(programme, actions.Facts("Noch geheim"), change=CHANGE)
    assert client.get(made.get_absolute_url()).status_code == 404
    for name in NAMES:
        assert client.get(made.page(name)).status_code == 404


def test_own_place_is_for_oneself_and_in_no_kept_page(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 60, 16)
    mine = town.ticket(made, "t" * 43)
    for statement in made.statements.all():
        actions.cast(mine, statement, 1 if statement.number % 2 else -1, now=NOW)
    own = voter(Client(), made)
    response = own.get(made.get_absolute_url())
    assert "f-comb__own" in response.content.decode()
    assert response["Cache-Control"] == "private, no-cache"
    assert "f-comb__own" not in picture(client, made)
    assert "f-comb__own" not in picture(Client(), made)
    assert "f-comb__own" not in page(own, made.page("embed"))


def test_own_place_is_rounded(programme: Programme) -> None:
    made = town.opinion(programme, 60, 16)
    mine = town.ticket(made, "t" * 43)
    assert pictured.own_place(made, mine, 1.0) is None
    for statement in made.statements.all()[:9]:
        actions.cast(mine, statement, 1, now=NOW)
    place = pictured.own_place(made, mine, 1.0)
    assert place
    assert place.x % 0.5 == 0
    assert place.y % 0.5 == 0


def test_statement_left_out_shows_neither_words_nor_numbers(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 40, 8)
    gone = made.statements.get(number=2)
    actions.leave_out(gone, change=Change(by=None, now=NOW, reason="Ein Name stand darin."))
    shelf.clear()
    for path in [made.get_absolute_url(), gone.get_absolute_url(), *map(made.page, NAMES)]:
        assert gone.text not in page(client, path)
    html = page(client, gone.get_absolute_url())
    assert "Diese Aussage ist nicht mehr dabei" in html
    assert "Ein Name stand darin." in html
    assert "Aussage 2" in page(client, made.page("statements"))
    assert 2 not in [one["number"] for one in client.get(made.page("picture_json")).json()["picture"]["statements"]]


def test_proposal_that_waits_is_for_nobody(client: Client, programme: Programme) -> None:
    made = town.conversation(programme, 3, takes_statements=True)
    actions.propose(town.ticket(made, "t" * 43), "Das sagt noch keiner.", language="de", change=CHANGE)
    assert client.get(made.page("statement", 4)).status_code == 404
    assert client.get(made.page("statement", 99)).status_code == 404
    for path in [made.get_absolute_url(), *map(made.page, NAMES)]:
        assert "Das sagt noch keiner" not in page(client, path)


def test_hidden_numbers_are_words_and_no_zeros(client: Client, programme: Programme) -> None:
    made = town.conversation(programme, 12)
    town.vote(made, 40, part=0.4)
    town.reckon(made)
    shown = pictured.shown(made, pictured.statements(made))
    assert shown
    row = next(row for row in shown.rows if row.total and any(share.tally is None for share in row.shares))
    html = page(client, row.url)
    assert "Nicht gezeigt: Es waren weniger als fünf Menschen" in html
    lines = client.get(made.page("results_csv")).content.decode("utf-8-sig").splitlines()
    cells = next(csv.reader([lines[row.statement.number]], delimiter=";"))
    for at, share in enumerate(row.shares):
        assert all((cell == "") == (share.tally is None) for cell in cells[6 + 3 * at : 9 + 3 * at])


def test_statement_names_its_contribution(client: Client, programme: Programme) -> None:
    said = Contribution.objects.get(programme=programme, address__number=83)
    made = actions.found(programme, actions.Facts("Aus den Gruppen"), change=CHANGE)
    actions.add_sources(made, [said.address], change=CHANGE)
    actions.open_(made, change=CHANGE)
    html = page(client, made.page("statement", 1))
    assert "Aus dem Beitrag B83" in html
    assert said.group.get_absolute_url() in html
    assert "lautet heute anders" not in html
    assert "weniger als fünf Stimmen" in html
    Contribution.objects.filter(pk=said.pk).update(text="Anders")
    shelf.clear()
    assert "Der Beitrag lautet heute anders." in page(client, made.page("statement", 1))


def test_question_about_people_has_no_numbers(client: Client, programme: Programme) -> None:
    made = town.conversation(programme, 5)
    actions.add_own(made, ["Ich wohne in der Altstadt."], is_meta=True, change=CHANGE)
    town.vote(made, 8)
    town.reckon(made)
    html = page(client, made.page("statement", 6))
    assert "Frage zu denen, die abstimmen" in html
    assert "%" not in html


@pytest.mark.parametrize("order", [*pictured.ORDERS, "quatsch", ""])
def test_statements_are_sorted(client: Client, programme: Programme, order: str) -> None:
    made = town.opinion(programme, 40, 12)
    page(client, made.page("statements") + f"?sortierung={order}&seite=99")
    _shown, rows = pictured.all_rows(made, order)
    agree = [row.total.agree for row in rows if row.total]
    if order == "zustimmung":
        assert agree == sorted(agree, reverse=True)
    if order in ("nummer", "quatsch", ""):
        assert [row.statement.number for row in rows] == list(range(1, 13))


def test_statements_without_numbers_come_last(programme: Programme) -> None:
    made = town.opinion(programme, 8, 12)
    for order in ("zustimmung", "ablehnung", "geteilt", "offen", "stimmen"):
        known = [row.total is not None for row in pictured.all_rows(made, order)[1]]
        assert known == sorted(known, reverse=True)
        assert False in known


def test_course_says_what_changed(client: Client, programme: Programme) -> None:
    made = town.conversation(programme, 12)
    assert "Noch hat sich nichts verändert" in page(client, made.page("over_time"))
    assert list(town.growing(made, 12, 30, 30)) == [12, 42, 72]
    html = page(client, made.page("over_time"))
    assert "30 Menschen mehr als im Bild davor" in html
    assert "Gruppe A" in html
    assert html.count('class="f-lines f-lines--wide"') == 2
    assert html.count('scope="row"') == 3


def test_long_course_is_told_in_sixty_pictures(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 8, 5)
    data = {"groups": [{"label": 0, "size": 9, "stands_for": []}], "stability": 0.5, "grouped": 9}
    Picture.objects.bulk_create(
        Picture(conversation=made, number=at, at=NOW, people=at, votes=at, data=data) for at in range(2, 301)
    )
    html = page(client, made.page("over_time"))
    assert html.count('scope="row"') == 60
    assert "60 von 300 Bildern" in html


def test_wall_counts_this_moment_and_refreshes_itself(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 8, 6)
    url = made.page("wall")
    html = page(client, url)
    assert '<meta http-equiv="refresh" content="20">' in html
    assert "<b>8</b> Menschen" in html
    assert "testserver/U" in html
    assert "f-nav" not in html
    town.vote(made, 2, seed=5)
    town.reckon(made)
    assert "<b>10</b> Menschen" in page(client, url)
    assert "refresh" not in page(client, url + "?steht")


def test_wall_shows_the_access_code_to_those_who_hand_it_out(
    client: Client, desk: Client, programme: Programme
) -> None:
    made = town.conversation(programme, 6, admission=Admission.CODE)
    assert made.access_code
    assert made.access_code not in page(client, made.page("wall"))
    assert f">{made.access_code}</b>" in page(desk, made.page("wall"))
    assert "private" in desk.get(made.page("wall"))["Cache-Control"]


def test_only_the_embedded_page_may_stand_in_a_frame(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 8, 6)
    for _kept in range(2):
        framed = client.get(made.page("embed"))
        assert "X-Frame-Options" not in framed
        assert "frame-ancestors *" in framed["Content-Security-Policy"]
        assert "default-src 'none'" in framed["Content-Security-Policy"]
        assert not framed.cookies
    assert '<base target="_top">' in framed.content.decode()
    own = client.get(made.get_absolute_url())
    assert own["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in own["Content-Security-Policy"]
    assert f"&lt;iframe src=&quot;http://testserver{made.page('embed')}" in own.content.decode().replace('"', "&quot;")


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(client: Client, programme: Programme) -> None:
    made = town.conversation(programme, 2)
    actions.add_own(made, ["=1+1 ist zwei"], change=CHANGE)
    response = client.get(made.page("results_csv"))
    assert response["Content-Disposition"].startswith('attachment; filename="meinungsbild-u')
    rows = list(csv.reader(response.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0][:3] == ["Nummer", "Aussage", "Beitrag"]
    assert rows[3][1] == "'=1+1 ist zwei"


def test_json_holds_words_and_numbers_and_is_asked_for_once(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 60, 10)
    response = client.get(made.page("picture_json"))
    told = json.loads(response.content)
    assert told["statements"][0]["text"] == town.SENTENCES[0]
    assert told["picture"]["people"] == 60
    assert [one["name"] for one in told["picture"]["groups"]][:2] == ["Gruppe A", "Gruppe B"]
    assert all(cell["people"] >= 5 for cell in told["picture"]["cells"])
    again = client.get(made.page("picture_json"), headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_kept_pages_are_renewed_with_the_picture(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 8, 6)
    assert "von 8 Menschen" in picture(client, made)
    with CaptureQueriesContext(connection) as asked:
        picture(client, made)
    assert len(asked) == 1
    town.vote(made, 6, seed=3)
    town.reckon(made)
    assert "von 14 Menschen" in picture(client, made)


@pytest.mark.parametrize("name", ["", *NAMES, "statement"])
def test_queries_do_not_grow(client: Client, programme: Programme, name: str) -> None:
    counts = []
    for statements in (5, 300):
        made = town.conversation(programme, statements)
        town.vote(made, 25, part=0.9 if statements == 5 else 0.1)
        town.reckon(made)
        args = [1] if name == "statement" else []
        path = made.page(name, *args) if name else made.get_absolute_url()
        shelf.clear()
        with CaptureQueriesContext(connection) as asked:
            response = client.get(path)
        assert response.status_code == 200
        assert not response.cookies
        assert len(response.content) < (80_000 if not name.endswith(("csv", "json")) else 200_000)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def headline(client: Client, made: Conversation, **data: Any) -> str:
    """Return the heading of a picture in which `data` are as they are given here."""
    last = made.pictures.last()
    assert last
    Picture.objects.filter(pk=last.pk).update(data={**last.data, **data})
    shelf.clear()
    found = re.search(r"<h1[^>]*>(.*?)</h1>", picture(client, made))
    assert found
    return found[1].strip()


def test_headline_says_what_was_found(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 60, 12)
    agree, disagree = {"statement": 1, "side": "agree"}, {"statement": 2, "side": "disagree"}
    split = {"statement": 3, "higher": 0, "lower": 1}
    trees, cars, parking = (text.removesuffix(".") for text in town.SENTENCES[:3])
    both = headline(client, made, common=[agree], divisive=[split])
    assert both == f"Die meisten stimmen zu: „{trees}“. Bei „{parking}“ gehen die Meinungen auseinander."
    assert headline(client, made, common=[disagree], divisive=[]) == f"Die meisten lehnen ab: „{cars}“."
    assert headline(client, made, common=[], divisive=[split]) == f"Bei „{parking}“ gehen die Meinungen auseinander."
    nothing = headline(client, made, common=[], divisive=[])
    assert nothing == "Zwei Gruppen stimmen verschieden ab. Einig sind sich alle noch bei keiner Aussage."
    assert headline(client, made, groups=[], undecided=[1]) == "Noch ist keine Mehrheit sicher."
    assert headline(client, made, groups=[], undecided=[]) == "Noch sind es zu wenige Stimmen für ein Bild."


@pytest.mark.parametrize(
    ("stability", "words"), [(0.97, "Ziemlich sicher."), (0.6, "ihre Ränder unsicher"), (0.2, "Unsicher. Mit anderen")]
)
def test_sureness_is_said_in_words(client: Client, programme: Programme, stability: float, words: str) -> None:
    made = town.opinion(programme, 60, 12)
    headline(client, made, stability=stability)
    html = picture(client, made)
    assert words in html
    assert f"zu {round(100 * stability)} von 100" in html


def test_no_groups_are_said_to_be_none(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 60, 12)
    last = made.pictures.last()
    assert last
    bare = [{**one, "groups": []} for one in last.data["statements"]]
    cells = [{**one, "group": -1} for one in last.data["cells"]]
    headline(client, made, groups=[], stability=None, statements=bare, cells=cells, divisive=[], grouped=0)
    html = picture(client, made)
    assert "Gruppen zeichnen sich nicht ab" in html
    assert "f-look-none" in html


def test_own_words_are_escaped(client: Client, programme: Programme) -> None:
    made = town.conversation(programme, 2)
    actions.add_own(made, ["<b>Fett</b> & laut"], change=CHANGE)
    Statement.objects.filter(conversation=made, number=3).update(language="en")
    html = page(client, made.page("statements"))
    assert "&lt;b&gt;Fett" in html
    assert '<span lang="en" dir="auto">' in html


def test_method_says_the_rules(client: Client, programme: Programme) -> None:
    html = page(client, "/meinungsbild/so-rechnen-wir/")
    assert "Ab 20 Menschen gibt es eine Karte. Darauf kommt, wer sieben Stimmen abgegeben hat" in html
    assert "16-mal nach" in html


def test_percents_are_written_as_the_language_does() -> None:
    from faden.opinion.templatetags.opinion import percent, thousands

    assert percent(50) == "50\xa0%"
    assert thousands(4318) == "4.318"
    with override("en"):
        assert percent(50) == "50%"
        assert thousands(4318) == "4,318"


def test_a_name_that_facilitators_gave_says_its_language(client: Client, programme: Programme) -> None:
    made = town.opinion(programme, 60, 12)
    actions.name_group(made, 0, "Mehr Grün", change=CHANGE)
    address = f"/en{made.get_absolute_url()}"
    html = page(client, address)
    assert '<span lang="de">Mehr Grün</span>' in html
    assert "Group B" in html
    assert '<span lang="de">Group B</span>' not in html
    assert '<span lang="de">' not in page(client, made.get_absolute_url())
