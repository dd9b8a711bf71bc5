"""What an invented facilitator of the example decided: links, synergies, an open conflict; and the city's actors."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone
from django.utils.crypto import get_random_string

from faden.addresses.actions import Change
from faden.addresses.models import Address
from faden.dialogue.models import Contribution
from faden.people.actions import invite
from faden.people.models import Role
from faden.programme.models import Programme
from faden.synergy import actions as synergies
from faden.synergy.models import Actor, LinkKind, Stage


def bind(programme: Programme, facts: Mapping[str, Any]) -> None:
    """Decide what `facts` say; statements are named by the words that they begin with."""
    Actor.objects.bulk_create(
        Actor(programme=programme, name=one["name"], aliases="\n".join(one["aliases"])) for one in facts["actors"]
    )
    told = facts["facilitator"]
    member = invite(
        programme=programme,
        email=told["email"],
        name=told["name"],
        role=Role.FACILITATOR,
        password=get_random_string(40),
    )
    TOTP.activate(member.person, generate_totp_secret())
    change = Change(by=member.person, now=timezone.now())
    for one in facts["links"]:
        source, target = (said(programme, one[end]) for end in ("from", "to"))
        synergies.decide(source, target, LinkKind(one["kind"]), change=change)
    for one in facts["synergies"]:
        next_on = date.fromisoformat(one["next_on"]) if "next_on" in one else None
        written = synergies.Facts(
            title=one["title"],
            why=one["why"],
            caretaker=one.get("caretaker", ""),
            next_step=one.get("next_step", ""),
            next_on=next_on,
            stage=Stage(one["stage"]),
        )
        sides = {
            said(programme, words).pk: number for number, side in enumerate(one["sides"], start=1) for words in side
        }
        synergies.bundle(programme, written, sides, change=change, conflict=len(one["sides"]) == 2)


def said(programme: Programme, beginning: str) -> Address:
    """Return the address of the only statement that begins with these words."""
    known = Contribution.objects.filter(programme=programme, text__startswith=beginning)
    return known.select_related("address__programme").get().address
