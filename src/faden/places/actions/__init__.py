"""Writes: loading a gazetteer, editing its places, finding and deciding what statements name."""

from faden.places.actions.editing import NameTaken, remove_place, save_district, save_place
from faden.places.actions.loading import Report, load_gazetteer
from faden.places.actions.mentions import add, choose, confirm, forget, recognise, recognise_all, reject, reopen

__all__ = [
    "NameTaken",
    "Report",
    "add",
    "choose",
    "confirm",
    "forget",
    "load_gazetteer",
    "recognise",
    "recognise_all",
    "reject",
    "remove_place",
    "reopen",
    "save_district",
    "save_place",
]
