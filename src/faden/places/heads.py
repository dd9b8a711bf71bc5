"""What the columns of a gazetteer are called, and its kinds of places, in German and English. Pure."""

from faden.kernel.text import fold

_COLUMNS = {
    "name": "name bezeichnung strassenname stadtteilname ortsteilname gebietsname titel title",
    "kind": "typ art kind type kategorie category",
    "district": "stadtteil ortsteil stadtbezirk bezirk quartier district",
    "latitude": "breite breitengrad lat latitude y hochwert nord north northing",
    "longitude": "laenge laengengrad lon lng long longitude x rechtswert ost east easting",
    "aliases": "aliase alias aliases auch synonyme synonyms",
    "ambiguous": "mehrdeutig ambiguous",
}
_KINDS = {
    "district": "stadtteil ortsteil stadtbezirk bezirk quartier viertel stadtviertel district borough neighbourhood",
    "street": "strasse platz weg allee gasse street road square",
    "institution": (
        "einrichtung gebaeude schule kita kirche haltestelle treffpunkt institution building school church facility"
    ),
    "area": "flaeche park gruenflaeche gebiet siedlung gewerbegebiet halde wald area green",
    "other": "sonstiges gewaesser fluss bach see bruecke other water river",
}
_COLUMN_OF = {word: column for column, words in _COLUMNS.items() for word in words.split()}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}


def named(head: object) -> str:
    """Return what a column holds ("name", "kind", "district", …), "" when it is none of ours."""
    return _COLUMN_OF.get(fold(str(head)).replace(" ", ""), "")


def kind_of(word: str) -> str | None:
    """Return the kind of place that a word of the file means, None when it is unknown."""
    return _KIND_OF.get(fold(word))
