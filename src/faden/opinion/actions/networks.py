"""Where tickets come from: enough to see a burst, nothing that stays."""

import hashlib
import hmac
import ipaddress
import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from faden.opinion.models import NetworkKey, NetworkTrace, Ticket

KEPT = timedelta(days=7)


def trace(ticket: Ticket, address: str, now: datetime) -> None:
    """Keep a hash of the network (/24 or /48) that a ticket was made from, with a key of the day."""
    network = _network(address)
    if network is None:
        return
    day = timezone.localdate(now)
    key, _is_new = NetworkKey.objects.get_or_create(day=day, defaults={"key": secrets.token_bytes(32)})
    hashed = hmac.new(bytes(key.key), network.encode(), hashlib.sha256).hexdigest()
    NetworkTrace.objects.create(ticket=ticket, day=day, network_hash=hashed)


def forget_networks(now: datetime) -> int:
    """Delete what is older than seven days; returns how many traces."""
    before = timezone.localdate(now - KEPT)
    NetworkKey.objects.filter(day__lt=before).delete()
    return NetworkTrace.objects.filter(day__lt=before).delete()[0]


def _network(address: str) -> str | None:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))
