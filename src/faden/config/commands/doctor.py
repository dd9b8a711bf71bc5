"""`faden doctor`: what is missing or unsafe in this installation."""

import os
import shutil
import stat

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from faden.config import environment

GOOD, BAD, WORTH = "gut    ", "FEHLT  ", "ACHTUNG"


def examine() -> int:
    """Print one line for each thing looked at; returns 1 if something is missing."""
    findings = [*_database(), *_people(), *_files(), *_web(), *_work()]
    for grade, sentence in findings:
        print(f"{grade} {sentence}")
    missing = sum(1 for grade, _ in findings if grade == BAD)
    worth = sum(1 for grade, _ in findings if grade == WORTH)
    print(f"\n{missing} fehlt, {worth} sollten Sie ansehen." if missing or worth else "\nAlles gut.")
    return 1 if missing else 0


Findings = list[tuple[str, str]]


def _database() -> Findings:
    kind = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return [(BAD, f"Die Datenbank ({kind}) antwortet nicht: {str(error).splitlines()[0]}")]
    found: Findings = [
        (BAD, f"Der Datenbank fehlen {len(plan)} Änderungen. Bitte „faden setup“ ausführen.")
        if plan
        else (GOOD, f"Die Datenbank ({kind}) ist erreichbar und auf dem Stand dieser Fassung.")
    ]
    if kind == "SQLite":
        found.append(
            (WORTH, "SQLite genügt zum Ausprobieren. Für den Betrieb empfehlen wir PostgreSQL (FADEN_DATABASE_URL).")
        )
    return found


def _people() -> Findings:
    from allauth.mfa.models import Authenticator

    from faden.people.models import Membership, Role
    from faden.programme.models import Page, Programme

    try:
        programmes = Programme.objects.count()
        staff = Membership.objects.filter(role__in=[Role.ADMINISTRATOR, Role.FACILITATOR])
        administrators = staff.filter(role=Role.ADMINISTRATOR, person__is_active=True).count()
        secured = Authenticator.objects.filter(type="totp").values("user")
        unsecured = staff.exclude(person__in=secured).count()
        unfinished = Page.objects.filter(text__icontains="bitte am Schreibtisch ergänzen").count()
    except DatabaseError:
        return []
    return [
        (GOOD, f"{programmes} Programm(e) eingerichtet.")
        if programmes
        else (BAD, "Kein Programm. Bitte „faden setup“ ausführen."),
        (GOOD, f"{administrators} Person(en) in der Administration.")
        if administrators
        else (BAD, "Niemand in der Administration. Bitte „faden setup“ ausführen."),
        (
            WORTH,
            f"{unsecured} Person(en) haben den zweiten Schritt noch nicht eingerichtet; ihr Schreibtisch ist bis dahin zu.",
        )
        if unsecured
        else (GOOD, "Alle Mitglieder haben den zweiten Schritt eingerichtet."),
        (WORTH, f"{unfinished} Pflichtseiten (Impressum, Datenschutz …) sind noch nicht ausgefüllt.")
        if unfinished
        else (GOOD, "Die Pflichtseiten sind ausgefüllt."),
    ]


def _files() -> Findings:
    found: Findings = []
    mode = stat.S_IMODE(settings.DATA.stat().st_mode)
    if mode & 0o007:
        found.append(
            (
                WORTH,
                f"Den Ordner {settings.DATA} können alle auf diesem Rechner lesen. Bitte: chmod o-rwx {settings.DATA}",
            )
        )
    free = shutil.disk_usage(settings.DATA).free // 2**30
    found.append(
        (GOOD, f"{free} GB frei in {settings.DATA}.")
        if free >= 1
        else (BAD, f"In {settings.DATA} ist kein Platz mehr.")
    )
    found.append(
        (GOOD, "Die Stilvorlage ist da.")
        if finders.find("web/faden.css")
        else (BAD, "Die Stilvorlage fehlt. Aus dem Quelltext: „make setup“.")
    )
    return found


def _web() -> Findings:
    found: Findings = []
    local = set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}
    if settings.DEBUG:
        found.append((BAD, "FADEN_DEBUG ist an: Fehlerseiten zeigen Innereien. Bitte abschalten."))
    if "*" in settings.ALLOWED_HOSTS:
        found.append((WORTH, "FADEN_HOSTS erlaubt jeden Namen. Bitte den Namen der Seite angeben."))
    elif local:
        found.append(
            (WORTH, "Nur auf diesem Rechner erreichbar. Für andere FADEN_HOSTS setzen, zum Beispiel faden.stadt.de.")
        )
    found.append(
        (GOOD, "Verschlüsselt (FADEN_HTTPS).")
        if settings.HTTPS
        else (
            WORTH if local else BAD,
            "Ohne Verschlüsselung. Hinter einem Webserver mit HTTPS bitte FADEN_HTTPS=1 setzen.",
        )
    )
    found.append(
        (GOOD, "Mails gehen hinaus.")
        if environment.text("FADEN_MAIL_URL")
        else (WORTH, f"Mails landen in {settings.EMAIL_FILE_PATH}. Zum Versenden FADEN_MAIL_URL setzen.")
    )
    found.append(
        (GOOD, "Der geheime Schlüssel kommt aus der Umgebung.")
        if os.environ.get("FADEN_SECRET_KEY")
        else (GOOD, f"Der geheime Schlüssel liegt in {settings.DATA / 'secret-key'}.")
    )
    return found


def _work() -> Findings:
    from faden.intake.models import Draft, DraftState
    from faden.intake.queries import abandoned

    try:
        left = abandoned(timezone.now()).count()
        waiting = Draft.objects.filter(state=DraftState.WAITING).count()
    except DatabaseError:
        return []
    if left:
        return [(WORTH, f"{left} Dokument(e) blieben beim Lesen liegen. „faden worker“ nimmt sie wieder auf.")]
    if waiting:
        return [(WORTH, f"{waiting} Dokument(e) warten auf das Lesen. Läuft „faden serve“ oder „faden worker“?")]
    return [(GOOD, "Kein Dokument wartet auf das Lesen.")]
