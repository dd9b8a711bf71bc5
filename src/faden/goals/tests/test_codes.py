"""Goal codes are recognised in every spelling, and nothing else is taken for one."""

import random

import pytest

from faden.goals import codes


@pytest.mark.parametrize(
    "written",
    ["MO_2.4", "MO 2.4", "MO-2.4", "MO–2.4", "MO.2.4", "MO2.4", "MO_2.4.", "MO 2.4.", "mo_2.4", "MO\u00a02.4", "MO _ 2.4", " MO_2.4 "],
)  # fmt: skip
def test_every_spelling_has_one_normal_form(written: str) -> None:
    assert codes.normalise(written) == "MO_2.4"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("GES_14", "GES_14"),
        ("GES 14", "GES_14"),
        ("ÖP_1.2", "ÖP_1.2"),
        ("AK_5.3.1", "AK_5.3.1"),
        ("EN_1.1.", "EN_1.1"),
        ("MO_10", "MO_10"),
    ],
)
def test_letters_and_levels_may_be_few_or_many(written: str, code: str) -> None:
    assert codes.normalise(written) == code


@pytest.mark.parametrize("text", ["CO2", "CO2-Ausstoß", "83", "MO", "", "2.4", "mo2.4", "mo 2", "MO_2.4 Titel"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no goal code"):
        codes.normalise(text)


@pytest.mark.parametrize("text", ["CO2 einsparen", "EU2030 erreichen", "KAOA stärken", "MO_2/3"])
def test_letters_that_merely_look_like_a_code_begin_none(text: str) -> None:
    assert codes.match(text) is None


def test_dot_that_closes_the_number_belongs_to_the_code_not_to_the_title() -> None:
    found = codes.match("MO_2.4. Verkehrsflächen umwandeln")
    assert found is not None
    assert (found.code, found.written, found.end) == ("MO_2.4", "MO_2.4", len("MO_2.4."))


@pytest.mark.parametrize(
    "title", [" ... zu einem autofreien Bottrop", "... zu einem bewegten Bottrop", " … zu einer Stadt"]
)
def test_dots_that_begin_the_title_stay_with_the_title(title: str) -> None:
    found = codes.match("MO_1" + title)
    assert found is not None
    assert (found.code, found.end) == ("MO_1", len("MO_1"))


@pytest.mark.parametrize(
    ("text", "code", "written"),
    [
        ("Z1.1 Bäche öffnen", "Z_1.1", "Z1.1"),
        ("B-3 Brücken", "B_3", "B-3"),
        ("Soz_4: Nachbarschaft", "SOZ_4", "Soz_4"),
        ("(MO 1) Wege", "MO_1", "MO 1"),
        ("Ziel KL 2: Schatten", "KL_2", "KL 2"),
    ],
)
def test_column_of_goals_may_spell_its_codes_in_other_ways(text: str, code: str, written: str) -> None:
    found = codes.loose(text)
    assert found is not None
    assert (found.code, found.written) == (code, written)


@pytest.mark.parametrize("text", ["CO2 einsparen", "SDG 10 beachten", "UN 2030", "Bäche öffnen", "Im Jahr 2030", ""])
def test_column_of_goals_holds_other_numbers_too(text: str) -> None:
    assert codes.loose(text) is None


def test_match_looks_only_where_it_is_told_to() -> None:
    assert codes.match("Ziel MO_2.4") is None
    found = codes.match("Ziel MO_2.4", 5)
    assert found is not None
    assert (found.start, found.end) == (5, 11)


def _codes(text: str, *prefixes: str) -> list[str]:
    return [one.code for one in codes.find(text, prefixes=frozenset(prefixes))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MO_2.4 Flächen\nMO_2.5 Rechte", ["MO_2.4", "MO_2.5"]),
        ("MO_2.4 Flächen; MO_2.5 Rechte", ["MO_2.4", "MO_2.5"]),
        ("• MO_2.4 Flächen • WO_1 Wohnen", ["MO_2.4", "WO_1"]),
        ("Flächen wie in MO_2.4 umwandeln", []),
        ("nichts", []),
        ("", []),
    ],
)
def test_code_after_a_break_begins_a_goal(text: str, found: list[str]) -> None:
    assert _codes(text) == found


def test_code_inside_running_text_counts_where_its_letters_are_known() -> None:
    text = "MO_2.4 Flächen umwandeln MO_2.5 Rechte stärken"
    assert _codes(text) == ["MO_2.4"]
    assert _codes(text, "MO") == ["MO_2.4", "MO_2.5"]
    assert _codes(text, "WO") == ["MO_2.4"]


@pytest.mark.parametrize("reference", ["siehe MO_2.5", "vgl. MO_2.5", "(MO_2.5)", "Ziel MO_2.5", "nach MO_2.5"])
def test_code_that_is_only_referred_to_begins_no_goal(reference: str) -> None:
    assert _codes(f"MO_2.4 Flächen umwandeln {reference}", "MO") == ["MO_2.4"]


def test_found_code_says_where_it_stands() -> None:
    text = "MO 2.4. Flächen\nMO-2.5 Rechte"
    found = codes.find(text)
    assert [text[one.start : one.end] for one in found] == ["MO 2.4.", "MO-2.5"]
    assert [one.written for one in found] == ["MO 2.4", "MO-2.5"]


def test_code_glued_to_a_word_is_not_found() -> None:
    assert _codes("LieferMO_2.4 Titel", "MO") == []


@pytest.mark.parametrize(
    ("code", "above"), [("MO_2.4", "MO_2"), ("MO_2.4.1", "MO_2.4"), ("MO_2", None), ("GES_14", None)]
)
def test_parent_is_the_code_above(code: str, above: str | None) -> None:
    assert codes.parent(code) == above


def test_field_is_the_letters_before_the_number() -> None:
    assert codes.field("GES_14") == "GES"
    assert codes.field("MO_2.4") == "MO"


def test_codes_are_ordered_by_number_not_by_letter() -> None:
    right = ["AK_1", "AK_5.3", "MO_1", "MO_2", "MO_2.4", "MO_2.4.1", "MO_2.9", "MO_2.10", "MO_3", "MO_10"]
    mixed = random.Random(7).sample(right, len(right))
    assert sorted(mixed, key=codes.sort_key) == right
