"""What people decided in a programme, as the machine learns from it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from faden.programme.models import Programme
from faden.synergy.models import Decision, Link, LinkKind
from faden.synergy.queries.corpus import Compared

if TYPE_CHECKING:
    from faden.synergy.finding.fusion import Corpus, Weights
    from faden.synergy.finding.learning import Learned

IdPairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Pairs of item ids that people linked or rejected; what was learned from them, None while that is nothing."""

    confirmed: IdPairs
    rejected: IdPairs
    learned: "Learned | None"

    @property
    def weights(self) -> "Weights | None":
        return self.learned.weights if self.learned else None

    def told(self) -> dict[str, Any]:
        """Return what the desk tells: numbers, and German sentences for what counts more or less now."""
        from faden.synergy.finding.learning import said

        told: dict[str, Any] = {"confirmed": len(self.confirmed), "rejected": len(self.rejected), "changes": []}
        if self.learned:
            told |= {
                "changes": [said(one) for one in self.learned.changes],
                "before": round(self.learned.before, 3),
                "after": round(self.learned.after, 3),
            }
        return told


def lessons(programme: Programme, rows: Sequence[Compared], corpus: "Corpus") -> Lessons:
    """Return what the decisions teach that stand. Two queries."""
    from faden.synergy.finding.fusion import FEATURES, default_weights
    from faden.synergy.finding.learning import learn

    ids: defaultdict[int, list[str]] = defaultdict(list)
    for row in rows:
        ids[row.address].append(row.item.id)
    decided: dict[bool, IdPairs] = {True: [], False: []}
    standing = Link.objects.standing().filter(programme=programme).order_by("pk")
    for first, second, kind in standing.values_list("first", "second", "kind"):
        decided[kind != LinkKind.NONE] += product(ids[first], ids[second])
    seen: dict[tuple[int, int], tuple[bool, list[float]]] = {}
    steps = Decision.objects.filter(programme=programme, undone_at=None).order_by("at", "pk")
    for first, second, after, features in steps.values_list("first", "second", "after", "features"):
        if len(features) == len(FEATURES):
            seen[first, second] = (after != LinkKind.NONE, features)
    yes = [features for is_yes, features in seen.values() if is_yes]
    no = [features for is_yes, features in seen.values() if not is_yes]
    learned = learn(yes, no, default_weights(corpus.reference.models))
    return Lessons(decided[True], decided[False], learned)
