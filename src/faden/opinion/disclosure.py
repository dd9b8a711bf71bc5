"""What of a picture everybody may see, so that no picture and no row of pictures tells what one person thinks.

* A picture is renewed only when five people have cast more votes than ever before. What changes in the map, in groups
  and in counts of people from one release to the next is therefore about one of five people at least.
* A statement's numbers are sums of cohorts of five people or more (`cohorts`): any two numbers of whatever releases,
  totals, rows of groups and what remains of the total differ by nobody or by five people at least. They appear when
  five people have voted; votes that wait for others to make five come later.
* The map shows hexagons with five people or more (`honeycomb`). Their size changes only when the votes have grown by
  half: then everybody stands elsewhere, and one grid laid over another finds nobody.

Numbers are exact. Who knows the votes of all but one of five people knows the fifth's, as with every count.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from faden.intake.readers.blocks import Unreadable
from faden.kernel.messages import sentence
from faden.opinion.cohorts import FEWEST as FEWEST
from faden.opinion.cohorts import Counted, enrolled
from faden.opinion.counting import Counts
from faden.opinion.honeycomb import Cell, cells, radius
from faden.opinion.landscape import Landscape
from faden.opinion.packing import pack, unpack
from faden.opinion.votes import Votes

HIDDEN = -1
_GROWN = 1.5
_RELEASE = b"faden opinion release 2\n"
_COUNTED = "counted."


@dataclass(frozen=True, eq=False)
class Release:
    """A published picture, and what is needed to make the next.

    `rows` (statements, groups, 3) and `totals` (statements, 3): agree, disagree, pass, HIDDEN where they may not be
    shown. `labels` (groups,) and `sizes` (groups,). `cells` of the map with their `radius`, which was chosen when there
    were `gridded` votes; `mapped` people are on the map. `voters` have votes, 0 below five. `stability` is rounded.
    Not to be shown: `counted`, the votes in the numbers; `most` (participants,): the most votes each ever had when a
    release was made; `withheld` (statements,): hidden until begun anew, because somebody was erased.
    """

    rows: Counts
    totals: Counts
    labels: tuple[int, ...]
    sizes: tuple[int, ...]
    cells: tuple[Cell, ...]
    radius: float
    gridded: int
    mapped: int
    voters: int
    stability: float | None
    counted: Counted
    most: NDArray[np.int64]
    withheld: NDArray[np.bool_]

    @property
    def votes(self) -> Votes:
        """The votes in the numbers, without those that wait."""
        there = (self.counted.cohorts >= 0) & ~self.withheld[self.counted.statements]
        return Votes.from_events(
            self.counted.owners[there],
            self.counted.statements[there],
            self.counted.values[there],
            height=len(self.most),
            width=len(self.withheld),
        )

    def forget(self, participants: NDArray[np.integer]) -> "Release":
        """Return the release without a trace of people who want to be erased.

        The numbers they were part of are hidden until five more people have voted on the statement. Who came after the
        release is not in it. Places of erased people are not to be given to anybody else.
        """
        going = np.zeros(len(self.most), bool)
        going[participants[participants < len(going)]] = True
        withheld = self.withheld.copy()
        withheld[self.counted.statements[going[self.counted.owners]]] = True
        totals, rows = self.totals.copy(), self.rows.copy()
        totals[withheld], rows[withheld] = HIDDEN, HIDDEN
        most = np.where(going, 0, self.most)
        return replace(
            self, rows=rows, totals=totals, counted=self.counted.without(going), most=most, withheld=withheld
        )

    def to_bytes(self) -> bytes:
        """Return this as bytes; `from_bytes` gives back exactly the same."""
        facts = {name: getattr(self, name) for name in _FACTS} | {"cells": [asdict(one) for one in self.cells]}
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        arrays |= {_COUNTED + name: array for name, array in self.counted.packed(len(self.withheld)).items()}
        return pack(_RELEASE, facts, arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` gave. Raises Unreadable for anything else."""
        facts, arrays = unpack(_RELEASE, data)
        try:
            packed = [name for name in arrays if name.startswith(_COUNTED)]
            counted = Counted.unpacked({name.removeprefix(_COUNTED): arrays.pop(name) for name in packed})
            known: dict[str, Any] = {**facts, **arrays, "counted": counted}
            for name in ("labels", "sizes"):
                known[name] = tuple(known[name])
            known["cells"] = tuple(Cell(**one) for one in known["cells"])
            return cls(**known)
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable(
                sentence("Der veröffentlichte Stand widerspricht sich. Bitte aus den Stimmen neu berechnen.")
            ) from error


_FACTS = ("labels", "sizes", "radius", "gridded", "mapped", "voters", "stability")
_ARRAYS = ("rows", "totals", "most", "withheld")


def release(votes: Votes, picture: Landscape, previous: Release | None = None, *, final: bool = False) -> Release:
    """Return what may be published now: `previous` itself while fewer than five people have cast further votes.

    `final`: nobody votes any more. Votes that waited for more of their group are counted then with those of others,
    also where fewer than five people have come; map, groups and counts of people stay as they were in that case.

    `votes` are those of `picture`; statements that are not in it stay hidden. Participants and statements keep their
    places from one release to the next. The first release of fewer than five people shows nothing. Raises Unreadable
    where `previous` knows more people or statements than there are.
    """
    most, withheld = np.zeros(votes.height, np.int64), np.zeros(votes.width, bool)
    if previous is not None:
        if len(previous.most) > votes.height or len(previous.withheld) > votes.width:
            raise Unreadable(
                sentence("Das frühere Bild kennt mehr Personen oder Aussagen als die Stimmen. Bitte neu beginnen.")
            )
        most[: len(previous.most)] = previous.most
        withheld[: len(previous.withheld)] = previous.withheld
    is_renewed = np.count_nonzero(votes.counts > most) >= FEWEST
    if not is_renewed and (previous is None or not final):
        return previous or _nothing(votes)
    shown = tuple(group.label for group in picture.groups) if is_renewed or previous is None else previous.labels
    before = Counted.nothing() if previous is None else previous.counted
    counted, withheld = enrolled(before, votes, picture.labels, shown, withheld, final=final)
    totals, rows = counted.numbers(votes.width, shown)
    rows[rows.sum(axis=2) == 0] = HIDDEN
    hidden = (totals.sum(axis=1) == 0) | withheld | ~picture.kept
    totals[hidden], rows[hidden] = HIDDEN, HIDDEN
    if not is_renewed and previous is not None:
        if np.array_equal(totals, previous.totals):
            return previous
        return replace(previous, rows=rows, totals=totals, counted=counted, withheld=withheld)
    return Release(
        rows=rows,
        totals=totals,
        labels=shown,
        sizes=tuple(group.size for group in picture.groups),
        **_density(votes, picture, previous),
        voters=int(np.count_nonzero(votes.counts)),
        stability=None if picture.stability is None else round(picture.stability, 2),
        counted=counted,
        most=np.maximum(most, votes.counts),
        withheld=withheld,
    )


def _nothing(votes: Votes) -> Release:
    return Release(
        rows=np.full((votes.width, 0, 3), HIDDEN, np.int64),
        totals=np.full((votes.width, 3), HIDDEN, np.int64),
        labels=(),
        sizes=(),
        cells=(),
        radius=0.0,
        gridded=0,
        mapped=0,
        voters=0,
        stability=None,
        counted=Counted.nothing(),
        most=np.zeros(votes.height, np.int64),
        withheld=np.zeros(votes.width, bool),
    )


def _density(votes: Votes, picture: Landscape, previous: Release | None) -> dict[str, Any]:
    """Return the cells of the map, in the grid of before while the votes have not grown by half."""
    points = picture.coordinates[picture.inside] if picture.has_map else np.empty((0, 2))
    if len(points) < FEWEST:
        held = (0.0, 0) if previous is None else (previous.radius, previous.gridded)
        return {"cells": (), "radius": held[0], "gridded": held[1], "mapped": 0}
    if previous is None or previous.radius <= 0 or len(votes) >= _GROWN * previous.gridded:
        size, gridded = radius(points), len(votes)
    else:
        size, gridded = previous.radius, previous.gridded
    found = cells(points, picture.labels[picture.inside], size)
    return {"cells": found, "radius": size, "gridded": gridded, "mapped": len(points)}


def without(votes: Votes, flagged: NDArray[np.integer]) -> Votes | None:
    """Return the votes without some people, to compare with all; None where that would tell of fewer than five.

    On statements where one to four of them voted, their votes stay in. Next to a release, `votes` are its own
    (`Release.votes`), else those that wait could be subtracted. Groups of both pictures differ by anybody: in public,
    only totals may be compared.
    """
    leaving = np.zeros(votes.height, bool)
    leaving[flagged] = True
    if np.count_nonzero(leaving & (votes.counts > 0)) < FEWEST:
        return None
    gone = leaving[votes.owners]
    each = np.bincount(votes.statements[gone], minlength=votes.width)
    stays = ~gone | (each < FEWEST)[votes.statements]
    return Votes.from_events(
        votes.owners[stays], votes.statements[stays], votes.values[stays], height=votes.height, width=votes.width
    )
