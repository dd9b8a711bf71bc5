"""Scanned pages: the rules in their picture, cells recognised one by one, bullets that were taken for other signs."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from faden.intake.readers import pdf
from faden.intake.readers.blocks import Table, Text
from faden.intake.readers.pdf import ruling

EDGES = (100, 500, 1100)
ROWS = (60, 200, 340, 700)


def _page(width: int = 1200, height: int = 800) -> Image.Image:
    """Return a page with a table of two columns and three rows, and something that looks like text in each cell."""
    page = Image.new("L", (width, height), 245)
    draw = ImageDraw.Draw(page)
    for x in EDGES:
        draw.line((x, ROWS[0], x, ROWS[-1]), 90, 3)
    for y in ROWS:
        draw.line((EDGES[0], y, EDGES[-1], y), 90, 3)
    for x in EDGES[:-1]:
        for y in ROWS[:-1]:
            for letter in range(12):
                draw.rectangle((x + 30 + 14 * letter, y + 40, x + 38 + 14 * letter, y + 60), 20)
    return page


def test_rules_are_found_in_a_picture_and_letters_are_none() -> None:
    across, down = ruling.rules(_page())
    assert [rule.at for rule in across] == pytest.approx(ROWS, abs=2)
    assert [rule.at for rule in down] == pytest.approx(EDGES, abs=2)
    assert all((rule.start, rule.end) == pytest.approx((100, 1100), abs=3) for rule in across)


def test_dark_area_has_a_rule_at_either_edge() -> None:
    page = Image.new("L", (1200, 800), 255)
    ImageDraw.Draw(page).rectangle((100, 60, 1100, 120), 60)
    across, down = ruling.rules(page)
    assert [rule.at for rule in across] == pytest.approx([60, 120], abs=2)
    assert [rule.at for rule in down] == pytest.approx([100, 1100], abs=2)


@pytest.mark.parametrize("turn", [-0.5, 0.4])
def test_page_that_lay_askew_is_straightened(turn: float) -> None:
    askew = _page().rotate(turn, Image.Resampling.BICUBIC, fillcolor=245)
    across, down = ruling.rules(ruling.straightened(askew))
    assert [rule.at for rule in across] == pytest.approx(ROWS, abs=4)
    assert [rule.at for rule in down] == pytest.approx(EDGES, abs=4)


def test_straight_page_and_empty_page_stay_as_they_are() -> None:
    for page in (_page(), Image.new("L", (300, 200), 255)):
        assert ruling.straightened(page) is page


def _scan(page: Image.Image) -> bytes:
    stream = io.BytesIO()
    page.save(stream, "PDF", quality=95)
    return stream.getvalue()


NAMES = "level page_num block_num par_num line_num word_num left top width height conf text".split()


def _answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: list[tuple[int, int, str]]) -> None:
    """Put a program on the PATH that recognises `lines` (number of the picture, number of the line, text)."""
    rows = [NAMES]
    for page, line, text in lines:
        left = 20
        for at, word in enumerate(text.split(" "), 1):
            wide = 15 * len(word)
            rows.append([str(one) for one in (5, page, 1, 1, line, at, left, 60 * line, wide, 30, 90)] + [word])
            left += wide + 8
    (tmp_path / "answer").write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    program = tmp_path / "tesseract"
    program.write_text(f'#!/bin/sh\n/bin/cat >"{tmp_path}/given"\nexec /bin/cat "{tmp_path}/answer"\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))


def _said() -> str:
    """Return what is read on a page without any rule."""
    found = pdf.read(_scan(Image.new("L", (1200, 800), 255)))
    return " ".join(one.text for one in found if isinstance(one, Text) and one.text)


def test_cells_are_recognised_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["Gruppe", "Fragen", "Wohnen", "Wem gehört", "Verkehr", "Wer räumt"]
    _answers(tmp_path, monkeypatch, [(at, 1, text) for at, text in enumerate(words, 1)])
    found = pdf.read(_scan(_page()))
    (table,) = (one for one in found if isinstance(one, Table))
    assert sorted(cell.text for row in table.rows for cell in row.cells) == sorted(words)
    assert {len(row.cells) for row in table.rows} == {2}
    with Image.open(tmp_path / "given") as given:
        assert getattr(given, "n_frames", 1) == 7


@pytest.mark.parametrize("signs", [("«", "e", "°"), ("*", "«", "*")])
def test_signs_that_begin_several_lines_are_bullets(
    signs: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [(1, at, f"{sign} Bänke am Markt") for at, sign in enumerate(signs, 1)]
    _answers(tmp_path, monkeypatch, [*lines, (1, 4, "alle drei e")])
    assert _said() == "• Bänke am Markt • Bänke am Markt • Bänke am Markt alle drei e"


def test_stroke_read_twice_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(tmp_path, monkeypatch, [(1, 1, "\\Was fehlt?")])
    assert _said() == "Was fehlt?"


def test_lone_odd_sign_stays_as_it_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(tmp_path, monkeypatch, [(1, 1, "« Bänke"), (1, 2, "Bäume"), (1, 3, "+ Wege")])
    assert _said() == "« Bänke Bäume + Wege"
