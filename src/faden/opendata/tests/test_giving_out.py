"""Who gets what: pages and the command."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from faden.addresses.actions import Change, set_state
from faden.addresses.models import Address, State
from faden.config.command import main
from faden.config.tests.test_example import faden
from faden.conftest import NOW
from faden.dialogue.actions import NewContribution, add_contributions, add_group
from faden.dialogue.models import DialogueGroup, Kind
from faden.intake.reading import read_document
from faden.opendata.formats import FORMATS
from faden.programme.actions import found
from faden.programme.models import Programme

Get = Callable[[str], bytes]


@pytest.fixture
def get(programme: Programme, client: Client) -> Get:
    def fetch(path: str) -> bytes:
        response = client.get(path)
        assert response.status_code == 200
        return response.getvalue()

    return fetch


def _hide(programme: Programme, kind: str, number: int, state: State) -> None:
    address = Address.objects.get(programme=programme, kind=kind, number=number)
    set_state(address, state, change=Change(by=None, now=NOW, reason="Probe"))


# Pages


@pytest.mark.parametrize("ending", FORMATS)
def test_file_is_an_attachment_with_a_speaking_name(ending: str, programme: Programme, client: Client) -> None:
    response = client.get(f"/G5/ergebnisse.{ending}")
    disposition = response["Content-Disposition"]
    assert disposition.startswith('attachment; filename="ergebnisse-ulmenfurt-2035-G5-20')
    assert disposition.endswith(f'.{ending}"')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == FORMATS[ending].media_type
    assert response.streaming
    assert not response.cookies
    names = [group.name for group in read_document(response.getvalue(), "x").results.groups]
    assert names == ["Hitze und Starkregen"]


def test_only_what_is_public_goes_out(programme: Programme, get: Get) -> None:
    whole = json.loads(get("/ergebnisse.json"))
    assert sum(len(group["contributions"]) for group in whole["groups"]) == 154
    draft = add_group(programme, name="Noch geheim", change=Change(by=None, now=NOW))
    known = DialogueGroup.objects.get(programme=programme, address__number=1)
    for group, published in ((draft, True), (known, False)):
        said = [NewContribution(Kind.QUESTION, None, "Noch im Entwurf?")]
        add_contributions(group, said, change=Change(by=None, now=NOW), published=published)
    _hide(programme, "B", 83, State.HIDDEN)
    _hide(programme, "B", 84, State.WITHDRAWN)
    _hide(programme, "G", 2, State.HIDDEN)
    after = json.loads(get("/ergebnisse.json"))
    assert [group["address"] for group in after["groups"]] == ["G1", "G3", "G4", "G5", "G6", "G7", "G8", "G9"]
    gone = {one["address"] for one in whole["groups"][1]["contributions"]} | {"B83", "B84"}
    left = {one["address"] for group in after["groups"] for one in group["contributions"]}
    assert left == {one["address"] for group in whole["groups"] for one in group["contributions"]} - gone


@pytest.mark.parametrize("state", [State.HIDDEN, State.WITHDRAWN, State.DRAFT])
def test_group_that_is_not_public_gives_out_nothing(state: State, programme: Programme, client: Client) -> None:
    _hide(programme, "G", 5, state)
    assert client.get("/G5/ergebnisse.csv").status_code == 404


def test_covered_names_stay_covered(programme: Programme, get: Get) -> None:
    group = DialogueGroup.objects.get(programme=programme, address__number=1)
    said = [NewContribution(Kind.PROPOSAL, None, "Fragen Sie [Name verdeckt]")]
    add_contributions(group, said, change=Change(by=None, now=NOW), published=True)
    for ending in FORMATS:
        results = read_document(get(f"/G1/ergebnisse.{ending}"), "x").results
        assert results.groups[0].contributions[-1].text == "Fragen Sie [Name verdeckt]"


def test_control_signs_that_no_format_can_carry_are_left_out(programme: Programme, get: Get) -> None:
    group = DialogueGroup.objects.get(programme=programme, address__number=1)
    said = [NewContribution(Kind.PROPOSAL, None, "Ton\x07 und \x0bTakt\ufffe")]
    add_contributions(group, said, change=Change(by=None, now=NOW), published=True)
    for ending in FORMATS:
        results = read_document(get(f"/G1/ergebnisse.{ending}"), "x").results
        assert results.groups[0].contributions[-1].text == "Ton und Takt"


@pytest.mark.parametrize("ending", FORMATS)
def test_queries_do_not_grow_with_the_data(ending: str, programme: Programme, get: Get) -> None:
    change = Change(by=None, now=NOW)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(f"/ergebnisse.{ending}")
        return len(queries)

    before = asked()
    for at in range(12):
        group = add_group(programme, name=f"Gruppe {at}", change=change)
        set_state(group.address, State.PUBLISHED, change=change)
        said = [NewContribution(Kind.PROPOSAL, None, f"Bank {number}") for number in range(20)]
        add_contributions(group, said, change=change, published=True)
    assert asked() == before <= 7


def test_pages_of_groups_offer_every_format(get: Get) -> None:
    for path, prefix in (("/gruppen/", "/"), ("/G5", "/G5/")):
        page = get(path).decode()
        assert all(f'href="{prefix}ergebnisse.{ending}"' in page for ending in FORMATS)


def test_each_of_several_programmes_gives_out_its_own(programme: Programme, client: Client) -> None:
    found(city="Anderswo", name="Zweites Programm", now=NOW)
    assert client.get("/ergebnisse.json").status_code == 404
    response = client.get("/ulmenfurt-2035/G5/ergebnisse.json")
    assert len(json.loads(response.getvalue())["groups"]) == 1
    assert 'href="/ulmenfurt-2035/G5/ergebnisse.pdf"' in client.get("/ulmenfurt-2035/G5").content.decode()
    assert json.loads(client.get("/zweites-programm/ergebnisse.json").getvalue())["groups"] == []


def test_unknown_format_is_not_found(programme: Programme, client: Client) -> None:
    assert client.get("/ergebnisse.exe").status_code == 404


def test_pdf_that_would_be_too_long_says_what_to_do(
    programme: Programme, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faden.opendata.writers.pdf.MOST_LINES", 3)
    response = client.get("/ergebnisse.pdf")
    assert response.status_code == 422
    assert "Bitte nehmen Sie eine einzelne Dialoggruppe" in response.content.decode()


# The command


@pytest.mark.usefixtures("programme")
def test_command_tells_the_format_from_the_ending(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending in FORMATS:
        path = tmp_path / f"alles.{ending}"
        assert main(["export", "-o", str(path)]) == 0
        assert len(read_document(path.read_bytes(), path.name).results.groups) == 9
        assert capsys.readouterr().out.startswith(f"Geschrieben: {path}")


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize("group", ["G5", "g5", "Hitze und Starkregen"])
def test_command_takes_one_group_by_name_or_address(group: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["export", "--group", group, "--format", "json", "-o", "-"]) == 0
    sys.stdout.flush()
    groups = json.loads(capfdbinary.readouterr().out)["groups"]
    assert [one["name"] for one in groups] == ["Hitze und Starkregen"]


@pytest.mark.usefixtures("programme")
def test_command_names_the_file_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "--format", "CSV", "--programme", "Ulmenfurt 2035+", "--group", "G5"]) == 0
    assert [path.name.rsplit("-", 3)[0] for path in tmp_path.iterdir()] == ["ergebnisse-ulmenfurt-2035-G5"]


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Bitte sagen Sie mit --format oder mit der Endung der Datei, welches Format."),
        (["-o", "x.doc"], "Bitte sagen Sie mit --format oder mit der Endung der Datei, welches Format."),
        (["--format", "csv", "--group", "G77"], "Eine öffentliche Gruppe „G77“ gibt es hier nicht. Vorhanden: G1 „"),
        (["--format", "csv", "--programme", "Fehlt"], "Ein Programm „Fehlt“ gibt es hier nicht."),
        (["-o", "fehlt/x.csv"], "„fehlt/x.csv“ lässt sich nicht schreiben"),
    ],
)
def test_command_refuses_with_a_sentence(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", *words]) == 2
    assert capsys.readouterr().err.startswith(sentence)
    assert not list(tmp_path.iterdir())


def test_command_asks_which_of_several_programmes(programme: Programme, capsys: pytest.CaptureFixture[str]) -> None:
    second = found(city="Anderswo", name="Zweites Programm", now=NOW)
    assert main(["export", "--format", "csv"]) == 2
    assert f"Bitte sagen Sie mit --programme, welches Programm. Vorhanden: {programme.slug}" in capsys.readouterr().err
    assert main(["export", "--format", "csv", "--programme", second.slug]) == 2
    assert "ist noch nichts veröffentlicht" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("database", "sentence"),
    [
        ("postgresql://nowhere/x", "Die Datenbank antwortet nicht"),
        (
            "",
            "Die Datenbank ist noch nicht eingerichtet oder nicht auf dem Stand dieser Fassung.",
        ),
    ],
)
def test_command_without_a_database_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str, sentence: str
) -> None:
    monkeypatch.setenv("FADEN_DATA", str(tmp_path))
    done = faden("export", "--format", "csv", cwd=tmp_path, database=database)
    assert done.returncode == 2
    assert done.stderr.startswith(sentence)
