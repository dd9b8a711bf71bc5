"""HTML: one page that needs nothing else."""

from collections.abc import Iterator
from html import escape

from faden.intake.readers.exported import HEADS
from faden.opendata.layout import Export, Line, lines

_STYLE = """
body { font: .9375rem/1.4 system-ui, sans-serif; margin: 1.5rem; color: #1a1a1a; background: #fff; hyphens: auto; }
caption { text-align: left; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .375rem .5rem .375rem 0; border-bottom: 1px solid #bbb; overflow-wrap: break-word; min-width: 8rem; }
thead th { position: sticky; top: 0; background: #fff; border-bottom: 2px solid #1a1a1a; hyphens: manual; overflow-wrap: normal; }
th:nth-child(odd), td:nth-child(odd) { min-width: 0; width: 1%; font-size: .75rem; line-height: 1.75; color: #444; overflow-wrap: normal; hyphens: manual; }
tbody { border-top: 2px solid #1a1a1a; }
@page { size: landscape; }
@media print { body { margin: 0; font-size: 8pt; } thead th { position: static; } }
"""


def pieces(export: Export) -> Iterator[str]:
    """Yield the page; each group is a part of the table with its name as head."""
    title = escape(export.title)
    yield (
        f'<!DOCTYPE html>\n<html lang="de">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<table>\n<caption><h1>{title}</h1></caption>\n<thead><tr>"
    )
    yield from (f'<th scope="col">{escape(head)}</th>' for head in HEADS)
    yield "</tr></thead>\n"
    for section in export.sections():
        yield "<tbody>\n"
        yield from map(_row, lines(section))
        yield "</tbody>\n"
    yield "</table>\n</body>\n</html>\n"


def _row(line: Line) -> str:
    address, name, *others = map(escape, line)
    group = f'<td>{address}</td><th scope="rowgroup">{name}</th>' if name else "<td></td><td></td>"
    rest = "".join(f'<td dir="auto">{text}</td>' for text in others)
    return f"<tr>{group}{rest}</tr>\n"
