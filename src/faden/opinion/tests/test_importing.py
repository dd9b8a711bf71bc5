import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from faden.addresses.actions import Change
from faden.addresses.models import Revision, State
from faden.config.command import main
from faden.conftest import NOW, SHARED
from faden.intake.readers.blocks import Unreadable
from faden.opinion.actions import NotReady
from faden.opinion.actions.importing import Imported, NotImported, import_polis, publish_imported
from faden.opinion.models import (
    Conversation,
    Origin,
    Reckoning,
    Stage,
    Statement,
    StatementState,
    Ticket,
    Vote,
    VoteEvent,
)
from faden.opinion.polis_conversation import read_conversation
from faden.opinion.polis_export import write_participants
from faden.opinion.polis_files import read_votes
from faden.opinion.tests.conversations import polis_files
from faden.opinion.views.desk import files as views
from faden.programme.models import Programme

UNTIL = int(NOW.timestamp() * 1000)


def _taken(programme: Programme, files: Mapping[str, bytes], **facts: Any) -> Imported:
    return import_polis(programme, files, change=Change(by=None, now=NOW), **facts)


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, content in files.items():
            container.writestr(f"export/{name}", content)
    return out.getvalue()


def _table(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the same conversation with a table of votes in place of the log."""
    table = b"".join(write_participants(read_votes(files["votes.csv"])))
    return {"comments.csv": files["comments.csv"], "summary.csv": files["summary.csv"], "participants-votes.csv": table}


def _votes(conversation: Conversation) -> dict[tuple[int, int], int]:
    """Return votes by ticket, counted from the first, and number of the statement."""
    tickets = {key: at for at, key in enumerate(conversation.tickets.order_by("pk").values_list("pk", flat=True))}
    found = Vote.objects.filter(statement__conversation=conversation)
    return {(tickets[who], what): said for who, what, said in found.values_list("ticket", "statement__number", "value")}


# What is kept


def test_every_vote_is_taken_in_with_its_time_and_those_before_it(programme: Programme) -> None:
    files = polis_files()
    done = _taken(programme, files)
    read = read_votes(files["votes.csv"])
    expected = zip(read.votes.owners.tolist(), (read.votes.statements + 1).tolist(), read.votes.values, strict=True)
    assert _votes(done.conversation) == {(who, what): int(said) for who, what, said in expected}
    assert read.log is not None
    assert read.log.times is not None
    events = VoteEvent.objects.filter(conversation=done.conversation)
    times = [int(at.timestamp() * 1000) for at in events.values_list("at", flat=True)]
    assert times == sorted(read.log.times.tolist())
    assert done.votes == len(read.votes) < len(times)
    assert Vote.objects.filter(statement__conversation=done.conversation).latest("at").at == done.conversation.closed_at


def test_statements_keep_order_words_state_and_author(programme: Programme) -> None:
    statements = list(_taken(programme, polis_files()).conversation.statements.select_related("written_by"))
    assert [one.number for one in statements] == list(range(1, 13))
    assert statements[7].text == 'Aussage 7, mit "Komma"'
    assert statements[4].state == StatementState.LEFT_OUT
    assert statements[4].reason
    # Nobody had decided about it, and people voted on it.
    assert (statements[5].state, statements[5].decided_at) == (StatementState.OPEN, None)
    assert statements[6].decided_at == statements[6].made_at == datetime(2022, 4, 27, 7, 36, 40, 6000, UTC)
    assert [one.origin for one in statements[2:4]] == [Origin.FACILITATOR, Origin.PARTICIPANT]
    tickets = list(Ticket.objects.order_by("pk").filter(conversation=statements[0].conversation))
    assert statements[9].written_by == tickets[11 - 3]


def test_a_statement_that_waits_and_has_no_votes_still_waits(programme: Programme) -> None:
    files = polis_files()
    files["comments.csv"] += b"1651045000099,,12,0,0,0,0,Neu\n"
    assert _taken(programme, files).conversation.statements.get(number=13).state == StatementState.WAITING


def test_columns_beyond_those_of_polis_are_understood(programme: Programme) -> None:
    comments = (
        b"comment-id,moderated,comment-body,is-meta,is-seed,lang,reason\n"
        b"0,1,Ich wohne hier,true,true,de,\n1,-1,Foo,false,false,en,doppelt\n"
    )
    votes = b"timestamp,comment-id,voter-id,vote,unclear\n1651045893,0,1,0,true\n1651045894,1,1,1,false\n"
    done = _taken(programme, {"a.csv": comments, "b.csv": votes}, title="Probe")
    one, two = done.conversation.statements.all()
    assert (one.is_meta, one.origin, two.origin, two.language) == (True, Origin.FACILITATOR, Origin.PARTICIPANT, "en")
    assert two.reason == "doppelt"
    assert list(one.votes.values_list("value", "is_unclear")) == [(0, True)]


def test_it_is_closed_and_unseen_and_says_where_consent_is(programme: Programme, client: Client) -> None:
    conversation = _taken(programme, polis_files()).conversation
    assert (conversation.stage, conversation.title, conversation.intro) == (
        Stage.CLOSED,
        "Wohnen am Fluss",
        "Ja,\nbitte",
    )
    assert conversation.address.state == State.DRAFT
    assert Reckoning.objects.get(conversation=conversation).waiting
    consents = set(Ticket.objects.filter(conversation=conversation).values_list("consent__text", flat=True))
    assert len(consents) == 1
    assert "Polis (https://pol.is/5example): Die Einwilligung liegt der Stelle vor" in consents.pop()
    assert client.get(conversation.get_absolute_url()).status_code == 404
    told = Revision.objects.get(address=conversation.address, field="imported")
    assert (
        told.after
        == f"Polis (https://pol.is/5example): {Vote.objects.filter(statement__conversation=conversation).count()} Stimmen von 40 Menschen"
    )


def test_the_job_makes_a_picture_and_publishing_shows_it(
    programme: Programme, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        conversation = _taken(programme, polis_files()).conversation
    assert conversation.pictures.get().people == 40
    publish_imported(conversation, change=Change(by=None, now=NOW))
    conversation.address.refresh_from_db()
    assert conversation.address.is_public
    with pytest.raises(NotReady):
        publish_imported(conversation, change=Change(by=None, now=NOW))


# Signs, units, counts


@pytest.mark.parametrize("form", [{"sign": -1}, {"seconds": True}])
def test_other_signs_and_units_give_the_same(programme: Programme, form: dict[str, Any]) -> None:
    plain, other = (_taken(programme, polis_files(**each)) for each in ({}, form))
    assert _votes(plain.conversation) == _votes(other.conversation)
    assert any("Vorzeichen" in one for one in other.told) == ("sign" in form)


def test_a_table_gives_the_same_votes_as_the_log(programme: Programme) -> None:
    files = polis_files()
    log, table = _taken(programme, files), _taken(programme, _table(files))
    assert _votes(table.conversation) == _votes(log.conversation)
    assert table.conversation.closed_at == NOW
    assert any("Wann abgestimmt wurde" in one for one in table.told)


def test_both_kinds_of_votes_are_compared(programme: Programme) -> None:
    files = polis_files()
    table = _table(files)["participants-votes.csv"]
    assert not any("verschieden" in one for one in _taken(programme, files | {"t.csv": table}).told)
    last = table.rstrip().rpartition(b",")
    told = _taken(programme, files | {"t.csv": last[0] + (b",-1\n" if last[2] != b"-1" else b",1\n")}).told
    assert any("Stimmen verschieden; es gilt votes.csv" in one for one in told)
    foreign = _table(polis_files(seed=5))["participants-votes.csv"]
    with pytest.raises(Unreadable, match="gehören nicht zusammen"):
        _taken(programme, files | {"t.csv": foreign})


def test_wrong_counts_are_said(programme: Programme) -> None:
    # Every second statement of the invented export counts one agreement too many.
    assert (
        "In comments.csv standen bei 6 Aussagen andere Zahlen; alles ist neu gezählt."
        in _taken(programme, polis_files()).told
    )


def test_gaps_in_numbers_are_closed_and_said() -> None:
    comments = b"comment-id,moderated,comment-body\n7,1,Sieben\n3,1,Drei\n"
    given = read_conversation({"c": comments, "v": b"comment-id,voter-id,vote\n7,1,1\n3,1,-1\n"}, until=UNTIL)
    assert [one.text for one in given.comments] == ["Drei", "Sieben"]
    assert list(zip(given.cast.statements.tolist(), given.cast.values.tolist(), strict=True)) == [(1, 1), (0, -1)]
    assert any("neu gezählt" in one for one in given.told)


def test_a_statement_without_text_is_left_out_and_said(programme: Programme) -> None:
    files = polis_files()
    lines = files["comments.csv"].splitlines()
    files["comments.csv"] = b"\n".join(line for line in lines if b",8,10," not in line)
    done = _taken(programme, files)
    missing = done.conversation.statements.get(number=9)
    assert (missing.state, missing.reason) == (StatementState.LEFT_OUT, "Der Text fehlt im Export.")
    assert missing.votes.exists()
    assert any("fehlt der Text" in one and "8" in one for one in done.told)


# Refusals


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"votes.csv": None}, "Es fehlen die Stimmen"),
        ({"comments.csv": None}, "Es fehlt die Datei mit den Aussagen"),
        ({"votes.csv": b"comment-id,voter-id,vote\n"}, "keine Stimme"),
        ({"votes.csv": b"comment-id,voter-id,vote\n1,1,1\n2,1,5\n"}, "votes.csv: Zeile 3: „5“ ist keine Stimme"),
        ({"comments.csv": b"comment-id,moderated\n1,x\n"}, "comments.csv: Zeile 2: In „moderated“"),
        ({"comments.csv": b"comment-id\n1\n1\n"}, "Aussage 1 mehrmals"),
        ({"comments.csv": b"comment-id,comment-body\n99,Anders\n"}, "von demselben Export"),
        ({"brief.csv": b"Liebe,Leute\n"}, "„brief.csv“ ist keine Datei eines Polis-Exports"),
        ({"kopie.csv": b"comment-id,voter-id,vote\n1,1,1\n"}, "sind dieselbe Art"),
        ({"votes.csv": b"timestamp,comment-id,voter-id,vote\n1,1,1,1\n4000000000,1,2,1\n"}, "Stimme 1 .*Zeitpunkt"),
        ({"summary.csv": b"topic,a,b\n"}, "summary.csv: Eintrag 1"),
    ],
)
def test_bad_files_are_refused_with_file_and_line_and_nothing_is_kept(
    programme: Programme, change: dict[str, bytes | None], words: str
) -> None:
    files = {name: content for name, content in (polis_files() | change).items() if content is not None}
    before = Conversation.objects.count()
    with pytest.raises(Unreadable, match=words):
        _taken(programme, files)
    assert Conversation.objects.count() == before


def test_a_broken_or_swollen_zip_is_refused(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = _zip(polis_files())
    assert _taken(programme, {"export.zip": packed}).people == 40
    with pytest.raises(Unreadable, match="kein vollständiges ZIP"):
        _taken(programme, {"export.zip": packed[:-40]})
    monkeypatch.setattr("faden.opinion.polis_conversation.MOST_BYTES", 1000)
    with pytest.raises(Unreadable, match="ausgepackt größer"):
        _taken(programme, {"export.zip": packed})


def test_a_title_is_needed_and_too_many_votes_go_elsewhere(programme: Programme) -> None:
    files = polis_files()
    with pytest.raises(NotImported, match="faden opinion import"):
        _taken(programme, files, most_votes=100)
    del files["summary.csv"]
    with pytest.raises(NotImported, match="Titel"):
        _taken(programme, files)
    assert _taken(programme, files, title=" Am  Fluss ").conversation.title == "Am Fluss"


def test_what_breaks_half_way_leaves_nothing(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [one.objects.count() for one in (Conversation, Statement, Ticket, Vote, VoteEvent)]

    def broken(*_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("faden.opinion.actions.importing.wait", broken)
    with pytest.raises(RuntimeError):
        _taken(programme, polis_files())
    assert [one.objects.count() for one in (Conversation, Statement, Ticket, Vote, VoteEvent)] == before


# At the desk and in a shell


def _sent(files: Mapping[str, bytes]) -> list[io.BytesIO]:
    made = []
    for name, content in files.items():
        file = io.BytesIO(content)
        file.name = name
        made.append(file)
    return made


def test_facilitators_take_in_an_upload_and_publish_it(programme: Programme, desk: Client) -> None:
    answer = desk.post(reverse("import_polis"), {"export": _sent(polis_files())}, follow=True)
    page = answer.content.decode()
    assert "von 40 Menschen" in page
    assert "neu gezählt" in page
    conversation = Conversation.objects.latest("pk")
    assert "noch nicht öffentlich" in page
    answer = desk.post(reverse("publish_imported", args=[conversation.number]), follow=True)
    assert "Veröffentlicht" in answer.content.decode()
    conversation.address.refresh_from_db()
    assert conversation.address.is_public


def test_the_desk_says_what_is_wrong(programme: Programme, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(files: Mapping[str, bytes]) -> str:
        answer = desk.post(reverse("import_polis"), {"export": _sent(files)})
        assert answer.status_code == 400
        return answer.content.decode()

    assert "Es fehlen die Stimmen" in told({"comments.csv": polis_files()["comments.csv"]})
    assert "Bitte wählen Sie die Dateien" in told({})
    assert "Eine Datei ist leer" in told({"comments.csv": b""})
    assert "mehr als 6 Dateien" in told({f"{at}.csv": b"x" for at in range(7)})
    monkeypatch.setattr(views, "MOST_VOTES", 100)
    assert "hier gehen höchstens 100 auf einmal" in told(polis_files())


def test_the_command_takes_in_files_and_publishes(
    programme: Programme, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in polis_files().items():
        (tmp_path / name).write_bytes(content)
    files = [str(one) for one in sorted(tmp_path.iterdir())]
    assert main(["opinion", "import", *files, "--programme", programme.slug, "--title", "Probe", "--publish"]) == 0
    conversation = Conversation.objects.get(title="Probe")
    told = capsys.readouterr().out
    assert f"Übernommen als {conversation.address}" in told
    assert "neu gezählt" in told
    assert conversation.address.is_public
    assert main(["opinion", "import", files[0], "--programme", programme.slug]) == 2
    assert "Es fehlen die Stimmen" in capsys.readouterr().err


@pytest.mark.shared_data
def test_a_real_conversation_is_taken_in(programme: Programme) -> None:
    folder: Path = SHARED / "data" / "klimarat" / "konsum"
    done = _taken(programme, {one.name: one.read_bytes() for one in folder.iterdir()})
    assert (done.people, done.votes, done.conversation.statements.count()) == (1116, 61_384, 522)
    assert VoteEvent.objects.filter(conversation=done.conversation).count() == 61_936
    assert done.told == ("In comments.csv standen bei 171 Aussagen andere Zahlen; alles ist neu gezählt.",)
