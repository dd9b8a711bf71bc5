"""What happens to contributions that statements were copied from."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from faden.addresses.models import Address, State
from faden.dialogue.actions import ChangedSince
from faden.dialogue.models import Contribution
from faden.kernel.messages import sentence
from faden.opinion.actions import indexing
from faden.opinion.actions.waiting import wait
from faden.opinion.models import Statement, StatementState


def state_changed(addresses: Iterable[Address]) -> None:
    """Leave out statements whose contribution, or its group, is no longer public, in the transaction; votes are kept."""
    gone = [one.pk for one in addresses if one.state in (State.HIDDEN, State.WITHDRAWN)]
    if not gone:
        return
    of_them = Q(source__in=gone) | Q(source__contribution__group__address__in=gone)
    found = list(Statement.objects.filter(of_them, state=StatementState.OPEN))
    for statement in found:
        statement.state, statement.reason = StatementState.LEFT_OUT, sentence("Der Beitrag ist nicht mehr öffentlich.")
        statement.save(update_fields=["state", "reason"])
        wait(statement.conversation_id)
    indexing.take_in(*{one.conversation_id for one in found})


def refuse_where_voted(contribution_ids: list[int]) -> None:
    """Raise ChangedSince when people have voted on a copy of one of these contributions."""
    voted = Statement.objects.filter(source__contribution__in=contribution_ids, votes__isnull=False)
    if first := voted.select_related("source").first():
        raise ChangedSince(
            _("Über %(address)s stimmen Menschen im Meinungsbild ab. Bitte den Beitrag einzeln ausblenden, mit Grund.")
            % {"address": first.source}
        )


def forget_words(contribution_id: int) -> None:
    """Write the words without the name into every copy of a contribution's former words; votes on them stay."""
    contribution = Contribution.objects.get(pk=contribution_id)
    copies = Statement.objects.filter(source=contribution.address_id).exclude(text=contribution.text)
    changed = set(copies.values_list("conversation", flat=True))
    copies.update(text=contribution.text)
    indexing.take_in(*changed)
