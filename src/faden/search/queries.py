"""Reads: what fits a question, best first; what somebody may be about to type."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import reduce
from itertools import compress
from operator import add

from django.db.models import Case, Exists, Expression, IntegerField, QuerySet, Subquery, Value, When

from faden.addresses import labels
from faden.kernel.spelling import corrections
from faden.kernel.words import is_function_word
from faden.programme.models import Programme
from faden.search import terms
from faden.search.asked import SHORTEST_PREFIX, Asked, Wanted, parse
from faden.search.matching import Matches
from faden.search.models import Build, Entry, Kind, Word

# A word may stand in an entry as typed (8 points in all), in another form (6), as a part of a compound (3), begun (2).
BEGUN, PART, STEM, EXACT = 2, 1, 3, 2
TITLE = 4
VOCABULARY = 50_000
FEW = 5
"""With fewer hits than this, those that have only most of the words follow."""
BEST = ("-score", "length", "kind", "number", "key")


_SUGGESTED = (Kind.GOAL, Kind.GROUP, Kind.SYNERGY, Kind.CONFLICT, Kind.OPINION, Kind.INTEREST)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A word with its weight: the rarer, the more. Nothing has it, as a part or a beginning either, if `is_lost`."""

    wanted: Wanted
    weight: int
    is_lost: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What fits a question. `entries` are in no order; `best_first` puts them in one.

    `corrected` is what was looked for instead when nothing fitted what was typed. With `partly` these entries have at
    least half of the words that occur, and with `complete` too some of them have all.
    """

    asked: Asked
    entries: QuerySet[Entry]
    weighed: tuple[Weighed, ...] = ()
    corrected: str = ""
    partly: bool = False
    complete: bool = False

    @property
    def lost(self) -> list[Wanted]:
        """The words that nothing has."""
        return [one.wanted for one in self.weighed if one.is_lost]

    def best_first(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """Order some of `entries`: a total order, the same on both databases, since all points are integers."""
        points = [
            _points(expression, worth * one.weight)
            for one in self.weighed
            for expression, worth in _worths(one.wanted, partly=self.partly)
        ]
        score = reduce(add, points, Value(0, output_field=IntegerField()))
        return entries.annotate(score=score).order_by(*(["-having"] if self.partly else []), *BEST)


def ask(programme: Programme, text: str, *, literally: bool = False) -> Answer:
    """Look for `text` among everything public: for all its words, unless `literally` also for what is likely meant.

    Where nothing has all words, typing errors are mended; where little has, what has most of them follows.
    """
    answer = _whole(programme, parse(text))
    if literally or answer.asked.is_empty:
        return answer
    if better := _corrected(programme, answer):
        lost = frozenset(one.word.exact for one in answer.lost)
        answer = replace(_whole(programme, parse(better), lost), corrected=better)
    # A part of one word or of a phrase is nothing that was asked for.
    if len(answer.asked.wanted) < 2 or answer.asked.phrases:
        return answer
    complete = 0 if answer.lost else len(answer.entries.order_by().values_list("pk")[:FEW])
    return answer if complete == FEW else _partly(programme, answer, complete)


def outdated() -> list[Programme]:
    """Return the programmes whose entries were made by other rules for words than today's, or never."""
    fitting = Build.objects.filter(rules=terms.rules()).values("programme")
    return list(Programme.objects.exclude(pk__in=fitting))


def suggestions(programme: Programme, text: str, *, limit: int = 8) -> tuple[list[str], list[Entry]]:
    """Return words that go on what was typed, most frequent first, and goals, groups or an address that it may mean.

    Two queries.
    """
    typed = terms.spelt(text)
    if not typed or not text.endswith(typed[-1].shown):
        return [], []
    last, before = typed[-1].exact, text[: typed[-1].start]
    shown: list[str] = []
    if len(last) >= SHORTEST_PREFIX - 1:
        words = Word.objects.filter(programme=programme, exact__begins=last).order_by("-count", "exact")
        known = words.values_list("shown", "exact")[: 2 * limit]
        shown = [before + one for one, exact in known if len(exact) >= SHORTEST_PREFIX and not is_function_word(exact)]
    entries = Entry.objects.filter(programme=programme).defer("terms", "text")
    if (label := labels.parse(text)) and text[:1].isalpha():
        entries = entries.filter(kind=label[0], number=label[1])
    else:
        titled = terms.all_of([*(one.title for one in parse(before).wanted), terms.Term(f"t{last}", prefix=True)])
        entries = entries.filter(Matches(titled), kind__in=_SUGGESTED)
    things = list(entries.order_by("kind", "number", "key")[: limit // 2])
    return shown[: limit - len(things)], things


def _whole(programme: Programme, asked: Asked, lost: frozenset[str] = frozenset()) -> Answer:
    """Return what holds all words and phrases. Of the words in `lost` it is known that nothing has them."""
    entries = Entry.objects.filter(programme=programme)
    if asked.is_empty:
        return Answer(asked, entries.none())
    weighed = _weighed(programme, asked, lost)
    asked = replace(asked, wanted=tuple(one.wanted for one in weighed))
    return Answer(asked, _narrowed(entries, asked).filter(Matches(asked.expression)), tuple(weighed))


def _narrowed(entries: QuerySet[Entry], asked: Asked) -> QuerySet[Entry]:
    for phrase in asked.phrases:
        entries = entries.filter(terms__contains=f" {' '.join(f'x{word}' for word in phrase)} ")
    for one in asked.unwanted:
        entries = entries.exclude(Matches(one.stem))
    return entries


def _weighed(programme: Programme, asked: Asked, lost: frozenset[str]) -> list[Weighed]:
    """Return the words with what the index says of them. Two queries."""
    stems: Counter[str] = Counter()
    whole = set(lost)
    forms = Word.objects.filter(programme=programme, stem__in={one.word.stem for one in asked.wanted})
    for stem, exact, count in forms.values_list("stem", "exact", "count"):
        stems[stem] += count
        whole |= {stem, exact}
    most, in_parts, begun = _occurring(programme, [one for one in asked.wanted if one.word.exact not in whole])
    weighed = []
    for one in asked.wanted:
        count, long = stems[one.word.stem], len(one.word.exact) >= SHORTEST_PREFIX
        # What is a part of compounds is a whole word, though it may not stand alone.
        half = long and one in begun and (count > 0 or one not in in_parts)
        # The whole part of the binary logarithm, and one.
        weight = max(most // max(count, 1), 1).bit_length()
        weighed.append(Weighed(replace(one, half=half), weight, not (count or half or one in in_parts)))
    return weighed


def _occurring(programme: Programme, strange: list[Wanted]) -> tuple[int, set[Wanted], set[Wanted]]:
    """Return in how many entries the most frequent word stands; which words occur as a part, which as a beginning."""
    entries = Entry.objects.filter(programme=programme).order_by()
    words = Word.objects.filter(programme=programme).order_by("-count")
    asked = [*(one.part for one in strange), *(one.begun for one in strange)]
    exists = {f"occurs_{at}": Exists(entries.filter(Matches(one))) for at, one in enumerate(asked)}
    row = Programme.objects.annotate(most=Subquery(words.values("count")[:1]), **exists).values_list("most", *exists)
    most, *occurs = row.get(pk=programme.pk)
    in_parts, begun = occurs[: len(strange)], occurs[len(strange) :]
    return most or 1, set(compress(strange, in_parts)), set(compress(strange, begun))


def _worths(one: Wanted, *, partly: bool) -> list[tuple[terms.Expression, int]]:
    """Return the ways in which a word may be found, with their points; what all hits share is left out."""
    return [
        *([(one.any, BEGUN)] if partly else []),
        *([(one.part, PART)] if one.part != one.any or partly else []),
        (one.stem, STEM),
        (one.begun, STEM + EXACT) if one.half else (one.exact, EXACT),
        (one.title, TITLE),
    ]


def _points(expression: terms.Expression, points: int) -> Expression:
    return Case(When(Matches(expression), then=Value(points)), default=Value(0), output_field=IntegerField())


def _corrected(programme: Programme, answer: Answer) -> str:
    """Return the text with its lost words replaced by the likeliest that occur, "" if there are none."""
    if not answer.lost:
        return ""
    known = Word.objects.filter(programme=programme).order_by("-count", "exact").values_list("exact", "count", "shown")
    shown = {exact: (count, word) for exact, count, word in known[:VOCABULARY]}
    counts = {exact: count for exact, (count, _) in shown.items()}
    text = answer.asked.text
    for one in answer.lost:
        for right in corrections(one.word.exact, counts, limit=1):
            text = text.replace(one.word.shown, shown[right][1], 1)
    return text if text != answer.asked.text else ""


def _partly(programme: Programme, answer: Answer, complete: int) -> Answer:
    """Return what has at least half of the words that occur, else any of them; what has most of them comes first."""
    wanted = [one for one in answer.asked.wanted if one not in answer.lost]
    if not wanted:
        return answer
    entries = _narrowed(Entry.objects.filter(programme=programme), answer.asked)
    entries = entries.filter(Matches(terms.any_of(one.any for one in wanted)))
    having = reduce(add, (_points(one.any, 1) for one in wanted))
    entries = entries.annotate(having=having)
    half = entries.filter(having__gte=(len(wanted) + 1) // 2)
    return replace(answer, entries=half if half.exists() else entries, partly=True, complete=complete > 0)
