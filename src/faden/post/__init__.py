"""The outbox: mails that are to go out."""
