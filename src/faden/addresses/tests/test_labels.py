"""Addresses are read as people say and write them."""

import pytest

from faden.addresses.labels import parse


@pytest.mark.parametrize("written", ["B83", "b83", " B 83 ", "b-83", "B.83", "B - 83", "83", " 83\n", "B083"])
def test_every_way_to_write_an_address_is_understood(written: str) -> None:
    assert parse(written) == ("B", 83)


def test_letter_says_the_kind_and_a_bare_number_takes_the_one_expected() -> None:
    assert parse("g3") == ("G", 3)
    assert parse("3", kind="G") == ("G", 3)
    assert parse("B3", kind="G") == ("B", 3)


@pytest.mark.parametrize("text", ["", " ", "B", "Bank", "B83a", "BB83", "83 84", "B83!", "Ä3", "B1234567890", "-83x"])
def test_anything_else_is_no_address(text: str) -> None:
    assert parse(text) is None
