"""Handing one mail to the mail server, and understanding what it says."""

import smtplib
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from faden.kernel.messages import sentence
from faden.post.models import Mail

TIMEOUT = 30
"""Seconds after which a mail server that says nothing is given up for now."""


class NotDelivered(Exception):
    """The mail did not go out; the message is a German sentence for staff and names no address.

    `is_final`: it never will. `stops`: others would not go out now either.
    """

    def __init__(self, message: str, *, is_final: bool = False, stops: bool = False) -> None:
        super().__init__(message)
        self.is_final, self.stops = is_final, stops


def hand_over(mail: Mail, server: BaseEmailBackend) -> None:
    """Give a mail to the mail server. Raises NotDelivered."""
    try:
        # Opened here it stays open for the next mail.
        server.open()
        server.send_messages([message(mail)])
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _words in refused.recipients.values()]
        raise _refused(max(codes, default=0)) from refused
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused, smtplib.SMTPConnectError) as wrong:
        raise NotDelivered(
            sentence("Der Mailserver lässt das Programm nichts senden ({code}).", code=wrong.smtp_code), stops=True
        ) from wrong
    except smtplib.SMTPResponseException as refused:
        raise _refused(refused.smtp_code) from refused
    except (smtplib.SMTPNotSupportedError, ValueError) as unfit:
        # An address with letters that the mail server does not know.
        raise NotDelivered(sentence("An diese Adresse kann der Mailserver nichts senden."), is_final=True) from unfit
    except OSError as away:
        # All other errors of SMTP are among them.
        raise NotDelivered(sentence("Der Mailserver war nicht zu erreichen."), stops=True) from away


def _refused(code: int) -> NotDelivered:
    """Return what a reply means: from 500 on for good (RFC 5321, 4.2.1)."""
    return NotDelivered(
        sentence("Der Mailserver hat die Mail nicht angenommen ({code}).", code=code), is_final=code >= 500
    )


def message(mail: Mail) -> EmailMessage:
    """Return a mail as it goes out: the same at each try, so that a double can be known by its Message-ID."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return EmailMessage(
        mail.subject,
        mail.text,
        to=[mail.to],
        headers={
            "Message-ID": f"<{mail.key}@{domain}>",
            "Date": format_datetime(mail.made_at),
            "Auto-Submitted": "auto-generated",
        },
    )
