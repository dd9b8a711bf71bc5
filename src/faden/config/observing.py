"""What is written down and counted of requests and background work: no IP address, no person, no query."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django_tasks import TaskResult, TaskResultStatus

from faden.config import metrics
from faden.config.logs import request_id

_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")

access = logging.getLogger("faden.access")
jobs = logging.getLogger("faden.jobs")


def requests(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Write one line for each request, count it, and give it an id that goes back in ``X-Request-ID``."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        known = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        token = request_id.set(known)
        # As it came: other middleware takes language and programme off the path.
        path, began = request.path, time.perf_counter()
        try:
            response = get_response(request)
            seconds = time.perf_counter() - began
            view = _view(request, path)
            metrics.observe(view, request.method or "", response.status_code, seconds)
            is_kept = getattr(request, "is_kept_page", False)
            if is_kept or getattr(request, "is_public_page", False):
                metrics.page_looked_up(hit=is_kept)
            facts = {
                "method": request.method,
                "path": _without_secrets(request, path),
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
                "view": view,
            }
            access.info("%(method)s %(path)s %(status)s in %(ms)s ms", facts, extra={"facts": facts})
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = known
        return response

    return middleware


def _view(request: HttpRequest, path: str) -> str:
    """Return the name of the page; one for all that none answered, so that strangers cannot make up names."""
    if match := request.resolver_match:
        return match.view_name or "unnamed"
    if getattr(request, "is_kept_page", False):
        return "kept"
    return "static" if path.startswith(settings.STATIC_URL) else "none"


def _without_secrets(request: HttpRequest, path: str) -> str:
    """Return the path without a key that opens something."""
    key = str(request.resolver_match.kwargs.get("key", "")) if request.resolver_match else ""
    return path.replace(key, "…") if key else path


def job_started(*, task_result: TaskResult[Any], **_: object) -> None:
    """Write that background work begins."""
    jobs.info("%s begins", task_result.task.module_path, extra={"facts": _job(task_result)})


def job_finished(*, task_result: TaskResult[Any], **_: object) -> None:
    """Write how background work ended."""
    facts = _job(task_result)
    if task_result.started_at:
        facts["ms"] = round((timezone.now() - task_result.started_at).total_seconds() * 1000)
    if task_result.status != TaskResultStatus.FAILED:
        jobs.info("%s is done", task_result.task.module_path, extra={"facts": facts})
        return
    # Its traceback stands in the database, and whoever failed has logged it.
    facts["error"] = task_result.errors[0].exception_class_path if task_result.errors else ""
    jobs.error("%s failed: %s", task_result.task.module_path, facts["error"], extra={"facts": facts})


def _job(task_result: TaskResult[Any]) -> dict[str, Any]:
    return {"job": task_result.task.module_path, "job_id": task_result.id, "state": str(task_result.status)}
