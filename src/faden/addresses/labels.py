"""Addresses as people say and write them: a letter and a number. Pure."""

import re

_LABEL = re.compile(r"\s*(?P<kind>[A-Za-z])?[\s.\-]*(?P<number>\d{1,9})\s*")


def parse(text: str, *, kind: str = "B") -> tuple[str, int] | None:
    """Return kind and number of what somebody typed from a slip: "B83", "b 83", or just "83".

    A number alone means `kind`. None when it is no address.
    """
    found = _LABEL.fullmatch(text)
    if found is None:
        return None
    return (found["kind"] or kind).upper(), int(found["number"])
