"""Models that come with Python packages: where their files lie and whether they are the ones we know."""

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from faden.kernel.messages import sentence
from faden.synergy.finding.embedders.contract import NotAvailable


def is_installed(module: str) -> bool:
    """Whether `module` can be imported; does not import it."""
    return find_spec(module) is not None


def folder(module: str) -> Path:
    """Return the folder of an installed `module` without importing it."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


@cache
def checked(path: Path, sha256: str) -> Path:
    """Return `path` when the hash of the file is `sha256` (hexadecimal), read once; raise NotAvailable otherwise."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise NotAvailable(
            sentence(
                "Die Modelldatei {path} kann nicht gelesen werden. Bitte installieren Sie das Paket neu.", path=path
            )
        ) from error
    if found != sha256:
        raise NotAvailable(
            sentence(
                "Die Modelldatei {path} ist nicht die geprüfte (SHA-256 {found} statt {expected}) und wird deshalb "
                "nicht benutzt. Bitte installieren Sie das Paket in der festgeschriebenen Fassung neu.",
                path=path,
                found=found[:12],
                expected=sha256[:12],
            )
        )
    return path


def package_version(distribution: str, sha256: str) -> str:
    """Return name and version of an installed distribution with the beginning of its model's hash."""
    return f"{distribution} {version(distribution)} {sha256[:12]}"
