"""The background job that compares: the only place where the pure modules meet the database.

With a fast and a better model, a large change is first taken in with the fast one alone, so that suggestions stand
within seconds. A job holds a lease; what a killed one leaves is taken up again when the lease is over.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from faden.kernel.messages import sentence
from faden.kernel.portions import portions
from faden.programme.actions import content_changes
from faden.programme.models import Programme
from faden.synergy import chosen, shelf
from faden.synergy.actions.lessons import lessons
from faden.synergy.actions.themes_found import find_themes, replace_themes
from faden.synergy.finding.embedders import Embedder, NotAvailable
from faden.synergy.models import Corpus, Likeness, Suggestion, Vector
from faden.synergy.queries.corpus import Compared, compared
from faden.synergy.queries.nearest import near_rows
from faden.synergy.queries.things import text_hash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from faden.synergy.finding.alike import Alike
    from faden.synergy.finding.fusion import Corpus as Gathered
    from faden.synergy.finding.ranking import Pair
    from faden.synergy.finding.reasons import Reason
    from faden.synergy.finding.reference import Reference
    from faden.synergy.finding.representations import Described

LEASE = timedelta(minutes=5)
MOST_ALIKE = 8
AT_ONCE = 400
"""Up to so many new wordings the better model is waited for."""
PORTION = 64
PER_ITEM, MOST_PAIRS = 4, 20_000
"""Pairs that are kept for people to decide on: so many for each item, and in all."""


def claim(programme_id: int) -> bool:
    """Reserve a programme for one job; False when another works on it or nothing waits."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    waiting = Corpus.objects.filter(free, programme=programme_id, waiting=True)
    return bool(waiting.update(waiting=False, lease_until=now + LEASE))


def abandoned() -> list[int]:
    """Return the programmes in which something waits, or which a killed job left, and no job works.

    Among them are those that nothing was ever compared of: they are older than this room.
    """
    new = Programme.objects.exclude(pk__in=Corpus.objects.values("programme"))
    Corpus.objects.bulk_create([Corpus(programme=one) for one in new], ignore_conflicts=True)
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    return list(
        Corpus.objects.filter(free, Q(waiting=True) | Q(lease_until__isnull=False)).values_list("pk", flat=True)
    )


def reclaim(programme_id: int, *, now: datetime) -> None:
    """Let what a killed job left wait again."""
    Corpus.objects.filter(pk=programme_id, lease_until__lt=now).update(waiting=True, lease_until=None)


def take_in(programme: Programme) -> None:
    """Compare everything of a claimed programme and keep what was found.

    Where a model turns out to be missing, the rest does it, and the desk says so.
    """
    rows = compared(programme)
    failure, models = "", []
    try:
        models = chosen.tiers()
    except NotAvailable as missing:
        failure = str(missing)
    new = {model.version: _missing(programme, model.version, rows) for model in models}
    for at, model in enumerate(models):
        if at and len(new[model.version]) > AT_ONCE:
            _compare(programme, rows, models[:at], failure)
        try:
            _encode(programme, model, new[model.version])
        except NotAvailable as missing:
            failure = str(missing)
            models = [one for one in models if one is not model]
    _compare(programme, rows, models, failure)
    Corpus.objects.filter(programme=programme).update(lease_until=None)


def fail(programme_id: int) -> None:
    """Say at the desk that the job broke for a reason of ours; it is tried again with the next change."""
    Corpus.objects.filter(pk=programme_id).update(
        lease_until=None,
        failure=sentence(
            "Beim Vergleichen ist ein Fehler im Programm aufgetreten. Verknüpfen von Hand geht weiter. "
            "Bitte melden Sie den Fehler."
        ),
    )


def _missing(programme: Programme, model: str, rows: Sequence[Compared]) -> list[Compared]:
    """Return what has no vector of `model` yet."""
    known = set(Vector.objects.filter(programme=programme, model=model).values_list("address", "text_hash"))
    return [row for row in rows if (row.address, row.text_hash) not in known]


def _encode(programme: Programme, model: Embedder, rows: Sequence[Compared]) -> None:
    """Keep the vectors of `rows`, portion by portion, and hold on to the lease meanwhile."""
    import numpy as np

    for portion in portions(rows, PORTION):
        vectors = model.encode([row.told for row in portion]).astype(np.float16)
        _keep_vectors(programme, model.version, portion, vectors)
        Corpus.objects.filter(programme=programme).update(lease_until=timezone.now() + LEASE)


def _keep_vectors(
    programme: Programme, model: str, rows: Sequence[Compared], vectors: "Iterable[NDArray[np.float16]]"
) -> None:
    made = (
        Vector(programme=programme, address_id=row.address, model=model, text_hash=row.text_hash, data=vector.tobytes())
        for row, vector in zip(rows, vectors, strict=True)
    )
    Vector.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)


class _Kept:
    """A model whose vectors of a programme are read from the database; see `embedders.Embedder`."""

    def __init__(self, programme: Programme, model: Embedder) -> None:
        self.name, self.version, self.dimensions = model.name, model.version, model.dimensions
        self._programme, self._model = programme, model

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        import numpy as np

        kept = Vector.objects.filter(programme=self._programme, model=self.version)
        known = {found: bytes(data) for found, data in kept.values_list("text_hash", "data")}
        hashes = [text_hash(text) for text in texts]
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        strange = [at for at, key in enumerate(hashes) if key not in known]
        for at, key in enumerate(hashes):
            if key in known:
                rows[at] = np.frombuffer(known[key], np.float16)
        if strange:
            rows[strange] = self._model.encode([texts[at] for at in strange])
        return rows


def _compare(programme: Programme, rows: Sequence[Compared], models: Sequence[Embedder], failure: str) -> None:
    """Compare all `rows` by what `models` said of them, and replace what the machine said before."""
    from faden.synergy.finding import ranking
    from faden.synergy.finding.alike import alike
    from faden.synergy.finding.learning import taught
    from faden.synergy.finding.representations import describe

    corpus = Corpus.objects.get(programme=programme)
    described = describe([row.told for row in rows], [_Kept(programme, model) for model in models])
    kept = _kept_reference(corpus, described)
    if kept is None or kept.is_outgrown(len(rows)):
        kept = None
        corpus.edition += 1
    gathered = ranking.gathered([row.item for row in rows], described, kept)
    plain = gathered
    lesson = lessons(programme, rows, gathered)
    gathered = taught(gathered, lesson.confirmed, lesson.rejected)
    first, second = ranking.candidates(gathered, lesson.weights)
    pairs = ranking.ranked(gathered, first, second, top=min(PER_ITEM * len(rows), MOST_PAIRS), weights=lesson.weights)
    near = alike(gathered, count=MOST_ALIKE, weights=lesson.weights)
    themes = find_themes(programme, rows, gathered)
    _keep_near_rows(programme, rows, plain, corpus.edition)
    with transaction.atomic():
        content_changes(programme)
        _replace_suggestions(programme, rows, pairs)
        _replace_likenesses(programme, rows, near)
        replace_themes(programme, themes)
        corpus.reference = gathered.reference.to_bytes()
        corpus.model = ", ".join(model.name for model in models)
        corpus.versions = [model.version for model in models]
        corpus.size, corpus.pair_count = len(rows), len(first)
        corpus.lessons, corpus.learned_from = lesson.told(), len(lesson.confirmed) + len(lesson.rejected)
        corpus.failure, corpus.taken_in_at = failure[:300], timezone.now()
        corpus.save(
            update_fields=[
                "edition", "reference", "model", "versions", "size", "pair_count", "lessons", "learned_from",
                "failure", "taken_in_at",
            ]
        )  # fmt: skip


def _kept_reference(corpus: Corpus, described: "Described") -> "Reference | None":
    """Return the reference of the edition, None where it is of other models, of another version, or missing."""
    from faden.synergy.finding.reference import Outdated, Reference

    if not corpus.reference:
        return None
    try:
        kept = Reference.from_bytes(bytes(corpus.reference))
    except Outdated:
        return None
    return kept if dict(kept.models) == dict(described.models) else None


def _replace_suggestions(programme: Programme, rows: Sequence[Compared], pairs: "Sequence[Pair]") -> None:
    """Keep the pairs that people can decide on: each two addresses once, nothing that the documents tie already."""
    from faden.synergy.finding import reasons

    by_id = {row.item.id: row for row in rows}
    groups = _groups(rows)
    made: dict[tuple[int, int], Suggestion] = {}
    for pair in pairs:
        one, other = sorted((by_id[pair.a], by_id[pair.b]), key=lambda row: row.address)
        # A goal of both groups, or the goal of the group that says it.
        if groups[one.address] & groups[other.address] or (one.address, other.address) in made:
            continue
        made[one.address, other.address] = Suggestion(
            programme=programme,
            first_id=one.address,
            second_id=other.address,
            first_group_id=one.group,
            second_group_id=other.group,
            score=pair.score,
            rank=len(made) + 1,
            reasons=reasons.to_json(_turned(reason, by_id[pair.a] is not one) for reason in pair.reasons),
            kinds=f" {' '.join(reason.kind for reason in pair.reasons)} ",
            features=[round(value, 4) for value in pair.features],
        )
    Suggestion.objects.filter(programme=programme).delete()
    Suggestion.objects.bulk_create(made.values(), batch_size=500)


def _groups(rows: Sequence[Compared]) -> dict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in rows:
        found[row.address].add(row.group)
    return found


def _keep_near_rows(programme: Programme, rows: Sequence[Compared], corpus: "Gathered", edition: int) -> None:
    """Keep what a search by meaning compares: of each new wording, of all in a new edition."""
    import numpy as np

    from faden.synergy.finding import meaning

    name = near_rows(edition)
    former = Vector.objects.filter(programme=programme, model__startswith=near_rows(0)[:-1]).exclude(model=name)
    if former.exists():
        former.delete()
        shelf.forget(programme.pk)
    if meaning.role(corpus.reference) is None:
        return
    new = {id(row) for row in _missing(programme, name, rows)}
    numbers = [at for at, row in enumerate(rows) if id(row) in new]
    spaces = {space: values[numbers] for space, values in corpus.spaces.items()}
    joined = meaning.joined(corpus.reference, spaces).astype(np.float16) if numbers else ()
    _keep_vectors(programme, name, [rows[at] for at in numbers], joined)


def _turned(reason: "Reason", is_turned: bool) -> "Reason":
    """Return a reason for the pair the other way round."""
    return replace(reason, first=reason.second, second=reason.first) if is_turned else reason


def _replace_likenesses(programme: Programme, rows: Sequence[Compared], near: "Sequence[Alike]") -> None:
    """Keep for each statement the addresses of the statements that are most like it."""
    Likeness.objects.filter(address__programme=programme).delete()
    made = []
    for row, alike in zip(rows, near, strict=True):
        addresses = [rows[number].address for number in alike.numbers if not rows[number].is_goal]
        if addresses and not row.is_goal:
            made.append(Likeness(address_id=row.address, nearest=addresses))
    Likeness.objects.bulk_create(made, batch_size=500)
