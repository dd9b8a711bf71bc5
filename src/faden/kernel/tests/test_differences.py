"""What differs between two texts is told word by word, in one text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faden.kernel.differences import differences


def _told(before: str, after: str) -> str:
    """Write the passages as "kept [-gone-] [+come+]"."""
    parts = []
    for part in differences(before, after):
        parts += [" ".join(part.kept) + (" …" if part.is_cut else "")] if part.kept else []
        parts += [f"[-{' '.join(part.before)}-]"] if part.before else []
        parts += [f"[+{' '.join(part.after)}+]"] if part.after else []
    return " ".join(parts)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Wer gießt die Bäume?", "Wer pflegt die Bäume?", "Wer [-gießt-] [+pflegt+] die Bäume?"),
        ("", "Neu hier", "[+Neu hier+]"),
        ("Weg damit", "", "[-Weg damit-]"),
        ("gleich", "gleich", "gleich"),
        ("", "", ""),
        ("Mehr Bänke am Markt", "Bänke am Markt und im Park", "[-Mehr-] Bänke am Markt [+und im Park+]"),
        # A single word between two changes would only make it harder to read.
        ("alte Bank dort hinten", "neue Bank da hinten", "[-alte Bank dort-] [+neue Bank da+] hinten"),
        ("Frau Quellmann fragen", "[Name verdeckt] fragen", "[-Frau Quellmann-] [+[Name verdeckt]+] fragen"),
    ],
)
def test_changes_are_told_in_one_text(before: str, after: str, told: str) -> None:
    assert _told(before, after) == told


def test_long_passages_that_stayed_are_cut() -> None:
    stayed = " ".join(f"w{at}" for at in range(100))
    told = _told(f"alt {stayed} eins", f"neu {stayed} zwei")
    assert told.startswith("[-alt-] [+neu+] w0 w1")
    assert "w9 … w90" in told
    assert "w50" not in told
    assert told.endswith("w99 [-eins-] [+zwei+]")


@given(st.lists(st.sampled_from("abcd"), max_size=30), st.lists(st.sampled_from("abcd"), max_size=30))
def test_both_texts_can_be_read_from_the_parts(old: list[str], new: list[str]) -> None:
    parts = differences(" ".join(old), " ".join(new))
    assert [word for part in parts for word in (part.kept or part.before)] == old
    assert [word for part in parts for word in (part.kept or part.after)] == new


def test_a_page_of_law_is_compared_in_no_time() -> None:
    old = " ".join(f"Absatz {at % 97} gilt für die Stelle {at % 41}" for at in range(1500))
    new = old.replace("Absatz 13", "Satz 13").replace("Stelle 7", "Behörde 7")
    begun = time.perf_counter()
    assert any(part.is_change for part in differences(old, new))
    assert time.perf_counter() - begun < 2
