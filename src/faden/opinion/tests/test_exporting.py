import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from faden.addresses.actions import Change
from faden.addresses.models import Revision
from faden.config.command import main
from faden.conftest import NOW, SHARED
from faden.opinion import actions
from faden.opinion.actions import Facts, NotReady
from faden.opinion.actions.exporting import export_polis
from faden.opinion.actions.importing import EPOCH, import_polis
from faden.opinion.models import Conversation, Ticket, Vote, VoteEvent
from faden.opinion.models.voting import WITHDRAWN
from faden.opinion.polis_comments import read_comments
from faden.opinion.polis_files import Ballots, agreement, read_votes
from faden.opinion.tests.conversations import polis_files
from faden.programme.models import Programme

CHANGE = Change(by=None, now=NOW)
MILLISECOND = timedelta(milliseconds=1)
_EVENT = ("ticket", "statement__number", "value", "is_unclear", "at")
FILES = {"comments.csv", "votes.csv", "participants-votes.csv", "comment-groups.csv", "summary.csv"}


def _exported(conversation: Conversation, *, complete: bool = False) -> dict[str, bytes]:
    out = io.BytesIO()
    export_polis(conversation, out, change=CHANGE, complete=complete)
    container = zipfile.ZipFile(out)
    return {name: container.read(name) for name in container.namelist()}


def _imported(programme: Programme, files: Mapping[str, bytes]) -> Conversation:
    given = {name: content for name, content in files.items() if name.endswith(".csv")}
    return import_polis(programme, given, change=CHANGE).conversation


def _people(conversation: Conversation, cut: timedelta = MILLISECOND) -> Counter[tuple[Any, ...]]:
    """Return what each person voted, one after another on each statement, without who it is; nothing taken back.

    Times are cut as coarse as `cut`.
    """
    found: dict[int, dict[int, list[Any]]] = {}
    events = VoteEvent.objects.filter(conversation=conversation).order_by("statement__number", "pk")
    for ticket, number, value, unclear, at in events.values_list(*_EVENT):
        steps = found.setdefault(ticket, {}).setdefault(number, [])
        if value == WITHDRAWN:
            steps.clear()
        else:
            steps.append((value, unclear, _cut(at, cut)))
    people = ([(number, *steps) for number, steps in one.items() if steps] for one in found.values())
    return Counter(tuple(one) for one in people if one)


def _held(conversation: Conversation) -> Counter[tuple[Any, ...]]:
    """Return what each person thinks in the end, without who it is."""
    found: dict[int, list[Any]] = {}
    votes = Vote.objects.filter(statement__conversation=conversation).order_by("statement__number")
    for ticket, *facts in votes.values_list("ticket", "statement__number", "value", "is_unclear"):
        found.setdefault(ticket, []).append(tuple(facts))
    return Counter(map(tuple, found.values()))


def _cut(moment: datetime, size: timedelta) -> datetime:
    return moment - (moment - EPOCH) % size


def _statements(conversation: Conversation, cut: timedelta = MILLISECOND) -> list[tuple[Any, ...]]:
    facts = ("number", "text", "state", "is_meta", "language", "origin", "reason")
    return [
        (
            *(getattr(one, name) for name in facts),
            _cut(one.made_at, cut),
            one.decided_at and _cut(one.decided_at, cut),
        )
        for one in conversation.statements.order_by("number")
    ]


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.fixture
def held(programme: Programme) -> Conversation:
    """A conversation held here: votes changed, taken back, unclear; statements of every kind."""
    conversation = actions.found(
        programme, Facts("Wasser", intro="Worum es geht", takes_statements=True), change=CHANGE
    )
    actions.add_own(conversation, [f"Aussage {at}" for at in range(8)], change=CHANGE)
    actions.add_own(conversation, ["Ich wohne am Bach"], is_meta=True, change=CHANGE)
    conversation = actions.open_(conversation, change=CHANGE)
    statements = list(conversation.statements.all())
    for person in range(30):
        ticket, _token = actions.admit(conversation, consent="Ja", language="de", now=NOW)
        for at, one in enumerate(statements):
            now = NOW + timedelta(minutes=7 * person, seconds=at, microseconds=123)
            if (person + at) % 5 == 0:
                actions.cast(ticket, one, -1, now=now)
            if (person + at) % 7 == 0:
                actions.cast(ticket, one, 0, is_unclear=True, now=now + timedelta(minutes=1))
            elif (person * at) % 11 != 3:
                actions.cast(ticket, one, 1 if (person % 2) ^ (at % 2) else -1, now=now + timedelta(minutes=2))
            if (person + at) % 13 == 0:
                actions.take_back(ticket, one, now=now + timedelta(minutes=3))
        if person == 17:
            actions.propose(ticket, "Mehr Bänke am Bach", language="de", change=CHANGE)
            actions.propose(ticket, 'Weniger Lärm, „bitte“; und "sofort"', language="de", change=CHANGE)
    actions.leave_out(statements[3], change=Change(by=None, now=NOW, reason="doppelt"))
    return Conversation.objects.select_related("address", "programme").get(pk=conversation.pk)


# Out and in again


def test_what_goes_out_complete_comes_back_without_loss(programme: Programme, held: Conversation) -> None:
    again = _imported(programme, _exported(held, complete=True))
    assert _people(again) == _people(held)
    assert _held(again) == _held(held)
    assert _statements(again) == _statements(held)
    assert (again.title, again.intro) == (held.title, held.intro)
    votes = [Counter(_of(one.written_by)) for one in (held.statements.get(number=10), again.statements.get(number=10))]
    assert votes[0] == votes[1]


def test_without_complete_only_times_and_authors_are_lost(programme: Programme, held: Conversation) -> None:
    again = _imported(programme, _exported(held))
    hour = timedelta(hours=1)
    assert _people(again) == _people(held, hour)
    assert _held(again) == _held(held)
    assert _statements(again) == _statements(held, hour)
    assert not again.statements.filter(written_by__isnull=False).exists()


def _of(ticket: Ticket | None) -> list[tuple[Any, ...]]:
    assert ticket
    return list(ticket.votes.values_list("statement__number", "value", "is_unclear"))


@pytest.mark.parametrize("form", [{}, {"sign": -1}, {"seconds": True}])
def test_files_of_polis_go_in_and_out_with_the_same_content(programme: Programme, form: dict[str, Any]) -> None:
    given = polis_files(**form)
    files = _exported(_imported(programme, given), complete=True)
    read, written = read_votes(polis_files()["votes.csv"]), read_votes(files["votes.csv"])
    assert _log(written, 1) == _log(read, 1000 if "seconds" in form else 1)
    columns = ("comment-id", "moderated", "comment-body", "timestamp", "disagrees")
    mine, theirs = (_rows(one["comments.csv"]) for one in (files, given))
    assert [[one[name] for name in columns] for one in mine] == [[one[name] for name in columns] for one in theirs]
    agrees = read.votes.totals[:, 0].tolist()
    assert [int(one["agrees"]) for one in mine] == agrees != [int(one["agrees"]) for one in theirs]
    assert [one["author-id"] == "0" for one in mine] == [one["author-id"] == "0" for one in theirs]


def _log(ballots: Ballots, cut: int) -> Counter[frozenset[tuple[int, int, int]]]:
    """Return the votes of each person, without who it is: statement, value, time."""
    log = ballots.log
    assert log is not None
    assert log.times is not None
    found: dict[int, set[tuple[int, int, int]]] = {}
    rows = zip(log.participants.tolist(), log.statements.tolist(), log.values.tolist(), log.times.tolist(), strict=True)
    for who, what, said, at in rows:
        found.setdefault(who, set()).add((what, said, at - at % cut))
    return Counter(map(frozenset, found.values()))


# What is in the files


def test_all_files_are_there_and_agree(held: Conversation) -> None:
    files = _exported(held)
    assert set(files) == {*FILES, "pca2.json", "LIESMICH.txt"}
    log, table = read_votes(files["votes.csv"]), read_votes(files["participants-votes.csv"])
    assert len(log.votes) == len(table.votes)
    assert agreement(log, table) == np.count_nonzero(log.votes.values)
    comments = {one["comment-id"]: one for one in _rows(files["comments.csv"])}
    assert [comments[str(at)]["moderated"] for at in (0, 3, 9)] == ["1", "-1", "0"]
    assert (comments["8"]["is-meta"], comments["3"]["reason"]) == ("true", "doppelt")
    for row in _rows(files["comment-groups.csv"]):
        of_all = [int(row[f"total-{name}"]) for name in ("votes", "agrees", "disagrees", "passes")]
        assert of_all[0] == sum(of_all[1:])
        assert comments[row["comment-id"]]["agrees"] == str(of_all[1])
    summary = dict(csv.reader(io.StringIO(files["summary.csv"].decode())))
    assert (summary["topic"], summary["voters"], summary["comments"], summary["commenters"]) == (
        "Wasser",
        "30",
        "11",
        "1",
    )


def test_groups_are_those_of_the_picture(programme: Programme, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        conversation = _imported(programme, polis_files(people=60))
    files = _exported(conversation)
    groups = Counter(row["group-id"] for row in _rows(files["participants-votes.csv"]))
    shown = {str(one["label"]): one["size"] for one in conversation.pictures.get().data["groups"]}
    assert len(shown) == 2
    assert {label: groups[label] for label in shown} == shown
    told = json.loads(files["pca2.json"])
    assert {str(one["id"]): len(one["members"]) for one in told["group-clusters"]} == shown
    assert told["mod-out"] == [4]
    assert told["comment-priorities"]["4"] == 0 < told["comment-priorities"]["0"]


def test_a_question_about_people_is_meta_for_polis_clients(held: Conversation) -> None:
    told = json.loads(_exported(held)["pca2.json"])
    assert (told["meta-tids"], told["mod-out"]) == ([8], [3])


# What must not be in them


def test_pseudonyms_are_new_each_time(held: Conversation) -> None:
    one, two = (_rows(_exported(held)["participants-votes.csv"]) for _ in range(2))
    names = [str(at + 1) for at in range(30)]
    assert [row["participant"] for row in one] == [row["participant"] for row in two] == names
    # Thirty people in the same order twice: once in 10^32 times.
    assert one != two
    assert sorted(list(row.values())[1:] for row in one) == sorted(list(row.values())[1:] for row in two)


def test_times_and_order_do_not_tell_who_voted_after_whom(held: Conversation) -> None:
    rows = _rows(_exported(held)["votes.csv"])
    assert {int(row["timestamp"]) % 3_600_000 for row in rows} == {0}
    places = [(int(row["comment-id"]), int(row["voter-id"])) for row in rows]
    assert places == sorted(places)
    told = json.loads(_exported(held)["pca2.json"])
    assert told["lastVoteTimestamp"] % 3_600_000 == 0


def test_authors_are_not_among_the_voters(held: Conversation) -> None:
    files = _exported(held)
    authors = {one.author for one in read_comments(files["comments.csv"])} - {"0"}
    assert authors == {"31"}
    assert {row["n-comments"] for row in _rows(files["participants-votes.csv"])} == {""}
    complete = _exported(held, complete=True)
    author = (read_comments(complete["comments.csv"])[-1]).author
    counted = {row["participant"]: row["n-comments"] for row in _rows(complete["participants-votes.csv"])}
    assert counted[author] == "2"
    assert sum(map(int, counted.values())) == 2


def test_somebody_erased_is_in_no_file(held: Conversation) -> None:
    author = held.statements.get(number=10).written_by
    assert author
    actions.erase(author)
    files = _exported(held, complete=True)
    assert len(_rows(files["participants-votes.csv"])) == 29
    assert "Mehr Bänke" not in files["comments.csv"].decode()


def test_it_stands_in_the_history_for_everybody(held: Conversation) -> None:
    export_polis(held, io.BytesIO(), change=CHANGE)
    told = Revision.objects.get(address=held.address, field="exported")
    assert told.public
    count = Vote.objects.filter(statement__conversation=held).count()
    assert told.after == f"{count} Stimmen von 30 Menschen, mit neuen Pseudonymen"


def test_without_votes_there_is_nothing_to_take_away(programme: Programme) -> None:
    empty = actions.found(programme, Facts("Leer"), change=CHANGE)
    with pytest.raises(NotReady, match="noch niemand"):
        _exported(empty)


# At the desk and in a shell


def test_facilitators_download_all_votes(held: Conversation, desk: Client) -> None:
    page = desk.get(reverse("desk_files", args=[held.number]))
    assert "Stimmen von 30 Menschen" in page.content.decode()
    answer = desk.post(reverse("export_polis", args=[held.number]))
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    content = answer.getvalue()
    assert int(answer["Content-Length"]) == len(content)
    summary = zipfile.ZipFile(io.BytesIO(content)).read("summary.csv").decode()
    assert f"http://testserver{held.get_absolute_url()}" in summary


def test_the_desk_says_that_nobody_voted(programme: Programme, desk: Client) -> None:
    empty = actions.found(programme, Facts("Leer"), change=CHANGE)
    assert "Noch keine Stimmen" in desk.get(reverse("desk_files", args=[empty.number])).content.decode()
    answer = desk.post(reverse("export_polis", args=[empty.number]), follow=True)
    assert "noch niemand abgestimmt" in answer.content.decode()


def test_the_command_writes_what_the_command_reads(
    held: Conversation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.zip"
    slug = held.programme.slug
    assert main(["opinion", "export", str(held.address), "-o", str(path), "--complete"]) == 0
    assert f"Geschrieben: {path}" in capsys.readouterr().out
    assert main(["opinion", "import", str(path), "--programme", slug]) == 0
    assert _people(Conversation.objects.latest("pk")) == _people(held)
    assert main(["opinion", "export", "U999", "-o", str(path)]) == 2
    assert "„U999“ gibt es hier nicht. Vorhanden: " in capsys.readouterr().err


@pytest.mark.shared_data
def test_a_real_conversation_goes_in_and_out(programme: Programme) -> None:
    folder: Path = SHARED / "data" / "klimarat" / "konsum"
    given = {one.name: one.read_bytes() for one in folder.iterdir()}
    files = _exported(_imported(programme, given), complete=True)
    assert _log(read_votes(files["votes.csv"]), 1) == _log(read_votes(given["votes.csv"]), 1)
    columns = ("comment-id", "moderated", "comment-body", "timestamp")
    mine, theirs = (
        sorted([one[name] for name in columns] for one in _rows(each["comments.csv"])) for each in (files, given)
    )
    assert mine == theirs
