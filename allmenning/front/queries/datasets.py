"""What can be taken out, said once for the page about the data and for the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

LICENCES: Mapping[str, str] = {
    "CC BY 4.0": "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0",
    "EUPL-1.2": "http://publications.europa.eu/resource/authority/licence/EUPL_1_2",
}
API = "/api/v1/"


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """One set of data; `page` and `files` are names of addresses, `api` a path below `API`."""

    key: str
    title: "StrPromise"
    description: "StrPromise"
    keywords: tuple["StrPromise", ...]
    page: str
    files: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    api: str = ""
    licence: str

    @property
    def page_address(self) -> str:
        return reverse(self.page)

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """Pair CSV and JSON with where they lie, in bokmål: files have no language."""
        return [
            (kind, reverse(name, kwargs=dict(inside)))
            for kind, (name, inside) in self.files.items()
        ]

    @property
    def api_address(self) -> str:
        return API + self.api if self.api else ""


def _evidence_files(name: str) -> dict[str, tuple[str, Mapping[str, str]]]:
    return {kind.upper(): (f"evidence:{name}", {"kind": kind}) for kind in ("csv", "json")}


def _register_files(name: str) -> dict[str, tuple[str, Mapping[str, str]]]:
    return {kind.upper(): (f"register:{name}-{kind}", {}) for kind in ("csv", "json")}


def datasets() -> tuple[Dataset, ...]:
    return DATASETS


DATASETS = (
    Dataset(
        key="funn",
        title=_("Findings about social media in municipalities"),
        description=_(
            "Findings of many studies, each with what it rests on and with the word of the guard: "
            "which figures may be compared, and why others may not."
        ),
        keywords=(_("social media"), _("municipalities"), _("research")),
        page="evidence:findings",
        files=_evidence_files("findings_file"),
        api="findings",
        licence="EUPL-1.2",
    ),
    Dataset(
        key="studier",
        title=_("Studies of social media in municipalities"),
        description=_(
            "Surveys, interviews, observations and registers that findings come from: who, when, "
            "how those who took part were chosen, and how many answered."
        ),
        keywords=(_("social media"), _("municipalities"), _("surveys")),
        page="evidence:studies",
        files=_evidence_files("studies_file"),
        api="studies",
        licence="EUPL-1.2",
    ),
    Dataset(
        key="tema",
        title=_("Themes"),
        description=_("What the findings are sorted under, with how many there are of them."),
        keywords=(_("social media"), _("municipalities")),
        page="evidence:themes",
        files=_evidence_files("themes_file"),
        api="themes",
        licence="EUPL-1.2",
    ),
    Dataset(
        key="undersokelser",
        title=_("Surveys of municipalities"),
        description=_(
            "Surveys with whom they ask, how many have answered and where each report is. A report "
            "carries its tables, its exact questions and answers that may be shared."
        ),
        keywords=(_("social media"), _("municipalities"), _("surveys")),
        page="surveys:surveys",
        files={kind.upper(): (f"surveys:surveys_{kind}", {}) for kind in ("csv", "json")},
        licence="CC BY 4.0",
    ),
    Dataset(
        key="erfaringer",
        title=_("Experiences of municipalities"),
        description=_(
            "What municipalities have done, with result and with what failed, what it took, and "
            "whether others got the same when they tried. Only what is open to everybody."
        ),
        keywords=(_("social media"), _("municipalities"), _("experiences")),
        page="arena:cases",
        files={kind.upper(): (f"arena:cases_{kind}", {}) for kind in ("csv", "json")},
        licence="CC BY 4.0",
    ),
    Dataset(
        key="samtaler",
        title=_("Experiences, questions, guidance and what is said of them"),
        description=_(
            "Everything that members have opened to everybody, in the format it can be moved "
            "to another installation in, without who wrote it."
        ),
        keywords=(_("social media"), _("municipalities"), _("questions")),
        page="arena:questions",
        files={"JSON": ("arena:export", {})},
        licence="CC BY 4.0",
    ),
    Dataset(
        key="kommuner",
        title=_("Municipalities"),
        description=_(
            "Every municipality of today with inhabitants, KOSTRA group, centrality, language form "
            "and place, and which others are like it."
        ),
        keywords=(_("municipalities"), _("municipality numbers"), _("KOSTRA groups")),
        page="register:municipalities",
        files=_register_files("municipalities"),
        api="bodies?kind=municipality",
        licence="CC BY 4.0",
    ),
    Dataset(
        key="fylkeskommuner",
        title=_("Counties"),
        description=_("Every county of today with its municipalities counted."),
        keywords=(_("counties"), _("county numbers")),
        page="register:counties",
        files=_register_files("counties"),
        api="bodies?kind=county",
        licence="CC BY 4.0",
    ),
    Dataset(
        key="kommunenumre",
        title=_("Municipality numbers through time"),
        description=_(
            "Codes and names since 2013 with the days they were valid, and every rename, "
            "renumbering, merger and division with its date."
        ),
        keywords=(_("municipality numbers"), _("mergers of municipalities")),
        page="register:municipalities",
        files={kind.upper(): (f"open:changes-{kind}", {}) for kind in ("csv", "json")},
        api="changes",
        licence="CC BY 4.0",
    ),
)
