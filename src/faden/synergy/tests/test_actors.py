"""The city's list of actors: reading a file, taking it in, the pages for administrators."""

import csv

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from faden.people.models import Person
from faden.programme.models import Programme
from faden.synergy.actions import load_actors
from faden.synergy.actor_list import ActorRow, UnreadableList, read_actors
from faden.synergy.models import Actor, Corpus

TABLE = "Name;Andere Namen\nHochschule Ruhr;HR | FH|HR\n;nur so\nSportverein Blau-Weiß\n\n"


@pytest.mark.parametrize(
    "data",
    [TABLE.encode(), TABLE.encode("utf-8-sig"), TABLE.encode("cp1252"), TABLE.replace(";", "\t").encode()],
    ids=["utf-8", "with mark", "windows", "tabs"],
)
def test_table_is_read_row_by_row(data: bytes) -> None:
    assert read_actors(data) == [
        ActorRow(2, "Hochschule Ruhr", ("HR", "FH")),
        ActorRow(3, "", ("nur so",), "Der Name fehlt."),
        ActorRow(4, "Sportverein Blau-Weiß"),
    ]


def test_plain_list_needs_no_head() -> None:
    assert read_actors(b"VHS\r\n Stadt-\tWerke | SW \r\n") == [
        ActorRow(1, "VHS"),
        ActorRow(2, "Stadt- Werke", ("SW",)),
    ]


def test_too_long_a_name_is_left_out_with_a_sentence() -> None:
    (row,) = read_actors(b"x" * 161)
    assert "länger als 160" in row.problem


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "kein Name"),
        (b"Name;Andere Namen\n", "kein Name"),
        (b"PK\x03\x04\x00\x00", "keine Textdatei"),
        (b"x\n" * 5_001, "mehr als 5.000 Zeilen"),
        (b"x" * (2 * 1024 * 1024 + 1), "größer als 2 MB"),
    ],
    ids=["empty", "head only", "no text", "rows", "bytes"],
)
def test_useless_file_says_what_to_do(data: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableList, match=sentence):
        read_actors(data)


def test_broken_table_says_what_to_do() -> None:
    before = csv.field_size_limit(1_000)
    try:
        with pytest.raises(UnreadableList, match="nicht lesen"):
            read_actors(b'a;"' + b"x" * 2_000)
    finally:
        csv.field_size_limit(before)


def test_list_adds_and_never_removes(empty: Programme) -> None:
    Actor.objects.create(programme=empty, name="VHS", aliases="Volkshochschule")
    Actor.objects.create(programme=empty, name="Museum")
    rows = [ActorRow(2, "VHS", ("Abendschule", "Volkshochschule")), ActorRow(3, "Museum"), ActorRow(4, "TSV", ("TSV",))]
    report = load_actors(empty, [*rows, ActorRow(5, "", problem="Der Name fehlt.")])
    assert [(one.row, one.outcome, one.left_out) for one in report] == [
        (2, "ergänzt um Abendschule", False),
        (3, "wie bisher", False),
        (4, "neu", False),
        (5, "Der Name fehlt.", True),
    ]
    assert Actor.objects.get(programme=empty, name="VHS").names == ["VHS", "Volkshochschule", "Abendschule"]
    assert Actor.objects.get(programme=empty, name="TSV").names == ["TSV"]


def test_name_twice_in_one_list_is_one_actor(empty: Programme) -> None:
    load_actors(empty, [ActorRow(1, "VHS", ("a",)), ActorRow(2, "VHS", ("b",))])
    assert Actor.objects.get(programme=empty).names == ["VHS", "a", "b"]


def _load(desk: Client, data: bytes) -> str:
    response = desk.post(reverse("load_actors"), {"file": SimpleUploadedFile("akteure.csv", data)})
    return " ".join(response.content.decode().split())


def test_page_says_what_became_of_each_row(programme: Programme, desk: Client) -> None:
    before = Corpus.objects.get(programme=programme).taken_in_at
    page = _load(desk, TABLE.encode())
    assert "2 Zeilen übernommen, eine weggelassen" in page
    assert "Zeile 2, <span>Hochschule Ruhr</span>: neu" in page
    assert "Zeile 3: Der Name fehlt." in page
    assert Corpus.objects.get(programme=programme).taken_in_at == before, "compared after the transaction"
    assert Corpus.objects.get(programme=programme).waiting


def test_page_refuses_what_cannot_be_read(programme: Programme, desk: Client) -> None:
    assert "Diese Datei ist leer." in _load(desk, b"")
    assert "keine Textdatei" in _load(desk, b"\x00\x00")


def test_actor_is_added_changed_and_removed(programme: Programme, desk: Client) -> None:
    desk.post(reverse("new_actor"), {"name": " Bach  verein ", "aliases": "BV\n\n BV \nVerein am Bach"})
    made = Actor.objects.get(programme=programme, name="Bach verein")
    assert made.names == ["Bach verein", "BV", "Verein am Bach"]
    desk.post(reverse("desk_actor", args=[made.pk]), {"name": "Bachverein", "aliases": ""})
    made.refresh_from_db()
    assert made.names == ["Bachverein"]
    desk.post(reverse("remove_actor", args=[made.pk]))
    assert not Actor.objects.filter(pk=made.pk).exists()


def test_name_that_is_taken_is_refused(programme: Programme, desk: Client) -> None:
    response = desk.post(reverse("new_actor"), {"name": "Jugendamt", "aliases": "x" * 161})
    assert "länger als 160 Zeichen" in response.content.decode()
    response = desk.post(reverse("new_actor"), {"name": "Jugendamt", "aliases": ""})
    assert response.status_code == 400
    assert "„Jugendamt“ steht schon in der Liste." in response.content.decode()


def test_list_is_for_administrators(programme: Programme, facilitator: Person) -> None:
    client = Client()
    client.force_login(facilitator)
    assert client.get(reverse("desk_actors")).status_code == 403
    assert client.post(reverse("load_actors")).status_code == 403
