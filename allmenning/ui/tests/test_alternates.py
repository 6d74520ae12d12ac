import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory


@pytest.mark.parametrize("path", ["/om/", "/nn/om/", "/en/om/?side=2"])
def test_every_page_tells_where_it_is_in_the_other_languages(path: str) -> None:
    request = RequestFactory().get(path, headers={"host": "localhost"})
    told = Template("{% load ui %}{% alternate_links %}").render(Context({"request": request}))
    assert told == (
        '<link rel="alternate" hreflang="nb" href="http://localhost/om/">'
        '<link rel="alternate" hreflang="nn" href="http://localhost/nn/om/">'
        '<link rel="alternate" hreflang="en" href="http://localhost/en/om/">'
        '<link rel="alternate" hreflang="x-default" href="http://localhost/om/">'
    )


@pytest.mark.django_db
def test_an_unknown_host_gets_400_and_not_500(client: Client) -> None:
    assert client.get("/om/", headers={"host": "evil.example"}).status_code == 400
