"""The desk's pages of one Meinungsbild: preparing, opening, closing, naming groups; two facilitators at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from faden.addresses.actions import Change
from faden.addresses.models import Revision
from faden.opinion import actions
from faden.opinion.models import Admission, Conversation, Reckoning, Stage
from faden.opinion.tests import town
from faden.programme.models import Programme


@pytest.fixture
def draft(programme: Programme, change: Change) -> Conversation:
    return actions.found(programme, actions.Facts("Die Altstadt", intro="Worum es geht."), change=change)


@pytest.fixture
def opened(programme: Programme) -> Conversation:
    return town.conversation(programme, 3)


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    """Return the text of a page at the desk, in one line."""
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def sent(client: Client, name: str, *args: object, **data: object) -> str:
    """Send a form and return the page that follows."""
    answer = client.post(reverse(name, args=args), data, follow=True)
    return " ".join(answer.content.decode().split())


def facts(client: Client, conversation: Conversation | None = None, **changes: object) -> dict[str, object]:
    """Return what the form would send, with some of it changed."""
    args = [conversation.number] if conversation else []
    form = client.get(reverse("edit_conversation" if args else "new_conversation", args=args)).context["form"]
    shown = {name: form.initial.get(name, field.initial) for name, field in form.fields.items()}
    return {name: value for name, value in (shown | changes).items() if value not in (None, False)}


def test_a_new_one_is_prepared_and_says_what_comes_next(programme: Programme, desk: Client) -> None:
    told = facts(desk, title="  Unser   Markt ", intro="Wozu?", admission="code", takes_statements="on")
    answer = sent(desk, "new_conversation", **told)
    made = Conversation.objects.get(programme=programme, title="Unser Markt")
    assert (made.stage, made.admission, made.takes_statements) == (Stage.DRAFT, Admission.CODE, True)
    assert "Noch sieht es niemand außer der Moderation." in answer
    assert "Zuerst die Aussagen" in answer
    assert made.access_code in answer
    assert "Jetzt öffnen" not in answer


def test_wrong_input_is_named_and_what_was_typed_stays(programme: Programme, desk: Client) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    before = Conversation.objects.count()
    told = facts(desk, title="", intro="Ein langer Gedanke", closes_on=yesterday.isoformat(), admission="niemand")
    answer = desk.post(reverse("new_conversation"), told)
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "Ein langer Gedanke" in text
    assert "Dieser Tag ist schon vorbei." in text
    assert set(answer.context["form"].errors) == {"title", "admission", "closes_on"}
    assert Conversation.objects.count() == before


def test_open_and_closed_stand_in_the_public_history(draft: Conversation, desk: Client, change: Change) -> None:
    actions.add_own(draft, ["Mehr Bäume auf den Platz."], change=change)
    assert "Jetzt öffnen" in page(desk, "desk_conversation", draft.number)
    assert "Das Meinungsbild ist offen." in sent(desk, "set_stage", draft.number, stand="open")
    assert "Gerade kann niemand abstimmen" in sent(desk, "set_stage", draft.number, stand="paused")
    assert "Ja, endgültig schließen" in page(desk, "desk_conversation", draft.number)
    assert "Ein geschlossenes Meinungsbild geht nicht wieder auf." in sent(
        desk, "set_stage", draft.number, stand="closed"
    )
    found = Revision.objects.filter(address=draft.address, field="stage").order_by("pk")
    assert [(one.before, one.after, one.public) for one in found] == [
        ("draft", "open", True), ("open", "paused", True), ("paused", "closed", True),
    ]  # fmt: skip
    assert all(one.by is not None for one in found)


def test_what_cannot_be_done_is_said(draft: Conversation, desk: Client) -> None:
    assert "fehlt noch an Aussagen" in sent(desk, "set_stage", draft.number, stand="open")
    assert "Bitte wählen Sie, was geschehen soll." in sent(desk, "set_stage", draft.number, stand="weg")
    draft.refresh_from_db()
    assert draft.stage == Stage.DRAFT


def test_who_closes_first_closes_and_the_other_is_told(opened: Conversation, desk: Client) -> None:
    sent(desk, "set_stage", opened.number, stand="closed")
    assert "Nur ein offenes Meinungsbild kann unterbrochen werden." in sent(
        desk, "set_stage", opened.number, stand="paused"
    )
    opened.refresh_from_db()
    assert opened.stage == Stage.CLOSED


def test_rules_that_stay_say_why_and_are_not_changed_by_a_forged_form(opened: Conversation, desk: Client) -> None:
    text = page(desk, "edit_conversation", opened.number)
    assert "Steht seit dem Öffnen fest: Unter dieser Regel haben Menschen abgestimmt." in text
    told = facts(desk, opened, title="Der Markt", admission="members", reveal_at_end="on")
    assert "Gespeichert." in sent(desk, "edit_conversation", opened.number, **told)
    opened.refresh_from_db()
    assert (opened.title, opened.admission, opened.reveal_at_end) == ("Der Markt", Admission.EVERYBODY, False)


def test_a_last_day_that_is_over_can_stay_but_not_be_chosen(opened: Conversation, desk: Client) -> None:
    over = timezone.localdate() - timedelta(days=3)
    Conversation.objects.filter(pk=opened.pk).update(closes_on=over)
    path = reverse("edit_conversation", args=[opened.number])
    assert desk.post(path, facts(desk, opened, title="Neu", closes_on=over.isoformat())).status_code == 302
    later = (over + timedelta(days=1)).isoformat()
    assert desk.post(path, facts(desk, opened, closes_on=later)).status_code == 400


def test_two_facilitators_do_not_overwrite_each_other_unseen(draft: Conversation, desk: Client) -> None:
    hers, his = (facts(desk, draft, title=title) for title in ("Ihr Titel", "Sein Titel"))
    sent(desk, "edit_conversation", draft.number, **hers)
    answer = desk.post(reverse("edit_conversation", args=[draft.number]), his)
    assert answer.status_code == 400
    text = answer.content.decode()
    assert "Inzwischen hat jemand anderes gespeichert. Anders als bei Ihnen: Titel." in text
    assert "Sein Titel" in text
    draft.refresh_from_db()
    assert draft.title == "Ihr Titel"
    again = {**his, "gesehen": answer.context["form"]["gesehen"].value()}
    assert "Gespeichert." in sent(desk, "edit_conversation", draft.number, **again)
    draft.refresh_from_db()
    assert draft.title == "Sein Titel"


def test_lines_of_the_introduction_are_no_change_of_somebody_else(draft: Conversation, desk: Client) -> None:
    for _time in range(2):
        told = facts(desk, draft, intro="Eins\r\nZwei")
        assert desk.post(reverse("edit_conversation", args=[draft.number]), told).status_code == 302


def test_overview_tells_how_far_each_is(opened: Conversation, desk: Client, change: Change) -> None:
    Conversation.objects.filter(pk=opened.pk).update(takes_statements=True)
    actions.propose(town.ticket(opened, "a"), "Mehr Bänke am Fluss.", language="de", change=change)
    Reckoning.objects.filter(conversation=opened).update(people=1234, vote_count=5678, failure="Es hakt.")
    text = page(desk, "desk_opinion")
    assert "1234 Menschen haben abgestimmt" in text
    assert "5678 Stimmen" in text
    assert "Ein Vorschlag wartet" in text
    assert "Es hakt." in text
    assert "Es hakt." in page(desk, "desk_conversation", opened.number)


def test_overview_without_any_says_how_to_begin(programme: Programme, desk: Client) -> None:
    Conversation.objects.filter(programme=programme).delete()
    text = page(desk, "desk_opinion")
    assert "Gerade ist kein Meinungsbild offen" in text
    assert "Noch gibt es keines." in text


def test_overview_reads_nothing_that_is_kept_for_the_machine(opened: Conversation, desk: Client) -> None:
    Reckoning.objects.filter(conversation=opened).update(votes=b"x" * 10)
    found = desk.get(reverse("desk_opinion")).context["conversations"]
    reckoning = next(one for one in found if one.pk == opened.pk).reckoning
    assert reckoning.get_deferred_fields() >= {"votes", "tickets", "memory", "release", "projection"}


def test_the_access_code_is_shown_only_where_one_is_asked_for(
    programme: Programme, draft: Conversation, desk: Client, change: Change
) -> None:
    assert "Zugangscode</h2>" not in page(desk, "desk_conversation", draft.number)
    coded = actions.found(programme, actions.Facts("Der Abend", admission=Admission.CODE), change=change)
    assert coded.access_code in page(desk, "desk_conversation", coded.number)


def test_an_unknown_one_is_not_found(desk: Client, programme: Programme) -> None:
    for name in ("desk_conversation", "edit_conversation", "desk_statements", "choose_statements", "desk_oddities"):
        assert desk.get(reverse(name, args=[99_999])).status_code == 404


def test_the_desk_speaks_english_where_that_is_asked_for(opened: Conversation, desk: Client) -> None:
    for name in ("desk_conversation", "desk_statements", "choose_statements", "desk_oddities", "edit_conversation"):
        answer = desk.get(f"/en{reverse(name, args=[opened.number])}")
        assert answer.status_code == 200
        assert '<html lang="en"' in answer.content.decode()
