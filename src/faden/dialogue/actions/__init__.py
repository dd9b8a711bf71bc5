"""Writes of this room: groups and meetings, statements, documents, publishing."""

from faden.dialogue.actions.contributions import NewContribution, add_contributions, edit_contribution
from faden.dialogue.actions.documents import (
    add_document,
    delete_original,
    delete_version,
    keep_version,
    move_version,
)
from faden.dialogue.actions.groups import (
    GroupNameTaken,
    add_group,
    add_meeting,
    edit_group,
    edit_meeting,
    publish_group,
    remove_meeting,
    set_facilitators,
)
from faden.dialogue.actions.publishing import (
    RETURNING,
    ChangedSince,
    Gone,
    NewGoal,
    NewGroup,
    Publication,
    forget_in,
    publish,
    take_back,
)

__all__ = [
    "RETURNING",
    "ChangedSince",
    "Gone",
    "GroupNameTaken",
    "NewContribution",
    "NewGoal",
    "NewGroup",
    "Publication",
    "add_contributions",
    "add_document",
    "add_group",
    "add_meeting",
    "delete_original",
    "delete_version",
    "edit_contribution",
    "edit_group",
    "edit_meeting",
    "forget_in",
    "keep_version",
    "move_version",
    "publish",
    "publish_group",
    "remove_meeting",
    "set_facilitators",
    "take_back",
]
