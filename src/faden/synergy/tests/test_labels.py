"""Labels are drawn from the statements' own words."""

import pytest

from faden.kernel.text import COVERED
from faden.synergy.finding.labels import Vocabulary

OTHERS = [
    "Die Ferien sind zu lang", "Mehr Kultur im Park", "Wer bezahlt das alles?", "Es fehlt an Zeit und Geld",
    "Das Rathaus soll länger öffnen", "Mehr Miteinander der Vereine", "Wo finde ich Hilfe?", "Alles ist zu teuer",
]  # fmt: skip


def label(*texts: str, former: tuple[str, ...] = ()) -> tuple[str, ...]:
    return Vocabulary([*texts, *OTHERS]).label(range(len(texts)), former)


def test_a_label_says_what_is_common_to_statements_and_rare_elsewhere() -> None:
    assert label(
        "Neue Radwege am Park", "Die Radwege sind zu schmal", "Radwege mit Ampeln", "An Ampeln wartet man lang"
    ) == (
        "Radwege",
        "Ampeln",
    )


def test_forms_of_a_word_count_together_and_the_usual_one_is_shown() -> None:
    assert label("Am Radweg parken Autos", "Ein Radweg fehlt", "Den Radwegen fehlt Licht")[0] == "Radweg"


def test_words_of_a_label_do_not_say_the_same() -> None:
    texts = ("Die Schule ist alt", "Alle Schulen und die Schule", "Schulhof und Schule", "Schulhof öffnen")

    assert len(label(*texts)) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Politik", "Politiker"), ("Autos", "E-Autos"), ("Müllabfuhr", "Müll"), ("Linz", "Linzer")]
)
def test_a_word_and_what_is_made_of_it_are_not_both_in_a_label(one: str, other: str) -> None:
    found = label(f"Zu {one} und {other}", f"Für {other} und {one}", f"Von {one} und {other}")

    assert len({one, other} & set(found)) == 1


def test_a_part_that_compounds_share_makes_them_better_names() -> None:
    texts = ("Der Parkplatz und Kaffee", "Das Parkhaus und Kaffee", "Neuer Parkraum", "Ein Parkplatz mit Schranke")

    assert label(*texts)[0] == "Parkplatz"


def test_nouns_are_told_by_capitals_within_sentences() -> None:
    assert label("Bitte fördern wir die Kitas", "Fördern sollte man Kitas", "Alle fördern gern die Kitas") == ("Kitas",)


def test_what_begins_sentences_only_is_no_noun_unless_it_is_a_compound() -> None:
    assert label("Schnell bauen", "Schnell pflanzen", "Schnell fahren") == ("Schnell",)
    assert label("Fahrradstraßen ausweisen", "Fahrradstraßen bauen", "Schnell Wege bauen") == ("Fahrradstraßen",)


def test_statements_without_nouns_are_named_by_other_words() -> None:
    assert label("hier ist es zu laut", "viel zu laut hier", "laut ist es") == ("laut",)


def test_statements_without_a_word_in_common_have_no_label() -> None:
    assert label("Neue Bänke", "Ein Brunnen", "Mehr Licht") == ()


def test_a_hyphen_joins_and_a_slash_parts() -> None:
    assert label("Ein E-Bike für alle", "Das E-Bike laden", "Jedes E-Bike zählt") == ("E-Bike",)
    assert set(label("Mit Bus/Tram fahren", "Der Bus/Tram Takt", "Die Bus/Tram Frage")) >= {"Bus", "Tram"}


def test_covered_names_are_no_words() -> None:
    assert label(f"{COVERED} will Bänke", f"{COVERED} wünscht Bänke", f"{COVERED} sagt es") == ("Bänke",)


def test_the_plain_form_is_shown_where_it_is_said() -> None:
    assert label("In den Städten", "Von den Städten", "In Städten", "Die Städte wachsen") == ("Städte",)
    assert label("Der Umbau des Verkehrs", "Wegen des Verkehrs", "Der Verkehr nimmt zu") == ("Verkehr",)


def test_words_of_the_former_label_stay_unless_others_are_clearly_better() -> None:
    texts = ("Lärm und Staub", "Der Staub und Lärm", "Kein Lärm, kein Staub")

    assert label(*texts)[0] != label(*texts, former=(label(*texts)[1],))[0]
    assert label(*texts, former=("Kaffee",)) == label(*texts)


def test_what_is_shouted_is_no_noun_where_it_is_written_otherwise_too() -> None:
    assert label("Wege SOFORT bauen", "Das SOFORT machen", "Bitte sofort die Wege", "Die Wege SOFORT") == ("Wege",)


def test_nobody_has_no_label() -> None:
    assert Vocabulary([]).label([]) == ()
