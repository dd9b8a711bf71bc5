"""Words that somebody may have meant."""

from collections.abc import Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

LONGEST_WITHOUT_SLIPS = 3
LONGEST_WITH_ONE_SLIP = 7


def slips(word: str) -> int:
    """Return how many letters may be wrong, missing, too many or swapped with their neighbour in a word so long."""
    return (len(word) > LONGEST_WITHOUT_SLIPS) + (len(word) > LONGEST_WITH_ONE_SLIP)


def corrections(word: str, vocabulary: Mapping[str, int], *, limit: int = 3) -> list[str]:
    """Return up to `limit` other words of `vocabulary` that `word` may be a slip of, the likeliest first.

    `vocabulary` leads folded words to how often they occur; `word` is folded too. The fewest slips win, then the most
    frequent word.
    """
    allowed = slips(word)
    if not allowed:
        return []
    near = extract(word, list(vocabulary), scorer=OSA.distance, score_cutoff=allowed, limit=None)
    ranked = sorted((distance, -vocabulary[other], other) for other, distance, _ in near if distance)
    return [other for _, _, other in ranked[:limit]]
