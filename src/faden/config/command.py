"""The command `faden`: its words and what each of them starts.

Each command imports what it needs when it runs, so that `faden read` starts without Django.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

DESCRIPTION = "Roter Faden: vom gesprochenen Beitrag zur Antwort der Stadt, und zurück."


# What argparse says, and how we say it.
_SAYINGS = (
    (r"the following arguments are required: (.*)", r"Es fehlt: \1."),
    (r"unrecognized arguments: (.*)", r"Das kennt dieser Befehl nicht: \1."),
    (r"argument [A-Z]*: invalid choice: ('[^']*').*", r"Den Befehl \1 gibt es nicht."),
    (r"argument (.*): invalid choice: ('[^']*').*", r"\1 kennt \2 nicht."),
    (r"argument (.*): expected .*argument.*", r"Nach \1 fehlt ein Wert."),
    (r"argument (.*): invalid (?:int|float) value: ('[^']*')", r"\1 braucht eine Zahl, nicht \2."),
)


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks German."""

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "Aufruf:", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "Aufruf:", 1)

    def error(self, message: str) -> NoReturn:
        for pattern, saying in _SAYINGS:
            message = re.sub(f"^{pattern}$", saying, message)
        print(f"{message} „{self.prog} --help“ zeigt, wie es geht.", file=sys.stderr)
        sys.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="faden", description=DESCRIPTION, add_help=False)
    _german(parser)
    commands = parser.add_subparsers(dest="command", metavar="BEFEHL", title="Befehle")

    def add(name: str, summary: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=summary, description=summary, add_help=False)
        _german(made)
        return made

    read = add("read", "Ein Ergebnisdokument lesen und zeigen, was darin steht. Braucht keine Datenbank.")
    read.add_argument(
        "file",
        metavar="DATEI",
        help="PDF, DOCX, ODT, XLSX, ODS, CSV, HTML, Markdown, Text oder ein eigener Export (JSON)",
    )
    read.add_argument("--json", action="store_true", help="alles als JSON ausgeben")
    read.add_argument(
        "--columns",
        metavar="LISTE",
        help="was in den Spalten steht, von links, mit Kommas: group, goals, question, assessment, proposal, "
        "chance, challenge, solution, synergy, number, ignore",
    )

    take = add("import", "Ein Ergebnisdokument als Entwurf in ein Programm übernehmen.")
    take.add_argument(
        "file",
        metavar="DATEI",
        help="PDF, DOCX, ODT, XLSX, ODS, CSV, HTML, Markdown, Text oder ein eigener Export (JSON)",
    )
    take.add_argument("--programme", metavar="NAME", required=True, help="Name oder Kurzname des Programms")
    take.add_argument("--version-of", metavar="TITEL", help="als neue Fassung dieses Dokuments, das schon da ist")
    take.add_argument("--publish", action="store_true", help="gleich veröffentlichen (Namen bleiben verdeckt)")
    take.add_argument("--columns", metavar="LISTE", help="wie bei „faden read“")

    places = add("places", "Das Ortsverzeichnis einer Stadt (GeoJSON oder CSV) in ein Programm laden.")
    places.add_argument("file", metavar="DATEI", help="Stadtteile, Straßen, Einrichtungen; siehe docs/places.md")
    places.add_argument("--programme", metavar="NAME", required=True, help="Name oder Kurzname des Programms")
    places.add_argument("--check", action="store_true", help="nur prüfen, nichts speichern")

    _with_tasks(add)

    give = add("export", "Die veröffentlichten Ergebnisse eines Programms als Datei ausgeben.")
    give.add_argument("--group", metavar="GRUPPE", help="nur diese Gruppe: ihr Name oder ihre Adresse, zum Beispiel G3")
    give.add_argument(
        "--format", metavar="FORMAT", help="pdf, docx, xlsx, ods, csv, json oder html; sonst nach der Endung"
    )
    give.add_argument("-o", "--output", metavar="DATEI", help="wohin; „-“ gibt sie auf der Standardausgabe aus")
    give.add_argument("--programme", metavar="NAME", help="Name oder Kurzname, wo es mehrere Programme gibt")

    setup = add("setup", "Datenbank einrichten, Programm und erste Administration anlegen.")
    setup.add_argument("--city", metavar="STADT", help="Name der Stadt")
    setup.add_argument("--programme", metavar="NAME", help="Name des Programms, zum Beispiel „Bottrop 2030+“")
    setup.add_argument("--name", metavar="NAME", help="Name der Person, die das Programm verwaltet")
    setup.add_argument("--email", metavar="ADRESSE", help="ihre E-Mail-Adresse")

    serve = add("serve", "Die Seiten ausliefern und im Hintergrund arbeiten.")
    _serving(serve)
    serve.add_argument("--no-worker", action="store_true", help="ohne die Arbeit im Hintergrund (dafür „faden worker“)")

    demo = add("demo", "Ein Beispielprogramm (oder ein eigenes Dokument) einrichten und zeigen.")
    demo.add_argument("file", metavar="DATEI", nargs="?", help="eigenes Ergebnisdokument statt des Beispiels")
    _serving(demo)

    add("worker", "Nur die Arbeit im Hintergrund erledigen (sonst startet „faden serve“ sie mit).")
    _keeping(add)
    return parser


def _with_tasks(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands that have tasks of their own; these modules load Django when it is needed."""
    from faden.config.commands import comparing, mapping, personal

    for name, summary, module in (
        ("synergy", "Paare vergleichen: rank, evaluate, near. Braucht keine Datenbank.", comparing),
        ("opinion", "Meinungsbilder: landscape (braucht keine Datenbank), import, export.", mapping),
        ("person", "Was über eine Person gespeichert ist: export (Auskunft), erase (Löschen).", personal),
    ):
        tasks = add(name, summary).add_subparsers(dest="task", metavar="AUFGABE", title="Aufgaben", required=True)

        def task(name: str, summary: str, tasks: Any = tasks) -> argparse.ArgumentParser:
            made: argparse.ArgumentParser = tasks.add_parser(name, help=summary, description=summary, add_help=False)
            _german(made)
            return made

        module.add_arguments(task)


def _keeping(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add the commands that keep an installation well."""
    backup = add("backup", "Datenbank und Dateien in einer Datei sichern, auch während der Server läuft.")
    backup.add_argument("-o", "--output", metavar="ORT", help="Datei oder Ordner; sonst FADEN_DATA/backups")
    backup.add_argument("--keep", type=int, metavar="ZAHL", help="im Ordner nur so viele Sicherungen behalten")
    backup.add_argument("--with-secret", action="store_true", help="den geheimen Schlüssel mit hineinlegen")
    backup.add_argument("--check", metavar="DATEI", help="nur prüfen, ob diese Sicherung vollständig ist")

    restore = add("restore", "Eine Sicherung zurückspielen, ganz oder gar nicht. Der Server muss dazu ruhen.")
    restore.add_argument("file", metavar="DATEI", help="die Sicherung")
    restore.add_argument("--replace", action="store_true", help="auch wenn schon Daten da sind; sie werden gesichert")
    restore.add_argument("--discard", action="store_true", help="was da ist, nicht vorher sichern")

    upgrade = add("upgrade", "Nach einer neuen Fassung: prüfen, sichern, Datenbank auf den Stand bringen.")
    upgrade.add_argument("--check", action="store_true", help="nur prüfen, nichts ändern")

    doctor = add("doctor", "Nachsehen, was dieser Installation fehlt oder was an ihr unsicher ist.")
    doctor.add_argument("--json", action="store_true", help="alles als JSON ausgeben")


def _german(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="diese Hilfe zeigen")
    parser._optionals.title = "Angaben"
    parser._positionals.title = "Was"


def _serving(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", metavar="ADRESSE", help="worauf gehört wird (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, metavar="ZAHL", help="Port (8000)")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Refusals end with one sentence on stderr and code 2."""
    parser = _parser()
    options = parser.parse_args(argv)
    if options.command is None:
        parser.print_help()
        return 0
    from faden.config.environment import Refused
    from faden.intake.readers.blocks import Unreadable

    try:
        code = _run(options)
        sys.stdout.flush()
        return code
    except (Refused, Unreadable) as refused:
        print(refused, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever reads ("| head") has seen enough; nothing more may be written at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(options: argparse.Namespace) -> int:
    if options.command == "read":
        from faden.config.commands import reading

        return reading.read(options.file, as_json=options.json, columns=options.columns)
    if options.command == "synergy":
        from faden.config.commands import comparing

        return comparing.run(options)
    if options.command == "opinion":
        from faden.config.commands import mapping

        return mapping.run(options)
    if options.command == "person":
        from faden.config.commands import personal

        return personal.run(options)
    from faden.config import commands

    commands.start_django()
    if options.command in ("import", "export", "places", "worker"):
        commands.require_database()
    if options.command == "import":
        from faden.config.commands import taking

        return taking.take(
            options.file,
            programme=options.programme,
            publish=options.publish,
            columns=options.columns,
            version_of=options.version_of,
        )
    if options.command == "places":
        from faden.config.commands import placing

        return placing.place(options.file, programme=options.programme, check=options.check)
    if options.command == "export":
        from faden.config.commands import exporting

        return exporting.export(
            programme=options.programme, group=options.group, ending=options.format, output=options.output
        )
    if options.command == "setup":
        from faden.config.commands import founding

        return founding.set_up(city=options.city, programme=options.programme, name=options.name, email=options.email)
    if options.command in ("backup", "restore", "upgrade", "doctor"):
        return _keep(options)
    from faden.config.commands import serving

    if options.command == "worker":
        return serving.work()
    if options.command == "demo":
        from faden.config.demo import building

        building.build(options.file, host=options.host, port=options.port)
    return serving.serve(host=options.host, port=options.port, worker=not getattr(options, "no_worker", False))


def _keep(options: argparse.Namespace) -> int:
    if options.command == "backup":
        from faden.config.commands import backup

        if options.check:
            return backup.check(options.check)
        return backup.backup(output=options.output, with_secret=options.with_secret, keep=options.keep)
    if options.command == "restore":
        from faden.config.commands import restore

        return restore.restore(options.file, replace=options.replace, discard=options.discard)
    if options.command == "upgrade":
        from faden.config.commands import upgrade

        return upgrade.upgrade(check=options.check)
    from faden.config.commands import doctor

    return doctor.examine(as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
