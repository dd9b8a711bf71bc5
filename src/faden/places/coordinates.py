"""Coordinates as files have them: degrees (WGS84), or metres in UTM on ETRS89, which becomes degrees. Pure."""

import math
import re
from typing import Any, Literal

from utm.conversion import to_latlon

from faden.kernel.messages import sentence

Zone = Literal[32, 33]
_UTM_NORTH = (5_100_000, 6_200_000)  # metres from the equator: Germany and a little more
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


class Misplaced(Exception):
    """A row whose place cannot be used; the message is a German sentence."""


def zone_of(crs: Any) -> Zone | None:
    """Return the UTM zone that the `crs` of a GeoJSON file names (EPSG:25832, EPSG:32633 and the like)."""
    found = re.search(r"(?:258|326)(32|33)\b", str(crs))
    return (32 if found[1] == "32" else 33) if found else None


def degrees(longitude: str, latitude: str, zone: Zone | None) -> tuple[float | None, float | None]:
    """Return longitude and latitude from two cells ("7.12", "7,12"), None where both are empty."""
    if not longitude and not latitude:
        return None, None
    cells = [re.sub(r"[\s°]", "", one) for one in (longitude, latitude)]
    if not all(_NUMBER.fullmatch(one) for one in cells):
        raise Misplaced(sentence("Die Koordinaten sind keine Zahlen. Richtig ist zum Beispiel 51.52 und 7.12."))
    east, north = (float(one.replace(",", ".")) for one in cells)
    return converted(east, north, zone)


def converted(x: float, y: float, zone: Zone | None) -> tuple[float, float]:
    """Return longitude and latitude of a point in degrees or, in Germany, in UTM; raises Misplaced."""
    if not (math.isfinite(x) and math.isfinite(y)):
        raise Misplaced(sentence("Die Koordinaten sind keine Zahlen. Richtig ist zum Beispiel 51.52 und 7.12."))
    if abs(x) <= 180 and abs(y) <= 90:
        if 46 < x < 56 and 5 < y < 16:
            raise Misplaced(sentence("Breite und Länge sind vertauscht."))
        return x, y
    prefix = int(x // 1_000_000)
    if prefix in (32, 33):
        zone, x = (32 if prefix == 32 else 33), x - prefix * 1_000_000
    if not (100_000 <= x < 1_000_000 and _UTM_NORTH[0] <= y <= _UTM_NORTH[1]):
        raise Misplaced(
            sentence("Die Koordinaten sind keine Grad. Bitte exportieren Sie die Datei als WGS84 (EPSG:4326).")
        )
    if zone is None:
        raise Misplaced(
            sentence(
                "Die Koordinaten sind in Metern (UTM), ohne dass die Zone dabeisteht. Bitte wählen Sie die Zone, "
                "oder exportieren Sie die Datei als WGS84 (EPSG:4326)."
            )
        )
    latitude, longitude = to_latlon(x, y, zone, northern=True, strict=False)
    return float(longitude), float(latitude)
