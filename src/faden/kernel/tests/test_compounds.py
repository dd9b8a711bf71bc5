"""Compounds are cut where their parts meet, and whole words stay whole."""

import pytest

from faden.kernel.compounds import base, cut, parts, stem


@pytest.mark.parametrize(
    "written",
    [
        "rad|wege",
        "strassen|bahn|halte|stelle",
        "wohnungs|bau",
        "fuss|gaenger|zone",
        "schul|hof",
        "regen|wasser",
        "gross|eltern",
        "mehr|generationen|haus",
        "klima|neutral",
        "sprach|kurse",
    ],
)
def test_a_compound_is_cut_between_its_parts(written: str) -> None:
    assert cut(written.replace("|", "")) == written.split("|")


@pytest.mark.parametrize("word", "beratung motor verkehr kommunikation initiative handlung hannover co2 rad".split())
def test_a_whole_word_stays_whole(word: str) -> None:
    assert cut(word) == [word]
    assert parts(word) == ()


@pytest.mark.parametrize(
    "forms",
    [
        "haus hauses haeuser haeusern",
        "buerger buergern buergers buergerin buergerinnen",
        "kurs kurse kursen kurses",
        "bus busse bussen",
        "garten gaerten gartens",
        "zentrum zentren zentrums",
        "alt alte altem aelter",
        "spielplatz spielplaetze spielplatzes spielplatze",
        "radfahrer radfahrerin radfahrerinnen",
    ],
)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


def test_words_that_only_end_like_forms_keep_their_own_stem() -> None:
    assert stem("buerger") != stem("burg")
    assert stem("kurs") != stem("kur")


def test_the_base_form_is_known_for_what_can_end_a_compound() -> None:
    assert [base(form) for form in ("plaetze", "museen", "xyz")] == ["platz", "museum", None]


def test_a_word_of_many_letters_is_cut_in_one_go() -> None:
    assert len(cut("haus" * 15)) == 15
    assert cut("haus" * 16) == ["haus" * 16]
