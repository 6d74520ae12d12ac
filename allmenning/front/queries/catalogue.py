"""The data sets as a catalogue in DCAT-AP-NO 2.0, for data.norge.no and others to harvest.

https://data.norge.no/specification/dcat-ap-no says what must be there; the shapes that check it
are Digdir's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD

from allmenning.evidence.models import Finding
from allmenning.front.queries.datasets import API, LICENCES, Dataset, datasets

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = Namespace("http://publications.europa.eu/resource/authority/")
LANGUAGES = {"nb": "NOB", "nn": "NNO", "en": "ENG"}
NORWAY = EU["country/NOR"]
GOVERNMENT = EU["data-theme/GOVE"]
EVERYBODY = EU["access-right/PUBLIC"]
MEDIA = {"CSV": "text/csv", "JSON": "application/json"}
TITLE = _("Open data of Allmenning")
DESCRIPTION = _("What Norwegian municipalities know about social media, and the municipalities.")
SERVICE = _("The read interface of Allmenning")
OPERATOR = _("The body that runs this installation of Allmenning")


@dataclass(frozen=True)
class Places:
    """What everything in the catalogue is named by; `site` ends without a slash."""

    site: str

    @property
    def catalogue(self) -> URIRef:
        return URIRef(f"{self.site}/katalog")

    @property
    def publisher(self) -> URIRef:
        return URIRef(f"{self.site}/om/#utgiver")

    @property
    def contact(self) -> URIRef:
        return URIRef(f"{self.site}/om/kontakt/#kontakt")

    @property
    def service(self) -> URIRef:
        return URIRef(f"{self.site}/katalog#api")

    def dataset(self, one: Dataset) -> URIRef:
        return URIRef(f"{self.site}/katalog#{one.key}")

    def at(self, path: str) -> URIRef:
        return URIRef(f"{self.site}{path}")


@lru_cache(maxsize=8)
def catalogue(site: str, revision: int) -> bytes:  # noqa: ARG001 -- a new revision is a new catalogue
    """Write the catalogue of a site in Turtle, once for each revision of the data."""
    graph, places = Graph(), Places(site)
    for prefix, space in {
        "dcat": DCAT,
        "dct": DCTERMS,
        "foaf": FOAF,
        "skos": SKOS,
        "vcard": VCARD,
    }.items():
        graph.bind(prefix, space)
    with override("nb"):  # the addresses in it are those of bokmål
        for triple in _triples(places, _changed()):
            graph.add(triple)
    for triple in _schemes(graph):
        graph.add(triple)
    return graph.serialize(format="turtle", encoding="utf-8")


Triple = tuple[URIRef | BNode, URIRef, URIRef | BNode | Literal]


def _changed() -> datetime | None:
    changed: datetime | None = Finding.objects.aggregate(last=Max("changed_at"))["last"]
    return changed


def _triples(places: Places, changed: datetime | None) -> Iterator[Triple]:
    yield from _catalogue(places, changed)
    yield from _publisher(places)
    yield from _service(places)
    for one in datasets():
        yield from _dataset(places, one)
        yield from _distributions(places, one)


def _catalogue(places: Places, changed: datetime | None) -> Iterator[Triple]:
    here = places.catalogue
    yield here, RDF.type, DCAT.Catalog
    yield here, DCTERMS.identifier, Literal(str(here))
    yield from _in_languages(here, DCTERMS.title, TITLE)
    yield from _in_languages(here, DCTERMS.description, DESCRIPTION)
    yield here, FOAF.homepage, places.at("/om/data/")
    yield here, DCAT.service, places.service
    if changed:
        yield here, DCTERMS.modified, Literal(changed.date(), datatype=XSD.date)
    yield from _owned(places, here)
    for one in datasets():
        yield here, DCAT.dataset, places.dataset(one)


def _owned(places: Places, here: URIRef) -> Iterator[Triple]:
    """Say who publishes it, whom to ask, in which languages it is, and about where."""
    yield here, DCTERMS.publisher, places.publisher
    yield here, DCAT.contactPoint, places.contact
    yield here, DCTERMS.spatial, NORWAY
    for code in LANGUAGES.values():
        yield here, DCTERMS.language, EU[f"language/{code}"]


def _publisher(places: Places) -> Iterator[Triple]:
    yield places.publisher, RDF.type, FOAF.Agent
    if settings.OPERATOR_NAME:
        yield places.publisher, FOAF.name, Literal(settings.OPERATOR_NAME)
    else:
        yield from _in_languages(places.publisher, FOAF.name, OPERATOR)
    yield places.contact, RDF.type, VCARD.Organization
    yield places.contact, VCARD.fn, Literal(settings.OPERATOR_NAME or "Allmenning")
    yield places.contact, VCARD.hasURL, places.at("/om/kontakt/")
    if settings.CONTACT_EMAIL:
        yield places.contact, VCARD.hasEmail, URIRef(f"mailto:{settings.CONTACT_EMAIL}")


def _service(places: Places) -> Iterator[Triple]:
    here = places.service
    yield here, RDF.type, DCAT.DataService
    yield here, DCTERMS.identifier, Literal(str(here))
    yield from _in_languages(here, DCTERMS.title, SERVICE)
    yield here, DCTERMS.publisher, places.publisher
    yield here, DCAT.contactPoint, places.contact
    yield here, DCAT.endpointURL, places.at(API)
    yield here, DCAT.endpointDescription, places.at(f"{API}openapi.json")
    yield here, DCTERMS.accessRights, EVERYBODY
    for one in (one for one in datasets() if one.api):
        yield here, DCAT.servesDataset, places.dataset(one)


def _dataset(places: Places, one: Dataset) -> Iterator[Triple]:
    here = places.dataset(one)
    yield here, RDF.type, DCAT.Dataset
    yield here, DCTERMS.identifier, Literal(str(here))
    yield from _in_languages(here, DCTERMS.title, one.title)
    yield from _in_languages(here, DCTERMS.description, one.description)
    for keyword in one.keywords:
        yield from _in_languages(here, DCAT.keyword, keyword)
    yield here, DCAT.theme, GOVERNMENT
    yield here, DCTERMS.accessRights, EVERYBODY
    yield here, DCAT.landingPage, places.at(one.page_address)
    yield from _owned(places, here)


def _distributions(places: Places, one: Dataset) -> Iterator[Triple]:
    for kind, address in one.addresses:
        node = places.at(f"/katalog#{one.key}-{kind.lower()}")
        yield from _distribution(places, one, node, kind)
        yield node, DCAT.accessURL, places.at(one.page_address)
        yield node, DCAT.downloadURL, places.at(address)
    if not one.api:
        return
    node = places.at(f"/katalog#{one.key}-api")
    yield from _distribution(places, one, node, "JSON")
    yield node, DCAT.accessURL, places.at(one.api_address)
    yield node, DCAT.accessService, places.service


def _distribution(places: Places, one: Dataset, node: URIRef, kind: str) -> Iterator[Triple]:
    yield places.dataset(one), DCAT.distribution, node
    yield node, RDF.type, DCAT.Distribution
    yield from _in_languages(node, DCTERMS.title, one.title)
    yield from _in_languages(node, DCTERMS.description, one.description)
    yield node, DCTERMS.format, EU[f"file-type/{kind}"]
    yield (
        node,
        DCAT.mediaType,
        URIRef(f"https://www.iana.org/assignments/media-types/{MEDIA[kind]}"),
    )
    yield node, DCTERMS.license, URIRef(LICENCES[one.licence])


def _schemes(graph: Graph) -> list[Triple]:
    """Say which list each of EU's concepts stands in, so that the catalogue is whole by itself.

    The shapes ask for it, and not everybody who checks has EU's vocabularies at hand.
    """
    concepts = sorted({str(one) for one in graph.objects() if str(one).startswith(str(EU))})
    return [(URIRef(one), SKOS.inScheme, URIRef(one.rsplit("/", 1)[0])) for one in concepts]


def _in_languages(here: URIRef, what: URIRef, told: Promise) -> Iterator[Triple]:
    for language in LANGUAGES:
        with override(language):
            yield here, what, Literal(str(told), lang=language)
