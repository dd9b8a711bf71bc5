"""The job that compares: what it keeps, what it leaves alone, and what becomes of it when it is killed or lacks a model."""

from collections.abc import Sequence
from datetime import timedelta
from zlib import crc32

import numpy as np
import pytest
from django.test import TestCase
from django.utils import timezone
from numpy.typing import NDArray
from pytest_django.fixtures import Settings

from faden.addresses.actions import Change
from faden.dialogue.actions import add_contributions, edit_contribution
from faden.dialogue.models import Contribution, DialogueGroup, Kind
from faden.dialogue.tests.said import NOBODY, said
from faden.goals.models import Goal
from faden.programme.models import Programme
from faden.synergy import chosen, tasks
from faden.synergy.actions import decide, taking_in
from faden.synergy.finding.embedders import NotAvailable
from faden.synergy.models import Corpus, Likeness, LinkKind, Suggestion, Vector
from faden.synergy.queries.nearest import nearest
from faden.synergy.tests.conftest import HEAT, PLAY, TREES, at
from faden.synergy.views import writing


class Counting:
    """A model that counts what it is asked; texts with the same words get the same rows."""

    name, version, dimensions = "Probe", "probe 1", 8

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        rows = np.array([[crc32(text.encode()) % (at + 7) for at in range(8)] for text in texts], np.float32) + 1
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


class Broken(Counting):
    version = "broken 1"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise NotAvailable("Das Modell fehlt. Bitte installieren Sie es.")


def _run(programme: Programme) -> Corpus:
    Corpus.objects.filter(programme=programme).update(waiting=True, lease_until=None)
    assert tasks.take_in.call(programme.pk) == "done"
    return Corpus.objects.get(programme=programme)


def test_pairs_of_different_groups_are_kept_best_first_with_reasons(two_groups: Programme) -> None:
    corpus = _run(two_groups)
    assert (corpus.waiting, corpus.lease_until, corpus.failure, corpus.model) == (False, None, "", "")
    found = list(Suggestion.objects.filter(programme=two_groups).select_related("first_group", "second_group"))
    assert [one.rank for one in found] == list(range(1, len(found) + 1))
    assert all(one.first_group_id != one.second_group_id for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    both = {at(two_groups, TREES).pk, at(two_groups, PLAY).pk}
    pair = next(one for one in found if {one.first_id, one.second_id} == both)
    assert " words " in pair.kinds
    words = next(one for one in pair.reasons if one["kind"] == "words")
    texts = {at(two_groups, text).pk: text for text in (TREES, PLAY)}
    marked = {side: [texts[key][start:end] for start, end in words[side]] for side, key in
              (("first", pair.first_id), ("second", pair.second_id))}  # fmt: skip
    assert marked == {"first": ["Straßenbäume", "Lindenallee"], "second": ["Lindenallee", "Spielstraße"]}


def test_what_a_group_serves_already_is_no_suggestion(two_groups: Programme) -> None:
    _run(two_groups)
    own = Goal.objects.get(programme=two_groups, code="ST_1.1").address_id
    pairs = Suggestion.objects.filter(programme=two_groups).values_list("first", "second")
    assert pairs
    assert not [pair for pair in pairs if own in pair], "both groups serve it, so it belongs to neither alone"


def test_the_same_again_says_the_same(two_groups: Programme) -> None:
    _run(two_groups)
    before = list(Suggestion.objects.filter(programme=two_groups).values_list("first", "second", "score", "rank"))
    edition = Corpus.objects.get(programme=two_groups).edition
    _run(two_groups)
    again = list(Suggestion.objects.filter(programme=two_groups).values_list("first", "second", "score", "rank"))
    assert (again, Corpus.objects.get(programme=two_groups).edition) == (before, edition)


def test_similar_statements_are_kept_for_each_statement(two_groups: Programme) -> None:
    group = DialogueGroup.objects.get(programme=two_groups, name="Verkehr")
    add_contributions(
        group,
        [said("Mehr Straßenbäume pflanzen"), *(said(f"Ganz anderes {one}") for one in ("Chor", "Markt", "Bad"))],
        change=NOBODY,
        published=True,
    )
    _run(two_groups)
    like = Likeness.objects.get(address=at(two_groups, TREES))
    assert like.nearest[0] == at(two_groups, "Mehr Straßenbäume pflanzen").pk


def test_only_new_wordings_are_asked_of_a_model(
    two_groups: Programme, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Counting()
    monkeypatch.setattr(chosen, "tiers", lambda: [model])
    assert _run(two_groups).model == "Probe"
    first = [text for text in model.asked if text in (TREES, HEAT, PLAY)]
    assert sorted(first) == sorted([TREES, HEAT, PLAY])
    model.asked.clear()
    known = Contribution.objects.select_related("address", "group__address", "programme")
    edit_contribution(known.get(text=HEAT), text="Zu heiß", kind=Kind.ASSESSMENT, leaning="", change=change)
    _run(two_groups)
    assert model.asked == ["Zu heiß"]
    hashes = Vector.objects.filter(programme=two_groups, model=model.version)
    assert hashes.count() == len(set(hashes.values_list("address", "text_hash")))


def test_a_missing_model_is_told_and_the_rest_goes_on(two_groups: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chosen, "tiers", lambda: [Counting(), Broken()])
    corpus = _run(two_groups)
    assert corpus.failure == "Das Modell fehlt. Bitte installieren Sie es."
    assert corpus.model == "Probe"
    assert Suggestion.objects.filter(programme=two_groups).exists()


def test_settings_that_name_what_is_missing_are_told(two_groups: Programme, settings: Settings) -> None:
    settings.SYNERGY_MODEL = "sentence-transformers"
    settings.SYNERGY_MODEL_NAME = "/gibt/es/nicht"
    corpus = _run(two_groups)
    assert corpus.failure
    assert Suggestion.objects.filter(programme=two_groups).exists(), "letters always work"


def test_only_one_job_works_on_a_programme(two_groups: Programme) -> None:
    Corpus.objects.filter(programme=two_groups).update(waiting=True)
    assert taking_in.claim(two_groups.pk)
    assert not taking_in.claim(two_groups.pk)
    assert tasks.take_in.call(two_groups.pk) == "taken"


def test_what_a_killed_job_left_is_taken_up_again(two_groups: Programme) -> None:
    Corpus.objects.filter(programme=two_groups).update(waiting=False, lease_until=timezone.now() - timedelta(seconds=1))
    assert two_groups.pk in taking_in.abandoned()
    tasks.resume()
    corpus = Corpus.objects.get(programme=two_groups)
    assert corpus.lease_until is None
    assert corpus.taken_in_at is not None


def test_programmes_older_than_this_room_are_compared_once_a_worker_looks(two_groups: Programme) -> None:
    Corpus.objects.filter(programme=two_groups).delete()
    tasks.resume()
    assert Corpus.objects.get(programme=two_groups).taken_in_at is not None


def test_a_job_that_breaks_says_so_at_the_desk(two_groups: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(programme: Programme) -> None:
        raise RuntimeError

    monkeypatch.setattr(taking_in, "take_in", broken)
    Corpus.objects.filter(programme=two_groups).update(waiting=True)
    with pytest.raises(RuntimeError):
        tasks.take_in.call(two_groups.pk)
    corpus = Corpus.objects.get(programme=two_groups)
    assert corpus.failure.startswith("Beim Vergleichen ist ein Fehler")
    assert corpus.lease_until is None


def test_decisions_draw_alike_pairs_up(two_groups: Programme, change: Change) -> None:
    _run(two_groups)
    decide(at(two_groups, TREES), at(two_groups, PLAY), LinkKind.SAME, change=change)
    corpus = _run(two_groups)
    assert corpus.learned_from == 1
    assert corpus.lessons["confirmed"] == 1


def test_search_by_meaning_finds_new_words_and_forgets_old_ones(
    two_groups: Programme, change: Change, settings: Settings
) -> None:
    settings.SYNERGY_MODEL = "use"
    group = DialogueGroup.objects.get(programme=two_groups, name="Verkehr")
    others = ("Chor im Park", "Mehr Kita-Plätze", "Schwimmbad länger öffnen", "Formulare sind schwer", "WLAN im Bus")
    add_contributions(group, [said("Praktikum für Jugendliche"), *map(said, others)], change=NOBODY, published=True)
    _run(two_groups)
    wanted = at(two_groups, "Praktikum für Jugendliche")
    assert nearest(two_groups, "Wo kann mein Kind in einen Beruf hineinschauen?", limit=3)[:1] == [wanted.pk]
    one = Contribution.objects.select_related("address", "group__address", "programme").get(address=wanted)
    with TestCase.captureOnCommitCallbacks(execute=True):
        edit_contribution(one, text="Bänke am See", kind=Kind.PROPOSAL, leaning="", change=change, redacts=True)
    assert wanted.pk not in nearest(two_groups, "Praktikum für Jugendliche", limit=3)


def test_what_is_only_being_written_goes_to_no_endpoint(
    two_groups: Programme, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(programme: Programme, text: str, *, limit: int) -> list[int]:
        raise AssertionError(text)

    monkeypatch.setattr(writing, "nearest", refuse)
    settings.SYNERGY_MODEL = "endpoint"
    assert [one.text for one in writing._similar(two_groups, "Straßenbäume pflanzen")] == [TREES]
