"""A picture of opinion from files of votes, told as JSON or in German sentences. Needs no database."""

import json
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from faden.kernel.messages import sentence
from faden.opinion.landscape import Landscape, Mode, Params, landscape
from faden.opinion.names import group_name as group_name
from faden.opinion.polis_comments import read_comments, with_right_sign
from faden.opinion.polis_files import Ballots, read_votes
from faden.opinion.representative import KNOWN, Common, Standing


@dataclass(frozen=True, eq=False)
class Picture:
    """A landscape with the names of its participants and statements. `texts` by statement where comments were given.

    `turned`: the file had agreement as -1, which its comments show.
    """

    ballots: Ballots
    result: Landscape
    texts: dict[str, str]
    left_out: tuple[str, ...]
    turned: bool

    def statement(self, index: int) -> str:
        """Return the name of a statement in the file."""
        return str(self.ballots.statements[index])


def picture(
    votes: bytes, comments: bytes | None = None, *, mode: Mode = "faden", params: Params | None = None
) -> Picture:
    """Return the picture of votes.csv or participants-votes.csv; statements moderated out in comments.csv are left out.

    Raises Unreadable with a German sentence where a file is not what it should be.
    """
    ballots = read_votes(votes)
    known = read_comments(comments) if comments is not None else []
    right = with_right_sign(ballots, known)
    places = {str(name): at for at, name in enumerate(ballots.statements)}
    out = [one.id for one in known if one.left_out and one.id in places]
    result = landscape(right.votes, mode=mode, left_out=[places[one] for one in out], params=params)
    return Picture(right, result, {one.id: one.text for one in known}, tuple(out), right is not ballots)


def told(votes: bytes, comments: bytes | None = None, *, mode: Mode = "faden", as_json: bool = False) -> str:
    """Return what `faden opinion landscape` says: JSON, or German lines for people."""
    found = picture(votes, comments, mode=mode)
    if as_json:
        return json.dumps(as_dict(found), ensure_ascii=False, indent=1, allow_nan=False)
    return "\n".join(as_lines(found))


def as_dict(found: Picture) -> dict[str, Any]:
    """Return the picture as JSON values; statements and participants by their names in the file."""
    result = found.result
    return {
        "mode": result.mode,
        "version": result.version,
        "input_hash": result.input_hash,
        "params": asdict(result.params),
        "voters": result.voters,
        "votes": result.votes,
        "k": result.k,
        "stability": result.stability,
        "silhouettes": {str(k): score for k, score in result.silhouettes.items()},
        "participants": _participants(found),
        "groups": [
            {
                "label": group.label,
                "name": group_name(group.label),
                "size": group.size,
                "centre": list(group.centre),
                "representative": [_standing(found, one) for one in group.representative],
            }
            for group in result.groups
        ],
        "consensus": _common(found, result.consensus),
        "divisive": [
            {"statement": found.statement(one.statement), "gap": one.gap, "higher": one.higher, "lower": one.lower}
            for one in result.divisive
        ],
        "undecided": [found.statement(one) for one in result.undecided],
        "unknown": [found.statement(one) for one in result.unknown],
        "starter": None if result.starter is None else found.statement(result.starter),
        "statements": _statements(found),
        "left_out": list(found.left_out),
        "sign_turned": found.turned,
    }


def _participants(found: Picture) -> dict[str, dict[str, float | int | None]]:
    result = found.result
    names = [str(one) for one in found.ballots.participants.tolist()]
    groups = [None if label < 0 else label for label in result.labels.tolist()]
    if not result.has_map:
        return {name: {"x": None, "y": None, "group": group} for name, group in zip(names, groups, strict=True)}
    places = result.coordinates.tolist()
    return {name: {"x": x, "y": y, "group": group} for name, (x, y), group in zip(names, places, groups, strict=True)}


def _statements(found: Picture) -> dict[str, dict[str, Any]]:
    """Return the numbers of each statement; without a map only of those with five votes."""
    result, told = found.result, {}
    for at in range(found.ballots.votes.width):
        agrees, disagrees, passes = result.totals[at].tolist()
        if not result.has_map and agrees + disagrees + passes < KNOWN:
            continue
        told[found.statement(at)] = {
            "agrees": agrees,
            "disagrees": disagrees,
            "passes": passes,
            "group_aware_consensus": result.group_aware[0, at] if result.k else None,
            "by_group": {
                str(group.label): dict(zip(("agrees", "disagrees", "passes"), counts.tolist(), strict=True))
                for group, counts in zip(result.groups, result.counts[:, at], strict=True)
            },
        }
    return told


def _common(found: Picture, common: Common) -> dict[str, list[dict[str, Any]]]:
    return {
        "agree": [_standing(found, one) for one in common.agree],
        "disagree": [_standing(found, one) for one in common.disagree],
    }


def _standing(found: Picture, one: Standing) -> dict[str, Any]:
    name = found.statement(one.statement)
    text = {"text": found.texts[name]} if name in found.texts else {}
    return {**asdict(one), "statement": name, "votes": one.votes, **text}


def as_lines(found: Picture) -> list[str]:
    """Return the picture in German lines."""
    result = found.result
    said = [
        sentence(
            "{votes} Stimmen von {voters} Personen zu {statements} Aussagen.",
            votes=_number(result.votes),
            voters=_number(result.voters),
            statements=_number(int(np.count_nonzero(result.kept))),
        )
    ]
    if found.turned:
        said.append(sentence("In der Datei stand -1 für Zustimmung; das wurde umgedreht."))
    if found.left_out:
        said.append(sentence("Ohne {count} Aussagen, die nicht zugelassen sind.", count=len(found.left_out)))
    if not result.has_map:
        said.append(
            sentence(
                "Für eine Karte und Gruppen sind es zu wenige: Es braucht {least} Personen.", least=result.params.least
            )
        )
        said += _totals(found)
    elif not result.groups:
        said.append(sentence("Gruppen von Meinungen zeichnen sich nicht ab."))
    said += _groups(found) + _shared(found)
    if result.starter is not None:
        said += ["", sentence("Für den Anfang eines Gesprächs: {statement}", statement=_called(found, result.starter))]
    return said


def _groups(found: Picture) -> list[str]:
    result, said = found.result, []
    for group in result.groups:
        said += ["", sentence("Gruppe {name}: {size} Personen", name=group_name(group.label), size=group.size)]
        said += [_line(found, one) for one in group.representative]
    if result.stability is not None:
        said += ["", _surely(result.stability)]
    return said


def _shared(found: Picture) -> list[str]:
    result, said = found.result, []
    for title, standings in (
        (sentence("Dem stimmen die meisten zu:"), result.consensus.agree),
        (sentence("Das lehnen die meisten ab:"), result.consensus.disagree),
    ):
        if standings:
            said += ["", title, *(_line(found, one) for one in standings)]
    if result.divisive:
        said += ["", sentence("Hier gehen die Gruppen auseinander:")]
        said += [
            sentence(
                "  {statement}  {higher} stimmt eher zu als {lower}",
                statement=_called(found, one.statement),
                higher=group_name(one.higher),
                lower=group_name(one.lower),
            )
            for one in result.divisive
        ]
    return said


def _totals(found: Picture) -> list[str]:
    told = []
    for at in range(found.ballots.votes.width):
        agrees, disagrees, passes = found.result.totals[at].tolist()
        if agrees + disagrees + passes >= KNOWN and found.result.kept[at]:
            told.append(
                sentence(
                    "  {statement}  dafür {agrees}, dagegen {disagrees}, weiter {passes}",
                    statement=_called(found, at),
                    agrees=agrees,
                    disagrees=disagrees,
                    passes=passes,
                )
            )
    return told


def _line(found: Picture, one: Standing) -> str:
    share = round(100 * (one.agrees if one.side == "agree" else one.disagrees) / max(one.votes, 1))
    called = _called(found, one.statement)
    if one.side == "agree":
        return sentence("  {statement}  {share} % von {votes} dafür", statement=called, share=share, votes=one.votes)
    return sentence("  {statement}  {share} % von {votes} dagegen", statement=called, share=share, votes=one.votes)


def _called(found: Picture, index: int) -> str:
    name = found.statement(index)
    text = " ".join(found.texts.get(name, "").split())
    return f"{name}: {text if len(text) <= 100 else text[:99] + '…'}" if text else name


def _surely(stability: float) -> str:
    share = round(100 * stability)
    if stability >= 0.8:
        return sentence("Die Gruppen sind deutlich ({share} von 100).", share=share)
    if stability >= 0.5:
        return sentence("Die Gruppen sind erkennbar, ihre Ränder unsicher ({share} von 100).", share=share)
    return sentence(
        "Die Gruppen sind unsicher: Mit anderen Beteiligten sähen sie anders aus ({share} von 100).", share=share
    )


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
