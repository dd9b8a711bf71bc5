"""`faden places`."""

from pathlib import Path

import pytest

from faden.config.commands.placing import place
from faden.config.environment import Refused
from faden.places.models import Place
from faden.programme.models import Programme


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "orte.csv"
    found.write_text("name;typ;breite;laenge\nMondweg;Weg;51,62;8,05\n;Weg;;\n", encoding="utf-8")
    return found


def test_check_says_what_would_be_loaded_and_loads_nothing(
    programme: Programme, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place(str(file), programme=programme.slug, check=True) == 0
    told = capsys.readouterr().out
    assert told == (
        "Zeile 3: Der Name fehlt. Weggelassen.\nDas würde geladen: neu 1, geändert 0, wie bisher 0, weggelassen 1.\n"
    )
    assert not Place.objects.filter(programme=programme, name="Mondweg").exists()


def test_places_are_loaded(programme: Programme, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert place(str(file), programme=programme.name, check=False) == 0
    assert "Geladen: neu 1," in capsys.readouterr().out
    assert Place.objects.filter(programme=programme, name="Mondweg").exists()


def test_file_that_is_no_gazetteer_is_refused(programme: Programme, file: Path) -> None:
    file.write_text("nichts davon", encoding="utf-8")
    with pytest.raises(Refused, match="keine Spalte „name“"):
        place(str(file), programme=programme.slug, check=False)
