"""What groups of opinion are called until facilitators name them. Pure."""


def group_name(label: int) -> str:
    """Return A, B, … Z, AA, … for a label."""
    name, rest = "", label + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
