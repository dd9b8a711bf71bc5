"""Documents without tables: headings name groups and kinds, what stands below them is what was said."""

import pytest

from faden.intake import assembly
from faden.intake.readers.blocks import Place, Text, Unreadable
from faden.intake.reading import read_document
from faden.intake.tests.outlines import paragraphs, plain, read, said, unplaced


def test_headings_of_groups_hold_headings_of_kinds() -> None:
    results = read(
        paragraphs("""
        # Bürgerdialog Ahornfeld: Ergebnisse
        Im Herbst trafen sich drei Gruppen an sechs Abenden im Gemeindehaus.
        ## Dialoggruppe 1: Wohnen
        Ziele: WO_1.1 Bezahlbar wohnen, WO_1.2 Leerstand nutzen
        ### Fragen
        - Wer baut kleine Wohnungen?
        - Wem gehört die alte Weberei?
        ### Chancen und Herausforderungen
        - Die Weberei steht seit zehn Jahren leer
        - Handwerker sind kaum zu bekommen
        ### Lösungsansätze
        - Genossenschaft gründen
        ## Dialoggruppe 2: Unterwegs im Ort
        Moderation: Frau Ellerbrock
        ### Ziele
        - MO_2.1 Sichere Schulwege
        - MO_2.3 Mehr Takt am Abend
        ### Fragen
        - Warum endet der Bus um 19 Uhr?
        ### Lösungsansätze
        - Anrufbus bis Mitternacht
        # Ausblick
        Die Ergebnisse gehen im Mai in den Rat.
        """)
    )
    assert results.title == "Bürgerdialog Ahornfeld: Ergebnisse"
    assert said(results) == {
        "Wohnen": {
            "goals": ["WO_1.1 Bezahlbar wohnen", "WO_1.2 Leerstand nutzen"],
            "question": ["Wer baut kleine Wohnungen?", "Wem gehört die alte Weberei?"],
            "assessment": ["Die Weberei steht seit zehn Jahren leer", "Handwerker sind kaum zu bekommen"],
            "solution": ["Genossenschaft gründen"],
        },
        "Unterwegs im Ort": {
            "goals": ["MO_2.1 Sichere Schulwege", "MO_2.3 Mehr Takt am Abend"],
            "question": ["Warum endet der Bus um 19 Uhr?"],
            "solution": ["Anrufbus bis Mitternacht"],
        },
    }
    assert unplaced(results) == [
        "Im Herbst trafen sich drei Gruppen an sechs Abenden im Gemeindehaus.",
        "Moderation: Frau Ellerbrock",
        "Ausblick",
        "Die Ergebnisse gehen im Mai in den Rat.",
    ]
    assert [one.place.lines for one in results.groups[0].contributions] == [(6, 6), (7, 7), (9, 9), (10, 10), (12, 12)]


def test_headings_of_unknown_level_are_told_by_their_order() -> None:
    results = read(
        paragraphs("""
        ~ Zukunftsrunden Birkenau
        ~ Handlungsfeld Zusammenleben
        ~ Nachbarschaft
        ~ Chancen
        - Viele Vereine
        ~ Herausforderungen
        - Niemand kennt die Neuen
        ~ Jugend
        ~ Chancen
        - Der Bauwagen
        ~ Ideen
        - Skateplatz am Güterschuppen
        ~ Handlungsfeld Umwelt
        ~ Bäche und Teiche
        ~ Ideen
        - Patenschaften für Bachabschnitte
        """)
    )
    assert said(results) == {
        "Nachbarschaft": {"chance": ["Viele Vereine"], "challenge": ["Niemand kennt die Neuen"]},
        "Jugend": {"chance": ["Der Bauwagen"], "solution": ["Skateplatz am Güterschuppen"]},
        "Bäche und Teiche": {"solution": ["Patenschaften für Bachabschnitte"]},
    }
    assert unplaced(results) == []


def test_kinds_above_groups() -> None:
    results = read(
        paragraphs("""
        # Dorfgespräch Erlenbruch
        ## Fragen
        ### Schule
        - Bleibt die Grundschule?
        ### Einkaufen
        - Wer übernimmt den Laden?
        ## Lösungsansätze
        ### Schule
        - Zwergschule mit dem Nachbardorf
        ### Einkaufen
        - Automat am Feuerwehrhaus
        - Lieferdienst
        """)
    )
    assert said(results) == {
        "Schule": {"question": ["Bleibt die Grundschule?"], "solution": ["Zwergschule mit dem Nachbardorf"]},
        "Einkaufen": {
            "question": ["Wer übernimmt den Laden?"],
            "solution": ["Automat am Feuerwehrhaus", "Lieferdienst"],
        },
    }
    assert unplaced(results) == []


def test_plain_text_with_marks_and_wrapped_lines() -> None:
    results = read(
        plain("""
Stadtforum Kranichsee
=====================

An zwei Samstagen haben rund neunzig Menschen über ihre Stadt gesprochen.
Hier steht, was sie aufgeschrieben haben.

Gruppe Hafen

Fragen:
- Wie lange darf die Werft noch auf dem Gelände bleiben, das der
  Stadt gehört?
- Wer zahlt?

Chancen:
- Der Blick auf den See, den es so nur hier gibt und den alle Gäste
Kilometer weit suchen
- Der Steg ist saniert

Gruppe Altstadt

Ziele: AL_1 Leben in der Altstadt, AL_1.2 Weniger Leerstand

Fragen:
- Wann kommt der Markt zurück?

Lösungen:
1. Händler einladen
2. Standgeld senken

Seite 2

Vielen Dank an alle, die dabei waren!
""")
    )
    assert results.title == "Stadtforum Kranichsee"
    assert said(results) == {
        "Hafen": {
            "question": [
                "Wie lange darf die Werft noch auf dem Gelände bleiben, das der Stadt gehört?",
                "Wer zahlt?",
            ],
            "chance": [
                "Der Blick auf den See, den es so nur hier gibt und den alle Gäste Kilometer weit suchen",
                "Der Steg ist saniert",
            ],
        },
        "Altstadt": {
            "goals": ["AL_1 Leben in der Altstadt", "AL_1.2 Weniger Leerstand"],
            "question": ["Wann kommt der Markt zurück?"],
            "solution": ["Händler einladen", "Standgeld senken"],
        },
    }
    assert unplaced(results) == [
        "An zwei Samstagen haben rund neunzig Menschen über ihre Stadt gesprochen.",
        "Hier steht, was sie aufgeschrieben haben.",
        "Vielen Dank an alle, die dabei waren!",
    ]
    assert results.groups[0].contributions[0].place.lines == (10, 11)


def test_plain_text_without_marks() -> None:
    results = read(
        plain("""
Ergebnisse der Ortsrunden Feldhausen

1. Gruppe Energie

Fragen

Wo kann Windkraft stehen?

Wer verdient daran?

Herausforderungen

Netzausbau

2. Gruppe Pflege

Fragen

Wer pflegt uns morgen?

Herausforderungen

Zu wenig Personal

Lange Wege
""")
    )
    assert said(results) == {
        "Energie": {
            "question": ["Wo kann Windkraft stehen?", "Wer verdient daran?"],
            "challenge": ["Netzausbau"],
        },
        "Pflege": {"question": ["Wer pflegt uns morgen?"], "challenge": ["Zu wenig Personal", "Lange Wege"]},
    }
    assert unplaced(results) == []


def test_kind_and_items_in_one_paragraph() -> None:
    results = read(
        paragraphs("""
        # Runder Tisch Moorlage
        ## Vereine
        Ziele: SO_4.1 Ehrenamt stärken
        Fragen: Wie gewinnen wir Jüngere? – Wer hilft bei Anträgen?
        Herausforderungen: Kaum jemand will den Vorsitz.
        Synergien: Fahrdienste gemeinsam organisieren
        ## Sporthalle
        Fragen: Wann wird saniert?
        Chancen: Das Dach trägt eine Solaranlage.
        """)
    )
    assert said(results) == {
        "Vereine": {
            "goals": ["SO_4.1 Ehrenamt stärken"],
            "question": ["Wie gewinnen wir Jüngere?", "Wer hilft bei Anträgen?"],
            "challenge": ["Kaum jemand will den Vorsitz."],
            "synergy": ["Fahrdienste gemeinsam organisieren"],
        },
        "Sporthalle": {"question": ["Wann wird saniert?"], "chance": ["Das Dach trägt eine Solaranlage."]},
    }
    assert unplaced(results) == []


def test_title_names_the_only_group() -> None:
    results = read(
        paragraphs("""
        # Ergebnisse der Dialoggruppe „Grün in der Stadt“
        Protokoll vom 3. Mai 2026
        ## Fragestellungen
        - Welche Bäume vertragen Hitze?
        ## Chancen
        - Regenwasser der Schulhöfe
        """)
    )
    assert said(results) == {
        "Grün in der Stadt": {
            "question": ["Welche Bäume vertragen Hitze?"],
            "chance": ["Regenwasser der Schulhöfe"],
        }
    }
    assert results.title == "Ergebnisse der Dialoggruppe „Grün in der Stadt“"
    assert unplaced(results) == ["Protokoll vom 3. Mai 2026"]


def test_running_lines_and_page_numbers_are_furniture() -> None:
    results = read(
        plain("""
Talgespräche Oberweiden

WASSER

Fragen
* Wem gehört der Brunnen?
* Reicht das Wasser im August auch für die Gärten am

Talgespräche Oberweiden
- 2 -

oberen Hang?

WALD

Fragen
* Wer pflanzt nach?

Talgespräche Oberweiden
- 3 -

Lösungen
* Pflanztag im November
""")
    )
    assert said(results) == {
        "WASSER": {
            "question": ["Wem gehört der Brunnen?", "Reicht das Wasser im August auch für die Gärten am oberen Hang?"]
        },
        "WALD": {"question": ["Wer pflanzt nach?"], "solution": ["Pflanztag im November"]},
    }
    assert unplaced(results) == []
    assert sum(one.why == "Seitenzahl" for one in results.furniture) == 2


def test_kind_as_title_over_plain_groups() -> None:
    results = read(
        plain("""
Bürgerrat Seeland

FRAGEN

Verkehr
- Wann kommt der Radweg?

Kultur
- Wer spielt im Sommer?

WÜNSCHE

Verkehr
- Zebrastreifen am Markt

Kultur
- Freilichtkino
""")
    )
    assert said(results) == {
        "Verkehr": {"question": ["Wann kommt der Radweg?"], "solution": ["Zebrastreifen am Markt"]},
        "Kultur": {"question": ["Wer spielt im Sommer?"], "solution": ["Freilichtkino"]},
    }
    assert unplaced(results) == []


def test_unknown_sections_stay_unplaced() -> None:
    results = read(
        paragraphs("""
        # Stadtteilrat Lindenhöhe
        ## Spielplätze
        ### Diskussion
        Es wurde lange über Zäune gesprochen.
        ### Fragen
        - Wer prüft die Geräte?
        ### Sonstiges
        - Der Schlüssel liegt im Kiosk
        ### Lösungen
        #### Kurzfristig
        - Sand tauschen
        #### Langfristig
        - Neubau am Kanal
        ## Nächste Schritte
        - Vorstellung im Ausschuss
        """)
    )
    assert said(results) == {
        "Spielplätze": {"question": ["Wer prüft die Geräte?"], "solution": ["Sand tauschen", "Neubau am Kanal"]}
    }
    assert unplaced(results) == [
        "Diskussion",
        "Es wurde lange über Zäune gesprochen.",
        "Sonstiges",
        "Der Schlüssel liegt im Kiosk",
        "Nächste Schritte",
        "Vorstellung im Ausschuss",
    ]


def test_prose_between_lists_is_no_statement() -> None:
    results = read(
        paragraphs("""
        # Forum Hagenbach
        ## Gesundheit
        Die Gruppe bestand aus zwölf Personen.
        ### Fragen
        Gesammelt wurden diese Fragen:
        - Kommt eine zweite Praxis?
        - Wer fährt nachts?
        ### Herausforderungen
        Zwei Ärzte hören auf.
        Die Apotheke sucht Personal.
        Wir danken der Gruppe für ihre Arbeit.
        """)
    )
    assert said(results) == {
        "Gesundheit": {
            "question": ["Kommt eine zweite Praxis?", "Wer fährt nachts?"],
            "challenge": ["Zwei Ärzte hören auf.", "Die Apotheke sucht Personal."],
        }
    }
    assert unplaced(results) == [
        "Die Gruppe bestand aus zwölf Personen.",
        "Gesammelt wurden diese Fragen:",
        "Wir danken der Gruppe für ihre Arbeit.",
    ]


def test_sides_below_one_heading_keep_their_leaning() -> None:
    results = read(
        plain("""
Dialogabend Rabenstein

Dialoggruppe 2 - Digitales
Termin: 14.03.2026
DI_3.1 Verwaltung ohne Wege
DI_3.2 Netz für alle

Chancen und Herausforderungen
Chancen:
+ Glasfaser liegt schon
Herausforderungen:
+ Viele haben kein Gerät

Lösungsansätze und Synergien
+ Sprechstunde im Lesecafé
""")
    )
    assert said(results) == {
        "Digitales": {
            "goals": ["DI_3.1 Verwaltung ohne Wege", "DI_3.2 Netz für alle"],
            "chance": ["Glasfaser liegt schon"],
            "challenge": ["Viele haben kein Gerät"],
            "proposal": ["Sprechstunde im Lesecafé"],
        }
    }
    assert unplaced(results) == ["Termin: 14.03.2026"]


def test_group_that_comes_again_goes_on() -> None:
    results = read(
        paragraphs("""
        # Werkstatt Uferweg
        ## Gruppe 1: Ufer
        ### Fragen
        - Wem gehört die Wiese?
        ## Gruppe 1: Ufer (Fortsetzung)
        ### Chancen
        - Badestelle
        """)
    )
    assert said(results) == {"Ufer": {"question": ["Wem gehört die Wiese?"], "chance": ["Badestelle"]}}


@pytest.mark.parametrize(
    "text",
    [
        "Sehr geehrte Damen und Herren,\n\nanbei die Chancen der Stadt.\n\nMit freundlichen Grüßen",
        "Fragen\n- Wer kommt?",
        "Einladung\n\nIdeen:\n- Kuchen\n- Kaffee",
        "Gruppe Wald\n\n- Mehr Bäume\n\nGruppe Feld\n\n- Mehr Hecken",
        "Rede zum Stadtfest\n\nLiebe Gäste, wir haben Fragen und Antworten.",
    ],
)
def test_text_without_headings_for_groups_and_kinds_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match=r"keine Tabelle, und Überschriften für Gruppen.*Bitte ergänzen Sie"):
        assembly.from_blocks(plain(text))


@pytest.mark.parametrize("sign", [";", "|"])
def test_a_sign_between_words_makes_no_table(sign: str) -> None:
    text = f"""Bürgerforum Rodenau

Gruppe Wohnen

Fragen
- Wer baut{sign} und wo?
- Wem gehört der Hof?

Lösungen
- Höfe öffnen
"""
    results = read_document(text.encode(), "forum.txt").results
    assert said(results) == {
        "Wohnen": {"question": [f"Wer baut{sign} und wo?", "Wem gehört der Hof?"], "solution": ["Höfe öffnen"]}
    }


def test_a_small_table_below_a_long_preface_is_a_table() -> None:
    preface = "".join(f"Satz {at} der Einleitung steht hier.\n\n" for at in range(20))
    table = "Gruppe;Fragen;Lösungen\nWohnen;Wer baut?;Höfe öffnen\n"
    results = read_document((preface + table).encode(), "forum.csv").results
    assert said(results) == {"Wohnen": {"question": ["Wer baut?"], "proposal": ["Höfe öffnen"]}}


def test_a_heading_that_passed_for_a_running_line_heads_its_items() -> None:
    blocks = paragraphs("""
    # Runde Weidenau
    ## Gruppe Licht
    ### Fragen
    - Wie hell?
    ### Chancen
    - Neue Lampen
    ## Gruppe Lärm
    ### Fragen
    - Wie laut?
    Chancen
    - Ruhige Höfe
    """)
    blocks[9] = Text("Chancen", Place(lines=(10, 10)), "footer")
    assert said(read(blocks)) == {
        "Licht": {"question": ["Wie hell?"], "chance": ["Neue Lampen"]},
        "Lärm": {"question": ["Wie laut?"], "chance": ["Ruhige Höfe"]},
    }
