"""Configuration by environment variables: typed, and refused with a sentence when wrong."""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit


class Refused(Exception):
    """A variable has a value that cannot be meant; the message says in German what to do."""


def text(name: str, default: str = "") -> str:
    """Return the variable's text without white space around it."""
    return os.environ.get(name, default).strip()


def prefix(name: str) -> str:
    """Return what stands before each text, with the space at its end that belongs to it."""
    value = text(name)
    return f"{value} " if value else ""


def flag(name: str, *, default: bool = False) -> bool:
    """Return yes or no; anything but 1/0, ja/nein, yes/no, true/false is refused."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "ja", "yes", "true", "on"}:
        return True
    if value in {"0", "nein", "no", "false", "off"}:
        return False
    raise Refused(f"{name}={value!r} ist weder ja noch nein. Bitte 1 oder 0 angeben.")


def number(name: str, default: int, *, least: int, most: int) -> int:
    """Return a whole number between `least` and `most`."""
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()) or not least <= int(value) <= most:
        raise Refused(f"{name}={value!r} passt nicht. Bitte eine Zahl von {least} bis {most} angeben.")
    return int(value)


def names(name: str, default: list[str]) -> list[str]:
    """Return a list that is written with commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()] or default


def folder(name: str, default: Path) -> Path:
    """Return a folder, made when it is missing."""
    path = Path(text(name) or default).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            f"{name}={path} kann nicht angelegt werden: {error.strerror}. Bitte einen Ordner angeben, "
            "in den das Programm schreiben darf."
        ) from error
    return path


def secret(name: str, kept_in: Path) -> str:
    """Return the variable, or a random secret that is made once and kept in the file `kept_in`."""
    if value := text(name):
        if len(value) < 32:
            raise Refused(
                f"{name} ist mit {len(value)} Zeichen zu kurz. Bitte mindestens 32 zufällige Zeichen angeben."
            )
        return value
    if not kept_in.exists():
        kept_in.touch(mode=0o600)
        kept_in.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return kept_in.read_text(encoding="ascii").strip()


def choice(name: str, default: str, choices: set[str]) -> str:
    """Return one of `choices`, written in capitals or not."""
    value = text(name, default).upper() or default
    if value not in choices:
        raise Refused(f"{name}={value!r} gibt es nicht. Möglich sind: {', '.join(sorted(choices))}.")
    return value


def _parts(value: str, schemes: set[str]) -> SplitResult | None:
    """Return the parts of an address with one of `schemes`, or None when it makes no sense."""
    try:
        parts = urlsplit(value)
        # Reading the port checks it.
        return parts if parts.scheme in schemes and parts.port != 0 else None
    except ValueError:
        return None


def database(name: str, default: Path) -> dict[str, Any]:
    """Return Django's settings for ``postgresql://user:password@host:port/name`` or an SQLite file."""
    value = text(name)
    if not value:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": default,
            # Opening it again for each request would cost more than a kept page; only a connection that is opened
            # anew learns what ANALYZE found since.
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = _parts(value, {"postgresql", "postgres"})
    if parts is None or not parts.path.strip("/"):
        raise Refused(
            f"{name} ist keine Adresse einer PostgreSQL-Datenbank. "
            "Bitte so angeben: postgresql://benutzer:kennwort@rechner:5432/datenbank"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def tiles(name: str) -> str:
    """Return the address of a map's pictures, ``https://host/{z}/{x}/{y}.png``, or nothing."""
    value = text(name)
    parts = _parts(value, {"https", "http"})
    if value and (
        parts is None or "{" in parts.netloc or not {"{z}", "{x}", "{y}"} <= set(re.findall(r"\{\w\}", value))
    ):
        raise Refused(
            f"{name} ist keine Adresse von Kartenbildern. Bitte so angeben: https://rechner/{{z}}/{{x}}/{{y}}.png"
        )
    return value


def endpoint(name: str, key: str) -> tuple[str, str]:
    """Return the address of a service that makes vectors, ``https://host/v1/embeddings``, and its key; or nothing."""
    value = text(name)
    parts = _parts(value, {"https", "http"})
    if value and (parts is None or not parts.hostname or parts.username):
        raise Refused(
            f"{name} ist keine Adresse eines Dienstes. Bitte so angeben: https://rechner/v1/embeddings; "
            f"ein Schlüssel gehört in {key}."
        )
    return value, text(key)


def scheduler(name: str) -> str:
    """Return the address of a Dask scheduler, ``tcp://host:8786`` or ``tls://host:8786``, or nothing."""
    value = text(name)
    parts = _parts(value, {"tcp", "tls"})
    if value and (parts is None or not parts.hostname or not parts.port or parts.username or parts.path.strip("/")):
        raise Refused(f"{name} ist keine Adresse eines Dask-Schedulers. Bitte so angeben: tcp://rechner:8786")
    return value.rstrip("/")


def site(name: str, hosts: list[str], *, https: bool) -> str:
    """Return where the pages are, ``https://dialog.example.org``, without a slash at the end; else the first of `hosts`."""
    value = text(name)
    if value:
        parts = _parts(value, {"https", "http"})
        if parts is None or not parts.hostname or parts.query or parts.fragment or parts.username:
            raise Refused(f"{name} ist keine Adresse von Seiten. Bitte so angeben: https://dialog.example.org")
        return value.rstrip("/")
    host = next((one for one in hosts if not one.startswith(("*", ".", "["))), "localhost")
    if https:
        return f"https://{host}"
    return "http://localhost:8000" if host == "localhost" else f"http://{host}"


def mail(name: str) -> dict[str, Any]:
    """Return host, port, user, password and encryption of ``smtp://user:password@host:587`` (or ``smtps://``)."""
    value = text(name)
    if not value:
        return {}
    parts = _parts(value, {"smtp", "smtps"})
    if parts is None or not parts.hostname:
        raise Refused(
            f"{name} ist keine Adresse eines Mailservers. Bitte so angeben: smtp://benutzer:kennwort@rechner:587"
        )
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.port != 25,
    }
