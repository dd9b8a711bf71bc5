"""Names of people are pointed out; streets, schools and parties are not people."""

from itertools import pairwise

import pytest

from faden.intake import persons
from faden.intake.reading import read_document


def _names(text: str) -> list[str]:
    return [one.text for one in persons.find(text)]


def _rules(text: str) -> list[str]:
    return [one.rule for one in persons.find(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Das sagt Hans Meier seit Jahren", "Hans Meier"),
        ("Anna-Lena Schmidt fragen", "Anna-Lena Schmidt"),
        ("mit Ludwig van der Heide", "Ludwig van der Heide"),
        ("Ayşe Yılmaz lädt ein", "Ayşe Yılmaz"),
        ("Petra M. Quellmann", "Petra M. Quellmann"),
        ("Petra Quellmann-Ahrens", "Petra Quellmann-Ahrens"),
        ("Thomas und Petra Klein", "Petra Klein"),
        ("Emil Nolde, Maler", "Emil Nolde"),
    ],
)
def test_given_name_of_the_list_with_a_surname_is_a_person(text: str, name: str) -> None:
    assert _names(text) == [name]
    assert _rules(text) == ["Vorname aus der Liste"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Herr Müller hilft", "Herr Müller"),
        ("mit Herrn Müller", "Herrn Müller"),
        ("Frau Dr. Meier-Schulz", "Frau Dr. Meier-Schulz"),
        ("Familie Yıldız zieht um", "Familie Yıldız"),
        ("Pfarrerin Lehmann", "Pfarrerin Lehmann"),
        ("Dr. med. Ahrens", "Dr. med. Ahrens"),
        ("Prof. Dr. Anna Weiß", "Prof. Dr. Anna Weiß"),
        ("Für Herrn und Frau Meier", "Frau Meier"),
    ],
)
def test_title_or_form_of_address_with_a_surname_is_a_person(text: str, name: str) -> None:
    assert _names(text) == [name]


@pytest.mark.parametrize(
    "cue",
    ["Kontakt:", "Akteure:", "Ansprechpartnerin:", "Ansprechpartner –", "Moderation:", "Leitung =", "Idee von:", "Akteur*innen:", "KONTAKT:"],
)  # fmt: skip
def test_two_words_after_a_cue_are_a_person_even_with_a_rare_name(cue: str) -> None:
    assert _names(f"{cue} Xquira Zwuckl") == ["Xquira Zwuckl"]
    assert "Kontakt" in _rules(f"{cue} Xquira Zwuckl")[0]
    assert _names("Xquira Zwuckl") == []


@pytest.mark.parametrize(
    "cue", ["Ansprechpartner*innen:", "Teilnehmer*innen:", "Referent*innen:", "Ansprechpartner:innen:"]
)
def test_cue_with_a_gender_star_is_a_cue_as_well(cue: str) -> None:
    assert _names(f"{cue} Xquira Zwuckl") == ["Xquira Zwuckl"]


def test_everybody_in_a_list_is_found_and_bodies_in_brackets_are_not() -> None:
    text = "Akteure: Xquira Zwuckl (Grüne Bottrop), Hans Meier (BUND), Ev. Kirche, Kath. Kirche, Schulen, Kita"
    assert _names(text) == ["Xquira Zwuckl", "Hans Meier"]


@pytest.mark.parametrize("mail", ["ida@stadt.example", "ida.k-m+dialog@amt.stadt-bottrop.example"])
def test_mail_address_points_to_a_person(mail: str) -> None:
    assert _names(f"Bitte an {mail}, danke") == [mail]
    assert _rules(f"Bitte an {mail}, danke") == ["E-Mail-Adresse"]


@pytest.mark.parametrize("phone", ["0204 1234567", "02041/70-3000", "+49 (2041) 70-3000", "0171-2345678"])
def test_phone_number_points_to_a_person(phone: str) -> None:
    (found,) = persons.find(f"Rufen Sie an: Tel. {phone} abends")
    assert found.rule == "Telefonnummer"
    assert found.text in phone


@pytest.mark.parametrize(
    "text",
    [
        "Albrecht-Dürer-Schule umbauen -> klein, günstig, barrierefrei",
        "Park statt Parken auf 300m (oder so) der Gladbecker Straße",
        "Wanderbäume an der Bleicherstraße",
        "Martin Luther Straße",
        "Martin-Luther-Straße",
        "Karl Marx Allee",
        "Heinrich Heine Park",
        "Sophie Scholl Gymnasium",
        "Berta-von-Suttner-Platz",
        "Frau und Mann",
        "Frau Holle",
        '"Offene Daten" und Beteiligung',
        "Offene Daten nützen allen",
        "Neue Mitte, Alte Papierfabrik",
        "Ev. Kirche, Kath. Kirche",
        "Akteure: Bücherei, Kirchen, Kitas",
        "Grüne Bottrop",
        "Ruhrgebiet = Faire Metropole",
        "Im Jahr 2030 oder am 12.03.2026",
        "Hilfe für Familien (0 - 18 Jahre)",
        "Boy (Bereich B224) Hohe Betroffenheit",
        "Verkehre bis 5 km auf's Rad verlegen",
        "Peter",
        "",
    ],
)
def test_places_bodies_and_things_are_no_persons(text: str) -> None:
    assert _names(text) == []


@pytest.mark.parametrize(
    "name",
    ["Petra Steinbach", "Karl Lauterbach", "Anna Rosenberg", "Peter Neuhaus", "Uwe Schönfeld", "Frau Steinbach", "Herr Neuhaus", "Dr. Feldberg"],
)  # fmt: skip
def test_surname_that_ends_like_a_place_is_still_a_surname(name: str) -> None:
    """The aim is to miss nobody: -bach, -berg, -feld and -haus end thousands of German surnames."""
    assert _names(f"Das meint {name} schon lange") == [name]


def test_name_in_the_genitive_is_a_name() -> None:
    assert _names("Petra Quellmanns Idee aufgreifen") != []


def test_person_is_found_where_it_stands_and_once() -> None:
    text = "Kontakt: Frau Petra Quellmann, Petra Quellmann"
    found = persons.find(text)
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_list_of_given_names_holds_names_and_no_words_of_every_day() -> None:
    names = persons.given_names()
    assert {"Hans", "Ayşe", "Petra", "Jannis"} <= names
    assert not {"Ernst", "Heide", "Sommer", "Stern", "Rose"} & names
    assert all(name[0].isupper() and "#" not in name for name in names)


# In documents

HEAD = "Gruppe\tZiele\tFragen\tChancen\tIdeen\n"


def _in_document(body: str, *, title: str = "") -> list[str]:
    return [one.text for one in read_document(f"{title}{HEAD}{body}".encode(), "x.txt").results.persons]


@pytest.mark.parametrize(
    "body",
    [
        "Runde Petra Quellmann\tST_1 Gut\tWer?\tGut\tSo\n",
        "Bäche\tST_1 Mit Petra Quellmann reden\tWer?\tGut\tSo\n",
        "Bäche\tST_1 Gut\tWas sagt Petra Quellmann?\tGut\tSo\n",
        "Bäche\tST_1 Gut\tWer?\tGut\tSo\tPetra Quellmann\n",
        "Bäche\tST_1 Gut\tWer?\tGut\tPet\u00adra\u00a0Quellmann fragen\n",
    ],
    ids=["group", "goal", "question", "unplaced", "invisible signs"],
)
def test_name_is_found_wherever_it_stands_in_a_document(body: str) -> None:
    assert "Petra Quellmann" in _in_document(body)


def test_name_with_a_hard_space_is_found_in_a_goal() -> None:
    found = _in_document("Bäche\tST_1 Mit Petra\u00a0Quellmann reden\tWer?\tGut\tSo\n")
    assert [" ".join(one.split()) for one in found] == ["Petra Quellmann"]


def test_name_in_the_title_is_found() -> None:
    """The title stands on the page of every statement."""
    found = _in_document("Bäche\tST_1 Gut\tWer?\tGut\tSo\n", title="Ergebnisse, Leitung: Petra Quellmann\n\n")
    assert found == ["Petra Quellmann"]
