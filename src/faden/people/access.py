"""Who may come in: decorators for views of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from faden.people import queries
from faden.people.models import Membership, Person
from faden.programme.models import Programme

View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """What a view behind `for_staff` is given: somebody signed in, with what they are in this programme."""

    user: Person
    programme: Programme
    membership: Membership


def standing(request: HttpRequest) -> dict[str, Any]:
    """Tell every template who is signed in (without asking the database for anonymous visitors)."""
    return {"programme": getattr(request, "programme", None), "membership": membership(request)}


def membership(request: HttpRequest) -> Membership | None:
    """Return what the signed-in person is in the request's programme; asks once a request."""
    if not hasattr(request, "_membership"):
        user = getattr(request, "user", None)
        programme = getattr(request, "programme", None)
        found = queries.membership(user, programme) if user is not None and user.is_authenticated else None
        request._membership = found  # type: ignore[attr-defined]
    return request._membership  # type: ignore[attr-defined, no-any-return]


def for_staff(view: View) -> View:
    """Let administrators and facilitators in who signed in with a second factor.

    The view is given a `DeskRequest`. Others are led to signing in, to
    setting up their second factor, or refused.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        member = membership(request)
        if member is None or not member.is_staff:
            raise PermissionDenied
        if not is_mfa_enabled(request.user):
            return redirect("mfa_activate_totp")
        request.membership = member  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


def for_administrators(view: View) -> View:
    """Let only administrators in."""

    @for_staff
    @wraps(view)
    def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.membership.is_administrator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
