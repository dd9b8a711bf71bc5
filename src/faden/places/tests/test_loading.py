"""Loading a gazetteer: new, changed, the same; districts of places; nothing half."""

import json
from collections.abc import Callable

import pytest

from faden.places import events
from faden.places.actions import NameTaken, load_gazetteer, remove_place, save_district, save_place
from faden.places.gazetteer import read
from faden.places.models import District, Place, PlaceName
from faden.programme.models import Programme


def _outlines(*names: str) -> bytes:
    """Districts side by side, a tenth of a degree wide, from 7° on."""
    features = []
    for at, name in enumerate(names):
        west = 7 + at / 10
        ring = [[west, 51.4], [west + 0.1, 51.4], [west + 0.1, 51.6], [west, 51.6], [west, 51.4]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"name": name}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _load(programme: Programme, text: str | bytes) -> tuple[list[str], list[str], int]:
    report = load_gazetteer(programme, read(text.encode() if isinstance(text, str) else text))
    return report.new, report.changed, report.same


def test_loading_again_changes_nothing(city: Programme) -> None:
    table = "name;typ;stadtteil;breite;laenge\nBrinkweg;Straße;Weststadt;51,5;7,05\nWeststadt;Stadtteil;;;\n"
    version = Programme.objects.get(pk=city.pk).content_version
    assert _load(city, table) == ([], [], 2)
    assert Programme.objects.get(pk=city.pk).content_version == version + 1
    assert Place.objects.filter(programme=city).count() == 3


def test_what_the_file_leaves_out_stays(city: Programme) -> None:
    assert _load(city, "name;aliase\nStadtbücherei;Bibliothek\n") == ([], ["Stadtbücherei"], 0)
    one = Place.objects.get(programme=city, name="Stadtbücherei")
    assert (one.kind, one.latitude) == ("institution", 51.51)
    assert list(one.names.values_list("name", "ambiguous")) == [("Stadtbücherei", True), ("Bibliothek", True)]


def test_outline_comes_to_a_district_and_places_find_theirs(city: Programme) -> None:
    _load(city, "name;breite;laenge\nFestwiese;51,5;7,02\nFernes Haus;51,5;7,9\n")
    assert Place.objects.get(programme=city, name="Festwiese").district_id is None
    assert _load(city, _outlines("Weststadt", "Oststadt"))[:2] == ([], ["Weststadt", "Oststadt"])
    homes = dict(Place.objects.filter(programme=city).values_list("name", "district__name"))
    assert [homes[name] for name in ("Festwiese", "Fernes Haus")] == ["Weststadt", None]
    _load(city, "name;breite;laenge\nKiosk;51,5;7,12\n")
    assert Place.objects.get(programme=city, name="Kiosk").district == District.objects.get(
        programme=city, name="Oststadt"
    )


def test_unknown_district_is_said_and_the_place_taken(city: Programme) -> None:
    report = load_gazetteer(city, read(b"name;stadtteil;breite;laenge\nKiosk;Mondstadt;51,5;7,1\n"))
    assert [one.sentence for one in report.problems] == ["Den Stadtteil „Mondstadt“ gibt es hier nicht."]
    assert (report.new, report.left_out) == (["Kiosk"], 0)


def test_district_and_its_places_may_come_in_one_file(city: Programme) -> None:
    _load(city, "name;typ;stadtteil;aliase\nKiosk;Einrichtung;Südend;\nSüdstadt;Stadtteil;;Südend\n")
    assert Place.objects.get(programme=city, name="Kiosk").district == District.objects.get(
        programme=city, slug="suedstadt"
    )


def test_checking_writes_nothing(city: Programme, django_capture_on_commit_callbacks: Callable[..., object]) -> None:
    with django_capture_on_commit_callbacks() as waiting:  # type: ignore[attr-defined]
        report = load_gazetteer(city, read(b"name\nKiosk\n"), only_check=True)
    assert report.new == ["Kiosk"]
    assert not Place.objects.filter(programme=city, name="Kiosk").exists()
    assert waiting == []


def test_rooms_above_hear_of_it_when_it_is_done(
    city: Programme, django_capture_on_commit_callbacks: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    monkeypatch.setattr(events.gazetteer_loaded, "_receivers", [heard.append])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        _load(city, "name\nKiosk\n")
        assert heard == []
    assert heard == [city.pk]


def test_file_of_many_rows_takes_few_queries(
    city: Programme, django_assert_max_num_queries: Callable[..., object]
) -> None:
    table = "name;typ\n" + "".join(f"Weg {at};Weg\n" for at in range(1000))
    with django_assert_max_num_queries(34):  # type: ignore[attr-defined]
        _load(city, table)
    assert Place.objects.filter(programme=city).count() == 1003


def test_two_districts_never_share_an_address(city: Programme) -> None:
    _load(city, "name;typ\n東区;Stadtteil\n西区;Stadtteil\n")
    save_district(city, None, name="南区", aliases=[], ambiguous=False)
    slugs = list(District.objects.filter(programme=city).values_list("slug", flat=True))
    assert len(slugs) == len(set(slugs)) == 5


def test_place_by_hand_finds_its_district_and_is_called_by_all_its_names(city: Programme) -> None:
    _load(city, _outlines("Weststadt"))
    made = save_place(
        city,
        None,
        name="Altes Bad",
        kind="institution",
        district=None,
        latitude=51.5,
        longitude=7.05,
        aliases=["Badehaus"],
        ambiguous=False,
    )
    assert made.district is not None
    assert made.district.name == "Weststadt"
    assert list(made.names.values_list("name", flat=True)) == ["Altes Bad", "Badehaus"]


def test_name_of_another_place_is_refused(city: Programme) -> None:
    with pytest.raises(NameTaken, match="„BRINKWEG“ gibt es schon"):
        save_place(
            city,
            None,
            name="BRINKWEG",
            kind="street",
            district=None,
            latitude=None,
            longitude=None,
            aliases=[],
            ambiguous=False,
        )


def test_places_of_a_removed_district_stay(city: Programme) -> None:
    remove_place(District.objects.get(programme=city, name="Weststadt"))
    assert Place.objects.get(programme=city, name="Brinkweg").district is None
    assert not PlaceName.objects.filter(name="Weststadt", district__programme=city).exists()
