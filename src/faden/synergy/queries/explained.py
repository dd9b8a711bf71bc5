"""Why a machine asks about a pair, in words; and the two texts with the words marked that match.

Reads what `reasons.to_json` keeps, without its module: that one loads numpy, which pages need not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LABELS = {
    "goal": gettext_lazy("Dasselbe Ziel"),
    "place": gettext_lazy("Derselbe Ort"),
    "actor": gettext_lazy("Dieselben Beteiligten"),
    "words": gettext_lazy("Dieselben Wörter"),
    "topic": gettext_lazy("Dasselbe Thema"),
    "meaning": gettext_lazy("Ähnlicher Sinn"),
    "groups": gettext_lazy("Verwandte Gruppen"),
    "answer": gettext_lazy("Ergänzen sich"),
}
"""What a kind of reason is called; in the order in which they are shown."""

Reasons = Iterable[Mapping[str, Any]]
Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Explained:
    """One reason: `label` says of what kind it is, then `codes` of goals or `words`."""

    kind: str
    label: str
    words: str = ""
    codes: tuple[str, ...] = ()


def explained(reasons: Reasons) -> list[Explained]:
    """Return reasons as they are shown, the most telling kinds first; unknown kinds are left out."""
    order = list(LABELS)
    known = sorted((one for one in reasons if one["kind"] in LABELS), key=lambda one: order.index(one["kind"]))
    return [_explained(one) for one in known]


def pieces(text: str, spans: Iterable[Sequence[int]]) -> Pieces:
    """Cut `text` where `spans` (characters, end not included) begin and end: each piece with whether it is marked.

    Spans of other words than stand there now are cut to what is there.
    """
    found, at = [], 0
    for start, end in sorted(tuple(span) for span in spans):
        start, end = max(start, at), min(end, len(text))
        if start >= end:
            continue
        found += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [(words, marked) for words, marked in [*found, (text[at:], False)] if words]


def spans(reasons: Reasons, end: str) -> list[Sequence[int]]:
    """Return where words stand that match, in the text at one `end` ("first", "second") of a pair as it is kept."""
    return [span for one in reasons for span in one.get(end, ())]


def _explained(reason: Mapping[str, Any]) -> Explained:
    kind, names = reason["kind"], tuple(reason.get("names", ()))
    label = str(LABELS[kind])
    match kind:
        case "goal":
            return Explained(kind, _("Dieselben Ziele") if len(names) > 1 else label, codes=names)
        case "place":
            return Explained(kind, _("Dieselben Orte") if len(names) > 1 else label, ", ".join(names))
        case "meaning":
            rank, of = reason.get("rank", 0), reason.get("of", 0)
            words = _("Platz %(rank)s von %(of)s") % {"rank": rank, "of": of} if rank else ""
            return Explained(kind, label, words)
        case "groups":
            return Explained(kind, label, _("beide arbeiten an ähnlichen Zielen"))
        case "answer":
            return Explained(kind, label, _("Lösungsansatz trifft Herausforderung"))
        case _:
            return Explained(kind, label, ", ".join(names))
