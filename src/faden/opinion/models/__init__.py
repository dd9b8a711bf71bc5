"""Conversations, their statements, who takes part and what they think, the pictures made of it; questions of interest."""

from faden.opinion.models.conversations import Admission, Conversation, Origin, Stage, Statement, StatementState
from faden.opinion.models.interest import Interest, InterestQuestion
from faden.opinion.models.pictures import Picture, Reckoning
from faden.opinion.models.voting import ConsentText, NetworkKey, NetworkTrace, Ticket, TicketKey, Vote, VoteEvent

__all__ = [
    "Admission",
    "ConsentText",
    "Conversation",
    "Interest",
    "InterestQuestion",
    "NetworkKey",
    "NetworkTrace",
    "Origin",
    "Picture",
    "Reckoning",
    "Stage",
    "Statement",
    "StatementState",
    "Ticket",
    "TicketKey",
    "Vote",
    "VoteEvent",
]
