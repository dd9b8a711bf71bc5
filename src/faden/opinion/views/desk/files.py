"""The desk: all votes of a Meinungsbild as files, and Meinungsbilder that were held with Polis."""

from contextlib import ExitStack
from tempfile import SpooledTemporaryFile

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from faden.intake.readers.blocks import Unreadable
from faden.opinion.actions import NotReady
from faden.opinion.actions.exporting import export_polis as export_all
from faden.opinion.actions.importing import NotImported
from faden.opinion.actions.importing import import_polis as take_in
from faden.opinion.actions.importing import publish_imported as publish
from faden.opinion.desk_file_forms import PolisForm
from faden.opinion.models import Vote
from faden.opinion.views.desk.asked import change_by, conversation_of
from faden.people.access import DeskRequest, for_staff
from faden.web.sentences import said

MOST_VOTES = 200_000
"""More are taken in from the command line: nobody else can vote meanwhile where the database is SQLite."""
_IN_MEMORY = 8 * 1024 * 1024


@require_GET
@for_staff
def files(request: DeskRequest, number: int) -> HttpResponse:
    """What can be taken away of a conversation, and what that means."""
    conversation = conversation_of(request, number)
    votes = Vote.objects.filter(statement__conversation=conversation)
    context = {
        "conversation": conversation,
        "votes": votes.count(),
        "people": votes.values("ticket").distinct().count(),
    }
    return render(request, "opinion/desk_files.html", context)


@require_POST
@never_cache
@for_staff
def export_polis(request: DeskRequest, number: int) -> HttpResponseBase:
    """All votes under new pseudonyms, as a ZIP of the files that Polis exports."""
    conversation = conversation_of(request, number)
    with ExitStack() as stack:
        # Large ones go to the disk; closing the response removes them.
        file = stack.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY))
        url = request.build_absolute_uri(conversation.get_absolute_url())
        try:
            export_all(conversation, file, change=change_by(request), url=url)
        except NotReady as wrong:
            messages.error(request, str(wrong))
            return redirect("desk_files", number)
        size = file.tell()
        file.seek(0)
        name = f"{conversation.address}-stimmen-{timezone.localdate():%Y-%m-%d}.zip"
        response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
        response["Content-Length"] = str(size)
        stack.pop_all()
        return response


@require_http_methods(["GET", "POST"])
@for_staff
def import_polis(request: DeskRequest) -> HttpResponse:
    """Take in the files of a conversation held with Polis; it stays unseen until somebody publishes it."""
    form = PolisForm(request.POST, request.FILES) if request.method == "POST" else PolisForm()
    if request.method == "POST" and form.is_valid():
        sent = {one.name or "": one.read() for one in form.cleaned_data["export"]}
        try:
            done = take_in(
                request.programme,
                sent,
                title=form.cleaned_data["title"],
                change=change_by(request),
                most_votes=MOST_VOTES,
            )
        except (Unreadable, NotImported) as wrong:
            form.add_error("export", said(str(wrong)))
        else:
            words = _("Übernommen: %(votes)s Stimmen von %(people)s Menschen.")
            messages.success(request, words % {"votes": done.votes, "people": done.people})
            for one in done.told:
                messages.warning(request, said(one))
            return redirect("desk_conversation", done.conversation.number)
    return render(request, "opinion/desk_import.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
@for_staff
def publish_imported(request: DeskRequest, number: int) -> HttpResponse:
    """Let everybody see a conversation that was taken in."""
    try:
        publish(conversation_of(request, number), change=change_by(request))
    except NotReady as wrong:
        messages.error(request, str(wrong))
    else:
        messages.success(request, _("Veröffentlicht. Das Bild sehen jetzt alle."))
    return redirect("desk_conversation", number)
