"""Which statements of two documents are worth comparing, and which neighbours make up one of the other side.

Only statements that share a word's beginning or end come together. Of these, a statement looks at no more than
`LOOKED_AT`, those with its rarest words first and in long lists those nearest in the document; it is compared with the
best `TRIED`. The work so grows with the number of statements, not with its square.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from rapidfuzz import fuzz

from faden.intake.likeness import Wording, wording
from faden.kernel.text import fold

PUT_TOGETHER = 0.9
MOST_PARTS = 6
LOOKED_AT, TRIED = 200, 8


@dataclass(frozen=True, slots=True)
class Said:
    """A statement, old or new. `key` is the caller's and unique within its side; `leaning` "" where unknown."""

    key: int
    group: str
    kind: str
    text: str
    leaning: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A statement prepared for comparison. `position` counts within its side from 0."""

    said: Said
    position: int
    group: str
    wording: Wording


def prepared(statements: Sequence[Said], renamed: Mapping[str, str]) -> list[Form]:
    newer = {fold(old): fold(new) for old, new in renamed.items()}
    names = {name: newer.get(fold(name), fold(name)) for name in {said.group for said in statements}}
    return [Form(said, at, names[said.group], wording(said.text)) for at, said in enumerate(statements)]


Lane = Callable[[Form], Hashable]


def by_kind(form: Form) -> Hashable:
    return form.group, form.said.kind


def by_group(form: Form) -> Hashable:
    return form.group


def anywhere(form: Form) -> Hashable:
    return None


def in_lanes(forms: Iterable[Form], lane: Lane) -> dict[Hashable, list[Form]]:
    lanes: dict[Hashable, list[Form]] = defaultdict(list)
    for form in forms:
        lanes[lane(form)].append(form)
    return lanes


def _features(form: Form) -> Iterator[str]:
    for word in form.wording.content:
        yield word[:5]
        if len(word) > 5:
            yield "…" + word[-5:]


def nearest(asking: Sequence[Form], pool: Sequence[Form]) -> Iterator[tuple[Form, Form]]:
    where: dict[str, list[int]] = defaultdict(list)
    for at, form in enumerate(pool):
        for feature in set(_features(form)):
            where[feature].append(at)
    for at, form in enumerate(asking):
        expected = at * len(pool) // len(asking)
        seen: dict[int, float] = defaultdict(float)
        left = LOOKED_AT
        for feature in sorted(where.keys() & set(_features(form)), key=lambda one: (len(where[one]), one)):
            found = where[feature]
            first = max(0, bisect_left(found, expected) - left // 2) if len(found) > left else 0
            for other in found[first : first + left]:
                seen[other] += 1 / len(found) ** 0.5
            left -= len(found)
            if left <= 0:
                break
        for other in nsmallest(TRIED, seen, key=lambda one: (-seen[one], abs(one - expected), one)):
            yield form, pool[other]


def candidates(old: Sequence[Form], new: Sequence[Form]) -> list[tuple[Form, Form]]:
    """Pairs (old, new) that are near for either of both."""
    found = {(one.position, other.position): (one, other) for one, other in nearest(old, new)}
    found |= {(one.position, other.position): (one, other) for other, one in nearest(new, old)}
    return list(found.values())


def made_up(
    near: Sequence[tuple[Form, Form]], lanes: Mapping[Hashable, Sequence[Form]], lane: Lane
) -> Iterator[tuple[float, Form, Sequence[Form], bool]]:
    """Yield (likeness, whole, its parts in order, whether they are its very words) for each whole the best.

    `near` are pairs (whole, part), `lanes` all parts in order.
    """
    at = {part.position: index for parts in lanes.values() for index, part in enumerate(parts)}
    runs: dict[Form, set[tuple[int, int]]] = defaultdict(set)
    for whole, part in near:
        if _fits(part, whole):
            parts = lanes[lane(part)]
            first = last = at[part.position]
            while first > 0 and last - first < MOST_PARTS and _fits(parts[first - 1], whole):
                first -= 1
            while last + 1 < len(parts) and last - first < MOST_PARTS and _fits(parts[last + 1], whole):
                last += 1
            if first < last:
                runs[whole] |= {(i, j + 1) for i in range(first, last) for j in range(i + 1, last + 1)}
    for whole, spans in runs.items():
        parts = lanes[lane(whole)]
        found = [(*_covers(parts[first:end], whole), first, end) for first, end in spans if end - first <= MOST_PARTS]
        alike, exact, first, end = max(found, key=lambda one: (one[1], round(one[0], 6), -one[2], -one[3]))
        if alike >= PUT_TOGETHER:
            yield alike, whole, parts[first:end], exact


def _fits(part: Form, whole: Form) -> bool:
    if len(part.wording.glued) > 0.9 * len(whole.wording.glued):
        return False
    shared = len(part.wording.content & whole.wording.content)
    if 2 * shared < len(part.wording.content):
        return False
    return shared == len(part.wording.content) or fuzz.partial_ratio(part.wording.glued, whole.wording.glued) >= 85


def _covers(parts: Sequence[Form], whole: Form) -> tuple[float, bool]:
    """Return how much of `whole` the parts say, and whether they do so in its own words and order."""
    glued = "".join(part.wording.glued for part in parts)
    in_order = fuzz.ratio(glued, whole.wording.glued) / 100
    if (
        in_order >= PUT_TOGETHER
        and in_order > max(fuzz.ratio(part.wording.glued, whole.wording.glued) for part in parts) / 100
    ):
        return in_order, True
    every = Counter(word for part in parts for word in part.wording.content)
    if any(all(every[word] > 1 for word in part.wording.content) for part in parts):
        return 0, False
    return 0.95 * len(every.keys() & whole.wording.content) / len(every.keys() | whole.wording.content), False
