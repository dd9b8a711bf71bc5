"""Mails wait in the transaction of what they tell, go out once, and say when they could not."""

import smtplib
from datetime import datetime, timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from faden.conftest import NOW
from faden.post import actions, events, privacy, queries, tasks
from faden.post.actions import PAUSES, Letter, NotAnAddress, send, send_all
from faden.post.models import Mail
from faden.post.sending import message
from faden.programme.models import Programme

ADA = "ada@example.org"


class Clock:
    """What time it is for the job."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("faden.post.tasks.timezone.now", made)
    return made


@pytest.fixture
def post(programme: Programme) -> Programme:
    return programme


def _send(programme: Programme, to: str = ADA, subject: str = "Es geht los", text: str = "Guten Tag") -> Mail:
    send(programme, Letter(to, subject, text), now=NOW)
    return Mail.objects.latest("pk")


def _answers(monkeypatch: pytest.MonkeyPatch, *replies: Exception | None) -> None:
    """Let the mail server raise these one after the other; None: it takes the mail."""
    left = list(replies)
    takes = EmailBackend.send_messages

    def answer(self: EmailBackend, messages: list[outbox.EmailMessage]) -> int:
        if left and (wrong := left.pop(0)):
            raise wrong
        return takes(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", answer)


def test_mail_goes_out_once_and_its_text_is_kept_no_longer(post: Programme, clock: Clock) -> None:
    made = _send(post)
    tasks.deliver.call()
    tasks.deliver.call()
    [sent] = outbox.outbox
    assert (sent.to, sent.subject, sent.body) == ([ADA], "Es geht los", "Guten Tag")
    made.refresh_from_db()
    assert (made.sent_at, made.text, made.failure, made.next_try, made.lease_until) == (NOW, "", "", None, None)


def test_job_is_asked_for_when_the_transaction_ends_well(
    post: Programme, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(events.waiting, "_receivers", [lambda: asked.append(1)])
    with django_capture_on_commit_callbacks(execute=True):
        send_all(post, [Letter(ADA, "a", "b"), Letter("bo@example.org", "a", "b")], now=NOW)
        assert not asked
    assert asked == [1]
    with django_capture_on_commit_callbacks(execute=True):
        send_all(post, [], now=NOW)
    assert asked == [1]


def test_nothing_goes_out_of_what_was_rolled_back(post: Programme) -> None:
    def fail() -> None:
        with transaction.atomic():
            _send(post)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@example.org, bo@example.org", f"{ADA}\nBcc: bo@example.org", f"{ADA}\r"]
)
def test_what_is_not_one_address_is_refused(post: Programme, address: str) -> None:
    with pytest.raises(NotAnAddress, match="keine E-Mail-Adresse"):
        _send(post, to=address)
    assert not Mail.objects.exists()


def test_subject_cannot_add_a_header(post: Programme) -> None:
    made = _send(post, subject="Frage\r\nBcc: bo@example.org\n\nmehr" + " und mehr" * 40)
    raw = message(made).message()
    assert raw["Bcc"] is None
    assert raw["To"] == ADA
    assert "\n" not in made.subject
    assert len(made.subject) <= 150


def test_message_is_the_same_at_each_try(post: Programme, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Roter Faden <post@stadt.example>"
    made = _send(post)
    first, second = (message(Mail.objects.get(pk=made.pk)).message() for _try in range(2))
    assert first["Message-ID"] == second["Message-ID"] == f"<{made.key}@stadt.example>"
    assert first["Date"] == second["Date"]
    assert first["Auto-Submitted"] == "auto-generated"


def test_mail_waits_longer_after_each_failure_and_is_given_up_after_two_days(
    post: Programme, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answers(monkeypatch, *([ConnectionRefusedError()] * 20))
    made, pauses = _send(post), []
    while True:
        tasks.deliver.call()
        made.refresh_from_db()
        assert made.failure == "Der Mailserver war nicht zu erreichen."
        if made.next_try is None:
            break
        pauses.append(made.next_try - clock.now)
        clock.now = made.next_try - timedelta(seconds=1)
        assert actions.claim(now=clock.now) is None
        clock.now = made.next_try
    assert pauses == list(PAUSES) == sorted(PAUSES)
    assert timedelta(days=2) < clock.now - NOW < timedelta(days=2, hours=3)
    assert list(queries.undelivered(post)) == [made]
    assert made.text == ""


def test_mail_that_failed_goes_out_at_a_later_try(
    post: Programme, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answers(monkeypatch, smtplib.SMTPServerDisconnected("weg"), None)
    made = _send(post)
    tasks.deliver.call()
    clock.now += PAUSES[0]
    assert tasks.resume()
    made.refresh_from_db()
    assert made.sent_at == clock.now
    assert len(outbox.outbox) == 1
    assert not queries.undelivered(post)


def test_refusal_for_good_is_given_up_at_once_without_the_address_and_others_go_out(
    post: Programme, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answers(monkeypatch, smtplib.SMTPRecipientsRefused({ADA: (550, b"ada@example.org unknown")}), None)
    refused, other = _send(post), _send(post, to="bo@example.org")
    tasks.deliver.call()
    refused.refresh_from_db()
    other.refresh_from_db()
    assert (refused.next_try, refused.failure) == (None, "Der Mailserver hat die Mail nicht angenommen (550).")
    assert other.sent_at


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (smtplib.SMTPRecipientsRefused({ADA: (451, b"later")}), "nicht angenommen (451)"),
        (smtplib.SMTPDataError(452, b"full"), "nicht angenommen (452)"),
        (smtplib.SMTPAuthenticationError(535, b"who"), "lässt das Programm nichts senden (535)"),
        (smtplib.SMTPSenderRefused(553, b"not you", "x"), "lässt das Programm nichts senden (553)"),
    ],
    ids=["greylisted", "full", "password", "sender"],
)
def test_what_may_pass_is_tried_again(
    post: Programme, clock: Clock, monkeypatch: pytest.MonkeyPatch, wrong: Exception, words: str
) -> None:
    _answers(monkeypatch, wrong)
    made = _send(post)
    tasks.deliver.call()
    made.refresh_from_db()
    assert words in made.failure
    assert made.next_try == NOW + PAUSES[0]


def test_when_the_server_is_away_the_others_do_not_wait_for_it_one_by_one(
    post: Programme, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answers(monkeypatch, TimeoutError(), None, None)
    first, second = _send(post), _send(post, to="bo@example.org")
    assert tasks.deliver.call() == "stopped"
    assert Mail.objects.get(pk=first.pk).tries == 1
    assert Mail.objects.get(pk=second.pk).tries == 0


def test_only_one_worker_gets_a_mail(post: Programme) -> None:
    _send(post)
    assert actions.claim(now=NOW)
    assert actions.claim(now=NOW) is None


def test_what_a_killed_worker_left_goes_out_once_more_and_not_a_third_time(post: Programme, clock: Clock) -> None:
    made = _send(post)
    assert actions.claim(now=NOW)
    clock.now += timedelta(minutes=4)
    assert not tasks.resume()
    clock.now += timedelta(minutes=2)
    assert actions.claim(now=clock.now)
    clock.now += timedelta(minutes=6)
    tasks.deliver.call()
    made.refresh_from_db()
    assert not outbox.outbox
    assert made.failure.startswith("Ob diese Mail ankam, ist ungewiss")
    assert list(queries.undelivered(post)) == [made]


def test_job_makes_room_for_other_work(post: Programme, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    again: list[int] = []
    monkeypatch.setattr(type(tasks.deliver), "enqueue", lambda *_args: again.append(1))
    for _one in range(3):
        _send(post)
    assert tasks.deliver.call() == "more"
    assert (len(outbox.outbox), again) == (2, [1])
    assert tasks.deliver.call() == "done"
    assert len(outbox.outbox) == 3


def test_rows_go_when_they_were_kept_long_enough(post: Programme, clock: Clock) -> None:
    _send(post)
    send(post, Letter(ADA, "kurz", "x"), now=NOW, keep=timedelta(days=7))
    clock.now += timedelta(days=7, seconds=1)
    tasks.resume()
    assert [one.subject for one in Mail.objects.all()] == ["Es geht los"]
    clock.now = NOW + timedelta(days=30, seconds=1)
    tasks.resume()
    assert not Mail.objects.exists()


def test_mails_to_an_address_are_exported_and_erased_and_nobody_is_told_of_it_any_more(post: Programme) -> None:
    _send(post)
    _send(post, to="bo@example.org", text="Ihre Namen:\nAda, Ada@example.org\nCem, cem@example.org")
    assert [one["subject"] for one in privacy.export("ADA@example.org")["mails"]] == ["Es geht los"]
    privacy.erase("ADA@example.org")
    [left] = Mail.objects.all()
    assert left.text == "Ihre Namen:\n[entfernt]\nCem, cem@example.org"
