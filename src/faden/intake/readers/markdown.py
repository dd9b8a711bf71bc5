"""Markdown."""

from faden.intake.readers.blocks import Block, Unreadable


def is_markdown(data: bytes) -> bool:
    return False


def read(data: bytes) -> list[Block]:
    raise Unreadable("Dieses Format liest diese Fassung nicht.")
