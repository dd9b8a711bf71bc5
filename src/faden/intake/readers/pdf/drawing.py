"""The rules of tables: drawn lines, thin rectangles, and the edges of filled ones."""

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from faden.intake.readers.blocks import Box
from faden.intake.readers.pdf.layout import Rule, Sheet
from faden.intake.readers.pdf.letters import Frame
from faden.intake.readers.pdf.library import pdfium

THICKEST = 3.5
NEAR = 2.5
MOST_OBJECTS = 60_000
MOST_SEGMENTS = 4_000
_DEEPEST = 6
_PALE = 250
_SHORTEST = 5.0

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def add_rules(page: Any, sheet: Sheet, frame: Frame) -> None:
    """Find the rules of `page`; collinear ones that touch become one."""
    strokes = _Strokes(frame)
    fills: list[Box] = []
    for path, matrix in _paths(page):
        fills += strokes.take(path, matrix)
    for left, top, right, bottom in _of_tables(fills, strokes, sheet):
        strokes.across += [Rule(top, left, right), Rule(bottom, left, right)]
        strokes.down += [Rule(left, top, bottom), Rule(right, top, bottom)]
    sheet.dots = strokes.dots
    sheet.across, sheet.down = merged(strokes.across), merged(strokes.down)


def merged(rules: list[Rule]) -> list[Rule]:
    """Return `rules` with those that lie on one line and touch made one, the shortest left out."""
    lanes: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda one: one.at):
        if lanes and rule.at - lanes[-1][0].at <= NEAR:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    found = []
    for lane in lanes:
        at = sum(rule.at for rule in lane) / len(lane)
        lane.sort(key=lambda one: one.start)
        current = Rule(at, lane[0].start, lane[0].end)
        for rule in lane[1:]:
            if rule.start <= current.end + NEAR + 1:
                current.end = max(current.end, rule.end)
            else:
                found.append(current)
                current = Rule(at, rule.start, rule.end)
        found.append(current)
    return [rule for rule in found if rule.end - rule.start >= _SHORTEST]


def _paths(page: Any) -> Iterator[tuple[Any, Matrix]]:
    """Yield the paths of the page, those inside forms too, each with its place on the page."""
    seen = 0

    def walk(holder: Any, count: Any, get: Any, matrix: Matrix, deep: int) -> Iterator[tuple[Any, Matrix]]:
        nonlocal seen
        for index in range(max(count(holder), 0)):
            seen += 1
            if seen > MOST_OBJECTS:
                return
            one = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(one)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                yield one, _combined(_matrix(one), matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and deep < _DEEPEST:
                inner = _combined(_matrix(one), matrix)
                yield from walk(one, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, deep + 1)

    yield from walk(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, _SAME, 0)


def _matrix(one: Any) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(one, found):
        return _SAME
    return found.a, found.b, found.c, found.d, found.e, found.f


def _combined(one: Matrix, two: Matrix) -> Matrix:
    if two == _SAME:
        return one
    (a, b, c, d, e, f), (g, h, i, j, k, m) = one, two
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


class _Strokes:
    """The straight lines of paths in the frame of the page."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.across: list[Rule] = []
        self.down: list[Rule] = []
        self.dots: list[Box] = []

    def take(self, path: Any, matrix: Matrix) -> Iterator[Box]:
        """Note the lines of `path`; yield the filled rectangles that are no lines themselves."""
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        filled = bool(fill.value) and _is_seen(pdfium.FPDFPageObj_GetFillColor, path)
        stroked = bool(stroke.value) and _is_seen(pdfium.FPDFPageObj_GetStrokeColor, path)
        if not (filled or stroked) or pdfium.FPDFPath_CountSegments(path) > MOST_SEGMENTS:
            return
        for points in _figures(path, matrix, self.frame):
            xs, ys = [x for x, _ in points], [y for _, y in points]
            left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
            if _is_dot(right - left, bottom - top):
                self.dots.append((left, top, right, bottom))
            elif bottom - top <= THICKEST or right - left <= THICKEST:
                self._line(left, top, right, bottom)
            elif stroked:
                for (x, y), (u, v) in pairwise(points):
                    if min(abs(x - u), abs(y - v)) <= 0.5:
                        self._line(min(x, u), min(y, v), max(x, u), max(y, v))
            elif all(
                min(abs(x - left), abs(x - right)) < 1 and min(abs(y - top), abs(y - bottom)) < 1 for x, y in points
            ):
                yield left, top, right, bottom

    def _line(self, left: float, top: float, right: float, bottom: float) -> None:
        if right - left > bottom - top:
            self.across.append(Rule((top + bottom) / 2, left, right))
        elif bottom > top:
            self.down.append(Rule((left + right) / 2, top, bottom))


def _is_dot(width: float, height: float) -> bool:
    return 1.5 < width < 8 and 1.5 < height < 8 and 0.7 < width / height < 1.4


def _figures(path: Any, matrix: Matrix, frame: Frame) -> Iterator[list[tuple[float, float]]]:
    """Yield the corners of each part of `path`; curves count by their ends."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append(frame.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _is_seen(color_of: Any, path: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not color_of(path, red, green, blue, alpha):
        return True
    return alpha.value > 5 and min(red.value, green.value, blue.value) < _PALE


def _of_tables(fills: list[Box], strokes: _Strokes, sheet: Sheet) -> Iterator[Box]:
    """Yield the filled rectangles that shade cells or rows: their sides line up with others, as those of marker pens do not."""
    fills = [
        one
        for one in fills
        if one[3] - one[1] > 6 and (one[2] - one[0]) * (one[3] - one[1]) < 0.85 * sheet.width * sheet.height
    ]
    ends = [(one[0], one[2]) for one in fills] + [(rule.start, rule.end) for rule in strokes.across]
    ends += [(rule.at, rule.at) for rule in strokes.down]
    for one in fills:
        wide = one[2] - one[0] > 0.4 * sheet.width
        lined_up = all(
            sum(min(abs(start - edge), abs(end - edge)) <= NEAR for start, end in ends) > 1 for edge in (one[0], one[2])
        )
        if wide or lined_up:
            yield one
