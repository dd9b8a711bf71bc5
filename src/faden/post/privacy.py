"""What this room knows of a person, by their e-mail address: to export and to erase."""

from typing import Any

from django.db import transaction

from faden.post.models import Mail

# No model of this room refers to a person.
REFERS: dict[type, str] = {}
FORGOTTEN = "[entfernt]"


def export(address: str) -> dict[str, Any]:
    """Return the mails to an address that are still known."""
    return {
        "mails": [
            {"subject": one.subject, "made_at": one.made_at, "sent_at": one.sent_at}
            for one in Mail.objects.filter(to__iexact=address)
        ]
    }


@transaction.atomic
def erase(address: str) -> None:
    """Delete the mails to an address, and the lines in which it is told to others in mails that have not gone out yet."""
    Mail.objects.filter(to__iexact=address).delete()
    for mail in Mail.objects.select_for_update().filter(text__icontains=address):
        lines = mail.text.split("\n")
        mail.text = "\n".join(FORGOTTEN if address.lower() in line.lower() else line for line in lines)
        mail.save(update_fields=["text"])
