"""How allauth behaves here."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

FRESH = timedelta(minutes=10)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by administrators; nobody signs up by themselves yet."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in a moment ago sets up the second factor without giving the password twice."""
        user = self.request.user
        fresh = user.last_login is not None and timezone.now() - user.last_login < FRESH
        if app == "allauth.mfa" and fresh:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Persons have no user name."""
