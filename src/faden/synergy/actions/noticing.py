"""What becomes of links and suggestions when statements or goals change. In the transaction of the change."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from faden.dialogue.models import Contribution
from faden.kernel.portions import portions
from faden.programme.models import Programme
from faden.synergy import shelf
from faden.synergy.actions.linking import reopen
from faden.synergy.actions.waiting import wait
from faden.synergy.models import Likeness, Link, Suggestion, Vector
from faden.synergy.queries.things import things


def take_note(programme: Programme, address_ids: Iterable[int]) -> None:
    """Statements or goals at these addresses were added, or changed their words, groups or state.

    What a machine said of other words than stand there now goes at once; links whose words changed are reopened. The
    rest is taken in by a job.
    """
    for portion in portions(dict.fromkeys(address_ids)):
        _forget(portion)
    wait(programme)


def _forget(portion: list[int]) -> None:
    found = things(portion)
    hashes = {key: one.text_hash for key, one in found.items() if one.is_public}
    stale = [key for key in portion if key not in hashes]
    vectors = Vector.objects.filter(address__in=portion).values_list("pk", "address", "text_hash")
    old = [(pk, key) for pk, key, known in vectors if hashes.get(key) != known]
    changed = {key for _, key in old} | set(stale)
    Vector.objects.filter(pk__in=[pk for pk, _ in old]).delete()
    Suggestion.objects.filter(Q(first__in=changed) | Q(second__in=changed)).delete()
    Likeness.objects.filter(address__in=changed).delete()
    ends = Link.objects.standing().filter(Q(first__in=portion) | Q(second__in=portion))
    reopen(
        (
            one
            for one in ends
            if any(
                hashes.get(key, known) != known
                for key, known in ((one.first_id, one.first_hash), (one.second_id, one.second_hash))
            )
        ),
        now=timezone.now(),
    )


def forget_words(contribution_id: int) -> None:
    """The former words of a contribution must go everywhere: out of what is kept beside the database, too."""
    programme = Contribution.objects.values_list("programme", flat=True).get(pk=contribution_id)
    transaction.on_commit(lambda: shelf.forget(programme))
