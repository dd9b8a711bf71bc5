"""Every field looks like KERN's, and hints and errors are tied to it."""

import re

import pytest
from django import forms

from faden.web.forms import dress


class Sample(forms.Form):
    words = forms.CharField(label="Suche", help_text="Ein Wort genügt.", max_length=5)
    long = forms.CharField(label="Text", widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(label="Art", choices=[("a", "Frage"), ("b", "Idee")])
    state = forms.ChoiceField(label="Stand", choices=[("x", "zeigen")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Sicher")
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("words", "kern-form-input__input"),
        ("long", "kern-form-input__input"),
        ("kind", "kern-form-input__select"),
        ("state", "kern-form-check__radio"),
        ("sure", "kern-form-check__checkbox"),
    ],
)
def test_widget_wears_the_class_of_its_kind(name: str, style: str) -> None:
    field = dress(Sample()[name])
    assert field.field.widget.attrs["class"] == style
    assert "aria-invalid" not in field.field.widget.attrs


def test_field_with_an_error_says_so_to_eyes_and_ears() -> None:
    field = dress(Sample({"words": "zu lang"})["words"])
    assert field.field.widget.attrs["class"] == "kern-form-input__input kern-form-input__input--error"
    assert field.field.widget.attrs["aria-invalid"] == "true"


def test_dressing_one_form_leaves_the_next_one_clean() -> None:
    dress(Sample({})["words"])
    assert "aria-invalid" not in Sample()["words"].field.widget.attrs


@pytest.mark.parametrize("data", [None, {"words": "zu lang", "sure": ""}])
def test_whatever_a_field_is_described_by_is_on_the_page(data: dict[str, str] | None) -> None:
    page = str(Sample(data))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    described = [one for value in re.findall(r'aria-describedby="([^"]+)"', page) for one in value.split()]
    assert "id_words_helptext" in described
    assert not set(described) - set(ids), f"Described by what is not there: {set(described) - set(ids)}"
    assert ("id_words_error" in described) == (data is not None)


def test_every_field_has_a_label_of_its_own() -> None:
    page = str(Sample())
    for name in ("words", "long", "kind", "sure"):
        assert f'for="id_{name}"' in page
    assert "<legend" in page
    assert '<input type="hidden" name="hidden" id="id_hidden">' in page


def test_field_that_may_stay_empty_says_so() -> None:
    page = str(Sample())
    assert page.count("– freiwillig") == 1


def test_error_of_a_field_is_shown_with_it() -> None:
    page = str(Sample({"words": "zu lang"}))
    assert "Dieser Wert darf maximal 5 Zeichen lang sein" in page or "höchstens 5 Zeichen" in page
    assert "kern-error" in page


def test_what_was_typed_is_kept_and_escaped() -> None:
    page = str(Sample({"words": '"><script>'}))
    assert "<script>" not in page
    assert "&quot;&gt;&lt;script&gt;" in page
