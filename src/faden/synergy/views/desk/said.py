"""What the desk's pages share: what they say of links, what was asked for, where one goes on."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from faden.addresses import labels
from faden.addresses.actions import Change
from faden.addresses.models import Address
from faden.people.access import DeskRequest
from faden.programme.models import Programme
from faden.synergy.models import Link, LinkKind
from faden.synergy.queries import bundles
from faden.synergy.queries.things import Thing

PER_PAGE = 50
NARROWING = ("gruppe", "ziel", "grund")
"""What an address of a page says about which pairs are shown."""

_SENTENCES = {
    LinkKind.SAME: _("%(source)s und %(target)s sagen dasselbe"),
    LinkKind.SUPPORTS: _("%(source)s unterstützt %(target)s"),
    LinkKind.SOLVES: _("%(source)s löst %(target)s"),
    LinkKind.CONFLICTS: _("%(source)s und %(target)s widersprechen sich"),
    LinkKind.NONE: _("%(source)s und %(target)s haben keinen Bezug"),
}


def change_by(request: DeskRequest, reason: str = "") -> Change:
    """Return who changes something now."""
    return Change(by=request.user, now=timezone.now(), reason=reason, role=request.membership.role)


def link_in_words(link: Link) -> str:
    """Say what was decided: "B30 löst B127"; its two addresses must be loaded."""
    return str(_SENTENCES[LinkKind(link.kind)]) % {"source": link.source, "target": link.target}


def onward(link: Link | None) -> dict[str, Any]:
    """Return for a template what can become of a decision: synergies that take it in, or a new one. One query."""
    if link is None or link.kind == LinkKind.NONE or link.reopened_at:
        return {}
    is_conflict = link.kind == LinkKind.CONFLICTS
    synergies = bundles.synergies_with([link.first_id, link.second_id], conflicts=is_conflict)
    if 2 in synergies.values():
        return {}
    return {
        "offers": list(synergies),
        "labels": f"{link.first},{link.second}",
        "is_conflict": is_conflict,
    }


def seen(*ends: Thing) -> str:
    """Return by what a page's form tells later which words it showed."""
    return hashlib.sha256("\n".join(sorted(one.text_hash for one in ends)).encode()).hexdigest()


def address_of(programme: Programme, label: str) -> Address | None:
    """Return the address of a label ("B83"), or None."""
    kind, number = labels.parse(label) or ("", 0)
    return Address.objects.filter(programme=programme, kind=kind, number=number).first() if kind else None


def narrowed(query: QueryDict) -> str:
    """Return the part of a query that says which pairs are shown."""
    return urlencode([(name, query[name]) for name in NARROWING if query.get(name)])


def pairs_page(query: QueryDict, label: str = "") -> str:
    """Return the address of the pair `label` ("B30-B127"), or of the best one, shown as `query` asks."""
    known = [part for part in (narrowed(query), urlencode({"paar": label}) if label else "") if part]
    return reverse("decide_pairs") + (f"?{'&'.join(known)}" if known else "")


def back_to(request: HttpRequest) -> str:
    """Return the page that a form was sent from, if it said so."""
    back = request.POST.get("zurueck", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""
