"""What mails about questions of interest say. Each names the page, and how to get no more."""

from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from faden.opinion.models import Interest, InterestQuestion
from faden.post.actions import Letter
from faden.post.links import link

Interests = Iterable[Interest]
_LEAVING = signing.Signer(salt="faden.opinion.interest.leave")


def leaving_key(interest: Interest) -> str:
    """Return what stands in a mail's link to get no more; it ends with the e-mail address."""
    return _LEAVING.sign(f"{interest.pk}-{_short(interest.email)}")


def leaving(key: str) -> Interest | None:
    """Return the interest that a link to get no more is of; None when it is no link of ours or the address has gone."""
    try:
        pk, _dash, short = _LEAVING.unsign(key).partition("-")
    except signing.BadSignature:
        return None
    known = Interest.objects.filter(pk=pk).select_related("question__programme", "question__address")
    found = known.exclude(email="").first()
    return found if found and _short(found.email) == short else None


def _short(email: str) -> str:
    return salted_hmac("faden.opinion.interest", email.lower(), algorithm="sha256").hexdigest()[:16]


def please_confirm(interest: Interest, token: str) -> Letter:
    """Ask whether an address is the person's own. Holds nothing that they typed: it may go to a stranger."""
    return _letter(
        interest.question,
        interest.email,
        _("Bitte bestätigen Sie Ihre E-Mail-Adresse"),
        _("jemand hat diese E-Mail-Adresse bei „%(programme)s“ angegeben, zu dieser Frage:")
        % {"programme": interest.question.programme.name},
        f"„{interest.question.question}“",
        _("Waren Sie das? Dann bestätigen Sie bitte die Adresse. Der Link gilt sieben Tage:"),
        link(interest.question.programme, "confirm_interest", token),
        _(
            "Waren Sie es nicht, müssen Sie nichts tun. Dann löschen wir die Adresse nach sieben Tagen. Sofort löschen Sie sie hier:"
        ),
        link(interest.question.programme, "leave_interest", leaving_key(interest)),
    )


def enough(interest: Interest, count: int) -> Letter:
    """Tell somebody that enough are interested."""
    with override(_language(interest)):
        return _letter(
            interest.question,
            interest.email,
            _("Genug Menschen haben Interesse"),
            *_what_happened(interest.question, count),
            *_ending(interest),
        )


def for_staff(question: InterestQuestion, email: str, count: int) -> Letter:
    """Tell somebody who runs the programme that enough are interested. Names stand at the desk only."""
    with override(settings.LANGUAGE_CODE):
        return _letter(
            question,
            email,
            _("%(label)s: genug Menschen haben Interesse") % {"label": question.address},
            *_what_happened(question, count),
            ""
            if question.next_step
            else _("Noch steht nicht auf der Seite, wie es weitergeht. Bitte tragen Sie es ein."),
            _("Wer gefunden werden möchte, steht am Schreibtisch:"),
            link(question.programme, "desk_interest", question.address.number),
        )


def together(interest: Interest, others: list[Interest], *, is_first: bool) -> Letter:
    """Tell somebody of the others who agreed to that; `is_first`: of all, else of those who came since."""
    with override(_language(interest)):
        count = len(others)
        if is_first:
            subject = _("Diese Menschen haben auch Interesse")
            opening = ngettext(
                "genug Menschen haben Interesse. Mit Ihnen möchte sich zusammentun:",
                "genug Menschen haben Interesse. Mit Ihnen möchten sich zusammentun:",
                count,
            )
        else:
            subject = ngettext("Jemand ist dazugekommen", "Es sind Menschen dazugekommen", count)
            opening = ngettext("dazugekommen ist:", "dazugekommen sind:", count)
        return _letter(
            interest.question,
            interest.email,
            subject,
            opening,
            "\n".join(f"{other.name}, {other.email}" for other in others),
            _(
                "Sie alle haben erlaubt, dass die anderen ihren Namen und ihre E-Mail-Adresse bekommen. Ihre haben die anderen auch. Bitte geben Sie sie nicht weiter."
            ),
            *_about(interest.question),
            *_ending(interest),
        )


def _what_happened(question: InterestQuestion, count: int) -> list[str]:
    words = ngettext("ein Mensch hat Interesse", "%(count)s Menschen haben Interesse", count) % {"count": count}
    wanted = ngettext("Gewünscht war einer.", "Gewünscht waren %(count)s.", question.threshold)
    return [f"{words}. {wanted % {'count': question.threshold}}", *_about(question)]


def _about(question: InterestQuestion) -> list[str]:
    found = [f"„{question.question}“"]
    if question.next_step:
        found.append(_("So geht es weiter: %(step)s") % {"step": question.next_step})
    return [*found, link(question.programme, "address", str(question.address))]


def _ending(interest: Interest) -> list[str]:
    url = link(interest.question.programme, "leave_interest", leaving_key(interest))
    return [_("Sie möchten keine Mails mehr oder nicht mehr dabei sein? Dann hier:"), url]


def _language(interest: Interest) -> str:
    """Return the language in which somebody agreed."""
    return interest.consent.language if interest.consent else get_language() or settings.LANGUAGE_CODE


def _letter(question: InterestQuestion, to: str, subject: str, *paragraphs: str) -> Letter:
    """Return a letter of those paragraphs that are not empty."""
    parts = [_("Guten Tag,"), *filter(None, paragraphs), question.programme.name]
    return Letter(to, subject, "\n\n".join(parts) + "\n")
