"""What all models do with texts before reading them."""

from collections.abc import Sequence


def readable(text: str) -> str:
    """Return `text` without halves of surrogate pairs, which no encoding of bytes has."""
    return text.encode("utf-8", "replace").decode("utf-8")


def distinct(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return each text once, and for each of `texts` its place among those."""
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    return list(places), [places[text] for text in texts]
