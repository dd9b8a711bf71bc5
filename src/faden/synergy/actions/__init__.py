"""What can be done in this room. Others import from here."""

from faden.synergy.actions.actors import ActorTaken, TakenRow, load_actors, remove_actor, save_actor
from faden.synergy.actions.bundling import Facts, NotBundled, bundle, edit, publish, withdraw
from faden.synergy.actions.linking import DecidedSince, NotLinkable, decide, remove, undo
from faden.synergy.actions.noticing import forget_words, take_note
from faden.synergy.actions.themes import NotMerged, merge_theme, move_statement, pin_theme, rename_theme
from faden.synergy.actions.waiting import wait

__all__ = [
    "ActorTaken",
    "DecidedSince",
    "Facts",
    "NotBundled",
    "NotLinkable",
    "NotMerged",
    "TakenRow",
    "bundle",
    "decide",
    "edit",
    "forget_words",
    "load_actors",
    "merge_theme",
    "move_statement",
    "pin_theme",
    "publish",
    "remove",
    "remove_actor",
    "rename_theme",
    "save_actor",
    "take_note",
    "undo",
    "wait",
    "withdraw",
]
