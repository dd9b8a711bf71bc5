"""Documents that the journeys bring along, made when they are needed."""

import csv
import io
from dataclasses import dataclass

import docx
import typst

HEADS = [
    "Dialoggruppe",
    "Visionsziele",
    "Fragestellungen",
    "Chancen und Herausforderungen",
    "Lösungsansätze und Synergien",
]


@dataclass(frozen=True)
class Document:
    name: str
    data: bytes


def table(name: str, rows: list[list[str]]) -> Document:
    """A CSV as a German Excel saves it: semicolons, Windows-1252."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return Document(name, out.getvalue().encode("cp1252"))


def word(name: str, *, title: str, before: str, rows: list[list[str]]) -> Document:
    """A DOCX with a title, a sentence and a table; each line of a cell is a paragraph."""
    document = docx.Document()
    document.add_heading(title, 0)
    document.add_paragraph(before)
    grid = document.add_table(rows=0, cols=len(HEADS))
    for row in [HEADS, *rows]:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            first, *others = text.split("\n")
            cell.text = first
            for other in others:
                cell.add_paragraph(other)
    out = io.BytesIO()
    document.save(out)
    return Document(name, out.getvalue())


def pdf(name: str, *, title: str, rows: list[list[str]]) -> Document:
    """A PDF in landscape with a ruled table as word processors print it; each line of a cell is a paragraph."""

    def written(cell: str) -> str:
        return "[" + " #parbreak() ".join(f"#{_quoted(line)}" for line in cell.split("\n")) + "]"

    cells = ",\n".join(written(cell) for row in [HEADS, *rows] for cell in row)
    source = (
        '#set page("a4", flipped: true, margin: 2cm)\n#set text(font: "Libertinus Serif", 10pt, lang: "de")\n'
        f"= #{_quoted(title)}\n#table(columns: (1fr,) * {len(HEADS)}, inset: 6pt,\n{cells})\n"
    )
    return Document(name, typst.compile(source.encode()))


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


# The person in it exists nowhere else, so that a search for her finds only what slipped through.
READING = table(
    "Lesen_und_Erzaehlen.csv",
    [
        [*HEADS, "Bemerkung"],
        [
            "Lesen und Erzählen",
            "AK_9.1 Bücher in jeden Stadtteil bringen",
            "Wer liest den Kindern in der Mondgasse vor?",
            "Die Bücherei schließt um fünf, viele kommen erst danach",
            "Bücherschrank an der Haltestele Mondgasse",
            "Noch mit der Schulleitung klären",
        ],
        ["", "", "Was kostet ein Bücherbus?", "Sabine Quastelhuber hat vierzig Kisten Bücher im Keller", "Grillen", ""],
        ["", "", "", "", "Alte Kinderwagen zu Bücherwagen umbauen", ""],
    ],
)
GARDENS = word(
    "Werkstatt Gärten.docx",
    title="Ergebnisse der Werkstatt Gärten",
    before="Hier steht etwas vor der Tabelle, das niemand bestellt hat. Es sind zwei Sätze.",
    rows=[
        [
            "Gärten teilen",
            "LE_9.2 Gärten für alle öffnen",
            "Wer hat einen Schlüssel?\nWer gießt im August?",
            "Frau Winterlich kennt alle Pächter\nIm Sommer fehlt Wasser",
            "Regentonnen aufstellen\nBeete auf Zeit vergeben",
        ]
    ],
)
UNCLEAR = table(
    "Kino und Chor.csv",
    [
        ["Wo", "Dies", "Das"],
        ["Kino im Hof", "Wer bringt die Leinwand mit?", "Stühle bei der Feuerwehr leihen"],
        ["", "Bis wann darf es laut sein?", "Kopfhörer ausgeben"],
        ["Chor am Markt", "Wer singt den Bass?", "Proben im alten Stellwerk"],
    ],
)
STAYS_A_DRAFT = word(
    "Werkstatt Brücken.docx",
    title="Ergebnisse der Werkstatt Brücken",
    before="Vor der Tabelle steht ein Satz, den niemand erwartet hat. Und noch einer.",
    rows=[
        [
            "Brücken bauen",
            "MO_9.1 Über die Welbe zu Fuß kommen\nBrücken für Räder öffnen",
            "Wer braucht die Brücke?\nund wer bezahlt sie",
            "Herr Abendschön hat den alten Steg gebaut\nIm Winter ist es glatt",
            "Einen Steg aus Holz bauen,\nden alle pflegen",
        ]
    ],
)
LANTERNS = pdf(
    "Werkstatt Licht.pdf",
    title="Ergebnisse der Werkstatt Licht",
    rows=[
        [
            "Licht und Laternen",
            "EN_9.1 Laternen dimmen\nEN_9.2 Wege beleuchten",
            "Wer schaltet die Laternen?\nund wer zahlt den Strom",
            "Frau Ambrosius kennt jede Laterne\nFledermäuse brauchen Dunkelheit",
            "Leuchten nach unten richten\nHelle Bänke",
        ]
    ],
)
EMPTY = Document("leer.csv", b"")
BLANK = Document("blank.txt", b" \n\n\t\n")
CUT_OFF_PDF = Document("Abgeschnitten.pdf", LANTERNS.data[: len(LANTERNS.data) // 3])
BROKEN_PDF = Document("Ergebnisse.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")


def water(group: str) -> Document:
    """A document in which there is something to place, join, split, move and drop, and a name to keep covered."""
    return word(
        f"{group}.docx",
        title=f"Ergebnisse der Werkstatt {group}",
        before="Der Brunnen an der Fährgasse soll wieder laufen.",
        rows=[
            [
                group,
                "UM_9.1 Wasser sparen\nUM_9.2 Brunnen öffnen",
                "Wo steht der nächste Trinkbrunnen?\nund wer pflegt ihn",
                "Frau Ambrosius hat den alten Brunnen vermessen\nDie Leitung ist alt",
                "Zisternen fördern. Dächer begrünen.\nMittagspause bis 13 Uhr\nBrunnen im Winter abdecken",
            ]
        ],
    )


def orchard(group: str, *, number: int) -> Document:
    """The first or the second version of a document: one text doubtful, one changed, one gone, one new."""
    older = number == 1
    winter = "Wer schneidet die Bäume im Winter zurück?"
    press = "Eine Mostpresse ausleihen und gemeinsam im Oktober keltern"
    challenges = [
        "Viele Äpfel bleiben liegen",
        "Die Wege zur Wiese sind im Herbst matschig",
        "Alte Sorten gehen verloren",
    ]
    solutions = ["Ernteleitern bei der Feuerwehr lagern", "Gelbe Bänder zeigen, welcher Baum frei ist"]
    if not older:
        winter = winter.replace("die Bäume", "die alten Bäume")
        press = "Eine Mostpresse leihen und mit den Schulen im Oktober keltern"
        del challenges[1]
        solutions.append("Einen Obstlehrpfad anlegen")
    return word(
        f"{group} {number}.docx",
        title=f"Ergebnisse der Werkstatt {group}",
        before=f"Stand vom {number}. Mai.",
        rows=[
            [
                group,
                "UM_9.4 Obstwiesen pflegen",
                f"Wer darf ernten?\n{winter}",
                "\n".join(challenges),
                "\n".join([press, *solutions]),
            ]
        ],
    )


def long_pdf(name: str, *, pages: int) -> Document:
    """A PDF that takes a few seconds to read: a row of the table on every page."""
    words = "Am Ufer sitzen, wenn die Sonne untergeht"
    row = [
        "Ufer und Strand",
        "UM_9.7 Ufer öffnen",
        f"Wer räumt auf?\n{words}?",
        f"{words} ist schön",
        f"{words}, Bänke bauen",
    ]
    return pdf(name, title="Ergebnisse der Werkstatt Ufer", rows=[row] * (pages * 10))
