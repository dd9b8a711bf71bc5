"""What everybody sees of synergies, conflicts, links and themes, on the example's pages."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from faden.addresses.actions import Change, set_state
from faden.addresses.models import Address, State
from faden.addresses.models import Kind as AddressKind
from faden.conftest import NOW
from faden.dialogue.models import Contribution, DialogueGroup
from faden.programme.models import Programme
from faden.search import queries as search
from faden.search.models import Entry
from faden.synergy import actions
from faden.synergy.models import Likeness, Link, LinkKind, Member, Stage, Synergy, Theme, ThemeMember

NOBODY = Change(by=None, now=NOW, reason="Zur Probe")


def _page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, f"{path}: {response.status_code}"
    return " ".join(response.content.decode().split())


def _address(programme: Programme, label: str) -> Address:
    return Address.objects.select_related("programme").get(programme=programme, kind=label[0], number=label[1:])


def _synergy(programme: Programme, label: str = "S1") -> Synergy:
    return Synergy.objects.select_related("address", "programme").get(address=_address(programme, label))


def _bundle(programme: Programme, title: str, *labels: str, stage: Stage = Stage.OPEN, **facts: object) -> Synergy:
    sides = {_address(programme, one).pk: 1 for one in labels}
    written = actions.Facts(title=title, stage=stage, **facts)  # type: ignore[arg-type]
    return actions.bundle(programme, written, sides, change=NOBODY)


def _thread(page: str) -> str:
    begin = page.index('<ol class="f-thread">')
    return page[begin : page.index("</ol>", begin)]


def _beside(page: str) -> str:
    return page[page.index("<aside") : page.index("</aside>")]


def _theme(programme: Programme, number: int, label: str, *labels: str, **facts: object) -> Theme:
    theme = Theme.objects.create(programme=programme, number=number, label=label, size=len(labels), **facts)
    for place, one in enumerate(labels):
        ThemeMember.objects.create(theme=theme, address=_address(programme, one), place=place)
    return theme


# All synergies


def test_heading_says_how_many_there_are(programme: Programme, client: Client) -> None:
    page = _page(client, "/synergien/")
    assert "Drei Synergien, ein offener Widerspruch</h1>" in page
    assert "Grün auf Zeit" in page
    assert "Ortsbegehung an der Haltestelle" in page
    assert "21. Januar 2027" in page
    assert "Kim Muster, Moderation" in page


def test_synergy_for_which_nobody_cares_asks_who_will(programme: Programme, client: Client) -> None:
    page = _page(client, "/synergien/")
    assert 'noch niemand. <a href="/melden/?seite=/S3" rel="nofollow">Sie?</a>' in page
    assert client.get("/melden/?seite=/S3").status_code == 200


def test_conflict_shows_both_sides_in_full(programme: Programme, client: Client) -> None:
    for path in ("/synergien/", "/W1"):
        page = _page(client, path)
        first, second = page.index("Die einen sagen"), page.index("Die anderen sagen")
        assert first < page.index("Kurz halten dürfen") < second < page.index("Auf einem Stück der", second)
        assert "Beides wurde gesagt, beides gilt" in page


def test_conflict_that_is_over_is_open_no_more_but_stays_to_be_read(programme: Programme, client: Client) -> None:
    conflict = _synergy(programme, "W1")
    sides = dict(conflict.members.values_list("address", "side"))
    actions.edit(conflict, actions.Facts(title=conflict.title, stage=Stage.DONE), sides, change=NOBODY)
    page = _page(client, "/synergien/")
    assert "Drei Synergien</h1>" in page
    assert "Ein Widerspruch, über den gesprochen wurde" in page
    all_of_them = _page(client, "/synergien/?art=widersprueche")
    assert "Ein Widerspruch</h1>" in all_of_them
    assert "Offener Widerspruch" not in all_of_them
    assert conflict.title in all_of_them


def test_what_is_over_comes_last_and_the_next_day_first(programme: Programme, client: Client) -> None:
    _bundle(programme, "Schon erledigt", "B1", "B21", stage=Stage.DONE)
    _bundle(programme, "Bald", "B1", "B21", next_on=timezone.localdate() + timedelta(days=1))
    page = _page(client, "/synergien/")
    assert page.index("Bald") < page.index("Grün auf Zeit") < page.index("Messen, was wirkt")
    assert page.index("Messen, was wirkt") < page.index("Schon erledigt")


def test_day_that_has_passed_is_said_to_be_overdue(programme: Programme, client: Client) -> None:
    over = timezone.localdate() - timedelta(days=3)
    _bundle(programme, "Zu spät", "B1", "B21", next_step="Treffen", next_on=over)
    done = _bundle(programme, "Fertig", "B1", "B21", next_step="Treffen", next_on=over, stage=Stage.DONE)
    assert "Überfällig seit" in _page(client, "/synergien/")
    assert "Überfällig" not in _page(client, done.get_absolute_url())


def test_many_synergies_can_be_narrowed_by_their_stage(programme: Programme, client: Client) -> None:
    assert "stand=done" not in _page(client, "/synergien/")
    for at in range(5):
        _bundle(programme, f"Erledigt {at}", "B1", "B21", stage=Stage.DONE)
    assert "stand=done" in _page(client, "/synergien/")
    narrowed = _page(client, "/synergien/?stand=done")
    assert narrowed.count('class="f-syn"') == 5
    assert "Grün auf Zeit" not in narrowed
    assert "So weit ist noch keine." in _page(client, "/synergien/?stand=dropped")


def test_without_any_the_page_says_what_will_stand_here(programme: Programme, client: Client) -> None:
    for one in Synergy.objects.filter(programme=programme).select_related("address"):
        actions.withdraw(one, change=NOBODY)
    page = _page(client, "/synergien/")
    assert "Noch keine Synergie</h1>" in page
    assert "Wenn Beiträge aus zwei oder mehr Gruppen zusammengehören" in page
    assert "Noch kein Widerspruch" in _page(client, "/synergien/?art=widersprueche")


def test_number_of_queries_does_not_grow_with_the_synergies(
    programme: Programme, client: Client, django_assert_max_num_queries: object
) -> None:
    for at in range(15):
        _bundle(programme, f"Noch eine {at}", *(f"B{number}" for number in range(1, 30)))
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        page = _page(client, "/synergien/")
    assert "und 21 weitere Beiträge" in page


# One synergy


def test_page_of_a_synergy_shows_members_with_their_groups(programme: Programme, client: Client) -> None:
    page = _page(client, "/S1")
    assert "Synergie 1, zwei Gruppen" in page
    assert "„Kübelbäume auf Rollen für die Bleicherstraße?“" in page
    assert "B85, Lösungsansatz oder Synergie, <span>Hitze und Starkregen</span>" in page
    assert "/S1/verlauf" in page
    assert "/S1/neu.atom" in page


def test_member_that_is_no_longer_public_is_said_without_words(programme: Programme, client: Client) -> None:
    set_state(_address(programme, "B85"), State.HIDDEN, change=NOBODY)
    for path in ("/S1", "/synergien/"):
        page = _page(client, path)
        assert "Ein Beitrag ist nicht mehr öffentlich." in page
        assert "Kübelbäume" not in page


def test_statement_of_a_hidden_group_is_not_shown(programme: Programme, client: Client) -> None:
    group = DialogueGroup.objects.get(programme=programme, name="Hitze und Starkregen")
    set_state(group.address, State.HIDDEN, change=NOBODY)
    page = _page(client, "/S1")
    assert "3 Beiträge sind nicht mehr öffentlich." in page
    assert "Hitze und Starkregen" not in page
    assert "Kübelbäume" not in _thread(_page(client, "/B57"))


def test_withdrawn_synergy_says_so_with_its_reason(programme: Programme, client: Client) -> None:
    actions.withdraw(_synergy(programme), change=Change(by=None, now=NOW, reason="Die Gruppe hat sich getrennt."))
    page = _page(client, "/S1", status=410)
    assert "Die Gruppe hat sich getrennt." in page
    assert "Grün auf Zeit" not in page
    assert 'href="/synergien/"' in page
    assert "Teil der Synergie" not in _page(client, "/B57")


def test_goal_can_be_a_member_and_its_page_names_the_synergy(programme: Programme, client: Client) -> None:
    goal = programme.goals.select_related("address").get(code="AK_5.3")
    sides = {goal.address_id: 1, _address(programme, "B39").pk: 1}
    made = actions.bundle(programme, actions.Facts(title="Übergänge begleiten"), sides, change=NOBODY)
    assert 'href="/ziele/AK_5.3"' in _page(client, made.get_absolute_url())
    assert "Übergänge begleiten" in _page(client, "/ziele/AK_5.3")


def test_page_of_a_group_names_its_synergies(programme: Programme, client: Client) -> None:
    page = _page(client, "/G5")
    assert "Bleicherstraße: Grün auf Zeit" in page
    assert "Bäume oder Stellplätze" in page
    assert "Praktika, wo sie" not in page


# Links


def test_link_says_its_direction_right_at_both_ends(programme: Programme, client: Client) -> None:
    solving = _thread(_page(client, "/B57"))
    assert re.search(r"Löst:</h3><p[^>]*><a[^>]*>„In der Bleicherstraße steht kein", solving)
    assert re.search(r"Wird unterstützt durch:</h3><p[^>]*><a[^>]*>„Kübelbäume", solving)
    solved = _thread(_page(client, "/B75"))
    assert re.search(r"Wird gelöst durch:</h3><p[^>]*><a[^>]*>„Im Sommer zehn", solved)
    assert "Teil der Synergie S1" in solving
    for label in ("B112", "B136"):
        assert "Dasselbe wie:</h3>" in _thread(_page(client, f"/{label}"))
    assert "Teil des Widerspruchs W1" in _thread(_page(client, "/B82"))


@pytest.mark.parametrize("kind", [LinkKind.SAME, LinkKind.SUPPORTS, LinkKind.SOLVES, LinkKind.CONFLICTS])
def test_link_can_be_read_in_the_history_of_both_ends(programme: Programme, client: Client, kind: LinkKind) -> None:
    actions.decide(_address(programme, "B1"), _address(programme, "B21"), kind, change=NOBODY)
    source, target = _page(client, "/B1/verlauf"), _page(client, "/B21/verlauf")
    words = {
        LinkKind.SAME: ("Dasselbe wie B21", "Dasselbe wie B1"),
        LinkKind.SUPPORTS: ("Unterstützt B21", "Wird unterstützt durch B1"),
        LinkKind.SOLVES: ("Löst B21", "Wird gelöst durch B1"),
        LinkKind.CONFLICTS: ("Widerspricht B21", "Widerspricht B1"),
    }[kind]
    assert words[0] in source
    assert words[1] in target
    assert "Verknüpft</h2>" in source


def test_link_with_a_goal_names_its_code(programme: Programme, client: Client) -> None:
    goal = programme.goals.select_related("address__programme").get(code="GES_6")
    actions.decide(_address(programme, "B81"), goal.address, LinkKind.SUPPORTS, change=NOBODY)
    assert "Unterstützt:</h3>" in _thread(_page(client, "/B81"))
    assert "Kühle Orte" in _thread(_page(client, "/B81"))
    assert "Unterstützt GES_6" in _page(client, "/B81/verlauf")
    assert "Wird unterstützt durch:</h3>" in _page(client, "/ziele/GES_6")


def test_no_relation_reopened_and_hidden_links_are_not_in_the_thread(programme: Programme, client: Client) -> None:
    assert "Leerstand" not in _thread(_page(client, "/B78"))
    set_state(_address(programme, "B75"), State.HIDDEN, change=NOBODY)
    Link.objects.filter(first=_address(programme, "B57"), second=_address(programme, "B85")).update(reopened_at=NOW)
    thread = _thread(_page(client, "/B57"))
    assert "Löst:" not in thread
    assert "Kübelbäume" not in thread


# Similar statements


def _similar(programme: Programme, label: str, *others: str) -> None:
    nearest = [_address(programme, one).pk for one in others]
    Likeness.objects.update_or_create(address=_address(programme, label), defaults={"nearest": nearest})


def test_similar_statements_stand_beside_the_thread_and_say_who_found_them(
    programme: Programme, client: Client
) -> None:
    _similar(programme, "B81", "B80", "B88", "B43", "B79", "B71", "B53")
    page = _page(client, "/B81")
    beside = _beside(page)
    assert "Vom Rechner gefunden, noch von niemandem geprüft." in beside
    assert beside.index("Sonnensegel") < beside.index("Hitzetelefon") < beside.index("Weberplatz")
    assert "Ruhige, gut beleuchtete" not in beside, "more than five"
    assert "Hitzetelefon" not in _thread(page)


def test_decided_bundled_and_hidden_ones_are_not_called_similar(programme: Programme, client: Client) -> None:
    # B75 is linked, B50 in the same synergy, B10 was decided to have no relation.
    _similar(programme, "B57", "B75", "B50", "B57", "B43")
    _similar(programme, "B78", "B10")
    set_state(_address(programme, "B43"), State.HIDDEN, change=NOBODY)
    assert "Ähnliche Beiträge" not in _page(client, "/B57")
    assert "Ähnliche Beiträge" not in _page(client, "/B78")


def test_statement_asks_four_queries_for_all_that(
    programme: Programme, client: Client, django_assert_max_num_queries: object
) -> None:
    _similar(programme, "B57", "B40", "B41", "B42")
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        _page(client, "/B57")


# Themes


def test_themes_stand_by_size_with_a_telling_statement(programme: Programme, client: Client) -> None:
    _theme(programme, 1, "Wasser · Keller", "B58", "B66")
    _theme(programme, 2, "Praktikum · Betriebe", "B39", "B33", "B21")
    page = _page(client, "/themen/")
    assert "Zwei Themen über alle Gruppen</h1>" in page
    assert page.index("Praktikum · Betriebe") < page.index("Wasser · Keller")
    assert "3 Beiträge, 2 Gruppen, vom Rechner gebündelt" in page
    assert "„Praktikumsplätze fehlen, vor allem in der Pflege“" in page


def test_theme_counts_and_shows_only_what_is_public(programme: Programme, client: Client) -> None:
    _theme(programme, 1, "Praktikum", "B39", "B33", "B21", is_named=True)
    set_state(_address(programme, "B39"), State.HIDDEN, change=NOBODY)
    overview = _page(client, "/themen/")
    assert "2 Beiträge, 2 Gruppen" in overview
    assert "vom Rechner gebündelt" not in overview
    assert "Praktikumsplätze fehlen" not in overview
    page = _page(client, "/themen/1/")
    assert "2 Beiträge aus zwei Gruppen." in page
    assert "von Menschen benannt" in page
    assert page.index("Praktikum auch in den Ferien") < page.index("Viele Betriebe suchen")
    assert "Praktikumsplätze fehlen" not in page


def test_theme_can_be_narrowed_to_a_group(programme: Programme, client: Client) -> None:
    _theme(programme, 1, "Praktikum", "B39", "B33", "B21")
    page = _page(client, "/themen/1/?gruppe=2")
    assert "Viele Betriebe suchen" in page
    assert "Praktikum auch in den Ferien" not in page
    assert "3 Beiträge aus zwei Gruppen." in page
    assert "Praktikum auch in den Ferien" in _page(client, "/themen/1/?gruppe=unsinn")


def test_merged_theme_leads_to_the_other_and_an_empty_one_nowhere(programme: Programme, client: Client) -> None:
    into = _theme(programme, 1, "Praktikum", "B39")
    _theme(programme, 2, "Praktika", "B33", merged_into=into)
    _theme(programme, 3, "Leer")
    assert client.get("/themen/2/")["Location"] == "/themen/1/"
    assert client.get("/themen/3/").status_code == 404
    assert client.get("/themen/99/").status_code == 404
    assert "Praktika<" not in _page(client, "/themen/")


def test_without_themes_the_page_says_what_will_stand_here(programme: Programme, client: Client) -> None:
    assert "Noch keine Themen" in _page(client, "/themen/")


# Search


def test_synergies_are_found_by_their_words_and_address(programme: Programme, client: Client) -> None:
    assert "Bleicherstraße: Grün auf Zeit" in _page(client, "/beitraege/?suche=Ortsbegehung").replace(
        "<mark>", ""
    ).replace("</mark>", "")
    assert client.get("/beitraege/?suche=S1")["Location"] == "/S1"
    _words, things = search.suggestions(programme, "grün auf")
    assert "S1" in [one.path for one in things]


def test_changed_synergy_is_found_by_its_new_words_and_a_withdrawn_one_not_at_all(programme: Programme) -> None:
    synergy = _synergy(programme)
    members = dict(Member.objects.filter(synergy=synergy).values_list("address", "side"))
    actions.edit(synergy, actions.Facts(title="Kirschallee für alle"), members, change=NOBODY)
    assert Entry.objects.get(programme=programme, kind=AddressKind.SYNERGY, key=synergy.pk).title == (
        "Kirschallee für alle"
    )
    actions.withdraw(synergy, change=NOBODY)
    assert not Entry.objects.filter(programme=programme, kind=AddressKind.SYNERGY, key=synergy.pk).exists()
    actions.publish(_synergy(programme), change=NOBODY)
    assert Entry.objects.filter(programme=programme, kind=AddressKind.SYNERGY, key=synergy.pk).exists()


def test_index_that_is_made_anew_holds_the_synergies(programme: Programme) -> None:
    from faden.config import upkeep
    from faden.search.models import Build

    before = set(Entry.objects.filter(programme=programme).values_list("kind", "key"))
    Build.objects.filter(programme=programme).update(rules="alt")
    assert upkeep.build_indexes() == 1
    assert set(Entry.objects.filter(programme=programme).values_list("kind", "key")) == before
    assert (AddressKind.SYNERGY.value, _synergy(programme).pk) in before


# History and news


def test_history_of_a_synergy_says_each_change_in_words(programme: Programme, client: Client) -> None:
    synergy = _synergy(programme)
    members = dict(Member.objects.filter(synergy=synergy).values_list("address", "side"))
    members.pop(_address(programme, "B50").pk)
    facts = actions.Facts(
        title="Grün auf Zeit",
        why="Beide wollen Schatten.",
        caretaker="Alex Beispiel",
        next_step="Aufbau",
        next_on=NOW.date(),
        stage=Stage.RUNNING,
    )
    actions.edit(synergy, facts, members, change=NOBODY)
    page = _page(client, "/S1/verlauf")
    for words in (
        "Synergie 1",
        "Titel geändert",
        "Begründung geändert",
        "Wer sich kümmert, geändert",
        "Nächster Schritt geändert",
        "Tag des nächsten Schritts geändert",
        "Stand geändert",
        "Dazugehörige Beiträge geändert",
        "20. Juli 2026",
        "läuft",
    ):
        assert words in page, words
    assert "running" not in page
    assert "Wer sich kümmert" in _page(client, "/S1/neu.atom")


def test_news_tell_of_synergies_conflicts_and_links(programme: Programme, client: Client) -> None:
    page = _page(client, "/neu/")
    assert "3 neue Synergien" in page
    assert "1 neuer Widerspruch" in page
    assert "Verbindungen von 16 Beiträgen geändert" in page
    narrowed = _page(client, "/neu/?art=synergien")
    assert "3 neue Synergien" in narrowed
    assert "1 neuer Widerspruch" in narrowed
    assert "neue Beiträge" not in narrowed
    assert "Bleicherstraße: Grün auf Zeit" in _page(client, "/neu.atom")


def test_news_of_a_group_tell_only_of_its_synergies(programme: Programme, client: Client) -> None:
    page = _page(client, "/neu/?gruppe=2")
    assert "1 neue Synergie" in page
    assert "Praktika, wo sie gebraucht werden" in page
    assert "Widerspr" not in page[page.index("<section") :]


def test_news_tell_of_changed_and_withdrawn_synergies(programme: Programme, client: Client) -> None:
    now = Change(by=None, now=timezone.now(), reason="Zur Probe")
    conflict = _synergy(programme, "W1")
    sides = dict(conflict.members.values_list("address", "side"))
    actions.edit(conflict, actions.Facts(title="Bäume oder Autos?"), sides, change=now)
    actions.withdraw(_synergy(programme), change=now)
    page = _page(client, "/neu/")
    assert "1 Widerspruch geändert" in page
    assert "1 Synergie zurückgezogen" in page
    assert "2 neue Synergien" in page
    assert "Grün auf Zeit" not in page


def test_start_page_says_how_many_synergies_there_are(programme: Programme, client: Client) -> None:
    assert "Synergien gefunden" in _page(client, "/")
    for one in Synergy.objects.filter(programme=programme).select_related("address"):
        actions.withdraw(one, change=NOBODY)
    page = _page(client, "/")
    assert "Synergien gefunden" not in page
    assert "Verbinden, antworten: noch offen" in page


def test_words_of_hidden_statements_stand_nowhere(programme: Programme, client: Client) -> None:
    hidden = Contribution.objects.get(programme=programme, address__number=57)
    set_state(hidden.address, State.HIDDEN, change=NOBODY)
    _theme(programme, 1, "Bäume", "B57", "B82", "B85")
    _similar(programme, "B82", "B57")
    for path in ("/synergien/", "/S1", "/themen/", "/themen/1/", "/synergien/gruppen/4-5/", "/B82", "/B85", "/B75"):
        assert "probeweise bepflanzen" not in _page(client, path), path
