"""Addresses are given once and for all, and what happens to them is remembered."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from faden.addresses.actions import (
    FORGOTTEN,
    Change,
    ReasonMissing,
    allot,
    close_report,
    forget,
    record,
    report,
    set_state,
)
from faden.addresses.models import Address, Kind, Report, Revision, State
from faden.addresses.queries import find, open_reports
from faden.conftest import NOW
from faden.people.models import Person
from faden.programme.actions import found
from faden.programme.models import Programme


@pytest.fixture
def empty(db: None) -> Programme:
    return found(city="Musterstadt", name="Musterstadt 2040", now=NOW)


@pytest.fixture
def address(empty: Programme) -> Address:
    return allot(empty, Kind.CONTRIBUTION, count=1, now=NOW, published=True)[0]


def _numbers(programme: Programme, kind: Kind, count: int) -> list[int]:
    return [one.number for one in allot(programme, kind, count=count, now=NOW)]


# Giving numbers


def test_numbers_are_given_in_order(empty: Programme) -> None:
    assert _numbers(empty, Kind.CONTRIBUTION, 3) == [1, 2, 3]
    assert _numbers(empty, Kind.CONTRIBUTION, 2) == [4, 5]
    assert _numbers(empty, Kind.CONTRIBUTION, 0) == []
    assert _numbers(empty, Kind.CONTRIBUTION, 1) == [6]


def test_no_number_is_given_twice_even_after_deletion(empty: Programme) -> None:
    allot(empty, Kind.CONTRIBUTION, count=3, now=NOW)
    Address.objects.filter(programme=empty, number__gte=2).delete()
    assert _numbers(empty, Kind.CONTRIBUTION, 1) == [4]
    Address.objects.filter(programme=empty).delete()
    assert _numbers(empty, Kind.CONTRIBUTION, 1) == [5]


def test_each_kind_and_each_programme_counts_for_itself(empty: Programme) -> None:
    other = found(city="Musterstadt", name="Musterstadt 2050", now=NOW)
    assert _numbers(empty, Kind.CONTRIBUTION, 2) == [1, 2]
    assert _numbers(empty, Kind.GROUP, 1) == [1]
    assert _numbers(other, Kind.CONTRIBUTION, 1) == [1]
    assert _numbers(empty, Kind.CONTRIBUTION, 1) == [3]


def test_database_refuses_a_number_that_exists(address: Address) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.create(programme=address.programme, kind=address.kind, number=address.number, changed_at=NOW)


def test_new_address_is_a_draft_unless_it_is_published_at_once(empty: Programme) -> None:
    (draft,) = allot(empty, Kind.GROUP, count=1, now=NOW)
    (public,) = allot(empty, Kind.GROUP, count=1, now=NOW, published=True)
    assert (draft.state, draft.published_at, draft.is_public) == (State.DRAFT, None, False)
    assert (public.state, public.published_at, public.is_public) == (State.PUBLISHED, NOW, True)


def test_address_is_spoken_as_letter_and_number(empty: Programme) -> None:
    assert str(allot(empty, Kind.GROUP, count=1, now=NOW)[0]) == "G1"


# What is public


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_hiding_without_a_reason_is_refused_with_a_sentence(address: Address, reason: str) -> None:
    with pytest.raises(ReasonMissing, match="Bitte nennen Sie den Grund"):
        set_state(address, State.HIDDEN, change=Change(by=None, now=NOW, reason=reason))
    address.refresh_from_db()
    assert address.state == State.PUBLISHED
    assert not Revision.objects.filter(address=address).exists()


def test_hiding_keeps_the_reason_and_is_remembered(address: Address, administrator: Person) -> None:
    later = NOW + timedelta(days=1)
    hidden = set_state(address, State.HIDDEN, change=Change(by=administrator, now=later, reason=" Name genannt "))
    assert (hidden.state, hidden.reason, hidden.changed_at) == (State.HIDDEN, "Name genannt", later)
    revision = Revision.objects.get(address=address)
    assert (revision.field, revision.before, revision.after) == ("state", "published", "hidden")
    assert (revision.by, revision.at, revision.reason, revision.public) == (administrator, later, "Name genannt", True)


def test_showing_again_clears_the_reason_and_keeps_the_first_day_of_publication(address: Address) -> None:
    set_state(address, State.HIDDEN, change=Change(by=None, now=NOW, reason="Prüfung"))
    shown = set_state(address, State.PUBLISHED, change=Change(by=None, now=NOW + timedelta(days=2)))
    assert (shown.state, shown.reason, shown.published_at) == (State.PUBLISHED, "", NOW)
    assert Revision.objects.filter(address=address).count() == 2


def test_publishing_a_draft_is_no_public_news_of_its_own(empty: Programme) -> None:
    (draft,) = allot(empty, Kind.GROUP, count=1, now=NOW)
    shown = set_state(draft, State.PUBLISHED, change=Change(by=None, now=NOW))
    assert shown.published_at == NOW
    assert not Revision.objects.get(address=draft).public


def test_setting_the_same_state_again_is_not_remembered(address: Address) -> None:
    set_state(address, State.PUBLISHED, change=Change(by=None, now=NOW + timedelta(days=1)))
    address.refresh_from_db()
    assert address.changed_at == NOW
    assert not Revision.objects.exists() or not Revision.objects.filter(address=address).exists()


def test_merged_address_says_where_to_go(empty: Programme) -> None:
    one, other = allot(empty, Kind.CONTRIBUTION, count=2, now=NOW, published=True)
    merged = set_state(one, State.MERGED, change=Change(by=None, now=NOW), redirect_to=other)
    assert merged.redirect_to == other
    with pytest.raises(IntegrityError), transaction.atomic():
        set_state(other, State.MERGED, change=Change(by=None, now=NOW))
    with pytest.raises(IntegrityError), transaction.atomic():
        set_state(other, State.PUBLISHED, change=Change(by=None, now=NOW, reason="x"), redirect_to=one)


# The history


def test_only_what_differs_becomes_a_revision(address: Address, change: Change) -> None:
    record(address, change, [("text", "alt", "neu"), ("kind", "question", "question")], public=False)
    revision = Revision.objects.get(address=address)
    assert (revision.field, revision.before, revision.after, revision.reason) == ("text", "alt", "neu", "Tippfehler")


def test_forgetting_takes_the_words_but_not_that_something_changed(address: Address, change: Change) -> None:
    record(address, change, [("text", "Petra Quellmann sagt", "Jemand sagt"), ("kind", "a", "b")], public=False)
    forget(address, "text")
    words, kind = Revision.objects.filter(address=address).order_by("pk")
    assert (words.before, words.after) == (FORGOTTEN, FORGOTTEN)
    assert (words.by, words.at, words.reason) == (change.by, NOW, "Tippfehler")
    assert (kind.before, kind.after) == ("a", "b")


def test_forgetting_leaves_other_addresses_alone(empty: Programme, change: Change) -> None:
    one, other = allot(empty, Kind.CONTRIBUTION, count=2, now=NOW)
    for each in (one, other):
        record(each, change, [("text", "alt", "neu")], public=False)
    forget(one, "text")
    assert Revision.objects.get(address=other).before == "alt"


# Reports


def test_closing_a_report_erases_the_contact(empty: Programme, administrator: Person) -> None:
    sent = report(
        programme=empty, address=None, page="/B83", text="Da steht mein Name", contact="ida@example.org", now=NOW
    )
    close_report(sent, by=administrator, now=NOW)
    kept = Report.objects.get(pk=sent.pk)
    assert (kept.contact, kept.closed_at, kept.closed_by) == ("", NOW, administrator)
    assert kept.text == "Da steht mein Name"


def test_open_reports_come_oldest_first_and_only_of_this_programme(empty: Programme, programme: Programme) -> None:
    for days, text in ((2, "später"), (1, "früher")):
        report(programme=empty, address=None, page="/", text=text, contact="", now=NOW + timedelta(days=days))
    report(programme=programme, address=None, page="/", text="anderswo", contact="", now=NOW)
    assert [one.text for one in open_reports(empty)] == ["früher", "später"]


def test_very_long_page_of_a_report_is_cut(empty: Programme) -> None:
    assert len(report(programme=empty, address=None, page="x" * 999, text="?", contact="", now=NOW).page) == 300


# Finding


def test_address_is_found_by_what_stands_on_a_slip(empty: Programme, address: Address) -> None:
    assert find(empty, "b 1") == address
    assert find(empty, "1") == address
    assert find(empty, "G1") is None
    assert find(empty, "B2") is None
    assert find(empty, "Bank") is None


def test_address_of_another_programme_is_not_found(address: Address, programme: Programme) -> None:
    other = find(programme, "B1")
    assert other is not None
    assert other != address
