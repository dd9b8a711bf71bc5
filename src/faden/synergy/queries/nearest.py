"""What is near to some words in meaning, among all that was said in a programme."""

from typing import TYPE_CHECKING

from faden.programme.models import Programme
from faden.synergy import chosen
from faden.synergy.finding.embedders import NotAvailable
from faden.synergy.models import Corpus
from faden.synergy.shelf import shelf

if TYPE_CHECKING:
    from faden.synergy.finding.reference import Reference

NEAR, SURELY_NEAR = 2.5, 4.5
"""Spreads above the mean of all from which something is called near; and where no word occurs, so that it may be noise."""
SHORTEST = 3
"""Fewer letters mean nothing."""

_references: "dict[int, tuple[int, Reference]]" = {}
"""By the programme: the edition, and what it says."""


def nearest(programme: Programme, text: str, *, limit: int, least: float = NEAR) -> list[int]:
    """Return the keys of the addresses of statements and goals near to `text`, best first; whether public or not.

    `least`: so many spreads nearer than all are on average.

    None where no model is in use, or it cannot be had now. Two queries, once an edition three.
    """
    if len(text.strip()) < SHORTEST:
        return []
    known = Corpus.objects.filter(programme=programme).values_list("edition", "versions").first()
    model = chosen.model(known[1][-1]) if known and known[1] else None
    if model is None or known is None or (rows := shelf(programme, near_rows(known[0]))) is None:
        return []
    from faden.synergy.finding import meaning

    try:
        asked = meaning.asked(_reference(programme, known[0]), text, model)
    except (NotAvailable, ValueError):
        # The reference may be another by now; the next question finds the new one.
        return []
    return [address for address, nearness in rows.nearest(asked, limit) if nearness >= least]


def near_rows(edition: int) -> str:
    """Return the name under which the rows of an edition are kept beside the vectors of models."""
    return f"near {edition}"


def _reference(programme: Programme, edition: int) -> "Reference":
    from faden.synergy.finding.reference import Reference

    kept = _references.get(programme.pk)
    if kept is None or kept[0] != edition:
        data = Corpus.objects.values_list("reference", flat=True).get(programme=programme)
        kept = _references[programme.pk] = (edition, Reference.from_bytes(bytes(data or b"")))
    return kept[1]
