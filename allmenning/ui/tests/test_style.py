import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_every_component_is_shown_in_light_and_in_dark(client: Client) -> None:
    shown = client.get("/stil/").content.decode()
    assert shown.count('data-color-scheme="light"') == 1
    assert shown.count('data-color-scheme="dark"') == 1
    assert shown.count('<svg class="picture"') == 8
    assert shown.count('class="figure"') == 4


def test_the_examples_are_in_bokmaal_and_say_so(client: Client) -> None:
    shown = client.get("/nn/stil/").content.decode()
    assert '<html lang="nn"' in shown
    assert '<section class="scheme" lang="nb"' in shown
    assert "Vis tallene som tabell" in shown


def test_no_id_stands_twice_on_the_page(client: Client) -> None:
    ids = re.findall(r'\sid="([^"]+)"', client.get("/stil/").content.decode())
    assert sorted(ids) == sorted(set(ids))


def test_the_sample_table_can_be_sorted_and_fetched(client: Client) -> None:
    shown = client.get("/stil/?sort=-count").content.decode()
    assert shown.index("Under 5 000") < shown.index("Over 20 000")
    assert client.get("/stil/?format=json").json()[0]["count"] == "121"


def test_each_language_links_to_the_same_page(client: Client) -> None:
    shown = client.get("/nn/stil/?sort=-count").content.decode()
    assert '<a href="/stil/?sort=-count" lang="nb" hreflang="nb">Bokmål</a>' in shown
    assert 'href="/nn/stil/?sort=-count" lang="nn" hreflang="nn" aria-current="true"' in shown
    assert '<a href="/en/stil/?sort=-count" lang="en" hreflang="en">English</a>' in shown


def test_no_page_carries_a_style_or_a_script_inline(client: Client) -> None:
    shown = client.get("/stil/").content.decode()
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", shown)
