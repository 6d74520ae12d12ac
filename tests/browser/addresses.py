"""A sample for every address that has a place to fill in, so that no page is left unvisited."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls.resolvers import RoutePattern

from tests.browser.alerts import DRAFT, EXERCISE, EXERCISE_DRAFT, OUT, WAITS
from tests.browser.cases import CASE, COPIED_CASE, OTHERS_CASE
from tests.browser.questions import ADVICE, LAW, SETTLED, WAITING
from tests.browser.surveys import (
    ANSWERED,
    ASKED,
    BEGUN,
    BUILT,
    FRESH,
    PASSED_ON,
    PLANNED,
    REWORDED,
    SENT,
    SHARED,
    WRITTEN,
)
from tests.house import addresses

# What fills each place of a route; add a line when a route is added.
SAMPLES: dict[str, str] = {
    "<workspace:workspace>/<slug:slug>/": "varsling/lom/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/": f"varsling/lom/{OUT}/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/faren-over/": f"varsling/lom/{OUT}/faren-over/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/feil-sendt/": f"varsling/lom/{OUT}/feil-sendt/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/logg/": f"varsling/lom/{OUT}/logg/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/oppdater/": f"varsling/lom/{OUT}/oppdater/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/se-over/": f"varsling/lom/{WAITS}/se-over/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/skriv/": f"varsling/lom/{DRAFT}/skriv/",
    "<workspace:workspace>/<slug:slug>/inn/": "varsling/lom/inn/",
    "<workspace:workspace>/<slug:slug>/inn/<int:pk>/": "varsling/lom/inn/9001/",
    "<workspace:workspace>/<slug:slug>/nytt/": "varsling/lom/nytt/",
    "<workspace:workspace>/<slug:slug>/skriv/": "varsling/lom/skriv/?fare=flood",
    "<workspace:workspace>/<slug:slug>/til-kommunene/": "varsling/innlandet/til-kommunene/",
    "abonner/<int:account>/": "abonner/9101/",
    "abonner/<int:account>/kode/<str:signed>/": "abonner/9102/kode/utlopt/",
    "abonner/<int:account>/sendt/": "abonner/9101/sendt/",
    "abonner/avslutt/<str:token>/": f"abonner/avslutt/{'m' * 43}/",
    "abonner/bekreft/<str:token>/": f"abonner/bekreft/{'w' * 43}/",
    "beredskap/<slug:slug>/": "beredskap/lom/",
    "beredskap/<slug:slug>/<slug:word>/<int:pk>/": "beredskap/lom/deler/9001/",
    "beredskap/<slug:slug>/<slug:word>/ny/": "beredskap/lom/kontakter/ny/",
    "beredskap/<slug:slug>/folk/": "beredskap/lom/folk/",
    "beredskap/<slug:slug>/kanaler/": "beredskap/lom/kanaler/",
    "beredskap/<slug:slug>/kanaler/<int:pk>/": "beredskap/lom/kanaler/1/",
    "beredskap/<slug:slug>/kanaler/<int:pk>/fjern/": "beredskap/lom/kanaler/1/fjern/",
    "beredskap/<slug:slug>/kanaler/ny/<workspace:space>/<slug:kind>/": (
        "beredskap/lom/kanaler/ny/varsling/mastodon/"
    ),
    "beredskap/<slug:slug>/lister/": "beredskap/lom/lister/",
    "beredskap/<slug:slug>/plan/": "beredskap/lom/plan/",
    "beredskap/<slug:slug>/tekster/<int:pk>/": "beredskap/lom/tekster/9001/",
    "beredskap/<slug:slug>/tekster/ny/": "beredskap/lom/tekster/ny/",
    "brev/<int:pk>/": "brev/9001/",
    "brev/folg/": "brev/folg/?tema=krise",
    "brev/stopp/<str:token>/": "brev/stopp/utlopt/",
    "diskusjon/<thing:kind>/<int:pk>/skriv/": "diskusjon/studie/1/skriv/",
    "diskusjon/funn/<slug:code>/": "diskusjon/funn/F035/",
    "diskusjon/studier/<slug:slug>/": "diskusjon/studier/sk2013/",
    "erfaringer/<slug:slug>/": f"erfaringer/{CASE}/",
    "erfaringer/<slug:slug>/dokumenter/ny/": f"erfaringer/{CASE}/dokumenter/ny/",
    "erfaringer/<slug:slug>/historikk/": f"erfaringer/{CASE}/historikk/",
    "erfaringer/<slug:slug>/kopier/": f"erfaringer/{OTHERS_CASE}/kopier/",
    "erfaringer/<slug:slug>/mot-opphavet/": f"erfaringer/{COPIED_CASE}/mot-opphavet/",
    "erfaringer/<slug:slug>/pastander/<int:pk>/": f"erfaringer/{CASE}/pastander/9001/",
    "erfaringer/<slug:slug>/pastander/ny/": f"erfaringer/{CASE}/pastander/ny/",
    "erfaringer/<slug:slug>/provd/": f"erfaringer/{OTHERS_CASE}/provd/",
    "erfaringer/<slug:slug>/regelverk/": f"erfaringer/{CASE}/regelverk/",
    "erfaringer/<slug:slug>/rediger/": f"erfaringer/{CASE}/rediger/",
    "erfaringer/<slug:slug>/trekk/": f"erfaringer/{CASE}/trekk/",
    "emneord/<slug:slug>/": "emneord/vakt/",
    "funn/<code:code>/": "funn/F035/",
    "funn/<code:code>/historikk/": "funn/F035/historikk/",
    "funn/<code:code>/rediger/": "funn/F035/rediger/",
    "fylkeskommuner/<slug:slug>/": "fylkeskommuner/innlandet/",
    "koblinger/<int:number>/": "koblinger/1/",
    "innboks/av/<str:token>/": "innboks/av/utlopt/",
    "innlegg/<int:pk>/": "innlegg/9001/",
    "innlegg/<int:pk>/historikk/": "innlegg/9001/historikk/",
    "innlegg/<int:pk>/rediger/": "innlegg/9001/rediger/",
    "innlegg/<int:pk>/trekk/": "innlegg/9001/trekk/",
    "kode/<str:code>/": "kode/0514/",
    "koding/<code:first>/<code:second>/": "koding/F005/F065/",
    "kommuner/<slug:slug>/": "kommuner/lom/",
    "kommuner/<slug:slug>/fortell/": "kommuner/lom/fortell/",
    "kommuner/<slug:slug>/medlemmer/": "kommuner/lom/medlemmer/",
    "lover/<slug:slug>/": f"lover/{LAW}/",
    "lover/<slug:slug>/erstatt/": f"lover/{LAW}/erstatt/",
    "medlemskap/ko/<int:pk>/": "medlemskap/ko/1/",
    "om/henvendelser/<int:number>/": "om/henvendelser/1/",
    "om/kontakt/<uuid:token>/": "om/kontakt/00000000-0000-4000-8000-000000000001/",
    "sporsmal/<slug:slug>/": f"sporsmal/{SETTLED}/",
    "sporsmal/<slug:slug>/rediger/": f"sporsmal/{SETTLED}/rediger/",
    "sporsmal/<slug:slug>/trekk/": f"sporsmal/{SETTLED}/trekk/",
    "studier/<slug:slug>/": "studier/sk2013/",
    "studier/<slug:slug>/rediger/": "studier/sk2013/rediger/",
    "tema/<slug:slug>/": "tema/krise/",
    "tema/<slug:slug>/koding/": "tema/krise/koding/",
    "svar/<str:token>/": f"svar/{FRESH}/",
    "svar/<str:token>/kollega/": f"svar/{FRESH}/kollega/",
    "svar/<str:token>/kvittering/": f"svar/{SENT}/kvittering/",
    "svar/<str:token>/nei/": f"svar/{FRESH}/nei/",
    "svar/<str:token>/oversikt/": f"svar/{BEGUN}/oversikt/",
    "svar/<str:token>/senere/": f"svar/{BEGUN}/senere/",
    "svar/<str:token>/side/<int:number>/": f"svar/{BEGUN}/side/1/",
    "undersokelser/<slug:slug>/": f"undersokelser/{PLANNED}/",
    "svar/<str:token>/dere/": f"svar/{ANSWERED}/dere/",
    "undersokelser/<slug:slug>/analyse/": f"undersokelser/{SHARED}/analyse/",
    "undersokelser/<slug:slug>/analyse/koding/": f"undersokelser/{SHARED}/analyse/koding/",
    "undersokelser/<slug:slug>/analyse/koding/<slug:code>/": (
        f"undersokelser/{SHARED}/analyse/koding/{WRITTEN}/"
    ),
    "undersokelser/<slug:slug>/analyse/koding/<slug:code>/koder/": (
        f"undersokelser/{SHARED}/analyse/koding/{WRITTEN}/koder/"
    ),
    "undersokelser/<slug:slug>/analyse/oppskrift/<int:pk>/": (
        f"undersokelser/{SHARED}/analyse/oppskrift/9001/"
    ),
    "undersokelser/<slug:slug>/analyse/oppskrift/<int:pk>/tall/<int:table>/<int:row>/": (
        f"undersokelser/{SHARED}/analyse/oppskrift/9001/tall/0/0/"
    ),
    "undersokelser/<slug:slug>/analyse/oppskrift/ny/": (
        f"undersokelser/{SHARED}/analyse/oppskrift/ny/"
    ),
    "undersokelser/<slug:slug>/analyse/publiser/": f"undersokelser/{SHARED}/analyse/publiser/",
    "undersokelser/<slug:slug>/rapport/": f"undersokelser/{SHARED}/rapport/",
    "undersokelser/<slug:slug>/rapport/<int:number>/": f"undersokelser/{SHARED}/rapport/1/",
    "undersokelser/<slug:slug>/rapport/<int:number>/tabeller/<slug:code>/": (
        f"undersokelser/{SHARED}/rapport/1/tabeller/strategy-has/"
    ),
    "undersokelser/<slug:slug>/rapport/dere/": f"undersokelser/{SHARED}/rapport/dere/",
    "undersokelser/<slug:slug>/feltarbeid/": f"undersokelser/{ASKED}/feltarbeid/",
    "undersokelser/<slug:slug>/feltarbeid/paminnelse/": (
        f"undersokelser/{ASKED}/feltarbeid/paminnelse/"
    ),
    "undersokelser/<slug:slug>/feltarbeid/to-svar/<int:pk>/": (
        f"undersokelser/{ASKED}/feltarbeid/to-svar/9001/"
    ),
    "undersokelser/fylke/<slug:slug>/": "undersokelser/fylke/innlandet/",
    "undersokelser/fylke/<slug:slug>/<slug:survey>/<int:pk>/": (
        f"undersokelser/fylke/innlandet/{ASKED}/9501/"
    ),
    "undersokelser/<slug:slug>/gjort/": f"undersokelser/{PLANNED}/gjort/",
    "undersokelser/<slug:slug>/ramme/": f"undersokelser/{PLANNED}/ramme/",
    "undersokelser/<slug:slug>/ramme/<int:pk>/": f"undersokelser/{PLANNED}/ramme/9001/",
    "undersokelser/<slug:slug>/ramme/kontakt/<int:pk>/erstatt/": (
        f"undersokelser/{PLANNED}/ramme/kontakt/9001/erstatt/"
    ),
    "undersokelser/<slug:slug>/ramme/kontakter/": f"undersokelser/{PLANNED}/ramme/kontakter/",
    "undersokelser/<slug:slug>/ramme/oppgaver/": f"undersokelser/{PLANNED}/ramme/oppgaver/",
    "undersokelser/<slug:slug>/ramme/trekk/": f"undersokelser/{PLANNED}/ramme/trekk/",
    "undersokelser/<slug:slug>/rediger/": f"undersokelser/{PLANNED}/rediger/",
    "undersokelser/<slug:slug>/sporsmal/": f"undersokelser/{ASKED}/sporsmal/",
    "undersokelser/<slug:slug>/skjema/": f"undersokelser/{BUILT}/skjema/",
    "undersokelser/<slug:slug>/skjema/filer/": f"undersokelser/{BUILT}/skjema/filer/",
    "undersokelser/<slug:slug>/skjema/legg-til/": f"undersokelser/{BUILT}/skjema/legg-til/",
    "undersokelser/<slug:slug>/skjema/prov/": f"undersokelser/{BUILT}/skjema/prov/",
    "undersokelser/<slug:slug>/skjema/sporsmal/<slug:code>/": (
        f"undersokelser/{BUILT}/skjema/sporsmal/channels-reach/"
    ),
    "undersokelser/<slug:slug>/skjema/veier/": f"undersokelser/{BUILT}/skjema/veier/",
    "undersokelser/sporsmalsbank/<slug:code>/": f"undersokelser/sporsmalsbank/{REWORDED}/",
    "undersokelser/sporsmalsbank/<slug:code>/bro/<int:number>/": (
        f"undersokelser/sporsmalsbank/{REWORDED}/bro/2/"
    ),
    "undersokelser/sporsmalsbank/<slug:code>/ny-versjon/": (
        f"undersokelser/sporsmalsbank/{REWORDED}/ny-versjon/"
    ),
    "moderering/<moderated:noun>/<int:pk>/": "moderering/innlegg/9501/",
    "moderering/avgjorelse/<int:pk>/": "moderering/avgjorelse/9501/",
    "moderering/klage/<int:pk>/": "moderering/klage/9501/",
    "moderering/melding/<int:pk>/": "moderering/melding/9501/",
    "moderering/si-fra/<moderated:noun>/<int:pk>/": "moderering/si-fra/innlegg/9502/",
    "meld/<uuid:token>/": "meld/00000000-0000-4000-8000-000000009501/",
    "journalhjelp/<thing:kind>/<int:pk>/": "journalhjelp/erfaring/1/",
    "veiledning/<slug:slug>/": f"veiledning/{ADVICE}/",
    "veiledning/<slug:slug>/historikk/": f"veiledning/{ADVICE}/historikk/",
    "veiledning/<slug:slug>/rediger/": f"veiledning/{ADVICE}/rediger/",
}
# Addresses with a query that shows another side of the page.
EXTRA = (
    "sammenlign/?f=F035&f=F036",
    "undersokelser/sosiale-kommuner-2026-simulert/",
    f"svar/{BEGUN}/side/2/",
    f"svar/{BEGUN}/side/3/",
    f"svar/{BEGUN}/side/4/",
    f"svar/{SENT}/",
    f"svar/{PASSED_ON}/",
    f"svar/{'x' * 32}/",
    "undersokelser/sporsmalsbank/?q=krise&om=plan",
    f"undersokelser/{BUILT}/skjema/prov/?side=3&sprak=nn",
    f"undersokelser/{BUILT}/skjema/prov/?side=4",
    f"undersokelser/{PLANNED}/ramme/trekk/?method=proportional&size=60&seed=7",
    "kommuner/?q=finnes-ikke",
    "erfaringer/?tema=krise&sviktet=1&eldre=1",
    "erfaringer/et-utkast/",
    "sok/?q=kriseplan",
    "sok/?q=finnesikke",
    "finnes-ikke/",
    f"sporsmal/{WAITING}/",
    "sporsmal/?status=lost&nar=1",
    "abonner/9102/",
    "abonner/9103/",
    f"varsling/lom/{DRAFT}/se-over/",
    "ovelse/lom/",
    "ovelse/lom/nytt/",
    f"ovelse/lom/{EXERCISE}/",
    f"ovelse/lom/{EXERCISE}/feil-sendt/",
    f"ovelse/lom/{EXERCISE_DRAFT}/se-over/",
)
# What is no page: data and probes, and what only takes what a form or another site sends.
ENDINGS = (
    ".csv",
    ".json",
    ".jsonld",
    ".ttl",
    ".xml",
    ".txt",
    ".svg",
    ".ico",
    ".pdf",
    "<file:kind>",
)
NO_PAGES = (
    "health/",
    "api/",
    "demo/inn/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/alene/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/avvis/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/kanaler/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/send/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/tell/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/til-godkjenning/",
    "<workspace:workspace>/<slug:slug>/<uuid:key>/tilbake/",
    "<workspace:workspace>/<slug:slug>/inn/<int:pk>/til-side/",
    "<workspace:workspace>/<slug:slug>/tell/",
    "abonner/<int:account>/nettleser/",
    "abonner/arbeider.js",
    "abonner/rapport/",
    "velkommen/inn/",
    "velkommen/overta/<",
    "erfaringer/bidrag/<slug:slug>/",
    "beredskap/<slug:slug>/<slug:word>/<int:pk>/fjern/",
    "beredskap/<slug:slug>/folk/<",
    "beredskap/<slug:slug>/kanaler/<int:pk>/bryter/",
    "beredskap/<slug:slug>/kanaler/<int:pk>/prov/",
    "beredskap/<slug:slug>/prov/",
    "diskusjon/<thing:kind>/<int:pk>/folg/",
    "diskusjon/<thing:kind>/<int:pk>/las/",
    "diskusjon/forfattere/",
    "diskusjon/studier/<slug:slug>/forfattere/",
    "erfaringer/<slug:slug>/dokumenter/<",
    "erfaringer/<slug:slug>/koblinger/<",
    "erfaringer/<slug:slug>/pastander/<int:pk>/fjern/",
    "erfaringer/<slug:slug>/stemmer/",
    "innboks/<int:pk>/",
    "innboks/epost/",
    "innboks/lest/",
    "kommuner/<slug:slug>/medlemmer/<",
    "sporsmal/<slug:slug>/angre/",
    "sporsmal/<slug:slug>/apne/",
    "sporsmal/<slug:slug>/godta/<",
    "sporsmal/<slug:slug>/ikke-meg/",
    "sporsmal/<slug:slug>/lukk/",
    "sporsmal/<slug:slug>/til-erfaring/",
    "sporsmal/<slug:slug>/til-veiledning/",
    "svar/<str:token>/bekreft/",
    "svar/<str:token>/likevel/",
    "svar/<str:token>/send/",
    "undersokelser/<slug:slug>/feltarbeid/paminnelse/<int:number>/fjern/",
    "undersokelser/<slug:slug>/plan/",
    "undersokelser/<slug:slug>/analyse/kjor/",
    "undersokelser/<slug:slug>/analyse/oppskrift/<int:pk>/fjern/",
    "undersokelser/<slug:slug>/analyse/oppskrift/<int:pk>/kjor/",
    "undersokelser/<slug:slug>/analyse/standard/",
    "undersokelser/<slug:slug>/rapport/<int:number>/<str:name>",
    "undersokelser/<slug:slug>/skjema/filer/ddi/",
    "undersokelser/<slug:slug>/skjema/filer/xlsform/",
    "undersokelser/<slug:slug>/skjema/som-sist/",
    "undersokelser/<slug:slug>/skjema/sporsmal/<slug:code>/fjern/",
    "undersokelser/<slug:slug>/skjema/sporsmal/<slug:code>/flytt/",
    "undersokelser/<slug:slug>/videre/",
    "undersokelser/<slug:slug>/ramme/lag/",
    "undersokelser/<slug:slug>/ramme/<int:pk>/nei/",
    "undersokelser/<slug:slug>/ramme/<int:pk>/ta-med/",
    "undersokelser/<slug:slug>/ramme/<int:pk>/utelat/",
    "undersokelser/<slug:slug>/ramme/kontakt/<int:pk>/avslutt/",
    "undersokelser/<slug:slug>/ramme/kontakt/<int:pk>/bekreft/",
    "undersokelser/<slug:slug>/ramme/kontakt/<int:pk>/retur/",
    "undersokelser/<slug:slug>/ramme/kontakter/fra-registeret/",
    "undersokelser/<slug:slug>/ramme/kontakter/spor/",
    "konto/endre/",
    "konto/steng/",
    "konto/koble/",
    "konto/roller/<",
    "konto/roller/gi/",
    "konto/innlogging/<",
    "konto/totrinn/nokkel/<",
    "konto/totrinn/reservekoder/last-ned/",
    "sok/lagret/<",
    "moderering/<moderated:noun>/<int:pk>/godkjenn/",
    "moderering/<moderated:noun>/<int:pk>/svar/",
    "moderering/enig/<int:pk>/",
    "journalhjelp/<thing:kind>/<int:pk>/trad.",
)


@dataclass(frozen=True)
class Address:
    route: str
    sample: str | None


def registered() -> list[Address]:
    """List every page of the URL map once; sample is None where none is given."""
    routes = {
        route
        for route, pattern in addresses()
        if isinstance(pattern.pattern, RoutePattern) and not _is_data(route)
    }
    return [Address(route, _sample(route)) for route in sorted(routes)]


def pages() -> Iterator[str]:
    """Give every page's address in bokmål, without the first slash."""
    yield from sorted({address.sample for address in registered() if address.sample is not None})
    yield from EXTRA


def _is_data(route: str) -> bool:
    return route.endswith(ENDINGS) or route.startswith(NO_PAGES)


def _sample(route: str) -> str | None:
    return SAMPLES.get(route) if "<" in route else route
