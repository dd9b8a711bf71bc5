"""Cuts Fira Sans down to what German pages need: three weights, Latin letters, compressed.

Run by `make assets`: .venv/bin/python assets/fonts.py

The licence reserves the name "Fira" for the uncut fonts, so the cut ones are called "Faden Sans".
"""

import logging
import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "node_modules/@kern-ux/native/dist/fonts/fira-sans"
TARGET = HERE.parent / "src/faden/web/static/web/fonts"

WEIGHTS = ("Regular", "Medium", "SemiBold")
NAME = "Faden Sans"
FEATURES = ("kern", "liga", "locl", "tnum", "lnum", "case")

LETTERS = (
    set(range(0x20, 0x7F))  # ASCII
    | set(range(0xA0, 0x180))  # Latin-1 with the soft hyphen and the fixed space, Latin Extended-A
    | {0x218, 0x219, 0x21A, 0x21B, 0x1E9E}  # Romanian names, capital ß
    | set(map(ord, "–—‘’‚“”„†‡•…‰‹›⁄€™№←↑→↓↔≠≈≤≥−"))
)
# Hyphens that Fira Sans lacks, drawn with the one it has. (It lacks ✓ too: that comes from the system's fonts.)
SAME_AS = {0x2010: 0x2D, 0x2011: 0x2D}

COPYRIGHT, FAMILY, STYLE, IDENTIFIER, FULL, VERSION, POSTSCRIPT, LICENCE, LICENCE_URL = 0, 1, 2, 3, 4, 5, 6, 13, 14


def rename(font: TTFont, weight: str) -> None:
    names = {FAMILY: f"{NAME} {weight}", STYLE: "Regular", FULL: f"{NAME} {weight}"}
    names |= {POSTSCRIPT: f"{NAME.replace(' ', '')}-{weight}", IDENTIFIER: f"{NAME} {weight} (cut)"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]


def cut(weight: str) -> int:
    options = Options()
    options.flavor = "woff2"
    options.layout_features = list(FEATURES)
    options.hinting = False
    options.name_IDs = [COPYRIGHT, FAMILY, STYLE, IDENTIFIER, FULL, VERSION, POSTSCRIPT, LICENCE, LICENCE_URL]
    options.recalc_timestamp = False  # the same source gives the same file
    font = load_font(str(SOURCE / f"FiraSans-{weight}.woff2"), options)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({new: table.cmap[old] for new, old in SAME_AS.items()})
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS | set(SAME_AS))
    subsetter.subset(font)
    rename(font, weight)
    target = TARGET / f"FiraSans-{weight}.woff2"
    save_font(font, str(target), options)
    return target.stat().st_size


def main() -> int:
    if not SOURCE.is_dir():
        print("Die Schriften aus KERN fehlen. Bitte zuerst `npm ci` ausführen.", file=sys.stderr)
        return 1
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    TARGET.mkdir(parents=True, exist_ok=True)
    sizes = {weight: cut(weight) for weight in WEIGHTS}
    shutil.copyfile(HERE / "OFL.txt", TARGET / "OFL.txt")
    each = ", ".join(f"{weight} {size / 1024:.0f} KB" for weight, size in sizes.items())
    print(f"Schriften: {sum(sizes.values()) / 1024:.0f} KB ({each})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
