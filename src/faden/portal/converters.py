"""What stands in addresses of pages besides numbers and words."""

from datetime import date

from django.urls.converters import StringConverter


class DayConverter:
    """A day in an address: 2026-11-01."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


class LabelConverter(StringConverter):
    """An address as people write it: B83."""

    regex = "[A-Za-z][0-9]{1,9}"

    def to_url(self, value: object) -> str:
        return str(value)
