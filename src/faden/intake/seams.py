"""Does a text go on in the next one? Judged by grammar where a page or a line was cut.

`continues` returns a probability. The rules are those of German orthography and word order: a
sentence ends in a full stop, a noun phrase does not end in its article, preposition or adjective,
nouns begin with a capital.
"""

import re

from faden.goals import codes
from faden.intake import clauses

_TERMINAL = re.compile(r"[.!?…][\"“”‘’')\]]*$")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:z\. ?B|u\. ?a|d\. ?h|i\. ?d\. ?R|ca|bzw|usw|etc|inkl|ggf|evtl|max|min|Nr|Str|St|Dr|Prof|vgl|vs|ev|kath)\.$",
    re.IGNORECASE,
)
_ENUMERATED = re.compile(r"(?:^|[\s(])(\d{1,2})\s?[.)]$")
# Words after which a phrase cannot end.
_OPEN = frozenset(
    "der die das den dem des ein eine einen einem einer eines und oder sowie bzw für mit von zur zum im ins am "
    "vom beim ohne durch gegen über unter zwischen während wegen trotz seit bis als dass ob weil wenn damit "
    "sondern ihre ihren seine seinen unsere unseren sehr zu nicht in and or the of for with to from by".split()
)
# Words that often open a phrase and as often close one: "Internet für alle", "kennt jeder", "noch mehr".
_EITHER = frozenset(
    "kein keine keinen keinem keiner jede jeden jeder jedes jedem alle allen diese diesen dieser dieses diesem "
    "mehr weniger viele vielen einige mehrere ihr ihrem ihrer sein unser aber nur wie".split()
)
# Prepositions that also end a German main clause as a particle ("Wir bieten Beratung an").
_PARTICLES = frozenset("an auf aus bei nach vor um ab ein mit zu durch über unter nicht".split())
_ADJECTIVE = re.compile(
    r"(?:bar|lich|isch|sam|voll|los|haft|ell|iv|ig|al|är|ös|end|iert|nah|arm|frei|reich|gerecht|freundlich|fähig|neu|gut"
    r"|groß|klein|jung|alt|grün|gemeinsam)(?:e|er|es|em)$"
    r"|^(?:be|ge|ver|er|ent|zer|über|unter|aus|an|auf|ein|ab|um)\w+t(?:e|es|em)$"
)
_ADJECTIVE_EN = re.compile(r"(?:bar|isch|sam|voll|los|haft|ell|iv|al|är|ös|iert)en$")
# Adjectives in -en that are verbs as well ("ermöglichen", "beteiligen") count only after one of `_BEFORE_ADJECTIVE`.
_ADJECTIVE_OR_VERB = re.compile(
    r"(?:lich|ig|haft|los|end|ier?t)en$|^(?:alt|neu|groß|klein|jung|gut|schön|hoh|lang|kurz|breit|ganz|weiter|eigen|letzt|nächst)en$"
)
_BEFORE_ADJECTIVE = frozenset(
    "an in im am mit von vom bei beim für durch der den dem des zum zur gegen unter über nach aus auf vor ohne um keine keinen "
    "einen einem einer eines die".split()
)
# One word before a cut that waits for its noun. A closed list: "Jugendliche" and "Soziales" are items.
_WAITING = re.compile(
    r"^(?:Mehr|Weniger|Viele|Wenige|Keine|Neue[rs]?|Gute|Mobile|Kostenlose|Sichere|Zusätzliche|Öffentliche|"
    r"(?:Bess|Größ|Kürz|Läng|Schnell|Sicher|Günstig|Klar|Stärk)ere)$"
)
_ALWAYS_OPEN = frozenset("gegenüber innerhalb außerhalb mittels laut samt".split())
_MOSTLY_OPEN = frozenset("mit nach bei unter durch über".split())
_DAY = re.compile(r"\b(?:am|vom|zum|bis|der|den|dem) \d{1,2}\.$")
_MONTH = re.compile(r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Advent)\b")
_YEAR = re.compile(r"(?:19|20)\d\d\b")
_BROKEN = re.compile(r"[A-Za-zäöüÄÖÜß\d]-$")
# "IT-", "CO2-", "E-": what follows keeps its hyphen even in lower case.
_SHORT_FORM = re.compile(r"(?:\b[A-ZÄÖÜ]{1,5}|\d)-$")
# Nobody sets a space before these; one before "?" some do, and a line ends nowhere else.
_CLOSES = re.compile(r"[,;:)](?!\w)")
_STOPS_ONLY = re.compile(r"[?!]+\s*")
# "haus-Foyer": the rest of a word, with a compound's hyphen behind it.
_LOWER_PART = re.compile(r"[a-zäöüß]{3,}-[A-ZÄÖÜ]")
# "Klimaschutz und -" + "anpassung"
_SHARED = re.compile(r"(?:\b(?:und|oder|bzw\.)|,) -$")
# "->", "-9": a hyphen behind a space, with what belongs to it.
_SIGNED = re.compile(r"(?<!\d)\s-$")
_TIGHT_SLASH = re.compile(r"\w-?/$")
_AND = re.compile(r"(?:und|oder|bzw\.?|sowie|bis|and|or)\b")
_LOWER = re.compile(r"[a-zäöüß]")


def is_open(word: str) -> bool:
    """Whether a phrase cannot, or often does not, end in `word`."""
    return word in _OPEN or word in _EITHER or word in _PARTICLES


def starts_lower(text: str) -> bool:
    """Whether `text` begins with a lower-case word (and not with "e-Bike" or "iPhone")."""
    word = text.lstrip("\"„“'(‚").split(" ", 1)[0]
    return bool(_LOWER.match(word)) and "-" not in word[:3] and not any(sign.isupper() for sign in word)


def is_stopped(text: str) -> bool:
    """Whether `text` ends as a sentence does, not in an abbreviation or a number's full stop."""
    text = text.rstrip()
    return bool(_TERMINAL.search(text)) and not _ENUMERATED.search(text) and not _ABBREVIATION.search(text)


def ends_open(text: str) -> float:
    """Return how surely `text` is unfinished, judged by its end alone (0 to 1)."""
    text = text.rstrip()
    if not text:
        return 0.0
    number = _ENUMERATED.search(text)
    if number:
        earlier = re.search(rf"(?:^|[\s(]){int(number[1]) - 1}\s?[.)]\s", text)
        return 0.97 if earlier else 0.4
    if _ABBREVIATION.search(text):
        return 0.0 if text.lower().endswith(("usw.", "etc.")) else 0.85
    if _TERMINAL.search(text):
        return 0.0
    if text.endswith((",", "(", "&", " +", "/", "„")):
        return 0.95
    if text.endswith(("->", "→", "=", "–", " -")):
        return 0.85
    if text.endswith("-"):
        return 0.9
    if text.count("(") > text.count(")") or text.count('"') % 2 or text.count("„") > text.count("“") + text.count("”"):
        return 0.9
    words = re.findall(r"[\w.]+", text)
    last = words[-1] if words else ""
    if last.islower():
        if len(words) > 1 and (last in _PARTICLES or last in _EITHER):
            return 0.42
        if len(words) > 1 and last in _OPEN:
            return 0.95
        if _ADJECTIVE.search(last) and len(words) > 1:
            return 0.68
        before = words[-2] if len(words) > 1 else ""
        if _ADJECTIVE_EN.search(last) and (before in _OPEN or before in _PARTICLES or _ADJECTIVE_EN.search(before)):
            return 0.75
    return 0.0


def continues(before: str, after: str, *, lower_is_usual: bool = False, alone: bool = False) -> float:
    """Return the probability that `after` continues `before` across a cut.

    `lower_is_usual`: this document writes its items in lower case, so that says nothing.
    `alone`: nothing else stands in the row after the cut, as where only a remainder went over.
    """
    after = after.lstrip()
    if not before.strip() or not after or codes.match(after):
        return 0.0
    if after[0] in ",;)]" or _STOPS_ONLY.fullmatch(after):
        return 0.97
    unfinished = ends_open(before)
    if _DAY.search(before.rstrip()) and _MONTH.match(after):
        return 0.95
    if _TERMINAL.search(before.rstrip()) and not unfinished:
        return 0.3 if starts_lower(after) and not lower_is_usual else 0.03
    if starts_lower(after):
        if unfinished >= 0.4:
            return 0.97
        return 0.45 if lower_is_usual else 0.92
    unfinished = max(unfinished, _waits_for_noun(before))
    if unfinished:
        return min(unfinished + (0.08 if alone else 0.0), 0.97)
    return 0.15 if alone else 0.05


def wraps(before: str, after: str, *, lower_is_usual: bool = False) -> float:
    """Return the probability of `continues` for lines that may have wrapped between any two words.

    Signs count here that are too weak where somebody typed the line break.
    """
    chance = continues(before, after, lower_is_usual=lower_is_usual)
    if codes.match(after) or _STOPS_ONLY.fullmatch(after.strip()) or before.rstrip().endswith(("-", "/")):
        return chance
    before, after = before.rstrip(), after.lstrip()
    if clauses.is_complete(before) and not starts_lower(after):
        return 0.015
    last = before.lstrip("(„").lower()
    hint = 0.9 if last in _OPEN or is_open(last) else clauses.waits(before, after)
    return max(chance, hint) if hint or chance > 0.05 else chance / 2


def _waits_for_noun(before: str) -> float:
    """Return how surely a phrase waits for a noun where its last word alone does not tell."""
    words = re.findall(r"[\w.]+", before)
    if not words:
        return 0.0
    last = words[-1]
    if len(words) == 1:
        return 0.6 if _WAITING.match(last) else 0.0
    ahead = words[-2]
    if last in _ALWAYS_OPEN:
        return 0.85
    content = [word for word in words[:-1] if word.islower() and not is_open(word) and not _ADJECTIVE.search(word)]
    if last in _MOSTLY_OPEN and ahead[0].isupper() and not content:
        # "Exkursion nach", but "Nachbarn helfen mit".
        return 0.8
    if last.islower() and ahead.lower() in _BEFORE_ADJECTIVE and _ADJECTIVE_OR_VERB.search(last):
        return 0.75
    if re.fullmatch(r"\d{1,3}", last) and ahead in ("mit", "von", "rund", "über", "mindestens"):
        return 0.75
    return 0.0


def doubt(probability: float) -> float:
    """Turn the probability of a seam into the doubt about the decision, 0 (sure) to 1 (open)."""
    return round(2 * min(probability, 1 - probability), 2)


def odds(probability: float) -> float:
    """Return how many times likelier something is than its opposite, kept off certainty."""
    kept = min(max(probability, 0.005), 0.995)
    return kept / (1 - kept)


def sew(before: str, after: str) -> tuple[str, str]:
    """Join two parts of one text: (the text, a hyphen that only broke a word and is gone, or "").

    "ent-" + "lasten" is one word, "City-" + "Logistik" keeps its hyphen, "Rad-" + "und Fußweg" its space.
    """
    before, after = before.rstrip(), after.lstrip()
    if _SIGNED.search(before) and (after[:1] == ">" or after[:1].isdigit()):
        return f"{before}{after}", ""
    if _TIGHT_SLASH.search(before) or (_SHARED.search(before) and starts_lower(after)):
        return f"{before}{after}", ""
    if _BROKEN.search(before) and not _AND.match(after):
        if not (starts_lower(after) or _LOWER_PART.match(after)) or _SHORT_FORM.search(before):
            return f"{before}{after}", ""
        return f"{before[:-1]}{after}", "-"
    return f"{before}{'' if _CLOSES.match(after) else ' '}{after}", ""
