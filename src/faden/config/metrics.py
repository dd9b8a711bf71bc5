"""What can be counted, in Prometheus' text format.

Requests are counted by every web process in files under ``PROMETHEUS_MULTIPROC_DIR`` (set by `faden serve`) and summed
when somebody asks; states of the database are looked up then.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_requests = Counter("faden_requests", "Requests by page, method and class of status.", ["view", "method", "status"])
_seconds = Histogram(
    "faden_request_seconds",
    "Time until the answer begins.",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
_pages = Counter(
    "faden_page_cache", "Public pages asked for: answered from the cache (hit) or made (miss).", ["result"]
)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def observe(view: str, method: str, status: int, seconds: float) -> None:
    """Count an answered request."""
    _requests.labels(view, method if method in _METHODS else "other", f"{status // 100}xx").inc()
    _seconds.labels(view).observe(seconds)


def page_looked_up(*, hit: bool) -> None:
    """Count a public page that was looked for in the cache."""
    _pages.labels("hit" if hit else "miss").inc()


def text() -> bytes:
    """Return everything that is known now; what the database would say is left out when it does not answer."""
    registry = CollectorRegistry()
    if os.environ.get(FOLDER):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for metric in (_requests, _seconds, _pages):
            registry.register(metric)
    registry.register(_States())
    return generate_latest(registry)


def begin(folder: Path) -> dict[str, str]:
    """Empty the folder of counts and return the environment that makes web processes count there."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    return {FOLDER: str(folder)}


class _States(Collector):
    """States of the moment."""

    def collect(self) -> Iterator[Metric]:
        from faden.config import condition, running

        yield _gauge("faden_free_bytes", "Free space in FADEN_DATA.", condition.free_bytes())
        for name, text, age in (
            ("faden_worker_age_seconds", "Since the worker's last sign of life.", running.worker_age()),
            ("faden_backup_age_seconds", "Since the last backup.", condition.backup_age()),
        ):
            if age is not None:
                yield _gauge(name, text, age)
        try:
            yield from list(_from_database())
            up = 1
        except DatabaseError:
            up = 0
        yield _gauge("faden_database_up", "Whether the database answers.", up)


def _from_database() -> Iterator[Metric]:
    from faden.addresses.models import Report
    from faden.config import condition
    from faden.intake.models import Draft
    from faden.opinion.models import Reckoning

    jobs = GaugeMetricFamily("faden_jobs", "Background jobs by state.", labels=["state"])
    for state, count in condition.jobs().items():
        jobs.add_metric([state.lower()], count)
    yield jobs
    oldest = DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    age = (timezone.now() - oldest).total_seconds() if oldest else 0
    yield _gauge("faden_oldest_job_age_seconds", "How long the oldest waiting job has waited.", age)
    drafts = GaugeMetricFamily("faden_drafts", "Documents that are not published, by state.", labels=["state"])
    for state, count in condition.counts(Draft.objects.all(), "state").items():
        drafts.add_metric([state], count)
    yield drafts
    yield _gauge(
        "faden_failed_pictures",
        "Conversations whose picture could not be made.",
        Reckoning.objects.exclude(failure="").count(),
    )
    yield _gauge(
        "faden_open_reports", "Reports of visitors that nobody closed.", Report.objects.filter(closed_at=None).count()
    )


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)
