"""Which words of a text were found, and the part of a long text around them. Pure."""

from faden.search.asked import Asked
from faden.search.terms import spelt, tokens

Span = tuple[int, int]
BEFORE = 60
"""Characters that an excerpt shows before the first word found."""


def spans(text: str, asked: Asked) -> list[Span]:
    """Return begin and end of the words of `text` that `asked` means, in order, none inside another."""
    wanted = {token for one in asked.wanted for word in (one.word, *one.pieces) for token in tokens(word)}
    wanted |= {f"x{word}" for phrase in asked.phrases for word in phrase}
    begun = tuple(one.word.exact for one in asked.wanted if one.half)
    found: list[Span] = []
    for word in spelt(text):
        if wanted.isdisjoint(tokens(word)) and not (begun and word.exact.startswith(begun)):
            continue
        # What signs join comes after its pieces and covers them.
        while found and found[-1][0] >= word.start:
            found.pop()
        found.append((word.start, word.end))
    return found


def window(text: str, found: list[Span], length: int) -> Span:
    """Return begin and end of at most `length` characters of `text`, cut between words, with the first word found."""
    if len(text) <= length:
        return 0, len(text)
    first = max(found[0][0] - BEFORE, 0) if found else 0
    # Near the end there is room for more before it.
    first = min(first, len(text) - length)
    if first:
        first = text.find(" ", first) + 1 or first
    last = min(first + length, len(text))
    cut = text.rfind(" ", first, last) if last < len(text) else last
    return first, cut if cut > first else last
