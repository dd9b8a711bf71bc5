"""Documents without tables as offices write them: letters, underlined titles, typed marks, running text."""

import io

from docx import Document

from faden.intake.reading import read_document
from faden.intake.tests.outlines import paragraphs, plain, read, said, unplaced


def test_letter_with_key_points_on_plain_lines() -> None:
    results = read(
        plain("""
Liebe Frau Senger,
hier die Stichworte aus den Gruppen von gestern:
Gruppe 1: Schule
Fragen
Wird die Mensa rechtzeitig fertig?
Probleme
Zu wenig Lehrkräfte
Gruppe 2: Feuerwehr
Probleme
Tagsüber sind kaum Leute im Ort
Lösungen
Kooperation mit dem Nachbarort
Freistellung durch Arbeitgeber
Viele Grüße
Bernd
""")
    )
    assert said(results) == {
        "Schule": {"question": ["Wird die Mensa rechtzeitig fertig?"], "challenge": ["Zu wenig Lehrkräfte"]},
        "Feuerwehr": {
            "challenge": ["Tagsüber sind kaum Leute im Ort"],
            "solution": ["Kooperation mit dem Nachbarort", "Freistellung durch Arbeitgeber"],
        },
    }
    assert unplaced(results) == [
        "Liebe Frau Senger,",
        "hier die Stichworte aus den Gruppen von gestern:",
        "Viele Grüße",
        "Bernd",
    ]


def test_underlined_questions_name_groups() -> None:
    results = read(
        plain("""
Dialog Haseltal                                    Ergebnisse

Wie wollen wir morgen wohnen?
-----------------------------

Fragen
  Was kostet ein Tiny House?
  Wer darf in die alte Kaserne?

Chancen
  Die Kaserne gehört der Stadt

Wie kommen wir von A nach B?
----------------------------

Fragen
  Wann kommt die Bahn zurück?
""")
    )
    assert said(results) == {
        "Wie wollen wir morgen wohnen?": {
            "question": ["Was kostet ein Tiny House?", "Wer darf in die alte Kaserne?"],
            "chance": ["Die Kaserne gehört der Stadt"],
        },
        "Wie kommen wir von A nach B?": {"question": ["Wann kommt die Bahn zurück?"]},
    }


def test_kind_that_comes_again_below_an_unknown_line_leaves_its_group() -> None:
    results = read(
        plain("""
Runde Lauterbach

Wald

Fragen

Wer pflanzt nach?

Ideen

Pflanztag

Und was ist eigentlich mit dem Wasser?

Fragen

Wer misst die Quelle?
""")
    )
    assert said(results) == {"Wald": {"question": ["Wer pflanzt nach?"], "solution": ["Pflanztag"]}}
    assert unplaced(results) == ["Und was ist eigentlich mit dem Wasser?", "Wer misst die Quelle?"]


def test_numbered_groups_and_numbered_items_below_roman_kinds() -> None:
    results = read(
        plain("""
Ergebnisse der Bürgerwerkstatt „Neue Mitte“

I. FRAGEN

a) Gruppe Jugend
1. Wo dürfen wir laut sein?
2. Warum ist der Skatepark um acht zu?

b) Gruppe Handel
1. Kommt die Fußgängerzone?

II. HERAUSFORDERUNGEN

a) Gruppe Jugend
1. Kein Nachtbus

b) Gruppe Handel
1. Onlinehandel
2. Leere Schaufenster
""")
    )
    assert said(results) == {
        "Jugend": {
            "question": ["Wo dürfen wir laut sein?", "Warum ist der Skatepark um acht zu?"],
            "challenge": ["Kein Nachtbus"],
        },
        "Handel": {
            "question": ["Kommt die Fußgängerzone?"],
            "challenge": ["Onlinehandel", "Leere Schaufenster"],
        },
    }
    assert unplaced(results) == []


def test_each_paragraph_says_what_it_is() -> None:
    results = read(
        paragraphs("""
        # Rückmeldungen aus den Gruppen
        ## Handel
        Ziel: WI_3.1 Lebendige Ortsmitte
        Frage: Wer kümmert sich um die leeren Läden?
        Frage: Gibt es Fördermittel?
        Idee: Markthalle im alten Kino
        ## Tourismus
        Herausforderung: Kein Hotel.
        Das Protokoll wurde am Abend verlesen.
        """)
    )
    assert said(results) == {
        "Handel": {
            "goals": ["WI_3.1 Lebendige Ortsmitte"],
            "question": ["Wer kümmert sich um die leeren Läden?", "Gibt es Fördermittel?"],
            "solution": ["Markthalle im alten Kino"],
        },
        "Tourismus": {"challenge": ["Kein Hotel."]},
    }
    assert unplaced(results) == ["Das Protokoll wurde am Abend verlesen."]


def test_idea_named_inside_another_list_stays_where_it_was_said() -> None:
    results = read(
        paragraphs("""
        # Ortsrat Espenau
        ## Bahnhof
        ### Chancen
        - Idee: das alte Stellwerk
        - Viele Pendler
        ### Ideen für den Vorplatz
        - Wasserlauf
        """)
    )
    assert said(results) == {
        "Bahnhof": {"chance": ["Idee: das alte Stellwerk", "Viele Pendler"], "proposal": ["Wasserlauf"]}
    }


def test_kinds_as_the_upper_items_of_nested_lists() -> None:
    results = read(
        plain("""
Abend in Moosach
Gruppe 1: Licht
 - Fragen:
   o Wie hell?
   o Wie teuer?
 - Ideen:
   o Fühler
Gruppe 2: Lärm
 - Fragen:
   o Wie laut?
""")
    )
    assert said(results) == {
        "Licht": {"question": ["Wie hell?", "Wie teuer?"], "solution": ["Fühler"]},
        "Lärm": {"question": ["Wie laut?"]},
    }


def test_short_line_below_questions_is_no_question_but_the_next_group() -> None:
    results = read(
        plain("""
Zukunft Erlbach

Wohnen

Fragen

Wer baut?

Verkehr

Chancen

Bahnhof im Ort

Moderation und Protokoll: Ute Brandner
""")
    )
    assert said(results) == {"Wohnen": {"question": ["Wer baut?"]}, "Verkehr": {"chance": ["Bahnhof im Ort"]}}
    assert unplaced(results) == ["Moderation und Protokoll: Ute Brandner"]


def test_table_of_contents_names_no_groups() -> None:
    results = read(
        plain("""
Ergebnisbericht Waldhof

Inhalt
1. Gruppe Schule ............ 2
2. Gruppe Sport ............. 3

1. Gruppe Schule

Fragen
- Kommt die Mensa?

2. Gruppe Sport

Fragen
- Wer sperrt auf?
""")
    )
    assert said(results) == {"Schule": {"question": ["Kommt die Mensa?"]}, "Sport": {"question": ["Wer sperrt auf?"]}}


def test_only_heading_of_the_highest_level_is_the_title_whatever_stands_before_it() -> None:
    results = read(
        paragraphs("""
        Stadt Quellbrunn, Der Rat
        # Stadtdialog 2026
        ## Digitale Stadt
        ### Fragen
        - Wer hilft Älteren?
        """)
    )
    assert results.title == "Stadtdialog 2026"
    assert said(results) == {"Digitale Stadt": {"question": ["Wer hilft Älteren?"]}}
    assert unplaced(results) == ["Stadt Quellbrunn, Der Rat"]


def test_first_group_without_any_title_above_it() -> None:
    results = read(
        plain("""
Wald

Fragen

- Wer pflanzt nach?

Wasser

Fragen

- Wer misst?
""")
    )
    assert results.title == ""
    assert said(results) == {"Wald": {"question": ["Wer pflanzt nach?"]}, "Wasser": {"question": ["Wer misst?"]}}


def test_minutes_with_indented_lists_that_hang_over_lines() -> None:
    results = read(
        plain("""
Stadt Wellnau - Stabsstelle Beteiligung
Dokumentation der Dialogabende im Frühjahr 2026

An vier Abenden haben Einwohnerinnen und Einwohner in kleinen Gruppen
gearbeitet.

TOP 1   Gruppe Wohnen und Nachbarschaft
        Moderation: Herr Dresen
        Ziele der Gruppe: WO_2.1, WO_2.3

   Offene Fragen:
     - Wie viele Wohnungen stehen leer, und weshalb weiß das bei der
       Stadt niemand genau?

   Chancen:
     - Baulücken an der Mühlenstraße
     - Eine junge Baugruppe sucht seit zwei Jahren ein
       Grundstück

   Herausforderungen:
     - Hohe Zinsen

TOP 2   Gruppe Jugend
        Moderation: Frau Abendroth

   Offene Fragen:
     - keine

   Chancen:
     - Jugendbus steht bereit

Wir danken allen, die mitgemacht haben.
""")
    )
    assert said(results) == {
        "Wohnen und Nachbarschaft": {
            "goals": ["WO_2.1", "WO_2.3"],
            "question": ["Wie viele Wohnungen stehen leer, und weshalb weiß das bei der Stadt niemand genau?"],
            "chance": [
                "Baulücken an der Mühlenstraße",
                "Eine junge Baugruppe sucht seit zwei Jahren ein Grundstück",
            ],
            "challenge": ["Hohe Zinsen"],
        },
        "Jugend": {"chance": ["Jugendbus steht bereit"]},
    }
    assert unplaced(results) == [
        "Dokumentation der Dialogabende im Frühjahr 2026",
        "An vier Abenden haben Einwohnerinnen und Einwohner in kleinen Gruppen",
        "gearbeitet.",
        "Moderation: Herr Dresen",
        "Moderation: Frau Abendroth",
        "Wir danken allen, die mitgemacht haben.",
    ]


def test_english_tables() -> None:
    results = read(
        plain("""
Riverside Assembly - what the tables said

Table 1: Housing

Questions:
- Who owns the empty mill?

Challenges:
- Rents rise faster than pay

Table 2: Getting around

Ideas:
- A shared van for the villages
""")
    )
    assert said(results) == {
        "Housing": {"question": ["Who owns the empty mill?"], "challenge": ["Rents rise faster than pay"]},
        "Getting around": {"solution": ["A shared van for the villages"]},
    }


def test_word_document_with_its_own_headings_and_lists() -> None:
    document, out = Document(), io.BytesIO()
    document.add_heading("Klimaforum Ottersdorf", 0)
    document.add_heading("AG Energie", 1)
    document.add_paragraph("Ziel: EN_1.4 Bis 2035 klimaneutral heizen")
    document.add_heading("Leitfragen", 2)
    document.add_paragraph("Wer darf ans Wärmenetz?", style="List Bullet")
    document.add_heading("Maßnahmenvorschläge", 2)
    document.add_paragraph("Energiestammtisch", style="List Bullet")
    document.add_paragraph("Frau Petra Lindqvist verleiht die Wärmebildkamera", style="List Bullet")
    document.save(out)
    results = read_document(out.getvalue(), "klima.docx").results
    assert said(results) == {
        "AG Energie": {
            "goals": ["EN_1.4 Bis 2035 klimaneutral heizen"],
            "question": ["Wer darf ans Wärmenetz?"],
            "solution": ["Energiestammtisch", "Frau Petra Lindqvist verleiht die Wärmebildkamera"],
        }
    }
    assert [one.text for one in results.persons] == ["Frau Petra Lindqvist"]


def test_long_outline_keeps_every_line() -> None:
    items = "\n".join(f"Wunsch Nummer {at} für den Platz" for at in range(3_000))
    results = read(plain(f"Gruppe: Platz\n\nIdeen:\n{items}\n"))
    assert len(results.groups[0].contributions) == 3_000
    assert results.groups[0].contributions[-1].place.lines == (3_003, 3_003)
