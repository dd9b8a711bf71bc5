"""The style sheets name sides by the direction of the script, so that a page can run from right to left."""

import re
from pathlib import Path

import catalogues
import pytest

# On a map, left is west in every language.
SHEETS = sorted(path for path in (Path(catalogues.__file__).parent / "css").glob("*.css") if path.name != "map.css")
PHYSICAL = re.compile(
    r"\b(?:margin|padding|border)-(?:left|right)\b|(?<![-\w])(?:left|right)\s*:|text-align:\s*(?:left|right)"
)
UNEVEN = re.compile(r"(?<![-\w])(?:margin|padding):\s*[^\s;]+ ([^\s;]+) [^\s;]+ (?!\1;)[^\s;]+;")


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_sides_are_named_by_the_direction_of_the_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [found[0] for rule in (PHYSICAL, UNEVEN) for found in rule.finditer(text)]
