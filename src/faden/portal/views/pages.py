"""Fixed pages, reports of mistakes, the city's mark."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from faden.addresses import labels
from faden.addresses import queries as addresses
from faden.addresses.actions import report
from faden.portal import history
from faden.portal.forms import ReportForm
from faden.programme.middleware import programme_of
from faden.programme.models import Page
from faden.programme.whole_pages import public_page


@public_page
def page(request: HttpRequest, slug: str) -> HttpResponse:
    found = Page.objects.filter(programme=programme_of(request), slug=slug).first()
    if found is None:
        raise Http404
    return render(request, "portal/page.html", {"page": found, "changes": history.of(found).count()})


@require_http_methods(["GET", "POST"])
def report_mistake(request: HttpRequest) -> HttpResponse:
    """Report a mistake or personal data; no account needed."""
    programme = programme_of(request)
    form = ReportForm(request.POST or None, initial={"page": request.GET.get("seite", "")})
    if request.method == "POST" and form.is_valid():
        path = form.cleaned_data["page"]
        label = path.rstrip("/").rsplit("/", 1)[-1]
        report(
            programme=programme,
            address=addresses.find(programme, label) if labels.parse(label) and label[:1].isalpha() else None,
            page=path,
            text=form.cleaned_data["text"],
            contact=form.cleaned_data["contact"],
            now=timezone.now(),
        )
        return redirect("report_thanks")
    return render(request, "portal/report.html", {"form": form}, status=400 if form.errors else 200)


@public_page
def report_thanks(request: HttpRequest) -> HttpResponse:
    programme_of(request)
    return render(request, "portal/report_thanks.html")


@require_safe
def mark(request: HttpRequest, name: str) -> FileResponse:
    """The city's mark. Its name changes with its contents."""
    known = programme_of(request).city.mark
    if not known or programme_of(request).city.mark_name != name:
        raise Http404
    response = FileResponse(known.open("rb"), content_type=f"image/{name.rsplit('.', 1)[-1]}")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    # With a language or a programme before it as well.
    closed = "".join(f"Disallow: {before}{page}/\n" for page in ("schreibtisch", "konto") for before in ("/", "/*/"))
    return HttpResponse(f"User-agent: *\n{closed}", content_type="text/plain")
