import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pyshacl import validate
from pytest_django import Settings
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from allmenning.evidence.tests.build import make_finding
from allmenning.front.queries import catalogue as module
from allmenning.register.tests.build import make_county, make_municipality

pytestmark = pytest.mark.django_db
SHAPES = Path("/work/shared/samples/reference/dcat/DCAT-AP-NO-shacl_shapes_2.00.ttl")
# Mandatory properties by DCAT-AP-NO 2.0 (data.norge.no/specification/dcat-ap-no, "obligatorisk").
MANDATORY = {
    DCAT.Catalog: [
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.identifier,
        DCTERMS.publisher,
        DCAT.contactPoint,
        DCAT.dataset,
    ],
    DCAT.Dataset: [
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.identifier,
        DCTERMS.publisher,
        DCAT.contactPoint,
        DCAT.theme,
    ],
    DCAT.Distribution: [DCAT.accessURL, DCTERMS.license],
    DCAT.DataService: [
        DCTERMS.title,
        DCTERMS.identifier,
        DCTERMS.publisher,
        DCAT.endpointURL,
        DCAT.contactPoint,
    ],
    FOAF.Agent: [FOAF.name],
}


@pytest.fixture(autouse=True)
def _written_anew() -> None:
    module.catalogue.cache_clear()


def graph(client: Client, address: str = "/katalog.ttl") -> Graph:
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return Graph().parse(data=answer.content, format="turtle")


def test_everything_mandatory_is_there(client: Client) -> None:
    found = graph(client)
    missing = [
        f"{node} {what}"
        for kind, wanted in MANDATORY.items()
        for node in found.subjects(RDF.type, kind)
        for what in wanted
        if (node, what, None) not in found
    ]
    assert missing == []
    assert len(set(found.subjects(RDF.type, DCAT.Dataset))) == 9


# pyshacl still calls what rdflib is about to rename.
@pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
@pytest.mark.slow
def test_the_catalogue_passes_the_shapes_of_dcat_ap_no(client: Client) -> None:
    if not SHAPES.is_file():
        pytest.skip("The shapes of DCAT-AP-NO are not on this machine.")
    make_finding("F901")
    found = graph(client)
    good, _report, text = validate(found, shacl_graph=str(SHAPES), allow_warnings=True)
    assert good, text


def test_titles_are_in_three_languages(client: Client) -> None:
    found = graph(client)
    here = URIRef("http://testserver/katalog#studier")
    assert set(found.objects(here, DCTERMS.title)) == {
        Literal("Studier av sosiale medier i kommuner", lang="nb"),
        Literal("Studiar av sosiale medium i kommunar", lang="nn"),
        Literal("Studies of social media in municipalities", lang="en"),
    }


def test_every_file_in_the_catalogue_can_be_fetched(client: Client) -> None:
    make_finding("F901")
    addresses = set(graph(client).objects(None, DCAT.downloadURL))
    addresses |= {one for one in graph(client).objects(None, DCAT.accessURL) if "/api/" in str(one)}
    assert len(addresses) == 23
    for address in sorted(map(str, addresses)):
        assert client.get(address).status_code == 200, address


def test_the_operator_is_the_publisher(client: Client, settings: Settings) -> None:
    settings.OPERATOR_NAME = 'Lom "kommune" \\ <x>'
    settings.CONTACT_EMAIL = "post@lom.example"
    found = graph(client)
    publisher = URIRef("http://testserver/om/#utgiver")
    assert list(found.objects(publisher, FOAF.name)) == [Literal('Lom "kommune" \\ <x>')]
    assert b"mailto:post@lom.example" in client.get("/katalog.ttl").content


def test_security_txt_names_a_way_and_a_day_it_grows_old(client: Client) -> None:
    told = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: http://testserver/om/kontakt/" in told
    expires = date.fromisoformat(told.split("Expires: ")[1][:10])
    assert timezone.localdate() < expires <= timezone.localdate() + timedelta(days=365)


def test_robots_are_kept_from_forms_and_accounts(client: Client) -> None:
    told = client.get("/robots.txt").content.decode()
    assert "Disallow: /konto/" in told
    assert "Disallow: /\n" not in told
    assert "Sitemap: http://testserver/sitemap.xml" in told


def test_every_page_of_the_sitemap_is_there(client: Client) -> None:
    make_finding("F901")
    make_municipality(county=make_county())
    found = re.findall("<loc>(.*?)</loc>", client.get("/sitemap.xml").content.decode())
    assert "http://testserver/kommuner/lom/" in found
    assert "http://testserver/funn/F901/" in found
    assert [one for one in found if client.get(one).status_code != 200] == []


def test_changes_of_codes_come_as_a_file(client: Client) -> None:
    assert client.get("/kommunenumre.json").json() == []
    header = b"".join(client.get("/kommunenumre.csv")).decode("utf-8-sig").splitlines()[0]
    assert header == "changed_on,kind,old_code,old_name,new_code,new_name,share,share_basis"


def test_a_browser_that_asks_for_an_old_icon_gets_ours(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"].endswith("ui/mark.svg")
