"""`faden demo`: sets up the example programme (or one's own document) in a database of its own run."""

import json
from datetime import date, time
from importlib.resources import files
from pathlib import Path
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import get_random_string

from faden.addresses.actions import Change
from faden.config.commands import bring_up_to_date, serving, taking
from faden.config.commands.reading import load
from faden.config.demo.binding import bind
from faden.config.demo.voting import ask, vote
from faden.dialogue import actions as dialogue
from faden.dialogue import indexing
from faden.dialogue.models import DialogueGroup
from faden.goals.actions import name_fields
from faden.intake import actions as intake
from faden.intake.models import DraftState
from faden.intake.reading import read_document
from faden.people.actions import invite
from faden.people.models import Membership, Person, Role
from faden.places.actions import load_gazetteer
from faden.places.gazetteer import read as read_gazetteer
from faden.programme.actions import edit_page, found
from faden.programme.models import Page, Programme

EMAIL = "demo@example.org"
OWN_INTRO = "Hier steht, was die Gruppen gesagt haben. Jeder Beitrag hat eine eigene Adresse und zeigt, woher er kommt."


def build(file: str | None, *, host: str, port: int) -> None:
    """Set up everything and say what to look at. Started again, it shows what is there already."""
    serving.check_port(host, port)
    data = load(file) if file else None
    if data is not None and file:
        # Said before anything is set up.
        read_document(data, Path(file).name)
    print(f"Einrichten in {settings.DATA} …", flush=True)
    bring_up_to_date()
    programme = _own(file) if file else example()
    person, password, codes = _visitor(programme)
    _tell(programme, person, password, codes, base=f"http://{host}:{port}")


def example() -> Programme:
    """Return the example programme, set up when it is new."""
    facts = _facts("programm.json")
    known = Programme.objects.filter(slug=facts["programme"]["slug"]).first()
    if known:
        print("Das Beispiel ist schon eingerichtet.")
        return known
    programme = found(
        city=facts["city"]["name"],
        name=facts["programme"]["name"],
        slug=facts["programme"]["slug"],
        intro=facts["programme"]["intro"],
        is_example=True,
        now=timezone.now(),
    )
    indexing.build(programme)
    city = programme.city
    city.ags, city.state = facts["city"]["ags"], facts["city"]["state"]
    city.save()
    for name in ("orte.geojson", "orte.csv"):
        load_gazetteer(programme, read_gazetteer((files("faden.config.demo") / name).read_bytes()))
    text = (files("faden.config.demo") / "ergebnisse.txt").read_bytes()
    _publish(programme, "ergebnisse.txt", text, dated_on=date.fromisoformat(facts["document"]["dated_on"]))
    change = Change(by=None, now=timezone.now())
    name_fields(programme, [(field["code"], field["name"]) for field in facts["fields"]], change=change)
    for group in DialogueGroup.objects.filter(programme=programme).select_related("address"):
        told = next(one for one in facts["groups"] if one["name"] == group.name)
        dialogue.edit_group(group, name=group.name, intro=told["intro"], change=change)
        for meeting in told["meetings"]:
            dialogue.add_meeting(
                group,
                title=meeting["title"],
                on=date.fromisoformat(meeting["on"]),
                begins=time.fromisoformat(meeting["begins"]),
                ends=time.fromisoformat(meeting["ends"]),
                place=meeting["place"],
                change=change,
            )
    for page in facts["pages"]:
        edit_page(
            Page.objects.get(programme=programme, slug=page["slug"]),
            title=page["title"],
            text=page["text"],
            now=timezone.now(),
        )
    bind(programme, facts)
    opinions = _facts("meinungsbilder.json")
    vote(programme, opinions, change=change)
    ask(programme, opinions, change=change)
    return programme


def _facts(name: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((files("faden.config.demo") / name).read_text(encoding="utf-8"))
    return facts


def _own(file: str) -> Programme:
    name = Path(file).stem.replace("_", " ").replace("-", " ").strip().title()
    known = Programme.objects.filter(name=name).first()
    if known:
        print(f"„{name}“ ist schon eingerichtet.")
        return known
    programme = found(city="Eigenes Dokument", name=name, intro=OWN_INTRO, now=timezone.now())
    indexing.build(programme)
    taking.take(file, programme=programme.slug, publish=True, columns=None)
    return programme


def _publish(programme: Programme, name: str, data: bytes, *, dated_on: date) -> None:
    now = timezone.now()
    draft = intake.take(programme=programme, name=name, data=data, by=None, now=now, dated_on=dated_on)
    intake.claim(draft.pk, now=now)
    draft.refresh_from_db()
    draft = intake.read(draft)
    assert draft.state == DraftState.READY, draft.failure
    intake.publish(draft, change=Change(by=None, now=now))


def _visitor(programme: Programme) -> tuple[Person, str, list[str]]:
    """Give the demo's administrator a new random password and new one-time codes."""
    password = get_random_string(14)
    membership: Membership = invite(
        programme=programme, email=EMAIL, name="Demo-Konto", role=Role.ADMINISTRATOR, password=password
    )
    person = membership.person
    person.set_password(password)
    person.save(update_fields=["password"])
    person.authenticator_set.all().delete()
    TOTP.activate(person, generate_totp_secret())
    codes: list[str] = RecoveryCodes.activate(person).get_unused_codes()
    return person, password, codes


def _tell(programme: Programme, person: Person, password: str, codes: list[str], *, base: str) -> None:
    root = base if Programme.objects.count() == 1 else f"{base}/{programme.slug}"
    first = DialogueGroup.objects.filter(programme=programme).select_related("address").order_by("-position").first()
    print(f"\n{programme} steht bereit:\n")
    print(f"  Start                {root}/")
    print(f"  Eine Gruppe          {root}/{first.address if first else 'G1'}")
    print(f"  Ein Beitrag          {root}/B83")
    print(f"  Alle Ziele           {root}/ziele/")
    print(f"  Synergien            {root}/synergien/")
    print(f"  Meinungsbild         {root}/U1")
    print(f"  Interessenfrage      {root}/F1")
    print(f"  Suchen               {root}/beitraege/?suche=platz")
    print(f"  Schreibtisch         {root}/schreibtisch/")
    print(f"\n  Anmelden mit         {person.email}")
    print(f"  Passwort             {password}")
    print(f"  Zweiter Schritt      {codes[0]}, {codes[1]}, {codes[2]} (jeder gilt einmal)\n", flush=True)
