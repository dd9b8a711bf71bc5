"""Every message of the interface has a translation that fits it, and the compiled catalogues are the written ones."""

import re
from functools import cache
from pathlib import Path

import catalogues
import pytest
from babel.messages import Catalog, Message
from django.utils.translation import gettext, ngettext, override

PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
WRITTEN = catalogues.catalogues()
messages = cache(catalogues.messages)


def _known(catalogue: Catalog) -> dict[tuple[str | None, str], Message]:
    return {(one.context, one.id if isinstance(one.id, str) else one.id[0]): one for one in catalogue if one.id}


def _texts(one: object) -> tuple[str, ...]:
    return (one,) if isinstance(one, str) else tuple(one)  # type: ignore[arg-type]


@pytest.fixture(params=WRITTEN, ids=lambda path: str(path.parts[-3]))
def written(request: pytest.FixtureRequest) -> Catalog:
    return WRITTEN[request.param]


def test_no_message_lacks_its_translation(written: Catalog) -> None:
    found = _known(written)
    missing = [
        message
        for key, one in _known(messages()).items()
        for message in _texts(one.id)
        if key not in found or not catalogues.is_translated(found[key])
    ]
    assert not missing, "`make messages` adds what is missing here:\n" + "\n".join(missing)


def test_code_calls_what_translates_by_names_under_which_its_messages_are_found() -> None:
    named = re.compile(r"\b(n?p?gettext(?:_lazy|_noop)?)(?: as (\w+))?")
    used = {
        alias or name
        for path in catalogues.CODE.rglob("*.py")
        if not {"tests", "migrations"} & set(path.parts)
        for line in re.findall(
            r"^from django\.utils\.translation import (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE
        )
        for name, alias in named.findall(line)
    }
    assert "_" in used
    assert used <= catalogues.KEYWORDS.keys()


def test_no_translation_is_left_of_a_message_that_is_gone(written: Catalog) -> None:
    gone = _known(written).keys() - _known(messages()).keys()
    assert not gone
    assert not written.obsolete


def test_translations_hold_the_places_of_their_messages(written: Catalog) -> None:
    wrong = []
    for one in _known(written).values():
        said = _texts(one.string)
        # The singular may say the number in words.
        every = set(PLACE.findall(_texts(one.id)[-1]))
        if set(PLACE.findall(said[-1])) != every or not set(PLACE.findall(said[0])) <= every:
            wrong.append((one.id, one.string))
    assert not wrong


def test_catalogue_is_written_in_the_one_way_that_keeps_changes_small() -> None:
    known = messages()
    for path, catalogue in catalogues.catalogues().items():
        assert catalogues.update(catalogue, known) == path.read_text(encoding="utf-8")
        assert "#:" not in path.read_text(encoding="utf-8")


def test_compiled_catalogue_is_read_by_django() -> None:
    with override("en"):
        assert gettext("Zum Inhalt springen") == "Skip to content"
        assert ngettext("%(count)s Beitrag", "%(count)s Beiträge", 2) == "%(count)s statements"


def test_messages_are_found_in_code_and_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "forms.py").write_text(
        'from x import _, ngettext, pgettext_lazy\n_("Ein" " Satz")\nngettext("Bank", "Bänke", 2)\n'
        'pgettext_lazy("Art", "Ziel")\nsentence("Zeile {line}", line=1)\nother("Nichts")\n',
        encoding="utf-8",
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/mail.txt").write_text('{% load i18n %}{% translate "Gesendet" %}', encoding="utf-8")
    (tmp_path / "names.txt").write_text('{% translate "Anna" %}', encoding="utf-8")
    (tmp_path / "templates/page.html").write_text(
        '{% load i18n %}<p>\n   {% translate "Hallo" %} {% blocktranslate with name=x.y %}Liebe {{ name }}'
        '{% endblocktranslate %}\n {{ title|default:_("ohne") }}</p>',
        encoding="utf-8",
    )
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test_forms.py").write_text('_("Probe")', encoding="utf-8")
    monkeypatch.setattr(catalogues, "CODE", tmp_path)
    found = {(one.context, one.id) for one in catalogues.messages() if one.id}
    assert found == {
        (None, "Ein Satz"),
        (None, ("Bank", "Bänke")),
        ("Art", "Ziel"),
        ("Satz", "Zeile {line}"),
        (None, "Gesendet"),
        (None, "Hallo"),
        (None, "Liebe %(name)s"),
        (None, "ohne"),
    }
