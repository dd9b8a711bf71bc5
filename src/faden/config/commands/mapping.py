"""`faden opinion`: a picture of opinion from files of votes. Needs no database."""

import argparse
import sys
from collections.abc import Callable

from faden.config.commands.reading import load


def run(options: argparse.Namespace) -> int:
    """Print the picture of a file of votes. Raises Refused or Unreadable with a German sentence."""
    from faden.opinion import lines

    votes, comments = load(options.file), load(options.comments) if options.comments else None
    sys.stdout.write(f"{lines.told(votes, comments, mode=options.mode, as_json=options.json)}\n")
    return 0


def add_arguments(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Describe the task to the parser of the command line."""
    made = add("landscape", "Karte, Gruppen, Gemeinsames und Trennendes aus einer Datei mit Stimmen.")
    made.add_argument("file", metavar="DATEI", help="votes.csv oder participants-votes.csv, wie Polis sie gibt")
    made.add_argument("--comments", metavar="DATEI", help="comments.csv; was nicht zugelassen ist, bleibt weg")
    made.add_argument("--mode", default="faden", choices=("faden", "polis"), metavar="ART", help="faden oder polis")
    made.add_argument("--json", action="store_true", help="alles als JSON ausgeben")
