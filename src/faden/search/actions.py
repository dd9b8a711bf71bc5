"""Writes: entries come, change and go, and the counts of words with them."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet

from faden.kernel.portions import portions
from faden.kernel.words import Word
from faden.programme.models import Programme
from faden.search import events
from faden.search.findable import Findable, Letter
from faden.search.models import Build, Entry
from faden.search.models import Word as Counted
from faden.search.terms import LONGEST, exact_words, of_entry, rules, spelt

One = TypeVar("One")
_IDENTITY = ["programme", "kind", "key"]
_COUNT = """
    INSERT INTO search_word (programme_id, exact, stem, shown, count) VALUES {}
    ON CONFLICT (programme_id, exact) DO UPDATE SET count = search_word.count + excluded.count
"""


class Counts:
    """How much more or less often words stand in entries.

    Written once and in the words' order, so that no two writers wait for each other in a circle.
    """

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.more: Counter[str] = Counter()
        self.forms: dict[str, tuple[str, str]] = {}

    def add(self, words: list[Word]) -> None:
        self.more.update({word.exact for word in words})
        for word in words:
            self.forms.setdefault(word.exact, (word.stem, word.shown[:LONGEST]))

    def remove(self, terms: Iterable[str]) -> None:
        for one in terms:
            self.more.subtract(exact_words(one))

    def write(self) -> None:
        changed = sorted((exact, count) for exact, count in self.more.items() if count)
        for some in portions(changed):
            rows = [(self.programme.pk, exact, *self.forms.get(exact, ("", "")), count) for exact, count in some]
            with connection.cursor() as cursor:
                cursor.execute(_COUNT.format(", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))), sum(rows, ()))
        gone = 0
        for less in portions(exact for exact, count in changed if count < 0):
            gone += Counted.objects.filter(programme=self.programme, exact__in=less, count__lte=0).delete()[0]
        if gone:
            _words_left()


@transaction.atomic
def put(programme: Programme, findables: Iterable[Findable]) -> None:
    """Make `findables` found, in place of what their kind and key stood for before."""
    counts = Counts(programme)
    for portion in portions(findables):
        # Of what is named twice, the last counts.
        last = {(one.kind, one.key): one for one in portion}
        for kind in {kind for kind, _ in last}:
            keys = [key for one, key in last if one == kind]
            counts.remove(_known(programme, kind, keys).values_list("terms", flat=True))
        entries = []
        for one in last.values():
            title, text = spelt(one.title), spelt(one.text)
            counts.add([*title, *text])
            entries.append(_entry(programme, one, of_entry(title, text)))
        Entry.objects.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=_IDENTITY,
            update_fields=[one.name for one in Entry._meta.fields if one.name not in ("id", *_IDENTITY)],
        )
    counts.write()


@transaction.atomic
def drop(programme: Programme, kind: Letter, keys: Iterable[int]) -> None:
    """Make them found no more; none of their words stays."""
    counts = Counts(programme)
    for portion in portions(keys):
        known = _known(programme, kind, portion)
        counts.remove(known.values_list("terms", flat=True))
        known.delete()
    counts.write()


@transaction.atomic
def clear(programme: Programme) -> None:
    """Empty the index of a programme, before it is filled anew by the rules for words of today."""
    Entry.objects.filter(programme=programme).delete()
    Counted.objects.filter(programme=programme).delete()
    Build.objects.update_or_create(programme=programme, defaults={"rules": rules()})
    _words_left()


def _entry(programme: Programme, one: Findable, terms: str) -> Entry:
    return Entry(
        programme=programme,
        kind=one.kind,
        key=one.key,
        address_id=one.address,
        within_id=one.within,
        sort=one.sort,
        leaning=one.leaning,
        number=one.number,
        place=one.place,
        since=one.since,
        length=len(one.title) + len(one.text),
        path=one.path,
        title=one.title,
        text=one.text,
        terms=terms,
    )


def _known(programme: Programme, kind: str, keys: list[int]) -> QuerySet[Entry]:
    return Entry.objects.filter(programme=programme, kind=kind, key__in=keys)


def forget_traces() -> None:
    """Rewrite SQLite's index: words that were taken out stay in its file until then. Takes about a second by 100,000."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_index(search_index) VALUES ('optimize')")


def _words_left() -> None:
    if not any(known[1] == events.words_left.send for known in connection.run_on_commit):
        transaction.on_commit(events.words_left.send)
