"""Questions of interest: who counts, what follows when enough are interested, who hears of whom, what is forgotten."""

from datetime import date, datetime, timedelta

import pytest

from faden.addresses.actions import Change
from faden.addresses.models import Revision
from faden.conftest import NOW
from faden.opinion.actions import interest as actions
from faden.opinion.actions.interest import Contact, Facts, NotTaken
from faden.opinion.actions.interest_mails import leaving, leaving_key
from faden.opinion.actions.voting import token_hash
from faden.opinion.models import ConsentText, Interest, InterestQuestion
from faden.opinion.queries import interest as queries
from faden.people.models import Person
from faden.post.models import Mail
from faden.programme.models import Programme

GARDEN = "Gibt es ein Interesse, einen Garten anzulegen?"
DAY = timedelta(days=1)


def ask(programme: Programme, threshold: int = 2, closes_on: date | None = None) -> InterestQuestion:
    """Ask for a garden."""
    facts = Facts(GARDEN, threshold=threshold, closes_on=closes_on)
    return actions.ask(programme, facts, change=Change(by=None, now=NOW))


@pytest.fixture
def garden(programme: Programme, administrator: Person, facilitator: Person) -> InterestQuestion:
    return ask(programme)


def joined(question: InterestQuestion, now: datetime = NOW) -> Interest:
    return actions.join(question, "", now=now)[0]


def reachable(
    question: InterestQuestion, name: str, now: datetime = NOW, *, news: bool = False, contact: bool = True
) -> Interest:
    """Somebody who is interested, gave an address and confirmed it."""
    made = joined(question, now)
    asked_for(made, name, now, news=news, contact=contact)
    confirmed(made, now)
    return Interest.objects.get(pk=made.pk)


def asked_for(
    interest: Interest,
    name: str,
    now: datetime = NOW,
    *,
    news: bool = False,
    contact: bool = True,
    language: str = "de",
) -> bool:
    wanted = Contact(name, f"{name.lower()}@example.org", news, contact, "Ja, gern.", language)
    return actions.set_contact(interest, wanted, now=now)


def confirmed(interest: Interest, now: datetime = NOW) -> None:
    """Open the link of the newest mail and press the button."""
    email = Interest.objects.get(pk=interest.pk).email
    text = Mail.objects.filter(to=email, text__contains="/bestaetigen/").latest("pk").text
    key = text.partition("/bestaetigen/")[2].partition("/")[0]
    found = queries.to_confirm(token_hash(key), now)
    assert found
    actions.confirm(found, now=now)


def mails(name: str = "") -> list[Mail]:
    """The mails that went out so far, but for those that ask to confirm."""
    found = Mail.objects.exclude(text__contains="/bestaetigen/")
    return list(found.filter(to=f"{name.lower()}@example.org") if name else found)


def count(question: InterestQuestion) -> int:
    shown = queries.find(question.programme, question.address.number)
    assert shown
    return shown.count


def test_question_is_public_at_once_at_an_address_of_its_own(garden: InterestQuestion) -> None:
    assert str(garden.address) == f"F{garden.address.number}"
    assert garden.address.is_public
    assert garden in [one.question for one in queries.shown(garden.programme)]


def test_changes_stay_in_the_history(garden: InterestQuestion, change: Change) -> None:
    actions.edit(garden, Facts(GARDEN, threshold=7, next_step="Treffen am Beet"), change=change)
    kept = {one.field: (one.before, one.after) for one in Revision.objects.filter(address=garden.address)}
    assert kept == {"threshold": ("2", "7"), "next_step": ("", "Treffen am Beet")}


def test_one_browser_counts_once_and_only_a_hash_of_its_token_is_kept(garden: InterestQuestion) -> None:
    made, token = actions.join(garden, "", now=NOW)
    again, same = actions.join(garden, token, now=NOW)
    assert (again, same, count(garden)) == (made, token, 1)
    assert token not in str(Interest.objects.values().get(pk=made.pk))


def test_token_of_another_question_opens_nothing_here(garden: InterestQuestion) -> None:
    other = ask(garden.programme)
    _made, token = actions.join(other, "", now=NOW)
    assert queries.interest_of(garden, token_hash(token)) is None
    actions.join(garden, token, now=NOW)
    assert (count(garden), count(other)) == (1, 1)


def test_interest_can_be_taken_back_with_all_that_was_known(garden: InterestQuestion) -> None:
    actions.withdraw(reachable(garden, "Ada"))
    assert count(garden) == 0
    assert not Interest.objects.filter(question=garden).exists()


def test_what_everybody_sees_of_opinion_changes_with_each_interest(garden: InterestQuestion) -> None:
    versions = []
    made = None
    for step in (lambda: None, lambda: joined(garden), lambda: actions.withdraw(Interest.objects.get(question=garden))):
        made = step()
        versions.append(Programme.objects.get(pk=garden.programme_id).opinion_version)
    assert made is None
    assert versions[0] < versions[1] < versions[2]


def test_when_enough_are_interested_staff_and_those_who_wished_hear_of_it_once(garden: InterestQuestion) -> None:
    reachable(garden, "Ada", news=True, contact=False)
    assert not mails()
    joined(garden)
    garden.refresh_from_db()
    assert garden.reached_at == NOW
    staff = ["administrator@example.org", "facilitator@example.org", "moderation@example.org"]
    assert sorted(one.to for one in mails()) == ["ada@example.org", *staff]
    joined(garden)
    actions.withdraw(Interest.objects.latest("pk"))
    actions.withdraw(Interest.objects.latest("pk"))
    joined(garden)
    assert len(mails()) == 4


def test_mail_to_staff_names_nobody_and_leads_to_the_desk(garden: InterestQuestion) -> None:
    reachable(garden, "Ada")
    reachable(garden, "Bo")
    [mail] = mails("facilitator")
    assert "ada" not in mail.text.lower()
    assert f"/schreibtisch/interesse/{garden.address.number}/" in mail.text
    assert "Bitte tragen Sie es ein" in mail.text


def test_lower_threshold_can_be_what_is_enough(programme: Programme, facilitator: Person) -> None:
    question = ask(programme, threshold=5)
    joined(question)
    joined(question)
    actions.edit(question, Facts(GARDEN, threshold=2), change=Change(by=None, now=NOW))
    assert len(mails("Facilitator")) == 1


def test_nothing_but_the_asking_mail_goes_to_an_unconfirmed_address(garden: InterestQuestion) -> None:
    assert asked_for(joined(garden), "Ada", news=True)
    reachable(garden, "Bo", news=True)
    garden.refresh_from_db()
    assert garden.reached_at
    [asking] = Mail.objects.filter(to="ada@example.org")
    assert asking.subject == "Bitte bestätigen Sie Ihre E-Mail-Adresse"
    assert "Ada" not in asking.text, "nothing that was typed goes to somebody who may be a stranger"
    assert "ada@" not in "".join(one.text for one in mails())


def test_those_who_agreed_are_brought_together_when_enough_are_interested(garden: InterestQuestion) -> None:
    ada = reachable(garden, "Ada")
    assert not mails("Ada"), "nobody to meet yet"
    reachable(garden, "Bo", news=True)
    reachable(garden, "Cem", contact=False, news=True)
    [to_ada], [to_bo] = mails("Ada"), mails("Bo")
    assert "Bo, bo@example.org" in to_ada.text
    assert "Ada, ada@example.org" in to_bo.text
    assert "ada@example.org" not in to_ada.text
    assert "cem" not in (to_ada.text + to_bo.text).lower()
    ada.refresh_from_db()
    assert ada.brought_together_at == NOW


def test_only_one_who_agreed_hears_that_it_is_enough_and_waits_for_others(garden: InterestQuestion) -> None:
    ada = reachable(garden, "Ada", news=True)
    joined(garden)
    assert [one.subject for one in mails("Ada")] == ["Genug Menschen haben Interesse"]
    ada.refresh_from_db()
    assert ada.brought_together_at is None
    reachable(garden, "Bo")
    assert [one.subject for one in mails("Ada")][1:] == ["Diese Menschen haben auch Interesse"]


def test_who_comes_later_meets_all_at_once_and_the_others_hear_of_it_once_a_day(garden: InterestQuestion) -> None:
    reachable(garden, "Ada")
    reachable(garden, "Bo")
    for hours, name in ((1, "Cem"), (2, "Dana")):
        reachable(garden, name, NOW + timedelta(hours=hours))
    [to_dana] = mails("Dana")
    assert all(name in to_dana.text for name in ("Ada", "Bo", "Cem"))
    assert (len(mails("Ada")), len(mails("Cem"))) == (1, 1)
    assert actions.tell_of_newcomers(now=NOW + timedelta(hours=23)) == 0
    assert actions.tell_of_newcomers(now=NOW + DAY) == 1
    [_first, second] = mails("Ada")
    assert second.subject == "Es sind Menschen dazugekommen"
    assert "Cem, cem@example.org\nDana, dana@example.org" in second.text
    assert "Bo" not in second.text
    assert len(mails("Cem")) == 1, "a day has not passed for Cem"
    assert actions.tell_of_newcomers(now=NOW + DAY) == 0
    actions.tell_of_newcomers(now=NOW + DAY + timedelta(hours=2))
    assert [one.subject for one in mails("Cem")][1:] == ["Jemand ist dazugekommen"]


def test_who_confirms_after_it_was_enough_hears_of_it(garden: InterestQuestion) -> None:
    late = joined(garden)
    joined(garden)
    asked_for(late, "Ada", news=True, contact=False)
    assert not mails("Ada")
    confirmed(late, NOW + DAY)
    confirmed(late, NOW + DAY)
    assert [one.subject for one in mails("Ada")] == ["Genug Menschen haben Interesse"]


def test_wish_to_be_found_that_comes_later_reaches_those_who_met_before(garden: InterestQuestion) -> None:
    cem = reachable(garden, "Cem", contact=False, news=True)
    reachable(garden, "Ada")
    reachable(garden, "Bo", NOW + timedelta(minutes=1))
    later = NOW + 2 * DAY
    assert not asked_for(cem, "Cem", later), "the address is confirmed already"
    assert "Cem, cem@example.org" in mails("Ada")[-1].text
    assert "Ada, ada@example.org" in mails("Cem")[-1].text


def test_other_address_must_be_confirmed_anew(garden: InterestQuestion) -> None:
    ada = reachable(garden, "Ada")
    assert asked_for(ada, "Eva")
    assert not queries.agreed(garden)
    confirmed(ada)
    assert [one.email for one in queries.agreed(garden)] == ["eva@example.org"]


def test_same_address_from_two_devices_is_written_to_once(garden: InterestQuestion) -> None:
    reachable(garden, "Ada")
    reachable(garden, "Bo")
    again = reachable(garden, "Ada", NOW + timedelta(hours=1))
    assert [one.pk for one in queries.agreed(garden) if one.name == "Ada"] == [again.pk]
    assert len(mails("Ada")) == 1
    assert count(garden) == 3


def test_words_and_language_of_the_consent_are_kept(garden: InterestQuestion) -> None:
    ada = reachable(garden, "Ada")
    assert ada.consent
    assert (ada.consent.text, ada.consent.language) == ("Ja, gern.", "de")
    reachable(garden, "Bo")
    assert ConsentText.objects.filter(text="Ja, gern.").count() == 1


def test_mail_speaks_the_language_of_the_consent(garden: InterestQuestion) -> None:
    ada = joined(garden)
    asked_for(ada, "Ada", language="en")
    confirmed(ada)
    reachable(garden, "Bo")
    assert "/en/interesse/abmelden/" in mails("Ada")[0].text
    assert "/en/" not in mails("Bo")[0].text


def test_link_to_leave_is_of_one_address_and_cannot_be_made_up(garden: InterestQuestion) -> None:
    ada, bo = reachable(garden, "Ada"), reachable(garden, "Bo")
    key = leaving_key(ada)
    assert leaving(key) == ada
    assert leaving(key.replace(f"{ada.pk}-", f"{bo.pk}-", 1)) is None
    assert leaving("unsinn") is None
    asked_for(ada, "Eva")
    assert leaving(key) is None, "the mail went to another address"


def test_link_to_confirm_lasts_seven_days_and_only_the_newest(garden: InterestQuestion) -> None:
    ada = joined(garden)
    asked_for(ada, "Ada")
    first = Mail.objects.get(to="ada@example.org").text.partition("/bestaetigen/")[2].partition("/")[0]
    assert queries.to_confirm(token_hash(first), NOW + 7 * DAY)
    assert queries.to_confirm(token_hash(first), NOW + 7 * DAY + timedelta(seconds=1)) is None
    asked_for(ada, "Ada")
    assert queries.to_confirm(token_hash(first), NOW) is None
    assert queries.to_confirm(token_hash(""), NOW) is None


def test_form_cannot_be_used_to_flood_somebody(garden: InterestQuestion) -> None:
    for _time in range(actions.MOST_TO_ONE):
        asked_for(joined(garden), "Ada")
    with pytest.raises(NotTaken, match="versuchen Sie es morgen"):
        asked_for(joined(garden), "Ada")
    assert asked_for(joined(garden), "Bo")
    assert asked_for(joined(garden), "Ada", NOW + DAY + timedelta(seconds=1))


def test_form_cannot_be_used_to_flood_many(garden: InterestQuestion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_UNCONFIRMED", 2)
    asked_for(joined(garden), "Ada")
    asked_for(joined(garden), "Bo")
    with pytest.raises(NotTaken, match="in einer Stunde"):
        asked_for(joined(garden), "Cem")
    assert asked_for(joined(garden), "Cem", NOW + timedelta(hours=1))


def test_question_ends_after_its_last_day(programme: Programme) -> None:
    question = ask(programme, closes_on=NOW.date())
    joined(question, NOW + timedelta(hours=9))
    with pytest.raises(NotTaken, match="geschlossen"):
        joined(question, NOW + DAY)
    assert actions.close_due(now=NOW) == 0
    assert actions.close_due(now=NOW + DAY) == 1
    assert actions.close_due(now=NOW + 2 * DAY) == 0
    question.refresh_from_db()
    assert question.closed_at == NOW + DAY
    actions.reopen(question, change=Change(by=None, now=NOW + 2 * DAY))
    joined(question, NOW + 2 * DAY)
    assert count(question) == 2


def test_who_is_in_can_still_leave_when_it_is_over(garden: InterestQuestion) -> None:
    made = joined(garden)
    actions.close(garden, change=Change(by=None, now=NOW))
    actions.withdraw(made)
    assert count(garden) == 0


def test_unconfirmed_addresses_are_forgotten_after_seven_days_and_still_count(garden: InterestQuestion) -> None:
    asked_for(joined(garden, NOW - 30 * DAY), "Ada")
    assert actions.forget_contacts(now=NOW + 7 * DAY) == 0
    assert actions.forget_contacts(now=NOW + 7 * DAY + timedelta(seconds=1)) == 1
    [left] = Interest.objects.filter(question=garden)
    assert (left.email, left.name, left.confirm_hash, left.consent) == ("", "", "", None)
    assert count(garden) == 1


def test_contacts_are_forgotten_90_days_after_the_end(garden: InterestQuestion) -> None:
    reachable(garden, "Ada")
    assert actions.forget_contacts(now=NOW + 400 * DAY) == 0
    actions.close(garden, change=Change(by=None, now=NOW))
    assert actions.forget_contacts(now=NOW + 90 * DAY) == 0
    assert actions.forget_contacts(now=NOW + 90 * DAY + timedelta(seconds=1)) == 1
    assert not Interest.objects.exclude(email="").exists()
    assert count(garden) == 1


def test_what_is_known_of_an_address_is_exported_and_erased(garden: InterestQuestion) -> None:
    reachable(garden, "Ada")
    reachable(garden, "Bo")
    [known] = queries.interests_of("ADA@example.org")
    assert (known["question"], known["name"], known["agreed_to"]) == (GARDEN, "Ada", "Ja, gern.")
    assert actions.erase_interests("ADA@example.org") == 1
    assert queries.interests_of("ada@example.org") == []
    assert actions.erase_interests("") == 0
    assert count(garden) == 1
    assert not Mail.objects.filter(to="ada@example.org").exists()
    assert "\n[entfernt]\n" in mails("Bo")[0].text, "it has not gone out yet"
