"""What a column holds, told from its head word; and which short texts are mere headings.

The words are the usual ones of German and English results documents. Compounds count by their
last part ("Visionsziele" ends in "ziele"), since that is where German carries the meaning.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from faden.goals import codes
from faden.intake.readers.blocks import Row
from faden.kernel.text import fold

Kind = Literal["question", "assessment", "proposal"]
Leaning = Literal["chance", "challenge", "solution", "synergy"]
Role = Literal["group", "topic", "goals", "question", "assessment", "proposal", "kind", "text", "number", "ignore"]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds. `leaning` only where the head names one side alone.

    In a list with one statement a row, "kind" holds the word for its kind ("Frage") and "text" the statement.
    """

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
    "kind": Column("kind"),
    "text": Column("text"),
    "number": Column("number"),
    "ignore": Column("ignore"),
}


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())


_GROUP = _words(
    "dialoggruppe dialoggruppen gruppe gruppen arbeitsgruppe arbeitsgruppen ag themengruppe themengruppen "
    "arbeitskreis workshop werkstatt thementisch tisch team group groups gruppenname forum fachforum projektgruppe "
    "dorfwerkstatt table runde gespraechsrunde"
)
# Columns by which offices group as well, where no column is called a group.
_TOPIC = _words(
    "thema themen themenfeld themenbereich handlungsfeld handlungsfelder schwerpunkt cluster station bereich quartier "
    "ortsteil stadtteil dorf ort kapitel topic theme area"
)
_GOALS = _words(
    "ziel ziele zielen ziels visionsziel visionsziele visionziele leitziel leitziele zielsetzung zielsetzungen zielbezug "
    "goal goals objective objectives aim aims targets"
)
_QUESTION = _words(
    "frage fragen fragestellung fragestellungen leitfrage leitfragen question questions issues klaerungsbedarf "
    "diskussionspunkte"
)
_CHANCE = _words(
    "chance chancen potenzial potenziale potential potentiale moeglichkeiten staerke staerken vorteile pro lob "
    "opportunity opportunities potentials strength strengths gelegenheiten positives positive pluspunkte"
)
_CHALLENGE = _words(
    "herausforderung herausforderungen hemmnis hemmnisse huerde huerden hindernis hindernisse problem probleme risiko "
    "risiken schwaeche schwaechen nachteile bedarf bedarfe konflikte challenge challenges barrier barriers obstacles "
    "risks weaknesses threats problems schwierigkeiten sorgen contra kontra defizite maengel gefahren stolpersteine "
    "kritik kritische negatives negative minuspunkte"
)
_ASSESSMENT = _words("einschaetzung einschaetzungen bewertung bewertungen beobachtungen ausgangslage bestandsaufnahme")
_SOLUTION = _words(
    "loesung loesungen loesungsansatz loesungsansaetze loesungsidee loesungsideen loesungsvorschlaege massnahme "
    "massnahmen massnahmenidee massnahmenideen massnahmenvorschlaege idee ideen projektidee projektideen vorschlag "
    "vorschlaege handlungsansaetze ansaetze empfehlung empfehlungen handlungsempfehlung handlungsempfehlungen "
    "anregungen wuensche projekte projektvorschlaege forderungen schritte verbesserungsvorschlaege "
    "solution solutions measure measures idea ideas proposal proposals suggestions recommendations actions"
)
_SYNERGY = _words("synergie synergien synergieeffekte anknuepfungspunkte kooperationen vernetzung synergy synergies")
_NUMBER = _words("nr lfd lfdnr nummer no number pos position id zeile")
_KIND = _words(
    "art arten kategorie kategorien typ rubrik sorte beitragsart beitragstyp aussageart einordnung kind category type"
)
_TEXT = _words(
    "beitrag beitraege aussage aussagen text inhalt inhalte wortlaut nennung nennungen stichpunkt stichpunkte "
    "stichwort stichworte formulierung beschreibung aeusserung aeusserungen statement statements contribution "
    "contributions comment content"
)
# What one statement is called, beside the words for many.
_ONE = {
    "anregung": "solution",
    "wunsch": "solution",
    "forderung": "solution",
    "projekt": "solution",
    "vorteil": "chance",
    "nachteil": "challenge",
    "sorge": "challenge",
    "konflikt": "challenge",
    "schwierigkeit": "challenge",
    "kooperation": "synergy",
}
# Letters that stand for the kinds where a whole column holds nothing else.
_LETTERS: dict[str, Column] = {
    "f": Column("question"),
    "fr": Column("question"),
    "c": Column("assessment", "chance"),
    "ch": Column("assessment", "chance"),
    "h": Column("assessment", "challenge"),
    "he": Column("assessment", "challenge"),
    "l": Column("proposal", "solution"),
    "loe": Column("proposal", "solution"),
    "i": Column("proposal", "solution"),
    "s": Column("proposal", "synergy"),
    "sy": Column("proposal", "synergy"),
    "z": Column("goals"),
}
_FILLERS = _words(
    "und oder sowie mit der die das den des an zu zur zum fuer von im in bzw and or of the for with to aus dem "
    "moegliche unsere offene erste wichtige weitere zentrale genannte formulierte name titel our key main possible "
    "bezug naechste aspekte punkte publikum seiten gemeinsame"
)
_ENDINGS = {
    "group": ("gruppe", "gruppen", "forum"),
    "goals": ("ziele", "ziel", "goals"),
    "question": ("fragen", "frage", "fragestellungen"),
    "chance": ("chancen", "potenziale", "potentiale", "staerken"),
    "challenge": ("herausforderungen", "hemmnisse", "huerden", "risiken", "probleme", "schwaechen"),
    "solution": ("loesungen", "ansaetze", "massnahmen", "ideen", "vorschlaege", "empfehlungen"),
    "synergy": ("synergien",),
}
_SETS = {
    "group": _GROUP,
    "topic": _TOPIC,
    "goals": _GOALS,
    "question": _QUESTION,
    "chance": _CHANCE,
    "challenge": _CHALLENGE,
    "assessment": _ASSESSMENT,
    "solution": _SOLUTION,
    "synergy": _SYNERGY,
    "number": _NUMBER,
}
# Words that name a side so plainly that they head what follows even alone.
_SIDES = _words(
    "chance chancen herausforderung herausforderungen hemmnis hemmnisse huerden staerken schwaechen risiken potenziale "
    "potentiale loesungen loesungsansatz loesungsansaetze synergie synergien fragen fragestellungen opportunities challenges"
)
# Heads that ask: "Was läuft gut?" holds chances, "Was fehlt?" challenges.
_ASKING: tuple[tuple[re.Pattern[str], Column], ...] = tuple(
    (re.compile(pattern), found)
    for pattern, found in (
        (r"was .*\b(?:nicht|schlecht|weniger)\b.*|was (?:fehlt|stoert|nervt|hakt|bremst|behindert|macht sorgen)\b.*"
         r"|wo (?:drueckt|hakt|klemmt)\b.*", Column("assessment", "challenge")),
        (r"was (?:laeuft|lief|ist|funktioniert|gefaellt|klappt|haben wir)\b.*\b(?:gut|schon|gelungen|toll)\b.*"
         r"|was (?:gefaellt|klappt|gelingt)\b.*", Column("assessment", "chance")),
        (r"was (?:wollen|moechten|muessen) wir (?:wissen|klaeren|fragen)\b.*", Column("question")),
        (r"(?:was|wie) (?:wuenschen|brauchen|schlagen|wollen|koennen|kann|muss|muessen|sollte|sollten|tun|soll)\b.*",
         Column("proposal")),
    )
)  # fmt: skip
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


def _plain(text: str) -> str:
    """Return a head without hints in brackets and without hyphens at the ends of its lines."""
    text = re.sub(r"-\s*\n\s*(?=[a-zäöüß])", "", text)
    return re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", text).strip()


def column(text: str) -> Column | None:
    """Return what a column with the head `text` holds, or None when the words do not tell."""
    text = _plain(text)
    if not text or len(text.split()) > MOST_WORDS:
        return None
    folded = fold(text)
    if asked := asks(text):
        return asked
    meanings, unknown = _meanings(text)
    # A head that begins with a known word may say more about it: "Fragen aus dem Saal".
    first = _meanings(folded.split(" ", 1)[0])[0] if folded else []
    if not meanings or unknown > len(meanings) + 1 + 2 * len(first):
        return None
    found = set(meanings)
    if found == {"number"} or (found == {"number", "group"} and folded.startswith(("nr", "lfd"))):
        return Column("number")
    found.discard("number")
    if "question" in found and not found & {"chance", "challenge", "assessment", "solution", "synergy"}:
        return Column("question")
    sides = found & {"chance", "challenge", "assessment"}
    outs = found & {"solution", "synergy"}
    if sides and not outs:
        return _side(sides)
    if outs and not sides:
        return Column("proposal", None if len(outs) == 2 or outs == {"solution"} else "synergy")
    if sides or outs:
        return None
    # "Ziele der Arbeitsgruppe" names goals; a group column never speaks of goals.
    if "goals" in found:
        return Column("goals")
    return Column("group") if "group" in found else Column("topic") if "topic" in found else None


def asks(text: str) -> Column | None:
    """Return what stands below a head that asks for it: "Was läuft gut?"."""
    folded = fold(text)
    return next((found for pattern, found in _ASKING if pattern.fullmatch(folded)), None)


def columns(row: Row) -> dict[int, Column] | None:
    """Return what each column holds if `row` is a head row, else None.

    A head row names at least two different things, and most of its cells are short words for them.
    Keys are grid columns from 1; columns whose head is not understood are missing.
    """
    filled = row.filled
    if len(filled) < 2 or any(codes.match(cell.text.strip()) for cell in filled):
        return None
    if any(len(_plain(cell.text).split()) > MOST_WORDS for cell in filled):
        return None
    found = {cell.place.column or 0: known for cell in filled if (known := column(cell.text))}
    if not spoken(list(found.values())):
        found |= _listing(row)
    kinds = {known.role for known in found.values()} - {"number"}
    if len(kinds) < 2 or len(found) * 2 < len(filled):
        return None
    found = _grouped(found, row)
    if Column("proposal", "synergy") in found.values():
        # Where synergies have a column of their own, the other one holds solutions alone.
        found = {
            at: Column("proposal", "solution") if known == Column("proposal") else known for at, known in found.items()
        }
    return found


def _listing(row: Row) -> dict[int, Column]:
    """Return the two columns of a list with one statement a row: its kind and its text; {} where one is missing."""
    found: dict[int, Column] = {}
    for role, words in (("kind", _KIND), ("text", _TEXT)):
        for cell in row.filled:
            said = [word for word in fold(_plain(cell.text)).split() if word not in _FILLERS]
            if said and said[0] in words and all(word in _KIND | _TEXT or word[:-1] in _TEXT for word in said):
                found.setdefault(cell.place.column or 0, Column(role))  # type: ignore[arg-type]
                break
    return found if len(found) == 2 else {}


def _grouped(found: dict[int, Column], row: Row) -> dict[int, Column]:
    """Return `found` with one column as the group: one called so, else a topic, else the unknown one on the left."""
    roles = {at: known.role for at, known in found.items()}
    groups = [at for at, role in roles.items() if role == "group"] or [
        at for at, role in roles.items() if role == "topic"
    ]
    if not groups:
        others = [at for at, role in roles.items() if role not in ("number", "topic")]
        groups = [
            cell.place.column or 0
            for cell in row.filled
            if cell.place.column not in roles and (cell.place.column or 0) < min(others)
        ]
    kept = {at: known for at, known in found.items() if known.role not in ("group", "topic")}
    return dict(sorted((kept | ({groups[0]: Column("group")} if groups else {})).items()))


def same(one: dict[int, Column], other: dict[int, Column]) -> bool:
    """Whether two head rows name the same things in the same order."""
    return [one[key] for key in sorted(one)] == [other[key] for key in sorted(other)]


def subheading(
    text: str, *, alone: bool = False, head: frozenset[str] = frozenset()
) -> tuple[Kind, Leaning | None] | None:
    """Return what follows under `text` if it is a heading inside a column, else None.

    Only texts made wholly of head words count: "Herausforderungen", "Mögliche Synergien:". `alone`: nothing
    else stands in the cell; then "Kooperationen" or "Ideen" is what somebody said, unless a colon follows,
    the word names a side, or it is among the words of this table's `head`.
    """
    words = text.strip().strip("*_#:–- ").strip()
    if not words or len(words.split()) > 4 or words.endswith(("?", "!", ".")):
        return None
    if alone and not text.rstrip().endswith(":"):
        said = {word for word in fold(text).split() if word not in _FILLERS}
        if not said <= _SIDES | head:
            return None
    meanings, unknown = _meanings(words)
    if not meanings or unknown or "group" in meanings or "goals" in meanings or "number" in meanings:
        return None
    found = set(meanings)
    if found == {"question"}:
        return "question", None
    side = _side(found)
    return (side.role, side.leaning) if side else None  # type: ignore[return-value]


def kinds(texts: Sequence[str]) -> dict[str, Column]:
    """Return what each of `texts`, the cells of one column, calls a row: a kind of statement or a goal.

    "Frage", "Chance (neu)", "Lösungen"; letters such as "F" only where all of them are such letters.
    Texts that are not understood are missing.
    """
    letters = {text: _LETTERS.get(fold(text)) for text in texts if text.strip()}
    if letters and None not in letters.values() and len(set(letters.values())) > 1:
        return {text: known for text, known in letters.items() if known}
    return {text: known for text in letters if (known := kind(text))}


def kind(text: str) -> Column | None:
    """Return what `text` calls a statement if it is wholly of such words ("Frage", "Lösungsidee"), else None."""
    words = _plain(text).strip("*_#:–- ")
    if not words or len(words.split()) > 6 or words.endswith(("?", "!", ".")):
        return None
    meanings, unknown = _meanings(words)
    ones = [_ONE[word] for word in fold(words).split() if word in _ONE]
    found = {*meanings, *ones} - {"group", "number"}
    if unknown > len(ones) or not found:
        return None
    if found in ({"question"}, {"goals"}):
        return Column("goals" if "goals" in found else "question")
    return _side(found)


def _side(found: set[str]) -> Column | None:
    """Return the column for the meanings of an assessment or a proposal, with its side where there is one alone."""
    one = next(iter(found)) if len(found) == 1 else None
    if found <= {"chance", "challenge", "assessment"}:
        return Column("assessment", one if one in ("chance", "challenge") else None)  # type: ignore[arg-type]
    if found <= {"solution", "synergy"}:
        return Column("proposal", one)  # type: ignore[arg-type]
    return None


def spoken(roles: Sequence[Column]) -> bool:
    """Whether the columns hold statements: a column for one kind, or a list's two for kind and text."""
    held = {known.role for known in roles}
    return bool(held & {"question", "assessment", "proposal"}) or held >= {"kind", "text"}
