"""Questions of interest: asking them, saying that one is interested, and what follows when enough are."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from faden.addresses import actions as addresses
from faden.addresses.actions import Change
from faden.addresses.models import Address
from faden.addresses.models import Kind as AddressKind
from faden.kernel.text import squeeze
from faden.opinion.actions import indexing
from faden.opinion.actions import interest_mails as mails
from faden.opinion.actions.voting import consented, token_hash
from faden.opinion.models import Interest, InterestQuestion, Stage
from faden.opinion.queries import interest as queries
from faden.post import actions as post
from faden.post import privacy as mail_privacy
from faden.post import queries as posted
from faden.programme.actions import content_changes, opinion_changes
from faden.programme.models import Programme

KEEP_CONTACTS = timedelta(days=90)
"""So long after its end a question keeps names and e-mail addresses."""
BETWEEN_MAILS = timedelta(days=1)
"""Those who were brought together hear of newcomers at most so often."""
MOST_TO_ONE, MOST_UNCONFIRMED = 5, 300
"""With so many mails in a day to one address, or new addresses in an hour in one programme, nobody is asked to confirm."""

_FIELDS = ("question", "about", "threshold", "closes_on", "next_step")
_NO_CONTACT = {
    "name": "",
    "email": "",
    "wants_news": False,
    "wants_contact": False,
    "consent": None,
    "confirm_hash": "",
    "confirmed_at": None,
    "brought_together_at": None,
}


class NotTaken(Exception):
    """What somebody sent cannot be kept; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What facilitators say about a question."""

    question: str
    about: str = ""
    source: Address | None = None
    threshold: int = 5
    closes_on: date | None = None
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody may be reached, and for what. `consent`: the words they agreed to, in `language`."""

    name: str
    email: str
    wants_news: bool
    wants_contact: bool
    consent: str
    language: str


@transaction.atomic
def ask(programme: Programme, facts: Facts, *, change: Change) -> InterestQuestion:
    """Ask everybody a question; it is public at once."""
    content_changes(programme)
    address = addresses.allot(programme, AddressKind.INTEREST, count=1, now=change.now, published=True)[0]
    made = InterestQuestion(programme=programme, address=address, made_at=change.now)
    _write(made, facts)
    made.save()
    indexing.take_in_questions(made.pk)
    return made


@transaction.atomic
def edit(question: InterestQuestion, facts: Facts, *, change: Change) -> InterestQuestion:
    """Change what is said about a question; with a lower threshold it may be reached by that."""
    content_changes(question.programme_id)
    question = _locked(question)
    before = _recorded(question)
    _write(question, facts)
    question.save()
    after = _recorded(question)
    fields = [(field, before[field], after[field]) for field in before]
    addresses.record(question.address, change, fields, public=True)
    indexing.take_in_questions(question.pk)
    _follow(question, change.now)
    return question


def _write(question: InterestQuestion, facts: Facts) -> None:
    question.question, question.next_step = squeeze(facts.question), squeeze(facts.next_step)
    question.about, question.source = facts.about.strip(), facts.source
    question.threshold, question.closes_on = facts.threshold, facts.closes_on


def _recorded(question: InterestQuestion) -> dict[str, str]:
    kept = {field: str(getattr(question, field) or "") for field in _FIELDS}
    return kept | {"source": str(question.source or "")}


@transaction.atomic
def close(question: InterestQuestion, *, change: Change) -> None:
    """End a question. Names and e-mail addresses are kept for 90 days from now."""
    content_changes(question.programme_id)
    if InterestQuestion.objects.filter(pk=question.pk, closed_at=None).update(closed_at=change.now):
        addresses.record(question.address, change, [("stage", Stage.OPEN, Stage.CLOSED)], public=True)


@transaction.atomic
def reopen(question: InterestQuestion, *, change: Change) -> None:
    """Let people say again that they are interested; a last day that is over goes."""
    content_changes(question.programme_id)
    question = _locked(question)
    question.closed_at = None
    if question.closes_on and question.closes_on < timezone.localdate(change.now):
        question.closes_on = None
    question.save(update_fields=["closed_at", "closes_on"])
    addresses.record(question.address, change, [("stage", Stage.CLOSED, Stage.OPEN)], public=True)


@transaction.atomic
def join(question: InterestQuestion, token: str, *, now: datetime) -> tuple[Interest, str]:
    """Say that one is interested; returns it with the token for the browser.

    `token`: what the browser holds; who holds one of this question joins no second time. Raises NotTaken when it is over.
    """
    opinion_changes(question.programme_id)
    question = _locked(question)
    if token and (known := queries.interest_of(question, token_hash(token))):
        return known, token
    if not queries.takes_interest(question, timezone.localdate(now)):
        raise NotTaken(_("Diese Frage ist geschlossen. Neues Interesse nehmen wir nicht mehr auf."))
    token = secrets.token_urlsafe(32)
    made = Interest.objects.create(question=question, token_hash=token_hash(token), made_at=now)
    _follow(question, now)
    return made, token


@transaction.atomic
def withdraw(interest: Interest) -> None:
    """Take an interest back, with everything that is known of the person."""
    opinion_changes(interest.question.programme_id)
    Interest.objects.filter(pk=interest.pk).delete()


@transaction.atomic
def forget_contact(interest: Interest) -> None:
    """Erase name and e-mail address; the interest still counts."""
    Interest.objects.filter(pk=interest.pk).update(**_NO_CONTACT)


@transaction.atomic
def set_contact(interest: Interest, contact: Contact, *, now: datetime) -> bool:
    """Keep how somebody may be reached. Returns whether a mail goes out that asks to confirm the address.

    A confirmed address that stays the same needs no second mail. Raises NotTaken when too many were asked for.
    """
    if not contact.email:
        forget_contact(interest)
        return False
    question = _locked(interest.question)
    interest = Interest.objects.select_for_update().get(pk=interest.pk)
    interest.question = question
    is_known = interest.email == contact.email
    is_new_contact = contact.wants_contact and not interest.wants_contact
    interest.name, interest.email = squeeze(contact.name), contact.email
    interest.wants_news, interest.wants_contact = contact.wants_news, contact.wants_contact
    interest.consent = consented(contact.consent, contact.language, now)
    if is_known and interest.confirmed_at:
        if is_new_contact:
            interest.confirmed_at, interest.brought_together_at = now, None
        interest.save()
        _bring_together(question, now)
        return False
    _check_not_too_many(question, contact.email, now)
    token = secrets.token_urlsafe(32)
    interest.confirm_hash, interest.confirmed_at, interest.brought_together_at = token_hash(token), None, None
    # From now on seven days are left to confirm.
    interest.made_at = now
    interest.save()
    asking = mails.please_confirm(interest, token)
    post.send(question.programme, asking, now=now, keep=queries.CONFIRM_WITHIN)
    return True


def _check_not_too_many(question: InterestQuestion, email: str, now: datetime) -> None:
    """Let nobody use the form to flood others with mail."""
    if posted.count_since(email, now - timedelta(days=1)) >= MOST_TO_ONE:
        raise NotTaken(
            _(
                "An diese Adresse gingen heute schon mehrere Mails. Bitte sehen Sie in Ihrem Postfach nach, oder versuchen Sie es morgen."
            )
        )
    new = Interest.objects.filter(
        question__programme=question.programme_id, confirmed_at=None, made_at__gt=now - timedelta(hours=1)
    )
    if new.exclude(email="").count() >= MOST_UNCONFIRMED:
        raise NotTaken(
            _(
                "Gerade geben sehr viele eine E-Mail-Adresse an. Ihr Interesse zählt schon; bitte versuchen Sie es mit der Adresse in einer Stunde noch einmal."
            )
        )


@transaction.atomic
def confirm(interest: Interest, *, now: datetime) -> None:
    """Say that an e-mail address is the person's own; from now on they hear what they asked for. Twice counts once.

    Where the same address was confirmed for this question before, it is kept once, with the newer wishes.
    """
    question = _locked(interest.question)
    interest = Interest.objects.select_for_update(of=("self",)).select_related("consent").get(pk=interest.pk)
    if interest.confirmed_at or not interest.email:
        return
    interest.question = question
    others = question.interests.filter(queries.REACHABLE, email__iexact=interest.email).exclude(pk=interest.pk)
    met = others.exclude(brought_together_at=None).first()
    interest.confirmed_at, interest.brought_together_at = now, met.brought_together_at if met else None
    interest.save(update_fields=["confirmed_at", "brought_together_at"])
    others.update(**_NO_CONTACT)
    if not question.reached_at:
        return
    told = _bring_together(question, now)
    if interest.wants_news and interest.pk not in told:
        post.send(question.programme, mails.enough(interest, question.interests.count()), now=now)


def _follow(question: InterestQuestion, now: datetime) -> None:
    """When enough are interested: say so, once. The question is locked."""
    count = question.interests.count()
    if question.reached_at or count < question.threshold:
        return
    content_changes(question.programme_id)
    question.reached_at = now
    question.save(update_fields=["reached_at"])
    told = _bring_together(question, now)
    news = question.interests.filter(queries.REACHABLE, wants_news=True).exclude(pk__in=told)
    letters = [mails.for_staff(question, email, count) for email in queries.staff_of(question.programme)]
    letters += [mails.enough(one, count) for one in _with(question, news.select_related("consent"))]
    post.send_all(question.programme, letters, now=now)


def _bring_together(question: InterestQuestion, now: datetime) -> set[int]:
    """Tell those who agreed of each other; returns the keys of those who were told. The question is locked.

    The first time all others are named, later only newcomers, and not before a day has passed.
    """
    if question.reached_at is None:
        return set()
    all_of_them = _with(question, queries.agreed(question))
    letters, told = [], set()
    for one in all_of_them:
        last = one.brought_together_at
        others = [other for other in all_of_them if other is not one and _is_news(other, last)]
        if others and (last is None or now - last >= BETWEEN_MAILS):
            letters.append(mails.together(one, others, is_first=last is None))
            told.add(one.pk)
    Interest.objects.filter(pk__in=told).update(brought_together_at=now)
    post.send_all(question.programme, letters, now=now)
    return told


@transaction.atomic
def tell_of_newcomers(*, now: datetime) -> int:
    """Tell those who were brought together of newcomers who came within a day of that; returns of how many questions."""
    newer = queries.agreed_at_all().filter(
        question=OuterRef("question"), confirmed_at__gt=OuterRef("brought_together_at")
    )
    waiting = queries.agreed_at_all().filter(Exists(newer), brought_together_at__lte=now - BETWEEN_MAILS)
    questions = InterestQuestion.objects.filter(pk__in=waiting.values("question")).order_by("pk")
    for question in questions:
        _bring_together(_locked(question), now)
    return len(questions)


@transaction.atomic
def close_due(*, now: datetime) -> int:
    """End the questions whose last day is over; returns how many."""
    known = InterestQuestion.objects.filter(closed_at=None, closes_on__lt=timezone.localdate(now))
    over = known.order_by("programme", "pk")
    for question in over:
        close(question, change=Change(by=None, now=now))
    return len(over)


@transaction.atomic
def forget_contacts(*, now: datetime) -> int:
    """Erase what was kept long enough: unconfirmed addresses after 7 days, all contacts 90 days after the end of a question.

    Returns of how many people. Their interest still counts.
    """
    unconfirmed = Q(confirmed_at=None, made_at__lt=now - queries.CONFIRM_WITHIN)
    over = Q(question__closed_at__lt=now - KEEP_CONTACTS)
    return Interest.objects.filter(unconfirmed | over).exclude(email="").update(**_NO_CONTACT)


@transaction.atomic
def erase_interests(email: str) -> int:
    """Take back every interest of an e-mail address, with all that is known of the person; returns how many.

    Mails to them go too, and what others are told of them in mails that wait.
    """
    known = Interest.objects.filter(email__iexact=email).exclude(email="").select_related("question")
    found = known.order_by("question__programme", "pk")
    for interest in found:
        withdraw(interest)
    if found:
        mail_privacy.erase(email)
    return len(found)


def _is_news(other: Interest, last: datetime | None) -> bool:
    assert other.confirmed_at
    return last is None or other.confirmed_at > last


def _with(question: InterestQuestion, interests: "mails.Interests") -> list[Interest]:
    """Return `interests` knowing their question, which costs no query each."""
    found = list(interests)
    for one in found:
        one.question = question
    return found


def _locked(question: InterestQuestion) -> InterestQuestion:
    """Return a question as it is now, held until the transaction ends."""
    known = InterestQuestion.objects.select_for_update(of=("self",))
    return known.select_related("address", "programme", "source").get(pk=question.pk)
