"""The only place where events meet their receivers."""

from django_tasks.signals import task_finished, task_started

from faden.addresses import events as addresses
from faden.config import observing
from faden.dialogue import events as dialogue
from faden.dialogue import indexing
from faden.dialogue.tasks import look_for_places
from faden.goals import events as goals
from faden.intake import actions
from faden.intake import events as intake
from faden.intake.tasks import read_draft
from faden.opinion import events as opinion
from faden.opinion.actions import indexing as opinion_index
from faden.opinion.actions import noticing as opinion_noticing
from faden.opinion.tasks import reckon_soon
from faden.places import events as places
from faden.post import events as post
from faden.post.tasks import deliver
from faden.search import events as search
from faden.search.tasks import forget_traces
from faden.synergy import actions as synergies
from faden.synergy import events as synergy
from faden.synergy.actions import indexing as synergy_index
from faden.synergy.tasks import take_in


def connect() -> None:
    """Connect every event of the house; called once when Django is ready."""
    addresses.state_changed.connect(indexing.state_changed)
    addresses.state_changed.connect(synergy_index.state_changed)
    addresses.state_changed.connect(opinion_index.state_changed)
    goals.fields_named.connect(indexing.goals_changed)
    places.gazetteer_loaded.connect(look_for_places.enqueue)
    search.words_left.connect(forget_traces.enqueue)
    dialogue.changed.connect(synergies.take_note)
    synergy.waiting.connect(take_in.enqueue)
    dialogue.index_built.connect(synergy_index.take_in_all)
    dialogue.index_built.connect(opinion_index.take_in_all)
    dialogue.redacted.connect(actions.forget_words)
    dialogue.redacted.connect(synergies.forget_words)
    addresses.state_changed.connect(opinion_noticing.state_changed)
    dialogue.withdrawing.connect(opinion_noticing.refuse_where_voted)
    dialogue.redacted.connect(opinion_noticing.forget_words)
    opinion.waiting.connect(reckon_soon)
    post.waiting.connect(deliver.enqueue)
    intake.waiting.connect(read_draft.enqueue)
    task_started.connect(observing.job_started)
    task_finished.connect(observing.job_finished)
