"""Forms as KERN draws them: label, hint, error and field in one block each."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Renderer(TemplatesSetting):
    """Renders every field of every form through ``web/field.html``."""

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"


class PlainSelect(forms.Select):
    """A select of plain options, without groups, that takes no template for each of them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = self.format_value(value)
        options = ((key, SafeString(" selected") if str(key) in chosen else "", label) for key, label in self.choices)
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            format_html_join("", '<option value="{}"{}>{}</option>', options),
        )


def dress(field: forms.BoundField) -> forms.BoundField:
    """Give the widget of `field` KERN's class for its kind, and tie hint and error to it."""
    widget = field.field.widget
    classes = {
        forms.CheckboxInput: "kern-form-check__checkbox",
        forms.Select: "kern-form-input__select",
        PlainSelect: "kern-form-input__select",
        forms.RadioSelect: "kern-form-check__radio",
        forms.CheckboxSelectMultiple: "kern-form-check__checkbox",
    }
    name = next((value for kind, value in classes.items() if type(widget) is kind), "kern-form-input__input")
    attrs: dict[str, Any] = widget.attrs
    attrs["class"] = f"{name} {name}--error" if field.errors else name
    # Labels say it already, and a placeholder vanishes when one begins to type.
    attrs.pop("placeholder", None)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field
