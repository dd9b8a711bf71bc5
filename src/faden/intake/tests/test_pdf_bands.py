"""Several small tables on a page of a PDF without tags, each under the heading that names its group."""

import pytest
import typst

from faden.intake import assembly, heads
from faden.intake.readers import pdf
from faden.intake.results import Results

PAGE = '#set page(width: 24cm, height: 16cm, margin: 1.5cm)\n#set text(size: 9pt, lang: "de")\n'
HEAD = (
    "table.header([Visionsziele], [Fragestellungen], [Chancen und Herausforderungen], [Lösungsansätze und Synergien])"
)
TABLE = (
    "#block(breakable: true, table(columns: (1fr, 1fr, 1fr, 1fr), stroke: none, {fill} {rules} {head}, {row} {end}))\n"
)
GROUPS = {
    "Dorf und Heimat": ("DO_1.3 Ortskerne beleben", "Lohnt ein Nahwärmenetz?", "Gasthof ohne Pächter", "Mitfahrbank"),
    "Wege und Gäste": ("TW_1.2 Wanderwege pflegen", "Trägt sich eine Herberge?", "Burg mit Fernblick", "Gästekarte"),
    "Familie und Kita": ("FA_3.2 Zeit für Familien", "Wer springt ein?", "Spielplätze ohne Schatten", "Babysitterkurs"),
}


def read(*, fill: str, closed: bool) -> Results:
    """Read the groups' tables; `closed`: a rule stands below each, else only below the last."""
    body = ""
    for at, (name, cells) in enumerate(GROUPS.items()):
        row = ", ".join(f"[{text}]" for text in cells)
        end = ", table.hline()" if closed or at == len(GROUPS) - 1 else ""
        rules = "table.hline(y: 1),"
        body += f"#text(size: 13pt, weight: 600)[{name}]\n\n" + TABLE.format(
            fill=fill, rules=rules, head=HEAD, row=row, end=end
        )
    data = typst.compile((PAGE + body).encode(), pdf_tags=False)
    assert isinstance(data, bytes)
    return assembly.from_blocks(pdf.read(data, columns=heads.columns))


@pytest.mark.parametrize("fill", ["", "fill: (x, y) => if y == 0 { luma(235) },"], ids=["plain", "coloured heads"])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open below"])
def test_each_table_belongs_to_the_heading_above_it(fill: str, closed: bool) -> None:
    found = read(fill=fill, closed=closed)
    assert {group.name: [f"{one.code} {one.wording}" for one in group.goals] for group in found.groups} == {
        name: [cells[0]] for name, cells in GROUPS.items()
    }
    assert {group.name: [one.text for one in group.contributions] for group in found.groups} == {
        name: list(cells[1:]) for name, cells in GROUPS.items()
    }
    assert not found.unplaced
