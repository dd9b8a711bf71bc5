"""What could become a synergy: confirmed links that hang together and are in none yet."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When

from faden.addresses.models import Kind as AddressKind
from faden.addresses.models import State
from faden.kernel.words import Word, is_function_word, words
from faden.programme.models import Programme
from faden.search.models import Word as KnownWord
from faden.synergy.models import Link, LinkKind, Member, Stage, Synergy
from faden.synergy.queries.things import Thing, things

MOST_LINKS = 2_000
COMMON = 0.08
"""A word in more than this share of what can be found is no title (but in 5 it is never too common)."""
SHORTEST = 4
TITLE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Bundle:
    """Things that hang together by confirmed links. `synergies`: those that hold one of them already.

    `opposed`: of a conflict, what stands on the other side.
    """

    members: list[Thing]
    synergies: list[Synergy] = field(default_factory=list)
    opposed: list[Thing] = field(default_factory=list)

    @property
    def labels(self) -> str:
        """The addresses of the members, as the page for a new synergy takes them."""
        return ",".join(str(one.address) for one in self.members)

    @property
    def opposed_labels(self) -> str:
        return ",".join(str(one.address) for one in self.opposed)


def components(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return what hangs together over any number of pairs, the largest first. Pure."""
    root: dict[int, int] = {}

    def find(one: int) -> int:
        while root.setdefault(one, one) != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for first, second in pairs:
        root[find(second)] = find(first)
    found: defaultdict[int, list[int]] = defaultdict(list)
    for one in root:
        found[find(one)].append(one)
    return sorted(found.values(), key=len, reverse=True)


def open_bundles(programme: Programme) -> tuple[list[Bundle], list[Bundle]]:
    """Return what could become a synergy, and the pairs that could become an open conflict. Six queries at most.

    What only one group said is no synergy; what is together in a public synergy, or conflict, already is left out.
    """
    links = Link.objects.public().filter(programme=programme)
    pairs = list(links.values_list("first", "second", "kind")[:MOST_LINKS])
    holding = _holding(programme, (key for first, second, _ in pairs for key in (first, second)))
    free = [one for one in pairs if not _together(holding, *one)]
    known = things(key for first, second, _ in free for key in (first, second))
    bundles = [
        _bundle([known[key] for key in keys if key in known and known[key].is_public], holding)
        for keys in components((first, second) for first, second, kind in free if kind != LinkKind.CONFLICTS)
    ]
    opposed = [
        Bundle([known[first]], opposed=[known[second]])
        for first, second, kind in free
        if kind == LinkKind.CONFLICTS and all(key in known and known[key].is_public for key in (first, second))
    ]
    return [one for one in bundles if len({group.pk for thing in one.members for group in thing.groups}) > 1], opposed


def synergies_with(addresses: Iterable[int], *, conflicts: bool) -> dict[Synergy, int]:
    """Return the public synergies, or conflicts, that hold some things, with how many of them. One query."""
    kind = AddressKind.CONFLICT if conflicts else AddressKind.SYNERGY
    holding = Synergy.objects.filter(
        members__address__in=list(addresses), address__state=State.PUBLISHED, address__kind=kind
    )
    return {one: one.held for one in holding.annotate(held=Count("pk")).select_related("address").order_by("-pk")}


def going_on(programme: Programme, *, today: date) -> QuerySet[Synergy]:
    """Return the public synergies and conflicts that are not over: overdue ones, those with a day, the rest."""
    found = Synergy.objects.filter(programme=programme, address__state=State.PUBLISHED)
    place = Case(
        When(next_on__lt=today, then=Value(0)),
        When(next_on__isnull=False, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    going = found.exclude(stage__in=(Stage.DONE, Stage.DROPPED)).select_related("address")
    return going.order_by(place, F("next_on").asc(nulls_last=True), "-address__number")


def title_for(programme: Programme, texts: Sequence[str]) -> str:
    """Return words that most of `texts` share, as written, the telling ones first; "" where they share none."""
    shown: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for text in texts:
        own = {key: word for word in words(text) if _tells(word) for key in (word.stem, *word.parts)}
        counts.update(own.keys())
        for key, word in own.items():
            # A word that is itself, not a part of a longer one, makes the better title.
            if key not in shown or len(word.shown) < len(shown[key]):
                shown[key] = word.shown
    shared = [key for key, count in counts.items() if count >= max(2, (len(texts) + 1) // 2)]
    common = _common(programme, shared)
    rare = [key for key in shared if key not in common]
    rare.sort(key=lambda key: -counts[key])
    return ", ".join(list(dict.fromkeys(_capital(shown[key]) for key in rare))[:TITLE_WORDS])


def _bundle(members: list[Thing], holding: dict[int, dict[int, Synergy]]) -> Bundle:
    found = {one.pk: one for thing in members for one in holding.get(thing.address.pk, {}).values()}
    synergies = [one for one in found.values() if not one.is_conflict]
    return Bundle(sorted(members, key=lambda one: (one.address.kind, one.address.number)), synergies)


def _holding(programme: Programme, addresses: Iterable[int]) -> dict[int, dict[int, Synergy]]:
    """Return which public synergies and conflicts hold each address."""
    rows = Member.objects.filter(
        synergy__programme=programme, synergy__address__state=State.PUBLISHED, address__in=set(addresses)
    )
    found: defaultdict[int, dict[int, Synergy]] = defaultdict(dict)
    for one in rows.select_related("synergy__address"):
        found[one.address_id][one.synergy_id] = one.synergy
    return found


def _together(holding: dict[int, dict[int, Synergy]], first: int, second: int, kind: str) -> bool:
    both = holding.get(first, {}).keys() & holding.get(second, {}).keys()
    return any(holding[first][key].is_conflict == (kind == LinkKind.CONFLICTS) for key in both)


def _tells(word: Word) -> bool:
    return len(word.exact) >= SHORTEST and not is_function_word(word.exact) and not word.exact.isdigit()


def _common(programme: Programme, stems: Iterable[str]) -> set[str]:
    total = programme.addresses.filter(state=State.PUBLISHED, kind=AddressKind.CONTRIBUTION).count()
    most = max(5, COMMON * total)
    known = KnownWord.objects.filter(programme=programme, stem__in=list(stems), count__gt=most)
    return set(known.values_list("stem", flat=True))


def _capital(shown: str) -> str:
    return shown[:1].upper() + shown[1:]
