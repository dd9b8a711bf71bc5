"""The five files of a Polis export, and the JSON that Polis clients read, written.

Columns beyond those of Polis stand behind them. Every count is taken from the votes.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from faden.opinion.landscape import Landscape
from faden.opinion.lines import group_name
from faden.opinion.polis_files import PERSON, Ballots, Comment
from faden.opinion.representative import Standing

_COMMENT = ("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")
_FOUR = ("votes", "agrees", "disagrees", "passes")


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def write_summary(facts: Mapping[str, object]) -> bytes:
    """Return summary.csv: a name and a value in each line, in the order given."""
    return _csv(facts.items())


def write_votes(ballots: Ballots) -> bytes:
    """Return votes.csv: every vote cast with its time, or those that hold (at time 0) where there is no log."""
    log, votes = ballots.log, ballots.votes
    who, what, said = (votes.owners, votes.statements, votes.values) if log is None else log.events
    times = np.zeros(len(said), np.int64) if log is None or log.times is None else log.times
    columns = (times.tolist(), ballots.statements[what].tolist(), ballots.participants[who].tolist(), said.tolist())
    rows = ([time, _date(time), *rest] for time, *rest in zip(*columns, strict=True))
    return _csv([["timestamp", "datetime", "comment-id", "voter-id", "vote"], *rows])


def _date(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%a %b %d %H:%M:%S UTC %Y")


def write_participants(ballots: Ballots, groups: Sequence[int] | None = None) -> bytes:
    """Return participants-votes.csv. `groups` (participants,), -1 none; without them those that the file had."""
    facts = ballots.facts
    if groups is None:
        groups = [-1] * len(ballots.participants) if ballots.groups is None else ballots.groups.tolist()
    header = [name for name in PERSON if name != "xid" or "xid" in facts]
    rows = []
    votes = ballots.votes
    for at, name in enumerate(ballots.participants.tolist()):
        low, high = votes.starts[at], votes.starts[at + 1]
        said = votes.values[low:high]
        cells: list[object] = [""] * votes.width
        for statement, value in zip(votes.statements[low:high].tolist(), said.tolist(), strict=True):
            cells[statement] = value
        told = {
            "participant": name,
            "xid": facts["xid"][at] if "xid" in facts else "",
            "group-id": "" if groups[at] < 0 else groups[at],
            "n-comments": facts["n-comments"][at] if "n-comments" in facts else 0,
            "n-votes": len(said),
            "n-agree": int(np.count_nonzero(said == 1)),
            "n-disagree": int(np.count_nonzero(said == -1)),
        }
        rows.append([*(told[column] for column in header), *cells])
    return _csv([[*header, *ballots.statements.tolist()], *rows])


def write_comments(comments: Sequence[Comment], ballots: Ballots) -> bytes:
    """Return comments.csv with all columns that were read, agreements and disagreements counted from the votes."""
    columns = list(dict.fromkeys([*(name for one in comments for name in one.columns)])) or list(_COMMENT)
    places = {str(name): at for at, name in enumerate(ballots.statements)}
    counts = _counts(ballots)
    rows = []
    for one in comments:
        agrees, disagrees = counts[places[one.id], :2].tolist() if one.id in places else (0, 0)
        cells = {**one.row, "agrees": agrees, "disagrees": disagrees}
        rows.append([cells.get(name, "") for name in columns])
    return _csv([columns, *rows])


def write_groups(ballots: Ballots, comments: Sequence[Comment], groups: Sequence[int]) -> bytes:
    """Return comment-groups.csv: votes, agreements, disagreements and passes in total and by group (labels of people)."""
    labels = np.asarray(groups)
    names = np.unique(labels[labels >= 0]).tolist()
    texts = {one.id: one.text for one in comments}
    parts = [_counts(ballots), *(_counts(ballots, labels == name) for name in names)]
    titles = ["total", *(f"group-{group_name(name).lower()}" for name in names)]
    header = ["comment-id", "comment", *(f"{title}-{what}" for title in titles for what in _FOUR)]
    rows = []
    for at, name in enumerate(ballots.statements.tolist()):
        numbers = [cell for part in parts for cell in (int(part[at].sum()), *part[at].tolist())]
        rows.append([name, texts.get(str(name), ""), *numbers])
    return _csv([header, *rows])


def _counts(ballots: Ballots, chosen: Any = None) -> Any:
    """Return how many agree, disagree, pass (statements, 3), of all or of those chosen."""
    votes = ballots.votes
    taken = slice(None) if chosen is None else np.asarray(chosen)[votes.owners]
    code = np.array([1, 2, 0])[votes.values[taken] + np.int8(1)]
    return np.bincount(votes.statements[taken] * 3 + code, minlength=3 * votes.width).reshape(-1, 3)


def pca2(ballots: Ballots, result: Landscape, *, tick: int = 0, last_vote: int = 0) -> dict[str, Any]:
    """Return the result in the shape of Polis' /api/v3/math/pca2, each person a base cluster of one.

    Participants and statements by their numbers in `ballots`; groups by their labels.
    """
    people, statements = ballots.participants.tolist(), ballots.statements.tolist()
    inside = np.flatnonzero(result.inside & (result.labels >= 0) & result.has_map)
    return {
        "n": len(people),
        "n-cmts": len(statements),
        "tids": statements,
        "mod-out": [statements[at] for at in np.flatnonzero(~result.kept & (result.totals.sum(axis=1) > 0))],
        "mod-in": [statements[at] for at in np.flatnonzero(result.kept)],
        "meta-tids": [],
        "in-conv": [people[at] for at in np.flatnonzero(result.inside)],
        "user-vote-counts": dict(zip(map(str, people), ballots.votes.counts.tolist(), strict=True)),
        "pca": _pca(result),
        **_groups(people, statements, result, inside),
        "consensus": {
            "agree": [_common(one, statements) for one in result.consensus.agree],
            "disagree": [_common(one, statements) for one in result.consensus.disagree],
        },
        "group-aware-consensus": dict(zip(map(str, statements), result.group_aware[0].tolist(), strict=True)),
        "votes-base": _votes_base(ballots, inside),
        "comment-priorities": {},
        "lastVoteTimestamp": last_vote,
        "math_tick": tick,
    }


def _pca(result: Landscape) -> dict[str, Any]:
    """Return axes and where one vote against each statement would put somebody."""
    scale = max(int(np.count_nonzero(result.kept)), 1) ** 0.5
    projection = (result.vectors * (-1 - result.means)[:, None] * scale).T
    return {
        "center": result.means.tolist(),
        "comps": result.vectors.T.tolist(),
        "comment-projection": projection.tolist(),
        "comment-extremity": np.linalg.norm(projection, axis=0).tolist(),
    }


def _groups(people: list[Any], statements: list[Any], result: Landscape, inside: Any) -> dict[str, Any]:
    return {
        "base-clusters": {
            "id": inside.tolist(),
            "members": [[people[at]] for at in inside],
            "x": result.coordinates[inside, 0].tolist(),
            "y": result.coordinates[inside, 1].tolist(),
            "count": [1] * len(inside),
        },
        "group-clusters": [
            {
                "id": group.label,
                "center": list(group.centre),
                "members": np.flatnonzero(result.labels == group.label).tolist(),
            }
            for group in result.groups
        ],
        "repness": {
            str(group.label): [_repness(one, statements) for one in group.representative] for group in result.groups
        },
        "group-votes": {
            str(group.label): {
                "n-members": group.size,
                "votes": {str(name): _three(counts[place]) for place, name in enumerate(statements)},
            }
            for group, counts in zip(result.groups, result.counts, strict=True)
        },
    }


def _three(counts: Any) -> dict[str, int]:
    agrees, disagrees, _ = (int(one) for one in counts)
    return {"A": agrees, "D": disagrees, "S": int(counts.sum())}


def _votes_base(ballots: Ballots, inside: Any) -> dict[str, dict[str, list[int]]]:
    dense = np.full((len(inside), ballots.votes.width), np.int8(2))
    chosen = ballots.votes.rows(inside)
    dense[chosen.owners, chosen.statements] = chosen.values
    return {
        str(name): {
            "A": (dense[:, at] == 1).astype(int).tolist(),
            "D": (dense[:, at] == -1).astype(int).tolist(),
            "S": (dense[:, at] != 2).astype(int).tolist(),
        }
        for at, name in enumerate(ballots.statements.tolist())
    }


def _common(one: Standing, statements: list[Any]) -> dict[str, Any]:
    success = one.agrees if one.side == "agree" else one.disagrees
    return {
        "tid": statements[one.statement],
        "n-success": success,
        "n-trials": one.votes,
        "p-success": one.share,
        "p-test": one.share_test,
    }


def _repness(one: Standing, statements: list[Any]) -> dict[str, Any]:
    told = {
        **_common(one, statements),
        "repness": one.ratio,
        "repness-test": one.ratio_test,
        "repful-for": one.side,
    }
    return {**told, "best-agree": True, "n-agree": one.agrees} if one.first else told
