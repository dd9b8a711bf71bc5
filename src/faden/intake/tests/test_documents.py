"""Documents of many shapes are read as a careful reader would read them, and no word is lost."""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

import openpyxl
import pytest
from lxml import etree

from faden.intake.tests.documents import Sample, samples

SAMPLES = {sample.name: sample for sample in samples()}
every_sample = pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))

PUNCTUATION_OF_CODES = "_.-–:"
"""Goal codes are given in their normal form, so these may differ, by a few for each code."""


@cache
def _read(name: str) -> dict[str, Any]:
    from faden.intake.reading import read_document

    sample = SAMPLES[name]
    # Whole-process state that an earlier document may have left; test_hostile has a test for it.
    csv.field_size_limit(131_072)
    found: dict[str, Any] = read_document(sample.data, sample.filename).to_dict()
    return found


def read(sample: Sample) -> dict[str, Any]:
    return _read(sample.name)


# --- What the groups said ---------------------------------------------------------------------


@every_sample
def test_groups(sample: Sample) -> None:
    expected = [group["name"] for group in sample.expected["groups"]]
    same(expected, [squeezed(group["name"]) for group in read(sample)["groups"]], "groups")


@every_sample
def test_goals(sample: Sample) -> None:
    def lines(groups: Iterable[dict[str, Any]]) -> list[str]:
        return [
            f"[{squeezed(group['name'])}] {goal['code'] or '(no code)'} | {squeezed(goal['wording'])}"
            for group in groups
            for goal in group["goals"]
        ]

    same(lines(sample.expected["groups"]), lines(read(sample)["groups"]), "goals")


@every_sample
def test_a_wording_that_may_be_two_goals_is_flagged(sample: Sample) -> None:
    def flagged(groups: Iterable[dict[str, Any]]) -> list[str]:
        return [squeezed(goal["wording"]) for group in groups for goal in group["goals"] if goal.get("maybe_two")]

    same(flagged(sample.expected["groups"]), flagged(read(sample)["groups"]), "maybe two goals")


@every_sample
@pytest.mark.parametrize("kind", ["question", "assessment", "proposal"])
def test_contributions(sample: Sample, kind: str) -> None:
    alternatives = {other: text for text, others in sample.expected.get("alternatives", {}).items() for other in others}

    def lines(groups: Iterable[dict[str, Any]]) -> list[str]:
        found = []
        for group in groups:
            for each in group["contributions"]:
                text = squeezed(each["text"])
                if each["kind"] == kind:
                    text = alternatives.get(text, text)
                    found.append(f"[{squeezed(group['name'])}] {text}")
        return found

    same(lines(sample.expected["groups"]), lines(read(sample)["groups"]), f"{kind}s")


@every_sample
def test_leanings(sample: Sample) -> None:
    expected = {
        each["text"]: each["leaning"]
        for group in sample.expected["groups"]
        for each in group["contributions"]
        if "leaning" in each
    }
    if not expected:
        return
    found = {
        squeezed(each["text"]): each.get("leaning")
        for group in read(sample)["groups"]
        for each in group["contributions"]
    }
    same(
        [f"{leaning}: {text}" for text, leaning in expected.items()],
        [f"{found.get(text, '(text not found)')}: {text}" for text in expected],
        "leanings",
    )


@every_sample
def test_persons(sample: Sample) -> None:
    found = [person["text"] for person in read(sample)["persons"]]
    missing = [name for name in sample.expected["persons"] if not any(name in text for text in found)]
    assert not missing, f"persons not pointed out: {missing}\nfound: {found}"


@every_sample
def test_title(sample: Sample) -> None:
    expected = sample.expected["title"]
    if expected is not None:
        assert squeezed(read(sample)["title"]) == expected


@every_sample
def test_the_reader_is_sure(sample: Sample) -> None:
    """What a person would place without doubt is not left unplaced."""
    loose = [squeezed(text) for text in sample.expected.get("loose", []) if text]
    unplaced = [squeezed(each["text"]) for each in read(sample)["unplaced"]]
    left = [text for text in unplaced if not any(text in each for each in loose)]
    assert not left, "left unplaced:\n" + "\n".join(left)


@every_sample
def test_sources(sample: Sample) -> None:
    """What was said says where it stands, the rest says why it is the rest."""
    result = read(sample)
    without = [
        each
        for group in result["groups"]
        for each in [*group["goals"], *group["contributions"]]
        if not each.get("source")
    ]
    without += [
        each for key in ("furniture", "unplaced") for each in result[key] if "source" not in each or not each.get("why")
    ]
    assert not without


# --- No word is lost --------------------------------------------------------------------------


@every_sample
def test_no_word_is_lost(sample: Sample) -> None:
    in_file = letters(extracted(sample))
    sheets = letters(sample.expected.get("sheets", []))
    result = read(sample)
    found = letters(texts_of(result))
    tolerance = 3 * sum(len(group["goals"]) for group in result["groups"])

    def difference(required: Counter[str]) -> dict[str, int]:
        return {
            char: found[char] - required[char]
            for char in sorted(found.keys() | required.keys())
            if abs(found[char] - required[char]) > (tolerance if char in tolerated(sample) else 0)
        }

    differences = [difference(in_file), difference(in_file + sheets)]
    if not any(not each for each in differences):
        least = min(differences, key=lambda each: sum(map(abs, each.values())))
        words = Counter(" ".join(extracted(sample)).split())
        words.subtract(" ".join(texts_of(result)).split())
        pytest.fail(
            "characters found minus characters in the file: "
            f"{least}\nwords only in the file: {[w for w, n in words.items() if n > 0]}"
            f"\nwords only in the result: {[w for w, n in words.items() if n < 0]}"
        )


@every_sample
def test_characters_add_up(sample: Sample) -> None:
    count = read(sample)["characters"]
    assert count["read"] == count["placed"] + count["furniture"] + count["unplaced"], count
    text = "".join(extracted(sample))
    sheets = "".join(sample.expected.get("sheets", []))
    visible = letters([text]).total()
    invisible = sum(1 for char in text if unicodedata.category(char) == "Cf")
    of_sheets = letters([sheets]).total()
    possible = {visible + unseen + names for unseen in (0, invisible) for names in (0, of_sheets)}
    assert count["read"] in possible, f"{count} does not fit the {sorted(possible)} in the file"


def texts_of(result: dict[str, Any]) -> list[str]:
    texts: list[str] = []
    for group in result["groups"]:
        texts.append(group["name"])
        for goal in group["goals"]:
            texts += [goal["code"] or "", goal["wording"]]
        texts += [each["text"] for each in group["contributions"]]
    for key in ("furniture", "unplaced"):
        texts += [each["text"] for each in result[key]]
    return texts


def tolerated(sample: Sample) -> str:
    decimal = "," if sample.expected.get("alternatives") else ""
    lower_case = "wo" if "wo_2.2" in sample.plain else ""
    return PUNCTUATION_OF_CODES + decimal + lower_case + lower_case.upper()


# --- An independent reading of the same bytes -------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def extracted(sample: Sample) -> list[str]:
    ending = sample.filename.rsplit(".", 1)[-1]
    if ending == "docx":
        return list(_extracted_docx(sample.data))
    if ending == "xlsx":
        return list(_extracted_xlsx(sample.data))
    if ending in ("csv", "tsv"):
        text = _decoded(sample.data)
        csv.field_size_limit(131_072)
        delimiter = max(";,\t|", key=text.split("\n", 1)[0].count)
        return [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
    return _decoded(sample.data).split("\n")


def _extracted_docx(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml", part):
                root = etree.fromstring(archive.read(part))
                for text in root.iter(f"{_W}t"):
                    around = {str(each.tag) for each in text.iterancestors()}
                    if not around & {f"{_W}del", f"{_W}moveFrom", _FALLBACK}:
                        yield text.text or ""


def _extracted_xlsx(data: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for row in sheet.iter_rows(values_only=True):
            for value in row:
                if isinstance(value, date):
                    yield value.strftime("%d.%m.%Y")
                elif value is not None:
                    yield str(value)


def _decoded(data: bytes) -> str:
    if data.startswith(b"\xff\xfe"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def letters(texts: Iterable[str]) -> Counter[str]:
    return Counter(char for text in texts for char in text if not char.isspace() and unicodedata.category(char) != "Cf")


# --- The samples themselves -------------------------------------------------------------------


@every_sample
def test_sample_holds_what_was_written(sample: Sample) -> None:
    in_file, written = letters(extracted(sample)), letters([sample.plain])
    if sample.expected.get("alternatives"):
        in_file[","] = in_file["."] = written[","] = written["."] = 0
    assert +in_file == +written


def test_samples_have_names_of_their_own() -> None:
    assert len(SAMPLES) == len(samples())


# --- Readable failures ------------------------------------------------------------------------


def squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


def same(expected: list[str], found: list[str], what: str) -> None:
    if expected == found:
        return
    compared = difflib.ndiff(expected, found)
    shown = "\n".join(line for line in compared if not line.startswith("?"))
    pytest.fail(f"{what} (- missing, + unexpected):\n{shown}", pytrace=False)
