"""`faden opinion`: a picture of opinion from files of votes, which needs no database; conversations in and out."""

import argparse
import sys
from collections.abc import Callable

from faden.config import commands
from faden.config.commands.reading import load


def run(options: argparse.Namespace) -> int:
    """Do one of the tasks. Raises Refused or Unreadable with a German sentence."""
    if options.task == "landscape":
        return _landscape(options)
    commands.start_django()
    commands.require_database()
    from faden.config.commands import opinions

    if options.task == "import":
        return opinions.take(options.files, programme=options.programme, title=options.title, publish=options.publish)
    return opinions.give(
        options.conversation, programme=options.programme, output=options.output, complete=options.complete
    )


def _landscape(options: argparse.Namespace) -> int:
    from faden.opinion import lines

    votes, comments = load(options.file), load(options.comments) if options.comments else None
    sys.stdout.write(f"{lines.told(votes, comments, mode=options.mode, as_json=options.json)}\n")
    return 0


def add_arguments(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Describe the tasks to the parser of the command line."""
    made = add("landscape", "Karte, Gruppen, Gemeinsames und Trennendes aus einer Datei mit Stimmen.")
    made.add_argument("file", metavar="DATEI", help="votes.csv oder participants-votes.csv, wie Polis sie gibt")
    made.add_argument("--comments", metavar="DATEI", help="comments.csv; was nicht zugelassen ist, bleibt weg")
    made.add_argument("--mode", default="faden", choices=("faden", "polis"), metavar="ART", help="faden oder polis")
    made.add_argument("--json", action="store_true", help="alles als JSON ausgeben")
    take = add("import", "Ein Meinungsbild aus den Dateien eines Polis-Exports übernehmen.")
    take.add_argument(
        "files",
        nargs="+",
        metavar="DATEI",
        help="das ZIP, oder comments.csv und votes.csv oder participants-votes.csv; dazu summary.csv",
    )
    take.add_argument("--programme", metavar="NAME", required=True, help="Name oder Kurzname des Programms")
    take.add_argument("--title", metavar="TITEL", default="", help="sonst der aus summary.csv")
    take.add_argument("--publish", action="store_true", help="gleich veröffentlichen")

    give = add("export", "Alle Stimmen eines Meinungsbilds als Polis-Dateien, mit neuen Pseudonymen.")
    give.add_argument("conversation", metavar="ADRESSE", help="die Adresse des Meinungsbilds, zum Beispiel U3")
    give.add_argument("-o", "--output", metavar="DATEI", help="wohin; „-“ gibt sie auf der Standardausgabe aus")
    give.add_argument("--programme", metavar="NAME", help="Name oder Kurzname, wo es mehrere Programme gibt")
    give.add_argument(
        "--complete",
        action="store_true",
        help="mit genauen Zeiten und damit, wer welche Aussage schrieb: nur zum Umzug auf einen anderen Server",
    )
