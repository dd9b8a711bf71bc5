"""How large a document may be: far beyond any real one, and small enough to be read in seconds."""

from faden.intake.readers.blocks import Unreadable
from faden.kernel.messages import sentence

MOST_COLUMNS = 200
MOST_CELLS = 200_000
MOST_TEXTS = 200_000
MOST_SIGNS = 10_000_000
TOO_LARGE = sentence(
    "Dieses Dokument ist zu groß. Bitte laden Sie nur die Ergebnistabelle hoch oder teilen Sie das Dokument auf."
)


def check_cells(cells: int, columns: int = 0) -> None:
    """Refuse tables of more than `MOST_CELLS` cells in all, or of more than `MOST_COLUMNS` columns."""
    if columns > MOST_COLUMNS:
        raise Unreadable(
            sentence(
                "Die Tabelle hat {columns} Spalten. Bitte laden Sie nur die Ergebnistabelle hoch, "
                "mit einer Spalte für Gruppe, Ziele und jede Art von Beitrag.",
                columns=columns,
            )
        )
    if cells > MOST_CELLS:
        raise Unreadable(TOO_LARGE)


def check_texts(texts: int, signs: int = 0) -> None:
    """Refuse more than `MOST_TEXTS` paragraphs outside tables, or more than `MOST_SIGNS` characters in all."""
    if texts > MOST_TEXTS or signs > MOST_SIGNS:
        raise Unreadable(TOO_LARGE)
