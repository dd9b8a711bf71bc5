"""The desk: the statements of a Meinungsbild. Proposals are taken in or left out, words are put right."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from faden.opinion import actions
from faden.opinion.desk_forms import DecisionForm, WordsForm
from faden.opinion.models import Conversation, Statement, StatementState
from faden.opinion.queries import desk
from faden.opinion.views.desk.asked import PER_PAGE, change_by, conversation_of
from faden.people.access import DeskRequest, for_staff

_STATES = {"wartet": StatementState.WAITING, "dabei": StatementState.OPEN, "heraus": StatementState.LEFT_OUT}


@require_http_methods(["GET", "POST"])
@for_staff
def statements(request: DeskRequest, number: int) -> HttpResponse:
    """All statements, those that wait first; of one state (``stand=wartet``). Sent, it decides on the chosen ones."""
    conversation = conversation_of(request, number)
    if request.method == "POST":
        _decide(request, conversation)
        return redirect(request.get_full_path())
    state = _STATES.get(request.GET.get("stand", ""), "")
    page = Paginator(desk.statements(conversation, state), PER_PAGE).get_page(request.GET.get("seite"))
    counts = desk.counts(conversation)
    rows = _rows(conversation, list(page))
    return render(
        request,
        "opinion/desk_statements.html",
        {
            "conversation": conversation,
            "waiting": [one for one in rows if one["statement"].state == StatementState.WAITING],
            "others": [one for one in rows if one["statement"].state != StatementState.WAITING],
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
            "counts": counts,
            "total": sum(counts.values()),
            "tabs": [(name, label, counts[one]) for name, one, label in _tabs() if counts[one]],
            "state": request.GET.get("stand", "") if state else "",
            "shown_at": repr(timezone.now().timestamp()),
        },
    )


@require_http_methods(["GET", "POST"])
@for_staff
def edit_statement(request: DeskRequest, number: int, statement: int) -> HttpResponse:
    """The words of one statement, while nobody has voted on it."""
    conversation = conversation_of(request, number)
    found = _statement(conversation, statement)
    form = WordsForm(request.POST or None, statement=found)
    if request.method == "POST" and form.is_valid():
        known = form.cleaned_data
        try:
            actions.edit_words(found, known["text"], is_meta=known["is_meta"], change=change_by(request))
        except actions.NotTaken as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("desk_statements", number)
    context = {
        "conversation": conversation,
        "statement": found,
        "votes": desk.vote_counts([found]).get(found.pk, 0),
        "hard": desk.hard_to_vote_on(found.text),
        "form": form,
    }
    return render(request, "opinion/desk_statement.html", context, status=400 if form.errors else 200)


def _tabs() -> list[tuple[str, StatementState, str]]:
    words = {"wartet": _("warten auf Prüfung"), "dabei": _("dabei"), "heraus": _("herausgenommen")}
    return [(name, _STATES[name], label) for name, label in words.items()]


def _rows(conversation: Conversation, found: list[Statement]) -> list[dict[str, Any]]:
    votes, unclear = desk.vote_counts(found), conversation.reckoning.unclear
    return [
        {
            "statement": one,
            "votes": votes.get(one.pk, 0),
            "unclear": unclear.get(str(one.number), 0),
            "hard": "" if one.pk in votes else desk.hard_to_vote_on(one.text),
        }
        for one in found
    ]


def _decide(request: DeskRequest, conversation: Conversation) -> None:
    """Take in or leave out what was chosen, and say what became of it."""
    known = {one.number: one for one in desk.statements(conversation)}
    form = DecisionForm(request.POST, known=known)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return
    takes_in, shown_at = form.cleaned_data["tun"] == "aufnehmen", form.cleaned_data["gezeigt"]
    change = change_by(request, form.cleaned_data["grund"])
    done, meanwhile = 0, []
    for number in form.cleaned_data["aussage"]:
        one = known[number]
        one.conversation = conversation
        if shown_at and one.decided_at and one.decided_at.timestamp() > shown_at:
            meanwhile.append(number)
            continue
        try:
            actions.take_in(one, change=change) if takes_in else actions.leave_out(one, change=change)
        except actions.NotTaken as wrong:
            messages.error(request, _("Aussage %(number)s: %(why)s") % {"number": number, "why": wrong})
            break
        done += 1
    _tell(request, done, meanwhile, takes_in=takes_in)


def _tell(request: DeskRequest, done: int, meanwhile: list[int], *, takes_in: bool) -> None:
    if done and takes_in:
        words = ngettext("Eine Aussage ist dabei.", "%(count)s Aussagen sind dabei.", done)
        messages.success(request, words % {"count": done})
    elif done:
        words = ngettext("Eine Aussage ist herausgenommen.", "%(count)s Aussagen sind herausgenommen.", done)
        messages.success(request, words % {"count": done})
    if meanwhile:
        words = ngettext(
            "Über Aussage %(numbers)s hat inzwischen jemand anderes entschieden. Bitte sehen Sie noch einmal hin.",
            "Über die Aussagen %(numbers)s hat inzwischen jemand anderes entschieden. Bitte sehen Sie noch einmal hin.",
            len(meanwhile),
        )
        messages.warning(request, words % {"numbers": ", ".join(map(str, meanwhile))})


def _statement(conversation: Conversation, number: int) -> Statement:
    found = desk.statements(conversation).filter(number=number).first()
    if found is None:
        raise Http404
    found.conversation = conversation
    return found
