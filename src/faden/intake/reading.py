"""Reading a document of any known format: bytes in, results out. Needs no database and no Django."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from faden.intake import assembly, heads, own_layout
from faden.intake.heads import Column
from faden.intake.readers import delimited, exported, html, markdown, odf, packed, pdf
from faden.intake.readers.blocks import Block, Place, Progress, Unreadable
from faden.intake.results import ColumnsUnclear, Results
from faden.kernel.messages import sentence
from faden.kernel.text import characters

__all__ = ["MAX_BYTES", "ColumnsUnclear", "Reading", "Unreadable", "read_document"]

MAX_BYTES = 30 * 1024 * 1024

_WEB_ARCHIVE = sentence(
    "Webarchive (MHT) werden nicht gelesen. Bitte speichern Sie das Dokument in Word oder Excel als DOCX oder XLSX."
)
_REFUSED = (
    (
        b"\xd0\xcf\x11\xe0",
        sentence(
            "Diese Datei hat ein altes Format oder ein Passwort. Bitte speichern Sie sie ohne Passwort als DOCX oder XLSX."
        ),
    ),
    (
        b"\x89PNG",
        sentence("Diese Datei ist ein Bild ohne Text. Bitte laden Sie das Original aus Word oder Excel hoch."),
    ),
    (
        b"\xff\xd8\xff",
        sentence("Diese Datei ist ein Bild ohne Text. Bitte laden Sie das Original aus Word oder Excel hoch."),
    ),
    (b"GIF8", sentence("Diese Datei ist ein Bild ohne Text. Bitte laden Sie das Original aus Word oder Excel hoch.")),
    (b"MIME-Version:", _WEB_ARCHIVE),
    (b"From: <Saved by", _WEB_ARCHIVE),
    (b"{\\rtf", sentence("RTF-Dateien werden nicht gelesen. Bitte speichern Sie das Dokument in Word als DOCX.")),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The results of one document, how its characters were accounted for, and the document as it stands there."""

    results: Results
    blocks: list[Block]

    def to_dict(self) -> dict[str, object]:
        """Return the reading as plain data for JSON (the shape is described in docs/reading.md)."""
        found = self.results
        furniture = sum(sum(characters(one.text).values()) for one in found.furniture)
        unplaced = sum(sum(characters(one.text).values()) for one in found.unplaced)
        return {
            "title": found.title,
            "groups": [
                {
                    "name": group.name,
                    "goals": [
                        {"code": goal.code, "wording": goal.wording}
                        | ({"maybe_two": True} if goal.maybe_two else {})
                        | ({"written": goal.written} if goal.written != goal.code else {})
                        | _sources(goal.place, goal.also)
                        for goal in group.goals
                    ],
                    "contributions": [
                        {"kind": one.kind}
                        | ({"leaning": one.leaning} if one.leaning else {})
                        | {"text": one.text}
                        | ({"unsure": one.unsure} if one.unsure > 0.1 else {})
                        | _sources(one.place, one.also)
                        for one in group.contributions
                    ],
                }
                for group in found.groups
            ],
            "furniture": [{"text": one.text, "source": one.place.to_dict(), "why": one.why} for one in found.furniture],
            "unplaced": [{"text": one.text, "source": one.place.to_dict(), "why": one.why} for one in found.unplaced],
            "persons": [{"text": one.text, "source": one.place.to_dict(), "rule": one.rule} for one in found.persons],
            "characters": {
                "read": found.read,
                "placed": found.placed,
                "furniture": furniture,
                "unplaced": unplaced,
            },
        }


def _sources(place: Place, also: list[Place]) -> dict[str, object]:
    found: dict[str, object] = {"source": place.to_dict()}
    return found | {"also": [one.to_dict() for one in also]} if also else found


def read_document(
    data: bytes, name: str, *, columns: Mapping[int, Column] | None = None, progress: Progress | None = None
) -> Reading:
    """Read the document `data` called `name`; its content, not its ending, tells the format.

    `progress` is told how many of how many pages are read. Raises Unreadable (with a sentence for the user), ColumnsUnclear among them.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(
            sentence(
                "Diese Datei ist mit {size} MB zu groß (höchstens {most} MB). "
                "Bitte entfernen Sie Bilder oder teilen Sie das Dokument auf.",
                size=len(data) // 1024 // 1024,
                most=MAX_BYTES // 1024 // 1024,
            )
        )
    if not data.strip(b"\0 \t\r\n\f\v\xef\xbb\xbf\xff\xfe"):
        raise Unreadable(sentence("Diese Datei ist leer. Bitte wählen Sie das Dokument mit der Ergebnistabelle."))
    if pdf.is_pdf(data):
        data = exported.attached(data) or data
    if pdf.is_pdf(data):
        return _results(pdf.read(data, progress=progress, columns=heads.columns), columns)
    with _without_collector():
        return _results(_reader(data)(data), columns)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Switch the collector of cyclic garbage off and, if it was on, on again."""
    # A reading makes many small objects that all stay; going through them again and again takes half of the time.
    # What stays uncollected is bounded by the limits of bytes, cells and characters.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _results(blocks: list[Block], columns: Mapping[int, Column] | None) -> Reading:
    if columns is None and own_layout.has_layout(blocks):
        return Reading(own_layout.from_blocks(blocks), blocks)
    return Reading(assembly.from_blocks(blocks, columns=columns), blocks)


def _reader(data: bytes) -> Callable[[bytes], list[Block]]:
    for beginning, reason in _REFUSED:
        if data.startswith(beginning):
            raise Unreadable(reason)
    if data.startswith(b"PK"):
        return _packed_reader(packed.parts(data))
    if odf.is_flat(data):
        return odf.read
    if exported.is_export(data):
        return exported.read
    if exported.is_csv(data):
        return delimited.read
    if html.is_html(data):
        return html.read
    return markdown.read if markdown.is_markdown(data) else delimited.read


def _packed_reader(parts: set[str]) -> Callable[[bytes], list[Block]]:
    # The libraries behind these take longer to load than a short document to read.
    if "word/document.xml" in parts:
        from faden.intake.readers import docx

        return docx.read
    if "xl/workbook.xml" in parts:
        from faden.intake.readers import xlsx

        return xlsx.read
    if "content.xml" in parts:
        return odf.read
    raise Unreadable(
        sentence(
            "Dieses Format wird nicht gelesen. Bitte speichern Sie das Dokument als DOCX, ODT, XLSX, ODS, CSV oder Text."
        )
    )
