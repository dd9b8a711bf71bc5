"""News reaches everyone who asked for it, once."""

import pytest

from faden.kernel.events import Event


def happened(number: int, *, word: str) -> None:
    """A number and a word came in."""


def test_receivers_hear_in_the_order_of_their_connection() -> None:
    event = Event(happened)
    heard: list[str] = []

    def first(number: int, *, word: str) -> None:
        heard.append(f"first {number} {word}")

    def second(number: int, *, word: str) -> None:
        heard.append(f"second {number} {word}")

    event.connect(first)
    event.connect(second)
    event.send(7, word="neu")
    assert heard == ["first 7 neu", "second 7 neu"]


def test_connecting_twice_counts_once() -> None:
    event = Event(happened)
    heard: list[tuple[int, str]] = []

    def receiver(number: int, *, word: str) -> None:
        heard.append((number, word))

    event.connect(receiver)
    event.connect(receiver)
    event.send(1, word="a")
    assert heard == [(1, "a")]


def test_event_without_receivers_is_no_error() -> None:
    Event(happened).send(1, word="a")


def test_receivers_of_one_event_do_not_hear_another() -> None:
    one, other = Event(happened), Event(happened)
    heard: list[int] = []

    def receiver(number: int, *, word: str) -> None:
        heard.append(number)

    one.connect(receiver)
    other.send(1, word="a")
    assert heard == []


def test_error_of_a_receiver_passes_on_to_whoever_sends() -> None:
    event = Event(happened)

    def fails(number: int, *, word: str) -> None:
        raise LookupError(f"no {word}")

    event.connect(fails)
    with pytest.raises(LookupError, match="no bench"):
        event.send(1, word="bench")


def test_event_keeps_the_words_that_explain_it() -> None:
    assert Event(happened).__doc__ == "A number and a word came in."
