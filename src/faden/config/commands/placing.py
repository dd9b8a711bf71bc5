"""`faden places`: a city's gazetteer into a programme."""

from faden.config.commands.reading import load
from faden.config.commands.taking import find_programme
from faden.config.environment import Refused
from faden.places.actions import load_gazetteer
from faden.places.gazetteer import UnreadableGazetteer, read


def place(file: str, *, programme: str, check: bool) -> int:
    """Load districts and places, or only say what would be loaded; each row that stands out gets a line."""
    target = find_programme(programme)
    try:
        report = load_gazetteer(target, read(load(file)), only_check=check)
    except UnreadableGazetteer as unreadable:
        raise Refused(str(unreadable)) from None
    for one in report.problems:
        name = f" „{one.name}“" if one.name else ""
        print(f"Zeile {one.row}{name}: {one.sentence}{' Weggelassen.' if one.left_out else ''}")
    counted = f"neu {len(report.new)}, geändert {len(report.changed)}, wie bisher {report.same}"
    print(f"{'Das würde geladen' if check else 'Geladen'}: {counted}, weggelassen {report.left_out}.")
    if not check:
        print("Die Beiträge werden im Hintergrund durchgesehen.")
    return 0
