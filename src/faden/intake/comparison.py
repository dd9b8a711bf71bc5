"""What became of the statements of a document in its next version: same, changed, moved, split, joined, new, gone.

One pass follows another, each only over what the earlier ones left: equal texts in their place, long equal texts
elsewhere, splits and joins, changed texts (within group and kind, across kinds, across groups), short equal texts
elsewhere.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from rapidfuzz import fuzz

from faden.intake.likeness import likeness, turns_meaning, wording
from faden.intake.neighbours import (
    Form,
    Lane,
    Said,
    anywhere,
    by_group,
    by_kind,
    candidates,
    in_lanes,
    made_up,
    prepared,
)
from faden.kernel.text import squeeze

__all__ = ["Case", "Said", "Sort", "compare", "renamed_groups"]

Sort = Literal["same", "changed", "moved", "split", "joined", "new", "gone"]

SURE, SURE_IF_SHORT, SURE_ACROSS_GROUPS = 0.8, 0.9, 0.95
ASK, ASK_IF_SHORT, ASK_ACROSS_KINDS, ASK_ACROSS_GROUPS = 0.5, 0.7, 0.65, 0.85
RIVAL = 0.05
"""An unmatched statement that is nearly as alike as the chosen one makes the choice doubtful."""
KEEPS_ORDER = 0.03


@dataclass(frozen=True, slots=True)
class Case:
    """What became of one statement, or of several that were split or joined; `old` and `new` hold their keys.

    `same`: equal but for case and punctuation ("text" is in `differs` where these changed). `moved`: other kind or
    group, the text may have changed as well. `changed`: in its place, other text or leaning. `doubtful`: a person must
    say whether both are the same statement. `likeness` is 0 to 1, and 0 where one side is empty.
    """

    sort: Sort
    old: tuple[int, ...]
    new: tuple[int, ...]
    likeness: float
    doubtful: bool
    differs: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Pair:
    """An old and a new statement that may be one. `rank` is the likeness, a little more where the order is kept."""

    old: Form
    new: Form
    likeness: float
    rank: float

    @property
    def order(self) -> tuple[float, int, int]:
        at = self.old.position, self.new.position
        return -self.rank, abs(at[0] - at[1]), sum(at)


class _Comparison:
    """The statements not yet accounted for, and the cases found."""

    def __init__(self, old: Sequence[Form], new: Sequence[Form]) -> None:
        self.sides = old, new
        self.old = {form.position: form for form in old}
        self.new = {form.position: form for form in new}
        self.partner: tuple[dict[int, int], dict[int, int]] = ({}, {})
        self.cases: list[tuple[Case, Sequence[Form], Sequence[Form]]] = []

    def run(self) -> None:
        often = _repeated(self.old.values()) | _repeated(self.new.values())
        self.equal(lambda form: (by_kind(form), form.said.leaning), lambda _, __: False)
        self.equal(by_kind, lambda _, __: False)
        for lane in (by_group, lambda form: form.said.kind, anywhere):
            self.equal(lane, lambda old, _: old.wording.normal in often, when=lambda form: not form.wording.is_short)
        near = self.near(by_kind, None)
        near_in_group = self.near(by_group, by_kind)
        self.split_and_joined(by_kind, near)
        self.split_and_joined(by_group, near_in_group)
        self.changed(near, ASK)
        self.changed(near_in_group, ASK_ACROSS_KINDS)
        self.changed(self.near(anywhere, by_group), ASK_ACROSS_GROUPS)
        for lane in (by_group, lambda form: form.said.kind, anywhere):
            self.equal(lane, lambda old, new: old.group != new.group or old.wording.normal in often)
        for form in list(self.old.values()):
            self.settle("gone", [form], [], 0, doubtful=False)
        for form in list(self.new.values()):
            self.settle("new", [], [form], 0, doubtful=False)

    def settle(self, sort: Sort, old: Sequence[Form], new: Sequence[Form], alike: float, *, doubtful: bool) -> None:
        for form in old:
            del self.old[form.position]
        for form in new:
            del self.new[form.position]
        if len(old) == len(new) == 1:
            self.partner[0][old[0].position] = new[0].position
            self.partner[1][new[0].position] = old[0].position
        keys = [tuple(form.said.key for form in forms) for forms in (old, new)]
        case = Case(sort, keys[0], keys[1], round(alike, 3), doubtful, _differences(old, new))
        self.cases.append((case, old, new))

    def equal(
        self, lane: Lane, doubtful: Callable[[Form, Form], bool], when: Callable[[Form], bool] = lambda _: True
    ) -> None:
        """Pair equal texts within a lane, the first with the first."""
        waiting = in_lanes(filter(when, self.new.values()), lambda form: (lane(form), form.wording.normal))
        for old in list(filter(when, self.old.values())):
            found = waiting.get((lane(old), old.wording.normal))
            if found:
                new = found.pop(0)
                self.settle(_sort(old, new), [old], [new], 1, doubtful=doubtful(old, new))

    def near(self, lane: Lane, finer: Lane | None) -> list[tuple[Form, Form]]:
        """Return pairs (old, new) within a lane, but not within a `finer` one, that are worth comparing."""
        lanes = in_lanes(self.old.values(), lane), in_lanes(self.new.values(), lane)
        pairs: list[tuple[Form, Form]] = []
        for name in [name for name in lanes[0] if name in lanes[1]]:
            if not finer or len({finer(form) for side in lanes for form in side[name]}) > 1:
                pairs += candidates(lanes[0][name], lanes[1][name])
        return [(old, new) for old, new in pairs if not finer or finer(old) != finer(new)]

    def split_and_joined(self, lane: Lane, near: Sequence[tuple[Form, Form]]) -> None:
        """Find single texts that several neighbours of the other side make up."""
        old, new = in_lanes(self.old.values(), lane), in_lanes(self.new.values(), lane)
        free = [(one, other) for one, other in near if one.position in self.old and other.position in self.new]
        found = [(alike, True, whole, parts, exact) for alike, whole, parts, exact in made_up(free, new, lane)]
        turned = [(other, one) for one, other in free]
        found += [(alike, False, whole, parts, exact) for alike, whole, parts, exact in made_up(turned, old, lane)]
        found.sort(key=lambda one: (not one[4], -one[0], one[2].position + one[3][0].position, one[2].position))
        for alike, is_split, whole, parts, exact in found:
            wholes, pieces = (self.old, self.new) if is_split else (self.new, self.old)
            if whole.position not in wholes or any(part.position not in pieces for part in parts):
                continue
            doubtful = not exact or turns_meaning(whole.wording, wording(" ".join(part.said.text for part in parts)))
            if is_split:
                self.settle("split", [whole], parts, alike, doubtful=doubtful)
            else:
                self.settle("joined", parts, [whole], alike, doubtful=doubtful)

    def changed(self, near: Sequence[tuple[Form, Form]], least: float) -> None:
        """Pair what is alike, one to one: the best first, then exchanged where two pairs are better than one."""
        pairs = self.alike(near, least)
        by_old, by_new = _lanes_of_pairs(pairs)
        chosen: dict[int, _Pair] = {}
        taken: dict[int, _Pair] = {}
        for pair in pairs:
            if pair.old.position not in chosen and pair.new.position not in taken:
                chosen[pair.old.position] = taken[pair.new.position] = pair
        for _, ask, given, answer in _exchanges(pairs, chosen, taken, by_old, least):
            if (
                chosen.get(given.old.position) is given
                and ask.old.position not in chosen
                and answer.new.position not in taken
            ):
                chosen[ask.old.position] = taken[ask.new.position] = ask
                chosen[answer.old.position] = taken[answer.new.position] = answer
        for pair in chosen.values():
            rivals = [one for one in by_old[pair.old.position] if one.new.position not in taken]
            rivals += [one for one in by_new[pair.new.position] if one.old.position not in chosen]
            doubtful = (
                pair.likeness < _sure(pair)
                or any(one.rank > pair.rank - RIVAL for one in rivals)
                or turns_meaning(pair.old.wording, pair.new.wording)
            )
            self.settle(_sort(pair.old, pair.new), [pair.old], [pair.new], pair.likeness, doubtful=doubtful)

    def alike(self, near: Sequence[tuple[Form, Form]], least: float) -> list[_Pair]:
        """Return the free pairs that reach `least`, the best first."""
        before = [_settled_before(self.sides[side], self.partner[side], side) for side in (0, 1)]
        after = [_settled_before(self.sides[side][::-1], self.partner[side], side) for side in (0, 1)]
        pairs = []
        for old, new in near:
            if old.position not in self.old or new.position not in self.new or old.wording.normal == new.wording.normal:
                continue
            alike = likeness(old.wording, new.wording)
            if alike >= (max(least, ASK_IF_SHORT) if old.wording.is_short and new.wording.is_short else least):
                kept = sum(one[0].get(old.position) == one[1].get(new.position) for one in (before, after))
                pairs.append(_Pair(old, new, alike, round(alike + KEEPS_ORDER * kept, 6)))
        return sorted(pairs, key=lambda pair: pair.order)


def _sure(pair: _Pair) -> float:
    if pair.old.group != pair.new.group:
        return SURE_ACROSS_GROUPS
    return SURE_IF_SHORT if pair.old.wording.is_short and pair.new.wording.is_short else SURE


def _repeated(forms: Iterable[Form]) -> set[str]:
    return {text for text, count in Counter(form.wording.normal for form in forms).items() if count > 1}


def _sort(old: Form, new: Form) -> Sort:
    if by_kind(old) != by_kind(new):
        return "moved"
    return "same" if (old.wording.normal, old.said.leaning) == (new.wording.normal, new.said.leaning) else "changed"


def _differences(old: Sequence[Form], new: Sequence[Form]) -> frozenset[str]:
    if not old or not new:
        return frozenset()
    seen: list[dict[str, object]] = [
        {
            "text": " ".join(squeeze(form.said.text) for form in forms),
            "kind": {form.said.kind for form in forms},
            "group": {form.group for form in forms},
            "leaning": {form.said.leaning for form in forms},
        }
        for forms in (old, new)
    ]
    return frozenset(name for name, value in seen[0].items() if value != seen[1][name])


def _settled_before(forms: Sequence[Form], partner: Mapping[int, int], side: int) -> dict[int, int]:
    """Return for each statement the old position of the nearest one before it in its lane that has a partner."""
    last: dict[Hashable, int] = {}
    found = {}
    for form in forms:
        lane = by_kind(form)
        if lane in last:
            found[form.position] = last[lane]
        if form.position in partner:
            last[lane] = partner[form.position] if side else form.position
    return found


def _lanes_of_pairs(pairs: Sequence[_Pair]) -> tuple[dict[int, list[_Pair]], dict[int, list[_Pair]]]:
    by_old: dict[int, list[_Pair]] = defaultdict(list)
    by_new: dict[int, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        by_old[pair.old.position].append(pair)
        by_new[pair.new.position].append(pair)
    return by_old, by_new


def _exchanges(
    pairs: Sequence[_Pair],
    chosen: Mapping[int, _Pair],
    taken: Mapping[int, _Pair],
    by_old: Mapping[int, Sequence[_Pair]],
    least: float,
) -> list[tuple[float, _Pair, _Pair, _Pair]]:
    """Return (gain, pair, chosen pair, pair) where giving up the chosen one lets both others be, the best first."""
    found = []
    for ask in pairs:
        if ask.old.position in chosen:
            continue
        given = taken[ask.new.position]
        for answer in by_old[given.old.position]:
            gain = ask.rank + answer.rank - given.rank - least
            if answer.new.position not in taken and gain > 0:
                found.append((gain, ask, given, answer))
    return sorted(found, key=lambda one: (-round(one[0], 6), one[2].order))


def compare(
    old: Sequence[Said], new: Sequence[Said], *, renamed: Mapping[str, str] = MappingProxyType({})
) -> list[Case]:
    """Say what became of every statement, each key in exactly one case.

    Both sides in document order; `renamed` maps names of old groups to new ones (see `renamed_groups`). The cases
    follow the new document; what is gone follows its old neighbour.
    """
    comparison = _Comparison(prepared(old, renamed), prepared(new, {}))
    comparison.run()
    return _in_order(comparison)


def _in_order(comparison: _Comparison) -> list[Case]:
    """Sort by the new document; a gone statement stands after the nearest old one before it that stayed in the group."""
    old = comparison.sides[0]
    became = {form.position: news[0] for _, olds, news in comparison.cases if news for form in olds}
    after: dict[int, int] = {}
    last, last_in_group = -1, dict[str, int]()
    for form in old:
        if form.position in became:
            last = became[form.position].position
            if became[form.position].group == form.group:
                last_in_group[form.group] = last
        else:
            after[form.position] = last_in_group.get(form.group, last)

    def place(entry: tuple[Case, Sequence[Form], Sequence[Form]]) -> tuple[int, int]:
        _, olds, news = entry
        return (news[0].position, -1) if news else (after[olds[0].position], olds[0].position)

    return [entry[0] for entry in sorted(comparison.cases, key=place)]


def renamed_groups(old: Sequence[Said], new: Sequence[Said]) -> dict[str, str]:
    """Return old name → new name of groups that only one side has and that share at least half their statements.

    Where the names are alike but for spelling, a quarter is enough.
    """
    before, after = (in_lanes(prepared(side, {}), by_group) for side in (old, new))
    found = []
    for name in before.keys() - after.keys():
        for newer in after.keys() - before.keys():
            texts = [Counter(form.wording.normal for form in forms) for forms in (before[name], after[newer])]
            shared = (texts[0] & texts[1]).total()
            share = shared / min(text.total() for text in texts)
            one, other = before[name][0], after[newer][0]
            if share >= 0.5 or (share >= 0.25 and _same_name(one.said.group, other.said.group)):
                found.append(((-share, -shared, one.position, other.position), one.said.group, other.said.group))
    pairs: dict[str, str] = {}
    for _, name, newer in sorted(found):
        if name not in pairs and newer not in pairs.values():
            pairs[name] = newer
    return pairs


def _same_name(one: str, other: str) -> bool:
    names = wording(one), wording(other)
    return fuzz.ratio(names[0].normal, names[1].normal) >= 85 and not turns_meaning(*names)
