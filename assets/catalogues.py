"""Brings the catalogues of translations up to date with code and templates, and compiles them.

.venv/bin/python assets/catalogues.py             update each django.po, say what has no translation, compile
.venv/bin/python assets/catalogues.py --compile   only compile

Needs no GNU gettext. A catalogue holds no places in the code and no dates, so that a change of it shows what changed.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from faden.kernel.messages import SENTENCE

CODE = Path(__file__).resolve().parent.parent / "src/faden"
LOCALES = CODE / "web/locale"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
SENTENCES: dict[str, None] = {"sentence": None}
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


def messages() -> Catalog:
    """Return every message in the code and the templates of the house, without translations."""
    found = Catalog(charset="utf-8")
    for path in _files():
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # What is left of a template besides its messages looks like code, but for its margin.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            if message:
                found.add(message, context=context)
        for _line, message, _comments, _context in extract("python", io.BytesIO(text.encode()), SENTENCES):
            found.add(message, context=SENTENCE)
    return found


def _files() -> Iterator[Path]:
    for path in sorted(CODE.rglob("*")):
        is_template = "templates" in path.parts and path.is_file()
        if (is_template or path.suffix == ".py") and not {"tests", "migrations"} & set(path.parts):
            yield path


def catalogues() -> dict[Path, Catalog]:
    """Return the catalogues as they stand, by their files."""
    found = {}
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            found[path] = read_po(file, locale=path.parts[-3])
    return found


def update(catalogue: Catalog, known: Catalog) -> str:
    """Take the messages `known` into `catalogue`; return it as written, without those that are no longer used."""
    catalogue.update(known, no_fuzzy_matching=True)
    out = io.BytesIO()
    write_po(out, catalogue, width=120, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return HEADER.format(language=catalogue.locale, plural=catalogue.plural_forms) + out.getvalue().decode()


def is_translated(message: Message) -> bool:
    """Whether a message has all its translations, and none that was made for another form of it."""
    said = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(said) and all(said) and not message.fuzzy


def compile_all() -> None:
    """Write each catalogue in the form that is read at run time."""
    for path, catalogue in catalogues().items():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


def main() -> int:
    if "--compile" not in sys.argv:
        known = messages()
        for path, catalogue in catalogues().items():
            path.write_text(update(catalogue, known), encoding="utf-8")
            missing = [one.id for one in catalogue if one.id and not is_translated(one)]
            print(f"{path.parts[-3]}: {len(known)} Meldungen, {len(missing)} ohne Übersetzung")
            for one in missing:
                print("   ", one)
    compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
