"""Reads about questions of interest: what everybody sees, what the desk sees, what is known of an e-mail address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet

from faden.addresses.models import Address, State
from faden.dialogue import queries as dialogue
from faden.dialogue.models import Contribution
from faden.opinion.models import Interest, InterestQuestion
from faden.people.models import Person, Role
from faden.programme.models import Programme

CONFIRM_WITHIN = timedelta(days=7)
"""An e-mail address that nobody confirmed in this time is erased."""
REACHABLE = Q(confirmed_at__isnull=False) & ~Q(email="")


@dataclass(frozen=True)
class Shown:
    """A question as everybody sees it: how many are interested, never who."""

    question: InterestQuestion
    count: int

    @property
    def is_reached(self) -> bool:
        """Whether enough wanted it once, even if some took it back since."""
        return self.question.reached_at is not None

    @property
    def missing(self) -> int:
        """How many more it takes."""
        return max(self.question.threshold - self.count, 0)

    @property
    def bar(self) -> tuple[int, int]:
        """How far the bar goes, and where its mark for "enough" stands, in percent of its width."""
        most = max(self.count, self.question.threshold)
        return round(100 * self.count / most), round(100 * self.question.threshold / most)

    @cached_property
    def source(self) -> Contribution | None:
        """The statement that it is about, while that is public."""
        about = self.question.source
        return dialogue.statement(self.question.programme, str(about)) if about else None


def takes_interest(question: InterestQuestion, today: date) -> bool:
    """Return whether people can say now that they are interested."""
    return question.is_open and (question.closes_on is None or question.closes_on >= today)


def shown(programme: Programme) -> list[Shown]:
    """Return all public questions, open ones first, the newest first."""
    known = _counted(programme)
    return [_shown(one) for one in sorted(known, key=lambda one: one.closed_at is not None)]


def find(programme: Programme, number: int) -> Shown | None:
    """Return the public question at an address (F and its number)."""
    found = _counted(programme).filter(address__number=number).first()
    return _shown(found) if found else None


def _counted(programme: Programme) -> QuerySet[InterestQuestion]:
    known = InterestQuestion.objects.filter(programme=programme, address__state=State.PUBLISHED)
    return known.select_related("address", "programme", "source").annotate(count=Count("interests"))


def _shown(question: Any) -> Shown:
    return Shown(question, question.count)


def about(address: Address) -> QuerySet[InterestQuestion]:
    """Return the public questions that were asked about what stands at an address."""
    asked = InterestQuestion.objects.filter(source=address, address__state=State.PUBLISHED)
    return asked.select_related("address")


def interest_of(question: InterestQuestion, token_hash: str) -> Interest | None:
    """Return what somebody said who holds a token with this hash."""
    return Interest.objects.filter(question=question, token_hash=token_hash).select_related("question").first()


def to_confirm(token_hash: str, now: datetime) -> Interest | None:
    """Return the interest whose e-mail address a link with this hash confirms, or has confirmed."""
    known = Interest.objects.filter(confirm_hash=token_hash).exclude(email="")
    in_time = known.filter(Q(confirmed_at__isnull=False) | Q(made_at__gte=now - CONFIRM_WITHIN))
    return in_time.select_related("question__programme", "question__address").first()


def agreed_at_all() -> QuerySet[Interest]:
    """Return those whose name and address may go to each other and to facilitators."""
    return Interest.objects.filter(REACHABLE, wants_contact=True)


def agreed(question: InterestQuestion) -> QuerySet[Interest]:
    """Return those of one question, with what they agreed to, in the order of their confirming."""
    return agreed_at_all().filter(question=question).select_related("consent").order_by("confirmed_at", "pk")


def confirmed_count(question: InterestQuestion) -> int:
    """Return how many of those interested gave an e-mail address and confirmed it."""
    return question.interests.filter(REACHABLE).count()


def staff_of(programme: Programme) -> Iterable[str]:
    """Return the e-mail addresses of all who run a programme."""
    roles = (Role.ADMINISTRATOR, Role.FACILITATOR)
    known = Person.objects.filter(is_active=True, memberships__programme=programme, memberships__role__in=roles)
    return known.exclude(email="").order_by("pk").values_list("email", flat=True).distinct()


def interests_of(email: str) -> list[dict[str, Any]]:
    """Return what is known of an e-mail address, to export it."""
    known = Interest.objects.filter(email__iexact=email).exclude(email="")
    return [
        {
            "question": one.question.question,
            "address": str(one.question.address),
            "name": one.name,
            "email": one.email,
            "wants_news": one.wants_news,
            "wants_contact": one.wants_contact,
            "agreed_to": one.consent.text if one.consent else "",
            "made_at": one.made_at,
            "confirmed_at": one.confirmed_at,
            "brought_together_at": one.brought_together_at,
        }
        for one in known.select_related("question__address", "consent")
    ]
