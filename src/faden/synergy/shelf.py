"""Rows of a programme ready to be compared: one file that all processes map, and beside it what came since.

The database holds the rows (`Vector`); the file saves reading them again, and may be deleted at any time.
"""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Max

from faden.programme.models import Programme
from faden.synergy.models import Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TAIL = 1_000
"""With more vectors than this beside the file, it is written anew."""
BLOCK = 8_192


@dataclass(frozen=True, slots=True)
class Shelf:
    """`parts`: records (key, address, row) with rows of float16."""

    path: Path
    parts: "tuple[NDArray[Any], ...]"

    @property
    def last(self) -> int:
        """The key of the newest vector."""
        return int(self.parts[-1]["key"][-1])

    def nearest(self, asked: "NDArray[np.float32]", count: int) -> list[tuple[int, float]]:
        """Return the keys of addresses, nearest to the row `asked` (d,) first, each once, with how much nearer.

        Nearness is the product of rows, told in spreads above the mean of all.
        """
        import numpy as np

        found, addresses = [], []
        for part in self.parts:
            for at in range(0, len(part), BLOCK):
                block = part[at : at + BLOCK]
                found.append(block["row"].astype(np.float32) @ asked)
                addresses.append(block["address"])
        likeness, address = np.concatenate(found), np.concatenate(addresses)
        likeness = (likeness - likeness.mean()) / max(float(likeness.std()), 1e-9)
        best: dict[int, float] = {}
        # Other wordings of a goal, and rows that were replaced since, may be among the first.
        order = np.argsort(-likeness, kind="stable") if len(likeness) < 8 * count else _first(likeness, 4 * count)
        for row in order:
            best.setdefault(int(address[row]), float(likeness[row]))
        return list(best.items())[:count]


_shelves: dict[tuple[int, str], Shelf] = {}
_taking = Lock()


def shelf(programme: Programme, model: str) -> Shelf | None:
    """Return what a model made of a programme, None where that is nothing. One query when nothing is new."""
    newest = Vector.objects.filter(programme=programme, model=model).aggregate(last=Max("pk"))["last"]
    if newest is None:
        return None
    key = (programme.pk, model)
    with _taking:
        known = _shelves.get(key)
        if known is None or not known.path.exists():
            known = _opened(_path(programme.pk, model))
        if known is None or known.last != newest:
            known = _with_newer(programme, model, known)
        _shelves[key] = known
        return known


def forget(programme_id: int) -> None:
    """Delete what is kept of a programme: words have left it that must be found nowhere any more."""
    for path in _folder().glob(f"{programme_id}-*.npy"):
        path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA) / "meaning"


def _path(programme_id: int, model: str) -> Path:
    return _folder() / f"{programme_id}-{hashlib.sha256(model.encode()).hexdigest()[:12]}.npy"


def _opened(path: Path) -> Shelf | None:
    """Map the file; None where there is none, or half a one."""
    import numpy as np

    try:
        part = np.load(path, mmap_mode="r")
    except (OSError, ValueError):
        return None
    return Shelf(path, (part,))


def _with_newer(programme: Programme, model: str, known: Shelf | None) -> Shelf:
    """Take from the database what came after the file; write it anew when that is much."""
    import numpy as np

    file = known.parts[0] if known else None
    after = int(file["key"][-1]) if file is not None else 0
    newer = Vector.objects.filter(programme=programme, model=model, pk__gt=after).order_by("pk")
    found = list(newer.values_list("pk", "address", "data"))
    if not found and known and len(known.parts) == 1:
        # The newest was deleted: what is left of it is told apart by whoever shows it.
        return known
    size = len(bytes(found[0][2])) // 2 if found else 0
    tail = np.zeros(len(found), [("key", "<i8"), ("address", "<i8"), ("row", "<f2", (size,))])
    for at, (key, address, data) in enumerate(found):
        tail[at] = (key, address, np.frombuffer(bytes(data), "<f2"))
    parts = tuple(part for part in (file, tail) if part is not None and len(part))
    path = _path(programme.pk, model)
    if file is None or len(tail) > TAIL:
        parts = (np.concatenate(parts),)
        _keep(path, parts[0])
    return Shelf(path, parts)


def _keep(path: Path, part: "NDArray[Any]") -> None:
    """Write the file so that others see the former one or the new one, whole."""
    import numpy as np

    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        np.save(file, part)
    Path(file.name).replace(path)


def _first(values: "NDArray[np.float32]", count: int) -> "NDArray[np.int64]":
    """Return where the `count` largest values stand, largest first; equal ones in their order."""
    import numpy as np

    some = np.sort(np.argpartition(-values, count)[:count])
    first: NDArray[np.int64] = some[np.argsort(-values[some], kind="stable")]
    return first
