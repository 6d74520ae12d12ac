from typing import Any

import pytest
from django import forms
from django.test.html import parse_html

from allmenning.ui.selects import widget

GROUPS = [("", "Alle"), ("Østlandet", [("34", "Innlandet"), ("03", "<Oslo>")])]


class Choose(forms.Form):
    fylke = forms.ChoiceField(choices=GROUPS, required=False)
    dato = forms.ChoiceField(choices=[("1", "En")], widget=forms.RadioSelect)


@pytest.mark.parametrize("data", [None, {"fylke": "34"}, {"fylke": "99"}, {"fylke": ""}])
def test_a_select_is_written_as_django_writes_it(data: dict[str, Any] | None) -> None:
    bound = Choose(data)["fylke"]
    ours = widget(bound, {"class": "ds-input"})
    assert parse_html(ours) == parse_html(bound.as_widget(attrs={"class": "ds-input"}))


def test_what_is_no_plain_select_is_left_to_django() -> None:
    bound = Choose()["dato"]
    assert widget(bound, {}) == bound.as_widget()
