"""`faden doctor`: what is missing or unsafe in this installation, and what to do about it."""

import json
import os
import smtplib
import stat
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.utils import timezone

from faden.config import condition, dumps, environment, running, schema
from faden.config.commands import restore
from faden.config.environment import Refused

GOOD, BAD, WORTH = "gut    ", "FEHLT  ", "ACHTUNG"
_GRADES = {GOOD: "good", BAD: "bad", WORTH: "worth_a_look"}
_FEW = 3

Findings = list[tuple[str, str]]


def examine(*, as_json: bool = False) -> int:
    """Print one line for each thing looked at, or everything as JSON; returns 1 if something is missing."""
    areas = {
        "database": _database(),
        "people": _people(),
        "files": [*_files(), *_originals()],
        "backups": _backups(),
        "web": [*_web(), *_mail()],
        "work": [*_worker(), *_work(), *_text_recognition()],
    }
    findings = [one for area in areas.values() for one in area]
    missing = sum(1 for grade, _ in findings if grade == BAD)
    worth = sum(1 for grade, _ in findings if grade == WORTH)
    if as_json:
        said = [{"area": area, "grade": _GRADES[grade], "text": text} for area in areas for grade, text in areas[area]]
        print(json.dumps({"version": schema.product_version(), "bad": missing, "findings": said}, ensure_ascii=False))
    else:
        tell(findings)
        print(f"\n{missing} fehlt, {worth} sollten Sie ansehen." if missing or worth else "\nAlles gut.")
    return 1 if missing else 0


def tell(findings: Findings) -> None:
    """Print one line for each finding."""
    for grade, sentence in findings:
        print(f"{grade} {sentence}")


def _database() -> Findings:
    kind = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    try:
        found = schema.standing()
    except DatabaseError as error:
        return [(BAD, f"Die Datenbank ({kind}) antwortet nicht: {str(error).splitlines()[0]}")]
    if found.unknown:
        sentence = f"Die Datenbank ist von einer neueren Fassung ({found.unknown[0]}). Bitte die neuere Fassung nehmen."
        return [(BAD, sentence)]
    if found.pending:
        command = "faden upgrade" if schema.holds_data() else "faden setup"
        return [(BAD, f"Der Datenbank fehlen {len(found.pending)} Änderungen. Bitte „{command}“ ausführen.")]
    well = (GOOD, f"Die Datenbank ({kind}) ist erreichbar und auf dem Stand dieser Fassung.")
    return [well, *(_postgresql() if kind == "PostgreSQL" else _sqlite())]


def _postgresql() -> Findings:
    number = schema.server_version()
    said = ".".join(map(str, number))
    ahead = condition.clock_difference()
    return [
        (GOOD, f"PostgreSQL {said}.")
        if number >= (15,)
        else (BAD, f"PostgreSQL {said} ist zu alt. Bitte auf 15 oder neuer umstellen."),
        (GOOD, "Die Uhren von Rechner und Datenbank gehen gleich.")
        if abs(ahead) <= condition.CLOCKS_DIFFER
        else (BAD, f"Die Uhr der Datenbank geht {ahead:+.0f} s anders als die hier. Bitte die Zeit abgleichen (NTP)."),
    ]


def _sqlite() -> Findings:
    facts = condition.sqlite_facts()
    found = [(WORTH, "SQLite genügt zum Ausprobieren. Für den Betrieb empfehlen wir PostgreSQL (FADEN_DATABASE_URL).")]
    if facts["check"] != "ok":
        found.append((BAD, f"Die Datenbank ist beschädigt ({facts['check']}). Bitte eine Sicherung zurückspielen."))
    if not facts["fts5"]:
        found.append((BAD, "Diesem SQLite fehlt die Volltextsuche (FTS5). Bitte ein anderes Python nehmen."))
    if facts["journal"] not in {"wal", "memory"}:
        found.append((WORTH, "SQLite schreibt ohne WAL. Liegt FADEN_DATA auf einem Netzlaufwerk? Bitte lokal ablegen."))
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
    data = Path(settings.DATA)
    free = condition.free_bytes()
    found: Findings = [
        (GOOD, f"{free / 2**30:.1f} GB frei in {data}.")
        if free >= condition.LEAST_FREE
        else (BAD, f"In {data} sind nur noch {free // 2**20} MB frei. Bitte Platz schaffen."),
        (GOOD, "Die Stilvorlage ist da.")
        if finders.find("web/faden.css")
        else (BAD, "Die Stilvorlage fehlt. Aus dem Quelltext: „make setup“."),
    ]
    if stat.S_IMODE(data.stat().st_mode) & 0o007:
        found.append((WORTH, f"Den Ordner {data} können alle auf diesem Rechner lesen. Bitte: chmod o-rwx {data}"))
    foreign = [path for path in [data, *data.iterdir()] if not os.access(path, os.R_OK | os.W_OK)]
    if foreign:
        found.append((BAD, f"{foreign[0]} gehört jemand anderem. Bitte dem Konto geben, unter dem Roter Faden läuft."))
    for left in data.glob(f"{restore.WORK}*"):
        found.append((BAD, f"Ein Zurückspielen wurde abgebrochen. Bitte wiederholen und dann {left} löschen."))
    if not settings.DEBUG and not Path(settings.STATIC_ROOT).is_dir():
        found.append((WORTH, "Die Stilvorlagen sind noch nicht ausgelegt; das tut „faden serve“ oder „faden upgrade“."))
    for code, name in settings.LANGUAGES:
        catalogue = files("faden.web") / "locale" / code / "LC_MESSAGES" / "django.mo"
        if code != settings.LANGUAGE_CODE and not catalogue.is_file():
            found.append((BAD, f"Die Übersetzung fehlt: {name}. Aus dem Quelltext: „make setup“."))
    return found


def _originals() -> Findings:
    try:
        damaged = list(condition.damaged_files())
    except DatabaseError:
        return []
    said = {"missing": "fehlt", "changed": "hat sich geändert"}
    found: Findings = [
        (BAD, f"{Path(settings.MEDIA_ROOT) / name} {said[how]}. Bitte aus einer Sicherung holen.")
        for name, how in damaged[:_FEW]
    ]
    if len(damaged) > _FEW:
        found.append((BAD, f"Ebenso {len(damaged) - _FEW} weitere Dateien."))
    return found or [(GOOD, "Alle Originale sind da und unverändert.")]


def _backups() -> Findings:
    made = condition.last_backup()
    found: Findings = []
    if connection.vendor == "postgresql":
        try:
            dumps.require_programs()
        except (Refused, DatabaseError) as error:
            found.append((BAD, str(error)))
    if made is None:
        return [*found, (WORTH, "Es gibt noch keine Sicherung. Bitte „faden backup“ jede Nacht ausführen lassen.")]
    said = f"Die letzte Sicherung ist vom {timezone.localtime(made):%d.%m.%Y, %H:%M} Uhr."
    if timezone.now() - made > condition.BACKUP_IS_OLD:
        return [*found, (BAD, f"{said} Bitte nachsehen, warum seither keine gelang.")]
    return [*found, (GOOD, said)]


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
    secret = settings.DATA / "secret-key"
    if os.environ.get("FADEN_SECRET_KEY"):
        found.append((GOOD, "Der geheime Schlüssel kommt aus der Umgebung."))
    elif secret.exists() and stat.S_IMODE(secret.stat().st_mode) & 0o077:
        found.append((BAD, f"Den geheimen Schlüssel können andere lesen. Bitte: chmod 600 {secret}"))
    else:
        found.append((GOOD, f"Der geheime Schlüssel liegt in {secret}."))
    return found


def _mail() -> Findings:
    if not environment.text("FADEN_MAIL_URL"):
        return [(WORTH, f"Mails landen in {settings.EMAIL_FILE_PATH}. Zum Versenden FADEN_MAIL_URL setzen.")]
    try:
        with get_connection(timeout=5):
            return [(GOOD, "Mails gehen hinaus.")]
    except (OSError, smtplib.SMTPException) as error:
        return [(BAD, f"Der Mailserver nimmt nichts an ({error}). Bitte FADEN_MAIL_URL prüfen.")]


def _worker() -> Findings:
    age = running.worker_age()
    if age is None or age >= condition.WORKER_IS_LATE:
        return [(WORTH, "Im Hintergrund arbeitet niemand. Bitte „faden serve“ oder „faden worker“ starten.")]
    return [(GOOD, "Im Hintergrund arbeitet jemand.")]


def _work() -> Findings:
    from faden.intake.models import Draft, DraftState
    from faden.intake.queries import abandoned
    from faden.opinion.models import Reckoning

    now = timezone.now()
    try:
        left = abandoned(now).count()
        waiting = Draft.objects.filter(state=DraftState.WAITING).count()
        failed = condition.failed_jobs(since=now - timedelta(days=7))
        pictures = Reckoning.objects.exclude(failure="").count()
    except DatabaseError:
        return []
    found: Findings = []
    if failed:
        found.append(
            (WORTH, f"{failed} Arbeiten im Hintergrund sind in dieser Woche gescheitert. Bitte im Log nachsehen.")
        )
    if pictures:
        found.append(
            (
                BAD,
                f"{pictures} Meinungsbild(er) konnten nicht gerechnet werden. Alle Stimmen sind sicher. "
                "Bitte im Log nachsehen und den Fehler melden.",
            )
        )
    if left:
        found.append((WORTH, f"{left} Dokument(e) blieben beim Lesen liegen. „faden worker“ nimmt sie wieder auf."))
    elif waiting:
        found.append((WORTH, f"{waiting} Dokument(e) warten auf das Lesen. Läuft „faden serve“ oder „faden worker“?"))
    else:
        found.append((GOOD, "Kein Dokument wartet auf das Lesen."))
    return found


def _text_recognition() -> Findings:
    known = condition.text_recognition()
    if known is None:
        return [
            (WORTH, "Gescannte PDF werden nicht gelesen. Unter Debian: apt install tesseract-ocr tesseract-ocr-deu")
        ]
    if "deu" not in known:
        return [(WORTH, "Tesseract kann kein Deutsch. Unter Debian: apt install tesseract-ocr-deu")]
    return [(GOOD, "Gescannte PDF werden gelesen (Tesseract, Deutsch).")]
