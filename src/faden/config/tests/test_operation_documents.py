"""What docs/operating.md and the examples say is what the program does."""

import configparser
import re
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from faden.config import metrics
from faden.config.command import _parser

ROOT = Path(__file__).resolve().parents[4]
TEXT = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
DEPLOY = ROOT / "deploy"
EXAMPLES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
_VARIABLE = re.compile(r"\bFADEN_[A-Z]+(?:_[A-Z]+)*\b")


def _read_by_the_program() -> set[str]:
    package = ROOT / "src" / "faden"
    code = [path for path in package.rglob("*.py") if "tests" not in path.parts and path.name != "conftest.py"]
    return {name for path in code for name in _VARIABLE.findall(path.read_text(encoding="utf-8"))}


def test_every_variable_is_explained_and_every_explained_one_is_read() -> None:
    explained = set(re.findall(r"^\| `(FADEN_[A-Z_]+)` \|", TEXT, re.MULTILINE))
    assert explained == _read_by_the_program()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_example_names_only_variables_and_commands_that_there_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(_VARIABLE.findall(text)) <= _read_by_the_program()
    for line in re.findall(r"bin/faden (.+)", text):
        _parser().parse_args(line.split())


def test_commands_of_the_guide_are_understood() -> None:
    lines = [line.split("#")[0].strip() for block in TEXT.split("```")[1::2] for line in block.splitlines()]
    said = [command for line in lines for command in line.split(" && ") if command.startswith("faden ")]
    assert len(said) > 9
    for command in said:
        _parser().parse_args(command.split()[1:])


def test_links_of_the_guide_lead_somewhere() -> None:
    for target in re.findall(r"\]\(\.\./([^)]+)\)", TEXT):
        assert (ROOT / target).exists(), target
    heads = {
        re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= heads


def test_every_count_is_explained_and_alarms_ask_for_counts_that_there_are(db: None, settings: Settings) -> None:
    (settings.DATA / "worker-alive").touch()
    (settings.DATA / "last-backup.json").write_text('{"at": "2026-07-20T12:00:00+00:00"}', encoding="utf-8")
    known = set(re.findall(r"^# TYPE (faden_\w+) (?:counter|gauge|histogram)$", metrics.text().decode(), re.MULTILINE))
    known = {name for name in known if not name.endswith("_created")}
    table = TEXT[TEXT.index("| Zahl | was |") :]
    assert set(re.findall(r"\bfaden_[a-z_]+", table)) == known
    asked = set(re.findall(r"\bfaden_[a-z_]+", (DEPLOY / "alerts.yaml").read_text(encoding="utf-8")))
    assert {name.removesuffix("_bucket") for name in asked} <= known


@pytest.mark.parametrize("path", sorted((DEPLOY / "systemd").iterdir()), ids=lambda path: path.name)
def test_units_keep_to_themselves(path: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(path, encoding="utf-8")
    if path.suffix == ".service":
        assert unit["Service"]["User"] == "faden"
        assert unit["Service"]["NoNewPrivileges"] == "yes"
        assert unit["Service"]["EnvironmentFile"] == "/etc/faden/faden.env"
