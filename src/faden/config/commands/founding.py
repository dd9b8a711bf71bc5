"""`faden setup`: database, programme, first administrator."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from faden.config.commands import bring_up_to_date
from faden.config.environment import Refused
from faden.dialogue import indexing
from faden.people.actions import invite
from faden.people.models import Person, Role
from faden.programme.actions import NameTaken, found
from faden.programme.models import Programme


def set_up(*, city: str | None, programme: str | None, name: str | None, email: str | None) -> int:
    """Set up what is missing; asks for what was not said when somebody sits at the keyboard."""
    print("Datenbank und Dateien werden eingerichtet …")
    bring_up_to_date()
    town = _ask("Stadt", city)
    title = _ask("Name des Programms", programme)
    target = Programme.objects.filter(name__iexact=title).first()
    if target is None:
        try:
            target = found(city=town, name=title, now=timezone.now())
            indexing.build(target)
        except NameTaken as taken:
            raise Refused(str(taken)) from None
        print(f"Programm „{target}“ ist angelegt.")
    who = _ask("Name der Person, die es verwaltet", name)
    address = _ask("Ihre E-Mail-Adresse", email)
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(f"„{address}“ ist keine E-Mail-Adresse.") from None
    known = Person.objects.filter(email__iexact=address).exists()
    invite(
        programme=target,
        email=address,
        name=who,
        role=Role.ADMINISTRATOR,
        password="" if known else _password(Person(email=address, name=who)),
    )
    print(f"{who} kann sich anmelden. Beim ersten Mal wird der zweite Schritt eingerichtet.")
    print("Weiter mit „faden serve“, und „faden doctor“ sieht nach, ob alles sicher ist.")
    return 0


def _ask(question: str, given: str | None) -> str:
    if given and given.strip():
        return given.strip()
    if not sys.stdin.isatty():
        raise Refused(f"Es fehlt: {question}. Bitte als Angabe mitgeben, „faden setup --help“ zeigt wie.")
    while not (answer := input(f"{question}: ").strip()):
        pass
    return answer


def _password(person: Person) -> str:
    if not sys.stdin.isatty():
        first = sys.stdin.readline().rstrip("\n")
        if not first:
            raise Refused("Es fehlt: das Passwort. Bitte als erste Zeile auf die Standardeingabe geben.")
        _check(first, person)
        return first
    while True:
        first = getpass.getpass("Passwort (mindestens 12 Zeichen): ")
        try:
            _check(first, person)
        except Refused as refused:
            print(refused)
            continue
        if getpass.getpass("Noch einmal: ") == first:
            return first
        print("Die beiden Eingaben sind verschieden.")


def _check(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
