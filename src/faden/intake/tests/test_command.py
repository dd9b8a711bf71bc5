"""`faden read` and `faden import` answer with results or one German sentence, never with a traceback."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from faden.config import command
from faden.config.commands import reading, taking
from faden.config.environment import Refused
from faden.conftest import NOW
from faden.dialogue.models import Contribution, DialogueGroup, Document
from faden.intake.heads import Column
from faden.intake.models import Draft, DraftState
from faden.intake.reading import Unreadable
from faden.programme.actions import found
from faden.programme.models import Programme

DATA = (
    "Ergebnisse vom Bach\n\n"
    "Gruppe\tZiele\tFragen\tChancen und Herausforderungen\tIdeen\n"
    "Bäche\tST_9.1 Bäche öffnen\tWer hilft?\tSauberes Wasser\tAkteure: Petra Quellmann (Bachverein)\tallein\n"
)
UNCLEAR = "Bäche;ST_9.1 Bäche öffnen;Wer hilft?\nSeen;ST_9.2 Seen öffnen;Wer schwimmt?\n"
Write = Callable[[str, str | bytes], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(name: str, data: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return str(path)

    return make


# faden read


def test_read_tells_in_words_what_a_document_holds(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["read", write("bach.txt", DATA)]) == 0
    told = capsys.readouterr().out
    for part in (
        "Ergebnisse vom Bach",
        "Bäche: 1 Ziele, 1 Fragen, 1 Chancen und Herausforderungen, 1 Lösungsansätze",
        "ST_9.1     Bäche öffnen",
        "Q  Wer hilft?",
        "Nicht zugeordnet (Spalte nicht erkannt): allein",
        "Name (Vorname aus der Liste): Petra Quellmann",
        "Kein Wort geht verloren",
    ):
        assert part in told


def test_read_gives_everything_as_json(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["read", "--json", write("bach.txt", DATA)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"title", "groups", "furniture", "unplaced", "persons", "characters"}
    assert told["groups"][0]["contributions"][0] == {
        "kind": "question",
        "text": "Wer hilft?",
        "source": told["groups"][0]["contributions"][0]["source"],
    }


def test_read_takes_the_columns_from_whoever_asks(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write("bach.csv", UNCLEAR)
    assert command.main(["read", path]) == 2
    assert capsys.readouterr().err.startswith("Es ist nicht klar, was in welcher Spalte steht.")
    assert command.main(["read", "--json", "--columns", "group, goals,question", path]) == 0
    assert [one["name"] for one in json.loads(capsys.readouterr().out)["groups"]] == ["Bäche", "Seen"]


def test_columns_are_counted_from_one() -> None:
    assert reading.parse_columns("group,challenge") == {1: Column("group"), 2: Column("assessment", "challenge")}
    assert reading.parse_columns(None) is None
    assert reading.parse_columns("") is None


def test_unknown_column_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(Refused, match=r"„fragen“ ist keine Art von Spalte\. Möglich sind: group, goals, question"):
        reading.parse_columns("group,fragen")


def _refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert command.main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Traceback" not in told.err
    assert told.err.strip().count("\n") == 0, told.err
    return told.err.strip()


def test_missing_file_is_refused_with_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert _refused(capsys, "read", "gibt-es-nicht.txt") == (
        "Die Datei „gibt-es-nicht.txt“ gibt es nicht. Bitte prüfen Sie den Namen."
    )


def test_folder_is_refused_with_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _refused(capsys, "read", str(tmp_path)).endswith("ist ein Ordner. Bitte geben Sie eine Datei an.")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Diese Datei ist leer."),
        (b" \n\t\r\n", "Diese Datei ist leer."),
        (b"%PDF-1.4", "Dieses PDF ist beschädigt."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "altes Format"),
        (b"\x89PNG\r\n", "ist ein Bild ohne Text"),
        (b"{\\rtf1", "RTF-Dateien werden nicht gelesen."),
        (b"Nur ein Satz ohne Tabelle.", "keine Tabelle"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(
    write: Write, capsys: pytest.CaptureFixture[str], data: bytes, sentence: str
) -> None:
    told = _refused(capsys, "read", write("ergebnisse.txt", data))
    assert sentence in told
    assert "Bitte" in told


def test_far_too_big_file_is_refused_before_it_is_loaded(
    write: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 1024 * 1024)
    told = _refused(capsys, "read", write("riesig.txt", b"x" * (3 * 1024 * 1024)))
    assert told.startswith("„riesig.txt“ ist mit 3 MB zu groß (höchstens 1 MB).")


def test_without_a_word_the_command_shows_its_help_in_german(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 0
    told = capsys.readouterr().out
    for word in ("read", "import", "setup", "serve", "demo", "worker", "doctor", "Befehle"):
        assert word in told
    assert "show this help" not in told


# faden import


def test_import_lays_a_draft_on_the_desk(
    programme: Programme, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert taking.take(write("bach.txt", DATA), programme="Ulmenfurt 2035+", publish=False, columns=None) == 0
    draft = Draft.objects.get(programme=programme, version__name="bach.txt")
    assert draft.state == DraftState.READY
    told = capsys.readouterr().out
    assert "Gelesen: 1 Gruppen, 1 Nennungen von Zielen, 3 Beiträge." in told
    assert "Nicht zugeordnet: 1 Textstellen." in told
    assert "Namen von Menschen: 1." in told
    assert f"Entwurf {draft.pk} liegt am Schreibtisch" in told
    assert not DialogueGroup.objects.filter(name="Bäche").exists()


def test_import_publishes_when_it_is_asked_to_and_covers_names(
    programme: Programme, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("bach.txt", DATA)
    assert taking.take(path, programme="ulmenfurt-2035", publish=True, columns=None) == 0
    group = DialogueGroup.objects.select_related("address").get(programme=programme, name="Bäche")
    assert group.address.is_public
    assert f"Veröffentlicht: {group.address}." in capsys.readouterr().out
    texts = list(Contribution.objects.filter(group=group).order_by("position").values_list("text", flat=True))
    assert texts == ["Wer hilft?", "Sauberes Wasser", "Akteure: [Name verdeckt] (Bachverein)"]


def test_import_takes_the_columns_from_whoever_asks(programme: Programme, write: Write) -> None:
    path = write("bach.csv", UNCLEAR)
    with pytest.raises(Unreadable, match=r"Bäche \| ST_9\.1 Bäche öffnen(.|\n)*--columns group,goals"):
        taking.take(path, programme="ulmenfurt-2035", publish=True, columns=None)
    assert not Document.objects.filter(title="bach").exists(), "nothing half imported"
    assert taking.take(path, programme="ulmenfurt-2035", publish=True, columns="group, goals, question") == 0
    assert set(Contribution.objects.filter(group__name__in=["Bäche", "Seen"]).values_list("text", flat=True)) == {
        "Wer hilft?",
        "Wer schwimmt?",
    }


def test_import_of_what_cannot_be_read_keeps_nothing(programme: Programme, write: Write) -> None:
    before = Document.objects.count()
    with pytest.raises(Unreadable, match="PDF ist beschädigt"):
        taking.take(write("x.pdf", b"%PDF-1.4"), programme="ulmenfurt-2035", publish=True, columns=None)
    assert Document.objects.count() == before


def test_programme_is_found_by_name_or_short_name(programme: Programme) -> None:
    for name in ("Ulmenfurt 2035+", "ULMENFURT 2035+", "ulmenfurt-2035"):
        assert taking.find_programme(name) == programme


def test_unknown_programme_is_refused_and_the_known_ones_are_named(programme: Programme) -> None:
    found(city="Musterstadt", name="Musterstadt 2040", now=NOW)
    with pytest.raises(
        Refused,
        match=r"Ein Programm „Bottrop“ gibt es hier nicht\. Vorhanden: „Musterstadt 2040“, „Ulmenfurt 2035\+“\.",
    ):
        taking.find_programme("Bottrop")
