"""What the style page shows. The examples are invented and name no real body or study."""

from dataclasses import replace
from operator import itemgetter

from django import forms

from allmenning.ui import charts, figures, paging, tables
from allmenning.ui.text import number, percent

FIGURE = figures.Figure(
    value="62 %",
    interval="57–67 %",
    claim="av kommunene i eksempelet har en plan for hvem som svarer i helgene.",
    base="kommuner som svarte at de bruker sosiale medier",
    n=312,
    method="Spørreundersøkelse, utvalg av kommuner",
    unit="kommune",
    population="357 kommuner",
    period="mars 2024",
    read="rapporten selv, tabell 4",
    source="Eksempelundersøkelsen 2024",
    tags=(("accent", "Tilstand"), ("neutral", "Nær deg")),
)
BARE_FIGURE = figures.Figure(
    value="31 %",
    claim="av følgerne i eksempelet sier at de leser alt kommunen legger ut.",
    base=None,
    n=None,
    method="Gruppesamtaler",
    unit="person",
    population=None,
    period="høsten 2023",
    read=None,
    source="Eksempelstudien",
    tags=(("warning", "Grunnlag ukjent"),),
)


class SampleForm(forms.Form):
    name = forms.CharField(label="Navn på kilden", help_text="Slik tittelen står på forsiden.")
    year = forms.IntegerField(label="År", min_value=1990, max_value=2100)
    method = forms.ChoiceField(
        label="Metode",
        choices=[("survey", "Spørreundersøkelse"), ("group", "Gruppesamtale")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Merknad", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    sure = forms.BooleanField(label="Jeg har lest kilden selv")


class SampleFilter(forms.Form):
    all_optional = True
    q = forms.CharField(label="Søk", required=False)
    county = forms.ChoiceField(
        label="Fylke", required=False, choices=[("", "Alle fylker"), ("34", "Innlandet")]
    )


COLUMNS = (
    tables.Column(key="name", label="Gruppe", cell=lambda r: r[0], sortable=True, row_header=True),
    tables.Column(
        key="count", label="Kommuner", cell=lambda r: number(r[1]), sortable=True, numeric=True
    ),
    tables.Column(key="share", label="Andel", cell=lambda r: percent(r[2]), numeric=True),
)
ROWS = (("Under 5 000", 181, 0.34), ("5 000 til 20 000", 121, 0.58), ("Over 20 000", 55, 0.91))
ORDER = tables.Order(key="name")
SORTED_BY = {"name": itemgetter(0), "count": itemgetter(1)}
# Rough places along the country, enough to see that the projection holds.
PLACES = (
    (58.1, 8.0), (58.9, 5.7), (59.1, 10.2), (59.3, 5.3), (59.9, 10.8), (60.4, 5.3),
    (60.8, 11.1), (61.1, 10.5), (61.5, 5.0), (61.8, 8.6), (62.5, 6.2), (62.6, 11.4),
    (63.1, 7.7), (63.4, 10.4), (64.0, 11.5), (64.5, 11.2), (65.5, 12.2), (66.3, 14.1),
    (67.3, 14.4), (68.4, 17.4), (68.8, 16.5), (69.3, 16.1), (69.7, 19.0), (69.9, 23.3),
    (70.7, 23.7), (70.1, 25.0), (70.4, 31.1), (69.7, 30.0), (60.2, 12.0), (59.2, 9.6),
    (60.9, 8.6), (62.3, 9.6), (65.8, 13.2), (69.1, 23.0), (61.2, 7.1),
)  # fmt: skip


def samples(scheme: str, order: tables.Order = ORDER) -> dict[str, object]:
    """Build one of everything; ids carry the scheme, since the page shows all of it twice."""
    return {
        "scheme": scheme,
        "figure": FIGURE,
        "bare_figure": BARE_FIGURE,
        "table": sample_table(scheme, order),
        "empty_table": tables.Table(
            caption="Tom",
            columns=COLUMNS,
            rows=(),
            empty="Ingen kommuner passer med det du valgte.",
        ),
        "bars": _bars(scheme),
        "dots": _dots(scheme),
        "line": _line(scheme),
        "lines": _lines(scheme),
        "map": _map(scheme),
        "form": _wrong_form(scheme),
        "filters": SampleFilter(auto_id=f"{scheme}-filter-%s"),
        "page": paging.Page(
            rows=(), number=4, pages=12, count=589, first=151, last=200, query="fylke=34"
        ),
    }


def sample_table(scheme: str, order: tables.Order) -> tables.Table:
    return tables.Table(
        caption="Eksempelkommuner etter størrelse",
        columns=COLUMNS,
        rows=sorted(ROWS, key=SORTED_BY[order.key], reverse=order.descending),
        order=order,
        csv="?format=csv",
        json="?format=json",
        identity=f"table-{scheme}",
    )


def _bars(scheme: str) -> charts.Chart:
    rows = [
        charts.Bar(label="Informere om tjenester", value=0.93, base="312 kommuner"),
        charts.Bar(label="Varsle i en krise", value=0.71, base="312 kommuner", strong=True),
        charts.Bar(label="Få innspill til planer og budsjett fra innbyggerne", value=0.38),
        charts.Bar(label="Rekruttere", value=None, reason="vises ikke: færre enn fem svar"),
    ]
    return charts.bars(
        "Hva kommunene i eksempelet bruker kanalene til",
        rows,
        note="Grunnlag: 312 kommuner som bruker sosiale medier. Eksempelundersøkelsen 2024.",
        identity=f"bars-{scheme}",
    )


def _dots(scheme: str) -> charts.Chart:
    rows = [
        charts.Dot(label="Under 5 000 innbyggere", value=0.34, low=0.27, high=0.41),
        charts.Dot(
            label="5 000 til 20 000 innbyggere", value=0.58, low=0.5, high=0.66, strong=True
        ),
        charts.Dot(label="Over 20 000 innbyggere", value=0.91, low=0.83, high=0.96),
        charts.Dot(label="Gruppesamtalene (uten usikkerhet)", value=0.5, series=1),
    ]
    return charts.dots(
        "Har en plan for helgene",
        rows,
        legend=[(0, "Spørreundersøkelse"), (1, "Gruppesamtaler")],
        note="Streken er 95 prosent konfidensintervall.",
        identity=f"dots-{scheme}",
    )


def _line(scheme: str) -> charts.Chart:
    first = charts.Series(
        "Hele kommunen",
        [
            charts.Round(at=2013, label="2013", value=0.42, low=0.38, high=0.46),
            charts.Round(at=2014, label="2014", value=0.55, low=0.51, high=0.59),
            charts.Round(at=2015, label="2015", value=0.61, low=0.57, high=0.65),
            charts.Round(at=2018, label="2018", value=0.83, low=0.78, high=0.88, joined=False),
        ],
    )
    return charts.line(
        "Har egen side, fire runder",
        [first],
        note="Runden i 2018 hadde et annet spørsmål og er derfor ikke bundet sammen med de andre.",
        identity=f"line-{scheme}",
    )


def _lines(scheme: str) -> charts.Chart:
    small, large = ((0.21, 0.3, 0.44), (0.64, 0.72, 0.9))
    return charts.line(
        "Har egen side, små og store kommuner",
        [
            charts.Series(name, [charts.Round(at=y, label=str(y), value=v) for y, v in told])
            for name, told in (
                ("Under 5 000", list(zip((2013, 2015, 2018), small, strict=True))),
                ("Over 20 000", list(zip((2013, 2015, 2018), large, strict=True))),
            )
        ],
        note="Usikkerheten er ikke kjent.",
        identity=f"lines-{scheme}",
    )


def _map(scheme: str) -> charts.Chart:
    places = [
        charts.Place(
            name="Stedet ditt", latitude=y, longitude=x, group=int(58 < y < 63), chosen=y == 61.8
        )
        for y, x in PLACES
    ]
    return charts.dot_map(
        "Steder som ligner ditt",
        [replace(place, group=2) if place.chosen else place for place in places],
        ["Andre steder", "Ligner", "Ditt"],
        identity=f"map-{scheme}",
    )


def _wrong_form(scheme: str) -> SampleForm:
    form = SampleForm({"name": "", "year": "i fjor"}, auto_id=f"{scheme}-%s")
    form.full_clean()
    return form
