"""A model behind an address that speaks OpenAI's ``/v1/embeddings``, in one's own house or elsewhere."""

import json
import time
from collections.abc import Sequence
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from faden.kernel.messages import sentence
from faden.synergy.finding.embedders.contract import NotAvailable
from faden.synergy.finding.embedders.texts import distinct, readable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENDING = "/embeddings"
NOTHING = "–"
"""Stands for an empty text, which some services refuse."""
PROBE = "Stadt"
MOST_BYTES, CHUNK = 64_000_000, 65_536


class Endpoint:
    """See `contract.Embedder`.

    `url` is the address with or without ``/embeddings`` at its end, `prefix` what the model expects before each text,
    `dimensions` what to ask for where the model can do several, `batch` how many texts a request holds, `timeout` the
    seconds that an answer may take. Requests go to this address only, redirections are refused, and the key stands in
    no message.
    """

    def __init__(
        self,
        *,
        url: str,
        model: str,
        key: str = "",
        prefix: str = "",
        dimensions: int | None = None,
        batch: int = 64,
        timeout: float = 30.0,
    ) -> None:
        self._url, self._host = address(url)
        if not model:
            raise NotAvailable(
                sentence("Für den Dienst {host} fehlt der Name des Modells. Bitte angeben.", host=self._host)
            )
        if not (key.isascii() and key.isprintable()):
            raise NotAvailable(
                sentence("Der Schlüssel für {host} enthält unmögliche Zeichen. Bitte neu eintragen.", host=self._host)
            )
        self.name = f"{model} ({self._host})"
        place = urlsplit(self._url)._replace(query="").geturl()
        self.version = f"endpoint {place} {model} {prefix!r} {dimensions or '-'}"
        self._model, self._key, self._prefix, self._asked = model, key, prefix, dimensions
        self._batch, self._timeout = batch, timeout
        self._found = dimensions

    @property
    def dimensions(self) -> int:
        return self._found or self._vectors([self._prefix + PROBE]).shape[1]

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        import numpy as np

        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        once, places = distinct([self._prefix + (readable(text).strip() or NOTHING) for text in texts])
        parts = [self._vectors(once[start : start + self._batch]) for start in range(0, len(once), self._batch)]
        return np.concatenate(parts)[places]

    def _vectors(self, texts: list[str]) -> "NDArray[np.float32]":
        """Return one answer's rows in the order of `texts`, (n, what the model gives), each of length 1."""
        import numpy as np

        answer = self._answer({"model": self._model, "input": texts, "encoding_format": "float"})
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            try:
                rows: NDArray[np.float32] = np.array(in_order(json.loads(answer), len(texts)), np.float32)
            except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
                raise self._unreadable() from error
            rows /= np.linalg.norm(rows, axis=-1, keepdims=True)
        if rows.ndim != 2 or not rows.size or not np.isfinite(rows).all():
            raise self._unreadable()
        self._found = self._found or rows.shape[1]
        if rows.shape[1] != self._found:
            raise NotAvailable(
                sentence(
                    "Der Dienst {host} antwortet mit {found} statt {expected} Zahlen je Text. Bitte prüfen Sie, ob das "
                    "Modell „{model}“ ausgetauscht wurde.",
                    host=self._host,
                    found=rows.shape[1],
                    expected=self._found,
                    model=self._model,
                )
            )
        return rows

    def _answer(self, question: dict[str, Any]) -> bytes:
        if self._asked:
            question["dimensions"] = self._asked
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = Request(self._url, json.dumps(question).encode(), headers)  # noqa: S310 - address() took http(s) only
        try:
            with build_opener(NoRedirection).open(request, timeout=self._timeout) as answer:
                return self._whole(answer)
        except HTTPError as error:
            with error:
                raise NotAvailable(refusal(error.code, self._host, self._model)) from None
        except (OSError, HTTPException, UnicodeError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            if isinstance(reason, TimeoutError):
                raise self._too_slow() from error
            raise NotAvailable(
                sentence(
                    "Der Dienst {host} ist nicht erreichbar ({reason}). Bitte prüfen Sie die Adresse und ob er läuft.",
                    host=self._host,
                    reason=reason if isinstance(reason, OSError) else type(reason).__name__,
                )
            ) from error

    def _whole(self, answer: HTTPResponse) -> bytes:
        """Read an answer within the time; a service that goes on for ever, or drop by drop, is left."""
        until = time.monotonic() + self._timeout
        found = bytearray()
        while chunk := answer.read1(CHUNK):
            found += chunk
            if len(found) > MOST_BYTES:
                raise self._unreadable()
            if time.monotonic() > until:
                raise self._too_slow()
        return bytes(found)

    def _too_slow(self) -> NotAvailable:
        return NotAvailable(
            sentence(
                "Der Dienst {host} hat nach {seconds:g} Sekunden noch nicht geantwortet. Bitte später noch einmal "
                "versuchen oder mehr Zeit einräumen.",
                host=self._host,
                seconds=self._timeout,
            )
        )

    def _unreadable(self) -> NotAvailable:
        return NotAvailable(
            sentence(
                "Die Antwort des Dienstes {host} ist nicht zu verstehen. Bitte prüfen Sie, ob unter der Adresse ein "
                "Dienst nach Art von OpenAI (/v1/embeddings) läuft und ob „{model}“ ein Modell für Vektoren ist.",
                host=self._host,
                model=self._model,
            )
        )


class NoRedirection(HTTPRedirectHandler):
    """A redirection is an error: urllib would send the key along, to another host too."""

    def redirect_request(self, *_request: object) -> None:
        return None


def address(url: str) -> tuple[str, str]:
    """Return a full address and the host in it. Raises NotAvailable unless it is http(s) without a password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.scheme not in {"http", "https"} or parts.username or not is_plain(url):
        raise NotAvailable(
            sentence(
                "Die Adresse des Dienstes ist nicht zu gebrauchen. Bitte so angeben, ohne Namen und Kennwort: "
                "https://rechner/v1/embeddings"
            )
        )
    path = parts.path.rstrip("/")
    path = path if path.endswith(ENDING) else path + ENDING
    return parts._replace(path=path, fragment="").geturl(), f"{host}:{port}" if port else host


def is_plain(url: str) -> bool:
    """Whether `url` has only signs that an address may be written with."""
    return url.isascii() and url.isprintable() and " " not in url


def in_order(answer: Any, count: int) -> list[list[float]]:
    """Return the vectors of an answer by their ``index``; raise ValueError unless there is one for each of `count`."""
    found = {row.get("index", place): row["embedding"] for place, row in enumerate(answer["data"])}
    if found.keys() != set(range(count)):
        raise ValueError
    return [found[place] for place in range(count)]


def refusal(status: int, host: str, model: str) -> str:
    """Say what an answer's status means. What else the service says stays out: some repeat the key."""
    if status in {401, 403}:
        return sentence(
            "Der Dienst {host} nimmt den Schlüssel nicht an ({status}). Bitte prüfen.", host=host, status=status
        )
    if status == 429:
        return sentence(
            "Der Dienst {host} nimmt gerade nicht mehr an ({status}). Bitte später noch einmal versuchen.",
            host=host,
            status=status,
        )
    if status >= 500:
        return sentence(
            "Der Dienst {host} ist gestört ({status}). Bitte später noch einmal versuchen.", host=host, status=status
        )
    return sentence(
        "Der Dienst {host} nimmt die Anfrage nicht an ({status}). Bitte prüfen Sie die Adresse und den Namen des "
        "Modells, „{model}“.",
        host=host,
        status=status,
        model=model,
    )
