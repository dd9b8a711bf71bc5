"""Measure the pages of the example: queries, bytes and time."""

import gzip
import os
import re
import tempfile
import time
from collections.abc import Iterator


def measure() -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from faden.config.commands import bring_up_to_date
    from faden.config.demo import building

    bring_up_to_date()
    building.example()
    client = Client(headers={"accept-encoding": "gzip"}, SERVER_NAME="localhost")
    client.get("/")
    print("Pages: queries, HTML bytes, first view in KB (HTML as it is, style compressed, fonts), ms in the process")
    for path in ("/", "/beitraege/", "/beitraege/?suche=platz", "/gruppen/", "/ziele/", "/ziele/AK_5.3", "/G5", "/B83"):
        asked: list[str] = []
        with connection.execute_wrapper(lambda run, sql, *rest, asked=asked: (asked.append(sql), run(sql, *rest))[1]):
            response = client.get(path)
        html = response.content
        started = time.process_time()
        for _ in range(10):
            client.get(path)
        took = (time.process_time() - started) / 10
        whole = len(html) + sum(linked(html.decode()))
        print(f"  {path:28} {len(asked):3}   {len(html):7}   {whole / 1024:6.1f}   {took * 1000:6.1f}")


def linked(html: str) -> Iterator[int]:
    """Yield the compressed size of each style sheet, font and picture that `html` pulls in."""
    from django.conf import settings

    style = ""
    for path in sorted(set(re.findall(r'(?:href|src)="/static/([^"]+)"', html))):
        data = (settings.STATIC_ROOT / path).read_bytes()
        if path.endswith(".css"):
            style = data.decode()
            yield len(gzip.compress(data))
        elif not path.endswith(".woff2"):
            yield len(data)
    for font in set(re.findall(r"url\(\"?(fonts/[^\")]+\.woff2)", style)):
        yield len((settings.STATIC_ROOT / "web" / font).read_bytes())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FADEN_DATA"] = folder
        os.environ.pop("FADEN_DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "faden.config.settings"
        measure()


if __name__ == "__main__":
    main()
