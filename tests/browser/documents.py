"""Documents that the journeys bring along, made when they are needed."""

import csv
import io
from dataclasses import dataclass

import docx

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
EMPTY = Document("leer.csv", b"")
BLANK = Document("blank.txt", b" \n\n\t\n")
PDF = Document("Ergebnisse.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
