import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from faden.conftest import SHARED
from faden.intake.readers.blocks import Unreadable
from faden.opinion import csv_scan, polis_export
from faden.opinion.landscape import landscape
from faden.opinion.polis_comments import read_comments, read_summary, read_table, with_right_sign
from faden.opinion.polis_files import Ballots, agreement, read_votes, same_sign
from faden.opinion.polis_math import pca2
from faden.opinion.tests.conversations import planted

HEADER = b"timestamp,datetime,comment-id,voter-id,vote\n"
COMMENTS = (
    b"timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    b'1651071094558,Wed,0,0,99,1,1,"Mehr B\xc3\xa4ume, bitte"\n'
    b"1651071094559,Wed,1,4,2,7,-1,Weniger\n"
)


def _whole(writer: Callable[..., Iterator[bytes]], *given: object) -> bytes:
    return b"".join(writer(*given))


def _log(rows: Sequence[tuple[object, ...]], header: bytes = HEADER) -> bytes:
    return header + b"".join(",".join(map(str, row)).encode() + b"\n" for row in rows)


def _example(seed: int = 0) -> bytes:
    """Return a log of many votes, some changed later, not in the order of time."""
    random = np.random.default_rng(seed)
    rows = [
        (1651045893000 + int(random.integers(10**9)), "Wed Apr 27 2022", int(what), int(who), int(said))
        for who, what, said in zip(
            random.integers(2_000, size=900), random.integers(40, size=900), random.integers(-1, 2, 900), strict=True
        )
    ]
    return _log(rows)


def _pairs(ballots: Ballots) -> dict[tuple[str, str], int]:
    votes = ballots.votes
    names = zip(ballots.participants[votes.owners], ballots.statements[votes.statements], strict=True)
    return {(str(who), str(what)): int(said) for (who, what), said in zip(names, votes.values, strict=True)}


def _plainly(content: bytes) -> dict[tuple[str, str], int]:
    rows = sorted(csv.DictReader(io.StringIO(content.decode())), key=lambda row: int(row["timestamp"]))
    return {(row["voter-id"], row["comment-id"]): int(row["vote"]) for row in rows}


@pytest.mark.parametrize("portion", [300, 1 << 19])
def test_a_log_is_read_as_a_plain_reader_reads_it(portion: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_scan, "_PORTION", portion)
    for content in (_example(), _example().replace(b"\n", b"\r\n"), _example()[:-1], b"\xef\xbb\xbf" + _example(3)):
        assert _pairs(read_votes(content)) == _plainly(content.removeprefix(b"\xef\xbb\xbf"))


def test_quoted_and_plain_files_give_the_same() -> None:
    content = _example()
    quoted = content.replace(b"Wed Apr 27 2022", b'"Wed, Apr 27 2022"')
    assert csv_scan.events(quoted, 5) is None
    assert _pairs(read_votes(quoted)) == _pairs(read_votes(content))


def test_columns_in_another_order_and_words_as_names_are_read() -> None:
    content = b"vote,voter-id,comment-id\n1,anna,s2\n-1,ben,s1\n0,anna,s1\n"
    assert _pairs(read_votes(content)) == {("anna", "s2"): 1, ("ben", "s1"): -1, ("anna", "s1"): 0}


def test_seconds_and_milliseconds_are_the_same_times() -> None:
    rows = [(1651045893, "", 1, 1, 1), (1651045893, "", 2, 1, 1)]
    short, long = (read_votes(_log(each)).log for each in (rows, [(row[0] * 1000, *row[1:]) for row in rows]))
    assert short is not None
    assert long is not None
    assert short.times is not None
    assert short.times.tolist() == [1651045893000] * 2
    assert long.times is not None
    assert long.times.tolist() == short.times.tolist()


@pytest.mark.parametrize("portion", [100, 1 << 19])
def test_a_log_and_its_table_hold_the_same_votes(portion: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_scan, "_PORTION", portion)
    log = read_votes(_example())
    for written in (
        _whole(polis_export.write_participants, log),
        _whole(polis_export.write_participants, log).replace(b"\n", b"\r\n"),
    ):
        table = read_votes(written)
        assert table.votes.digest == log.votes.digest
        assert csv_scan.cells(written, log.votes.width + 6, 6) is not None


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(1, "", 1, 1, 1), (1, "", 1, 2, 2)], "Zeile 3: „2“ ist keine Stimme"),
        ([(1, "", 1, 1, 1), (1, "", 1, 2)], "Zeile 3: 4 Zellen statt 5"),
        ([(1, "", 1, 1, 1), (1, "", 1, 2, 1, 4)], "Zeile 3: 6 Zellen statt 5"),
        ([(1, "", 1, "", 1)], "Zeile 2: Es fehlt"),
        ([("gestern", "", 1, 1, 1), (1, "", 1, 1, 0)], "Zeile 2: „gestern“ ist kein Zeitpunkt"),
        ([(1, "", 1, 1, "-0.5")], "Zeile 2: „-0.5“ ist keine Stimme"),
    ],
)
def test_the_line_that_is_wrong_is_named(rows: list[tuple[object, ...]], words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_votes(_log(rows))


def test_a_table_names_its_wrong_line_too() -> None:
    for cell, words in (("7", "„7“ ist keine Stimme"), ("1,1", "Zellen statt 5"), ("11", "„11“"), ("--1", "„--1“")):
        table = f"participant,group-id,n-votes,0,1\n4,0,2,1,-1\n5,1,1,{cell},\n".encode()
        with pytest.raises(Unreadable, match=f"Zeile 3: .*{words}"):
            read_votes(table)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"participant,n-votes\n1,2\n", b"participant,1,1\n1,,\n"])
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_votes(content)


def test_a_person_on_two_lines_is_refused() -> None:
    with pytest.raises(Unreadable, match="mehrmals"):
        read_votes(b"participant,n-votes,12\n1,1,1\n1,1,-1\n")


def test_text_that_is_not_utf8_is_refused_with_its_line() -> None:
    with pytest.raises(Unreadable, match=r"Zeile 3: .*UTF-8"):
        read_comments(b"comment-id,comment-body\n1,Haus\n2,B\xe4ume\n")


def test_comments_tell_who_is_left_out() -> None:
    found = read_comments(COMMENTS)
    assert [(one.id, one.text, one.left_out) for one in found] == [
        ("0", "Mehr Bäume, bitte", False),
        ("1", "Weniger", True),
    ]
    meta = read_comments(b"comment-id,is-meta,comment-body\n3,true,Wohnen Sie hier?\n4,false,Ja\n")
    assert [one.left_out for one in meta] == [True, False]


def test_wrong_moderation_is_named() -> None:
    with pytest.raises(Unreadable, match="Zeile 2: In „moderated“ steht „x“"):
        read_comments(b"comment-id,moderated\n1,x\n")


def test_the_other_sign_is_found_out_from_counts_though_some_are_wrong() -> None:
    votes, _ = planted(60, 30)
    right = Ballots(np.arange(60), np.arange(30), votes)
    content = _whole(
        polis_export.write_comments,
        read_comments(b"comment-id,agrees,disagrees\n" + b"".join(b"%d,,\n" % at for at in range(30))),
        right,
    )
    lines = content.splitlines()
    lines[1:6] = [b"%d,%d,0" % (at, 50 * at) for at in range(5)]
    comments = read_comments(b"\n".join(lines))
    assert with_right_sign(right, comments) is right
    assert with_right_sign(right.flipped(), comments).votes.digest == right.votes.digest


def test_two_files_of_a_conversation_get_the_same_sign() -> None:
    log = read_votes(_example())
    assert same_sign(log.flipped(), log).votes.digest == log.votes.digest
    assert agreement(log, log) == np.count_nonzero(log.votes.values)


def test_every_file_comes_back_without_loss() -> None:
    log = read_votes(_example())
    assert log.log is not None
    again = read_votes(_whole(polis_export.write_votes, log))
    assert again.log is not None
    for one, two in zip(log.log.events, again.log.events, strict=True):
        assert np.array_equal(one, two)
    assert log.log.times is not None
    assert again.log.times is not None
    assert np.array_equal(log.log.times, again.log.times)
    facts = {"topic": "Wohnen", "conversation-description": 'Zwei\nZeilen, und "mehr"'}
    assert read_summary(_whole(polis_export.write_summary, facts)) == facts
    table = b"participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,0,1\n4,x4,1,3,2,1,1,1,-1\n9,,,0,1,0,0,,0\n"
    assert _whole(polis_export.write_participants, read_votes(table)) == table
    written = _whole(polis_export.write_comments, read_comments(COMMENTS), log)
    unchanged = [{**one.row, "agrees": "", "disagrees": ""} for one in read_comments(COMMENTS)]
    assert [{**one.row, "agrees": "", "disagrees": ""} for one in read_comments(written)] == unchanged


def test_counts_are_taken_from_the_votes() -> None:
    log = read_votes(_example())
    said = [value for (_, what), value in _pairs(log).items() if what == "0"]
    one = read_comments(_whole(polis_export.write_comments, read_comments(COMMENTS), log))[0]
    assert (one.agrees, one.disagrees) == (said.count(1), said.count(-1))


def test_counts_by_group_add_up() -> None:
    log = read_votes(_example())
    groups = np.arange(len(log.participants)) % 3 - 1
    header, rows = read_table(_whole(polis_export.write_groups, log, read_comments(COMMENTS), groups.tolist()))
    assert header[:3] == ["comment-id", "comment", "total-votes"]
    assert header[6:10] == ["group-a-votes", "group-a-agrees", "group-a-disagrees", "group-a-passes"]
    assert rows[0][1] == "Mehr Bäume, bitte"
    people = {str(name): int(group) for name, group in zip(log.participants, groups, strict=True)}
    own = [(people[who], said) for (who, what), said in _pairs(log).items() if what == rows[0][0]]
    assert [int(cell) for cell in rows[0][2:6]] == [len(own), *([said for _, said in own].count(v) for v in (1, -1, 0))]
    mine = [said for group, said in own if group == 0]
    assert [int(cell) for cell in rows[0][6:10]] == [len(mine), mine.count(1), mine.count(-1), mine.count(0)]


def test_the_json_for_polis_clients_agrees_with_the_result() -> None:
    votes, _ = planted(120, 20)
    ballots = Ballots(np.arange(100, 220), np.arange(7, 27), votes)
    result = landscape(votes, mode="polis", left_out=[2, 5])
    told = pca2(ballots, result, left_out=[2], meta=[5], tick=3)
    assert (told["mod-out"], told["meta-tids"], told["n-cmts"]) == ([9], [12], 20)
    priorities = told["comment-priorities"]
    assert priorities["9"] == 0
    assert priorities["12"] == max(priorities.values())
    base = told["base-clusters"]
    assert len(base["id"]) <= 100 < sum(base["count"]) == len(told["in-conv"])
    assert sorted(one for members in base["members"] for one in members) == sorted(told["in-conv"])
    assert sorted(one for group in told["group-clusters"] for one in group["members"]) == base["id"]
    for group in told["group-clusters"]:
        numbers = told["group-votes"][str(group["id"])]
        assert numbers["n-members"] == sum(base["count"][one] for one in group["members"])
        for statement in told["tids"]:
            cast = told["votes-base"][str(statement)]
            sums = {key: sum(cast[key][at] for at in group["members"]) for key in "ADS"}
            assert numbers["votes"][str(statement)] == sums
    best = told["repness"]["0"][0]
    assert set(best) >= {"tid", "n-success", "n-trials", "p-success", "p-test", "repness", "repness-test", "repful-for"}


def test_a_hundred_people_are_base_clusters_of_one_each() -> None:
    votes, _ = planted(60, 20)
    told = pca2(Ballots(np.arange(60), np.arange(20), votes), landscape(votes))
    assert told["base-clusters"]["members"] == [[one] for one in told["in-conv"]]


def test_no_map_no_base_clusters() -> None:
    votes, _ = planted(8, 10)
    told = pca2(Ballots(np.arange(8), np.arange(10), votes), landscape(votes))
    assert (told["base-clusters"]["id"], told["group-clusters"]) == ([], [])
    assert told["votes-base"]["0"]["S"] == []


@pytest.mark.shared_data
def test_the_files_of_a_real_conversation_hold_the_same_and_come_back() -> None:
    folder: Path = SHARED / "data" / "klimarat" / "konsum"
    log, table = (read_votes((folder / name).read_bytes()) for name in ("votes.csv", "participants-votes.csv"))
    assert log.votes.digest == table.votes.digest
    assert log.log is not None
    assert len(log.log.values) == 61_936
    assert with_right_sign(table, read_comments((folder / "comments.csv").read_bytes())) is table
    written, given = _whole(polis_export.write_participants, table), (folder / "participants-votes.csv").read_bytes()
    assert sorted(written.splitlines()) == sorted(given.splitlines())
    assert read_votes(_whole(polis_export.write_votes, log)).votes.digest == log.votes.digest
