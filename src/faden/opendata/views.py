"""Results as files to take away."""

import hashlib
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import condition, require_safe

from faden.opendata import queries
from faden.opendata.formats import FORMATS, Format, joined
from faden.opendata.layout import Export
from faden.opendata.writers.pdf import Busy, TooLong
from faden.programme.middleware import programme_of
from faden.web.sentences import said

IN_MEMORY = 2 * 1024 * 1024


def _mark(request: HttpRequest, ending: str, label: str = "") -> str:
    """Return what changes whenever the file does: it holds the day of today and is the same for everybody."""
    programme = programme_of(request)
    known = (programme.pk, programme.content_version, timezone.localdate(), request.get_host(), ending, label)
    return f'W/"{hashlib.sha256(repr(known).encode()).hexdigest()[:24]}"'


@require_safe
@condition(etag_func=_mark)
def results(request: HttpRequest, ending: str, label: str = "") -> HttpResponseBase:
    """The public results of the programme, or of the group at the address `label`."""
    programme = programme_of(request)
    group = queries.find_group(programme, label) if label else None
    if label and group is None:
        raise Http404
    export = Export(programme, timezone.localdate(), group)
    form = FORMATS[ending]
    return _streamed(export, form) if form.pieces else _written(request, export, form)


def _streamed(export: Export, form: Format) -> StreamingHttpResponse:
    assert form.pieces
    response = StreamingHttpResponse(joined(form.pieces(export)), content_type=form.media_type)
    response["Content-Disposition"] = f'attachment; filename="{export.file_stem}.{form.ending}"'
    return response


def _written(request: HttpRequest, export: Export, form: Format) -> HttpResponseBase:
    assert form.write
    with ExitStack() as stack:
        # Large ones go to the disk; closing the response removes them.
        file = stack.enter_context(SpooledTemporaryFile(max_size=IN_MEMORY))
        try:
            form.write(export, file)
        except Busy:
            headers = {"Retry-After": "30", "Cache-Control": "no-store"}
            return HttpResponse(render_to_string("opendata/busy.html", request=request), status=503, headers=headers)
        except TooLong as long:
            return HttpResponse(said(str(long)), status=422, content_type="text/plain; charset=utf-8")
        size = file.tell()
        file.seek(0)
        name = f"{export.file_stem}.{form.ending}"
        response = FileResponse(file, as_attachment=True, filename=name, content_type=form.media_type)
        response["Content-Length"] = str(size)
        stack.pop_all()
        return response
