"""`faden synergy`: pairs that may belong together, from files and to the screen. Needs no database."""

import argparse
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

from faden.config import environment
from faden.config.commands.reading import load
from faden.config.environment import Refused
from faden.synergy.finding.embedders import Embedder, NotAvailable
from faden.synergy.finding.embedders.tiers import AUTO, CHOICES, tiers

Read = TypeVar("Read")


def run(options: argparse.Namespace) -> int:
    """Do one of rank, evaluate, near. Raises Refused with a German sentence."""
    try:
        return {"rank": _rank, "evaluate": _evaluate, "near": _near}[options.task](options)
    except NotAvailable as missing:
        raise Refused(str(missing)) from missing


def _models(choice: str) -> list[Embedder]:
    url, key = environment.endpoint("FADEN_SYNERGY_ENDPOINT", "FADEN_SYNERGY_ENDPOINT_KEY")
    if choice == "endpoint" and not url:
        raise Refused("Bitte den Dienst angeben: FADEN_SYNERGY_ENDPOINT=https://rechner/v1/embeddings")
    model, prefix = environment.text("FADEN_SYNERGY_MODEL_NAME"), environment.prefix("FADEN_SYNERGY_MODEL_PREFIX")
    return tiers(choice, url=url, key=key, model=model, prefix=prefix)


def _rank(options: argparse.Namespace) -> int:
    from faden.synergy.finding import lines, ranking

    items = _read(options.file, lines.read_items)
    pairs = ranking.rank(items, embedders=_models(options.embedder), top=options.top)
    _write(lines.pair_lines(pairs))
    return 0


def _near(options: argparse.Namespace) -> int:
    from faden.synergy.finding import lines, near

    texts, queries = _read(options.file, lines.read_texts), _read(options.queries, lines.read_texts)
    found = near.near(texts, queries, embedders=_models(options.embedder), top=options.top or 10)
    _write(lines.near_lines(texts, queries, found))
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from faden.synergy.finding import evaluation, lines

    scores = _read(options.file, lines.read_scores)
    labels = _read(options.gold or options.file, lambda rows: lines.read_labels(rows, least=options.least))
    try:
        figures = evaluation.evaluate(evaluation.Scored.of(scores, labels))
    except ValueError:
        raise Refused(
            "Zum Messen braucht es Paare, die zusammengehören, und andere. Die Angaben stehen in „grade“ oder „label“, "
            "in dieser Datei oder in der von --gold."
        ) from None
    for name, figure in figures.items():
        print(f"{name:16} {figure.value:.3f}   95 %: {figure.low:.3f} bis {figure.high:.3f}")
    return 0


def _read(file: str, read: Callable[[Iterable[str]], Read]) -> Read:
    from faden.synergy.finding.lines import NotReadable

    try:
        data = sys.stdin.buffer.read() if file == "-" else load(file)
        return read(data.decode("utf-8-sig").splitlines())
    except UnicodeDecodeError:
        raise Refused(f"„{file}“ ist kein Text in UTF-8. Bitte speichern Sie die Datei so.") from None
    except NotReadable as error:
        raise Refused(f"„{file}“: {error}") from error


def _write(found: Iterable[str]) -> None:
    found = iter(found)
    while portion := list(islice(found, 1000)):
        sys.stdout.write("\n".join(portion) + "\n")


def add_arguments(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Describe the three tasks to the parser of the command line."""
    rank = add("rank", "Paare aus verschiedenen Gruppen, die zusammengehören könnten, die besten zuerst.")
    rank.add_argument("file", metavar="DATEI", help='je Zeile {"id","group","kind","code"?,"text"}; „-“: Eingabe')
    evaluate = add("evaluate", "Messen, wie gut eine Rangfolge die Paare findet, die Menschen zusammengehörig nannten.")
    evaluate.add_argument("file", metavar="DATEI", help='je Zeile {"a","b","score"}, dazu „grade“ oder „label“')
    evaluate.add_argument("--gold", metavar="DATEI", help='die Urteile: je Zeile {"a","b","grade"}')
    evaluate.add_argument("--least", type=float, default=1, metavar="ZAHL", help="ab welchem Grad ein Paar gilt (1)")
    near = add("near", "Zu jeder Anfrage die Texte, die ihr am nächsten sind.")
    near.add_argument("file", metavar="DATEI", help='je Zeile {"text"}')
    near.add_argument("--queries", metavar="DATEI", required=True, help='je Zeile {"text"}')
    for one in (rank, near):
        one.add_argument("--embedder", default=AUTO, choices=CHOICES, metavar="MODELL", help=f"{', '.join(CHOICES)}")
        one.add_argument("--top", type=int, metavar="ZAHL", help="nur so viele")
