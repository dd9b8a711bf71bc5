"""Questions of interest as everybody sees them, and taking part in them."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from faden.addresses.models import Address
from faden.opinion.actions import interest as actions
from faden.opinion.actions.interest_mails import leaving
from faden.opinion.actions.voting import token_hash
from faden.opinion.forms_interest import KEPT, ContactForm
from faden.opinion.models import Interest, InterestQuestion
from faden.opinion.queries import interest as queries
from faden.programme.middleware import programme_of
from faden.programme.whole_pages import TICKET_COOKIE, public_page, tells_opinion

_SALT = "faden.opinion.interest.ticket"
_LASTS = timedelta(days=365)
_SAID = {"dabei", "mail", "gespeichert", "zurueck"}
"""What the page says of what was just done."""


@public_page
def interests(request: HttpRequest) -> HttpResponse:
    """All questions of interest."""
    tells_opinion(request)
    found = queries.shown(programme_of(request))
    open_count = sum(one.question.is_open for one in found)
    return render(
        request,
        "opinion/interest_overview.html",
        {"section": "opinion", "questions": found, "open_count": open_count},
    )


def interest(request: HttpRequest, address: Address) -> HttpResponse:
    """The page of a question at its public address; part of a view marked with `public_page`."""
    tells_opinion(request)
    found = _found(request, address.number)
    return render(
        request,
        "opinion/interest_question.html",
        {
            "section": "opinion",
            "shown": found,
            "question": found.question,
            "is_open": _is_open(found.question),
            "mine": _mine(request, found.question),
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def take_interest(request: HttpRequest, number: int) -> HttpResponse:
    """Say that one is interested; who has done so sees how they may be reached, and can take it back."""
    found = _found(request, number)
    if request.method == "GET":
        mine = _mine(request, found.question)
        return _page(request, found, mine, ContactForm(None, interest=mine) if mine else None)
    try:
        _made, token = actions.join(found.question, _token(request, found.question), now=timezone.now())
    except actions.NotTaken as wrong:
        return _page(request, found, None, None, problem=str(wrong))
    response = _back(number, "dabei")
    response.set_signed_cookie(
        _cookie(found.question),
        token,
        salt=_SALT,
        max_age=_LASTS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_POST
def set_contact(request: HttpRequest, number: int) -> HttpResponse:
    """Keep how somebody may be reached; nothing filled in erases it."""
    found = _found(request, number)
    mine = _mine(request, found.question)
    if mine is None:
        return redirect("take_interest", number)
    form = ContactForm(request.POST, interest=mine)
    if not form.is_valid():
        return _page(request, found, mine, form)
    try:
        is_asked = actions.set_contact(mine, form.contact(), now=timezone.now())
    except actions.NotTaken as wrong:
        form.add_error("email", str(wrong))
        return _page(request, found, mine, form)
    return _back(number, "mail" if is_asked else "gespeichert")


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take one's interest back; the browser forgets its token."""
    found = _found(request, number)
    if mine := _mine(request, found.question):
        actions.withdraw(mine)
    response = _back(number, "zurueck")
    response.delete_cookie(_cookie(found.question), samesite="Lax")
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def confirm_interest(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm an e-mail address by the link in a mail; programs that open links for people press no button."""
    found = queries.to_confirm(token_hash(key), timezone.now())
    found = _of_this_programme(request, found)
    if request.method == "POST" and found:
        actions.confirm(found, now=timezone.now())
        return redirect("confirm_interest", key)
    return render(
        request,
        "opinion/interest_confirm.html",
        {"section": "opinion", "interest": found},
        status=200 if found else 410,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def leave_interest(request: HttpRequest, key: str) -> HttpResponse:
    """Get no more mails, or take one's interest back (``ganz``), by the link in a mail."""
    found = _of_this_programme(request, leaving(key))
    if request.method == "POST" and found:
        # Who never confirmed may be a stranger to the interest: they erase their address, no more.
        if "ganz" in request.POST and found.confirmed_at:
            actions.withdraw(found)
        else:
            actions.forget_contact(found)
        return redirect("leave_interest", key)
    return render(request, "opinion/interest_leave.html", {"section": "opinion", "interest": found})


def _of_this_programme(request: HttpRequest, found: Interest | None) -> Interest | None:
    return found if found and found.question.programme_id == programme_of(request).pk else None


def _page(
    request: HttpRequest,
    found: queries.Shown,
    mine: Interest | None,
    form: ContactForm | None,
    *,
    problem: str = "",
) -> HttpResponse:
    said = request.GET.get("stand", "") if request.method == "GET" else ""
    return render(
        request,
        "opinion/interest_take.html",
        {
            "section": "opinion",
            "shown": found,
            "question": found.question,
            "is_open": _is_open(found.question),
            "mine": mine,
            "form": form,
            "kept": KEPT,
            "problem": problem,
            "said": said if said in _SAID else "",
        },
        status=400 if problem or (form and form.errors) else 200,
    )


def _found(request: HttpRequest, number: int) -> queries.Shown:
    found = queries.find(programme_of(request), number)
    if found is None:
        raise Http404
    return found


def _is_open(question: InterestQuestion) -> bool:
    return queries.takes_interest(question, timezone.localdate())


def _mine(request: HttpRequest, question: InterestQuestion) -> Interest | None:
    token = _token(request, question)
    return queries.interest_of(question, token_hash(token)) if token else None


def _token(request: HttpRequest, question: InterestQuestion) -> str:
    return request.get_signed_cookie(_cookie(question), "", salt=_SALT) or ""


def _cookie(question: InterestQuestion) -> str:
    return f"{TICKET_COOKIE}interest_{question.pk}"


def _back(number: int, said: str) -> HttpResponse:
    return redirect(f"{reverse('take_interest', args=[number])}?stand={said}")
