"""What German syntax tells about a line's end: noun phrases need a noun, clauses their verbs.

These signs are too weak where somebody typed a line break; they count where lines wrap anywhere.
"""

import re

_DETERMINERS = (
    r"(?:d(?:er|ie|as|en|em|es)|ein(?:e[nmrs]?)?|(?:k|m|d|s)ein(?:e[nmrs]?)?|(?:ihr|unser|euer)(?:e[nmrs]?)?|"
    r"(?:dies|jed|jen|manch|solch|welch|all)e[nmrs]?|(?:der|die|das|den|dem|des)selben?|beim|zum|zur|im|am|vom|ins)"
)
_NOUN_MISSING = re.compile(rf"(?:^|[^,\s]\s+)(?i:{_DETERMINERS})(?: [a-zäöüß]+(?:e|e[nmrs]))+$")
_ATTRIBUTE_ALONE = re.compile(
    r"[A-ZÄÖÜ][a-zäöüß]*(?:bar|isch|sam|voll|los|haft|ell|iv|är|ös|nah|arm|frei|gerecht|freundlich|fähig|neu|gut|groß|"
    r"klein|jung|alt|kalt|warm|grün|hoh|lang|kurz|breit|eng|stark|schnell)e[rs]?|[A-ZÄÖÜ][a-zäöüß]+(?:lich|ig|end)e[rs]"
)
_BRACKETS = (
    r"(?:kann|können|soll|sollen|muss|müssen|darf|dürfen|(?:könn|soll|müss|dürf|möch|wür|woll)te[nt]?|würden?|"
    r"wird|werden|wurden?)"
)
_HELPERS = rf"(?:{_BRACKETS}|will|wollen|hat|haben|hatten?|ist|sind|war|waren)"
_SUBORDINATE = re.compile(
    r"(?:,\s*(?:(?:an|auf|aus|bei|durch|für|gegen|in|mit|nach|über|um|unter|von|vor|zu|zwischen) )?"
    r"(?:dass|weil|wenn|ob|obwohl|damit|sodass|sobald|solange|bevor|nachdem|falls|indem|während|weshalb|wodurch|wobei|"
    r"wo|wie|was|wer|der|die|das|den|dem|deren|dessen|denen|welche[rsmn]?)|"
    r"^(?:Dass|Weil|Wenn|Ob|Obwohl|Damit|Sobald|Solange|Bevor|Nachdem|Falls|Indem))\b"
)
_VERB_LAST = re.compile(r"(?:^|\s)(?:[a-zäöüß]*(?:t|te|en|eln|ern)|sind|wird|tun|kann|soll|will|muss|darf|war)$")
_HELPER_LAST = re.compile(rf"(?:^|\s){_HELPERS}$")
_HELPER_INSIDE = re.compile(rf"\s(?:{_HELPERS}|wäre|hätte)\b")
_BRACKET_OPEN = re.compile(rf"[A-ZÄÖÜ][\w-]* {_BRACKETS}\b[^,;:]* (?:[A-ZÄÖÜ][\w-]*|\d[\d.,]*|[a-zäöüß]+(?:e|em|es))$")
# A preposition, its noun, a verb in the third person: the subject comes behind it.
_SUBJECT_MISSING = re.compile(
    r"(?:In|Im|Am|An|Auf|Aus|Bei|Beim|Durch|Für|Hinter|Mit|Nach|Neben|Seit|Über|Um|Unter|Vom|Von|Vor|Zu|Zum|Zur|Zwischen)\b"
    r"(?: [a-zäöüß]+)* [A-ZÄÖÜ][\w-]*(?: (?!ge|be|ver|er|ent|zer)[a-zäöüß]+t| gibt es| fehlen| liegen)"
)
_PREFIX_LAST = re.compile(
    r"[A-ZÄÖÜ][\w-]* (?:[a-zäöüß]{2,}(?:t|en|eln|ern)|tun)\b[^,;:]* (?:ab|an|auf|aus|bei|ein|mit|nach|um|vor|weg|zu|zurück)$|\bnicht$"
)
_ASKED = re.compile(
    r"(?:Wer|Wie|Was|Wo|Wann|Warum|Welche[rsmn]?|Wem|Wen|Wessen|Weshalb|Wieso|Woher|Wohin|Wofür|Womit)\b[^?]*$"
)
# Words in -e, -er, -es, -em before a line's end are mostly adjectives; "-te" is a verb's ending as well.
_ATTRIBUTE = re.compile(r"[a-zäöüß]*(?:[^t]e|[^t]er|[^t]es|[^d]em|[^dk]enen)$")
_NO_ATTRIBUTES = frozenset(
    "alle alles immer wieder aber hier weiter sicher daher leider besser schneller mehrere heute gerne lange ohne viele "
    "später früher eher weniger einander wäre würde habe sowie keine eine diese jede jeder dieser einer keiner".split()
)
_BINDING = frozenset(
    "pro je per statt deren dessen rund circa ca. anhand mithilfe entlang welche welcher obwohl weshalb sodass nachdem "
    "bevor sobald solange indem wobei wodurch falls sofern wenig viel genug".split()
)
_NUMBER = re.compile(r"(?:\d[\d.,]*|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)")
_YEAR = re.compile(r"(?:19|20)\d\d\b")
_MONTH = re.compile(r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b")
_MEASURE = re.compile(
    r"\d\s?(?:€|%|°C|km|m|cm|ha|qm|m²|kg|t|l|kW|MW|kWh|Euro|Prozent|Meter|Kilometer|Hektar|Liter|Tonnen)$"
)
# "für Solidarische", "und Evangelische": an adjective that begins a name, or a noun made of one.
_NAME_BEGUN = re.compile(r"\s[A-ZÄÖÜ][a-zäöüß]+(?:lich|ig|isch)e$")
# "Bahnhof West": a part of a town behind its name.
_COMPASS = re.compile(r"(?:Nord|Süd|Ost|West)\b(?!-)")
_TITLED = re.compile(r"(?:Frau|Herrn?|Dr\.|Prof\.) [A-ZÄÖÜ][a-zäöüß]+$")


def is_complete(before: str) -> bool:
    """Whether a clause has found its end in a verb's prefix or in "nicht"."""
    return bool(_PREFIX_LAST.search(before))


def waits(before: str, after: str) -> float:
    """Return how surely `before` waits for more, by its phrases and clauses; 0 where they do not tell."""
    last = before.rsplit(" ", 1)[-1].lstrip("(„")
    return max(_by_next(last, after), _by_phrase(before, last), _by_clause(before))


def _by_next(last: str, after: str) -> float:
    if after.startswith("("):
        return 0.75
    is_name = last[:1].isupper() and last.isalpha() and _COMPASS.match(after)
    return 0.9 if is_name or (_MONTH.fullmatch(last) and _YEAR.match(after)) else 0.0


def _by_phrase(before: str, last: str) -> float:
    if _NOUN_MISSING.search(before):
        return 0.85
    if last in _BINDING:
        return 0.75
    if _NUMBER.fullmatch(last) and not _YEAR.fullmatch(last):
        return 0.6 if last[0].isdigit() else 0.4
    if (
        last.isalpha() and last.islower() and _ATTRIBUTE.fullmatch(last) and last not in _NO_ATTRIBUTES
    ) or _TITLED.search(before):
        return 0.6
    if last == before and _ATTRIBUTE_ALONE.fullmatch(last):
        return 0.5
    if _NAME_BEGUN.search(before):
        return 0.3
    return 0.15 if _MEASURE.search(before) else 0.0


def _by_clause(before: str) -> float:
    if before.endswith(":"):
        return 0.4
    subordinate = _SUBORDINATE.search(before)
    if subordinate and not _ASKED.match(before):
        clause = before[subordinate.end() :]
        is_done = "," in clause or _VERB_LAST.search(clause) or _HELPER_INSIDE.search(clause)
        return 0.0 if is_done else 0.7
    if _HELPER_LAST.search(before):
        return 0.7
    if _SUBJECT_MISSING.fullmatch(before):
        return 0.7
    if _ASKED.match(before):
        return 0.45
    return 0.5 if _BRACKET_OPEN.search(before) else 0.0
