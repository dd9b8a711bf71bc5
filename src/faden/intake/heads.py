"""What a column holds, told from its head word; and which short texts are mere headings.

The words are the usual ones of German and English results documents. Compounds count by their
last part ("Visionsziele" ends in "ziele"), since that is where German carries the meaning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from faden.goals import codes
from faden.intake.readers.blocks import Row
from faden.kernel.text import fold

Kind = Literal["question", "assessment", "proposal"]
Leaning = Literal["chance", "challenge", "solution", "synergy"]
Role = Literal["group", "goals", "question", "assessment", "proposal", "number", "ignore"]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds. `leaning` only where the head names one side alone."""

    role: Role
    leaning: Leaning | None = None


# What a person may say a column holds, by the names that commands and forms use.
ROLES: dict[str, Column] = {
    "group": Column("group"),
    "goals": Column("goals"),
    "question": Column("question"),
    "assessment": Column("assessment"),
    "chance": Column("assessment", "chance"),
    "challenge": Column("assessment", "challenge"),
    "proposal": Column("proposal"),
    "solution": Column("proposal", "solution"),
    "synergy": Column("proposal", "synergy"),
    "number": Column("number"),
    "ignore": Column("ignore"),
}


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


_GROUP = _words(
    "dialoggruppe dialoggruppen gruppe gruppen arbeitsgruppe arbeitsgruppen ag themengruppe themengruppen "
    "arbeitskreis workshop werkstatt thementisch tisch team group groups gruppenname themenfeld forum projektgruppe "
    "dorfwerkstatt quartier ortsteil table"
)
_GOALS = _words(
    "ziel ziele ziels visionsziel visionsziele visionziele leitziel leitziele zielsetzung zielsetzungen zielbezug "
    "goal goals objective objectives aim aims targets"
)
_QUESTION = _words("frage fragen fragestellung fragestellungen leitfrage leitfragen question questions issues")
_CHANCE = _words(
    "chance chancen potenzial potenziale potential potentiale moeglichkeiten staerke staerken vorteile "
    "opportunity opportunities potentials strength strengths gelegenheiten"
)
_CHALLENGE = _words(
    "herausforderung herausforderungen hemmnis hemmnisse huerde huerden hindernis hindernisse problem probleme risiko "
    "risiken schwaeche schwaechen nachteile bedarf bedarfe konflikte challenge challenges barrier barriers obstacles "
    "risks weaknesses problems schwierigkeiten sorgen"
)
_SOLUTION = _words(
    "loesung loesungen loesungsansatz loesungsansaetze loesungsidee loesungsideen loesungsvorschlaege massnahme "
    "massnahmen massnahmenidee massnahmenideen massnahmenvorschlaege idee ideen projektidee projektideen vorschlag "
    "vorschlaege handlungsansaetze ansaetze empfehlung empfehlungen handlungsempfehlungen anregungen wuensche "
    "solution solutions measure measures idea ideas proposal proposals suggestions recommendations actions"
)
_SYNERGY = _words("synergie synergien synergieeffekte anknuepfungspunkte synergy synergies")
_NUMBER = _words("nr lfd lfdnr nummer no number pos position id zeile")
_FILLERS = _words(
    "und oder sowie mit der die das den des an zu zur zum fuer von im in bzw and or of the for with to "
    "moegliche unsere offene erste wichtige weitere zentrale genannte formulierte name titel our key main possible"
)
_ENDINGS = {
    "group": ("gruppe", "gruppen"),
    "goals": ("ziele", "ziel", "goals"),
    "question": ("fragen", "frage", "fragestellungen"),
    "chance": ("chancen", "potenziale", "potentiale"),
    "challenge": ("herausforderungen", "hemmnisse", "huerden", "risiken", "probleme"),
    "solution": ("loesungen", "ansaetze", "massnahmen", "ideen", "vorschlaege", "loesungsansaetze"),
    "synergy": ("synergien",),
}
_SETS = {
    "group": _GROUP,
    "goals": _GOALS,
    "question": _QUESTION,
    "chance": _CHANCE,
    "challenge": _CHALLENGE,
    "solution": _SOLUTION,
    "synergy": _SYNERGY,
    "number": _NUMBER,
}
MOST_WORDS = 9


def _meanings(text: str) -> tuple[list[str], int]:
    """Return the meaning of each word that has one, and how many words mean nothing here."""
    meanings, unknown = [], 0
    for word in fold(text).split():
        for meaning, words in _SETS.items():
            if word in words or (len(word) > 6 and word.endswith(_ENDINGS.get(meaning, ("\0",)))):
                meanings.append(meaning)
                break
        else:
            unknown += word not in _FILLERS and not word.isdigit()
    return meanings, unknown


def column(text: str) -> Column | None:
    """Return what a column with the head `text` holds, or None when the words do not tell."""
    if not text.strip() or len(text.split()) > MOST_WORDS:
        return None
    meanings, unknown = _meanings(text)
    found = set(meanings)
    if not found or unknown > len(meanings) + 1:
        return None
    if found == {"number"} or (found == {"number", "group"} and fold(text).startswith(("nr", "lfd"))):
        return Column("number")
    found.discard("number")
    if "question" in found and not found & {"chance", "challenge", "solution", "synergy"}:
        return Column("question")
    sides = found & {"chance", "challenge"}
    outs = found & {"solution", "synergy"}
    if sides and not outs:
        return Column("assessment", None if len(sides) == 2 else ("chance" if "chance" in sides else "challenge"))
    if outs and not sides:
        return Column("proposal", None if len(outs) == 2 or outs == {"solution"} else "synergy")
    if sides or outs:
        return None
    # "Ziele der Arbeitsgruppe" names goals; a group column never speaks of goals.
    return Column("goals") if "goals" in found else Column("group")


def columns(row: Row) -> dict[int, Column] | None:
    """Return what each column holds if `row` is a head row, else None.

    A head row names at least two different things, and most of its cells are short words for them.
    Keys are grid columns from 1; columns whose head is not understood are missing.
    """
    filled = row.filled
    if len(filled) < 2 or any(len(cell.text.split()) > MOST_WORDS for cell in filled):
        return None
    found = {cell.place.column or 0: known for cell in filled if (known := column(cell.text))}
    kinds = {known.role for known in found.values()} - {"number"}
    if len(kinds) < 2 or len(found) * 2 < len(filled):
        return None
    if any(codes.match(cell.text.strip()) for cell in filled):
        return None
    if Column("proposal", "synergy") in found.values():
        # Where synergies have a column of their own, the other one holds solutions alone.
        found = {
            at: Column("proposal", "solution") if known == Column("proposal") else known for at, known in found.items()
        }
    return found


def same(one: dict[int, Column], other: dict[int, Column]) -> bool:
    """Whether two head rows name the same things in the same order."""
    return [one[key] for key in sorted(one)] == [other[key] for key in sorted(other)]


def subheading(text: str, kind: Kind) -> tuple[Kind, Leaning | None] | None:
    """Return what follows under `text` if it is a heading inside a column of `kind`, else None.

    Only texts made wholly of head words count: "Herausforderungen", "Mögliche Synergien:".
    """
    words = text.strip().strip("*_#:–- ").strip()
    if not words or len(words.split()) > 4 or words.endswith(("?", "!", ".")):
        return None
    meanings, unknown = _meanings(words)
    if not meanings or unknown or "group" in meanings or "goals" in meanings or "number" in meanings:
        return None
    found = set(meanings)
    if found == {"question"}:
        return "question", None
    if found <= {"chance", "challenge"}:
        one = found.pop() if len(found) == 1 else None
        return "assessment", "chance" if one == "chance" else "challenge" if one == "challenge" else None
    if found <= {"solution", "synergy"}:
        one = found.pop() if len(found) == 1 else None
        return "proposal", "solution" if one == "solution" else "synergy" if one == "synergy" else None
    return None


def spoken(roles: Sequence[Column]) -> bool:
    """Whether the columns hold at least one kind of contribution."""
    return any(known.role in ("question", "assessment", "proposal") for known in roles)
