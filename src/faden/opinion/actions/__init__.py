"""Writes of this room: conversations and statements, voting, what is reckoned, what time takes away."""

from faden.opinion.actions.conversations import (
    Facts,
    NotReady,
    close,
    edit,
    found,
    name_group,
    open_,
    pause,
)
from faden.opinion.actions.statements import (
    NotTaken,
    add_own,
    add_sources,
    edit_words,
    leave_out,
    propose,
    take_in,
)
from faden.opinion.actions.voting import (
    CodeUnknown,
    NotAdmitted,
    NotOpen,
    admit,
    cast,
    erase,
    make_code,
    redeem,
    take_back,
)

__all__ = [
    "CodeUnknown",
    "Facts",
    "NotAdmitted",
    "NotOpen",
    "NotReady",
    "NotTaken",
    "add_own",
    "add_sources",
    "admit",
    "cast",
    "close",
    "edit",
    "edit_words",
    "erase",
    "found",
    "leave_out",
    "make_code",
    "name_group",
    "open_",
    "pause",
    "propose",
    "redeem",
    "take_back",
    "take_in",
]
