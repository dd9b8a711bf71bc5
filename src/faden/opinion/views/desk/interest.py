"""The desk: asking whether enough people want something, and seeing who may be brought together."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from faden.opinion.actions import interest as actions
from faden.opinion.forms_interest import QuestionForm
from faden.opinion.models import InterestQuestion
from faden.opinion.queries import interest as queries
from faden.opinion.views.desk.asked import change_by
from faden.people.access import DeskRequest, for_staff
from faden.post.queries import undelivered

MOST_MAILS = 20


@require_GET
@for_staff
def overview(request: DeskRequest) -> HttpResponse:
    """All questions, and the mails of the programme that could not be delivered."""
    failed = undelivered(request.programme)
    return render(
        request,
        "opinion/interest_desk_overview.html",
        {
            "questions": queries.shown(request.programme),
            "failed": failed[:MOST_MAILS],
            "failed_count": failed.count(),
        },
    )


@require_http_methods(["GET", "POST"])
@for_staff
def new(request: DeskRequest) -> HttpResponse:
    """Ask something; ``zu=B83`` fills in what it is about."""
    form = QuestionForm(request.POST or None, programme=request.programme, question=None)
    form.initial["source"] = request.GET.get("zu", "")[:12]
    if request.method == "POST" and form.is_valid():
        made = actions.ask(request.programme, form.facts(), change=change_by(request))
        messages.success(request, _("Veröffentlicht. Ab jetzt können alle Interesse zeigen."))
        return redirect("desk_interest", made.address.number)
    return render(request, "opinion/interest_desk_question.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_staff
def edit(request: DeskRequest, number: int) -> HttpResponse:
    """What is asked, how many are interested, and those who agreed to be found."""
    question = _question(request, number)
    form = QuestionForm(request.POST or None, programme=request.programme, question=question)
    if request.method == "POST" and form.is_valid():
        actions.edit(question, form.facts(), change=change_by(request))
        messages.success(request, _("Gespeichert. So sehen es jetzt alle."))
        return redirect("desk_interest", number)
    return render(
        request,
        "opinion/interest_desk_question.html",
        {
            "form": form,
            "question": question,
            "shown": queries.find(request.programme, number),
            "agreed": queries.agreed(question),
            "confirmed": queries.confirmed_count(question),
        },
        status=400 if form.errors else 200,
    )


@require_POST
@for_staff
def close(request: DeskRequest, number: int) -> HttpResponse:
    """End a question, or take it up again (``wieder``)."""
    question = _question(request, number)
    if "wieder" in request.POST:
        actions.reopen(question, change=change_by(request))
        messages.success(request, _("%(label)s ist wieder offen.") % {"label": question.address})
    else:
        actions.close(question, change=change_by(request))
        messages.success(request, _("%(label)s ist geschlossen.") % {"label": question.address})
    return redirect("desk_interest", number)


def _question(request: DeskRequest, number: int) -> InterestQuestion:
    known = InterestQuestion.objects.select_related("address", "programme", "source")
    return get_object_or_404(known, programme=request.programme, address__number=number)
