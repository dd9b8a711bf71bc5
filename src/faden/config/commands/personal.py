"""`faden person`: what an installation knows of a person, as a file, or erased (Art. 15, 17, 20 DSGVO)."""

import argparse
import io
import json
import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from faden.config import commands
from faden.config.environment import Refused

if TYPE_CHECKING:
    from faden.people.models import Person

ROOMS = ("opinion", "synergy", "intake", "dialogue", "places", "addresses", "people")
"""From the highest floor down: a person goes last."""


def run(options: argparse.Namespace) -> int:
    """Do one task; returns the exit code."""
    commands.start_django()
    commands.require_database()
    if options.task == "export":
        return export(options.email, output=options.output)
    return erase(options.email, is_sure=options.yes)


def export(email: str, *, output: str | None) -> int:
    """Write all that is known of who has this address, as JSON. Raises Refused where nothing is."""
    from faden.config.commands.exporting import keep
    from faden.opinion.queries.interest import interests_of
    from faden.post import privacy as post

    person = _person(email)
    found: dict[str, Any] = {}
    if person is not None:
        found = {room: _privacy(room).export(person) for room in ROOMS}
    else:
        found["opinion"] = {"interests": interests_of(email)}
    found["post"] = post.export(email)
    if person is None and not any(any(known.values()) for known in found.values()):
        raise Refused(f"Über „{email}“ ist hier nichts bekannt.")
    data = json.dumps(found, default=str, ensure_ascii=False, indent=2).encode()
    file = io.BytesIO()
    file.write(data)
    keep(file, output, "auskunft.json")
    return 0


def erase(email: str, *, is_sure: bool) -> int:
    """Forget who has this address, in all rooms or in none. Asks before, unless `is_sure`."""
    from django.db import transaction

    from faden.opinion.actions.interest import erase_interests
    from faden.opinion.queries.interest import interests_of
    from faden.post import privacy as post

    person = _person(email)
    if person is None and not interests_of(email) and not any(post.export(email).values()):
        raise Refused(f"Über „{email}“ ist hier nichts bekannt.")
    if not is_sure:
        print(f"Alles über „{email}“ wird gelöscht: Konto, Stimmen, Interesse, E-Mails; der Name geht aus dem Verlauf.")
        if not sys.stdin.isatty() or input("Wirklich löschen? (ja/nein) ").strip().lower() != "ja":
            raise Refused("Nichts gelöscht. Ohne Rückfrage geht es mit --yes.")
    with transaction.atomic():
        erase_interests(email)
        post.erase(email)
        if person is not None:
            for room in ROOMS:
                _privacy(room).erase(person)
    print("Gelöscht. Stimmen verschwinden mit der nächsten Berechnung auch aus den Meinungsbildern.")
    return 0


def _person(email: str) -> "Person | None":
    from faden.people.models import Person

    return Person.objects.filter(email__iexact=email).first()


def _privacy(room: str) -> Any:
    return import_module(f"faden.{room}.privacy")


def add_arguments(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the tasks of `faden person`."""
    give = add("export", "Alles, was über eine Person gespeichert ist, als Datei ausgeben (Auskunft).")
    give.add_argument("email", metavar="ADRESSE", help="E-Mail-Adresse der Person")
    give.add_argument("-o", "--output", metavar="DATEI", help="wohin; „-“ gibt sie auf der Standardausgabe aus")
    forget = add("erase", "Alles über eine Person löschen.")
    forget.add_argument("email", metavar="ADRESSE", help="E-Mail-Adresse der Person")
    forget.add_argument("--yes", action="store_true", help="ohne Rückfrage")
