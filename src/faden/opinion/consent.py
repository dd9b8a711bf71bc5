"""What people agree to before their first vote (Art. 9 Abs. 2 Buchst. a DSGVO).

The words are kept as they were shown (`models.ConsentText`): whoever changes them makes another text, and former ones stay.
"""

import hashlib

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

AGREED = gettext_lazy(
    "Ich bin einverstanden, dass meine Stimmen so verarbeitet werden. Mir ist bewusst, dass sie meine politische Meinung "
    "zeigen können."
)
"""What stands beside the box that somebody ticks."""


def paragraphs(responsible: str, *, is_signed_in: bool) -> list[str]:
    """Return what is said of votes and what happens to them, in the language of the page; `responsible`: the city."""
    return [
        _(
            "Ihre Stimmen können zeigen, was Sie politisch denken. Das Gesetz schützt solche Angaben besonders "
            "(Artikel 9 der Datenschutz-Grundverordnung). Deshalb fragen wir Sie vorher."
        ),
        _(
            "Was gespeichert wird: was Sie zu den Aussagen dieses Meinungsbildes sagen, was Sie selbst vorschlagen und "
            "wann das war. Kein Name."
        ),
        _member() if is_signed_in else _visitor(),
        _(
            "Um Missbrauch zu erkennen, wird sieben Tage lang eine Prüfzahl des Netzes aufgehoben, aus dem Sie kommen. "
            "Die Adresse Ihres Geräts wird nicht gespeichert."
        ),
        _(
            "Wozu: Aus allen Stimmen entsteht ein gemeinsames Bild. Öffentlich ist nur, wie mindestens fünf Menschen "
            "gemeinsam denken. Wer das Meinungsbild veranstaltet, kann auch die einzelnen Stimmen auswerten: ohne Namen, "
            "jedes Mal unter anderen Nummern."
        ),
        _(
            "Das ist freiwillig. Sie können jede Stimme ändern oder zurücknehmen und jederzeit alle löschen, ohne Grund und "
            "ohne Nachteil. Damit widerrufen Sie Ihr Einverständnis; was bis dahin geschah, bleibt zulässig. Sonst "
            "bleiben die Stimmen, bis das Meinungsbild gelöscht wird."
        ),
        _("Wer noch nicht 16 ist, fragt bitte vorher die Eltern."),
        _("Verantwortlich: %(city)s. Mehr steht auf der Seite Datenschutz.") % {"city": responsible},
    ]


def _visitor() -> str:
    return _(
        "Damit Ihre Stimme nur einmal zählt, bekommt Ihr Gerät dafür eine Nummer (ein Cookie, das ein halbes Jahr bleibt). "
        "Wer Sie sind, steht nirgends dabei."
    )


def _member() -> str:
    return _(
        "Sie sind angemeldet. Damit Ihre Stimme nur einmal zählt, wird aus Ihrem Konto eine geheime Nummer berechnet; bei "
        "Ihren Stimmen steht nicht, zu welchem Konto sie gehören. 30 Tage nach dem Ende des Meinungsbildes wird der Schlüssel "
        "dazu vernichtet. Danach kann niemand mehr feststellen, welche Stimmen Ihre waren, auch nicht, um sie zu löschen."
    )


def whole(responsible: str, *, is_signed_in: bool) -> str:
    """Return all that somebody reads and agrees to, as it is kept."""
    return "\n\n".join([*paragraphs(responsible, is_signed_in=is_signed_in), str(AGREED)])


def edition(text: str) -> str:
    """Return a short sign of the words, by which a form tells which ones it showed."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
