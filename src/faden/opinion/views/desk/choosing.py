"""The desk: where statements of a Meinungsbild come from. Contributions are chosen, own sentences are written."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from faden.addresses.models import Address
from faden.dialogue.queries import summaries as groups_of
from faden.goals.queries import summaries as goals_of
from faden.opinion import actions
from faden.opinion.desk_forms import ChooseForm, OwnStatementsForm
from faden.opinion.models import Conversation, Stage, StatementState
from faden.opinion.queries import desk
from faden.opinion.views.desk.asked import PER_PAGE, change_by, conversation_of
from faden.people.access import DeskRequest, for_staff


@require_http_methods(["GET", "POST"])
@for_staff
def choose_statements(request: DeskRequest, number: int) -> HttpResponse:
    """Contributions to choose from. Sent, it takes in those chosen (``beitrag``), or with ``alle`` those of the page."""
    conversation = conversation_of(request, number)
    if request.method == "POST":
        _take(request, conversation)
        return redirect(request.get_full_path())
    programme = request.programme
    form = ChooseForm(request.GET, groups=groups_of(programme), goals=goals_of(programme))
    asked = form.asked()
    page = Paginator(desk.contributions(programme, asked), PER_PAGE).get_page(request.GET.get("seite"))
    rows = desk.offered(conversation, page)
    return render(
        request,
        "opinion/desk_choose.html",
        {
            "conversation": conversation,
            "form": form,
            "asked": asked,
            "is_narrowed": asked != desk.Asked(),
            "is_closed": conversation.stage == Stage.CLOSED,
            "rows": rows,
            "takable": sum(one.can_be_taken for one in rows),
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
            "count": desk.counts(conversation)[StatementState.OPEN],
        },
    )


@require_http_methods(["GET", "POST"])
@for_staff
def add_statements(request: DeskRequest, number: int) -> HttpResponse:
    """Own sentences, and sentences about the people who vote."""
    conversation = conversation_of(request, number)
    form = OwnStatementsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _write(request, conversation, form)
        except actions.NotTaken as wrong:
            form.add_error(None, str(wrong))
        else:
            return redirect("desk_statements", number)
    context = {
        "conversation": conversation,
        "form": form,
        "count": desk.counts(conversation)[StatementState.OPEN],
        "is_closed": conversation.stage == Stage.CLOSED,
    }
    return render(request, "opinion/desk_write.html", context, status=400 if form.errors else 200)


def _take(request: DeskRequest, conversation: Conversation) -> None:
    name = "gezeigt" if "alle" in request.POST else "beitrag"
    numbers = [int(one) for one in request.POST.getlist(name)[:PER_PAGE] if one.isascii() and one.isdigit()]
    chosen = Address.objects.filter(programme=request.programme, kind="B", number__in=numbers).order_by("number")
    if not numbers:
        messages.error(request, _("Kein Beitrag ist gewählt."))
        return
    try:
        made = actions.add_sources(conversation, chosen, change=change_by(request))
    except actions.NotTaken as wrong:
        messages.error(request, str(wrong))
        return
    hard = sum(desk.hard_to_vote_on(one.text) in ("question", "fragment") for one in made)
    messages.success(request, _told(len(made)))
    if hard:
        words = ngettext(
            "Eine davon ist eine Frage oder ein Stichwort. Zustimmen kann man nur einem Satz; Sie können sie umschreiben.",
            "%(count)s davon sind Fragen oder Stichworte. Zustimmen kann man nur einem Satz; Sie können sie umschreiben.",
            hard,
        )
        messages.warning(request, words % {"count": hard})


def _write(request: DeskRequest, conversation: Conversation, form: OwnStatementsForm) -> None:
    change = change_by(request)
    with transaction.atomic():
        made = actions.add_own(conversation, form.cleaned_data["texts"], change=change)
        made += actions.add_own(conversation, form.cleaned_data["meta"], is_meta=True, change=change)
    messages.success(request, _told(len(made)))


def _told(count: int) -> str:
    if not count:
        return _("Das war alles schon dabei.")
    return ngettext("Eine Aussage ist dazugekommen.", "%(count)s Aussagen sind dazugekommen.", count) % {"count": count}
