"""The ticket of a browser: a signed cookie per conversation, made with somebody's consent and not before."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from faden.opinion.actions.voting import find, member_token
from faden.opinion.models import Conversation, Ticket
from faden.programme.whole_pages import TICKET_COOKIE

_SALT = "faden.opinion.ticket"
_LASTS = timedelta(days=180)


def ticket_of(request: HttpRequest, conversation: Conversation) -> Ticket | None:
    """Return the ticket of whoever asks: by their browser's cookie, or because they are signed in."""
    token = request.get_signed_cookie(_name(conversation), None, salt=_SALT)
    if token and (found := find(conversation, token)):
        return found
    if request.user.is_authenticated and (token := member_token(conversation, request.user)):
        return find(conversation, token)
    return None


def hand_over(response: HttpResponse, conversation: Conversation, token: str) -> None:
    """Let the browser keep the token."""
    response.set_signed_cookie(
        _name(conversation),
        token,
        salt=_SALT,
        max_age=_LASTS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def take_away(response: HttpResponse, conversation: Conversation) -> None:
    """Let the browser forget the token."""
    response.delete_cookie(_name(conversation), samesite="Lax")


def network_of(request: HttpRequest) -> str:
    """Return the address that a request comes from; behind a proxy (FADEN_HTTPS) what the proxy says."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.HTTPS and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _name(conversation: Conversation) -> str:
    return f"{TICKET_COOKIE}{conversation.pk}"
