"""What machines ask: does it live, is everything ready, how much of what happened.

Answered before host names, HTTPS, language and programme are looked at, so that it works whatever is set up.
"""

import hmac
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

from faden.config import condition, metrics

_LOOPBACK = {"127.0.0.1", "::1"}
_LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}
_OF_PROXIES = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")


def probes(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer ``/healthz``, ``/readyz`` and ``/metrics``."""
    answers = {"/healthz": _health, "/readyz": _readiness, "/metrics": _metrics}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        answer = answers.get(request.path_info)
        if answer is None:
            return get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        response = answer(request)
        add_never_cache_headers(response)
        return response

    return middleware


def _health(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


def _readiness(request: HttpRequest) -> HttpResponse:
    checks = condition.readiness()
    well = all(checks.values())
    said = {
        "status": "ok" if well else "failing",
        "checks": {key: "ok" if ok else "failing" for key, ok in checks.items()},
    }
    return JsonResponse(said, status=200 if well else 503)


def _metrics(request: HttpRequest) -> HttpResponse:
    """Hidden from everybody who does not know the token or does not sit on this machine."""
    if not _may_see(request):
        return HttpResponse("Not found\n", status=404, content_type="text/plain; charset=utf-8")
    return HttpResponse(metrics.text(), content_type=metrics.CONTENT_TYPE)


def _may_see(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        expected = f"Bearer {settings.METRICS_TOKEN}"
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), expected.encode())
    # Behind a reverse proxy on the same machine every request comes from here.
    if any(name in request.headers for name in _OF_PROXIES):
        return False
    host = request.META.get("HTTP_HOST", "").rpartition(":")[0] or request.META.get("HTTP_HOST", "")
    return request.META.get("REMOTE_ADDR") in _LOOPBACK and host in _LOCAL_NAMES
