"""What the map is narrowed to."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from faden.dialogue.models import Kind
from faden.goals.models import FieldOfAction
from faden.places.models import District


class MapForm(forms.Form):
    """Filters of the map and of the list beside it. What it does not understand it leaves out, it never refuses."""

    stadtteil = forms.ChoiceField(label=_("Stadtteil"), required=False)
    art = forms.ChoiceField(label=_("Art"), required=False, choices=[("", _("alle")), *Kind.choices])
    feld = forms.ChoiceField(label=_("Handlungsfeld"), required=False)

    def __init__(self, data: Any, *, districts: list[District], fields: list[FieldOfAction]) -> None:
        super().__init__(data)
        district, field = self.fields["stadtteil"], self.fields["feld"]
        assert isinstance(district, forms.ChoiceField)
        assert isinstance(field, forms.ChoiceField)
        district.choices = [("", _("alle")), *((one.slug, one.name) for one in districts)]
        field.choices = [("", _("alle")), *((one.code, f"{one.code} {one.name}".strip()) for one in fields)]
        self.is_valid()
        self._district = next((one for one in districts if one.slug == self.cleaned_data.get("stadtteil")), None)

    @property
    def district(self) -> District | None:
        """The district that was chosen."""
        return self._district

    @property
    def sort(self) -> str:
        """The kind of statements that was chosen."""
        return str(self.cleaned_data.get("art", ""))

    @property
    def field_code(self) -> str:
        """The code of the field of action that was chosen."""
        return str(self.cleaned_data.get("feld", ""))

    @property
    def narrows(self) -> bool:
        return any(self.cleaned_data.values())

    @property
    def query(self) -> str:
        """The part of the choice that a place's own page takes: "?art=proposal", or nothing."""
        return self._as_query("art", "feld")

    @property
    def whole_query(self) -> str:
        """The whole choice, for the same page elsewhere."""
        return self._as_query(*self.fields)

    def _as_query(self, *names: str) -> str:
        chosen = {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}
        return f"?{urlencode(chosen)}" if chosen else ""
